"""`hgt silo check`: what `run` would refuse or quarantine is told before, and nothing is kept."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipelines.declare.project import Content
from pipelines.ingest import load
from pipelines.ops import rehearsal
from pipelines.ops.finding import Finding
from pipelines.ops.status import status
from pipelines.ops.stewardship import check
from pipelines.orchestration.plan import opened
from tests.judge.stand import ID, Desk, column, rule
from warehouse.errors import HgtError

DAY = column("seen_on", "date", options={"formats": ["%Y-%m-%d"]})
PHONE = column("phone_key", physicalName="phone", classification="identifier", options={"namespace": "phone"})
NOTE = column("remark", classification="restricted", typed={"maxLength": 3})


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.close()


def checked(desk: Desk) -> tuple[bool, str, list[Finding]]:
    findings = check(desk.root, desk.paths, ())
    return all(f.ok for f in findings), "\n".join(f.text for f in findings), findings


def test_a_sound_dataset_holds_and_nothing_is_kept(desk: Desk) -> None:
    desk.agree([ID, DAY])
    desk.write("thing.csv", "id,seen_on\n1,2015-03-01\n2,2015-03-02\n")
    ok, text, _ = checked(desk)
    assert ok and "contract holds" in text and "0 of 2 rows would be quarantined" in text
    assert not desk.paths.lake_catalog.exists()


@pytest.mark.parametrize(
    ("rules", "options", "place"),
    [
        ([rule("wrong", "no_such_column > 1")], {}, "rule wrong"),
        ([rule("wrong", "seen_on > [1]")], {}, "rule wrong"),
        ([], {"filter": "nothing = 1"}, "rule filtered"),
        ([], {"refuse": "nothing = 1"}, "rule refused"),
        ([], {"version": "updated_at"}, "version"),
    ],
)
def test_an_expression_that_does_not_bind_is_named(
    desk: Desk, rules: list[Any], options: dict[str, Any], place: str
) -> None:
    desk.agree([ID, DAY], [rule("good", "id <> ''"), *rules], **options)
    desk.write("thing.csv", "id,seen_on\n1,2015-03-01\n")
    ok, text, _ = checked(desk)
    assert not ok and f"{place} does not bind" in text
    assert "contract holds" not in text and "rule good" not in text


def test_all_that_do_not_bind_are_named_together(desk: Desk) -> None:
    desk.agree([ID], [rule("one", "a > 1"), rule("two", "b > 1")])
    desk.write("thing.csv", "id\n1\n")
    _, text, _ = checked(desk)
    assert "rule one" in text and "rule two" in text


def test_a_model_that_fails_on_rows_is_found(desk: Desk) -> None:
    desk.agree([ID, column("size")])
    desk.model("SELECT id, size::INTEGER AS size FROM raw.thing", ["id", "size"], ["id"])
    desk.write("thing.csv", "id,size\n1,2\n2,secret\n")
    ok, text, _ = checked(desk)
    assert not ok and "cannot be validated" in text and "secret" not in text
    desk.model("SELECT id, size FROM raw.thing WHERE id <> '1'", ["id", "size"], ["id"])
    ok, text, _ = checked(desk)
    assert not ok and "2 sampled rows become 1" in text


def test_shares_values_dates_and_keys_are_told(desk: Desk) -> None:
    desk.agree([ID, DAY, PHONE, NOTE], [rule("late", "seen_on < DATE '2015-01-01'", "warn")])
    rows = ["1,2015-03-01,13800000000,abc", "2,03/01/2015,13800000001,abc", "3,1015-03-01,13800000002,abcdef",
            "4,2099-01-01,13800000003,abc", "4,2098-01-01,13800000004,abc"]  # fmt: skip
    desk.write("thing.csv", "id,seen_on,phone,remark\n" + "\n".join(rows) + "\n")
    ok, text, findings = checked(desk)
    assert not ok
    assert "4 of 5 rows would be quarantined (80.0%)" in text
    assert "block type_seen_on: 1, such as seen_on=99/99/9999" in text
    assert "block range_remark: 1" in text and "abcdef" not in text and "138" not in text
    assert "seen_on: 3 dates before 1900 or 10 years ahead (1015-03-01 to 2099-01-01)" in text
    assert "1 keys repeat; equal copies count once, copies that differ are quarantined" in text
    assert all(finding.notice for finding in findings if "such as" in finding.text)


def test_a_value_is_quoted_when_five_records_have_it(desk: Desk) -> None:
    """By hand: `gone` comes five times, a phone six times, a name once."""
    states = {"enum": [{"value": "open", "label": "开"}]}
    desk.agree([ID, column("state", **states)], quarantine_bound={"warn": 1, "block": 1, "reason": "five of ten"})
    values = ["open"] * 9 + ["gone"] * 5 + ["138-0000-0001"] * 6 + ["王 Xiǎo-7"]
    desk.write("thing.csv", "id,state\n" + "".join(f"{n},{value}\n" for n, value in enumerate(values)))
    _, text, _ = checked(desk)
    assert "block enum_state: 12, such as state=999-9999-9999 | state=gone | state=字 aaaa-9" in text


def test_nothing_that_lands_is_no_contract_that_holds(desk: Desk) -> None:
    desk.agree([ID, DAY])
    desk.write("thing.csv", "id,seen_on\n1,x\n2,y\n")
    ok, text, _ = checked(desk)
    assert not ok and "nothing of 2 rows would land" in text and "contract holds" not in text


def test_the_first_and_last_records_of_every_object_are_looked_at(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rehearsal, "WHOLE_ROWS_N", 10)
    monkeypatch.setattr(rehearsal, "EDGE_ROWS_N", 3)
    desk.agree([ID, DAY], path="*.csv", mode="delta")
    for name in "ab":
        days = ["x", *["2015-03-01"] * 18, "y"]
        lines = [f"{name}{n},{day}" for n, day in enumerate(days)]
        desk.write(f"{name}.csv", "id,seen_on\n" + "\n".join(lines) + "\nbroken\n")
    ok, text, _ = checked(desk)
    assert ok and "6 of 12 sampled rows (the first and last 3 of every object) would be quarantined (50.0%)" in text
    assert "50.0% of 12 sampled rows: run would bar the release if all rows are like these" in text
    assert "the sample of its records holds" in text and "contract holds" not in text
    assert "type_seen_on: 4, such as seen_on=a" in text and "malformed: 2" in text


@pytest.mark.parametrize(
    ("good_n", "bad_n", "bound", "said"),
    [
        (79, 21, None, "21.0% of 100 rows: run would bar the release (quarantine_bound: warn 0.02, block 0.2)"),
        (80, 20, None, "20.0% of 100 rows: run would warn (quarantine_bound: warn 0.02, block 0.2)"),
        (3, 2, None, "run would warn"),
        (49, 1, None, ""),
        (9, 1, {"block": 0.05}, "run would bar the release (quarantine_bound: warn 0.02, block 0.05)"),
        (70, 30, {"block": 0.5, "warn": 0.4, "reason": "half of the desks write no day"}, ""),
        (0, 1, None, "nothing of 1 rows would land: run would bar"),
        (0, 3, {"block": 1, "warn": 1, "reason": "the desk is shut"}, ""),
    ],
)
def test_the_check_says_what_the_gate_would(
    desk: Desk, good_n: int, bad_n: int, bound: dict[str, Any] | None, said: str
) -> None:
    """Twenty filtered rows are no part of the share; the gate's own answers stand in `gate/test_bounds`."""
    options: dict[str, Any] = {"quarantine_bound": bound} if bound else {}
    filtered: dict[str, Any] = {"filter": "id LIKE 'x%'"} if good_n else {}
    desk.agree([ID, DAY], **options, **filtered)
    days = ["2015-03-01"] * good_n + ["32/13/2015"] * bad_n
    rows = [f"{number},{day}" for number, day in enumerate(days)]
    rows += [f"x{number},2015-03-01" for number in range(20 if good_n else 0)]
    desk.write("thing.csv", "id,seen_on\n" + "\n".join(rows) + "\n")
    ok, text, _ = checked(desk)
    assert ok == ("bar" not in said) and said in text
    assert said or "run would" not in text


def test_one_file_of_many_of_which_nothing_lands_is_named(desk: Desk) -> None:
    desk.agree([ID, DAY], path="*.csv", mode="delta")
    desk.write("good.csv", "id,seen_on\n" + "".join(f"{n},2015-03-01\n" for n in range(200)))
    desk.write("wrong.csv", "id,seen_on\nx1,1/2/2015\nx2,1/3/2015\n")
    ok, text, _ = checked(desk)
    assert not ok and "nothing of wrong.csv would land: run would bar the release" in text
    assert "good.csv would" not in text


def test_names_in_gbk_are_read_and_what_is_ignored_is_told(desk: Desk) -> None:
    desk.agree([ID, DAY], path="投诉_*.csv", mode="delta")
    silo = desk.write("folder.txt/x.csv", "").parent.parent
    raw = os.fsdecode("投诉_五月[1].csv".encode("gbk"))
    (silo / raw).write_bytes(b"id,seen_on\n1,2015-03-01\n2,2015-03-02\n")
    os.mkfifo(silo / "投诉_pipe.csv")
    (silo / "投诉_\x1b[31m.csv").symlink_to("nowhere")
    ok, text, findings = checked(desk)
    assert ok and "1 source object(s), 2 records" in text
    assert "ignored: 投诉_pipe.csv (a pipe (FIFO), which is never opened)" in text
    assert "ignored: 投诉_\\x1b[31m.csv (a link to nothing)" in text
    assert [finding.notice for finding in findings if "ignored" in finding.text] == [True, True]
    report = status(desk.root, desk.paths)
    assert not report.ok, "there is no store yet"
    with opened(Content.load(desk.root, desk.paths)) as session:
        load.load(session, "thing")
        con = session.writer.con
        landed = con.execute("SELECT source, source_id FROM vault.raw.landed").fetchall()
        assert landed == [("投诉_五月[1].csv", "thing#1")]
        assert con.execute("SELECT source FROM lake.meta.batch").fetchall() == [('["thing#1"]',)]
    alerts = [line.text for line in status(desk.root, desk.paths).alerts]
    assert alerts == [
        "thing: ignored in the silo's folder: 投诉_\\x1b[31m.csv (a link to nothing),"
        " 投诉_pipe.csv (a pipe (FIFO), which is never opened)"
    ]


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        ("quarantine_all", "equal copies count once, copies that differ are quarantined; `duplicates` would choose"),
        ("keep_first", "of each key the first record of an object counts"),
        ("keep_last", "of each key the last record of an object counts"),
        ("keep_version", "of each key the row with the largest `n` counts"),
        ({"aggregate": {"n": "sum"}}, "copies of a key are put together (aggregate {n: sum})"),
    ],
)
def test_the_policy_in_force_is_told_where_keys_repeat(desk: Desk, policy: Any, said: str) -> None:
    version: dict[str, Any] = {"version": "n"} if policy == "keep_version" else {}
    desk.agree(
        [ID, column("n", "integer")], duplicates=policy, quarantine_bound={"block": 1, "reason": "any"}, **version
    )
    desk.write("thing.csv", "id,n\n1,2\n1,3\n2,1\n")
    ok, text, _ = checked(desk)
    assert ok and f"1 keys repeat; {said}" in text


def judged_alike(desk: Desk, extract: str, lost: str | None) -> None:
    """Assert that the check and the load both take a full extract, or both refuse it for the rows that it lost."""
    desk.write("thing.csv", extract)
    ok, text, _ = checked(desk)
    assert (ok, "contract holds" in text) == (lost is None, lost is None)
    if lost is None:
        desk.load()
    else:
        assert f"the full extract lost {lost} rows: run would refuse it" in text
        with pytest.raises(HgtError, match=f"lost {lost} rows"):
            desk.load()
    desk.close()


def test_a_full_extract_that_the_load_would_refuse_does_not_hold(desk: Desk) -> None:
    """40 rows stand; of 20 the load lets 20 go, of 19 it refuses the extract, and so does the check."""
    desk.agree([ID])
    for rows_n, lost in ((40, None), (19, "21 of 40"), (20, None)):
        judged_alike(desk, "id\n" + "".join(f"{n}\n" for n in range(rows_n)), lost)


def test_of_several_full_extracts_the_newest_is_compared(desk: Desk) -> None:
    """40 rows stand since August; an older extract of one row is history, a newer one would be refused."""
    desk.agree([ID], path="s_*.csv", taken={"pattern": r"s_(\d{8})", "format": "%Y%m%d"})
    for day, rows_n, holds in (("20150801", 40, True), ("20150701", 1, True), ("20150830", 1, False)):
        desk.write(f"s_{day}.csv", "id\n" + "".join(f"{n}\n" for n in range(rows_n)))
        ok, text, _ = checked(desk)
        assert (ok, "lost 39 of 40 rows" in text) == (holds, not holds)
        if holds:
            desk.load()
        desk.close()


def test_a_version_that_is_text_is_told(desk: Desk) -> None:
    """As texts 10 comes before 9, and a correction would not stand."""
    for logical, told in (("string", True), ("integer", False)):
        desk.agree([ID, column("seen", logical)], version="seen")
        desk.write("thing.csv", "id,seen\n1,9\n1,10\n")
        _, text, _ = checked(desk)
        assert ("version `seen` is a text, and of texts 10 comes before 9" in text) == told


@pytest.mark.parametrize(
    "key", [ID, {**PHONE, "name": "id", "physicalName": "id", "primaryKey": True, "primaryKeyPosition": 1}]
)
def test_a_full_extract_whose_keys_are_others_does_not_hold(desk: Desk, key: dict[str, Any]) -> None:
    """30 rows stand. Of 30 others with 15 of their keys the load takes all, of 30 with 14 of them it refuses all."""
    desk.agree([key, column("n", "integer")])
    for first, lost in ((0, None), (16, "16 of 30"), (15, None)):
        judged_alike(desk, "id,n\n" + "".join(f"1380000{n:04},{n}\n" for n in range(first, first + 30)), lost)


def test_keys_that_are_quarantined_are_not_lost(desk: Desk) -> None:
    """Of 20 rows that stand 15 come with a bad date: they are held, the load goes on and the bound bars the release."""
    desk.agree([ID, DAY], quarantine_bound={"block": 1, "reason": "any"})
    for bad_n in (0, 15):
        days = ["x"] * bad_n + ["2015-03-01"] * (20 - bad_n)
        desk.write("thing.csv", "id,seen_on\n" + "".join(f"{n},{day}\n" for n, day in enumerate(days)))
        ok, text, _ = checked(desk)
        assert ok and "run would refuse it" not in text
        desk.load()
        desk.close()
