"""A delivery was taken when its name, a line, a file beside it or the contract says; no day observed is later."""

import datetime as dt
import gzip
import itertools
import json
import os
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.declare.project import Content
from pipelines.ops.status import status
from pipelines.ops.stewardship import check
from pipelines.orchestration.plan import opened
from warehouse.errors import HgtError

from .stand import ID, Desk, column

SHANGHAI = ZoneInfo("Asia/Shanghai")
COLUMNS = [
    ID,
    column("closed", "date"),
    column("due", "date", options={"planned": True}),
    column("seen_at", "timestamp"),
]
ROWS = (
    "1,2015-08-30,2015-09-30,2015-08-30T23:55:00",
    "2,2015-08-31,2015-09-30,2015-08-31T00:05:00",
    "3,2015-09-01,2015-09-30,2015-08-31T00:05:01",
)
"""Taken on 30 August: the days of 2 and 3 lie ahead, and the moment of 3 by more than five minutes."""
NAME = {"pattern": r"_(\d{8})", "format": "%Y%m%d"}
LINE = {"line": r"as of ([\d-]+)", "format": "%Y-%m-%d"}
SIDECAR = {"sidecar": ".taken", "format": "%Y-%m-%d"}
END = dt.datetime(2015, 8, 31, tzinfo=SHANGHAI)
"""The end of 30 August."""


def text(*rows: str, note: str = "") -> str:
    """An extract; a note may stand in the header behind the columns."""
    return "\n".join(["id,closed,due,seen_at" + note, *rows, ""])


def taken_at(desk: Desk) -> dict[str, dt.datetime]:
    """The moment of each object, by the newest batch that validated it."""
    found = desk.ask("SELECT source, epoch_us(arg_max(taken_at, batch_id)) FROM vault.raw.landed GROUP BY ALL")
    return {source: dt.datetime.fromtimestamp(us / 1e6, SHANGHAI) for source, us in found}


def agree(desk: Desk, taken: Any, columns: Any = None, **options: Any) -> None:
    desk.agree(columns or COLUMNS, taken=taken, **{"path": "*.csv", **options})


def broken(desk: Desk) -> dict[str, int]:
    query = "SELECT rule_id, sum(broken_n) FROM lake.meta.batch_rule WHERE rule_id LIKE 'after%' GROUP BY ALL"
    return {rule_id: int(n) for rule_id, n in desk.ask(query)}


@pytest.mark.parametrize(
    ("taken", "name", "beside"),
    [
        (NAME, "x_20150830.csv", None),
        (LINE, "x.csv", None),
        (SIDECAR, "x.csv", ("x.csv.taken", "2015-08-30\n")),
        (
            {"sidecar": ".json", "key": "until", "format": "%d.%m.%Y"}, "x.csv",
            ("x.csv.json", json.dumps({"until": "30.08.2015"})),
        ),
        ({"at": "2015-08-30"}, "x.csv", None),
    ],
)  # fmt: skip
def test_every_place_tells_the_moment(desk: Desk, taken: Any, name: str, beside: tuple[str, str] | None) -> None:
    agree(desk, taken, drift="evolve")
    desk.write(name, text(*(f"{row}," for row in ROWS), note=",as of 2015-08-30"))
    if beside:
        desk.write(*beside)
    (report,) = desk.load()
    assert (report.source_n, report.landed_n, report.set_aside_n) == (3, 3, 0)
    assert taken_at(desk) == {name: END}
    assert broken(desk) == {"after_taken_closed": 2, "after_taken_seen_at": 1}, "a planned day may lie ahead"
    assert all(finding.ok for finding in check(desk.root, desk.paths, ()))


def test_a_line_is_found_in_its_envelope_and_in_a_document(desk: Desk) -> None:
    taken = {"line": r'"taken_at": *"([^"]+)"', "format": "%Y-%m-%dT%H:%M:%S%z"}
    agree(desk, taken, [ID], path="*.json.gz", form="json", server={"records": "data"})
    document = {"taken_at": "2015-08-30T10:00:00+0000", "data": [{"id": "1"}]}
    desk.write("x.json.gz", gzip.compress(json.dumps(document).encode()))
    desk.load()
    assert taken_at(desk) == {"x.json.gz": dt.datetime(2015, 8, 30, 18, tzinfo=SHANGHAI)}


@pytest.mark.parametrize(
    ("form", "written", "moment"),
    [
        ("%Y", "2015", dt.datetime(2016, 1, 1)),
        ("%Y-%m", "2015-12", dt.datetime(2016, 1, 1)),
        ("%Y-%m-%d", "2015-08-30", dt.datetime(2015, 8, 31)),
        ("%Y-%m-%d %H:%M", "2015-08-30 07:08", dt.datetime(2015, 8, 30, 7, 8)),
    ],
)
def test_what_is_told_counts_to_its_end(desk: Desk, form: str, written: str, moment: dt.datetime) -> None:
    agree(desk, {"sidecar": ".taken", "format": form})
    desk.write("x.csv", text(ROWS[0]))
    desk.write("x.csv.taken", written)
    desk.load()
    assert taken_at(desk) == {"x.csv": moment.replace(tzinfo=SHANGHAI)}


@pytest.mark.parametrize(
    ("taken", "name", "beside", "said"),
    [
        (NAME, "x_2015083.csv", None, "the object's name does not say"),
        (NAME, "x_20151330.csv", None, "the object's name does not say"),
        ({**NAME, "pattern": r"_(\d+)"}, "x_2015111.csv", None, "the object's name does not say"),
        (LINE, "x.csv", None, "no line of the object says"),
        (SIDECAR, "x.csv", None, "the sidecar file of the object does not say"),
        (SIDECAR, "x.csv", "30 August", "the sidecar file of the object does not say"),
        ({**SIDECAR, "key": "until"}, "x.csv", '{"till": "2015-08-30"}', "the sidecar file of the object does not say"),
    ],
)
def test_an_object_that_tells_no_moment_is_refused(
    desk: Desk, taken: Any, name: str, beside: str | None, said: str
) -> None:
    agree(desk, taken)
    path = desk.write(name, text(*ROWS))
    if beside:
        desk.write(f"{name}.taken", beside)
    with pytest.raises(HgtError, match=said) as raised:
        desk.load()
    assert (raised.value.file, bool(raised.value.accepted), bool(raised.value.next)) == (name, True, True)
    assert not all(finding.ok for finding in check(desk.root, desk.paths, ()))
    assert path.exists()


@pytest.mark.parametrize(
    "taken",
    ["x", {}, {"pattern": "x", "format": "%Y"}, {"pattern": "(x)", "format": "Y"}, {"pattern": "(x", "format": "%Y"},
     {"pattern": "(x)", "format": "%d"}, {"pattern": "(x)", "at": "2015-08-30"}, {"at": "yesterday"},
     {"sidecar": "../x", "format": "%Y"}, {"line": "(x)"}, {"at": "2015-08-30", "format": "%Y"},
     {"pattern": "(x)", "format": "%Y", "key": "x"}],
)  # fmt: skip
def test_a_place_that_is_none_is_refused(desk: Desk, taken: Any) -> None:
    with pytest.raises(HgtError, match="taken"):
        agree(desk, taken)


def test_a_line_is_asked_of_text_only_and_a_plan_is_a_day(desk: Desk) -> None:
    with pytest.raises(HgtError, match="have no lines"):
        agree(desk, LINE, form="parquet")
    for bad in (column("state", options={"planned": True}), column("day", "date", options={"planned": "yes"})):
        with pytest.raises(HgtError, match="planned"):
            agree(desk, NAME, [ID, bad])


@pytest.mark.parametrize(
    ("action", "landed", "held"),
    [
        ("quarantine", [("1", dt.date(2015, 8, 30))], [("2",), ("3",)]),
        ("null", [("1", dt.date(2015, 8, 30)), ("2", None), ("3", None)], []),
    ],
)
def test_a_contract_chooses_what_becomes_of_a_day_ahead(
    desk: Desk, action: str, landed: list[Any], held: list[Any]
) -> None:
    closed = column("closed", "date", options={"action": {"after_taken": action}})
    agree(desk, NAME, [ID, closed], drift="evolve")
    desk.write("x_20150830.csv", text(*ROWS))
    desk.load()
    assert desk.rows("id, closed") == landed
    assert [(key,) for key, rules in desk.held() if rules == ["after_taken_closed"]] == held


def test_a_corrected_sidecar_dates_its_rows_again(desk: Desk) -> None:
    agree(desk, SIDECAR, mode="delta")
    for name, day in (("a", "2015-08-30"), ("b", "2015-08-29")):
        desk.write(f"{name}.csv", text(f"1,2015-08-30,,2015-08-01T00:00:0{len(name)}", f"{name},2015-08-30,,"))
        desk.write(f"{name}.csv.taken", day)
        desk.load()
    first = {"a.csv": END, "b.csv": END - dt.timedelta(days=1)}
    assert (taken_at(desk), broken(desk)["after_taken_closed"]) == (first, 2), "both rows of b, for 29 August"
    for day, late in (("2015-08-31", 1), ("2015-09-01", 2)):
        desk.write("b.csv.taken", day)
        desk.load()
        last = {"a.csv": END, "b.csv": END + dt.timedelta(days=late)}
        assert (taken_at(desk), broken(desk)["after_taken_closed"]) == (last, 0)
    for file in desk.silo.glob("a.csv*"):
        file.unlink()
    desk.load(full=True)
    assert taken_at(desk) == last, "what is gone from the silo keeps its moment"


def test_each_row_has_the_moment_of_its_own_object(desk: Desk) -> None:
    agree(desk, NAME, mode="delta")
    for day in ("20150829", "20150830", "20150901"):
        desk.write(f"x_{day}.csv", text(*(row.replace(row[0], f"{day}{row[0]}", 1) for row in ROWS)))
    (report,) = desk.load()
    assert report.source_n == report.landed_n == 9
    assert broken(desk) == {"after_taken_closed": 3 + 2 + 0, "after_taken_seen_at": 3 + 1 + 0}


def test_a_store_made_before_gets_the_column(desk: Desk) -> None:
    agree(desk, NAME)
    desk.write("x_20150829.csv", text(ROWS[0]))
    desk.load()
    with desk.writer.restricted() as side:
        side.execute("ALTER TABLE vault.raw.landed DROP COLUMN taken_at")
    desk.close()
    desk.write("x_20150830.csv", text(*ROWS))
    desk.load()
    assert desk.ask("SELECT source FROM vault.raw.landed WHERE taken_at IS NOT NULL") == [("x_20150830.csv",)]
    assert broken(desk) == {"after_taken_closed": 1 + 2, "after_taken_seen_at": 1 + 1}


def test_a_store_whose_public_books_name_files_is_refused(desk: Desk) -> None:
    agree(desk, NAME)
    desk.write("x_20150829.csv", text(ROWS[0]))
    desk.load()
    with desk.writer.restricted() as side:
        side.execute("ALTER TABLE vault.raw.landed DROP COLUMN source_id")
    desk.close()
    for look in (desk.load, lambda: status(desk.root, desk.paths)):
        with pytest.raises(HgtError, match=r"an older version made this store[\s\S]*accepted: [\s\S]*then hgt run"):
            look()


DAYS = st.lists(st.sampled_from(["20150801", "20150802", "20150803", "20150804"]), min_size=2, max_size=4, unique=True)


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(DAYS, st.sampled_from(["delta", "full"]), st.data())
def test_any_arrival_of_dated_deliveries_gives_one_table(
    tmp_path_factory: pytest.TempPathFactory, days: list[str], mode: str, data: st.DataObject
) -> None:
    """Names sort against their days; written times are the order of arrival."""
    arrival = data.draw(st.permutations(days))
    found = []
    for road in (days, arrival, None):
        desk = Desk(tmp_path_factory.mktemp("road") / "root")
        agree(desk, NAME, mode=mode)
        for at, day in enumerate(road or sorted(days)):
            rows = (f"1,2015-08-0{int(day[-1]) % 3 + 1},,", f"{day},2015-08-02,,")
            os.utime(desk.write(f"{9 - int(day[-1])}_{day}.csv", text(*rows)), (at, at))
            if road:
                desk.load()
        if not road:
            desk.load(full=True)
        asked = "SELECT rule_id, checked_on, sum(evaluated_n), sum(broken_n) FROM lake.meta.batch_rule GROUP BY ALL"
        found.append((desk.rows(), sorted(map(repr, desk.ask(asked)))))
        desk.close()
    newest = max(days)
    assert [row[0] for row in found[0][0]] == ["1", *sorted(days if mode == "delta" else [newest])]
    assert all(one[0] == other[0] for one, other in itertools.pairwise(found))
    assert found[0][1] == found[1][1]


def observed_on(desk: Desk) -> dt.date:
    desk.close()
    with opened(Content.load(desk.root, desk.paths)) as session:
        return session.as_of


def test_the_newest_delivery_is_the_day_observed_where_none_is_declared(desk: Desk) -> None:
    today = dt.datetime.now(SHANGHAI).date()
    agree(desk, NAME, mode="delta")
    for day in ("20150829", "20150831", "20150830"):
        desk.write(f"x_{day}.csv", text(ROWS[0]))
    assert observed_on(desk) == dt.date(2015, 8, 31), "as district.toml declares"
    file = desk.root / "district.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("as_of = 2015-08-31\n", ""), encoding="utf-8")
    (desk.silo / "x_20150831.csv").rename(desk.silo / "x_20150901.csv")
    assert observed_on(desk) == dt.date(2015, 9, 1)
    desk.load()
    (desk.silo / "x_20150901.csv").unlink()
    assert observed_on(desk) == dt.date(2015, 9, 1), "what was received counts, whatever the silo still offers"
    desk.write("x_undated.csv", text(ROWS[0]))
    assert observed_on(desk) == dt.date(2015, 9, 1), "its load refuses it"
    desk.write("x_29990101.csv", text(ROWS[0]))
    assert abs((observed_on(desk) - today).days) <= 1, "no day that is to come"
    desk.agree(COLUMNS, path="*.csv", mode="delta")
    assert abs((observed_on(desk) - today).days) <= 1, "a dataset that tells nothing"
