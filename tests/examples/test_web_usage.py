"""US government sites: 25 files of aggregated use; cut lists, buckets for the rest, figures as text, two takings."""

import csv
import gzip
import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import duckdb
import pytest

from . import source
from .conftest import Outcome, Runner

FOLDER = "analytics_usa_gov_live"
BUCKETS = ("", "(other)", "(not set)")
LISTS = {
    "all_domains": "all-domains-30-days.csv.gz",
    "justice": "agency_justice_all-domains-30-days.csv.gz",
    "homeland_security": "agency_homeland-security_all-domains-30-days.csv.gz",
    "housing_urban_development": "agency_housing-urban-development_all-domains-30-days.csv.gz",
}
DIMENSIONS = {
    "device": ("devices", "device"),
    "browser": ("browsers", "browser"),
    "os": ("os", "os"),
    "language": ("language", "language"),
    "screen": ("screen-size", "screen_resolution"),
    "device_model": ("device_model", "mobile_device"),
}
SINGLE = {
    "visit_day": "users",
    "site": "sites",
    "site_extended": "sites-extended",
    "site_second_level": "second-level-domains",
    "title_visitor": "top-10000-pages-and-screens-30-days",
    "title_realtime": "all-pages-realtime",
    "download": "top-downloads-yesterday",
    "traffic_source": "top-traffic-sources-30-days",
}
DOCUMENTS = {
    "session_day": ("daily-sessions-30-days", "data"),
    "session_hour": ("last-48-hours-unclean", "data"),
    "session_hour_today": ("today", "data"),
    "user_realtime": ("realtime", "data"),
    "page_view": ("top-viewed-pages-30-days", "data"),
    "city_user": ("top-cities-30-days", "totals.by_city"),
    "channel_visit": ("top-session-channel-group-30-days", "totals.by_session_default_channel_group"),
}
Row = dict[str, str]


@pytest.fixture(scope="module")
def outcome(runner: Runner) -> Outcome:
    return runner("web-usage")


@pytest.fixture(scope="module")
def folder(data_folder: Path) -> Path:
    return data_folder / FOLDER


@pytest.fixture(scope="module")
def pages(folder: Path) -> dict[str, list[Row]]:
    return {report: source.table(folder / name) for report, name in LISTS.items()}


@pytest.fixture(scope="module")
def visits(folder: Path) -> dict[str, list[Row]]:
    return {dimension: source.table(folder / f"{name}.csv.gz") for dimension, (name, _) in DIMENSIONS.items()}


def document(folder: Path, name: str) -> Any:
    with gzip.open(folder / f"{name}.json.gz", "rt", encoding="utf-8") as stream:
        return json.load(stream)


def test_every_file_is_read_to_its_last_record(outcome: Outcome, folder: Path) -> None:
    expected = {f"visit_{dimension}": f"{name}.csv.gz" for dimension, (name, _) in DIMENSIONS.items()}
    expected |= {dataset: f"{name}.csv.gz" for dataset, name in SINGLE.items()}
    counts = {dataset: len(source.table(folder / name)) for dataset, name in expected.items()}
    counts |= {"domain_page": 10_000, "agency_page": 30_000}
    for dataset, (name, place) in DOCUMENTS.items():
        value = document(folder, name)
        for step in place.split("."):
            value = value[step]
        counts[dataset] = len(value)
    assert outcome.sources() == counts
    assert len(list(folder.glob("*.gz"))) == len(expected) + len(DOCUMENTS) + len(LISTS)
    for name in [*expected.values(), *LISTS.values()]:
        with gzip.open(folder / name) as stream:
            assert not stream.read().endswith(b"\n")


def test_rows_without_a_name_keep_their_quantity(outcome: Outcome, folder: Path, pages: dict[str, list[Row]]) -> None:
    """A row without a name goes into the rest, which has none: 943,281 views and 5,866,494 visits stay."""

    def unnamed(name: str, column: str) -> int:
        return sum(not row[column] for row in source.table(folder / f"{name}.csv.gz"))

    assert outcome.set_aside() == {}
    kept = {
        "domain_page": ("page_title", sum(not row["page_title"] for row in pages["all_domains"])),
        "site": ("domain_name", unnamed("sites", "domain")),
        "site_extended": ("domain_name", unnamed("sites-extended", "domain")),
        "title_realtime": ("page_title", unnamed("all-pages-realtime", "page_title")),
        "visit_device_model": ("device_model", unnamed("device_model", "mobile_device")),
        "visit_os": ("os_name", unnamed("os", "os")),
    }
    for dataset, (column, rows_n) in kept.items():
        assert outcome.broken(dataset)[f"required_{column}"] == rows_n > 0
    assert sum(int(row["pageviews"]) for row in pages["all_domains"] if not row["page_title"]) == 943_281
    dimension = outcome.slices("web_named_rate", "dimension")["device_model"]
    visits_n = sum(int(row["visits"]) for row in source.table(folder / "device_model.csv.gz"))
    assert dimension[1] == visits_n and visits_n > 5_866_494


def test_quirks_are_judged(outcome: Outcome, pages: dict[str, list[Row]], visits: dict[str, list[Row]]) -> None:
    for dimension, (_, column) in DIMENSIONS.items():
        buckets = sum(row[column] in BUCKETS for row in visits[dimension])
        assert outcome.broken(f"visit_{dimension}").get("member_named", 0) == buckets
    for dataset, reports in (("domain_page", ["all_domains"]), ("agency_page", list(LISTS)[1:])):
        rows = [row for report in reports for row in pages[report]]
        broken = outcome.broken(dataset)
        assert broken["page_has_no_query"] == sum("?" in row["page"] for row in rows)
        assert broken["title_named"] == sum(row["page_title"] in BUCKETS for row in rows)
        below = sum(not 0 <= float(row["bounce_rate"]) <= 1 for row in rows)
        assert broken.get("bounce_between_zero_and_one", 0) == below
    assert outcome.broken("session_hour")["hour_known"] == 2
    assert outcome.broken("channel_visit")["member_named"] == 2


def test_pages_under_several_titles(outcome: Outcome, pages: dict[str, list[Row]]) -> None:
    surplus = {
        report: len(rows) - len({(row["domain"], row["page"]) for row in rows}) for report, rows in pages.items()
    }
    assert list(surplus.values()) == [822, 140, 925, 78]
    titles: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for report, rows in pages.items():
        for row in rows:
            titles[report, row["domain"], row["page"].split("?")[0]].add(row["page_title"])
    assert outcome.count("pub.fct_page") == len(titles)
    assert outcome.offenders("page_under_several_titles") == sum(len(found) > 1 for found in titles.values())


def test_no_query_no_mail_and_no_title_is_public(outcome: Outcome) -> None:
    """Titles name persons and query strings hold what people typed: both stay with the stewards."""
    assert outcome.rows("select count(*) from pub.fct_page where contains(page_url, '?')") == [(0,)]
    mail = r"[^/@]+(@|%40)[^/@]+\.[^/]+"
    assert outcome.rows("select count(*) from pub.fct_page where regexp_matches(page_url, ?)", mail) == [(0,)]
    for table in ("std.title_realtime", "std.title_visitor", "std.domain_page", "std.agency_page", "std.download",
                  "std.page_view", "pub.fct_download"):  # fmt: skip
        with pytest.raises(duckdb.PermissionException):
            outcome.rows(f"select count(distinct hash(t)) from {table} as t")
    open_titles = (
        "select table_name from meta.catalogue_column where column_name = 'page_title' and table_name[:3] = 'pub'"
    )
    assert outcome.rows(open_titles) == [("pub.fct_download",)]


def test_page_views_and_bounces(outcome: Outcome, pages: dict[str, list[Row]]) -> None:
    for report, rows in pages.items():
        assert outcome.ratio("web_page_views", report) == (sum(int(row["pageviews"]) for row in rows), None)
        bounces, visits_n = outcome.ratio("web_bounce_rate", report)
        assert visits_n == sum(int(row["visits"]) for row in rows)
        share = sum(int(row["visits"]) * max(float(row["bounce_rate"]), 0) for row in rows)
        assert bounces == pytest.approx(share, abs=len(rows) / 2)


def test_a_total_of_thirty_days_is_of_no_single_day(outcome: Outcome) -> None:
    grains = outcome.rows("select distinct grain from kpi.value where kpi_id = 'web_page_views'")
    assert grains == [("cumulative",)]


def test_visits_from_two_takings(outcome: Outcome, folder: Path) -> None:
    days = {row["date"]: int(row["visits"]) for row in source.table(folder / "users.csv.gz")}
    later = {row["date"]: int(row["visits"]) for row in document(folder, "daily-sessions-30-days")["data"]}
    assert outcome.ratio("web_visits", "users") == (sum(days.values()), None)
    assert outcome.ratio("web_visits", "daily_sessions") == (sum(later.values()), None) == (1_186_512_188, None)
    differing = [day for day in days.keys() & later.keys() if days[day] != later[day]]
    assert outcome.offenders("day_in_two_reports_differs") == len(differing) == 1


def test_dimensions(outcome: Outcome, folder: Path, visits: dict[str, list[Row]]) -> None:
    days = {row["date"]: int(row["visits"]) for row in source.table(folder / "users.csv.gz")}
    found: dict[str, tuple[int, int]] = {}
    apart = 0
    for dimension, (_, column) in DIMENSIONS.items():
        rows = visits[dimension]
        named = sum(int(row["visits"]) for row in rows if row[column] not in BUCKETS)
        found[dimension] = (named, sum(int(row["visits"]) for row in rows))
        totals = Counter[str]()
        for row in rows:
            totals[row["date"]] += int(row["visits"])
        apart += sum(abs(n - days[day]) * 100 > days[day] for day, n in totals.items())
    assert outcome.slices("web_named_rate", "dimension") == found
    assert outcome.offenders("dimension_adds_up") == apart
    devices = Counter[str]()
    for row in visits["device"]:
        devices[row["device"]] += int(row["visits"])
    known = sum(n for name, n in devices.items() if name not in BUCKETS)
    assert outcome.ratio("web_mobile_rate") == (devices["mobile"] + devices["tablet"], known)


def test_cut_reports_are_told(outcome: Outcome, folder: Path) -> None:
    full = [name for name in folder.glob("*.csv.gz") if records(name) == 10_000]
    cities = len(document(folder, "top-cities-30-days")["totals"]["by_city"])
    assert outcome.offenders("report_is_cut") == len(full) + (cities == 10_000) == 8


def records(file: Path) -> int:
    with gzip.open(file, "rt", encoding="utf-8", newline="") as stream:
        return sum(1 for _ in csv.reader(stream)) - 1


def test_downloads_and_sites(outcome: Outcome, folder: Path) -> None:
    downloads = source.table(folder / "top-downloads-yesterday.csv.gz")
    assert outcome.ratio("web_downloads") == (sum(int(row["total_events"]) for row in downloads), None)
    for variant, name in (("extended", "sites-extended"), ("short", "sites")):
        hosts = [row["domain"] for row in source.table(folder / f"{name}.csv.gz")]
        assert outcome.ratio("web_sites", variant) == (sum(host not in BUCKETS for host in hosts), None)
    assert outcome.offenders("site_only_in_wide_report") == 0
