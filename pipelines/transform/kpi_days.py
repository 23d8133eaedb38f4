"""The arithmetic of KPIs as SQL text: counted rows to days, days to periods, each overall and by single slice.

A KPI's own SELECT is embedded unchanged. Ratios and counts add up from days. A quantile and a number of distinct things
do not add up and are measured from the rows of each period. Nothing here runs a query.
"""

import datetime as dt
from collections.abc import Iterator

from pipelines.declare.indicator import (
    DENOMINATOR,
    GROWTH,
    IS_OPEN,
    NUMERATOR,
    PERIOD,
    QUANTILE,
    STOCK,
    VALUE,
    VARIANT,
    WINDOW,
    KpiHeader,
)
from pipelines.declare.model import Model
from pipelines.declare.periods import ALL, CUMULATIVE, GRAINS, ONLY_VARIANT, UNKNOWN, ripe

_TO_DATE = f"{{'grain': '{CUMULATIVE}', 'period_start': CAST(NULL AS DATE)}}"
_FIRST_DAY = "min(CASE WHEN grain = 'day' THEN period_start END) OVER (PARTITION BY variant)"
"""A variant's earliest day, taken from the few measured rows and not from the many counted ones."""
OPEN_N = f"count(*) FILTER ({IS_OPEN})"
UNDECLARED = "has more decimals than the header key `scale` declares"
DAY_KEY = ("variant", "period_on", "slice_type", "slice_id")
_PERIODS = ", ".join(
    f"{{'grain': '{grain}', 'period_start': CAST(date_trunc('{grain}', period_on) AS DATE)}}" for grain in GRAINS[:-1]
)


def day_select(model: Model) -> str:
    """`kpi.<kpi_id>`: one row per variant, day and slice, with the integers and the number of counted rows.

    Days whose periods do not add up carry a sum over their values' hashes, so that a day differs whenever one of its
    rows does. All columns here add up: the days of more rows are the sums of the days of each.
    """
    head, slices = model.kpi, list(model.slices)
    columns = [
        f"CAST(coalesce(sum({name}), 0) AS BIGINT) AS {name}"
        if name in head.shape.columns
        else f"{'count(value)' if head.kind == QUANTILE and name == DENOMINATOR else 'CAST(NULL AS BIGINT)'} AS {name}"
        for name in (NUMERATOR, DENOMINATOR)
    ]
    columns.append("count(*) AS rows_n")
    columns += [f"{OPEN_N} AS open_n"] if IS_OPEN in model.columns else []
    if not head.shape.adds_up:
        hashed = ", ".join(head.shape.entities.values()) or VALUE
        columns.append(f"CAST(sum(hash({hashed}) % 4294967296) AS BIGINT) AS values_hash")
    return (
        f"SELECT variant, period_on, {member(slices)}, {', '.join(columns)}\n"
        f"FROM ({counted(model)}) counted\nGROUP BY GROUPING SETS ({sets(slices, 'variant, period_on')})"
    )


def counted(model: Model) -> str:
    """The model's rows in one form: every variant named, every slice filled, integers as integers."""
    given = model.columns
    variant = VARIANT if VARIANT in given else f"'{next(iter(model.kpi.variants), ONLY_VARIANT)}'"
    period = "as_of()" if model.kpi.kind == STOCK else PERIOD
    columns = [f"CAST({variant} AS VARCHAR) AS variant", f"CAST({period} AS DATE) AS period_on"]
    columns += [f"{units(name, model.kpi.scale)} AS {name}" for name in (NUMERATOR, DENOMINATOR) if name in given]
    columns += [f"{_finite(VALUE)} AS value"] if VALUE in given else []
    columns += [_known(IS_OPEN)] if IS_OPEN in given else []
    columns += model.kpi.shape.entities.values()
    columns += [
        f"coalesce(CAST({column} AS VARCHAR), '{UNKNOWN}') AS slice_{kind}" for kind, column in model.slices.items()
    ]
    seen = f"\nWHERE {PERIOD} <= as_of()" if model.kpi.kind == STOCK and PERIOD in given else ""
    return f"SELECT {', '.join(columns)}\nFROM ({model.select.strip().rstrip(';')}\n) given{seen}"


def _finite(column: str) -> str:
    """A number as a DOUBLE; an infinite one, or a NaN, stops the query."""
    double = f"CAST({column} AS DOUBLE)"
    return (
        f"CASE WHEN {column} IS NULL OR isfinite({double}) THEN {double}"
        f" ELSE error('`{column}` is no finite number: ' || CAST({column} AS VARCHAR)) END"
    )


def _known(column: str) -> str:
    """A boolean; one that is NULL stops the query."""
    missing = f"error('`{column}` is NULL: write coalesce({column}, false) or state when the outcome is open')"
    return f"CASE WHEN {column} IS NULL THEN {missing} ELSE CAST({column} AS BOOLEAN) END AS {column}"


def units(column: str, scale: int) -> str:
    """A number as the integer of its units of 10^-scale; one that has more decimals than that stops the query."""
    decimal = f"CAST({column} AS DECIMAL(38, {scale}))" if scale else f"CAST({column} AS BIGINT)"
    integer = f"CAST({decimal} * {10**scale} AS BIGINT)" if scale else decimal
    return (
        f"CASE WHEN {column} IS NULL OR {column} = {decimal} THEN {integer}"
        f" ELSE error('`{column}` {UNDECLARED}: ' || CAST({column} AS VARCHAR)) END"
    )


def value_select(model: Model, source: str, target: str, set_aside_rows: int, known_from: dt.date | None = None) -> str:
    """The rows of `kpi.value` for one KPI. `target` is an expression over `variant`.

    `source` is the relation of its days, or the query of its measured periods where those do not add up from days. Days
    after `as_of()` are outside. The rows of a day before `known_from` have no value. A KPI without `is_open` has no
    `open_n` and no `cohort_n`, and is ripe in every period.
    """
    select, counts = source, IS_OPEN in model.columns
    if model.kpi.shape.adds_up:
        opens = "CAST(sum(open_n) AS BIGINT) AS open_n, CAST(sum(rows_n) AS BIGINT) AS cohort_n," if counts else ""
        select = (
            "SELECT variant, grain, period_start, slice_type, slice_id, CAST(sum(numerator) AS BIGINT) AS numerator,"
            f" CAST(sum(denominator) AS BIGINT) AS denominator, {opens} {_value(model.kpi)} AS value\n"
            f"FROM ({spread(source, model.kpi)}) spread\n"
            "GROUP BY variant, grain, period_start, slice_type, slice_id"
        )

    none = "CAST(NULL AS BIGINT)"

    def known(column: str) -> str:
        return column if known_from is None else f"CASE WHEN as_of() >= DATE '{known_from}' THEN {column} END"

    return (
        f"SELECT '{model.table}' AS kpi_id, variant, grain, coalesce(period_start, {_FIRST_DAY}) AS period_start,"
        f" slice_type, slice_id, {known('numerator')} AS numerator, {known('denominator')} AS denominator,"
        f" CAST({known('value')} AS DOUBLE) AS value, CAST({target} AS DOUBLE) AS target, as_of() AS as_of,"
        f" CAST({set_aside_rows} AS BIGINT) AS set_aside_rows, {known('open_n') if counts else none} AS open_n,"
        f" {known('cohort_n') if counts else none} AS cohort_n,"
        f" {ripe(model.kpi.open_share) if counts else 'true'} AS is_ripe\nFROM ({select}) measured"
    )


def measured_select(model: Model) -> str:
    """Select non-additive values, measured per period from all rows; the cumulative period has no `period_start`."""
    head, slices = model.kpi, list(model.slices)
    rows, none = counted(model), "CAST(NULL AS BIGINT)"
    if entities := head.shape.entities:
        rows = f"SELECT DISTINCT * FROM ({rows}) counted"
        over, under = (f"count(DISTINCT {entities[n]})" if n in entities else none for n in (NUMERATOR, DENOMINATOR))
        value = fraction(head, over, under) if head.divides else over
        measures = f"{over} AS numerator, {under} AS denominator, {value} AS value"
    else:
        value = f"quantile_cont(value, {head.quantile!r}) AS value"
        measures = f"{none} AS numerator, count(value) AS denominator, {value}"
    if IS_OPEN in model.columns:
        measures += f", {OPEN_N} AS open_n, count(*) AS cohort_n"
    return (
        f"SELECT variant, grain, period_start, {member(slices)}, {measures}\n"
        f"FROM ({spread(f'({rows})', head)}) spread\n"
        f"GROUP BY GROUPING SETS ({sets(slices, 'variant, grain, period_start')})"
    )


def grains(head: KpiHeader) -> tuple[str, ...]:
    """The periods that a KPI may have values for."""
    return (*GRAINS, *head.windows)


def spread(source: str, head: KpiHeader) -> str:
    """Each row once for each grain, with the first day of its period; the cumulative one is named later.

    A window lists a row once for each of the steps whose window holds it.
    """
    wanted = f"[{_PERIODS}, {_TO_DATE}]"
    if head.kind == STOCK:
        wanted = f"[{{'grain': '{CUMULATIVE}', 'period_start': period_on}}]"
    told = "period.grain AS grain, period.period_start AS period_start"
    if not head.windows:
        return (
            f"SELECT days.*, {told}\n"
            f"FROM (SELECT * FROM {source} known WHERE period_on <= as_of()) days, unnest({wanted}) AS grains(period)"
        )
    for window in _windows(head):
        wanted = f"list_concat({wanted}, {window})"
    return (
        f"SELECT days.* EXCLUDE (period), {told}\n"
        f"FROM (SELECT *, unnest({wanted}) AS period FROM {source} known WHERE period_on <= as_of()) days\n"
        "WHERE coalesce(period.period_start <= as_of(), true)"
    )


def _windows(head: KpiHeader) -> Iterator[str]:
    """For each window the list of the steps, days or months, at which it still holds the row's day."""
    for name in head.windows:
        found = WINDOW.fullmatch(name)
        steps = found[1] if found else "13 - month(period_on)"
        first = "CAST(date_trunc('month', period_on) + to_months(CAST(step AS INTEGER)) AS DATE)"
        if found and found[2] == "days":
            first = "period_on + CAST(step AS INTEGER)"
        yield f"list_transform(range({steps}), lambda step: {{'grain': '{name}', 'period_start': {first}}})"


def _value(head: KpiHeader) -> str:
    if not head.divides:
        return f"sum(numerator) / {float(10**head.scale):e}" if head.scale else "sum(numerator)"
    return fraction(head, "sum(numerator)", "sum(denominator)")


def fraction(head: KpiHeader, numerator: str, denominator: str) -> str:
    """The value of a ratio of two integers; NULL for 0/0."""
    over = f"({numerator} - {denominator})" if head.kind == GROWTH else numerator
    return f"CASE WHEN {denominator} <> 0 THEN {float(head.factor):e} * {over} / {denominator} END"


def sets(slices: list[str], base: str) -> str:
    """The grouping sets of `base`: overall and by each slice."""
    return ", ".join([f"({base})", *(f"({base}, slice_{kind})" for kind in slices)])


def member(slices: list[str]) -> str:
    """The slice of a grouping set, and its member."""
    if not slices:
        return f"'{ALL}' AS slice_type, '{ALL}' AS slice_id"
    kinds = " ".join(f"WHEN grouping(slice_{kind}) = 0 THEN '{kind}'" for kind in slices)
    members = " ".join(f"WHEN grouping(slice_{kind}) = 0 THEN slice_{kind}" for kind in slices)
    return f"CASE {kinds} ELSE '{ALL}' END AS slice_type, CASE {members} ELSE '{ALL}' END AS slice_id"
