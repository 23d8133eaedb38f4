"""Validation of the keys in the tables of a declaration: unknown and missing keys are reported together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from warehouse.errors import HgtError


@dataclass(frozen=True)
class Keys:
    """One table, the keys that it may have and those that it must; `place` stands before their names, `noun` says what
    they are."""

    values: Mapping[str, Any]
    accepted: tuple[str, ...]
    required: tuple[str, ...]
    place: str = ""
    noun: str = "header key"

    @property
    def unknown(self) -> list[str]:
        return [key for key in self.values if key not in self.accepted]

    @property
    def problems(self) -> list[str]:
        missing = [key for key in self.required if key not in self.values]
        return [f"{self.noun} `{self.place}{key}` is not known" for key in self.unknown] + [
            f"{self.noun} `{self.place}{key}` is missing" for key in missing
        ]


def check(file: Path, tables: Iterable[Keys], next: str) -> None:
    """Refuse a file any table of which has a key that it must not have, or lacks one."""
    bad = [table for table in tables if table.problems]
    if bad:
        raise HgtError(
            "; ".join(problem for table in bad for problem in table.problems),
            file=file,
            value=", ".join(key for table in bad for key in table.unknown) or None,
            accepted=dict.fromkeys(f"{table.place}{key}" for table in bad for key in table.accepted),
            next=next,
        )
