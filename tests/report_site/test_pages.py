"""Pages as declarations: every key is documented and closed, and an error names file, key, value and the accepted."""

from pathlib import Path

import pytest

from pipelines.declare.declaration import Declaration
from pipelines.site import Data, Figure, Table, Text
from pipelines.site.model import Wording
from pipelines.site.pages import block, page, sections
from pipelines.site.pages.query import Context
from pipelines.site.pages.template import Template
from tests.report_site import fabricated
from warehouse.errors import HgtError

ROOT = Path(__file__).resolve().parents[2]
GOOD = """
title = "页|Page"
order = 1
[sections.one]
title = "一|One"
blocks = [{ type = "trend", kpi = "hotline_calls", grain = "week" }, "units"]
[selects]
unit = "select unit_id, $as_of::date as day_on from pub.dim_unit"
[blocks.units]
title = "部门|Units"
select = "with u as (select * from unit) select *, 1 as n from u order by unit_id limit 3"
totals = "select sum(n) as n from rows"
columns = ["部门|Unit = unit_id:part unit", { title = "数|N", show = "{n/n} {day_on:%Y}" }, "n", "day_on"]
finding = "共 {n} 个，首个 {first.unit_id}|{n} of {row_n}, {total_n} in all, the first is {first.unit_id}"
mark = "n"
basis = { kpi = "hotline_calls", n = "*" }
"""


def declared(folder: Path, text: str) -> Path:
    file = folder / "own.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_page_is_one_file(tmp_path: Path) -> None:
    made = page.page(declared(tmp_path, GOOD))
    (section,) = made.sections(Data(fabricated.filled(), fabricated.Release()))
    figure, table = section.blocks
    assert isinstance(figure, Figure) and isinstance(table, Table)
    assert (figure.key, figure.title.en) == ("hotline-calls-week", "Calls, by week")
    assert [[cell and cell.en for cell in row] for row in table.rows] == [
        [f"U0{n}", "100.0% 2015", "1", "2015-08-31"] for n in (1, 2, 3)
    ]
    assert [(head.title.en, head.is_number, head.stays) for head in table.columns[1:]] == [
        ("N", False, False),
        ("n", True, False),
        ("day_on", False, True),
    ]
    assert table.finding == Text("共 3 个，首个 U01", "3 of 3, 3 in all, the first is U01")
    assert list(table.marks) == ["missed"] * 3
    assert table.basis is not None and table.basis.n == 3


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("order = 1", "order = 1\ncolour = 'red'", ("`colour`", "not known", "order, lead")),
        ("order = 1", "order = 'first'", ("`order`", "first", "a whole number")),
        ("grain = ", "graim = ", ("`sections.one.blocks.0.graim`", "blocks.0.grain", "blocks.0.last")),
        ('"week"', '"year"', ("grain`", "year", "month, week")),
        ('"trend"', '"trent"', (".type`", "trent", "trend")),
        ('"units"]', '"unit"]', ("blocks.units`", "in no section")),
        ("页|Page", "页", ("`title`", "English words are missing")),
        ("{day_on", "{day_of", ("`blocks.units`", "no column day_of", "unit_id, day_on, n")),
        ('calls", n', 'call", n', ("`blocks.units`", "no such KPI", "hotline_call\n", "hotline_calls.default")),
        ("pub.dim_unit", "pub.dim_unot", ("`blocks.units`", "a select cannot run")),
        ('mark = "n"', 'mark = "late_n"', ("`blocks.units`", "no column late_n")),
        ("title = ", "title ", ("is not TOML",)),
    ],
)  # fmt: skip
def test_an_error_names_file_key_value_and_what_is_accepted(
    tmp_path: Path, old: str, new: str, told: tuple[str, ...]
) -> None:
    with pytest.raises(HgtError) as caught:
        page.page(declared(tmp_path, GOOD.replace(old, new, 1))).sections(
            Data(fabricated.filled(), fabricated.Release())
        )
    text = str(caught.value)
    assert "reports/own.toml" in text and "next: correct reports/own.toml, then hgt run" in text
    assert [words for words in told if words not in text] == [], text


def test_a_league_over_a_slice_that_its_kpi_lacks_is_an_error(tmp_path: Path) -> None:
    text = GOOD.replace(
        'type = "trend", kpi = "hotline_calls", grain = "week"', 'type = "league", kpi = "hotline_calls"'
    )
    data = Data(fabricated.filled(), fabricated.Release(), wording=Wording(cuts={"hotline_calls": ("topic",)}))
    with pytest.raises(HgtError) as caught:
        page.page(
            declared(tmp_path, text.replace('"hotline_calls" }', '"hotline_calls", by = "topics" }', 1))
        ).sections(data)
    text = str(caught.value)
    assert "`sections.one.blocks.0`" in text and "no such slice" in text and "value: topics" in text
    assert "accepted: topic\n" in text and "next: correct reports/own.toml" in text


@pytest.mark.parametrize(("base", "types"), [(block.Block, block.TYPES), (sections.Sections, sections.TYPES)])
def test_a_type_that_draws_nothing_cannot_be_made(base: type[Declaration], types: dict[str, object]) -> None:
    unfinished = type("Unfinished", (base,), {"TYPE": "unfinished", "__module__": __name__, "__annotations__": {}})
    types.pop("unfinished", None)
    with pytest.raises(TypeError, match="abstract"):
        unfinished(type="unfinished")
    assert all(not getattr(kind, "__abstractmethods__", ()) for kind in types.values() if kind is not base)


@pytest.mark.parametrize("text", ["中文|", "中文", "{open", ""])
def test_words_need_both_languages_and_whole_braces(text: str) -> None:
    with pytest.raises(ValueError):
        Template.read(text)


def test_a_missing_value_leaves_the_cell_out() -> None:
    context = Context(Data(fabricated.filled(), fabricated.Release()))
    words = Template.read("共 {n:,} 件|{n:,} in all")
    assert words.fill(context.scope({"n": None})) is None
    assert words.filled(context.scope({"n": 1200})).en == "1,200 in all"
