"""Runs Great Expectations over the public lake, read-only and pinned, and has its pages written.

Importing this module imports Great Expectations (seconds); only `audit` does so, and only when a table must be asked.
Two things make it work on DuckDB: results are buffered before their cursor closes, and every connection that
SQLAlchemy opens is one to a database on which the lake is attached. Nothing is sent anywhere: analytics are off.
"""

import contextlib
import html
import logging
import os
import re
import sys
from collections.abc import Iterator, Mapping, Set
from pathlib import Path
from typing import Any

from warehouse.sql import identifier

os.environ["GX_ANALYTICS_ENABLED"] = "false"

import duckdb
import great_expectations as gx
from duckdb_engine import ConnectionWrapper, CursorWrapper, Dialect
from great_expectations.core.run_identifier import RunIdentifier
from great_expectations.data_context.types.base import DataContextConfig, ProgressBarsConfig
from great_expectations.expectations.core.expect_table_columns_to_match_set import ExpectTableColumnsToMatchSet
from great_expectations.expectations.core.unexpected_rows_expectation import UnexpectedRowsExpectation
from great_expectations.expectations.metadata_types import FailureSeverity
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.engine.cursor import FullyBufferedCursorFetchStrategy

from pipelines.quality.audit import docs
from pipelines.quality.audit.suite import Changed, Finding, Suite, Verdict
from pipelines.state import build_log
from pipelines.state.session import Session
from pipelines.transform import table_writer
from pipelines.transform.change_feed import visible
from warehouse import macros, store
from warehouse.errors import HgtError, plain
from warehouse.releases import released

SEVERITIES = {"block": FailureSeverity.CRITICAL, "warn": FailureSeverity.WARNING}
BIND = re.compile(r"(?<![:\w\\]):(?=\w)")
"""Texts that SQLAlchemy would take for a bound parameter: `'HH:mm'`, `list[1:n]`."""
COLUMNS_RULE = "columns"
COUNT = "unexpected_rows_query.row_count"


class ExpectNoOffenders(UnexpectedRowsExpectation):
    """Great Expectations' own expectation of a query without rows, which asks for their number and not for the rows."""

    metric_dependencies = (COUNT,)

    def _validate(self, metrics: dict[str, Any], *_: Any, **__: Any) -> dict[str, Any]:
        offenders_n = metrics[COUNT]
        return {"success": offenders_n == 0, "result": {"observed_value": offenders_n}}


def audit(
    session: Session, due: Mapping[str, Suite], changed: Mapping[str, Changed], folder: Path
) -> dict[str, Verdict]:
    """Ask every suite that is due; the suites and the results are stored as JSON under `folder`.

    A table in `changed` is asked about those rows only, with what shares a key with them.
    """
    if not due:
        return {}
    found = {}
    read = {table for suite in due.values() for table in suite.reads}
    with _quiet(), _on_the_lake(session, read, {due[name]: rows for name, rows in changed.items()}):
        context = _context(folder)
        source = context.data_sources.add_sql(name="lake", connection_string="duckdb:///:memory:")
        try:
            for table, suite in due.items():
                found[table] = _verdict(context, source, session, suite, table in changed)
        finally:
            source.get_execution_engine().close()
    return found


def write_docs(
    session: Session, suites: Mapping[str, Suite], verdicts: Mapping[str, tuple[Finding, ...]], folder: Path
) -> None:
    """Render the stored suites and results, then make the pages whole without the internet.

    Raises `OSError` where the disk refuses a page, `HgtError` where a stored result makes none: the library goes on
    without the page and prints a trace.
    """
    with _quiet(), _faults() as faults:
        _context(folder).build_data_docs()
    for fault in faults:
        if isinstance(fault, OSError):
            raise fault
    if faults:
        raise HgtError(
            "the auditor's pages cannot be made from its stored results", file=folder, value=plain(faults[0]),
            accepted="results as an audit wrote them", next="hgt run (it asks all tables anew)",
        )  # fmt: skip
    docs.finish(folder, session.content.district.name, suites, verdicts)


def _verdict(context: Any, source: Any, session: Session, suite: Suite, only_changed: bool) -> Verdict:
    query = f"SELECT * FROM {_changed(suite.table) if only_changed else suite.table}"
    asset = source.add_query_asset(name=suite.table, query=query)
    expectations: list[Any] = [
        ExpectNoOffenders(
            unexpected_rows_query=BIND.sub(r"\\:", expectation.sql),
            description=html.escape(f"{expectation.zh} | {expectation.en}"),  # its pages take this as markup
            severity=SEVERITIES[expectation.severity],
            meta={"rule": expectation.rule, "severity": expectation.severity},
        )
        for expectation in suite.expectations
    ]
    if suite.columns:
        expectations.append(
            ExpectTableColumnsToMatchSet(
                column_set=list(suite.columns),
                exact_match=True,
                description="字段与模型声明一致 | The columns are those that the header declares",
                severity=FailureSeverity.CRITICAL,
                meta={"rule": COLUMNS_RULE, "severity": "block"},
            )
        )
    stored = context.suites.add_or_update(gx.ExpectationSuite(name=suite.table, expectations=expectations))
    validation = context.validation_definitions.add(
        gx.ValidationDefinition(
            name=suite.table,
            data=asset.add_batch_definition_whole_table("changed" if only_changed else "whole"),
            suite=stored,
        )
    )
    result = validation.run(run_id=RunIdentifier(run_name=session.run_id))
    ran = [entry for entry in result.results if _raised(entry.exception_info) is None]
    counts = {entry.expectation_config.meta["rule"]: entry.result.get("observed_value") for entry in ran}
    return Verdict(
        tuple(_finding(suite.table, entry) for entry in result.results if not entry.success),
        {rule: offenders_n for rule, offenders_n in counts.items() if isinstance(offenders_n, int)},
    )


def _finding(table: str, entry: Any) -> Finding:
    meta = entry.expectation_config.meta
    broken = _raised(entry.exception_info)
    if broken is not None:
        return Finding(table, meta["rule"], "broken", meta["severity"], f"it could not run: {broken}")
    shown = entry.result.get("observed_value")
    said = html.unescape(entry.expectation_config.description)
    message = f"{said}: {shown} offending row(s)" if isinstance(shown, int) else f"{said}: found {shown}"
    return Finding(table, meta["rule"], "failed", meta["severity"], message)


def _raised(info: Any) -> str | None:
    """The message of the first exception of an expectation; None where it ran. The shape depends on how it broke."""
    if not isinstance(info, dict):
        return None
    if "raised_exception" in info:
        return str(info.get("exception_message")).split("\n[SQL")[0] if info["raised_exception"] else None
    return next((message for value in info.values() if (message := _raised(value)) is not None), None)


def _context(folder: Path) -> Any:
    def kept(kind: str, place: str) -> dict[str, Any]:
        backend = {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder.absolute() / place)}
        return {"class_name": kind, "store_backend": backend}

    return gx.get_context(
        mode="ephemeral",
        project_config=DataContextConfig(
            config_version=4.0,
            stores={
                "expectations_store": kept("ExpectationsStore", "expectations"),
                "validation_results_store": kept("ValidationResultsStore", "validations"),
                "checkpoint_store": {"class_name": "CheckpointStore"},
                "validation_definition_store": {"class_name": "ValidationDefinitionStore"},
            },
            expectations_store_name="expectations_store",
            validation_results_store_name="validation_results_store",
            checkpoint_store_name="checkpoint_store",
            data_docs_sites={
                "docs": {
                    **kept("SiteBuilder", docs.RAW),
                    "show_how_to_buttons": False,
                    "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
                }
            },
            analytics_enabled=False,
            fluent_datasources={},
            progress_bars=ProgressBarsConfig(globally=False, metric_calculations=False),
        ),
    )


FETCHED_ROWS_N = 200_000
RENDERER = "great_expectations.render.renderer.site_builder"
"""The logger to which the library tells of a page that it cannot make."""


@contextlib.contextmanager
def _on_the_lake(session: Session, read: Set[str], changed: Mapping[Suite, Changed]) -> Iterator[None]:
    """Every DuckDB connection that SQLAlchemy opens meanwhile stands on one view of the lake's head, read-only."""
    with _view(session, read, {suite.table: rows for suite, rows in changed.items()}) as lake:
        for suite, rows in changed.items():
            _show_changed(lake, suite, rows)
        with _connections_to(session, lake):
            yield


class _Connection(ConnectionWrapper):
    """A connection whose errors quote no value of a row: the library keeps their texts and traces."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        super().__init__(con)
        self._con = con

    def cursor(self) -> CursorWrapper:
        return _Cursor(self._con, self)


class _Cursor(CursorWrapper):
    def execute(self, *given: Any, **named: Any) -> None:
        with _plainly():
            super().execute(*given, **named)

    def fetchmany(self, size: int | None = None) -> list[Any]:
        with _plainly():
            return super().fetchmany(size)

    def fetchone(self) -> Any:
        with _plainly():
            return self.__getattr__("fetchone")()

    def fetchall(self) -> Any:
        with _plainly():
            return self.__getattr__("fetchall")()


@contextlib.contextmanager
def _plainly() -> Iterator[None]:
    try:
        yield
    except duckdb.Error as error:
        raise type(error)(plain(error)) from None


@contextlib.contextmanager
def _connections_to(session: Session, lake: duckdb.DuckDBPyConnection) -> Iterator[None]:
    def connected(*_: object) -> ConnectionWrapper:
        con = lake.cursor()
        con.execute("USE work")
        session.content.define_macros(con)
        macros.observe(con, session.as_of)
        return _Connection(con)

    def executed(connection: Any, *rest: Any) -> None:
        result = rest[-1]
        if connection.dialect.name == "duckdb" and result.returns_rows:
            # The library asks for whole tables where it wants to know their columns.
            rows = result.cursor.fetchmany(1)
            result.cursor_strategy = FullyBufferedCursorFetchStrategy(result.cursor, initial_buffer=rows)

    event.listen(Dialect, "do_connect", connected)
    event.listen(Engine, "after_execute", executed)
    try:
        yield
    finally:
        event.remove(Dialect, "do_connect", connected)
        event.remove(Engine, "after_execute", executed)


@contextlib.contextmanager
def _view(session: Session, read: Set[str], changed: Mapping[str, Changed]) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database of its own on which the text of models and rules runs untouched and reaches no path but the lake's.

    Of the tables that will be read, small ones are fetched once: each question to the lake costs what a small table is
    worth. The rows that came are the writer's to tell: the pinned head has no history. They stand in `came`.
    """
    paths, entries, writer = session.paths, build_log.entries(session.writer), session.writer
    catalog = paths.tmp / f"audit-{session.run_id}.duckdb"
    catalog.unlink(missing_ok=True)
    head, _ = released.pin(writer.con, writer.snapshot(), catalog, paths.lake_files, session.content.restricted)
    with released.timed(head.attached(session.content.district.time_zone)) as con:
        session.content.define_macros(con)
        con.execute("ATTACH ':memory:' AS work")
        con.execute("BEGIN")
        for schema in sorted({name.partition(".")[0] for name in read}):
            con.execute(f"CREATE SCHEMA work.{schema}")
        for name in sorted(read & table_writer.standing(con)):
            is_small = name in entries and entries[name].rows_n <= FETCHED_ROWS_N
            con.execute(f"CREATE {'TABLE' if is_small else 'VIEW'} work.{name} AS {visible(name)}")
        con.execute("COMMIT")
        came = paths.tmp / f"came-{session.run_id}.duckdb"
        came.unlink(missing_ok=True)
        store.attach_file(writer.con, "came", came)
        try:
            for table, rows in changed.items():
                writer.con.execute(f"CREATE TABLE came.{_flat(table)} AS {rows.rows}")
        finally:
            writer.con.execute("DETACH came")
        store.attach_file(con, "came", came)
        released.confine(con, head.readable(con, restricted=True))
        yield con


def _flat(table: str) -> str:
    return table.replace(".", "_")


def _changed(table: str) -> str:
    return f"work.changed.{_flat(table)}"


def _show_changed(con: duckdb.DuckDBPyConnection, suite: Suite, changed: Changed) -> None:
    """Put the rows that came beside the tables, with any older row that has the key of one of them.

    There is none as long as the key holds, which its columns alone tell.
    """
    con.execute("CREATE SCHEMA IF NOT EXISTS work.changed")
    place, table = _changed(suite.table), f"({visible(suite.table)})"
    con.execute(f"CREATE TABLE {place} AS FROM came.{_flat(suite.table)}")
    con.register("doubtful", changed.keys)
    shared = f"SEMI JOIN doubtful USING ({', '.join(map(identifier, suite.key))})"
    if table_writer.count(con, f"{table} {shared}") != table_writer.count(con, f"{place} {shared}"):
        alone = f"SELECT * FROM {place} {shared.replace('SEMI', 'ANTI')}"
        con.execute(f"CREATE OR REPLACE TABLE {place} AS {alone} UNION ALL BY NAME SELECT * FROM {table} {shared}")
    con.unregister("doubtful")


class _Kept(logging.Handler):
    """Keeps the exception that is being handled when something is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[BaseException] = []

    def emit(self, record: logging.LogRecord) -> None:
        fault = sys.exc_info()[1]
        self.faults.append(fault or RuntimeError("the library logged an error"))


@contextlib.contextmanager
def _faults() -> Iterator[list[BaseException]]:
    """The exceptions with which pages failed meanwhile; none of them is printed."""
    logger, kept = logging.getLogger(RENDERER), _Kept()
    logger.addHandler(kept)
    logger.propagate = False
    try:
        yield kept.faults
    finally:
        logger.removeHandler(kept)
        logger.propagate = True


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Great Expectations advises on the console; its findings are what counts."""
    logger = logging.getLogger("great_expectations")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with contextlib.redirect_stdout(None):
            yield
    finally:
        logger.setLevel(level)
