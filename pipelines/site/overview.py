"""KPI blocks that any content shares: cards, worst against target, the table of all KPIs; and the page made of them.

A content root without pages gets this one page. The release lists the KPIs; no KPI is named here.
"""

from collections.abc import Sequence

from pipelines.declare.indicator import STOCK
from pipelines.declare.periods import CUMULATIVE
from pipelines.declare.rounding import NOTHING
from pipelines.release.catalogue import INDEX
from pipelines.site import chart, course
from pipelines.site.data import Data
from pipelines.site.league import is_ranked, joined, league
from pipelines.site.measure import Measure
from pipelines.site.model import Card, Cards, Column, Figure, Page, Section, Statement, Table, Text, same

VERDICT = {
    "met": Text("✓ 达标", "✓ On target"),
    "missed": Text("▼ 未达标", "▼ Off target"),
    "unripe": Text("○ 未成熟", "○ Not yet complete"),
    "empty": Text("— 无数值", "— No value"),
    "none": Text("— 未设目标", "— No target"),
}
NOT_JUDGED = Text("— 不作评判", "— Not judged")


def judged(at: Measure) -> Text:
    """The standing of a KPI against its target, in words."""
    return NOT_JUDGED if at.status == "none" and at.target is not None else VERDICT[at.status]


def card(data: Data, kpi_id: str, variant: str = "default") -> Card:
    """One KPI with its value, target, gap, monthly line and integers."""
    at = data.measure(kpi_id, variant)
    target = same("") if at.target is None else Text("目标 ", "Target ") + at.target_shown
    verdict = judged(at)
    if at.status in ("met", "missed"):
        verdict = verdict + same(" ") + at.gap
    return Card(
        key=f"{kpi_id}-{variant}",
        title=at.of.title,
        variant=at.of.way,
        value=at.shown,
        status=at.status,
        verdict=verdict,
        target=target,
        fraction=at.fraction,
        points=[(str(point.period_start)[:7], point.value) for point in data.series(kpi_id, variant)],
        target_value=at.target,
        basis=data.basis(kpi_id, variant),
        unripe=tuple(str(point.period_start)[:7] for point in data.series(kpi_id, variant) if not point.is_ripe),
        period=_period(at),
        newest=course.compared(data.series(kpi_id, variant), data.as_of) if at.of.kind != STOCK else None,
        is_from_zero=at.of.is_counted,
    )


def _period(at: Measure) -> Text:
    """The period of a headline figure in a word: so far, the day observed, or its month."""
    if at.grain != CUMULATIVE:
        return Text(f"{at.period_start:%Y-%m} 当月", f"in {at.period_start:%Y-%m}")
    return Text("当日", "on the day") if at.of.kind == STOCK else Text("累计", "so far")


def cards(data: Data, *kpis: tuple[str, str]) -> Cards:
    """Cards of the KPI variants named, those without a target last."""
    made = [card(data, kpi_id, variant) for kpi_id, variant in kpis]
    return Cards(sorted(made, key=lambda one: one.status == "none"))


def everything(data: Data) -> list[Measure]:
    """Every KPI variant of the release at the day observed; an index is made of them and is left out."""
    return [data.measure(*key) for key, of in data.definitions.items() if of.kind != INDEX]


def headlines(data: Data) -> list[Measure]:
    """Every KPI of the release once, by its headline variant."""
    return [at for at in everything(data) if at.of.is_headline]


def verdict(data: Data) -> Statement:
    """The status of all KPIs against their targets, and how that is determined, in a few sentences."""
    aimed = [at for at in headlines(data) if at.status != "none"]
    missed = furthest(aimed)
    if not aimed:
        return Statement([Text("本期指标均未设目标。", "No KPI has a target in this release.")])
    empty = sum(at.status == "empty" for at in aimed)
    unripe = sum(at.status == "unripe" for at in aimed)
    met = len(aimed) - len(missed) - empty - unripe
    line = Text(
        f"{len(aimed)} 项设有目标的指标中，{met} 项达标，{len(missed)} 项未达标",
        f"Of {len(aimed)} measures with a target, {met} are on target and {len(missed)} are off target",
    )
    if empty:
        line = line + Text(f"，{empty} 项无数值", f"; {empty} have no value")
    if unripe:
        line = line + Text(f"，{unripe} 项未成熟", f"; {unripe} are not yet complete")
    lines = [line + Text("。", ".")]
    lines.append(
        Text(
            "每项指标只按一个口径评判一次：累计值与目标比较，相等即达标；未成熟的不评判。",
            "Each measure is judged once, by one way of counting: its figure so far against its target, where equal is"
            " on target. What is not yet complete is not judged.",
        )
    )
    newer = sum(at.grain != CUMULATIVE for at in aimed)
    if newer:
        lines.append(
            Text(
                f"其中 {newer} 项累计值未成熟，按最近一个成熟月判断。",
                f"For {newer} of them the figure so far is not yet complete; their newest complete month decides.",
            )
        )
    if missed:
        worst = missed[0]
        lines.append(
            Text("差距最大：", "Furthest from target: ")
            + worst.of.title
            + same(" ")
            + worst.shown
            + Text("（目标 ", " (target ")
            + worst.target_shown
            + Text("，差 ", ", gap ")
            + worst.gap
            + Text("）。", ").")
        )
    return Statement(lines)


def furthest(measures: Sequence[Measure]) -> list[Measure]:
    """Those off target, the furthest first."""
    missed = [at for at in measures if at.status == "missed"]
    return sorted(missed, key=lambda at: (-at.shortfall, at.of.kpi_id, at.of.variant))


def worst(data: Data, limit: int = 5) -> Table:
    """The measures furthest from target: since when, where it weighs most, who must act."""
    chosen = furthest(headlines(data))[:limit]
    heads = (
        Column(Text("指标", "Measure")),
        Column(Text("现值", "Value"), True),
        Column(Text("目标", "Target"), True),
        Column(Text("差距", "Gap"), True),
        Column(Text("未达标起始月", "Off target since")),
        Column(Text("主要差在哪里", "Where it weighs most")),
        Column(Text("责任单位", "Who must act")),
    )
    rows = [
        [
            at.of.title,
            at.shown,
            at.target_shown,
            at.gap,
            _since(data, at),
            heaviest(data, at, "place", "kind"),
            _actors(data, at),
        ]
        for at in chosen
    ]
    title = Text("离目标最远的五项", "Five measures furthest from target")
    empty = sum(at.status == "empty" for at in headlines(data))
    finding = None if rows else Text("设有目标的指标全部达标。", "Every measure with a target is on target.")
    if empty and not rows:
        finding = Text(f"没有未达标的指标；{empty} 项无数值。", f"No measure is off target; {empty} have no value.")
    return Table("worst", title, heads, rows, None, finding, ["missed"] * len(rows))


def _since(data: Data, at: Measure) -> Text:
    """The first month of the run of months off target that lasts to the newest."""
    run = course.newest(data.series(at.of.kpi_id, at.of.variant))
    if run is None:
        return same(NOTHING)
    if run.status != "missed":
        return Text("最近一月已达标", "newest month on target")
    first, last = str(run.first_on)[:7], str(run.last_on)[:7]
    return Text(f"{first}（至 {last}）", f"{first} (to {last})") if run.is_over else same(first)


def missing(at: Measure, target: float | None) -> float:
    """The gap between this part and the target, weighed by the part's size; 0 or less when the target is met.

    The size of a share is the number of things counted.
    """
    if target is None or at.value is None or at.denominator is None:
        return 0.0
    gap = target - at.value if at.of.better == "higher" else at.value - target
    return gap * at.denominator / 100


def _actors(data: Data, at: Measure) -> Text:
    """The KPI's owner and the body whose part is furthest behind."""
    owner, actor = data.said(at.of.owner or NOTHING), heaviest(data, at, "actor")
    return owner if actor is None else joined([owner, actor])


def heaviest(data: Data, at: Measure, *roles: str) -> Text | None:
    """For the first two slices of these roles, the part that is furthest behind in number: act there first."""
    if not at.of.divides:
        return None
    found: list[Text] = []
    wanted = [name for name in data.slices(at.of.kpi_id, at.of.variant) if data.slice_role(name) in roles]
    for slice_type in sorted(wanted, key=lambda name: roles.index(data.slice_role(name))):
        parts = [
            part
            for part in data.by(slice_type, at.of.kpi_id, at.of.variant)
            if part.is_ripe and is_ranked(data, part, at.target)
        ]
        parts.sort(key=lambda part: (-missing(part, at.target), part.slice_id))
        if parts and missing(parts[0], at.target) > 0:
            top = parts[0]
            found.append(
                data.slice_title(slice_type)
                + Text("：", ": ")
                + data.name(slice_type, top.slice_id)
                + same(f" {top.shown.zh} ({top.fraction.zh})")
            )
    return joined(found[:2]) if found else None


def table(data: Data) -> Table:
    """Every KPI variant with value, target, gap, integers and way of counting."""
    heads = (
        Column(Text("指标", "Measure")),
        Column(Text("口径", "Counted as")),
        Column(Text("现值", "Value"), True),
        Column(Text("分子 / 分母", "n / d"), True),
        Column(Text("目标", "Target"), True),
        Column(Text("差距", "Gap"), True),
        Column(Text("结论", "Verdict"), stays=True),
        Column(Text("最近一个成熟月", "Newest complete month")),
        Column(Text("统计期", "Window")),
        Column(Text("隔离行", "Quarantined"), True),
        Column(Text("编号", "Id")),
    )
    all_of_them = everything(data)
    rows = [
        [
            at.of.title,
            at.of.way,
            at.shown,
            at.fraction,
            None if at.target is None else at.target_shown,
            None if at.target is None else at.gap,
            judged(at),
            None if at.of.kind == STOCK else course.compared(data.series(at.of.kpi_id, at.of.variant), data.as_of),
            data.window(at.of.kpi_id, at.of.variant),
            same(f"{at.set_aside:,}"),
            same(at.of.kpi_id if at.of.variant == "default" else f"{at.of.kpi_id} · {at.of.variant}"),
        ]
        for at in all_of_them
    ]
    marks = [at.status for at in all_of_them]
    return Table("all-kpis", Text("全部指标", "All measures"), heads, rows, None, None, marks)


def sections(data: Data) -> list[Section]:
    """The page of a root that declares none: verdict, cards, worst five, trends and leagues of each KPI, full table."""
    known = list(data.definitions)
    found = [
        Section("verdict", Text("总体情况", "At a glance"), [verdict(data), cards(data, *known)]),
    ]
    if any(at.target is not None for at in everything(data)):
        found.append(Section("worst", Text("重点关注", "Needs attention"), [worst(data)]))
    for kpi_id, variant in known:
        of = data.definition(kpi_id, variant)
        key = f"{kpi_id}-{variant}".replace("_", "-")
        figures: list[Figure] = []
        if of.kind != "stock":
            figures.append(
                chart.trend(
                    f"{key}-trend",
                    Text("按月趋势", "Month by month"),
                    data.series(kpi_id, variant),
                    data.basis(kpi_id, variant),
                )
            )
        for slice_type in data.slices(kpi_id, variant):
            title = Text("按", "By ") + data.slice_title(slice_type).inside
            figures.append(league(data, f"{key}-by-{slice_type}", title, slice_type, kpi_id, variant))
        if figures:
            found.append(Section(key, of.title, figures, of.way))
    found.append(Section("all", Text("全部指标", "All measures"), [table(data)]))
    return found


GENERIC = Page(Text("指标总览", "Measures"), 0, sections)
