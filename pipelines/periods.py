"""The arithmetic of KPIs as SQL text: counted rows to days, days to periods, each overall and by single slice.

A KPI's own SELECT is embedded as it stands. Ratios and counts add up from days; a quantile does not add up and is
taken from the rows of each period. Nothing here runs a query.
"""

from pipelines.header import PERCENT
from pipelines.model import DENOMINATOR, NUMERATOR, PERIOD, VALUE, VARIANT, Model

ALL, UNKNOWN, ONLY_VARIANT = "all", "unknown", "default"
RATIO, COUNT, STOCK, QUANTILE = "ratio", "count", "stock", "quantile"
CUMULATIVE = "cumulative"
GRAINS = ("day", "week", "month", "quarter", "year", CUMULATIVE)
_TO_DATE = f"{{'grain': '{CUMULATIVE}', 'period_start': CAST(NULL AS DATE)}}"
_FIRST_DAY = "min(CASE WHEN grain = 'day' THEN period_start END) OVER (PARTITION BY variant)"
"""A variant's earliest day, taken from the few measured rows and not from the many counted ones."""
_VALUES_HASH = "CAST(sum(hash(value) % 4294967296) AS BIGINT) AS values_hash"
LAST_DAY = (
    "least(as_of(), CASE grain WHEN 'day' THEN period_start WHEN 'week' THEN period_start + 6"
    " WHEN 'month' THEN last_day(period_start)"
    " WHEN 'quarter' THEN last_day(CAST(period_start + INTERVAL 2 MONTH AS DATE))"
    " WHEN 'year' THEN last_day(CAST(period_start + INTERVAL 11 MONTH AS DATE)) ELSE as_of() END)"
)
"""The last day of a period that is observed, over `grain` and `period_start`."""
DAY_KEY = ("variant", "period_on", "slice_type", "slice_id")
VALUE_COLUMNS = (
    "kpi_id", "variant", "grain", "period_start", "slice_type", "slice_id", "numerator", "denominator", "value",
    "target", "as_of", "set_aside_rows",
)  # fmt: skip
_PERIODS = ", ".join(
    f"{{'grain': '{grain}', 'period_start': CAST(date_trunc('{grain}', period_on) AS DATE)}}" for grain in GRAINS[:-1]
)


def day_select(model: Model) -> str:
    """`kpi.<kpi_id>`: one row per variant, day and slice, with the number of counted rows beside the integers.

    A quantile's days carry a sum over its values' hashes, so that a day differs whenever one of its rows does. All that
    is here adds up: the days of more rows are the sums of the days of each.
    """
    kind, slices = model.kpi.kind, list(model.slices)
    integers = {
        RATIO: "CAST(coalesce(sum(numerator), 0) AS BIGINT) AS numerator,"
        " CAST(coalesce(sum(denominator), 0) AS BIGINT) AS denominator",
        QUANTILE: "CAST(NULL AS BIGINT) AS numerator, count(value) AS denominator",
    }.get(kind, "CAST(coalesce(sum(numerator), 0) AS BIGINT) AS numerator, CAST(NULL AS BIGINT) AS denominator")
    return (
        f"SELECT variant, period_on, {member(slices)}, {integers}, count(*) AS rows_n"
        f"{f', {_VALUES_HASH}' if kind == QUANTILE else ''}\n"
        f"FROM ({counted(model)}) counted\nGROUP BY GROUPING SETS ({sets(slices, 'variant, period_on')})"
    )


def counted(model: Model) -> str:
    """The model's rows in one form: every variant named, every slice filled, integers as integers."""
    given = model.columns
    variant = VARIANT if VARIANT in given else f"'{next(iter(model.kpi.variants), ONLY_VARIANT)}'"
    period = "as_of()" if model.kpi.kind == STOCK else PERIOD
    columns = [f"CAST({variant} AS VARCHAR) AS variant", f"CAST({period} AS DATE) AS period_on"]
    columns += [f"CAST({name} AS BIGINT) AS {name}" for name in (NUMERATOR, DENOMINATOR) if name in given]
    columns += [f"CAST({VALUE} AS DOUBLE) AS value"] if VALUE in given else []
    columns += [
        f"coalesce(CAST({column} AS VARCHAR), '{UNKNOWN}') AS slice_{kind}" for kind, column in model.slices.items()
    ]
    seen = f"\nWHERE {PERIOD} <= as_of()" if model.kpi.kind == STOCK and PERIOD in given else ""
    return f"SELECT {', '.join(columns)}\nFROM ({model.select.strip().rstrip(';')}\n) given{seen}"


def value_select(model: Model, source: str, target: str, set_aside_rows: int) -> str:
    """The rows of `kpi.value` for one KPI. `target` is an expression over `variant`.

    `source` is the relation of its days, or for a quantile the query of its measured periods. Days after `as_of()` are
    outside.
    """
    select = source
    if model.kpi.kind != QUANTILE:
        select = (
            "SELECT variant, grain, period_start, slice_type, slice_id, CAST(sum(numerator) AS BIGINT) AS numerator,"
            f" CAST(sum(denominator) AS BIGINT) AS denominator, {_value(model)} AS value\n"
            f"FROM ({spread(source, model.kpi.kind)}) spread\n"
            "GROUP BY variant, grain, period_start, slice_type, slice_id"
        )
    return (
        f"SELECT '{model.table}' AS kpi_id, variant, grain, coalesce(period_start, {_FIRST_DAY}) AS period_start,"
        " slice_type, slice_id, numerator, denominator,"
        f" CAST(value AS DOUBLE) AS value, CAST({target} AS DOUBLE) AS target, as_of() AS as_of,"
        f" CAST({set_aside_rows} AS BIGINT) AS set_aside_rows\nFROM ({select}) measured"
    )


def quantile_select(model: Model) -> str:
    """A quantile in every period, measured from all rows; the cumulative period has no `period_start`."""
    slices = list(model.slices)
    return (
        f"SELECT variant, grain, period_start, {member(slices)}, CAST(NULL AS BIGINT) AS numerator,"
        f" count(value) AS denominator, quantile_cont(value, {model.kpi.quantile!r}) AS value\n"
        f"FROM ({spread(f'({counted(model)})', QUANTILE)}) spread\n"
        f"GROUP BY GROUPING SETS ({sets(slices, 'variant, grain, period_start')})"
    )


def spread(source: str, kind: str) -> str:
    """Each row once for each grain, with the first day of its period; the cumulative one is named later."""
    grains = f"{_PERIODS}, {_TO_DATE}"
    if kind == STOCK:
        grains = "{'grain': 'cumulative', 'period_start': period_on}"
    return (
        "SELECT days.*, period.grain AS grain, period.period_start AS period_start\n"
        f"FROM (SELECT * FROM {source} known WHERE period_on <= as_of()) days, unnest([{grains}]) AS grains(period)"
    )


def _value(model: Model) -> str:
    if model.kpi.kind != RATIO:
        return "sum(numerator)"
    scale = f"{float(100 if model.kpi.unit == PERCENT else model.kpi.per or 1):e}"
    return f"CASE WHEN sum(denominator) <> 0 THEN {scale} * sum(numerator) / sum(denominator) END"


def sets(slices: list[str], base: str) -> str:
    """The grouping sets of `base`: overall and by each slice."""
    return ", ".join([f"({base})", *(f"({base}, slice_{kind})" for kind in slices)])


def member(slices: list[str]) -> str:
    """Which slice a grouping set stands for, and its member."""
    if not slices:
        return f"'{ALL}' AS slice_type, '{ALL}' AS slice_id"
    kinds = " ".join(f"WHEN grouping(slice_{kind}) = 0 THEN '{kind}'" for kind in slices)
    members = " ".join(f"WHEN grouping(slice_{kind}) = 0 THEN slice_{kind}" for kind in slices)
    return f"CASE {kinds} ELSE '{ALL}' END AS slice_type, CASE {members} ELSE '{ALL}' END AS slice_id"
