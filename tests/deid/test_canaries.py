"""A run of the invented district with a canary in every personal field: none is found outside the restricted store."""

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import duckdb
import polars as pl
import pytest

import demo
import demo.silo
from pipelines.declare.project import Content
from pipelines.ingest.validate import REFUSED
from pipelines.ops.run import RunOutcome, run
from pipelines.ops.status import status
from pipelines.ops.stewardship import check
from tests.deid import canary
from tests.deid.canary import Canaries
from warehouse.paths import Paths

ROOT = Path(__file__).parents[2]
DAYS, SCALE = 10, 0.3
SECRET: dict[str, str] = {}
"""By dataset, the word in every text of its records that must be refused."""


def hide(frames: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The frames with a word in the texts of those planted records that must be refused."""
    for defect in demo.silo.defects():
        frame = frames[defect.dataset]
        if defect.rules == (REFUSED,) and "_kind" in frame.columns:
            SECRET[defect.dataset] = word = f"{canary.WORD}refused{len(SECRET)}q"
            frames[defect.dataset] = frame.with_columns(
                pl.when(pl.col("_kind") == defect.kind)
                .then(pl.col(name) + pl.lit(word))
                .otherwise(pl.col(name))
                .alias(name)
                for name, dtype in frame.schema.items()
                if dtype == pl.String and not name.startswith("_") and _is_written(frame[name])
            )
    return frames


def _is_written(given: pl.Series) -> bool:
    """Whether people write this text: it has words in Chinese, many different ones."""
    return given.n_unique() > 20 and given.drop_nulls().str.contains(r"[\u4e00-\u9fff]{4,}").any()


def lenient(root: Path) -> Path:
    """The project's content, with bounds that pass ten days of extracts: of so few rows many are planted."""
    for folder in ("assets", "models", "quality", "reports"):
        shutil.copytree(ROOT / folder, root / folder)
    shutil.copy(ROOT / "district.toml", root)
    bound = "  - {property: quarantine_bound, value: {warn: 1, block: 1, reason: planted defects}}"
    for file in (root / "assets").rglob("*.odcs.yaml"):
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("\ncustomProperties:\n", f"\ncustomProperties:\n{bound}\n"), encoding="utf-8")
    return root


class Stand:
    """A store made of planted extracts."""

    def __init__(self, root: Path, paths: Paths, content: Content, canaries: Canaries, outcome: RunOutcome) -> None:
        self.root = root
        self.paths = paths
        self.content = content
        self.canaries = canaries
        self.outcome = outcome

    @property
    def apart(self) -> tuple[Path, ...]:
        """The places where canaries may be: the extracts and the restricted store."""
        return (self.paths.district, self.paths.restricted)


@pytest.fixture(scope="module")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    folder, canaries = tmp_path_factory.mktemp("canaries"), Canaries()
    root, paths = lenient(folder / "root"), Paths(folder / "data")
    content = Content.load(root, paths)
    plain = demo._planted
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(demo, "_planted", lambda scene, found: hide(canary.plant(content, plain(scene, found), canaries)))
        demo.write(paths.district, scale=SCALE, days=DAYS)
    yield Stand(root, paths, content, canaries, run(root, paths))


def test_every_personal_field_has_a_canary_or_is_common(stand: Stand) -> None:
    personal = {
        f"{contract.name}.{column.name}"
        for contract in stand.content.contracts.values()
        for column in contract.columns
        if column.classification != "public"
    }
    canaries = stand.canaries
    assert {*canaries.words, *canaries.values, *canaries.common} == personal
    assert canaries.words and canaries.values
    telling = ("phone", "id_no", "name", "desc", "content", "title", "address")
    missed = [name for name in canaries.common if name.endswith(telling)]
    assert missed == [], "these could be told apart and were not planted"


def test_the_run_released(stand: Stand) -> None:
    assert stand.outcome.ok, stand.outcome.failures


def test_the_search_sees_what_is_there(stand: Stand, tmp_path: Path) -> None:
    """The canaries are in the extracts and in what was landed, and the search opens every form of the public side."""
    for place in (stand.paths.district, stand.paths.landed):
        assert canary.leaks(place, stand.canaries, ())
    word = next(iter(stand.canaries.words.values()))
    number = next(iter(sorted(next(iter(stand.canaries.values.values())))))
    frame = pl.DataFrame({"said": [f"told {word}."], "called": [number]})
    frame.write_parquet(tmp_path / "a.parquet", compression="zstd")
    with duckdb.connect(str(tmp_path / "b.duckdb")) as con:
        con.execute("CREATE SCHEMA pub; CREATE TABLE pub.t AS SELECT ? AS said, ? AS called", [word, number])
    silo = sqlite3.connect(tmp_path / "c.db")
    silo.execute("CREATE TABLE t AS SELECT ? AS said, ? AS called", [word, number])
    silo.commit()
    silo.close()
    (tmp_path / "d.html").write_text(f"<td>{word}</td><td>{number}</td>")
    assert [line.split(":")[0] for line in canary.leaks(tmp_path, stand.canaries, ())] == [
        "a.parquet", "b.duckdb", "c.db", "d.html",
    ]  # fmt: skip


def test_no_canary_left_the_restricted_store(stand: Stand) -> None:
    for place in (stand.paths.lake_files, stand.paths.published_db, stand.paths.reports, stand.paths.dagster):
        assert place.exists()
    assert canary.leaks(stand.paths.data, stand.canaries, stand.apart) == []


def test_no_canary_is_in_the_words_of_a_steward_s_screen(stand: Stand) -> None:
    lines = [finding.text for finding in check(stand.root, stand.paths, ())]
    lines += [line.text for topic in status(stand.root, stand.paths).topics.values() for line in topic]
    assert stand.canaries.search("\n".join(lines).encode()) == set()


def test_a_feed_that_breaks_tells_nothing_personal(stand: Stand) -> None:
    """Text extracts lose their first line, tables a column: the failure stands in the log, the record does not."""
    for file in sorted(stand.paths.district.rglob("*.csv")):
        file.write_bytes(file.read_bytes().split(b"\n", 1)[1])
    for file in sorted(stand.paths.district.rglob("*.ndjson")):
        file.write_bytes(file.read_bytes().replace(b'":', b'" ', 3))
    for file in sorted(stand.paths.district.rglob("*.sqlite")):
        with sqlite3.connect(file) as silo:
            tables = [name for (name,) in silo.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            for table in tables:
                columns = [row[1] for row in silo.execute(f'PRAGMA table_info("{table}")')]
                silo.execute(f'ALTER TABLE "{table}" RENAME COLUMN "{columns[0]}" TO "{columns[0]}_was"')
        silo.close()
    outcome = run(stand.root, stand.paths)
    assert outcome.failures
    said = "\n".join([*outcome.failures, *outcome.failures.values()])
    assert stand.canaries.search(said.encode()) == set()
    assert canary.leaks(stand.paths.data, stand.canaries, stand.apart) == []


def test_a_refused_record_is_nowhere(stand: Stand) -> None:
    """Of a refused record the books keep its hash and its count; its words are not in the restricted store either."""
    kinds = {defect.dataset for defect in demo.silo.defects() if defect.rules == (REFUSED,)}
    assert kinds == {contract.name for contract in stand.content.contracts.values() if contract.refuse}
    refused = Canaries({f"{dataset} refused": word for dataset, word in SECRET.items()})
    assert set(SECRET) == kinds
    assert canary.leaks(stand.paths.district, refused, ())
    assert canary.leaks(stand.paths.data, refused, (stand.paths.district,)) == []
    with duckdb.connect(str(stand.paths.published_db), read_only=True) as con:
        told = con.execute(
            "SELECT dataset, sum(broken_n) > 0 FROM meta.batch_rule WHERE rule_id = ? GROUP BY dataset", [REFUSED]
        ).fetchall()
    assert dict(told) == dict.fromkeys(kinds, True)
