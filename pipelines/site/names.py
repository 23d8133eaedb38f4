"""Words of a root for its units of measure, and English names of what it says in Chinese only. It may list them.

`reports/names.toml` has `[names]`, word for word, `[units]`, `中文|English` by unit, and `[patterns]`: a regular
expression over the whole name and its English form. In that form `{0}`, `{1}` … are the groups, which are themselves
put into English. A name that is not listed stays as it is.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipelines.declare.project import NAMES
from pipelines.site.model import Text
from warehouse.errors import HgtError

TABLES = ("names", "patterns", "units")
CHINESE = re.compile(r"[一-鿿]")


@dataclass(frozen=True)
class Names:
    """English names of a content root's things."""

    exact: Mapping[str, str] = field(default_factory=dict)
    patterns: tuple[tuple[re.Pattern[str], str], ...] = ()
    units: Mapping[str, Text] = field(default_factory=dict)

    def said(self, name: str) -> Text:
        """A name in both languages; one that is not listed reads alike in both."""
        return Text(name, self._english(name) or name)

    def unit(self, unit: str) -> Text:
        """A unit of measure in both languages."""
        return self.units.get(unit) or self.said(unit)

    def labelled(self, value: str, label: str) -> Text:
        """A value with its Chinese label; in English as the label is listed, else as the value is written."""
        return Text(label, self._english(label) or self.said(value).en)

    def _english(self, name: str) -> str | None:
        if name in self.exact:
            return self.exact[name]
        for pattern, form in self.patterns:
            if found := pattern.fullmatch(name):
                parts = [self._english(part) or part for part in found.groups("")]
                if not any(CHINESE.search(part) for part in parts):
                    return form.format(*parts)
        return None


def read_names(root: Path) -> Names:
    """The names that a content root lists; none where it has no such file."""
    file = root / NAMES
    if not file.exists():
        return Names()
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise _refused(file, f"the file is not TOML: {error}", None, "TOML") from error
    for key in values:
        if key not in TABLES:
            raise _refused(file, f"key `{key}` is not known", key, ", ".join(TABLES))
    exact, forms, units = (_texts(file, key, values.get(key, {})) for key in TABLES)
    patterns = tuple(_pattern(file, text, form) for text, form in forms.items())
    return Names(exact, patterns, {unit: _unit(file, unit, words) for unit, words in units.items()})


def _texts(file: Path, key: str, table: Any) -> dict[str, str]:
    if not isinstance(table, dict):
        raise _refused(file, f"`{key}` is wrong", table, "a table")
    for name, english in table.items():
        if not isinstance(english, str) or not english.strip():
            raise _refused(file, f"`{key}.{name}` is wrong", english, "the words")
    return dict(table)


def _unit(file: Path, unit: str, words: str) -> Text:
    zh, _, en = words.partition("|")
    if not (zh.strip() and en.strip()):
        raise _refused(file, f"`units.{unit}` is wrong", words, "the unit as `中文|English`")
    return Text(zh, en)


def _pattern(file: Path, text: str, form: str) -> tuple[re.Pattern[str], str]:
    try:
        pattern = re.compile(text)
        form.format(*[""] * pattern.groups)
    except (re.error, IndexError, KeyError, ValueError) as error:
        accepted = "a regular expression, and a form with {0} to the number of its groups less one"
        raise _refused(file, f"`patterns.{text}` is wrong: {error}", form, accepted) from error
    return pattern, form


def _refused(file: Path, message: str, value: object, accepted: str) -> HgtError:
    return HgtError(message, file=file, value=value, accepted=accepted, next=f"correct {NAMES}, then hgt run")
