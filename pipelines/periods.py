"""The arithmetic of KPIs as SQL text: counted rows to days, days to periods, each overall and by single slice.

A KPI's own SELECT is embedded as it stands. Ratios and counts add up from days; a quantile does not add up and is
taken from the rows again for each period. Nothing here runs a query.
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
DAY_KEY = ("variant", "period_on", "slice_type", "slice_id")
VALUE_COLUMNS = (
    "kpi_id", "variant", "grain", "period_start", "slice_type", "slice_id", "numerator", "denominator", "value",
    "target", "as_of", "set_aside_rows",
)  # fmt: skip
_PERIODS = ", ".join(
    f"{{'grain': '{grain}', 'period_start': CAST(date_trunc('{grain}', period_on) AS DATE)}}" for grain in GRAINS[:-1]
)


def day_select(model: Model) -> str:
    """`kpi.<kpi_id>`: one row per variant, day and slice, with the number of counted rows beside the integers."""
    kind, slices = model.kpi.kind, list(model.slices)
    value = f", quantile_cont(value, {model.kpi.quantile!r}) AS value" if kind == QUANTILE else ""
    integers = {
        RATIO: "CAST(coalesce(sum(numerator), 0) AS BIGINT) AS numerator,"
        " CAST(coalesce(sum(denominator), 0) AS BIGINT) AS denominator",
        QUANTILE: "CAST(NULL AS BIGINT) AS numerator, count(value) AS denominator",
    }.get(kind, "CAST(coalesce(sum(numerator), 0) AS BIGINT) AS numerator, CAST(NULL AS BIGINT) AS denominator")
    return (
        f"SELECT variant, period_on, {_slice(slices)}, {integers}, count(*) AS rows_n{value}\n"
        f"FROM ({counted(model)}) counted\n"
        f"GROUP BY GROUPING SETS ({_sets(slices, 'variant, period_on')})"
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


def value_select(model: Model, day_table: str, target: str, set_aside_rows: int) -> str:
    """The rows of `kpi.value` for one KPI. `day_table` holds its days; `target` is an expression over `variant`.

    Days after `as_of()` are outside. A quantile reads the model's inputs instead of the days.
    """
    slices = list(model.slices)
    if model.kpi.kind == QUANTILE:
        source = f"({counted(model)})"
        select = (
            f"SELECT variant, grain, period_start, {_slice(slices)}, CAST(NULL AS BIGINT) AS numerator,"
            f" count(value) AS denominator, quantile_cont(value, {model.kpi.quantile!r}) AS value\n"
            f"FROM ({_spread(source, model.kpi.kind)}) spread\n"
            f"GROUP BY GROUPING SETS ({_sets(slices, 'variant, grain, period_start')})"
        )
    else:
        select = (
            "SELECT variant, grain, period_start, slice_type, slice_id, CAST(sum(numerator) AS BIGINT) AS numerator,"
            f" CAST(sum(denominator) AS BIGINT) AS denominator, {_value(model)} AS value\n"
            f"FROM ({_spread(day_table, model.kpi.kind)}) spread\n"
            "GROUP BY variant, grain, period_start, slice_type, slice_id"
        )
    return (
        f"SELECT '{model.table}' AS kpi_id, variant, grain, coalesce(period_start, {_FIRST_DAY}) AS period_start,"
        " slice_type, slice_id, numerator, denominator,"
        f" CAST(value AS DOUBLE) AS value, CAST({target} AS DOUBLE) AS target, as_of() AS as_of,"
        f" CAST({set_aside_rows} AS BIGINT) AS set_aside_rows\nFROM ({select}) measured"
    )


def _spread(source: str, kind: str) -> str:
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


def _sets(slices: list[str], base: str) -> str:
    return ", ".join([f"({base})", *(f"({base}, slice_{kind})" for kind in slices)])


def _slice(slices: list[str]) -> str:
    """Which slice a grouping set stands for, and its member."""
    if not slices:
        return f"'{ALL}' AS slice_type, '{ALL}' AS slice_id"
    kinds = " ".join(f"WHEN grouping(slice_{kind}) = 0 THEN '{kind}'" for kind in slices)
    members = " ".join(f"WHEN grouping(slice_{kind}) = 0 THEN slice_{kind}" for kind in slices)
    return f"CASE {kinds} ELSE '{ALL}' END AS slice_type, CASE {members} ELSE '{ALL}' END AS slice_id"
