"""Types of sections: blocks, and those that the release itself makes: systems, indices, quality."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar

from pipelines.declare.declaration import Declaration, Kind
from pipelines.site import composite, quality
from pipelines.site.model import Block, Section, Slice
from pipelines.site.pages import systems
from pipelines.site.pages.keys import Name, Words, entry
from pipelines.site.pages.query import Context

TYPES: dict[str, type["Sections"]] = {}
"""Every type of section by its name."""
BLOCKS = "blocks"
BlockList = Annotated[list[Any], Kind("a list, each a table with `type` or a name")]


class Sections(Declaration):
    """One or more sections of a page."""

    TYPE: ClassVar[str] = ""
    SLICES: ClassVar[Mapping[str, Slice]] = {}
    type: str = entry("the type of the section, as the heading says", "indices", BLOCKS)
    key: Name = entry("the address of the section within the page, which is its name", "open")

    def __init_subclass__(cls, **more: Any) -> None:
        super().__init_subclass__(**more)
        TYPES[cls.TYPE] = cls

    @abstractmethod
    def draw(self, context: Context, blocks: Sequence[Block]) -> Sequence[Section]:
        """The sections; `blocks` are the drawn blocks that the section lists."""


class Blocks(Sections):
    """A heading with blocks under it."""

    TYPE: ClassVar[str] = BLOCKS
    title: Words = entry("the heading", "未结案件|Open cases")
    lead: Words | None = entry("a sentence under the heading", "只按月计数。|Counted by month only.", None)
    blocks: BlockList = entry("the blocks in their order: each is a table, or the name of one of the page's `blocks`",
                              ["holders", {"type": "cards", "kpis": ["open_rate"]}])  # fmt: skip

    def draw(self, context: Context, blocks: Sequence[Block]) -> Sequence[Section]:
        return [Section(self.key, self.title.words, blocks, self.lead.words if self.lead else None)]


class Systems(Sections):
    """A section of cards for each of the page's systems."""

    TYPE: ClassVar[str] = "systems"
    shown: int = entry("the number of cards of a system", 4, 4)

    def draw(self, context: Context, blocks: Sequence[Block]) -> Sequence[Section]:
        return systems.sections(context.data, context.systems, self.shown)


class Indices(Sections):
    """A section for each composite index of the release: sentence, lowest parts, months, leagues."""

    TYPE: ClassVar[str] = "indices"
    only: list[str] = entry("the ids of the indices; else all", ["whole_index"], [])
    but: list[str] = entry("the ids of the indices that are left out", ["whole_index"], [])

    def draw(self, context: Context, blocks: Sequence[Block]) -> Sequence[Section]:
        names = [name for name in composite.known(context.data) if name not in self.but]
        return [composite.section(context.data, name) for name in names if not self.only or name in self.only]


class Quality(Sections):
    """The sections on data quality: scores, dimensions, rules that fail, quarantined rows."""

    TYPE: ClassVar[str] = "quality"
    SLICES: ClassVar[Mapping[str, Slice]] = quality.SLICES

    def draw(self, context: Context, blocks: Sequence[Block]) -> Sequence[Section]:
        return quality.sections(context.data)
