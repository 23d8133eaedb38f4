"""The base of all types of blocks and their register: a class with a `type` is a type that every page may use."""

import re
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from pipelines.declare.declaration import Declaration
from pipelines.site.model import Block as Drawn
from pipelines.site.pages.keys import KpiName, Name, entry, read, refused
from pipelines.site.pages.query import Context

TABLE = "table"
"""The type of a block that names none."""
TYPES: dict[str, type["Block"]] = {}
"""Every type of block by its name."""


class Block(Declaration):
    """A part of a section. A new type is a class with `TYPE` and `draw`; a page names it as `type`."""

    TYPE: ClassVar[str] = ""
    IS_KEYED: ClassVar[bool] = False
    """Whether a block without a name has to give its `key`."""
    type: str = entry("the type of the block, as the heading says", "trend", TABLE)
    key: Name = entry("the address of the block within the page; that of a named block is its name", "closed-week", "")

    def __init_subclass__(cls, **more: Any) -> None:
        super().__init_subclass__(**more)
        if cls.TYPE:
            TYPES[cls.TYPE] = cls

    @abstractmethod
    def draw(self, context: Context) -> Sequence[Drawn]:
        """The parts of the page that the block becomes."""

    def named_kpis(self) -> Sequence[KpiName]:
        """The KPIs that the block names, for a check before it is drawn."""
        return list(_named(self))

    def named_slices(self) -> Sequence[tuple[KpiName, Name]]:
        """The slices of KPIs that the block names, for the same check."""
        return ()


def _named(table: Declaration) -> Iterator[KpiName]:
    for name, value in table:
        if name == "kpi":
            yield value
        elif name == "kpis":
            yield from value
        else:
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, Declaration):
                    yield from _named(one)


def block(values: object, file: str, at: str, name: str = "") -> Block:
    """A block of a page from its table."""
    if not isinstance(values, dict):
        raise refused(file, at, "the block is not a table", values, "a table of keys, or the name of a block")
    kind = TYPES.get(str(values.get("type", TABLE)))
    if kind is None:
        raise refused(
            file, f"{at}.type", "the type of block is not known", values.get("type"), ", ".join(sorted(TYPES))
        )
    made = read(kind, {"key": name, **values} if name else values, file, at)
    if kind.IS_KEYED and not made.key:
        raise refused(file, f"{at}.key", "the key is missing", None, "an address that the page has once")
    return made


def dashed(*parts: str) -> str:
    """Parts as one address."""
    return re.sub(r"[_.]", "-", "-".join(parts))
