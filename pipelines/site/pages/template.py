"""Words with values in them: `{column}` is a value of a row, `{column:,}` the value in a format of Python.

`{a/b}` is a share in per cent, `{a:name}` a name in both languages, `{a:part slice}` the name of a part of a slice.
`{a:label set}` is the words of a set of labels, and `{a:en b}` is column `a` in Chinese and column `b` in English.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pipelines.declare import rounding
from pipelines.declare.header import PERCENT
from pipelines.declare.rounding import NOTHING
from pipelines.site.data import Data
from pipelines.site.model import Text, same
from pipelines.site.names import CHINESE
from warehouse.errors import HgtError

FIELD = re.compile(r"\{([^{}:]*)(?::([^{}]*))?\}")
PART, LABEL, EN, NAME = "part", "label", "en", "name"
WAYS = (PART, LABEL, EN, NAME)
ROUND, SHOWN = ".1f", "shown"
"""A number before a per cent sign; `rounding` shows it, so that 99.96 does not become 100.0."""


@dataclass(frozen=True)
class Scope:
    """The values that words may name, the release they are of, and the page's sets of labels."""

    data: Data
    values: Mapping[str, Any] = field(default_factory=dict)
    labels: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)


@dataclass(frozen=True)
class Template:
    """Words in both languages with fields in them."""

    zh: str
    en: str

    @classmethod
    def read(cls, text: str) -> "Template":
        """`中文|English`, or words that read alike in both languages."""
        zh, mark, en = text.partition("|")
        if mark and not (zh.strip() and en.strip()):
            raise ValueError("one of the two languages is missing")
        if not mark and CHINESE.search(text):
            raise ValueError("the English words are missing")
        if not text.strip() or set("{}") & set(FIELD.sub("", text)):
            raise ValueError("the words are empty or a brace is open")
        return cls(zh, en if mark else zh)

    @property
    def words(self) -> Text:
        """The words of a template without fields."""
        return Text(self.zh, self.en)

    @property
    def fields(self) -> list[str]:
        """The columns that the fields name."""
        found: list[str] = []
        for name, way in FIELD.findall(f"{self.zh} {self.en}"):
            found += name.split("/")
            found += [way.removeprefix(f"{EN} ")] if way.startswith(f"{EN} ") else []
        return list(dict.fromkeys(found))

    @property
    def is_plain(self) -> bool:
        """Whether every field is written as it is, and none becomes words."""
        return all(way.split(" ")[0] not in WAYS for _, way in FIELD.findall(self.zh + self.en))

    def check(self, columns: Iterable[str], labels: Iterable[str] = ()) -> None:
        """Refuse a field that names no column and a set of labels that is not declared."""
        known, sets = list(columns), list(labels)
        for name in self.fields:
            if name not in known:
                raise HgtError(f"there is no column {name}", value=self.shown, accepted=known)
        for _, way in FIELD.findall(self.zh + self.en):
            if way.startswith(f"{LABEL} ") and way.removeprefix(f"{LABEL} ") not in sets:
                raise HgtError(f"there are no labels for `{way}`", value=self.shown, accepted=sets)

    @property
    def shown(self) -> str:
        return self.zh if self.zh == self.en else f"{self.zh}|{self.en}"

    def fill(self, scope: Scope) -> Text | None:
        """The words with the values inserted; None where a value is missing."""
        self.check(scope.values, scope.labels)
        zh, en = _filled(self.zh, scope), _filled(self.en, scope)
        return None if zh is None or en is None else Text(zh.zh, en.en)

    def filled(self, scope: Scope) -> Text:
        """The same, with a dash where a value is missing."""
        return self.fill(scope) or same(NOTHING)


def _filled(text: str, scope: Scope) -> Text | None:
    made, at = same(""), 0
    for found in FIELD.finditer(text):
        is_share = found[2] == ROUND and text.startswith(PERCENT, found.end())
        value = _value(found[1], SHOWN if is_share else found[2] or "", scope)
        if value is None:
            return None
        made, at = made + text[at : found.start()] + value, found.end()
    return made + text[at:]


def _value(name: str, way: str, scope: Scope) -> Text | None:
    """One field in both languages; None where its value is missing."""
    kind, _, of = way.partition(" ")
    values = [scope.values[one] for one in name.split("/")]
    if None in values:
        return None
    value = values[0]
    if kind == PART:
        return scope.data.name(of, str(value))
    if len(values) == 2:
        return same(rounding.share(int(value), int(values[1])))
    if kind == LABEL:
        code = str(value).lower() if isinstance(value, bool) else str(value)
        return scope.labels[of].get(code, same(code))
    if kind == EN:
        return Text(str(value), str(scope.values[of]))
    if kind == NAME:
        return scope.data.said(str(value))
    if isinstance(value, Text):
        return value
    if kind == SHOWN:
        return same(rounding.per_cent(value).removesuffix(PERCENT))
    try:
        return same(format(value, way))
    except ValueError as error:
        accepted = ("a format of Python that suits the column", *(f"{one} …" for one in WAYS))
        raise HgtError(f"column {name} cannot be written so", value=f"{{{name}:{way}}}", accepted=accepted) from error
