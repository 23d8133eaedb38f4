"""Readings of a page for tests: the JSON of a figure in one language, and every text of a block."""

import dataclasses
from collections.abc import Mapping
from typing import Any, NamedTuple

from pipelines.site.model import Figure, Text
from pipelines.site.render import spec


class Drawn(NamedTuple):
    """A figure as Plotly gets it."""

    traces: Any
    layout: Any


def seen(figure: Figure, language: str = "en") -> Drawn:
    """A figure in one language."""
    said = in_language(spec(figure), language)
    return Drawn(said["data"], said["layout"])


def in_language(value: Any, language: str) -> Any:
    """The text that the page's script makes of a figure."""
    if isinstance(value, Mapping):
        if set(value) == {"$t"}:
            return value["$t"][0 if language == "zh" else 1]
        return {key: in_language(item, language) for key, item in value.items()}
    if isinstance(value, list):
        return [in_language(item, language) for item in value]
    return value


def with_texts(value: Any) -> list[Text]:
    """Every text inside a section, however deep."""
    if isinstance(value, Text):
        return [value]
    if isinstance(value, Figure):
        rest = [
            getattr(value, item.name) for item in dataclasses.fields(value) if item.name not in ("traces", "layout")
        ]
        return with_texts([rest, spec(value)])
    if isinstance(value, Mapping):
        if set(value) == {"$t"}:
            return [Text(*value["$t"])]
        return [text for item in value.values() for text in with_texts(item)]
    if isinstance(value, list | tuple):
        return [text for item in value for text in with_texts(item)]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return [text for item in dataclasses.fields(value) for text in with_texts(getattr(value, item.name))]
    return []
