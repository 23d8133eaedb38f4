"""The order of a dataset's deliveries, whose successive application gives the table.

A delivery is one object of a silo with the newest content under its name. Its moment is when it was taken, where the
contract says how to read that (`taken`). Else numbered names count in order of their numbers, `upd_9` before `upd_10`.
Names that do not decide count in order of the time at which the silo wrote them. The contract may choose one of the two
for all names (`order: name` or `order: written`).
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pipelines.declare.contracts.order import NAME, WRITTEN, Order
from pipelines.extract import taken_at
from pipelines.extract.records.extract import Landed, SourceObject
from warehouse.sql import literal


@dataclass(frozen=True)
class Delivery:
    """One object in its present state: its content, and the known moments of its arrival."""

    item: Landed
    written_ns: int
    """The moment at which the silo wrote the content."""
    clock: dt.datetime | None = None
    """The clock of the extraction that brought the content; None for a delivery that is not landed yet."""
    taken: dt.datetime | None = None
    """The moment at which it was taken from its source, where the contract says how to read that."""

    @property
    def name(self) -> str:
        return self.item.name

    @property
    def content(self) -> str:
        return self.item.content_hash


def contents(order: Order, deliveries: Iterable[Delivery]) -> list[Delivery]:
    """The deliveries in order. A content that arrived under several names counts once, under the last of them."""
    found: dict[str, Delivery] = {}
    for delivery in _sorted(order, list(deliveries)):
        found.pop(delivery.content, None)
        found[delivery.content] = delivery
    return list(found.values())


def dated(order: Order, one: Delivery) -> Delivery:
    """The delivery with its moment. An object that its silo no longer offers keeps its stored moment, unless the name
    or the contract gives it.
    """
    if order.taken is None:
        return replace(one, taken=None)
    is_offered = one.item.source.path != one.item.path
    if not is_offered and order.taken.is_kept and one.taken is not None:
        return one
    return replace(one, taken=taken_at.moment(order.taken, one.item))


def dates(order: Order, objects: Iterable[SourceObject]) -> dict[str, dt.datetime]:
    """The moments of objects as their silo offers them, by name; none where the contract declares none."""
    if order.taken is None:
        return {}
    return {item.name: taken_at.moment(order.taken, _unlanded(item)) for item in objects}


def newest(order: Order, objects: Iterable[SourceObject]) -> str:
    """The name of the last of objects as their silo offers them."""
    return _sorted(order, [dated(order, Delivery(_unlanded(item), item.mtime_ns)) for item in objects])[-1].name


def _sorted(order: Order, deliveries: list[Delivery]) -> list[Delivery]:
    if order.taken is not None:
        return sorted(deliveries, key=lambda one: (one.taken, *_by_name(one)))
    if order.by == NAME:
        return sorted(deliveries, key=_by_name)
    if order.by == WRITTEN:
        return sorted(deliveries, key=lambda one: (one.written_ns, *_by_name(one)))
    since = _since(deliveries)
    return sorted(deliveries, key=lambda one: (since[one.name], *_by_name(one)))


def _unlanded(item: SourceObject) -> Landed:
    """An object that is read in its silo and not kept."""
    return Landed(item, item.path, "", item.size, fresh=False)


def _since(deliveries: list[Delivery]) -> dict[str, int]:
    """The time from which each name counts: of names that differ in numbers only, none counts after a later one."""
    series: dict[str, list[Delivery]] = defaultdict(list)
    for one in deliveries:
        series[re.sub(r"\d+", "0", one.name)].append(one)
    found: dict[str, int] = {}
    for members in series.values():
        earliest = None
        for one in sorted(members, key=_by_name, reverse=True):
            earliest = one.written_ns if earliest is None else min(earliest, one.written_ns)
            found[one.name] = earliest
    return found


def _by_name(one: Delivery) -> tuple[Any, ...]:
    return natural(one.name), one.written_ns, one.name


def natural(name: str) -> tuple[str | int, ...]:
    """A name's place among others: its numbers count as numbers."""
    return tuple(int(part) if at % 2 else part for at, part in enumerate(re.split(r"(\d+)", name)))


def clock_select(clocks: Mapping[str, dt.datetime]) -> str:
    """SQL over rows with `_source`: when the row's object was taken or, without such a moment, extracted."""
    sources: dict[dt.datetime, list[str]] = {}
    for source, clock in clocks.items():
        sources.setdefault(clock, []).append(source)
    moments = {clock: f"TIMESTAMPTZ {literal(clock.isoformat())}" for clock in sources}
    if len(moments) == 1:
        return next(iter(moments.values()))
    cases = " ".join(
        f"WHEN _source IN ({', '.join(map(literal, names))}) THEN {moments[clock]}" for clock, names in sources.items()
    )
    return f"CASE {cases} END"
