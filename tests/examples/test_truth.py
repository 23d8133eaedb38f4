"""Released figures of the examples beside figures that were recomputed outside the project from the raw files.

The figures lie beside the open data sets, in `truth/<set>.json`. Each comparison names the choice that the example made
where the file gives several.
"""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .conftest import Outcome, Runner

HOURS = 24
Truth = Callable[[str], Any]


@pytest.fixture(scope="module")
def truth(data_folder: Path) -> Truth:
    """The recomputed figures of a set."""

    def read(name: str) -> Any:
        file = data_folder.parent / "truth" / f"{name}.json"
        if not file.is_file():
            pytest.skip(f"no recomputed figures of {name} beside the open data sets")
        return json.loads(file.read_text(encoding="utf-8"))

    return read


def quantiles(outcome: Outcome, kpi: str, variant: str = "default") -> tuple[float, float]:
    """The median and the ninth decile of a duration, in hours."""
    return outcome.value(f"{kpi}_p50", variant), outcome.value(f"{kpi}_p90", variant)


def test_chicago_after_both_snapshots(runner: Runner, truth: Truth) -> None:
    outcome, known = runner("chicago311"), truth("chicago_sanitation_311")
    after = known["sequence"]["state_after_both"]
    closed = after["closure_rate"]["status_closed"]
    assert outcome.ratio("cases")[0] == after["reported_n"]
    assert outcome.ratio("case_closure_rate", "reported") == (closed["n"], closed["d"])
    assert outcome.ratio("open_cases")[0] == closed["d"] - closed["n"]
    hours = after["duration_h"]["status_closed_and_date"]
    assert quantiles(outcome, "case_duration") == (hours["p50"], hours["p90"])


def test_new_york(runner: Runner, truth: Truth) -> None:
    outcome, known = runner("nyc311"), truth("nyc_311")["results"]["union"]["kpi_primary"]
    closed = known["closure_rate"]["status_closed"]
    assert outcome.ratio("cases")[0] == known["reported_n"]
    assert outcome.ratio("case_closure_rate") == (closed["n"], closed["d"])
    hours = known["duration_h_zone_aware"]["status_closed_and_date"]
    assert quantiles(outcome, "case_duration") == pytest.approx((hours["p50"], hours["p90"]), abs=1e-5)


def test_los_angeles(runner: Runner, truth: Truth) -> None:
    outcome, known = runner("myla311"), truth("la_myla311")["results"]["union"]["kpi_primary"]
    hours = known["duration_h"]["status_closed_and_date"]
    assert outcome.slices("case_duration_p50", "all", "closed")["all"][1] == hours["n"]
    assert quantiles(outcome, "case_duration", "closed") == pytest.approx((hours["p50"], hours["p90"]), abs=1e-5)


def test_melbourne(runner: Runner, truth: Truth) -> None:
    outcome, known = runner("pedestrians"), truth("melbourne_pedestrian")
    total = known["facts"]["count_total"]
    assert outcome.ratio("walkers")[0] == total
    assert {f"{month:%Y-%m}": walkers for month, walkers in outcome.months("walkers").items()} == known["by_month"]
    weekend = known["by_weekday"]["6 Sat"] + known["by_weekday"]["7 Sun"]
    assert outcome.ratio("weekend_walker_rate") == (weekend, total)
    assert outcome.ratio("hour_coverage_rate")[0] == known["facts"]["rows"]


def test_baltimore(runner: Runner, truth: Truth) -> None:
    outcome, known = runner("cctv"), truth("baltimore_cctv")["facts"]
    assert outcome.ratio("cameras")[0] == known["distinct_ids"]
    assert outcome.ratio("camera_positions")[0] == known["distinct_positions"]
    assert outcome.ratio("camera_shared_place_rate") == (known["cameras_at_shared_positions"], known["rows"])
    assert outcome.ratio("camera_zip_rate")[0] == known["rows"] - known["empty_cells"]["ZipCode"]


def test_permits(runner: Runner, truth: Truth) -> None:
    outcome, known = runner("permits"), truth("wabo_permit_receipt")
    assert outcome.ratio("events")[0] == known["facts"]["events"]
    assert outcome.ratio("case_closure_rate") == (known["facts"]["cases_closed"], known["facts"]["cases"])
    assert outcome.ratio("open_cases")[0] == known["facts"]["cases_open"]
    on_time = known["kpi"]["on_time_nothing_set_aside"]
    for variant, name in (("closed", "end<=deadline"), ("due", "end<=deadline_of_closed_or_due")):
        assert outcome.ratio("case_on_time_rate", variant) == (on_time[name]["n"], on_time[name]["d"])
    days = known["kpi"]["throughput_days_end_minus_start"]
    assert quantiles(outcome, "case_duration") == pytest.approx((days["p50"] * HOURS, days["p90"] * HOURS), abs=1e-3)


def test_message_board(runner: Runner, truth: Truth) -> None:
    outcome, known = runner("message-board"), truth("taidi_c_2020")
    replied = known["replies_附件4"]["replied_if_a_bare_date_counts_as_midnight"]
    assert outcome.ratio("message_answer_rate") == (replied["replied"], known["both"]["messages"])
    delays = (replied["p50"] * HOURS, replied["p90"] * HOURS)
    assert quantiles(outcome, "answer_duration") == pytest.approx(delays, abs=1e-3)


def test_water_networks(runner: Runner, truth: Truth) -> None:
    outcome = runner("water-networks")
    networks = truth("water_networks_epanet")["networks"]
    assert outcome.ratio("nodes")[0] == sum(entry["nodes"] for entry in networks.values())
    assert outcome.ratio("pipes")[0] == sum(entry["pipes"] for entry in networks.values())


def test_web_usage(runner: Runner, truth: Truth) -> None:
    outcome, files = runner("web-usage"), truth("analytics_usa_gov_live")["files"]
    lists = {
        "all_domains": "all-domains-30-days", "justice": "agency_justice_all-domains-30-days",
        "homeland_security": "agency_homeland-security_all-domains-30-days",
        "housing_urban_development": "agency_housing-urban-development_all-domains-30-days",
    }  # fmt: skip
    for variant, name in lists.items():
        sums = files[f"{name}.csv.gz"]["sum"]
        assert outcome.ratio("web_page_views", variant) == (sums["pageviews"], None)
        assert outcome.ratio("web_bounce_rate", variant)[1] == sums["visits"]
    assert outcome.ratio("web_visits", "users")[0] == files["users.csv.gz"]["sum"]["visits"]
    assert outcome.ratio("web_visits", "daily_sessions")[0] == files["daily-sessions-30-days.json.gz"]["sum"]["visits"]
    assert outcome.ratio("web_downloads")[0] == files["top-downloads-yesterday.csv.gz"]["sum"]["total_events"]
    named = {"device": "devices", "browser": "browsers", "os": "os", "language": "language", "screen": "screen-size"}
    found = {name: ratio[1] for name, ratio in outcome.slices("web_named_rate", "dimension").items()}
    assert {name: found[name] for name in named} == {
        name: files[f"{file}.csv.gz"]["sum"]["visits"] for name, file in named.items()
    }
    assert sum(outcome.sources().values()) == sum(
        file["rows"] or next(entry["entries"] for key, entry in file.items() if key.startswith("by_"))
        for file in files.values()
    )


def test_cab_gps(runner: Runner, truth: Truth) -> None:
    outcome, known = runner("cab-gps"), truth("sf_cabspotting_gps")
    cabs = known["all_cabs"]
    assert outcome.ratio("cab_positions")[0] == cabs["points"]
    assert outcome.ratio("cab_occupied_rate", "position") == (cabs["occupied_points"], cabs["points"])
    assert outcome.ratio("cab_trips")[0] == outcome.ratio("cab_pickups")[0] == cabs["pick_ups_0_to_1"]
    assert outcome.offenders("silent_above_an_hour") == cabs["gaps_over_1_h"]
    days: Counter[str] = Counter()
    for cab in known["cabs"].values():
        days.update(cab["points_by_local_day"])
    found = outcome.rows("select located_on, cast(sum(position_n) as bigint) from mart.cab_day group by 1")
    assert {str(day): n for day, n in found} == days
    points = sorted(n for (n,) in outcome.rows("select position_n from pub.dim_vehicle"))
    assert points == sorted(known["points_by_cab"].values())
