"""Pages into HTML by the templates of `templates`, which escape every value; figures are embedded as JSON.

The output depends on its arguments only: no clock, no random number, no address of another host.
"""

import dataclasses
import json
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pipelines.site import svg
from pipelines.site.axes import LANGUAGES, TEMPLATE
from pipelines.site.chart import drawn
from pipelines.site.model import Block, Chooser, District, Figure, Page, Release, Section, Table, Text, same
from warehouse.visible import visible

TAGS = {"zh": "zh-CN", "en": "en"}
"""Language tags in HTML."""


def plain(value: Any) -> Any:
    """A value as JSON can carry it: words in two languages become a pair that the page's script resolves."""
    if isinstance(value, Text):
        zh, en = visible(value.zh, lines=True), visible(value.en, lines=True)
        return zh if zh == en else {"$t": [zh, en]}
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items() if item is not None}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, str) and LANGUAGES in value:
        return {"$t": value.split(LANGUAGES, 1)}
    return visible(value, lines=True) if isinstance(value, str) else value


def spread(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, with one that would be alone in its row made as wide as the page."""
    made: list[Block] = []
    free = 0  # places to the right of the block at the left
    for place, block in enumerate(blocks):
        following = blocks[place + 1] if place + 1 < len(blocks) else None
        if not isinstance(block, Figure | Table) or block.wide:
            free = 0
        elif free:
            free -= 1
        elif _is_tall(block):
            free = 2
        elif _is_half(following):
            free = 1
        else:
            block = dataclasses.replace(block, wide=True)
        made.append(block)
    return made


def _is_half(block: Block | None) -> bool:
    return isinstance(block, Figure | Table) and not block.wide


def _is_tall(block: Block) -> bool:
    return isinstance(block, Figure) and block.tall


def text(zh: str, en: str, *values: object) -> Text:
    """A sentence of a template in both languages, with values in place of its braces."""
    zhs = [value.zh if isinstance(value, Text) else value for value in values]
    ens = [value.en if isinstance(value, Text) else value for value in values]
    return Text(zh.format(*zhs), en.format(*ens))


def form(block: Block) -> str:
    """The name of the macro that writes a block."""
    return type(block).__name__.lower()


def spec(figure: Figure) -> Any:
    """A figure as the page's script gets it."""
    traces = [trace.to_plotly_json() for trace in figure.traces]
    return drawn(plain({"data": traces, "layout": {**figure.layout.to_plotly_json(), "height": figure.height}}))


def drawing(figure: Figure) -> Markup:
    """The JSON of a figure."""
    return embed(spec(figure))


def waiting(chooser: Chooser) -> Markup:
    """The JSON of all choices, with empty facts kept in their places."""
    facts = [[None if fact is None else plain(fact) for fact in choice.facts] for choice in chooser.choices]
    return embed({"facts": facts, "runs": [plain(choice.runs) for choice in chooser.choices]})


def embed(spec: object) -> Markup:
    """JSON without a single angle bracket, so that nothing in it can end its script element or begin another."""
    text = json.dumps(spec, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e"))


def _fit(value: Any) -> Any:
    """A value of an expression before it is escaped: foreign text shows its hidden characters."""
    return visible(value, lines=True) if type(value) is str else value


ENVIRONMENT = Environment(
    loader=PackageLoader("pipelines.site"),
    autoescape=True,
    undefined=StrictUndefined,
    finalize=_fit,
    trim_blocks=True,
    lstrip_blocks=True,
)
ENVIRONMENT.filters["digits"] = "{:,}".format
ENVIRONMENT.globals |= {
    "text": text,
    "form": form,
    "spread": spread,
    "drawing": drawing,
    "waiting": waiting,
    "spark": svg.spark,
    "cells": svg.cells,
}


class Renderer:
    """Renders the pages of one site: district, release and navigation are the same on each."""

    def __init__(self, district: District, release: Release, pages: Sequence[tuple[str, Page]]) -> None:
        self.district = Text(district.name, district.name_en)
        self.template = ENVIRONMENT.get_template("page.html.j2")
        self.shared = {
            "district": self.district,
            "language": district.language,
            "tag": TAGS[district.language],
            "release": release,
            "made_at": release.created_at.astimezone(ZoneInfo(district.time_zone)).strftime("%Y-%m-%d %H:%M"),
            "pages": pages,
            "chart_template": embed(plain(TEMPLATE.to_plotly_json())),
        }

    def page(self, name: str, page: Page, sections: Sequence[Section]) -> str:
        """One page, whole."""
        title = page.title + same(" · ") + self.district
        return self.template.render(self.shared, name=name, page=page, title=title, sections=sections)
