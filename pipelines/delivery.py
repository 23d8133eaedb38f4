"""The order of a dataset's deliveries: what stands is what they give, one after the other.

A delivery is one object of a silo with the newest content under its name. It counts at the moment at which it was
taken, where the contract says how to read that from the name (`taken`). Else numbered names count in order of their
numbers, `upd_9` before `upd_10`; names that do not decide count in order of the time at which the silo wrote them. The
contract may choose one of the two for all names (`order: name` or `order: written`).
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.forms.extract import Landed, literal
from warehouse.errors import HgtError

NAME, WRITTEN = "name", "written"
ORDERS = (NAME, WRITTEN)
TAKEN_KEYS = ("format", "pattern")

Refuse = Callable[[str, object, Sequence[str] | str], HgtError]


@dataclass(frozen=True)
class Taken:
    """Where an object's name says when it was taken: a pattern with one group, and the group's format."""

    pattern: str
    format: str

    def read(self, name: str) -> dt.datetime:
        """The moment, as the name has it."""
        found = re.search(self.pattern, name)
        try:
            if found is not None:
                return dt.datetime.strptime(found[1], self.format)
        except (TypeError, ValueError):
            pass
        raise HgtError(
            "the object's name does not say when it was taken",
            file=name,
            value=name if found is None else found[1],
            accepted=f"a name with {self.pattern}, the group in the format {self.format}",
            next="rename the object, or mend `taken` in its contract, then hgt run",
        )


@dataclass(frozen=True)
class Delivery:
    """One object as it stands: its content, and what is known of how that came."""

    item: Landed
    written_ns: int
    """When the silo wrote the content."""
    clock: dt.datetime | None = None
    """The clock of the extraction that brought the content; None for one that is only coming."""

    @property
    def name(self) -> str:
        return self.item.name

    @property
    def content(self) -> str:
        return self.item.content_hash


@dataclass(frozen=True)
class Order:
    """How a contract orders its deliveries."""

    by: str | None = None
    taken: Taken | None = None

    def contents(self, deliveries: Iterable[Delivery]) -> list[Delivery]:
        """The deliveries in order. A content that came under several names counts once, under the last of them."""
        found: dict[str, Delivery] = {}
        for delivery in self._sorted(list(deliveries)):
            found.pop(delivery.content, None)
            found[delivery.content] = delivery
        return list(found.values())

    def check(self, names: Iterable[str]) -> None:
        """Raise where a name does not say what the order asks of it."""
        if self.taken is not None:
            for name in names:
                self.taken.read(name)

    def _sorted(self, deliveries: list[Delivery]) -> list[Delivery]:
        if self.taken is not None:
            at = {one.name: self.taken.read(one.name) for one in deliveries}
            return sorted(deliveries, key=lambda one: (at[one.name], *_by_name(one)))
        if self.by == NAME:
            return sorted(deliveries, key=_by_name)
        if self.by == WRITTEN:
            return sorted(deliveries, key=lambda one: (one.written_ns, *_by_name(one)))
        since = _since(deliveries)
        return sorted(deliveries, key=lambda one: (since[one.name], *_by_name(one)))


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


def read_order(by: Any, taken: Any, refuse: Refuse) -> Order:
    """The properties `order` and `taken` of a contract; `refuse` makes the error that names the file."""
    if by is not None and by not in ORDERS:
        raise refuse("dataset: order", by, ORDERS)
    if taken is None:
        return Order(by)
    accepted = r"{pattern: 'export_(\d{8})', format: '%Y%m%d'}, the pattern with one group"
    if by is not None:
        raise refuse("dataset: order and taken exclude each other", by, "one of the two")
    if not isinstance(taken, dict) or set(taken) != set(TAKEN_KEYS):
        raise refuse("dataset: taken", taken, accepted)
    try:
        groups_n = re.compile(str(taken["pattern"])).groups
    except re.error:
        groups_n = 0
    if groups_n != 1 or "%" not in str(taken["format"]):
        raise refuse("dataset: taken", taken, accepted)
    return Order(None, Taken(str(taken["pattern"]), str(taken["format"])))


def clock_select(clocks: Mapping[str, dt.datetime]) -> str:
    """SQL over rows with `_source`: when the extraction was that brought the row's object."""
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
