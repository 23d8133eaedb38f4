"""Chicago: two snapshots of one table in time. Loading them one after the other equals loading both from nothing."""

import datetime as dt
import shutil
from pathlib import Path

import pytest

from . import source
from .conftest import Outcome, Runner

FOLDER = "chicago_sanitation_311"
FIRST, SECOND = "sanitation_code_snapshot_2014-11.csv.gz", "sanitation_code_snapshot_2015-01.csv.gz"
KEY = "Service_Request_Number"
Row = dict[str, str]


def newest_copies(rows: list[Row]) -> dict[str, Row]:
    """One row a complaint, without the repeated header: the copy with the largest completion date."""
    found: dict[str, Row] = {}
    for row in rows:
        if row["Status"] == "STATUS":
            continue
        held = found.get(row[KEY])
        if held is None or row["Completion_Date"] > held["Completion_Date"]:
            found[row[KEY]] = row
    return found


@pytest.fixture(scope="module")
def snapshots(data_folder: Path) -> tuple[list[Row], list[Row]]:
    folder = data_folder / FOLDER
    return source.table(folder / FIRST), source.table(folder / SECOND)


@pytest.fixture(scope="module")
def outcome(runner: Runner) -> Outcome:
    """Both snapshots from nothing."""
    return runner("chicago311")


@pytest.fixture(scope="module")
def daily(runner: Runner, data_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Outcome, list[object]]:
    """The first snapshot alone, then the second beside it; with what the first run gave."""
    silos = tmp_path_factory.mktemp("silos")
    (silos / FOLDER).mkdir()
    shutil.copy(data_folder / FOLDER / FIRST, silos / FOLDER)
    first = runner("chicago311", silos=silos)
    before: list[object] = [
        first.count("std.sanitation_complaint"),
        first.ratio("case_closure_rate", "reported"),
    ]
    shutil.copy(data_folder / FOLDER / SECOND, silos / FOLDER)
    return runner("chicago311", silos=silos, data=first.data), before


def test_records_reconcile(outcome: Outcome, snapshots: tuple[list[Row], list[Row]]) -> None:
    assert [len(rows) for rows in snapshots] == [72_847, 74_401]
    assert outcome.rows("select source_n, landed_n, set_aside_n, filtered_n from meta.batch order by batch_id") == [
        (72_847, 72_473, 374, 0),
        (74_401, 74_026, 375, 0),
    ]
    assert [len(newest_copies(rows)) for rows in snapshots] == [72_473, 74_026]


def test_quirks_are_judged(outcome: Outcome) -> None:
    broken = outcome.broken("sanitation_complaint")
    assert broken["not_a_header"] == broken["enum_status_code"] == broken["pattern_case_id"] == 1
    assert broken["duplicate_key"] == 373 + 375
    assert broken["completed_after_created_day"] == 4_903 + 4_997
    assert broken["not_a_duplicate"] == 3_407 + 119 + 3_509 + 124
    assert broken["created_in_portal_time"] == 28 + 28
    assert broken["nature_given"] == 3_704 + 3_753
    assert "completed_not_before_created" not in broken


def test_the_second_snapshot_adds_and_corrects(
    daily: tuple[Outcome, list[object]], snapshots: tuple[list[Row], list[Row]]
) -> None:
    outcome, before = daily
    old, new = (newest_copies(rows) for rows in snapshots)
    assert before == [72_473, (sum(row["Status"].startswith("Completed") for row in old.values()), 72_473)]
    assert len(new.keys() - old.keys()) == 1_553
    assert not old.keys() - new.keys()
    status_n = sum(new[key]["Status"] != row["Status"] for key, row in old.items())
    assert status_n == 234 + 7 + 1
    changed = [key for key, row in old.items() if _kept(row) != _kept(new[key])]
    [(inserted_n, updated_n, unchanged_n, deleted_n)] = outcome.rows(
        "select inserted_n, updated_n, unchanged_n, deleted_n from meta.batch order by batch_id desc limit 1"
    )
    assert (inserted_n, updated_n, deleted_n) == (1_553, len(changed), 0)
    assert unchanged_n == 72_473 - len(changed)


def _kept(row: Row) -> tuple[object, ...]:
    """The record as `std` has it: coordinates to three decimals, no address, no state plane coordinates."""
    points = [round(float(row[name]), 3) if row[name] else None for name in ("Latitude", "Longitude")]
    dropped = ("Street_Address", "X_Coordinate", "Y_Coordinate", "Latitude", "Longitude", "Location")
    return (*(value for name, value in row.items() if name not in dropped), *points)


@pytest.mark.parametrize("table", ["std.sanitation_complaint", "pub.fct_case", "mart.case_closure", "kpi.value"])
def test_one_after_the_other_equals_both_from_nothing(
    daily: tuple[Outcome, list[object]], outcome: Outcome, table: str
) -> None:
    columns = [name for (name,) in outcome.rows(f"select column_name from (describe {table})")]
    kept = ", ".join(name for name in columns if not name.startswith("_") or name == "_is_deleted")
    query = f"select {kept} from {table} order by all"
    assert daily[0].rows(query) == outcome.rows(query)


def test_closure(outcome: Outcome, snapshots: tuple[list[Row], list[Row]]) -> None:
    good = newest_copies(snapshots[1]).values()
    done_n = sum(row["Status"].startswith("Completed") for row in good)
    single = [row for row in good if not row["Status"].endswith("Dup")]
    assert outcome.ratio("case_closure_rate", "reported") == (done_n, len(good)) == (73_701, 74_026)
    assert outcome.ratio("case_closure_rate", "valid") == (
        sum(row["Status"] == "Completed" for row in single),
        len(single),
    )
    assert outcome.ratio("open_cases") == (201 + 124, None)


@pytest.mark.parametrize(("kpi", "share"), [("case_duration_p50", 0.5), ("case_duration_p90", 0.9)])
def test_durations(outcome: Outcome, snapshots: tuple[list[Row], list[Row]], kpi: str, share: float) -> None:
    days = [
        (dt.date.fromisoformat(row["Completion_Date"]) - dt.date.fromisoformat(row["Creation_Date"])).days
        for row in newest_copies(snapshots[1]).values()
        if row["Completion_Date"]
    ]
    assert outcome.value(kpi) == pytest.approx(source.quantile(days, share) * 24)
