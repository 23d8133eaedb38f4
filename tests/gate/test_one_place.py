"""An addition touches the files that the README names, and no others. Assets, tables, checks and pages follow.

The additions are made to the town, each as its author would write it. Then one run makes all of them.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import duckdb
import pytest

from pipelines.declare.project import Content
from pipelines.ops.run import run
from pipelines.state.session import KEY_VARIABLE
from warehouse.paths import Paths

from . import town

PROJECT = Path(__file__).parents[2]
TOWN = {name: dedent(text).lstrip("\n") for name, text in town.FILES.items()}
CONTRACT, STD, KPI, RULE = (
    "assets/desk/ticket.odcs.yaml", "models/std/ticket.sql", "models/kpi/ticket_done_rate.sql",
    "quality/ticket_is_dated.sql",
)  # fmt: skip
TICKETS = TOWN["silo/ticket.csv"]
REFERENCE = '[references]\nticket_id = {to = "std.ticket.ticket_id", id = "ticket_known", words = "有单|A ticket"}\n'
EXISTING = ["assets/<silo>/<dataset>.odcs.yaml", "models/pub/<table>.sql"]


@dataclass(frozen=True)
class Addition:
    """One row of the README's table. The published file answers `question` by `answer`; silos send `delivered`."""

    files: Mapping[str, str]
    question: str
    answer: tuple[object, ...]
    delivered: Mapping[str, str]


def dataset(silo: str, name: str) -> dict[str, str]:
    """The contract and the `std` model of a dataset like `ticket`."""
    return {
        f"assets/{silo}/{name}.odcs.yaml": TOWN[CONTRACT].replace("ticket", name).replace("desk", silo),
        f"models/std/{name}.sql": TOWN[STD].replace("ticket", name),
    }


BATCH = "SELECT silo, source_n, landed_n FROM meta.batch WHERE dataset = '{}'"
ADDITIONS = {
    "a dataset of a silo": Addition(
        dataset("desk", "counter"), BATCH.format("counter"), ("desk", 3, 3),
        {"silo/counter.csv": TICKETS},
    ),
    "a silo": Addition(
        {
            **dataset("hall", "visit"),
            "district.toml": TOWN["district.toml"]
            + '[silos.hall]\nname = "大厅"\nname_en = "Hall"\nlocation = "{root}/hall"\n',
        },
        BATCH.format("visit"), ("hall", 3, 3),
        {"hall/visit.csv": TICKETS},
    ),
    "a table": Addition(
        {
            "models/mart/done_ticket.sql": TOWN["models/pub/fct_ticket.sql"].replace(
                "FROM std.ticket", "FROM pub.fct_ticket WHERE state_code = 'done'"
            )
        },
        "SELECT count(*), min(ticket_id) FROM mart.done_ticket", (1, "2"),
        {},
    ),
    "a KPI": Addition(
        {"models/kpi/ticket_open_rate.sql": TOWN[KPI].replace("'done'", "'open'").replace("办结率", "未结率")},
        "SELECT numerator, denominator FROM kpi.value WHERE kpi_id = 'ticket_open_rate' AND grain = 'year'", (1, 2),
        {},
    ),
    "a composite index": Addition(
        {
            "models/index/together.toml": dedent("""\
                title_zh = "综合"
                title = "Together"
                question_zh = "综合如何？"
                question = "How is it together?"
                unit = "分"
                better = "higher"
                source = "local design"
                owner = "desk"
                combine = "sum"
                slices = []
                [values]
                done = "ticket_done_rate.default"
                [parts]
                done = {zh = "办结", en = "done", score = "done / 100"}
                [[weights]]
                from = 2015-01-01
                value = {done = 100.0}
                """)
        },
        "SELECT round(value, 2) FROM kpi.value WHERE kpi_id = 'together' AND grain = 'year'", (50.0,),
        {},
    ),
    "a rule on rows": Addition(
        {
            CONTRACT: TOWN[CONTRACT].replace(
                "slaProperties:",
                "    quality:\n"
                "      - {id: ticket_of_spring, name: 四月以前, type: custom, engine: hgt, dimension: accuracy,\n"
                "         implementation: \"opened_on < date '2015-04-06'\"}\n"
                "slaProperties:",
            )
        },
        "SELECT landed_n, set_aside_n FROM meta.batch WHERE dataset = 'ticket'", (2, 1),
        {},
    ),
    "a foreign key": Addition(
        {"models/pub/fct_ticket.sql": TOWN["models/pub/fct_ticket.sql"].replace("[columns]", f"{REFERENCE}[columns]")},
        "SELECT count(*) FROM meta.relationship JOIN meta.rule_result USING (rule_id) WHERE rule_id = 'ticket_known'",
        (1,),
        {},
    ),
    "a rule across tables": Addition(
        {"quality/ticket_of_this_year.sql": TOWN[RULE].replace("IS NULL", "< DATE '2015-01-01'")},
        "SELECT count(*) FROM meta.rule_result WHERE rule_id = 'ticket_of_this_year'", (1,),
        {},
    ),
    "a page of the report": Addition(
        {
            "reports/tickets.toml": dedent("""\
                title = "工单|Tickets"
                order = 5
                [sections.done]
                title = "办结|Done"
                blocks = [{ type = "trend", kpi = "ticket_done_rate" }]
                """)
        },
        "SELECT title FROM meta.kpi WHERE kpi_id = 'ticket_done_rate'", ("Done",),
        {},
    ),
}  # fmt: skip
"""By the words of the README's table."""


def rows(readme: str) -> list[tuple[str, list[str]]]:
    """The rows of a README's table: the words of the addition, the paths that it must touch.

    `the same` is the row above. A path after a semicolon may be touched besides. A row without a path is about a key of
    a declaration that exists.
    """
    tables = (PROJECT / readme).read_text(encoding="utf-8").split("| --- | --- |\n")
    (table,) = (text.split("\n\n")[0] for text in tables if "`assets/<silo>/" in text.split("\n")[0])
    found: list[tuple[str, list[str]]] = []
    for line in table.splitlines():
        words, touched = (cell.strip() for cell in line.strip("|").split(" | ", 1))
        paths = re.findall(r"`([\w./<>]+\.[\w.]+)`", re.split("[;；]", touched)[0])
        if re.match("the same|同上", touched):
            paths = [*found[-1][1], *paths]
        found.append((words, paths or EXISTING))
    return found


def pattern(path: str) -> str:
    return re.sub(r"<\w+>", r"\\w+", re.escape(path))


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_each_addition_touches_what_the_readme_names(readme: str) -> None:
    named = rows(readme)
    assert len(named) == len(ADDITIONS)
    if readme == "README.md":
        assert [words for words, _ in named] == list(ADDITIONS)
    for (words, paths), addition in zip(named, ADDITIONS.values(), strict=True):
        is_one_of = paths is EXISTING or "models/pub" in paths[0]
        assert len(addition.files) == (1 if is_one_of else len(paths)), words
        unnamed = [file for file in addition.files if not any(re.fullmatch(pattern(path), file) for path in paths)]
        assert not unnamed, words


@pytest.mark.parametrize("words", ADDITIONS)
def test_each_addition_is_whole_without_the_others(words: str, tmp_path: Path) -> None:
    root = town.write(tmp_path / "root")
    put(root, ADDITIONS[words].files)
    Content.load(root, Paths(tmp_path / "data"))


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[duckdb.DuckDBPyConnection, Path]]:
    """The file and the site that a run with all additions publishes."""
    folder = tmp_path_factory.mktemp("one_place")
    root = town.write(folder / "root")
    for addition in ADDITIONS.values():
        put(root, {**addition.files, **addition.delivered})
    paths = Paths(folder / "data")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv(KEY_VARIABLE, "a key for the tests only")
        outcome = run(root, paths)
    assert outcome.ok, outcome.failures
    with duckdb.connect(str(paths.data / "public/root.duckdb"), read_only=True) as con:
        yield con, paths.reports


@pytest.mark.parametrize("words", ADDITIONS)
def test_everything_else_follows(words: str, published: tuple[duckdb.DuckDBPyConnection, Path]) -> None:
    addition = ADDITIONS[words]
    assert published[0].execute(addition.question).fetchall() == [addition.answer]
    pages = [Path(file).stem for file in addition.files if file.startswith("reports/")]
    for page in pages:
        assert f'href="{page}.html"' in (published[1] / "index.html").read_text(encoding="utf-8")
        assert "办结率" in (published[1] / f"{page}.html").read_text(encoding="utf-8")


def put(root: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
