"""Great Expectations' own expectations as the audit uses them on DuckDB: they return counts, never a value of a row.

The library shows up to twenty values of offending rows with any verdict that has a number. Here the number is kept and
the values are not asked for. The types of a query's columns, which the library leaves out, are DuckDB's own.
"""

import logging
import os
from typing import Any

os.environ["GX_ANALYTICS_ENABLED"] = "false"

from great_expectations import expectations as library
from great_expectations.compatibility.pydantic import PrivateAttr
from great_expectations.core.result_format import ResultFormat
from great_expectations.execution_engine.sqlalchemy_execution_engine import SqlAlchemyExecutionEngine
from great_expectations.expectations.core.unexpected_rows_expectation import UnexpectedRowsExpectation
from great_expectations.expectations.expectation import Expectation
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
from great_expectations.expectations.metrics.metric_provider import metric_value
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider
from sqlalchemy import text
from sqlalchemy.types import UserDefinedType

from pipelines.quality.audit.expectation import NO_ROWS, OF_ROWS, OF_TABLE

LOGGER = logging.getLogger("great_expectations")
COUNT = "unexpected_rows_query.row_count"
_LEVEL = LOGGER.level
LOGGER.setLevel(logging.ERROR)  # it warns of each class below that takes the place of its own


class Settled(Expectation):
    """An expectation that makes its configuration once: the library asks each for it some fifty times."""

    _made: Any = PrivateAttr(None)

    @property
    def configuration(self) -> ExpectationConfiguration:
        if self._made is None:
            self._made = super().configuration
        made: ExpectationConfiguration = self._made
        return made

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, value)
        if name != "_made":
            self._made = None


class Counting(Settled):
    """An expectation of rows that returns the number of offenders and no value of them."""

    def get_validation_dependencies(
        self, execution_engine: Any = None, runtime_configuration: dict[str, Any] | None = None, **rest: Any
    ) -> Any:
        """Return the metrics of a plain verdict, whose counts are kept. Names of rows are returned on request."""
        asked = dict(runtime_configuration or {})
        if "unexpected_index_column_names" in (asked.get("result_format") or {}):
            return super().get_validation_dependencies(execution_engine, asked, **rest)
        asked["result_format"] = {"result_format": ResultFormat.BOOLEAN_ONLY}
        found = super().get_validation_dependencies(execution_engine, asked, **rest)
        found.result_format["result_format"] = ResultFormat.BASIC
        return found


class ExpectNoOffenders(Settled, UnexpectedRowsExpectation):
    """Great Expectations' own expectation of a query without rows, which asks for their number and not for the rows."""

    metric_dependencies = (COUNT,)

    def _validate(self, metrics: dict[str, Any], *_: Any, **__: Any) -> dict[str, Any]:
        offenders_n = metrics[COUNT]
        return {"success": offenders_n == 0, "result": {"observed_value": offenders_n}}


class ColumnTypes(TableMetricProvider):
    """The columns of a batch with DuckDB's names of their types, of which the library knows the columns only."""

    metric_name = "table.column_types"
    value_keys = ("include_nested",)
    default_kwarg_values = {"include_nested": True}  # noqa: RUF012

    @metric_value(engine=SqlAlchemyExecutionEngine)
    def _described(cls, execution_engine: Any, **_: Any) -> list[dict[str, Any]]:
        query = str(execution_engine.batch_manager.active_batch_data.selectable)
        found = execution_engine.execute_query(text(f"DESCRIBE {query}")).fetchall()
        return [{"name": row[0], "type": type(row[1], (UserDefinedType,), {"__str__": _name_of})()} for row in found]


def _name_of(declared: UserDefinedType[Any]) -> str:
    return type(declared).__name__


KINDS: dict[str, Any] = {
    NO_ROWS: ExpectNoOffenders,
    **{name: type(name, (Settled, getattr(library, name)), {"__doc__": None}) for name in OF_TABLE},
    **{name: type(name, (Counting, getattr(library, name)), {"__doc__": None}) for name in OF_ROWS},
}
"""The expectations by the library's name of each."""
LOGGER.setLevel(_LEVEL)
