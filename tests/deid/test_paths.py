"""Every path of a personal column of any contract, down to pub, mart, kpi and what is shown of them."""

import re
from pathlib import Path

import pytest

from pipelines.declare import lineage
from pipelines.declare.dag import MAY_READ, RAW
from pipelines.declare.lineage import Source, TableLineage
from pipelines.declare.project import Content
from pipelines.ingest.validate import compile_contract, validated_select
from warehouse.macros import DEIDENTIFYING
from warehouse.paths import Paths

ROOT = Path(__file__).parents[2]
ROOTS = [ROOT, *sorted(path.parent for path in (ROOT / "examples").glob("*/district.toml"))]
TABLE = re.compile(r"\b(?:from|join)\s+([a-z_]+)\.([a-z_0-9]+)", re.IGNORECASE)
SHOWN = ("std", "pub", "mart", "kpi", "meta")


@pytest.fixture(scope="module", params=ROOTS, ids=lambda root: root.name)
def content(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Content:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HGT_DATA", str(tmp_path_factory.mktemp("sets")))
        return Content.load(request.param, Paths(tmp_path_factory.mktemp("paths")))


def bare(content: Content, lineages: dict[str, TableLineage]) -> list[str]:
    """Every path of a restricted column, or of what steers rows by one, that goes through no allowed function."""
    found = []
    for table, here in ((name, found) for name, found in lineages.items() if name not in content.restricted):
        ends = [(column, end) for column in here.columns for end in lineage.trace(lineages, table, column)]
        for source in here.indirect:
            reached = (
                lineage.trace(lineages, source.table, source.column) if source.table in lineages else (Source(
                    source.table, source.column, ()),)
            )  # fmt: skip
            ends += [("*", Source(end.table, end.column, end.through + source.through, end.counted)) for end in reached]
        for column, end in ends:
            is_told = not end.through and not end.counted
            if end.table.startswith(f"{RAW}.") and is_told and classed(content, end) == "restricted":
                found.append(f"{table}.{column} <- {end.table}.{end.column}")
    return found


def classed(content: Content, end: Source) -> str:
    return content.contracts[end.table.removeprefix(f"{RAW}.")].column(end.column).classification


def test_no_restricted_column_has_a_path_without_an_allowed_function(content: Content) -> None:
    assert bare(content, dict(content.lineage)) == []
    used = {
        name
        for here in content.lineage.values()
        for sources in (*here.columns.values(), here.indirect)
        for source in sources
        for name in source.through
    }
    assert used <= set(DEIDENTIFYING)


def test_a_path_without_a_function_is_seen_however_far_it_goes(tmp_path: Path) -> None:
    content = Content.load(ROOT, Paths(tmp_path))
    dataset, column = next(
        (name, column.name)
        for name, contract in content.contracts.items()
        for column in contract.columns
        if column.classification == "restricted"
    )
    lineages = {
        "std.leak": TableLineage({"word": (Source(f"{RAW}.{dataset}", column),)}, ()),
        "pub.leak": TableLineage({"word": (Source("std.leak", "word", ("deid_length",)),), "said": ()}, ()),
        "mart.leak": TableLineage({"said": (Source("std.leak", "word"),)}, (Source("std.leak", "word"),)),
        "kpi.leak": TableLineage({"numerator": (Source("mart.leak", "said"),)}, ()),
    }
    end = f"{RAW}.{dataset}.{column}"
    assert bare(content, lineages) == [
        f"std.leak.word <- {end}",
        f"mart.leak.said <- {end}",
        f"mart.leak.* <- {end}",
        f"kpi.leak.numerator <- {end}",
    ]


def test_only_std_reads_raw(content: Content) -> None:
    assert [layer for layer, read in MAY_READ.items() if RAW in read] == ["std"]
    for name, here in content.lineage.items():
        if not name.startswith("std."):
            sources = {source.table for entry in (*here.columns.values(), here.indirect) for source in entry}
            assert not any(table.startswith(f"{RAW}.") for table in sources), name


def test_every_identifier_is_keyed_in_the_judge(content: Content) -> None:
    """The validator hands on of an identifier the key's column, made of the namespace's key, never its text."""
    for contract in content.contracts.values():
        identifiers = [column for column in contract.columns if column.classification == "identifier"]
        if not identifiers:
            continue
        assert all(column.namespace for column in identifiers)
        select = validated_select(compile_contract(contract), "given", extracted_at="now()")
        for column in identifiers:
            assert re.search(rf"{column.namespace}|hgt_key|sha256", select), f"{contract.name}.{column.name}"


def test_pages_ask_for_released_tables_only(content: Content) -> None:
    """A page reads SQL: no word of it names a table of the restricted store."""
    for page in content.pages:
        for layer, table in TABLE.findall(page.read_text(encoding="utf-8")):
            assert layer.lower() in SHOWN, f"{page.name}: {layer}.{table}"


def test_rules_ask_for_public_tables_only(content: Content) -> None:
    """Rules become expectations whose offenders stand in Data Docs and in the scheduler's log."""
    for rule in content.rules.values():
        assert all(table.split(".")[0] in SHOWN for table in rule.inputs), rule.name
