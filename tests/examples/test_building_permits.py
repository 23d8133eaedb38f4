"""Calgary: permits from application to completion; a point that is no JSON, lists in one cell, names that stay out."""

import datetime as dt
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from . import source
from .conftest import Outcome, Runner

FOLDER = "calgary_building_permits"
Row = dict[str, str]


def day(text: str) -> dt.date | None:
    return dt.datetime.fromisoformat(text).date() if text else None


@dataclass(frozen=True)
class Permit:
    """The part of one record that the figures need."""

    status: str
    group: str
    applied: dt.date
    issued: dt.date | None
    ended: dt.date | None
    dwellings: int

    @property
    def is_completed(self) -> bool:
        return self.status == "Completed" and self.ended is not None


@pytest.fixture(scope="module")
def outcome(runner: Runner) -> Outcome:
    return runner("building-permits")


@pytest.fixture(scope="module")
def rows(data_folder: Path) -> list[Row]:
    return source.table(data_folder / FOLDER / "building_permits.csv.gz")


@pytest.fixture(scope="module")
def permits(rows: list[Row]) -> list[Permit]:
    found = []
    for row in rows:
        applied = day(row["applieddate"])
        assert applied is not None
        ended = day(row["completeddate"])
        group = row["permitclassgroup"]
        found.append(
            Permit(row["statuscurrent"], group, applied, day(row["issueddate"]), ended, int(row["housingunits"]))
        )
    return found


def is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def test_records_reconcile(outcome: Outcome, rows: list[Row]) -> None:
    assert outcome.sources() == {"building_permit": len(rows)} == {"building_permit": 5_000}
    assert outcome.set_aside() == {}
    assert outcome.count("pub.fct_permit") == 5_000


def test_quirks_are_judged(outcome: Outcome, rows: list[Row]) -> None:
    def empty(column: str) -> int:
        return sum(not row[column] for row in rows)

    assert outcome.broken("building_permit") == {
        "applicant_given": empty("applicantname"),
        "class_given": empty("permitclass"),
        "completed_given": empty("completeddate"),
        "contractor_given": empty("contractorname"),
        "cost_given": empty("estprojectcost"),
        "cost_plausible": sum(bool(row["estprojectcost"]) and float(row["estprojectcost"]) < 100 for row in rows),
        "description_given": empty("description"),
        "floor_given": empty("totalsqft"),
        "issued_given": empty("issueddate"),
        "point_is_json": sum(not is_json(row["point"]) for row in rows),
        "work_state_given": empty("workclassmapped"),
    }
    assert outcome.broken("building_permit")["point_is_json"] == 5_000
    assert all(is_json(row["locationsgeojson"]) for row in rows)
    names: dict[str, set[str]] = {}
    for row in rows:
        names.setdefault(row["communitycode"], set()).add(row["communityname"])
    assert outcome.offenders("area_has_one_name") == sum(len(found) > 1 for found in names.values()) == 1
    assert outcome.count("pub.dim_area") == len(names)


def test_names_and_addresses_stay_out(outcome: Outcome) -> None:
    columns = {name for (name,) in outcome.rows("select distinct column_name from meta.catalogue_column")}
    assert not columns & {"applicant_name", "contractor_name", "address_text", "location_addresses", "description_text"}
    assert outcome.rows("select count(*) from pub.fct_permit where lon <> round(lon, 3) or lat <> round(lat, 3)") == [
        (0,)
    ]


def test_issue_and_completion(outcome: Outcome, permits: list[Permit]) -> None:
    issued = [permit for permit in permits if permit.issued is not None]
    standing = [permit for permit in permits if permit.status not in ("Cancelled", "Expired", "Refused")]
    assert outcome.ratio("permits_applied") == (len(permits), None)
    assert outcome.ratio("permit_issue_rate", "applied") == (len(issued), len(permits)) == (4_784, 5_000)
    assert outcome.ratio("permit_issue_rate", "standing") == (
        sum(permit.issued is not None for permit in standing),
        len(standing),
    )
    assert outcome.ratio("permit_completion_rate") == (sum(permit.is_completed for permit in issued), len(issued))
    same_day = sum(permit.issued == permit.applied for permit in issued)
    assert outcome.ratio("permit_same_day_rate") == (same_day, len(issued)) == (105, 4_784)
    for variant, is_issued in (("applied", False), ("building", True)):
        open_n = sum(permit.ended is None and (permit.issued is not None) == is_issued for permit in permits)
        assert outcome.ratio("open_permits", variant) == (open_n, None)
    assert outcome.ratio("housing_units") == (sum(permit.dwellings for permit in permits if permit.is_completed), None)


@pytest.mark.parametrize(("kpi", "share"), [("permit_issue_days_p50", 0.5), ("permit_issue_days_p90", 0.9)])
def test_days_to_issue(outcome: Outcome, permits: list[Permit], kpi: str, share: float) -> None:
    days = [float((permit.issued - permit.applied).days) for permit in permits if permit.issued is not None]
    assert min(days) == 0
    assert outcome.value(kpi) == pytest.approx(source.quantile(days, share))


def test_applications_by_class(outcome: Outcome, permits: list[Permit]) -> None:
    expected = {member: (n, None) for member, n in Counter(permit.group for permit in permits).items()}
    assert outcome.slices("permits_applied", "category") == expected
