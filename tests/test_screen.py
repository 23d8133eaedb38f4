"""Text acts on no terminal, spreadsheet or chart that it reaches, and numbers stay numbers."""

import contextlib
import csv
import io
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.cli.screen import Format, Screen, safe, show_finding, show_rows, text
from pipelines.declare.district import read_district
from pipelines.site.chart import drawn
from pipelines.site.model import Text
from pipelines.site.render import embed, plain
from warehouse.errors import HgtError
from warehouse.visible import HIDDEN

PAYLOADS = ["\x1b[2Jx", "\x1b]8;;http://x\x07y\x1b]8;;\x07", "\x9b31m", "a\u202egpj", "\u2066x\u2069", "a\rb", "\x7f"]
TEXTS = st.one_of(st.text(), st.sampled_from(PAYLOADS))


def shown(cells: list[Any], form: Format) -> str:
    """The text that `hgt` prints of one row."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipelines.cli.screen.console", Screen(file=out, width=200))
        show_rows([f"c{n}" for n in range(len(cells))], [cells], form)
    return out.getvalue()


@given(TEXTS, st.sampled_from(Format))
def test_no_cell_acts_on_the_terminal(cell: str, form: Format) -> None:
    told = shown([cell, 1], form)
    assert not HIDDEN.search(told.replace("\n", "").replace("\t", ""))
    if form is Format.json:
        assert json.loads(told) == [{"c0": cell, "c1": 1}], "escapes of JSON are the same value"


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_sentence_acts_on_the_terminal(payload: str, monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    monkeypatch.setattr("pipelines.cli.screen.console", Screen(file=out, width=200))
    show_finding(False, f"x: {payload}", payload)
    assert not HIDDEN.search(out.getvalue().replace("\n", ""))


@given(
    st.text(" \t\r\n\u00a0\u3000\ufeff\u200b\u2003", max_size=4),
    st.sampled_from("=+-@＝＋－＠"),
    st.text("A1(!|", max_size=5),
)
def test_nothing_before_a_formula_lets_it_through(before: str, sign: str, rest: str) -> None:
    (row,) = list(csv.reader(io.StringIO(shown([f"{before}{sign}x{rest}"], Format.csv).split("\n", 1)[1])))
    assert row[0].startswith("'")


@given(st.one_of(st.integers(), st.decimals(allow_nan=False, allow_infinity=False), st.floats(allow_nan=False)))
def test_a_number_is_no_formula(number: int | Decimal | float) -> None:
    assert not shown([number, -1], Format.csv).split("\n", 1)[1].startswith("'")
    assert safe("-5") == "-5" and safe("-5+3") == "'-5+3" and safe("+8613800000000") == "'+8613800000000"


def test_a_header_is_a_cell() -> None:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        show_rows(["=1+1", "n"], [], Format.csv)
    assert out.getvalue() == "'=1+1,n\n"


@given(
    TEXTS, st.sampled_from(['<a href="javascript:x">', "<A HREF=x>", "<img src=x>", "<b onclick=x>", "< a>", "<<b>a>"])
)
def test_a_chart_obeys_no_tag_of_a_name(text: str, tag: str) -> None:
    name = Text(f"{text}{tag}x</a>", f"en{tag}")
    traces = [{"text": [name], "customdata": [[tag, {"x": name}]], "hovertemplate": "<b>%{x}</b><br>1<extra></extra>"}]
    made = drawn(plain(traces))
    assert made[0]["hovertemplate"] == "<b>%{x}</b><br>1<extra></extra>"
    for found in re.findall(r"<[^>]*>?", json.dumps([made[0]["text"], made[0]["customdata"]])):
        assert found in ("<b>", "</b>", "<br>", "<extra>", "</extra>")
    assert "<" not in embed(made)


@given(st.text())
def test_a_page_shows_no_acting_character(text: str) -> None:
    assert not HIDDEN.search(Text(text, text).__html__().replace("\n", "").replace("\t", ""))


@pytest.mark.parametrize("silo", ["a b", "a-b", "投诉", "", "a\\u001bb", "a.b"])
def test_a_silo_has_an_id_that_every_place_takes(tmp_path: Path, silo: str) -> None:
    (tmp_path / "district.toml").write_text(
        f'name = "x"\nname_en = "X"\ntime_zone = "Asia/Shanghai"\n[silos."{silo}"]\n'
        'name = "n"\nname_en = "N"\nlocation = "{root}/silo"\n',
        encoding="utf-8",
    )
    with pytest.raises(HgtError, match=r"key `silos.*` is wrong") as caught:
        read_district(tmp_path, tmp_path / "data")
    assert "district.toml" in str(caught.value) and "accepted: ASCII letters" in str(caught.value)
    assert not HIDDEN.search(str(caught.value).replace("\n", ""))


def test_zero_has_no_sign(capsys: pytest.CaptureFixture[str]) -> None:
    for form in Format:
        show_rows(("a", "b"), [(-0.0, -1.5)], form)
    told = capsys.readouterr().out
    assert "-0" not in told and told.count("-1.5") == 3
    assert text(-0.00004) == "0" and text(-0.0001) == "-0.0001"


@given(st.lists(st.one_of(TEXTS, st.sampled_from(["a;=1", "a\t=1", 'q"q', "", "a,b"])), min_size=1, max_size=4))
def test_a_csv_line_is_read_back_cell_by_cell(cells: list[str]) -> None:
    """Cells stay whole for programs that part them at a semicolon or a tab, too: those stand in quotes."""
    line = shown(list(cells), Format.csv).split("\n", 1)[1]
    (row,) = list(csv.reader(io.StringIO(line, newline="")))
    assert row == [safe(cell) for cell in cells]
    for cell in cells:
        if ";" in cell:
            assert f'"{safe(cell).replace(chr(34), chr(34) * 2)}"' in line
