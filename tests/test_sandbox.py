"""The analyst's process: no statement reads a path, writes a byte, or reaches the restricted store."""

import datetime as dt
import hashlib
import json
import os
import pickle
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.release import gate
from pipelines.state.session import KEY_VARIABLE
from tests.gate import town
from warehouse.errors import HgtError
from warehouse.paths import Paths
from warehouse.releases import released
from warehouse.releases.publish import Edition
from warehouse.releases.sandbox import Limits, ask
from warehouse.store import Writer

ZONE = "Asia/Shanghai"
MARKER = "13800000001"
"""A phone of the silo's file. It stands in no public table."""
RUNNER = """
import json, pickle, sys
import duckdb
from warehouse.releases import sandboxed
request = pickle.load(sys.stdin.buffer)
sandboxed.confine(request["limits"])
con = sandboxed.opened(request)
for statement in request["statements"]:
    try:
        said = f"answered {con.execute(sandboxed.checked(con, statement)).fetchmany(1000)}"
    except Exception as error:
        said = f"refused {type(error).__name__}"
    print(json.dumps(said), flush=True)
    if "Internal" in said or "Fatal" in said:
        break  # a connection that met a fault of the engine refuses everything
"""


@dataclass(frozen=True)
class Store:
    """A released town, and a place outside it."""

    root: Path
    paths: Paths
    edition: Edition
    outside: Path

    def hashes(self) -> dict[str, str]:
        """The hash of every file of the store, the silo and the place outside."""
        folders = (self.paths.data, self.root, self.outside)
        files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
        return {str(file): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


@contextmanager
def released_store(base: Path, unreleased: str | None = None) -> Iterator[Store]:
    """A released town under a folder; `unreleased` is a statement that the lake's head sees and no release does."""
    root, outside = town.write(base / "root"), base / "outside"
    outside.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(KEY_VARIABLE, "a key for the tests only")
        with town.opened(root, base / "data") as session:
            town.bring_up_to_date(session)
            made = gate.make(session)
            if unreleased is not None:
                with session.state.transaction() as con:
                    con.execute(unreleased)
        assert made is not None
        yield Store(root, session.paths, Edition(made.release_id, made.snapshot_id, made.as_of, ZONE), outside)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with released_store(tmp_path_factory.mktemp("door")) as made:
        yield made


def attacks(store: Store) -> list[str]:
    """Statements that would read a path, write one, or change the process."""
    data, out = store.paths.data, store.outside
    secret, catalog = store.root / "silo" / "ticket.csv", store.paths.restricted_catalog
    lake = store.paths.lake_catalog
    parquet = next(store.paths.lake_files.rglob("*.parquet"))
    reads = [
        f"{function}('{path}'{rest})"
        for function, rest in [
            ("read_csv", ""), ("read_csv_auto", ""), ("sniff_csv", ""), ("read_text", ""), ("read_blob", ""),
            ("read_json", ""), ("read_json_auto", ""), ("read_json_objects", ""), ("read_json_objects_auto", ""),
            ("read_ndjson", ""), ("read_ndjson_auto", ""), ("read_ndjson_objects", ""), ("read_parquet", ""),
            ("parquet_scan", ""), ("parquet_metadata", ""), ("parquet_schema", ""), ("parquet_file_metadata", ""),
            ("parquet_full_metadata", ""), ("parquet_kv_metadata", ""), ("parquet_bloom_probe", ", 'a', 1"),
            ("glob", ""), ("read_duckdb", ""), ("sqlite_scan", ", 'ducklake_data_file'"),
        ]
        for path in (secret, catalog, parquet, f"{data}/**", "/etc/passwd", "/proc/self/environ")
    ]  # fmt: skip
    selects = [f"select * from {read}" for read in reads]
    selects += [f"select * from query('select * from {read.replace(chr(39), chr(39) * 2)}')" for read in reads[:12]]
    selects += [f"from '{path}'" for path in (secret, parquet, catalog, lake, store.paths.published_db)]
    selects += [
        "from query_table(['pub.fct_ticket', '/etc/passwd'])",
        "from enable_logging(storage = 'file', storage_path = '" + str(out / "log") + "')",
        "from checkpoint()", "from force_checkpoint()", "select getenv('HGT_PSEUDONYM_KEY')",
        "select getvariable('hgt_ipad_phone')", "from duckdb_secrets(allow_unsigned := true)",
        f"explain analyze copy (select 1) to '{out}/plan.csv'", "explain analyze create table x as select 1",
        f"explain copy (select 1) to '{out}/plan.csv'", "with a as (insert into pub.fct_ticket values (1)) from a",
    ]  # fmt: skip
    writes = [
        f"copy (select 1) to '{out}/a.csv'", f"copy (select 1) to '{parquet}' (format parquet)",
        f"copy (select 1 as a) to '{out}' (format parquet, partition_by (a))", f"export database '{out}/all'",
        f"attach '{out}/new.duckdb'", f"attach '{out}/new.duckdb' as other", f"attach '{catalog}' as w (type sqlite)",
        f"attach '{lake}' as w (type sqlite)", f"attach 'ducklake:sqlite:{lake}' as w", "detach honggutan",
        f"import database '{out}'", "install sqlite_scanner", "install httpfs", "load sqlite_scanner", "load httpfs",
        f"load '{out}/evil.duckdb_extension'", "create table x as select 1", "create temp table x as select 1",
        "create view x as select 1", "create macro x() as 1", "create schema x", "create sequence x",
        "create secret s (type s3, key_id 'a', secret 'b')", f"create persistent secret s in '{out}' (type s3)",
        "drop table pub.fct_ticket", "delete from pub.fct_ticket", "update pub.fct_ticket set ticket_id = 'x'",
        "insert into pub.fct_ticket select * from pub.fct_ticket", "truncate pub.fct_ticket",
        "alter table pub.fct_ticket add column x int", "comment on table pub.fct_ticket is 'x'", "checkpoint",
        "force checkpoint", "vacuum", "analyze", "call enable_logging()", "call checkpoint()",
        f"call enable_logging(storage = 'file', storage_path = '{out}/log')", "set enable_external_access = true",
        "reset enable_external_access", "set lock_configuration = false", f"set temp_directory = '{out}'",
        f"set allowed_directories = ['{data}']", f"set allowed_paths = ['{secret}']", f"set home_directory = '{out}'",
        f"set extension_directory = '{out}'", f"set secret_directory = '{out}'", "set memory_limit = '40GB'",
        f"set log_query_path = '{out}/q'", f"set profiling_output = '{out}/p'", "set variable x = 1",
        "set TimeZone = 'UTC'", "pragma enable_profiling = 'json'", f"pragma profiling_output = '{out}/p'",
        f"pragma import_database('{out}')", "pragma add_parquet_key('k', '0123456789112345')", "use pub", "begin",
        "begin; drop table pub.fct_ticket; commit", "select 1; drop table pub.fct_ticket", "prepare p as select 1",
        "execute p", "deallocate p", "declare c cursor for select 1", "select 1; select 2", "", ";",
        "pivot pub.fct_ticket on ticket_id; copy (select 1) to 'x'",
    ]  # fmt: skip
    return selects + writes


def file_functions(store: Store) -> list[str]:
    """A call of every function of the engine with a path in each place that takes a text."""
    with duckdb.connect(str(store.paths.published_db), read_only=True) as con:
        rows = con.execute(
            """SELECT DISTINCT function_name, function_type, parameter_types FROM duckdb_functions()
            WHERE function_type IN ('table', 'table_macro', 'pragma')
                OR regexp_matches(function_name, 'read|write|file|path|log|env|secret|setting|variable|scan|attach')"""
        ).fetchall()
    found = []
    for name, kind, types in rows:
        if not re.fullmatch(r"\w+", name):
            continue
        given = [f"'{store.root / 'silo' / 'ticket.csv'}'" if kind_ != "BIGINT" else "1" for kind_ in types]
        call = f"{name}({', '.join(given)})"
        if kind == "pragma":
            found.append(f"pragma {call}" if given else f"pragma {name}")
        else:
            found.append(f"select {call}" if kind in ("scalar", "aggregate") else f"select * from {call}")
    return found


def outcomes(store: Store, statements: list[str], runner: str = RUNNER) -> list[str]:
    """The end of each statement in a process of its own; one that took its process down has "died"."""
    found: list[str] = []
    project = str(Path(__file__).resolve().parents[1])
    while len(found) < len(statements):
        request = {
            "file": str(store.paths.published_db), "parquet": [], "data": str(store.paths.data),
            "statements": statements[len(found) :], "zone": ZONE,
            "as_of": store.edition.as_of,
            "limits": {"memory": 1 << 28, "rows_n": 1000, "answer": 1 << 24, "threads": 1},
        }  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-c", runner], input=pickle.dumps(request), capture_output=True, cwd=store.outside,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": project}, timeout=300, check=False,
        )  # fmt: skip
        told = [json.loads(line) for line in done.stdout.decode().splitlines()]
        found += told if told and ("Internal" in told[-1] or "Fatal" in told[-1]) else [*told, "died"]
    return found[: len(statements)]


def test_no_statement_gets_out(store: Store) -> None:
    tried = attacks(store)
    before = store.hashes()
    ended = outcomes(store, tried)
    assert len(tried) >= 139
    answered = [pair for pair in zip(tried, ended, strict=True) if pair[1].startswith("answered")]
    assert [pair for pair in answered if "enable_logging" not in pair[0]] == []
    # The engine accepts a log in a file and fails when it writes the first line.
    assert [said for _, said in answered if said != "answered []"] == []
    assert store.hashes() == before
    assert list(store.outside.iterdir()) == []


def test_no_function_of_the_engine_reads_a_path_that_it_is_given(store: Store) -> None:
    calls = file_functions(store)
    before = store.hashes()
    ended = outcomes(store, calls)
    assert len(calls) >= 100
    assert [call for call, said in zip(calls, ended, strict=True) if MARKER in said] == []
    assert store.hashes() == before


@pytest.mark.parametrize(
    ("statement", "rows"),
    [
        ("select count(*) from pub.fct_ticket", [(3,)]),
        ("from pub.fct_ticket select count(*)", [(3,)]),
        ("select count(*) from std.ticket", [(3,)]),
        ('select count(*) from "std"."ticket" join pub.fct_ticket using (ticket_id)', [(3,)]),
        ("pivot (select state_code from pub.fct_ticket) on state_code using count(*)", [(2, 1)]),
        ("select as_of()", [(dt.date(2015, 8, 31),)]),
        ("values (1), (2)", [(1,), (2,)]),
        ("select current_setting('TimeZone')", [(ZONE,)]),
        ("explain analyze select 1", None),
        ("describe pub.fct_ticket", None),
        ("summarize pub.fct_ticket", None),
        ("show all tables", None),
    ],
)
def test_what_reads_is_answered(store: Store, statement: str, rows: list[tuple[object, ...]] | None) -> None:
    answer = ask(store.paths, store.edition, statement)
    assert answer.rows == rows if rows is not None else answer.rows


def test_a_release_without_copies_is_read_from_the_lake(store: Store) -> None:
    older = Edition(store.edition.release_id + 1, store.edition.snapshot_id, store.edition.as_of, ZONE)
    with Writer.open(store.paths, ZONE) as writer:
        released.keep(writer.con, store.paths, older.release_id, older.snapshot_id, ())
    assert ask(store.paths, older, "select count(*) from pub.fct_ticket").rows == [(3,)]
    with pytest.raises(HgtError, match="fct_nothing"):
        ask(store.paths, older, "from pub.fct_nothing")


def test_a_limit_ends_a_statement(store: Store) -> None:
    def refused(statement: str, limits: Limits) -> str:
        with pytest.raises(HgtError) as caught:
            ask(store.paths, store.edition, statement, limits)
        return str(caught.value)

    assert "took too long" in refused("select count(*) from range(10000000000000)", Limits(seconds=3))
    assert "memory" in refused("select list(range) from range(1000000000)", Limits(memory=64 << 20)).lower()
    assert "larger than 1 MiB" in refused("select repeat('x', 1000) from range(5000)", Limits(answer=1 << 20))
    cut = ask(store.paths, store.edition, "from range(10)", Limits(rows_n=4))
    assert (cut.rows, cut.is_cut) == ([(0,), (1,), (2,), (3,)], True)
    assert not ask(store.paths, store.edition, "from range(4)", Limits(rows_n=4)).is_cut


def test_the_process_has_no_secret(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[dict[str, str]] = []
    start = subprocess.Popen.__init__

    def watched(self: object, *words: object, **named: Any) -> None:
        seen.append(named["env"])
        start(self, *words, **named)  # type: ignore[call-overload]

    monkeypatch.setenv(KEY_VARIABLE, "a key for the tests only")
    monkeypatch.setattr(subprocess.Popen, "__init__", watched)
    ask(store.paths, store.edition, "select 1")
    assert [name for environment in seen for name in environment if name.startswith("HGT_")] == []
    assert len(seen) == 1
