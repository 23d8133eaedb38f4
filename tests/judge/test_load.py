"""One dataset over many loads: balance, corrections, deletions, re-judging, and nothing of a refused row kept."""

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.state.session import KEY_VARIABLE
from warehouse.errors import HgtError

from .stand import ID, KEY, Desk, balanced, column, pseudonym, rule

COLUMNS = [ID, column("state"), column("seen", "integer")]
DELTA: dict[str, Any] = {"path": "*.csv", "mode": "delta"}


def lines(*rows: str) -> str:
    return "\n".join(["id,state,seen", *rows, ""])


def counts(desk: Desk) -> tuple[int, int, int, int]:
    (report,) = desk.load()
    assert balanced(report)
    return report.inserted_n, report.updated_n, report.unchanged_n, report.deleted_n


def test_every_record_is_somewhere(desk: Desk) -> None:
    desk.agree(
        [*COLUMNS, column("phone", classification="identifier", options={"namespace": "phone"})],
        [rule("calm", "state <> 'wild'"), rule("low", "seen < 100", "warn")],
        filter="state = 'test'", refuse="state = 'secret'", version="seen", **DELTA,
    )  # fmt: skip
    head = "id,state,seen,phone"
    desk.write("a.csv", "\n".join([
        head, "1,a,1,", "", "2,a,x,138", "3,wild,1,139", "4,test,1,1", "5,secret,1,1", "6,a,1,1", "6,a,1,1", "7,a,2,1",
        "7,b,1,1", "8,a,1,1", "8,b,1,1", "9,a,500,1", "10,short", "11,a,1,1,long", "12,test,1,1", "12,a,1,1", "",
    ]))  # fmt: skip
    desk.write("b.csv", "\n".join([head, "1,b,9,13800000001", "3,wild,x,1", "20,a,1,", ""]))
    (report,) = desk.load()
    assert balanced(report)
    assert (report.source_n, report.filtered_n) == (20, 3), "one blank line, two tests"
    assert [row[:3] for row in desk.rows()] == [
        ("1", "b", 9), ("12", "a", 1), ("20", "a", 1), ("6", "a", 1), ("7", "a", 2), ("9", "a", 500)
    ]  # fmt: skip
    assert desk.rows("phone")[0][0] or desk.rows("phone")[-1] == (None,)
    assert report.broken == {
        "type_seen": 2, "calm": 2, "low": 1, "refused": 1, "duplicate_key": 4, "malformed": 2
    }  # fmt: skip
    assert report.set_aside_n == 10
    held = desk.held()
    assert ("3", ["calm"]) in held and ("3", ["type_seen", "calm"]) in held
    assert len(held) == 9 == report.set_aside_n - 1, "of the refused row only the hash is kept"
    (stored,) = desk.ask("SELECT source_n, landed_n, set_aside_n, filtered_n FROM lake.meta.batch")
    assert stored == (20, 7, 10, 3), "1 of the earlier object landed and was overtaken"
    assert dict(desk.ask("SELECT rule_id, open_n FROM lake.meta.quarantine"))["*"] == 9
    validated = desk.ask("SELECT rule_id, evaluated_n, broken_n FROM lake.meta.batch_rule WHERE rule_id = 'low'")
    assert validated == [("low", 17, 1)], "20 records, 3 of them not wanted"


def test_the_same_input_again_changes_nothing(desk: Desk) -> None:
    desk.agree(COLUMNS)
    file = desk.write("thing.csv", lines("1,a,1", "2,b,2", "2,c,2"))
    assert counts(desk) == (1, 0, 0, 0)
    before, held = desk.writer.snapshot(), desk.held()
    assert desk.load() == []
    os.utime(file, (1, 1))
    assert desk.load() == [], "a touched file holds the same bytes"
    file.rename(file.with_name("other.csv"))
    desk.agree(COLUMNS, path="*.csv")
    (report,) = desk.load()
    assert not report.changed, "the contract's text is new: validated again, and nothing differs"
    assert desk.held() == held
    after = desk.writer.snapshot()
    file.with_name("other.csv").rename(file.with_name("third.csv"))
    assert desk.load() == [], "a renamed file is known by its bytes"
    assert desk.load() == []
    assert before < after == desk.writer.snapshot()


def test_corrections_and_deletions_of_a_full_extract(desk: Desk) -> None:
    desk.agree(COLUMNS)
    desk.write("thing.csv", lines("1,a,1", "2,b,2", "3,c,3", "4,d,4"))
    assert counts(desk) == (4, 0, 0, 0)
    desk.write("thing.csv", lines("1,a,1", "2,B,2", "4,d,x", "5,e,5"))
    assert counts(desk) == (1, 1, 1, 1)
    assert desk.rows() == [("1", "a", 1), ("2", "B", 2), ("4", "d", 4), ("5", "e", 5)], "4 is bad, not gone"
    assert desk.rows("id, _batch_id", deleted=True) == [("3", 2)]
    assert desk.rows("id, _batch_id") == [("1", 1), ("2", 2), ("4", 1), ("5", 2)]
    desk.write("thing.csv", lines("1,a,1", "2,b,2", "3,c,3", "4,d,4"))
    assert counts(desk) == (0, 2, 2, 1), "3 is back, 2 is as it was, 5 is gone"
    assert desk.rows("id", deleted=True) == [("5",)]
    assert desk.held() == [], "a whole extract without the bad row supersedes it"


def test_nulls_that_change_places_are_a_correction(desk: Desk) -> None:
    desk.agree([ID, column("model"), column("other")])
    for first, second in ((",x", "x,"), ("x,y", "x,z")):
        desk.write("thing.csv", f"id,model,other\n1,{first}\n")
        desk.load()
        desk.write("thing.csv", f"id,model,other\n1,{second}\n")
        assert counts(desk)[1] == 1


def test_unreadable_records_delete_nothing(desk: Desk) -> None:
    desk.agree(COLUMNS)
    desk.write("thing.csv", lines("1,a,1", "2,b,2"))
    desk.load()
    desk.write("thing.csv", lines("1,a,1", "2,b"))
    assert counts(desk) == (0, 0, 1, 0)
    assert len(desk.rows()) == 2


def test_a_key_whose_copies_conflict_is_not_deleted(desk: Desk) -> None:
    desk.agree(COLUMNS)
    desk.write("thing.csv", lines("1,a,1", "2,b,2"))
    desk.load()
    desk.write("thing.csv", lines("1,a,1", "2,c,2", "2,d,2"))
    assert counts(desk) == (0, 0, 1, 0)
    assert desk.rows("id", deleted=True) == []


def test_a_full_extract_that_lost_most_is_refused(desk: Desk) -> None:
    desk.agree(COLUMNS)
    desk.write("thing.csv", lines(*(f"{n},a,1" for n in range(30))))
    desk.load()
    desk.state.flush()
    before = desk.writer.snapshot()
    desk.write("thing.csv", lines("1,a,1"))
    with pytest.raises(HgtError, match=r"lost 29 of 30 rows[\s\S]*accepted[\s\S]*hgt run --full"):
        desk.load()
    assert len(desk.rows()) == 30
    assert desk.ask("SELECT state FROM lake.meta.extraction") == [("failed",)]
    assert desk.writer.snapshot() == before + 1, "only the failure is noted"
    with pytest.raises(HgtError, match="lost 29 of 30"):
        desk.load()
    (report,) = desk.load(full=True)
    assert (report.deleted_n, len(desk.rows())) == (29, 1)
    assert desk.load() == []


def test_a_new_text_judges_landed_bytes_again(desk: Desk) -> None:
    desk.agree(COLUMNS, **DELTA)
    desk.write("a.csv", lines("1,a,1", "2,b,2"))
    desk.load()
    desk.write("b.csv", lines("2,c,3", "3,d,4"))
    desk.load()
    (desk.silo / "a.csv").unlink()
    assert desk.load() == [], "what a silo no longer offers stays"
    desk.agree(COLUMNS, [rule("small", "seen <> 4")], **DELTA)
    (report,) = desk.load()
    assert balanced(report)
    assert (report.unchanged_n, report.deleted_n, report.set_aside_n) == (2, 1, 1)
    assert desk.rows() == [("1", "a", 1), ("2", "c", 3)], "the rule in force takes the row out"
    desk.model("SELECT id, upper(state) AS state FROM raw.thing", ["id", "state"], ["id"])
    (report,) = desk.load()
    assert desk.rows() == [("1", "A"), ("2", "C")]
    assert desk.load() == []


def test_judging_again_replays_the_order_of_arrival(desk: Desk) -> None:
    desk.agree(COLUMNS, **DELTA)
    desk.write("b.csv", lines("1,first,1"))
    desk.load()
    desk.write("a.csv", lines("1,second,2"))
    desk.load()
    for note in ("x", "y"):
        desk.agree(COLUMNS, [rule(note, "true")], **DELTA)
        desk.load()
        assert desk.rows() == [("1", "second", 2)]


def test_a_refused_object_never_makes_the_others_whole(desk: Desk) -> None:
    desk.agree(COLUMNS, **DELTA)
    desk.write("a.csv", lines("1,a,1"))
    desk.write("b.csv", lines("2,b,2").replace("seen", "SEEN"))
    with pytest.raises(HgtError, match="lacks the declared column seen"):
        desk.load()
    assert desk.rows() == [("1", "a", 1)], "the good object is in"
    with pytest.raises(HgtError, match="seen"):
        desk.load()
    desk.write("b.csv", lines("2,b,2"))
    desk.load()
    desk.agree([*COLUMNS, column("more")], **DELTA)
    desk.write("b.csv", "id,state,seen,more\n2,b,2,m\n")
    for _ in range(2):
        with pytest.raises(HgtError, match="lacks the declared column more"):
            desk.load()
        assert len(desk.rows("id")) == 2, "nothing is validated anew from a part"
    assert desk.ask("SELECT state FROM lake.meta.extraction") == [("failed",)]


def test_an_object_set_aside_whole_is_remembered(desk: Desk) -> None:
    agreed: dict[str, Any] = {**DELTA, "drift": "set_aside"}
    desk.agree(COLUMNS, **agreed)
    desk.write("a.csv", "id,state,seen,new\n1,a,1,n\n")
    with pytest.raises(HgtError, match="does not declare: column 4"):
        desk.load()
    desk.write("b.csv", lines("2,b,2"))
    (report,) = desk.load()
    assert desk.rows() == [("2", "b", 2)]
    assert desk.load() == []
    desk.write("c.csv", "id,state,seen,new\n3,a,1,n\n")
    (report,) = desk.load()
    assert (report.source_n, report.changed) == (0, False)
    assert desk.load() == []
    assert desk.ask("SELECT source FROM vault.raw.landed WHERE state = 'set aside' ORDER BY 1") == [
        ("a.csv",), ("c.csv",)
    ]  # fmt: skip
    (message,) = desk.ask("SELECT message FROM lake.meta.extraction WHERE state = 'ok'")
    assert message == ("1 object(s) are quarantined whole; `hgt status` shows stewards why",)
    (reason,) = desk.ask("SELECT reason FROM vault.raw.attempt")
    assert "c.csv" in reason[0] and "does not declare: column 4" in reason[0]
    for name in ("a.csv", "c.csv"):
        (desk.silo / name).unlink()
    desk.agree(COLUMNS, **{**DELTA, "drift": "evolve"})
    desk.load()
    assert [row[0] for row in desk.rows()] == ["1", "2", "3"], "declared now, validated from the landed bytes"


def test_a_touched_old_extract_is_not_news(desk: Desk) -> None:
    desk.agree(COLUMNS, path="*.csv")
    old = desk.write("2015-01.csv", lines("1,a,1", "2,a,1"))
    desk.write("2015-02.csv", lines("1,b,2", "2,a,1"))
    desk.write("copy.csv", lines("1,b,2", "2,a,1"))
    assert [report.updated_n for report in desk.load()] == [0, 1]
    assert desk.load() == []
    os.utime(old, (1, 1))
    assert desk.load() == []
    assert desk.rows() == [("1", "b", 2), ("2", "a", 1)]
    desk.agree(COLUMNS, [rule("x", "true")], path="*.csv")
    assert len(desk.load()) == 2
    assert desk.rows() == [("1", "b", 2), ("2", "a", 1)]


SECRETS = ("zhurongplan", "ganjiangplan")


def test_nothing_of_a_refused_row_is_kept(desk: Desk) -> None:
    desk.agree([ID, column("title", classification="restricted"), column("level", required=True)],
               refuse="level not in ('open')", mode="delta", path="*.csv")  # fmt: skip
    desk.write("a.csv", f"id,title,level\n1,fine,open\n2,{SECRETS[0]},secret\n3,{SECRETS[1]},\n4,{SECRETS[0]}\n")
    (report,) = desk.load()
    assert balanced(report)
    assert (report.landed_n, report.set_aside_n) == (1, 3)
    refused = desk.ask("SELECT record_hash FROM vault.quarantine.refused")
    assert len(refused) == 2 and all(len(value) == 64 for (value,) in refused)
    assert desk.ask("SELECT payload, rules FROM vault.quarantine.set_aside") == [(None, ["malformed"])]
    desk.model("SELECT id, CAST(level AS INTEGER) AS level FROM raw.thing", ["id", "level"], ["id"])
    with pytest.raises(HgtError, match="could not be validated"):
        desk.load()
    desk.close()
    for file in desk.paths.data.rglob("*"):
        if file.is_file():
            data = file.read_bytes()
            assert not any(secret.encode() in data for secret in SECRETS), file
            if file.suffix == ".parquet":
                found = desk.ask(f"SELECT count(*) FROM read_parquet('{file}') AS t WHERE t::VARCHAR LIKE '%plan%'")
                assert found == [(0,)], file


def test_an_error_quotes_no_value_and_no_key(desk: Desk) -> None:
    columns = [ID, column("phone", classification="identifier", options={"namespace": "phone"})]
    desk.agree(columns, [rule("number", "CAST(phone AS INTEGER) > 0")])
    desk.write("thing.csv", "id,phone\n1,call 13800000001\n")
    with pytest.raises(HgtError, match="could not be validated") as caught:
        desk.load()
    (message,) = desk.ask("SELECT message FROM lake.meta.extraction")[0]
    (reason,) = desk.ask("SELECT reason FROM vault.raw.attempt")[0]
    assert reason == str(caught.value)
    for text in (reason, message):
        assert "13800000001" not in text and KEY.decode() not in text
    desk.agree(columns)
    desk.load()
    assert desk.rows("phone") == [(pseudonym(KEY, "phone", "call 13800000001"),)]


def test_a_first_key_is_made_and_a_lost_one_is_missed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(KEY_VARIABLE)
    desk.agree(COLUMNS)
    desk.write("thing.csv", lines("1,a,1"))
    desk.load()
    assert not desk.paths.key_file.exists()
    keyed = [*COLUMNS[:2], column("seen", classification="identifier", options={"namespace": "n"})]
    monkeypatch.setenv(KEY_VARIABLE, "short")
    desk.agree(keyed)
    with pytest.raises(HgtError, match="too short"):
        desk.load()
    monkeypatch.setenv(KEY_VARIABLE, KEY.decode())
    desk.load()
    monkeypatch.delenv(KEY_VARIABLE)
    desk.agree(keyed, [rule("x", "true")])
    with pytest.raises(HgtError, match="there is no pseudonym key"):
        desk.load()


ROWS = st.tuples(st.sampled_from("1234"), st.sampled_from("ab"), st.sampled_from(["1", "2", "x"]))


@settings(max_examples=2, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(ROWS, min_size=1, max_size=6), min_size=2, max_size=3, unique_by=str))
def test_one_by_one_equals_all_at_once(
    tmp_path_factory: pytest.TempPathFactory, objects: list[list[tuple[str, str, str]]]
) -> None:
    found = []
    for at_once in (False, True):
        desk = Desk(Path(tmp_path_factory.mktemp("root")) / "root")
        desk.agree(COLUMNS, version="seen", **DELTA)
        for number, rows in enumerate(objects):
            desk.write(f"{number}.csv", lines(*map(",".join, rows)))
            if not at_once:
                desk.load()
        if at_once:
            desk.load()
        held = sorted((key, tuple(rules)) for key, rules in desk.held())
        found.append((desk.rows(), held))
        desk.close()
    assert found[0] == found[1]


def test_a_new_refusal_over_the_same_file_damages_nothing(desk: Desk) -> None:
    """The admitted rows of one content differ by what is refused; each kept file is of its own name."""
    for refuse, ids in (
        ("level = 'secret'", ["1", "3"]),
        ("level = 'late'", ["1", "2"]),
        ("level = 'secret'", ["1", "3"]),
    ):
        desk.agree([ID, column("level")], refuse=refuse, mode="delta", path="*.csv")
        desk.write("a.csv", "id,level\n1,open\n2,secret\n3,late\n")
        desk.load(full=True)
        assert [row[0] for row in desk.rows("id")] == ids
