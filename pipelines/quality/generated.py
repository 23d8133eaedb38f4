"""The checks that declarations imply, as queries that return offenders: keys, balances, feeds, volumes, KPI integers.

`RULES` holds the name, the severity and the dimension of each check. The validator holds the row rules of a dataset,
the folder `quality/` the rules that people wrote, and `checks` runs them.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from pipelines.declare.contracts.contract import Contract
from pipelines.declare.header import BLOCK, WARN, Words
from pipelines.declare.indicator import IS_OPEN, RANGES, KpiHeader
from pipelines.declare.model import Model
from pipelines.declare.project import Content
from pipelines.ingest.quarantine_counts import NOTHING_LANDS
from pipelines.ingest.validate import REFUSED
from pipelines.quality.rule import BATCHES, DAYS, FEED, GENERATED, ROWS, Rule
from pipelines.transform.kpi_days import DAY_KEY, fraction
from warehouse import kpi_value
from warehouse.sql import identifier

WATCHED_DAYS, BASELINE_DAYS, LEAST_DAYS = 28, 182, 6
"""The days whose volume is watched, the days that they are compared with, and the least number of those."""
DEVIATIONS, NORMAL_SPREAD = 3, 1.4826
SHARE_SAMPLE = ("batch_id", "source", "rules", "quarantined_n", "received_n", "allowed_share")
READABLE = "source_readable"
"""It records in the rule catalogue the fault of the newest extraction, for which the gate bars already."""
NOTHING_REFUSED = "nothing_refused"
"""It fails, and bars nothing, while a source offers rows that its contract keeps out: the steward's alert."""
OVER_WARNING, OVER_BOUND = "quarantine_within_warning", "quarantine_within_bound"
"""They compare a batch's quarantined rows with the contract's usual share and with the largest that may pass."""
PERIOD_KEY = ", ".join(kpi_value.KEY[:4])


@dataclass(frozen=True)
class Kind:
    """The nature of a generated rule, on whichever table. The dimension is ODCS's, the code that of GB/T 36344."""

    severity: str
    dimension: str
    gbt36344: str
    words: Words
    unit: str | None = ROWS


RULES: dict[str, Kind] = {
    "key_unique": Kind(BLOCK, "uniqueness", "03", Words("主键唯一", "one row per key")),
    "key_present": Kind(BLOCK, "completeness", "02", Words("主键不为空", "no row without its key")),
    "batch_reconciles": Kind(
        BLOCK,
        "completeness",
        "02",
        Words("每批：来源行数＝入库＋隔离＋过滤", "each batch: source records = landed + quarantined + filtered"),
        BATCHES,
    ),
    READABLE: Kind(
        BLOCK,
        "coverage",
        "06",
        Words("来源可读且与契约一致", "the source can be reached and has the form that its contract declares"),
        FEED,
    ),
    NOTHING_REFUSED: Kind(
        WARN,
        "conformity",
        "01",
        Words(
            "最新一批来源不含禁止进入的记录；此类记录拒收且不留副本",
            "the newest extract offers no row that must not enter; such rows are refused and no copy is kept",
        ),
    ),
    OVER_WARNING: Kind(
        WARN,
        "coverage",
        "06",
        Words("每批隔离比例不超过提醒线", "no more of a batch is quarantined than the contract takes for usual"),
        None,
    ),
    OVER_BOUND: Kind(
        BLOCK,
        "coverage",
        "06",
        Words(
            "每批隔离比例不超过阻断线，且非空来源有记录入库",
            "no more of a batch is quarantined than its contract allows, and of every source something lands",
        ),
        None,
    ),
    "feed_on_time": Kind(
        WARN,
        "timeliness",
        "05",
        Words("来源按约定频率更新", "new data arrive as often as the contract promises"),
        FEED,
    ),
    "volume_usual": Kind(
        WARN,
        "coverage",
        "05",
        Words(
            "日数据量在同类日期中位数±3倍离差内",
            "rows of a day lie within three deviations of the median of days of its kind",
        ),
        DAYS,
    ),
    "numerator_within_denominator": Kind(
        BLOCK, "consistency", "04", Words("0≤分子≤分母", "0 <= numerator <= denominator")
    ),
    "slices_sum_to_all": Kind(
        BLOCK,
        "consistency",
        "04",
        Words("各分项之和等于总计", "the members of each slice sum to the overall integers"),
    ),
    "value_is_its_fraction": Kind(
        BLOCK, "consistency", "04", Words("指标值＝分子÷分母", "a ratio's value is its numerator over its denominator")
    ),
}
"""Every rule that is generated, by its id."""


def rules(content: Content, table: str, owner: str) -> list[Rule]:
    """The generated rules of a table."""
    found = key_checks(key_of(content, table))
    layer, _, dataset = table.partition(".")
    model = content.models.get(table)
    if layer == "std" and dataset in content.contracts:
        found += feed_checks(content, content.contracts[dataset])
    elif table == kpi_value.TABLE:
        found += value_checks(content.kpis().values())
    elif model is not None and layer == "kpi" and model.kpi.divides:
        found.append(_within(f"SELECT * FROM checked_rows WHERE {RANGES[model.kpi.range][1]}", DAY_KEY))
    codes = content.district.rule_codes
    return [replace(rule, table=table, owner=owner, codes=codes.get(rule.rule_id, ())) for rule in found]


def key_of(content: Content, table: str) -> tuple[str, ...]:
    """The columns that name a row of a table."""
    if table == kpi_value.TABLE:
        return kpi_value.KEY
    model = content.models.get(table)
    if model is None:
        return ("date_on",)
    return DAY_KEY if model.layer == "kpi" else model.meaning.key


def key_checks(key: tuple[str, ...]) -> list[Rule]:
    """The key is there and names one row."""
    if not key:
        return []
    columns = ", ".join(identifier(column) for column in key)
    missing = " OR ".join(f"{identifier(column)} IS NULL" for column in key)
    return [
        generated("key_unique", f"SELECT {columns} FROM checked_rows GROUP BY {columns} HAVING count(*) > 1", key),
        generated("key_present", f"SELECT {columns} FROM checked_rows WHERE {missing}", key),
    ]


def _of_feed(contract: Contract) -> list[str]:
    """The ids of the rules on a dataset's feed."""
    found = ["batch_reconciles", READABLE, OVER_WARNING, OVER_BOUND]
    found += [NOTHING_REFUSED] if contract.refuse is not None else []
    found += ["feed_on_time"] if contract.freshness_minutes else []
    return [*found, "volume_usual"] if contract.volume else found


def feed_checks(content: Content, contract: Contract) -> list[Rule]:
    """Rules of a dataset's feed: its batches balance, it can be read, it is fresh, and as large as usual."""
    name, table = contract.name, f"std.{contract.name}"
    queries: dict[str, tuple[str, tuple[str, ...]]] = {
        "batch_reconciles": (
            unbalanced(name),
            ("batch_id",),
        ),
        READABLE: (
            f"SELECT dataset, message FROM lake.meta.extraction WHERE dataset = '{name}' AND state <> 'ok'",
            ("dataset", "message"),
        ),
        NOTHING_REFUSED: (refused(name), ("source", "refused_n")),
        OVER_WARNING: (
            excessive(contract, f"{contract.bound.warned} AND NOT {contract.bound.barred}", contract.bound.warn),
            SHARE_SAMPLE,
        ),
        OVER_BOUND: (excessive(contract, contract.bound.barred, contract.bound.block), SHARE_SAMPLE),
        "feed_on_time": (late(contract), ("dataset", "newest_at")),
        "volume_usual": (unusual(content, contract), ("date_on", "rows_n", "usual_n")),
    }
    found = []
    for rule_id in _of_feed(contract):
        offenders, sample = queries[rule_id]
        reads = (table, "std.calendar") if rule_id == "volume_usual" else ()
        observes = rule_id in ("feed_on_time", "volume_usual")
        found.append(generated(rule_id, offenders, sample, inputs=reads, uses_as_of=observes))
    return found


def unbalanced(dataset: str | None = None) -> str:
    """Batches whose records are not landed, quarantined or filtered, or whose rules were not asked of each record.

    The batches are those of one dataset or of all.

    A rule is asked of every record that the contract does not filter, and no more can break it.
    """
    of_dataset = "true" if dataset is None else f"dataset = '{dataset}'"
    return f"""SELECT batch_id FROM lake.meta.batch WHERE {of_dataset}
        AND source_n IS DISTINCT FROM landed_n + set_aside_n + filtered_n
        UNION SELECT batch_id FROM lake.meta.batch JOIN (
            SELECT dataset, batch_id, rule_id, sum(evaluated_n) AS asked_n,
              bool_or(broken_n NOT BETWEEN 0 AND evaluated_n) AS is_wrong
            FROM lake.meta.batch_rule WHERE {of_dataset} GROUP BY ALL) USING (dataset, batch_id)
        WHERE is_wrong OR asked_n IS DISTINCT FROM source_n - filtered_n"""


def excessive(contract: Contract, condition: str, most: float) -> str:
    """Batches and objects of which too much is quarantined, with the rules that did it and the share allowed."""
    return f"""SELECT s.batch_id, CASE WHEN s.source = '*' THEN b.source ELSE s.source END AS source,
          CASE WHEN s.rule_id = '*' THEN r.rules ELSE s.rule_id END AS rules,
          s.quarantined_n, s.received_n, {most!r} AS allowed_share
        FROM lake.meta.quarantine_share s JOIN lake.meta.batch b USING (batch_id, dataset)
        LEFT JOIN (
            SELECT batch_id, string_agg(rule_id || ' ' || quarantined_n, ' + ' ORDER BY quarantined_n DESC, rule_id)
              AS rules FROM lake.meta.quarantine_share
            WHERE dataset = '{contract.name}' AND source = '*' AND rule_id NOT IN ('*', '{NOTHING_LANDS}')
            GROUP BY batch_id) r USING (batch_id)
        WHERE s.dataset = '{contract.name}' AND (s.rule_id IN ('*', '{NOTHING_LANDS}') OR s.source <> '*')
          AND {condition}
        QUALIFY s.source = '*' OR NOT bool_or(s.source = '*') OVER (PARTITION BY s.batch_id)"""


def refused(dataset: str) -> str:
    """The number of rows of the newest batch that were refused before landing, and their sources."""
    return f"""SELECT array_to_string(from_json(b.source, '["VARCHAR"]'), ', ') AS source, r.broken_n AS refused_n
        FROM lake.meta.batch_rule r JOIN lake.meta.batch b ON b.batch_id = r.batch_id AND b.dataset = r.dataset
        WHERE r.dataset = '{dataset}' AND r.rule_id = '{REFUSED}' AND r.broken_n > 0
        AND r.batch_id = (SELECT max(batch_id) FROM lake.meta.batch WHERE dataset = '{dataset}')"""


def late(contract: Contract) -> str:
    """The dataset, where nothing new arrived for longer than its contract allows, by the clock of the day observed."""
    minutes = contract.freshness_minutes or 0
    return f"""SELECT dataset, max(extracted_at) AS newest_at FROM lake.meta.batch WHERE dataset = '{contract.name}'
        GROUP BY dataset HAVING max(extracted_at) < least(as_of_at(), now()) - INTERVAL {minutes} MINUTE"""


def unusual(content: Content, contract: Contract) -> str:
    """Days whose number of rows is far from the median of earlier days of their kind.

    A kind is a weekday that is as it should be, a holiday, or a day that is worked instead. A deviation is the median
    absolute deviation at the scale of a normal spread, and never less than the chance spread of a count.
    """
    excused = ", ".join(f"DATE '{day}'" for day in sorted(content.district.abnormal_days)) or "NULL"
    return f"""WITH counted AS (
            SELECT CAST({identifier(contract.volume or "")} AS DATE) AS date_on, count(*) AS rows_n
            FROM std.{contract.name} GROUP BY ALL),
        days AS (
            SELECT c.date_on, coalesce(n.rows_n, 0) AS rows_n,
              CASE WHEN c.is_workday = (isodow(c.date_on) < 6) THEN isodow(c.date_on)
              WHEN c.is_workday THEN 8 ELSE 9 END AS kind
            FROM std.calendar c LEFT JOIN counted n USING (date_on)
            WHERE c.date_on BETWEEN (SELECT min(date_on) FROM counted) AND as_of()
              AND coalesce(c.date_on NOT IN ({excused}), true)),
        usual AS (
            SELECT d.date_on, d.rows_n, median(b.rows_n) AS usual_n, mad(b.rows_n) AS mad_n, count(*) AS days_n
            FROM days d JOIN days b
              ON d.kind = b.kind AND b.date_on < d.date_on AND b.date_on >= d.date_on - {BASELINE_DAYS}
            WHERE d.date_on > as_of() - {WATCHED_DAYS} GROUP BY ALL)
        SELECT date_on, rows_n, usual_n FROM usual WHERE days_n >= {LEAST_DAYS}
          AND abs(rows_n - usual_n) > {DEVIATIONS} * greatest({NORMAL_SPREAD} * mad_n, sqrt(usual_n), 1)"""


def value_checks(kpis: Iterable[Model]) -> list[Rule]:
    """Every figure reconciles: integers are in their range, values are their fractions, and slices add up."""
    models = list(kpis)
    dividing = {model.table: model.kpi for model in models if model.kpi.divides}
    beyond = out_of_range(dividing)
    fractions = " ".join(
        f"WHEN '{name}' THEN {fraction(head, 'numerator', 'denominator')}" for name, head in sorted(dividing.items())
    )
    shared = listed(model.table for model in models if model.kpi.shape.entities)
    counting = listed(model.table for model in models if IS_OPEN in model.columns)
    return [
        _within(f"SELECT * FROM checked_rows WHERE {beyond}", kpi_value.KEY),
        generated(
            "value_is_its_fraction",
            f"""SELECT * FROM checked_rows WHERE kpi_id IN ({listed(dividing)}) AND value IS DISTINCT FROM
            CASE kpi_id {fractions or "WHEN NULL THEN NULL"} END""",
            kpi_value.KEY,
        ),
        generated(
            "slices_sum_to_all",
            f"""SELECT {PERIOD_KEY}, s.slice_type AS slice_type FROM (
                SELECT {PERIOD_KEY}, slice_type, sum(numerator) AS numerator, sum(denominator) AS denominator,
                  sum(open_n) AS open_n
                FROM checked_rows WHERE slice_type <> 'all' AND kpi_id NOT IN ({shared}) GROUP BY ALL) s
            LEFT JOIN (SELECT {PERIOD_KEY}, numerator, denominator, open_n FROM checked_rows WHERE slice_type = 'all') a
              USING ({PERIOD_KEY})
            WHERE s.numerator IS DISTINCT FROM a.numerator OR s.denominator IS DISTINCT FROM a.denominator
              OR kpi_id IN ({counting}) AND s.open_n IS DISTINCT FROM a.open_n""",
            (*kpi_value.KEY[:4], "slice_type"),
        ),
    ]


def out_of_range(kpis: Mapping[str, KpiHeader]) -> str:
    """The condition over `kpi.value` that finds integers outside of the range that their KPI declares."""
    parts = []
    for name, (_, offends) in RANGES.items():
        ids = listed(kpi_id for kpi_id, head in kpis.items() if head.range == name)
        parts.append(f"kpi_id IN ({ids}) AND ({offends})")
    return " OR ".join(parts)


def listed(names: Iterable[str]) -> str:
    """Names as a list of SQL texts, which may be empty."""
    return ", ".join(f"'{name}'" for name in sorted(names)) or "''"


def _within(offenders: str, key: tuple[str, ...]) -> Rule:
    return generated("numerator_within_denominator", offenders, key)


def generated(
    rule_id: str,
    offenders: str,
    sample: tuple[str, ...],
    *,
    inputs: tuple[str, ...] = (),
    uses_as_of: bool = False,
) -> Rule:
    """A generated rule with what `RULES` says of it; `rules` adds its table."""
    kind = RULES[rule_id]
    text_hash = hashlib.sha256(offenders.encode()).hexdigest()
    return Rule(
        "", rule_id, GENERATED, kind.severity, kind.dimension, kind.gbt36344, kind.words, offenders=offenders,
        sample=sample, text_hash=text_hash, inputs=inputs, uses_as_of=uses_as_of, unit=kind.unit,
    )  # fmt: skip
