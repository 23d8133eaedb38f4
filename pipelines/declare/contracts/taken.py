"""The moment at which a delivery was taken from its source, where a contract says how to read that (`taken`).

The moment is in the object's name, in one of its first lines, in a file next to it, or in the contract itself. Such a
line is a header or a key of a JSON document. A format without a time of day gives a day (or a month, a year), which
counts to its end. `delivery` orders two deliveries.
"""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import KW_ONLY, dataclass, replace
from typing import Any

from pipelines.declare.contracts.column import Column
from warehouse.errors import HgtError

NAME, LINE, SIDECAR, AT = "pattern", "line", "sidecar", "at"
KEYS = {NAME: {"format"}, LINE: {"format"}, SIDECAR: {"format", "key"}, AT: set[str]()}
"""Places of the moment, and the keys that each accepts."""
ACCEPTED = (
    r"one of {pattern: 'export_(\d{8})', format: '%Y%m%d'}, {line: 'as of ([\d-]+)', format: '%Y-%m-%d'},"
    " {sidecar: .taken, format: '%Y-%m-%d %H:%M'} (with key: name where it is JSON), {at: 2015-08-31}; a pattern has"
    " one group"
)
LINED = ("csv", "geojson", "json", "ndjson", "sections", "xml")
"""The forms whose objects are lines of text."""

Refuse = Callable[[str, object, Sequence[str] | str], HgtError]


@dataclass(frozen=True)
class Taken:
    """The place of a moment, the text that finds it there, and its format."""

    place: str
    text: str
    format: str = ""
    key: str | None = None
    member: str | None = None
    encoding: str | None = None
    _: KW_ONLY
    zone: str

    @property
    def sidecar(self) -> str | None:
        """The end of the name of the file next to each object."""
        return self.text if self.place == SIDECAR else None

    @property
    def is_kept(self) -> bool:
        """Whether the moment is lost when the silo no longer offers the object."""
        return self.place in (LINE, SIDECAR)


def read_taken(value: Any, form: str, options: Any, refuse: Refuse) -> Taken | None:
    """The dataset property `taken`; `form` and `options` are those of the contract's server."""
    if value is None:
        return None
    places = [place for place in KEYS if isinstance(value, dict) and place in value]
    if len(places) != 1 or not {*value} - {places[0]} <= KEYS[places[0]]:
        raise refuse("dataset: taken", value, ACCEPTED)
    place, text, pattern = places[0], str(value[places[0]]), str(value.get("format", ""))
    if place == AT:
        _check_literal(text, refuse)
    elif "%" not in pattern or "y" not in pattern.lower():
        raise refuse("dataset: taken: format says no year", value.get("format"), ACCEPTED)
    if place in (NAME, LINE):
        try:
            groups_n = re.compile(text).groups
        except re.error:
            groups_n = 0
        if groups_n != 1:
            raise refuse(f"dataset: taken: {place}", text, ACCEPTED)
    if place == LINE and form not in LINED:
        raise refuse(f"dataset: taken: objects of format {form} have no lines", form, LINED)
    if place == SIDECAR and not re.fullmatch(r"\.[\w.-]+", text):
        raise refuse("dataset: taken: sidecar is the end of a name", text, ".taken, .json")
    key = None if value.get("key") is None else str(value["key"])
    return Taken(place, text, pattern, key, options.get("member"), options.get("encoding"), zone="UTC")


def _check_literal(text: str, refuse: Refuse) -> None:
    try:
        dt.datetime.fromisoformat(text)
    except ValueError:
        raise refuse("dataset: taken: at", text, "a day or a moment, 2015-08-31, 2015-08-31T18:00:00+08:00") from None


def observed(columns: Sequence[Column], taken: Taken | None) -> tuple[Column, ...]:
    """The columns, those marked whose days must be there when the delivery was taken."""
    if taken is None:
        return tuple(columns)
    return tuple(
        replace(column, observed=column.sql_type in ("DATE", "TIMESTAMPTZ") and not column.planned)
        for column in columns
    )
