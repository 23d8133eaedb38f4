"""The type of block that shows one of many things at a time: its facts, its runs over the months, its place."""

import dataclasses
import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from pydantic import model_validator

from pipelines.declare.declaration import Declaration
from pipelines.site.model import Block as Drawn
from pipelines.site.model import Choice, Chooser
from pipelines.site.pages.keys import Words, entry, shown
from pipelines.site.pages.query import Context, Found
from pipelines.site.pages.select_blocks import Figured
from pipelines.site.pages.template import Template

POINT = re.compile(r"(-?[\d.]+) (-?[\d.]+)")


class Fact(Declaration):
    """One fact of a thing. In short it is one text, like a column of a table: `件数|Items = item_n:,`."""

    title: Words = entry("its name", "在册居民|Residents")
    show: Words = entry("its value; may name columns of `select`", "{resident_n:,.0f}")

    short = model_validator(mode="before")(shown)


class Facts(Declaration):
    """A group of facts."""

    title: Words = entry("its heading", "人与房|People and rooms")
    facts: list[Fact] = entry("the facts", ["件数|Items = item_n:,", {"title": "数|N", "show": "{a} / {b}"}])
    empty: Words | None = entry("the words where a value is missing; else a dash", "少于 10|under 10", None)


class Run(Declaration):
    """A line over the months, with its sum."""

    kind: str = entry("the value of column `kind`", "case")
    title: Words = entry("its name", "案件，按月：|Cases, by month:")


class ChooserBlock(Figured):
    """Many things of one kind, of which a reader picks one. The first row is shown at first.

    The select has `choice_id`, `name`, `area` and `geometry` (a polygon in words); `months` has `choice_id`,
    `month_on`, `kind` and `n`. The window of the basis begins with the first month.
    """

    TYPE: ClassVar[str] = "chooser"
    prompt: Words = entry("the words before the list", "选择网格|Grid cell")
    groups: list[Facts] = entry("the groups of facts", [{"title": "物|Things", "facts": []}])
    months: str = entry("SQL of the runs", "select cell as choice_id, month_on, kind, n from mart.cell_month")
    runs: list[Run] = entry("the runs; one without a row is left out", [{"kind": "case", "title": "案件|Cases"}])

    def draw(self, context: Context) -> Sequence[Drawn]:
        found = self.found(context)
        for name in ("choice_id", "name", "area", "geometry"):
            found.known(name)
        facts = [fact for group in self.groups for fact in group.facts]
        for fact in facts:
            found.check(fact.show)
        counted = context.rows(self.months)[1]
        months = sorted({row["month_on"] for row in counted})
        counts = {(row["choice_id"], row["kind"], row["month_on"]): row["n"] for row in counted}
        kinds = {row["kind"] for row in counted}
        runs = [run for run in self.runs if run.kind in kinds]
        choices = [
            Choice(
                row["choice_id"],
                context.data.said(row["name"]),
                context.data.said(row["area"]),
                [_fact(found, fact, row, group.empty) for group in self.groups for fact in group.facts],
                [[counts.get((row["choice_id"], run.kind, month), 0) for month in months] for run in runs],
                outline(row["geometry"]),
            )
            for row in found.rows
        ]
        window = context.data.span(months[0] if months else None)
        return [
            Chooser(
                self.key,
                self.title.filled(found.whole),
                self.prompt.words,
                [(group.title.words, [fact.title.words for fact in group.facts]) for group in self.groups],
                choices,
                dataclasses.replace(self.basis.of(found), window=window),
                [run.title.words for run in runs],
                [str(month)[:7] for month in months],
                self.told(found),
            )
        ]


def _fact(found: Found, fact: Fact, row: Mapping[str, Any], empty: Template | None) -> Any:
    told = fact.show.fill(found.row(row))
    return empty.words if told is None and empty else told


def outline(geometry: str | None) -> list[tuple[float, float]]:
    """The outer ring of a polygon in words."""
    ring = (geometry or "").split(")")[0]
    return [(float(lon), float(lat)) for lon, lat in POINT.findall(ring)]
