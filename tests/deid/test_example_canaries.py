"""Runs of the examples on extracts with canaries in classified columns: none leaves the restricted store."""

from pathlib import Path

import polars as pl
import pytest

from pipelines.declare.project import Content
from tests.deid import canary, extracts
from tests.deid.canary import Canaries
from tests.test_cli import run_apart
from warehouse.paths import Paths

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
CLASSIFIED = sorted(
    file.parent.name
    for file in EXAMPLES.glob("*/district.toml")
    if any(
        f"classification: {kind}" in contract.read_text(encoding="utf-8")
        for contract in file.parent.rglob("*.odcs.yaml")
        for kind in ("restricted", "identifier")
    )
)


@pytest.mark.parametrize("name", CLASSIFIED)
def test_no_canary_leaves_the_restricted_store(name: str, tmp_path: Path) -> None:
    paths = Paths(tmp_path / "data")
    root = extracts.lenient(EXAMPLES / name, tmp_path / "root", tmp_path / "sets")
    content = Content.load(root, paths)
    canaries = extracts.write(content)
    _every_field_is_planted(content, canaries)

    answers = [run_apart(root, paths.data, *words) for words in (("silo", "check"), ("run",), ("status",))]
    told = [text for answer in answers for text in (answer.stdout, answer.stderr)]
    assert answers[1].returncode == 0 and all(answer.stdout for answer in answers), told
    for place in (paths.lake_files, paths.published_db, paths.public, paths.reports, paths.dagster, paths.landed):
        assert place.exists(), place
    assert canaries.search("\n".join(told).encode()) == set()

    seen = {name for line in canary.leaks(paths.restricted, canaries, ()) for name in line.split(": ")[1].split(", ")}
    assert seen >= _in_records(content), "the search does not see what the restricted store holds"
    assert canary.leaks(paths.data, canaries, (paths.restricted,)) == []
    _the_search_finds(paths, canaries)


def _in_records(content: Content) -> set[str]:
    """The classified columns whose values stand in the records and not in the name of an object."""
    return {
        f"{contract.name}.{column.name}"
        for contract in content.contracts.values()
        for column in contract.columns
        if column.classification != "public" and not column.source_pattern and not column.enum
    }


def _every_field_is_planted(content: Content, canaries: Canaries) -> None:
    """Nothing but a value of a list is too common to be told apart."""
    personal = {
        f"{contract.name}.{column.name}": column
        for contract in content.contracts.values()
        for column in contract.columns
        if column.classification != "public"
    }
    assert {*canaries.words, *canaries.values, *canaries.common} == set(personal)
    assert [name for name in canaries.common if not personal[name].enum] == []


def _the_search_finds(paths: Paths, canaries: Canaries) -> None:
    """Each canary, put on purpose into a page and a table of the open side, is found there."""
    words = [*canaries.words.values(), *(min(values) for values in canaries.values.values())]
    (paths.reports / "planted.html").write_text("".join(f"<td>{word}</td>" for word in words))
    pl.DataFrame({"said": words}).write_parquet(paths.lake_files / "planted.parquet", compression="zstd")
    found = dict(line.split(": ") for line in canary.leaks(paths.data, canaries, (paths.restricted,)))
    assert sorted(Path(file).name for file in found) == ["planted.html", "planted.parquet"]
    assert all(set(names.split(", ")) == {*canaries.words, *canaries.values} for names in found.values())
