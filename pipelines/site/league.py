"""The league of a slice's parts: the one that needs acting on first, those that are not ranked last, and why."""

from collections.abc import Callable, Sequence

from pipelines.declare import rounding
from pipelines.release.catalogue import INDEX
from pipelines.site import chart
from pipelines.site.data import Data
from pipelines.site.measure import TOO_FEW, UNRIPE, Measure
from pipelines.site.model import Figure, Text, same

NOT_RANKED = Text("不排名", "not ranked")
SEMICOLON = Text("；", "; ")
LEAGUE_ROWS = 12
APART_ROWS = 4
"""The parts that a full league draws after those that it ranks."""


def league(
    data: Data,
    key: str,
    title: Text,
    slice_type: str,
    kpi_id: str,
    variant: str = "default",
    *,
    wide: bool = False,
) -> Figure:
    """The parts of a slice, the one that needs acting on first; the integers are next to each.

    Where there is no target to miss and more parts than places, the largest parts are drawn. The extremes of a rate are
    mostly parts of one or two. Where things are counted, parts that have none are left out. Parts that are not ripe are
    named, and have no place. Parts with too few cases, and those that no table knows, are after the ranked ones.
    """
    whole = data.measure(kpi_id, variant)
    known = data.by(slice_type, kpi_id, variant)
    parts = [part for part in known if part.value is not None and part.is_ripe]
    if whole.of.is_counted:
        parts = [part for part in parts if part.value]
    ranked = [part for part in parts if is_ranked(data, part, whole.target)]
    apart = [part for part in parts if part not in ranked]
    left = max(len(ranked) - LEAGUE_ROWS, 0)
    if whole.target is None:
        ranked = sorted(ranked, key=lambda part: (-(part.counted or 0), part.slice_id))[:LEAGUE_ROWS]
    ranked.sort(key=_order(whole))
    apart.sort(key=_order(whole))
    few = [part for part in apart if data.is_registered(slice_type, part.slice_id)]
    strangers = sorted((part for part in apart if part not in few), key=lambda part: part.slice_id == "unknown")
    drawn = ranked[:LEAGUE_ROWS]
    room = max(LEAGUE_ROWS - len(drawn), APART_ROWS)
    last = [*few[: max(room - len(strangers), 0)], *strangers][:room]
    bars = [_bar(data, part, whole) for part in drawn] + [_bar(data, part, whole, apart=True) for part in last]
    notes = [Text(f"另有 {left} 个未列出", f"{left} more are not drawn")] if left else []
    notes += left_out(data, slice_type, NOT_RANKED, [part for part in apart if part not in last])
    notes += left_out(data, slice_type, UNRIPE, [part for part in known if not part.is_ripe])
    return chart.league(
        key,
        title,
        bars,
        data.basis(kpi_id, variant, joined(notes) if notes else None),
        target=whole.target,
        aim=None if whole.target is None else whole.of.shown(whole.target),
        finding=_league_finding(data, slice_type, ranked, len(apart), whole),
        wide=wide,
        unit="%" if whole.of.unit == "%" else "",
    )


def is_ranked(data: Data, part: Measure, target: float | None) -> bool:
    """Whether a part has a place among the others: a table knows it, and its cases are enough."""
    return data.is_registered(part.slice_type, part.slice_id) and not part.is_too_few(target)


def _order(whole: Measure) -> Callable[[Measure], tuple[float, str]]:
    """The key that sorts parts: the one that needs acting on first, else the largest first."""
    sign = 1 if whole.of.is_judged and not whole.of.is_counted and whole.of.better == "higher" else -1
    return lambda part: (sign * (part.value or 0), part.slice_id)


def _bar(data: Data, part: Measure, whole: Measure, *, apart: bool = False) -> chart.Bar:
    """One part of a league; one that is not ranked is hollow."""
    label = part.shown
    if whole.of.kind != INDEX and not whole.of.is_counted:
        label = label + same(f" · {part.fraction.zh}")
    if apart and part.is_too_few(whole.target):
        label = label + same(" · ") + TOO_FEW
    status = chart.APART if apart else _against(part, whole.target)
    return chart.Bar(data.name(part.slice_type, part.slice_id), part.value or 0.0, label, status)


def joined(words: Sequence[Text], between: Text = SEMICOLON) -> Text:
    """The words with a mark between them."""
    said = words[0]
    for one in words[1:]:
        said = said + between + one
    return said


def left_out(data: Data, slice_type: str, why: Text, parts: Sequence[Measure]) -> list[Text]:
    """The parts that a league does not draw, by name, and why; nothing where it draws all."""
    if not parts:
        return []
    names = [data.name(slice_type, part.slice_id) for part in parts[:LEAGUE_ROWS]]
    said = why + Text("，未列入：", ", left out: ") + joined(names, Text("、", ", "))
    more = len(parts) - LEAGUE_ROWS
    return [said + Text(f" 等 {len(parts)} 个", f" and {more} more") if more > 0 else said]


def _against(part: Measure, target: float | None) -> str:
    """A part's status against the target of the whole."""
    return rounding.verdict(part.number, target, part.of.better)


def _league_finding(
    data: Data, slice_type: str, ranked: Sequence[Measure], apart_n: int, whole: Measure
) -> Text | None:
    """The number of ranked parts off target and the worst of them; those that are not ranked are only counted."""
    judged = [_against(part, whole.target) for part in ranked]
    off = judged.count("missed")
    if not ranked or "none" in judged:
        return None
    end = Text(f"；另有 {apart_n} 个不排名。", f"; {apart_n} not ranked.") if apart_n else Text("。", ".")
    if not off:
        return Text(f"✓ {len(ranked)} 个全部达标", f"✓ All {len(ranked)} are on target") + end
    return (
        Text(f"▼ {len(ranked)} 个中 {off} 个未达标，最差：", f"▼ {off} of {len(ranked)} are off target; worst: ")
        + data.name(slice_type, ranked[0].slice_id)
        + same(" ")
        + ranked[0].shown
        + end
    )
