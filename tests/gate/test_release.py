"""The gate: nothing half-done, stale, failing or unchecked is released, and a recorded release stands."""

from pathlib import Path

import duckdb
import pytest

from pipelines import build, ingest, release, releases
from pipelines.session import KEY_VARIABLE
from tests.lake_stand import ZONE
from warehouse import publish
from warehouse.errors import HgtError

from . import town


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, "a key for the tests only")


def _kinds(blockers: list[release.Blocker]) -> set[str]:
    return {blocker.kind for blocker in blockers}


def test_a_whole_run_is_released_once_and_copies_are_made_again(tmp_path: Path) -> None:
    with town.opened(town.write(tmp_path / "root"), tmp_path / "data") as session:
        town.bring_up_to_date(session)
        made = release.make(session)
        assert made is not None and made.release_id == 1
        assert made.tables_n >= 3 and made.rows_n >= 3
        assert release.newest(session.writer.con) == release.show(session.writer.con, 1)
        assert release.make(session) is None

        assert session.paths.published_db.name == "root.duckdb"
        session.paths.published_db.unlink()
        assert publish.published(session.paths) is None
        assert release.make(session) is None
        assert publish.published(session.paths) == 1

        reader = releases.reader(session.paths, ZONE, made.release_id).con
        assert reader.execute("SELECT max(release_id) FROM meta.release").fetchone() == (1,)
        reader.close()
        with duckdb.connect(str(session.paths.published_db), read_only=True) as con:
            assert con.execute("SELECT count(*) FROM pub.fct_ticket").fetchone() == (3,)
            assert con.execute("SELECT max(release_id) FROM meta.release").fetchone() == (1,)
        with pytest.raises(HgtError, match="no such release"):
            release.show(session.writer.con, 9)


def test_each_kind_of_blocker_bars(tmp_path: Path) -> None:
    root = town.write(tmp_path / "root")
    with town.opened(root, tmp_path / "data") as session:
        assert _kinds(release.gate(session)) == {"extraction", "stale"}
        town.bring_up_to_date(session)
        assert release.gate(session) == []
        with session.writer.transaction() as con:
            con.execute("UPDATE lake.meta.batch SET source_n = source_n + 1")
        assert _kinds(release.gate(session)) == {"reconciliation"}


RULE = town.FILES["quality/ticket_is_dated.sql"]
NO_NUMBER = RULE.replace("ticket_id = 'HH:mm {x}'", "CAST('x' || ticket_id AS INTEGER) = 1")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (RULE.replace("'HH:mm {x}'", "'1'"), "1 offending row"),
        (RULE.replace("ticket_id = 'HH:mm {x}'", "CAST(state_code AS INTEGER) = 1"), "could not run"),
        (
            RULE.replace("ticket_id = 'HH:mm {x}'", "CAST('x' || ticket_id AS INT) = 1").replace('"block"', '"warn"'),
            "could not run",
        ),
    ],
)
def test_a_rule_that_fails_or_breaks_bars(tmp_path: Path, text: str, said: str) -> None:
    root = town.write(tmp_path / "root", ticket_is_dated_sql=text)
    with town.opened(root, tmp_path / "data") as session:
        town.bring_up_to_date(session)
        with pytest.raises(release.ReleaseBarred, match="there is no release yet") as barred:
            release.make(session)
        assert _kinds(barred.value.blockers) == {"rule"}
        assert said in barred.value.blockers[0].message
        assert release.newest(session.writer.con) is None
        assert not session.paths.published_db.exists()


def test_a_warning_does_not_bar(tmp_path: Path) -> None:
    text = RULE.replace("'HH:mm {x}'", "'1'").replace('"block"', '"warn"')
    with town.opened(town.write(tmp_path / "root", ticket_is_dated_sql=text), tmp_path / "data") as session:
        town.bring_up_to_date(session)
        assert release.make(session) is not None


def test_a_failed_extraction_keeps_the_last_release(tmp_path: Path) -> None:
    root = town.write(tmp_path / "root")
    with town.opened(root, tmp_path / "data") as session:
        town.bring_up_to_date(session)
        first = release.make(session)
        (root / "silo" / "ticket.csv").write_text("no,state\n1,open\n")
        with pytest.raises(HgtError):
            ingest.load(session, "ticket")
        assert _kinds(release.gate(session)) == {"extraction"}
        assert release.newest(session.writer.con) == first


def test_a_table_behind_its_input_bars_and_rules_are_asked_on_its_new_rows(tmp_path: Path) -> None:
    root = town.write(tmp_path / "root")
    with town.opened(root, tmp_path / "data") as session:
        town.bring_up_to_date(session)
        assert release.make(session) is not None
        with (root / "silo" / "ticket.csv").open("a") as file:
            file.write("4,open,,13800000004\n")
        ingest.load(session, "ticket")
        assert "pub.fct_ticket" in {blocker.subject for blocker in release.gate(session)}
        build.build(session, "pub.fct_ticket")
        assert "pub.fct_ticket ticket_is_dated" in {blocker.subject for blocker in release.gate(session)}
