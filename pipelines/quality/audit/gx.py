"""Runs Great Expectations over the public lake, read-only and pinned, and has its pages written.

Importing this module imports Great Expectations (seconds); only `audit` does so, and only when a table must be asked.
Results hold counts and facts of tables, never a value of a row. Nothing is sent anywhere: analytics are off.
"""

import contextlib
import html
import logging
import re
import sys
from collections.abc import Iterator, Mapping, Set
from pathlib import Path
from typing import Any

import great_expectations as gx
from great_expectations.core.run_identifier import RunIdentifier
from great_expectations.data_context.types.base import DataContextConfig, ProgressBarsConfig
from great_expectations.data_context.types.resource_identifiers import (
    ExpectationSuiteIdentifier,
    ValidationResultIdentifier,
)
from great_expectations.expectations.metadata_types import FailureSeverity
from great_expectations.expectations.row_conditions import Column
from great_expectations.render.renderer.site_builder import SiteBuilder

from pipelines.quality.audit import connection, docs, library
from pipelines.quality.audit.expectation import COMPOUND_UNIQUE, NO_ROWS, Expectation, row_count
from pipelines.quality.audit.kinds import KINDS, LOGGER, Counting
from pipelines.quality.audit.suite import Changed, Suite, Verdict
from pipelines.state.audits import Finding
from pipelines.state.session import Session
from warehouse import kpi_value
from warehouse.errors import HgtError, plain

SEVERITIES = {"block": FailureSeverity.CRITICAL, "warn": FailureSeverity.WARNING}
BIND = re.compile(r"(?<![:\w\\]):(?=\w)")
"""Texts that SQLAlchemy would take for a bound parameter: `'HH:mm'`, `list[1:n]`."""
WHOLE = "whole"
NO_ROWS_TYPE = "expect_no_offenders"


def audit(
    session: Session, due: Mapping[str, Suite], changed: Mapping[str, Changed], folder: Path
) -> dict[str, Verdict]:
    """Run every suite that is due; the suites and the results are stored as JSON under `folder`.

    Of a table in `changed` only those rows are checked, with the rows that share a key with them.
    """
    if not due:
        return {}
    found = {}
    with _quiet(), connection.on_the_lake(session, due, changed):
        context = _context(folder)
        # Every asset is declared at once: the library writes its whole configuration again with each one added.
        assets = [_asset(suite, changes) for suite in due.values() for changes in {False, suite.table in changed}]
        source = context.data_sources.add_sql(name="lake", connection_string="duckdb:///:memory:", assets=assets)
        try:
            for table, suite in due.items():
                found[table] = _Asked(context, source, suite, table in changed).verdict(session.run_id)
        finally:
            source.get_execution_engine().close()
    return found


def write_docs(
    session: Session,
    suites: Mapping[str, Suite],
    verdicts: Mapping[str, tuple[Finding, ...]],
    folder: Path,
    asked: Set[str],
) -> None:
    """Render the stored suites and results, then make the pages whole without the internet.

    A page remains as it is where nothing that it shows has changed: the results that were stored before, and the suites
    of tables that were not asked.

    Raises `OSError` where the disk refuses a page, `HgtError` where a stored result makes no page. The library alone
    would continue without the page and print a trace.
    """
    edition = docs.edition(gx.__version__)
    current = docs.current(folder, edition, asked)
    with _quiet(), _faults() as faults:
        context = _context(folder)
        stores = {"expectations": context.expectations_store, "validations": context.validation_results_store}
        fresh = {key for kind, store in stores.items() for key in store.list_keys() if _page(kind, key) not in current}
        if fresh:
            context.build_data_docs(resource_identifiers=fresh, build_index=False)
    for fault in faults:
        if isinstance(fault, OSError):
            raise fault
    if faults:
        raise HgtError(
            "the auditor's pages cannot be made from its stored results", file=folder, value=plain(faults[0]),
            accepted="results as an audit wrote them", next="hgt run (it audits all tables again)",
        )  # fmt: skip
    docs.finish(folder, session.content.district.name, suites, verdicts, current, edition)


def _page(kind: str, key: Any) -> Path:
    """The place of a stored thing's page among the pages."""
    return Path(kind, *key.to_tuple()[:-1], f"{key.to_tuple()[-1]}.html")


class _Asked:
    """One table as it is asked: its batch, its suite as the library keeps it, and the meaning of the results."""

    def __init__(self, context: Any, source: Any, suite: Suite, only_changed: bool) -> None:
        self.context, self.source, self.suite, self.only_changed = context, source, suite, only_changed

    def verdict(self, run_id: str) -> Verdict:
        """Run the suite and keep its results. The number of rows is that of the whole table in any case."""
        table = self.suite.table
        counted = [row_count(self.suite.rows_n)] if self.suite.rows_n is not None else []
        asked = [*self.suite.expectations, *([] if self.only_changed else counted)]
        stored = self.context.suites.add_or_update(
            gx.ExpectationSuite(name=table, expectations=[_native(one) for one in asked])
        )
        self.batch = self._batch_of(self.only_changed)
        results = self._kept(self.batch.validate(stored), RunIdentifier(run_name=run_id)).results
        if counted and self.only_changed:
            whole = self._batch_of(False)
            results = [*results, *(whole.validate(_native(one)) for one in counted)]
        offenders: dict[str, int] = {}
        for entry in results:
            offenders_n = _offenders(entry)
            if offenders_n is not None:
                rule = entry.expectation_config.meta["rule"]
                offenders[rule] = offenders.get(rule, 0) + offenders_n
        findings = [self._finding(entry) for entry in results if not entry.success]
        return Verdict(tuple(findings), offenders)

    def _kept(self, result: Any, run: RunIdentifier) -> Any:
        """Store a result as a validation definition does, which would first read and compare all that it rests on."""
        result.meta |= {"run_id": run, "validation_time": run.run_time}
        result.meta |= {"validation_id": None, "checkpoint_id": None, "batch_parameters": None}
        suite = ExpectationSuiteIdentifier(self.suite.table)
        self.context.validation_results_store.store_validation_results(
            result, ValidationResultIdentifier(suite, run, result.batch_id), suite
        )
        return result

    def _batch_of(self, only_changed: bool) -> Any:
        return self.source.get_asset(_name(self.suite, only_changed)).get_batch_definition(WHOLE).get_batch()

    def _finding(self, entry: Any) -> Finding:
        table, meta = self.suite.table, entry.expectation_config.meta
        broken = _raised(entry.exception_info)
        if broken is not None:
            return Finding(table, meta["rule"], "broken", meta["severity"], f"it could not run: {broken}")
        said, offenders_n = html.unescape(entry.expectation_config.description), _offenders(entry)
        found = f"{offenders_n} offending row(s)" if offenders_n is not None else f"found {_observed(entry)}"
        return Finding(table, meta["rule"], "failed", meta["severity"], f"{said}: {found}", self._kpis(entry))

    def _kpis(self, entry: Any) -> tuple[str, ...]:
        """The KPIs of the offending values, as far as the library names rows: it stops after some two hundred."""
        kind = entry.expectation_config.to_domain_obj()
        if self.suite.table != kpi_value.TABLE or not isinstance(kind, Counting):
            return ()
        # The rows of a compound key name it already, and the library's query for their index is wrong.
        level = "BASIC" if isinstance(kind, KINDS[COMPOUND_UNIQUE]) else "COMPLETE"
        named = {"result_format": level, "unexpected_index_column_names": ["kpi_id"], "partial_unexpected_count": 200}
        result = self.batch.validate(kind, result_format=named).result
        rows = result.get("unexpected_index_list") or result.get("partial_unexpected_list") or ()
        return tuple(sorted({row["kpi_id"] for row in rows}))


def _name(suite: Suite, only_changed: bool) -> str:
    return f"{suite.table} of the rows that changed" if only_changed else suite.table


def _asset(suite: Suite, only_changed: bool) -> dict[str, Any]:
    """The declaration of the rows that a suite checks."""
    query = connection.batch_query(suite, only_changed=only_changed)
    return {
        "type": "query",
        "name": _name(suite, only_changed),
        "query": query,
        "batch_definitions": [{"name": WHOLE}],
    }


def _native(one: Expectation) -> Any:
    arguments = dict(one.arguments)
    if one.kind == NO_ROWS:
        arguments = {name: BIND.sub(r"\\:", str(sql)) for name, sql in arguments.items()}
    if one.where is not None:
        column, values = one.where
        arguments["row_condition"] = Column(column).is_in(values)
    return KINDS[one.kind](
        **arguments,
        description=html.escape(f"{one.zh} | {one.en}"),  # its pages take this as markup
        severity=SEVERITIES[one.severity],
        meta={"rule": one.rule, "severity": one.severity},
    )


def _offenders(entry: Any) -> int | None:
    """The number of rows that offend; None where the expectation did not run, or is of no rows."""
    if _raised(entry.exception_info) is not None:
        return None
    if "unexpected_count" in entry.result:
        return int(entry.result["unexpected_count"] or 0)
    return entry.result.get("observed_value") if entry.expectation_config.type == NO_ROWS_TYPE else None


def _observed(entry: Any) -> str:
    found = entry.result.get("observed_value")
    return ", ".join(map(str, found)) if isinstance(found, list) else str(found)


def _raised(info: Any) -> str | None:
    """The message of the first exception of an expectation; None where it ran. The shape depends on how it broke."""
    if not isinstance(info, dict):
        return None
    if "raised_exception" in info:
        return str(info.get("exception_message")).split("\n[SQL")[0] if info["raised_exception"] else None
    return next((message for value in info.values() if (message := _raised(value)) is not None), None)


def _context(folder: Path) -> Any:
    def kept(kind: type, place: str) -> dict[str, Any]:
        backend = {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder.absolute() / place)}
        return {"class_name": kind.__name__, "module_name": kind.__module__, "store_backend": backend}

    view = {"class_name": library.PageView.__name__, "module_name": library.__name__}
    return gx.get_context(
        mode="ephemeral",
        project_config=DataContextConfig(
            config_version=4.0,
            stores={
                "expectations_store": kept(library.ExpectationsStore, "expectations"),
                "validation_results_store": kept(library.ValidationResultsStore, "validations"),
                "checkpoint_store": {"class_name": "CheckpointStore"},
                "validation_definition_store": {"class_name": "ValidationDefinitionStore"},
            },
            expectations_store_name="expectations_store",
            validation_results_store_name="validation_results_store",
            checkpoint_store_name="checkpoint_store",
            data_docs_sites={
                "docs": {
                    **kept(SiteBuilder, docs.RAW),
                    "show_how_to_buttons": False,
                    "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
                    "site_section_builders": {
                        "expectations": {"view": view},
                        "validations": {"view": view},
                        "profiling": "none",
                    },
                }
            },
            analytics_enabled=False,
            fluent_datasources={},
            progress_bars=ProgressBarsConfig(globally=False, metric_calculations=False),
        ),
    )


RENDERER = "great_expectations.render.renderer.site_builder"
"""The logger to which the library reports a page that it cannot make."""


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
    """Suppress the advice that Great Expectations prints on the console; only its findings count."""
    level = LOGGER.level
    LOGGER.setLevel(logging.ERROR)
    try:
        with contextlib.redirect_stdout(None):
            yield
    finally:
        LOGGER.setLevel(level)
