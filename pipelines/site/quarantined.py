"""The tables of quarantined rows: shares of datasets with their bounds and rules, and the rows that each KPI lacks.

Rows are those of `meta.quarantine*`. Bounds and the datasets that a KPI rests on are declared, so they are read from
the wording of the content root.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.declare.contracts.bound import Bound
from pipelines.declare.rounding import NOTHING, per_cent
from pipelines.ingest.quarantine_counts import ANY, NOTHING_LANDS, plain
from pipelines.site.data import Data
from pipelines.site.model import Column, Section, Table, Text, same

WITHIN, WARNED, BARRED = 0, 1, 2
STATES = {
    WITHIN: (Text("限度内", "within bound"), "met"),
    WARNED: (Text("超过提醒线", "above warning"), "empty"),
    BARRED: (Text("超过阻断线", "bars the release"), "missed"),
}
MOST_KPIS = 20
MOST_RULES = 3
NOTHING_WORDS = Text("没有记录入库", "nothing lands")
_BATCHES = """
select dataset, batch_id, source, rule_id, quarantined_n, received_n,
    case dataset {cases} else 0 end as state
from meta.quarantine_share
where rule_id in ('{any}', '{nothing}') or source <> '{any}'
order by dataset, state desc, 1e0 * quarantined_n / received_n desc, source = '{any}' desc, batch_id desc
"""


@dataclass(frozen=True)
class Share:
    """The batch of a dataset of which most is quarantined, by its bound."""

    dataset: str
    state: int
    quarantined_n: int
    received_n: int
    bound: Bound
    rules: Text

    @property
    def share(self) -> float:
        return self.quarantined_n / self.received_n if self.received_n else 0.0

    @property
    def rank(self) -> tuple[int, float, str]:
        """Barred first, then warned, then by share."""
        return -self.state, -self.share, self.dataset


def section(data: Data) -> Section:
    """Both tables."""
    worst = {share.dataset: share for share in shares(data)}
    title = Text("隔离", "Quarantine")
    return Section("quarantine", title, [by_dataset(data, worst), by_kpi(data, worst)])


def shares(data: Data) -> list[Share]:
    """The worst batch of each dataset that has rows in quarantine, the worst dataset first."""
    names = [row["dataset"] for row in data.rows("select distinct dataset from meta.quarantine_share order by 1")]
    bounds = {name: data.wording.bounds.get(name, Bound()) for name in names}
    cases = " ".join(
        f"when '{name}' then case when {bound.barred} then {BARRED} when {bound.warned} then {WARNED} else {WITHIN} end"
        for name, bound in bounds.items()
    )
    found: dict[str, Share] = {}
    for row in data.rows(_BATCHES.format(cases=cases or "when null then 0", any=ANY, nothing=NOTHING_LANDS)):
        if row["dataset"] not in found:
            found[row["dataset"]] = Share(
                row["dataset"],
                row["state"],
                row["quarantined_n"],
                row["received_n"],
                bounds[row["dataset"]],
                _rules(data, row),
            )
    return sorted(found.values(), key=lambda share: share.rank)


def _rules(data: Data, batch: Mapping[str, Any]) -> Text:
    """The rules that took most rows out of a batch, or out of one of its objects."""
    if batch["rule_id"] == NOTHING_LANDS:
        return NOTHING_WORDS
    object_rule = None if batch["source"] == ANY else batch["rule_id"]
    found = data.rows(
        """select s.rule_id, s.quarantined_n, any_value(r.zh) as zh, any_value(r.en) as en
        from meta.quarantine_share s
        left join meta.rule r on r.table_name = 'std.' || s.dataset and r.rule_id = s.rule_id
        where s.dataset = $1 and s.batch_id = $2 and s.source = $3 and s.rule_id not in ($4, $5)
            and ($6 is null or s.rule_id = $6)
        group by all order by s.quarantined_n desc, s.rule_id""",
        batch["dataset"], batch["batch_id"], batch["source"], ANY, NOTHING_LANDS, object_rule,
    )  # fmt: skip
    listed = [
        Text(row["zh"] or row["rule_id"], row["en"] or row["rule_id"]) + f" ({row['quarantined_n']:,})"
        for row in found[:MOST_RULES]
    ]
    left = len(found) - len(listed)
    if left > 0:
        listed.append(Text(f"另 {left} 条规则", f"{left} more rules"))
    return _joined(listed)


def _joined(parts: Sequence[Text]) -> Text:
    return Text("；".join(part.zh for part in parts), "; ".join(part.en for part in parts))


def by_dataset(data: Data, worst: Mapping[str, Share]) -> Table:
    """Shares of the worst batch of each dataset against its bound, with the rules that did it."""
    heads = (
        Column(Text("数据集", "Dataset")),
        Column(Text("状态", "State"), stays=True),
        Column(Text("最高批次隔离比例", "Share of the worst batch"), True),
        Column(Text("隔离 / 收到", "Quarantined / received"), True),
        Column(Text("提醒线 / 阻断线", "Warns above / bars above"), True),
        Column(Text("规则（行数）", "Rules (rows)")),
        Column(Text("隔离区现有行数", "Rows in quarantine now"), True),
    )
    open_n = _open(data)
    names = _names(data)
    rows: list[Sequence[Text | None]] = [
        [
            names.get(name, same(name)),
            STATES[share.state][0],
            same(per_cent(100 * share.share)),
            same(f"{share.quarantined_n:,} / {share.received_n:,}"),
            same(f"{per_cent(100 * share.bound.warn)} / {per_cent(100 * share.bound.block)}"),
            share.rules,
            same(f"{open_n.get(name, 0):,}"),
        ]
        for name, share in worst.items()
    ]
    finding = None if rows else Text("没有记录被隔离。", "No record is quarantined.")
    marks = [STATES[share.state][1] for share in worst.values()]
    return Table("quarantine-datasets", Text("各数据集隔离比例", "Quarantined share by dataset"), heads, rows, None,
                 finding, marks)  # fmt: skip


def by_kpi(data: Data, worst: Mapping[str, Share]) -> Table:
    """Rows and quantities in quarantine of the datasets that each KPI rests on."""
    heads = (
        Column(Text("指标", "KPI")),
        Column(Text("隔离行数", "Rows quarantined"), True),
        Column(Text("隔离数量", "Quantity quarantined"), True),
        Column(Text("指标现值", "Value without them"), True),
        Column(Text("数据集", "Datasets")),
    )
    open_n, names = _open(data), _names(data)
    carried = _quantities(data)
    found = []
    for kpi_id, rests_on in data.wording.rests_on.items():
        lacking = [name for name in rests_on if open_n.get(name)]
        ways = [definition for (of, _), definition in data.definitions.items() if of == kpi_id]
        if lacking and ways:
            rank = min((worst[name].rank[:2] for name in lacking if name in worst), default=(0, 0.0))
            quantity = [part for name in lacking for part in carried.get(name, [])]
            shown = data.measure(kpi_id, ways[0].variant)
            row = [
                shown.of.title,
                same(f"{sum(open_n[name] for name in lacking):,}"),
                _joined(quantity) if quantity else same(NOTHING),
                shown.shown,
                _joined([names.get(name, same(name)) for name in lacking]),
            ]
            found.append(((not quantity, *rank, kpi_id), row))
    found.sort(key=lambda entry: entry[0])
    left = len(found) - MOST_KPIS
    told = Text("没有指标依赖被隔离的记录。", "No KPI rests on quarantined records.")
    more = Text(f"另有 {left} 个指标。", f"{left} more KPIs.")
    finding = told if not found else more if left > 0 else None
    return Table("quarantine-kpis", Text("各指标被隔离的行数与数量", "Rows and quantities quarantined by KPI"), heads,
                 [row for _, row in found[:MOST_KPIS]], None, finding)  # fmt: skip


def _open(data: Data) -> dict[str, int]:
    rows = data.rows("select dataset, open_n from meta.quarantine where rule_id = $1 order by all", ANY)
    return {row["dataset"]: row["open_n"] for row in rows}


def _names(data: Data) -> dict[str, Text]:
    rows = data.rows("select table_name, description_zh, description from meta.catalogue where layer = 'std'")
    return {row["table_name"].removeprefix("std."): Text(row["description_zh"], row["description"]) for row in rows}


def _quantities(data: Data) -> dict[str, list[Text]]:
    """The quantities that quarantined rows of each dataset carry, in words."""
    found: dict[str, list[Text]] = defaultdict(list)
    for row in data.rows(
        """select q.dataset, q.column_name, q.quantity, q.unread_n, any_value(c.zh) as zh, any_value(c.en) as en
        from meta.quarantine_quantity q
        left join meta.catalogue_column c on c.table_name = 'std.' || q.dataset and c.column_name = q.column_name
        where q.rule_id = $1 group by all order by q.dataset, q.column_name""",
        ANY,
    ):
        named = Text(row["zh"] or row["column_name"], row["en"] or row["column_name"])
        unread_n = row["unread_n"]
        unread = Text(f"（{unread_n:,} 行读不出）", f" ({unread_n:,} row(s) unreadable)") if unread_n else same("")
        told = plain(row["quantity"]) if row["quantity"] is not None else NOTHING
        found[row["dataset"]].append(named + f" {told}" + unread)
    return found
