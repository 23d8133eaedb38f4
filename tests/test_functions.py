"""Declarations call nothing that touches a file, a setting, a variable, a secret or the clock, anywhere."""

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.declare import functions
from pipelines.declare.functions import ALLOWED, PLACE, Unfit, check_expression, check_query
from pipelines.declare.project import Content
from tests.gate import town
from warehouse.errors import HgtError
from warehouse.paths import Paths

WITH_CONSEQUENCES = (
    "read|write|file|glob|scan|sniff|attach|path_|log|env|secret|setting|variable|extension|pragma|query|checkpoint|"
    "current|sleep|random|uuid|now|today|nextval|currval|serialize|duckdb_|pg_|version|storage_info|import|export"
)
HARMLESS = {"parse_path", "parse_filename", "parse_dirname", "parse_dirpath", "json_extract_path"} | {
    "json_extract_path_text", "log", "log2", "log10", "epoch", "list_aggregate", "array_unique",
}  # fmt: skip


def _dangerous() -> list[tuple[str, str]]:
    """Name and kind of the engine's functions that do more than to map values, as the engine itself lists them."""
    with duckdb.connect() as con:
        rows = con.execute(
            """SELECT DISTINCT lower(function_name), CASE WHEN function_type IN ('table', 'table_macro', 'pragma')
                THEN 'table' ELSE 'value' END
            FROM duckdb_functions() WHERE regexp_full_match(function_name, '\\w+') AND (
                function_type IN ('table', 'table_macro', 'pragma') OR stability <> 'CONSISTENT'
                OR regexp_matches(lower(function_name), $1)) ORDER BY ALL""",
            [WITH_CONSEQUENCES],
        ).fetchall()
    return [(name, kind) for name, kind in rows if name not in HARMLESS and name not in functions.TABLES]


DANGEROUS = _dangerous()


def test_the_engine_lists_what_is_dangerous() -> None:
    names = {name for name, _ in DANGEROUS}
    assert len(names) > 150
    assert names >= {
        "getvariable", "read_text", "read_csv", "glob", "current_setting", "now", "random", "duckdb_secrets", "query",
        "duckdb_settings", "write_log", "parquet_scan", "sniff_csv", "uuid", "query_table",
        "json_execute_serialized_sql",
    }  # fmt: skip


@pytest.mark.parametrize(("name", "kind"), DANGEROUS)
def test_no_dangerous_function_is_called(name: str, kind: str) -> None:
    for call in (f"{name}('x')", f"{name.upper()} ()", f'"{name}"(1)', f"main.{name}('x')", f"system.main.{name}('x')"):
        texts = (call, f"hex({call}) = 'a'", f"a > 0 AND coalesce({call}, 1) = 1", f"list_transform([1], x -> {call})")
        for text in texts if name not in ALLOWED else ():  # some that give rows share their name with one that is plain
            with pytest.raises(Unfit):
                check_expression(text)
            with pytest.raises(Unfit):
                check_query(f"SELECT {text} AS a FROM pub.x")
        for text in (f"FROM {call}", f"SELECT 1 AS a WHERE EXISTS (FROM {call})", f"SELECT a FROM pub.x, {call}"):
            with pytest.raises(Unfit):
                check_query(text)
        with pytest.raises(Unfit):
            check_expression(f"a IN (FROM {call})")
    assert kind == "table" or name not in ALLOWED


def test_every_name_of_the_list_is_a_function() -> None:
    with duckdb.connect() as con:
        known = {row[0].lower() for row in con.execute("SELECT function_name FROM duckdb_functions()").fetchall()}
    kernel = set(functions.KERNEL)
    grammar = {"coalesce", "ifnull", "count_if", "unnest", "->"}
    assert sorted(ALLOWED - known - kernel - grammar) == []


@pytest.mark.parametrize(
    "text",
    [
        "seen > 0) or (1=1", "seen > 0\n) or (1=1 --", "seen > 0 /*", "-- nothing", "a, b", "a AS b",
        "a b", "a FROM pub.x",
        "1; SELECT 2", "a ORDER BY 1", "a LIMIT 1", "a UNION SELECT 1", "DISTINCT a", "a WHERE b", "a QUALIFY b",
        "(SELECT 1)", "*",
        "EXISTS (FROM pub.x)", "COLUMNS(*) > 0", "$1 = 1", "? = 1", "row_number() OVER () = 1", "current_date > a", "",
        "a IN (SELECT b FROM pub.x)", "current_user = 'a'", "a GROUP BY a", "a USING SAMPLE 1", "x'", "a)", "(a",
        "count(*) > 0", "a > avg(a)", "list(a) = b", "CASE WHEN max(a) > 1 THEN 1 END", "json_group_array(a) = b",
    ],
)  # fmt: skip
def test_an_expression_is_one_expression_over_one_row(text: str) -> None:
    with pytest.raises(Unfit):
        check_expression(text)


@pytest.mark.parametrize(
    "text",
    [
        "seen > 0", "(a OR b) AND NOT c", "a IS NULL OR a BETWEEN 1 AND 2", "a NOT IN ('x', 'y')", "a ~ '^b(c|d)$'",
        "CASE WHEN a THEN 1 ELSE 2 END = b", "TRY_CAST(a AS DATE) <= as_of()", "a::INTEGER > b[1]", "a LIKE 'b -- c'",
        "regexp_matches(a, 'x\\)') /* why */ AND b", "a > 0 -- and (more",
        "extract(year FROM a) = 2015", "a AT TIME ZONE 'UTC' < as_of_at()",
        "list_contains([1, 2], a)", "valid_uscc(a)", "a->>'$.b' = 'c'", "list_transform(a, x -> x + 1) = b",
    ],
)  # fmt: skip
def test_what_rules_say_is_accepted(text: str) -> None:
    check_expression(text)


@pytest.mark.parametrize("table", ["pub.x TABLESAMPLE 10%", "pub.x USING SAMPLE 3", "pub.x AT (VERSION => 1)"])
@pytest.mark.parametrize("around", ["{}", "(FROM {}) AS y", "pub.z WHERE a IN (FROM {})"])
def test_a_query_reads_all_rows_that_stand_now(table: str, around: str) -> None:
    check_query("SELECT a FROM pub.x")
    with pytest.raises(Unfit):
        check_query(f"SELECT a FROM {around.format(table)}")


Place = Callable[[Path, str], Path]


def _in_contract(key: str) -> Place:
    def put(root: Path, call: str) -> Path:
        file = root / "assets/desk/ticket.odcs.yaml"
        text = file.read_text(encoding="utf-8")
        quoted = call.replace('"', '\\"')
        if key == "implementation":
            line = f'{{id: seen, type: custom, engine: hgt, implementation: "{quoted}"}}'
            text = text.replace("    properties:", f"    quality: [{line}]\n    properties:", 1)
        else:
            text = text.replace(
                "  - {property: mode", f'  - {{property: {key}, value: "{quoted}"}}\n  - {{property: mode', 1
            )
        file.write_text(text, encoding="utf-8")
        return file

    return put


def _in_select(name: str, column: str) -> Place:
    def put(root: Path, call: str) -> Path:
        file = root / name
        text = file.read_text(encoding="utf-8")
        head, end, select = text.partition("*/")
        file.write_text(f"{head}{end}{select.replace(column, f'{column}, {call} AS more', 1)}", encoding="utf-8")
        return file

    return put


PLACES: dict[str, Place] = {
    "filter": _in_contract("filter"), "refuse": _in_contract("refuse"), "version": _in_contract("version"),
    "rule seen": _in_contract("implementation"), "model std": _in_select("models/std/ticket.sql", "state_code"),
    "model pub": _in_select("models/pub/fct_ticket.sql", "state_code"),
    "rule": _in_select("quality/ticket_is_dated.sql", "ticket_id"),
    "kpi": _in_select("models/kpi/ticket_done_rate.sql", "numerator"),
}  # fmt: skip


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entry=st.sampled_from([entry for entry in DANGEROUS if entry[0] not in ALLOWED]))
@pytest.mark.parametrize("place", PLACES)
def test_every_place_that_holds_sql_refuses_it(
    place: str, tmp_path_factory: pytest.TempPathFactory, entry: tuple[str, str]
) -> None:
    root = town.write(tmp_path_factory.mktemp("root"))
    file = PLACES[place](root, f"hex(\"{entry[0]}\"('hgt_ipad_phone'))")
    with pytest.raises(HgtError) as caught:
        Content.load(root, Paths(root / "data"))
    said = str(caught.value)
    assert file.name in said and entry[0] in said and "hgt " in said.partition("next: ")[2]
    assert PLACE in said or functions.OBSERVED in said
    if place in ("filter", "refuse", "version", "rule seen"):
        assert place in said
