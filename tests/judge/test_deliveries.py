"""Order between deliveries: what stands is what the newest content of each name gives, in order, however it came."""

import itertools
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.declare.contracts.order import Order, read_order
from pipelines.declare.contracts.taken import Taken
from pipelines.declare.project import Content
from pipelines.extract.delivery import Delivery, contents
from pipelines.extract.records.extract import Landed, SourceObject
from pipelines.ingest import due
from pipelines.state.session import Session
from warehouse.errors import HgtError, UsageError

from .stand import ID, Desk, column, rule

COLUMNS = [ID, column("state"), column("seen", "integer")]
DELTA: dict[str, Any] = {"path": "*.csv", "mode": "delta"}
TAKEN = {"pattern": r"as_of_(\w+)\.csv", "format": "%b%Y"}


def lines(*rows: str) -> str:
    return "\n".join(["id,state,seen", *rows, ""])


def outcomes(desk: Desk) -> dict[str, tuple[int, int]]:
    """Rows that each rule asked, and those that broke it."""
    found = desk.ask("SELECT rule_id, sum(evaluated_n), sum(broken_n) FROM lake.meta.batch_rule GROUP BY ALL")
    return {rule_id: (int(asked_n), int(broken_n)) for rule_id, asked_n, broken_n in found}


def state(desk: Desk) -> tuple[Any, ...]:
    """Return the state that two roads to the same deliveries must share."""
    listed = desk.ask("SELECT rule_id, open_n FROM lake.meta.quarantine ORDER BY ALL")
    return desk.rows(), desk.held(), listed, outcomes(desk)


def is_pending(desk: Desk) -> bool:
    content = Content.load(desk.root, desk.paths)
    return bool(due.pending(Session(content, desk.state, content.district.today()), desk.name))


def test_a_good_file_is_put_back(desk: Desk) -> None:
    desk.agree(COLUMNS, **DELTA)
    good, wrong = lines("1,a,1", "2,b,1", "3,c,x"), lines("1,z,1", "2,z,1")
    desk.write("upd.csv", good)
    desk.load()
    first = state(desk)
    assert first[:2] == ([("1", "a", 1), ("2", "b", 1)], [("3", ["type_seen"])])
    assert outcomes(desk)["type_seen"] == (3, 1)
    desk.write("upd.csv", wrong)
    desk.load()
    assert state(desk)[:2] == ([("1", "z", 1), ("2", "z", 1)], []), "what the name brought before counts no more"
    assert outcomes(desk)["type_seen"] == (2, 0)
    desk.write("upd.csv", good)
    assert is_pending(desk)
    desk.load()
    assert state(desk) == first
    assert not is_pending(desk)
    desk.load(full=True)
    assert state(desk) == first


def test_a_second_version_of_a_file_can_be_validated_again(desk: Desk) -> None:
    desk.agree(COLUMNS, **DELTA)
    for rows in (("1,a,1", "2,b,x", "3,c,1"), ("1,a,1", "2,b,2", "3,c,1")):
        desk.write("upd.csv", lines(*rows))
        desk.load()
    assert state(desk)[:2] == ([("1", "a", 1), ("2", "b", 2), ("3", "c", 1)], [])
    desk.agree(COLUMNS, [rule("low", "seen < 2")], **DELTA)
    (report,) = desk.load()
    assert (report.source_n, report.landed_n, report.set_aside_n, report.filtered_n) == (3, 2, 1, 0)
    assert state(desk)[:2] == ([("1", "a", 1), ("3", "c", 1)], [("2", ["low"])])
    (report,) = desk.load(full=True)
    assert (report.source_n, report.set_aside_n, report.changed) == (3, 1, False)
    assert outcomes(desk)["low"] == (3, 1), "validated three times, counted once"


def test_ten_comes_after_nine_whenever_it_comes(tmp_path: Path) -> None:
    files = {"upd_9.csv": "1,nine,1", "upd_10.csv": "1,ten,1"}
    for number, names in enumerate((["upd_9.csv", "upd_10.csv"], ["upd_10.csv", "upd_9.csv"], [])):
        desk = Desk(tmp_path / str(number))
        desk.agree(COLUMNS, **DELTA)
        for name in names or files:
            desk.write(name, lines(files[name]))
            if names:
                desk.load()
        if not names:
            desk.load()
        assert desk.rows() == [("1", "ten", 1)]
        assert outcomes(desk)["type_seen"] == (2, 0), "both were received, whichever stands"
        desk.close()


def test_an_older_version_that_comes_late_does_not_stand(desk: Desk) -> None:
    desk.agree(COLUMNS, [rule("calm", "state <> 'wild'")], version="seen", **DELTA)
    desk.write("upd_1.csv", lines("1,new,9", "2,a,1"))
    desk.load()
    desk.write("upd_2.csv", lines("1,old,3", "2,b,1", "3,wild,1"))
    (report,) = desk.load()
    assert (report.landed_n, report.updated_n, report.unchanged_n) == (2, 1, 1)
    assert desk.rows() == [("1", "new", 9), ("2", "b", 1)], "of equal versions the later delivery stands"
    desk.write("upd_3.csv", lines("1,wild,5", "2,wild,7", "3,calm,1"))
    desk.load()
    assert desk.rows() == [("1", "new", 9), ("2", "b", 1), ("3", "calm", 1)]
    assert desk.held() == [("2", ["calm"])], "version 5 of 1 is overtaken, 3 is put right"
    before = state(desk)
    desk.load(full=True)
    assert state(desk) == before


def test_a_version_that_std_does_not_show_counts_all_the_same(desk: Desk) -> None:
    desk.agree(COLUMNS, version="seen", **DELTA)
    desk.model("SELECT id, state FROM raw.thing", ["id", "state"], ["id"])
    desk.write("upd_1.csv", lines("1,new,9"))
    desk.load()
    desk.write("upd_2.csv", lines("1,old,3"))
    desk.load()
    assert desk.rows() == [("1", "new")]


def test_a_late_older_snapshot_is_history(desk: Desk) -> None:
    desk.agree(COLUMNS, path="*.csv")
    old, new = lines("1,a,1", "2,a,1"), lines("1,b,1", "3,b,1", "4,b,x")
    desk.write("export_10.csv", new)
    desk.load()
    desk.write("export_9.csv", old)
    desk.load()
    assert desk.rows() == [("1", "b", 1), ("3", "b", 1)]
    assert desk.held() == [("4", ["type_seen"])]
    assert outcomes(desk)["type_seen"] == (5, 1), "both were received"
    desk.write("export_10.csv", old)
    desk.load()
    assert desk.rows() == [("1", "a", 1), ("2", "a", 1)], "put under the newest name it is news"


@pytest.mark.parametrize("arrival", list(itertools.permutations(("jan2015", "feb2015", "dec2014"))))
def test_snapshots_in_declared_order_give_one_present(desk: Desk, arrival: tuple[str, ...]) -> None:
    desk.agree(COLUMNS, path="*.csv", taken=TAKEN)
    for name in arrival:
        desk.write(f"as_of_{name}.csv", lines(f"1,{name},1", f"{name},a,1"))
        desk.load()
    assert desk.rows("id, state") == [("1", "feb2015"), ("feb2015", "a")]
    assert outcomes(desk)["type_seen"] == (6, 0)


def test_a_name_that_does_not_tell_its_moment_is_refused(desk: Desk) -> None:
    desk.agree(COLUMNS, path="*.csv", taken=TAKEN)
    desk.write("as_of_13-2015.csv", lines("1,a,1"))
    with pytest.raises(HgtError, match="does not say when it was taken"):
        desk.load()


def test_an_unread_correction_of_a_lost_file_still_counts(desk: Desk) -> None:
    desk.agree(COLUMNS, **DELTA)
    desk.write("upd_1.csv", lines("1,a,1"))
    desk.write("upd_2.csv", lines("2,b,1"))
    desk.load()
    (desk.silo / "upd_1.csv").unlink()
    desk.write("upd_2.csv", lines("2,c,1"))
    desk.load()
    assert desk.rows() == [("1", "a", 1), ("2", "c", 1)], "what the silo no longer offers counts on"


def named(order: Order, *names: str, written: dict[str, int] | None = None) -> list[str]:
    """The names in order; each one is another content."""
    made = [
        Delivery(Landed(SourceObject(n, Path(n), "csv", 0, 0), Path(n), n, 0, True), (written or {}).get(n, at))
        for at, n in enumerate(names)
    ]
    return [one.name for one in contents(order, made)]


def test_names_decide_by_their_numbers_and_else_the_time_does() -> None:
    assert named(Order(), "d_10", "d_9", "d_11") == ["d_9", "d_10", "d_11"]
    assert named(Order(), "south", "north") == ["south", "north"]
    assert named(Order("name"), "south", "north") == ["north", "south"]
    assert named(Order("written"), "d_10", "d_9") == ["d_10", "d_9"]
    assert named(Order(), "d_10", "x", "d_9") == ["d_9", "d_10", "x"], "9 was made before 10, which came before x"
    assert named(Order(), "2015-1", "2014-12", "2015-02") == ["2014-12", "2015-1", "2015-02"]


@pytest.mark.parametrize(("by", "taken"), [("size", None), ("name", Taken("at", "2015-08-31", zone="UTC"))])
def test_an_order_that_is_none_is_refused(by: Any, taken: Taken | None) -> None:
    with pytest.raises(UsageError):
        read_order(by, taken, lambda message, value, accepted: UsageError(message, value=value, accepted=accepted))


NAMES = ("upd_9.csv", "upd_10.csv", "upd_11.csv")
ROW = st.one_of(
    st.builds("{},{},{}".format, st.sampled_from("123"), st.sampled_from(["a", "b", "bad"]), st.sampled_from("12x")),
    st.sampled_from(["4", ""]),
)
DELIVERY = st.tuples(st.sampled_from(NAMES), st.lists(ROW, max_size=4).map(tuple))
STEP = st.one_of(DELIVERY, st.sampled_from(["again", "full", "warn", "block", "lost"]))


def agree(desk: Desk, severity: str, version: str | None) -> None:
    options = {**DELTA, "version": version} if version else DELTA
    desk.agree(COLUMNS, [rule("calm", "state <> 'bad'", severity)], **options)


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(STEP, min_size=3, max_size=7), st.sampled_from([None, "seen"]))
def test_any_sequence_of_deliveries_equals_a_clean_load_of_the_last(
    tmp_path_factory: pytest.TempPathFactory, steps: list[Any], version: str | None
) -> None:
    road = Desk(tmp_path_factory.mktemp("road") / "root")
    severity, last = "block", {"upd_10.csv": ("1,a,1",)}
    agree(road, severity, version)
    road.write("upd_10.csv", lines(*last["upd_10.csv"]))
    road.load()
    for step in steps:
        if isinstance(step, tuple):
            last[step[0]] = step[1]
            road.write(step[0], lines(*step[1]))
        elif step == "again":
            for name in NAMES:
                if (road.silo / name).exists():
                    os.utime(road.silo / name)
        elif step == "lost":
            files = sorted(road.silo.iterdir())
            for file in files[1:]:
                file.unlink()
        elif step != "full":
            severity = step
            agree(road, severity, version)
        road.load(full=step == "full")
    clean = Desk(tmp_path_factory.mktemp("clean") / "root")
    agree(clean, severity, version)
    for name, rows in last.items():
        clean.write(name, lines(*rows))
    clean.load()
    try:
        assert state(road) == state(clean)
        for asked_n, broken_n in outcomes(road).values():
            assert 0 <= broken_n <= asked_n
        assert not is_pending(road)
    finally:
        road.close()
        clean.close()


@pytest.mark.parametrize("mode", ["delta", "full"])
def test_a_refused_late_object_holds_up_no_other(desk: Desk, mode: str) -> None:
    desk.agree(COLUMNS, path="*.csv", mode=mode)
    desk.write("upd_1.csv", lines("1,a,1"))
    desk.write("upd_3.csv", lines("1,c,1"))
    desk.load()
    desk.write("upd_2.csv", lines("1,b,1", "2,b,1").replace("seen", "SEEN"))
    for state_now in ("c", "d"):
        with pytest.raises(HgtError, match="lacks the declared column seen"):
            desk.load()
        assert desk.rows("id, state") == [("1", state_now)]
        desk.write("upd_4.csv", lines("1,d,1"))
    desk.write("upd_2.csv", lines("1,b,1", "2,b,1"))
    desk.load()
    assert desk.rows("id, state") == [("1", "d"), ("2", "b")][: 2 if mode == "delta" else 1]
    assert outcomes(desk)["type_seen"] == (5, 0)


@pytest.mark.parametrize(("is_key", "version"), [(True, None), (False, "line_no"), (False, "-line_no")])
def test_a_row_number_counts_in_its_own_delivery_only(desk: Desk, is_key: bool, version: str | None) -> None:
    """The first row of a later delivery would take the place of the first row of another, or lose to a third one."""
    line = column("line_no", "integer", options={"generated": "row_number"}, **({"primaryKey": True} if is_key else {}))
    columns = [line, column("state")] if is_key else [ID, column("state"), line]
    options: dict[str, Any] = {"version": version} if version else {}
    with pytest.raises(HgtError, match="deliveries") as caught:
        desk.agree(columns, **DELTA, **options)
    assert caught.value.accepted and "mode: full" in str(caught.value.accepted)
    if version:
        desk.agree(columns, **DELTA, duplicates="keep_last" if version == "line_no" else "keep_first")
        desk.write("upd_1.csv", "id,state\n2,z\n1,old\n1,late\n")
        desk.write("upd_2.csv", "id,state\n1,new\n")
        desk.load()
        assert desk.rows("id, state") == [("1", "new"), ("2", "z")], "the later delivery, whatever its row's number"
        return
    place = column("part", primaryKey=True, options={"source_pattern": r"upd_(\d+)"})
    desk.agree([line, place, column("state")], **DELTA)
    desk.write("upd_1.csv", "state\nx\ny\n")
    desk.write("upd_2.csv", "state\np\n")
    desk.load()
    assert desk.rows("part, line_no, state") == [("1", 1, "x"), ("1", 2, "y"), ("2", 1, "p")]
