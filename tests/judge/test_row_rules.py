"""Rules of one row: what a contract implies and states, what blocks and what warns, and identifiers keyed."""

import hmac
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.declare.contracts.spelling import spelling
from pipelines.ingest.validate import KEY_LENGTH, MASK_BITS, MASKS, compile_contract, pseudonym
from warehouse.errors import HgtError

from .stand import ID, KEY, column, contract, rule, validate

FEW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
PHONE = column("phone", classification="identifier", options={"namespace": "phone"})


def test_a_contract_compiles_to_named_rules(tmp_path: Path) -> None:
    columns = [
        ID,
        column("state", required=True, enum=[{"value": "a"}, {"value": "b"}], typed={"pattern": "^[ab]$"}),
        column("size", "integer", typed={"minimum": 0, "maximum": 9}, options={"severity": "warn"}),
        column("note", typed={"maxLength": 3}),
    ]
    agreed = contract(tmp_path, columns, [rule("ok", "size > 1", "warn")], filter="state = 'c'", refuse="note = 's'")
    compiled = compile_contract(agreed)
    assert [(one.id, one.severity) for one in compiled.rules] == [
        ("malformed", "block"), ("filtered", "filtered"), ("refused", "refused"), ("required_id", "block"),
        ("type_id", "block"), ("required_state", "block"), ("enum_state", "block"), ("pattern_state", "block"),
        ("type_size", "block"), ("range_size", "warn"), ("range_note", "block"), ("ok", "warn"),
        ("duplicate_key", "duplicate"),
    ]  # fmt: skip
    assert compiled.masks("warn")[0] == 1 << 9 | 1 << 11
    assert compiled.broken((1 << 3 | 1 << 11, 0, 0)) == ["required_id", "ok"]


CASES: list[tuple[dict[str, Any], str | None, list[str]]] = [
    (column("v", required=True), None, ["required_v"]),
    (column("v", required=True), "", ["required_v"]),
    (column("v", required=True), " ", []),
    (column("v", enum=[{"value": "1"}, {"value": "it's"}]), "it's", []),
    (column("v", enum=[{"value": "1"}]), "01", ["enum_v"]),
    (column("v", enum=[{"value": "1"}]), None, []),
    (column("v", "integer", enum=[{"value": "1"}]), "x", ["type_v", "enum_v"]),
    (column("v", typed={"pattern": r"^\d{3}$"}), "12a", ["pattern_v"]),
    (column("v", typed={"pattern": r"^\d{3}$"}), "123", []),
    (column("v", typed={"pattern": r"^\d{3}$"}), "", []),
    (column("v", "integer", typed={"minimum": 0}), "-1", ["range_v"]),
    (column("v", "number", typed={"maximum": 1.5}), "1.5", []),
    (column("v", "number", typed={"maximum": 1.5}), "1.51", ["range_v"]),
    (column("v", "date", typed={"minimum": "2015-01-01"}), "2014-12-31", ["range_v"]),
    (column("v", typed={"minLength": 2, "maxLength": 3}), "红", ["range_v"]),
    (column("v", typed={"minLength": 2, "maxLength": 3}), "红谷滩", []),
    (column("v", typed={"maxLength": 3}, options={"severity": "warn"}), "红谷滩区", ["range_v"]),
]


@pytest.mark.parametrize(("entry", "text", "expected"), CASES)
def test_implied_rules(con: duckdb.DuckDBPyConnection, tmp_path: Path, entry: dict[str, Any], text: str | None,
                       expected: list[str]) -> None:  # fmt: skip
    agreed = contract(tmp_path, [ID, entry])
    verdict = validate(con, agreed, [("1", text)], tmp_path)
    assert list(verdict.broken) == expected
    warned = agreed.columns[1].severity == "warn"
    assert verdict.set_aside_n == int(bool(expected) and not warned)
    assert len(verdict.rows) == 1 - verdict.set_aside_n


def test_a_stated_rule_that_gives_null_passes(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    columns = [ID, column("a", "integer"), column("b", "integer")]
    rules = [rule("ordered", "a <= b -- a comment ends with its line"), rule("small", "a < 5", "warn")]
    rows = [("1", "1", "2"), ("2", "2", "1"), ("3", "3", None), ("4", None, None), ("5", "7", "8")]
    verdict = validate(con, contract(tmp_path, columns, rules), rows, tmp_path)
    assert [row["id"] for row in verdict.rows] == ["1", "3", "4", "5"]
    assert verdict.broken == {"ordered": 1, "small": 1}


def test_the_filter_leaves_out_and_the_refusal_fails_closed(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    columns = [ID, column("kind"), column("level")]
    agreed = contract(tmp_path, columns, filter="kind = 'test'", refuse="level not in ('open')")
    rows = [("1", "x", "open"), ("2", "test", "open"), ("3", None, "open"), ("4", "x", "secret"), ("5", "x", None),
            (None, "test", "open"), (None, "x", "secret")]  # fmt: skip
    verdict = validate(con, agreed, rows, tmp_path)
    assert [row["id"] for row in verdict.rows] == ["1", "3"]
    assert (verdict.filtered_n, verdict.set_aside_n) == (2, 3)
    assert verdict.broken == {"refused": 3}


def test_more_rules_than_one_mask_holds(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    names = [f"c{n}" for n in range(80)]
    columns = [ID, *(column(name, "integer", required=True) for name in names)]
    agreed = contract(tmp_path, columns, [rule("last", "c79 <> 13", "warn")])
    assert MASK_BITS < len(compile_contract(agreed).rules) < MASKS * MASK_BITS
    good = ["1"] * 80
    rows: list[list[str | None]] = [["a", *good], ["b", *good], ["c", *good], ["d", *good]]
    rows[1][80], rows[2][1], rows[3][80] = "x", None, "13"
    verdict = validate(con, agreed, rows, tmp_path)
    assert [row["id"] for row in verdict.rows] == ["a", "d"]
    assert verdict.broken == {"type_c79": 1, "required_c0": 1, "last": 1}
    too_many = [ID, *(column(f"c{n}", "integer", required=True) for n in range(100))]
    with pytest.raises(HgtError, match="too many rules"):
        compile_contract(contract(tmp_path, too_many))


def test_names_that_need_quoting(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    names = ['a"b', "a.b", "it's", "呼叫 编号", "$.x[0]", "back\\slash"]
    columns = [ID, *(column(f"c{n}", physicalName=name) for n, name in enumerate(names))]
    row = ["1", *(f"value {n}" for n in range(6))]
    verdict = validate(con, contract(tmp_path, columns), [row, row, ["2", *row[1:]]], tmp_path)
    assert [list(found.values())[:7] for found in verdict.rows] == [["2", *row[1:]]]
    assert verdict.set_aside_n == 1


@FEW
@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1),
        min_size=1,
        max_size=10,
        unique=True,
    )
)
def test_identifiers_become_hmacs(con: duckdb.DuckDBPyConnection, tmp_path: Path, phones: list[str]) -> None:
    other = column("device", classification="identifier", options={"namespace": "device"})
    agreed = contract(tmp_path, [ID, PHONE, other])
    verdict = validate(con, agreed, [(str(n), phone, phone) for n, phone in enumerate(phones)], tmp_path)
    derived = hmac.digest(KEY, b"phone", "sha256")
    for row, phone in zip(sorted(verdict.rows, key=lambda row: int(row["id"])), phones, strict=True):
        assert row["phone"] == hmac.new(derived, spelling(phone).encode(), "sha256").hexdigest()[:KEY_LENGTH]
        assert row["phone"] == pseudonym(KEY, "phone", phone)
        assert row["device"] == pseudonym(KEY, "device", phone) != row["phone"]


def test_the_key_stands_in_no_statement_and_rules_see_plain_text(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    agreed = contract(tmp_path, [ID, PHONE], [rule("mobile", "phone like '1%'", "warn")])
    verdict = validate(con, agreed, [("1", "13800000001"), ("2", "028"), ("3", None)], tmp_path)
    assert verdict.broken == {"mobile": 1}
    assert [row["phone"] for row in verdict.rows][2] is None
    derived = hmac.digest(KEY, b"phone", "sha256").hex()
    for secret in (KEY.decode(), KEY.hex(), derived):
        assert secret not in verdict.sql
    logged = con.execute("SELECT string_agg(macro_definition, ' ') FROM duckdb_functions() WHERE NOT internal")
    assert derived not in str(logged.fetchall())
    with pytest.raises(duckdb.Error) as caught:
        con.execute(f"SELECT error(phone), nothing FROM ({verdict.sql})")
    assert KEY.decode() not in str(caught.value) and derived not in str(caught.value)


def test_a_rule_may_see_the_sound_rows_before_and_after(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    columns = [ID, column("who"), column("t", "integer"), column("x", "integer")]
    far = "abs(x - previous_x) <= 10 * (t - previous_t) or abs(x - next_x) <= 10 * (next_t - t)"
    beside = {"of": "who", "order": "t", "where": "x <> 0", "columns": ["x", "t"]}
    agreed = contract(tmp_path, columns, [rule("no_jump", f"x = 0 or {far}")], neighbours=beside)
    rows = [
        ("1", "a", "1", "100"),
        ("2", "b", "2", "900"),
        ("3", "a", "2", "0"),
        ("4", "a", "3", "110"),
        ("5", "a", "4", "500"),
        ("6", "a", "5", "120"),
        ("7", "b", "3", "905"),
        ("8", "a", "6", "130"),
    ]
    verdict = validate(con, agreed, rows, tmp_path)
    assert verdict.broken == {"no_jump": 1}
    assert sorted(row["id"] for row in verdict.rows) == ["1", "2", "3", "4", "6", "7", "8"]


def test_the_identifier_that_neighbours_share_is_keyed(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    beside = {"of": "phone", "order": "t", "columns": ["t"]}
    agreed = contract(tmp_path, [ID, PHONE, column("t", "integer")], [rule("late", "t <> 3")], neighbours=beside)
    texts = ["１3800138000", None, "13800138000", "x", "1380 0138000"]
    verdict = validate(con, agreed, [(str(i), text, str(i)) for i, text in enumerate(texts)], tmp_path)
    assert {row["id"]: row["phone"] for row in verdict.rows} == {
        str(i): None if text is None else pseudonym(KEY, "phone", text) for i, text in enumerate(texts) if i != 3
    }


@pytest.mark.parametrize("value", ["who", {"of": "who"}, {"of": "who", "order": "t", "columns": ["y"]}])
def test_neighbours_name_columns_that_there_are(tmp_path: Path, value: Any) -> None:
    with pytest.raises(HgtError, match="neighbours"):
        contract(tmp_path, [ID, column("who"), column("t", "integer")], neighbours=value)
