"""Reads `reports/<page>.toml`: a page as declarations, checked key by key and drawn block by block."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import duckdb

from pipelines.declare.declaration import Declaration
from pipelines.declare.indices import VARIANT
from pipelines.declare.naming import close
from pipelines.declare.project import Content
from pipelines.site.data import Data
from pipelines.site.model import Block as Drawn
from pipelines.site.model import Page, Section, Slice
from pipelines.site.names import read_names
from pipelines.site.pages import chooser, drawings, kpi_blocks, sections, select_blocks
from pipelines.site.pages.block import Block, block
from pipelines.site.pages.keys import Name, Words, entry, read, refused
from pipelines.site.pages.query import Context, kpi
from pipelines.site.pages.systems import System
from warehouse.errors import HgtError, plain

KINDS = (chooser, drawings, kpi_blocks, select_blocks)
"""The modules that register the kernel's types of blocks."""


class SliceKeys(Declaration):
    """Words of a slice of KPIs, known to all pages; named by one page only."""

    title: Words = entry("the slice", "街道|Street")
    names: str | None = entry("SQL of the parts: id, name, and the English name where there is one",
                              "select area_code, area_name from pub.dim_ward", None)  # fmt: skip
    parts: dict[str, Words] = entry("the words of the parts by id, in place of `names`", {"app": "手机|App"}, {})
    role: Literal["place", "actor", "kind"] = entry(
        "whether the parts are places, bodies that can be told to act, or kinds of things", "place", "kind"
    )

    def slice(self) -> Slice:
        return Slice(self.title.words, self.names, self.role, {name: words.words for name, words in self.parts.items()})


class PageKeys(Declaration):
    """A page of the report. The name of its file is its address."""

    title: Words = entry("the heading and the link", "道路|Roads")
    order: int = entry("the place among the pages", 20)
    lead: Words | None = entry("a sentence under the heading", "按月计数。|Counted by month.", None)
    sections: dict[Name, dict[str, Any]] = entry(
        "the sections by their address, in their order; one without a `type` is `blocks`",
        {"open": {"title": "未结|Open", "blocks": ["holders"]}},
    )
    blocks: dict[Name, dict[str, Any]] = entry("blocks that a section names",
                                               {"holders": {"type": "table"}}, {})  # fmt: skip
    selects: dict[Name, str] = entry("SQL that several blocks of the page share, by name",
                                     {"open_task": "select * from mart.task where done_at is null"}, {})  # fmt: skip
    labels: dict[Name, dict[str, Words]] = entry("sets of words by the value of a column, for `{column:label set}`",
                                                 {"advice": {"fix": "整改|fix"}}, {})  # fmt: skip
    slices: dict[Name, SliceKeys] = entry("words of the slices of KPIs", {"street": {"title": "街道|Street"}}, {})
    systems: dict[Name, System] = entry(
        "groups of KPIs by the address of their section, after `system-`; for `scoreboard` and `systems`",
        {"ways": {"title": "路|Ways", "begins": ["way_"]}},
        {},
    )


def check(content: Content) -> None:
    """Refuse a page with a wrong key, KPI or slice, and wrong names, before anything is made."""
    cuts = {kpi_id: tuple(model.slices) for kpi_id, model in content.kpis().items()}
    known = [f"{kpi_id}.{name}" for kpi_id, model in content.kpis().items() for name in model.kpi.variants]
    for index_id, index in content.indices.items():
        cuts[index_id] = index.slices
        known.append(f"{index_id}.{VARIANT}")
    read_names(content.root)
    for path in content.pages:
        if path.suffix == ".toml":
            of = Declared.read(path)
            for place, one in of.placed:
                for name in one.named_kpis():
                    if ".".join(kpi(name)) not in known:
                        raise refused(of.file, place, "there is no such KPI", name, close(name, known))
                for name, by in one.named_slices():
                    if by not in cuts[kpi(name)[0]]:
                        raise refused(of.file, place, f"{name} has no such slice", by, ", ".join(cuts[kpi(name)[0]]))


def page(path: Path) -> Page:
    """The page that a file declares."""
    of = Declared.read(path)
    slices = {name: one.slice() for name, one in of.keys.slices.items()}
    for part in of.sections:
        slices |= part.SLICES
    return Page(of.keys.title.words, of.keys.order, of.draw, slices, of.keys.lead.words if of.keys.lead else None)


def _values(path: Path, file: str) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"the file is not TOML: {error}"
        raise HgtError(message, file=file, accepted="TOML in UTF-8", next=f"correct {file}, then hgt run") from error


@dataclass(frozen=True)
class Declared:
    """A page that was read: its sections, and the blocks of each with their places in the file."""

    file: str
    keys: PageKeys
    sections: Sequence[sections.Sections]
    blocks: Sequence[Sequence[tuple[str, Block]]]

    @classmethod
    def read(cls, path: Path) -> "Declared":
        """A page from its file."""
        file = f"reports/{path.name}"
        keys = read(PageKeys, _values(path, file), file)
        parts = [_section(file, name, values) for name, values in keys.sections.items()]
        used = {one for part in parts if isinstance(part, sections.Blocks) for one in part.blocks if _is_name(one)}
        for name in keys.blocks:
            if name not in used:
                raise refused(
                    file, f"blocks.{name}", "the block is in no section", name, "a block that a section names"
                )
        blocks = [_blocks(file, f"sections.{part.key}", part, keys.blocks) for part in parts]
        made = cls(file, keys, parts, blocks)
        places: dict[str, str] = {}
        for place, one in made.placed:
            if one.key and one.key in places:
                message = f"the address is that of `{places[one.key]}`"
                raise refused(file, f"{place}.key", message, one.key, "an address that the page has once")
            places[one.key] = place
        return made

    @property
    def placed(self) -> list[tuple[str, Block]]:
        """Every block with its place in the file."""
        return [found for under in self.blocks for found in under]

    def draw(self, data: Data) -> list[Section]:
        """The sections over a release."""
        labels = {name: {code: words.words for code, words in one.items()} for name, one in self.keys.labels.items()}
        context = Context(data, labels, self.keys.selects, self.keys.systems)
        made: list[Section] = []
        for part, blocks in zip(self.sections, self.blocks, strict=True):
            made += part.draw(context, [one for place, of in blocks for one in self._drawn(context, place, of)])
        return made

    def _drawn(self, context: Context, place: str, one: Block) -> Sequence[Drawn]:
        for name in one.named_kpis():
            if kpi(name) not in context.data.definitions:
                known = (".".join(of) for of in context.data.definitions)
                raise refused(self.file, place, "the release has no such KPI", name, ", ".join(known))
        try:
            return one.draw(context)
        except HgtError as error:
            raise refused(self.file, place, error.message, error.value, error.accepted) from error
        except duckdb.Error as error:
            accepted = "tables and columns of the release"
            raise refused(self.file, place, f"a select cannot run: {plain(error)}", None, accepted) from error


def _section(file: str, key: str, values: Mapping[str, Any]) -> sections.Sections:
    at, name = f"sections.{key}", values.get("type", sections.BLOCKS)
    kind = sections.TYPES.get(str(name))
    if kind is None:
        raise refused(file, f"{at}.type", "the type of section is not known", name, ", ".join(sorted(sections.TYPES)))
    return read(kind, {"key": key, **values}, file, at)


def _blocks(file: str, at: str, part: sections.Sections, known: Mapping[str, Any]) -> list[tuple[str, Block]]:
    made = []
    for place, one in enumerate(part.blocks if isinstance(part, sections.Blocks) else []):
        if not _is_name(one):
            made.append((f"{at}.blocks.{place}", block(one, file, f"{at}.blocks.{place}")))
            continue
        if one not in known:
            raise refused(file, f"{at}.blocks.{place}", "no block has this name", one, ", ".join(known) or "a table")
        made.append((f"blocks.{one}", block(known[one], file, f"blocks.{one}", one)))
    return made


def _is_name(one: object) -> bool:
    return isinstance(one, str)
