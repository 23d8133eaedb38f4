"""Reads the open data sets with the standard library and openpyxl only: the second opinion that the tests rest on."""

import csv
import datetime as dt
import gzip
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl


def table(file: Path) -> list[dict[str, str]]:
    """The records of a gzipped CSV, as text."""
    with gzip.open(file, "rt", encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def sheet(file: Path) -> list[dict[str, Any]]:
    """The records of a workbook's first sheet, by the names in its first row."""
    rows = openpyxl.load_workbook(file, read_only=True).worksheets[0].iter_rows(values_only=True)
    names = [str(name) for name in next(rows)]
    return [dict(zip(names, row, strict=True)) for row in rows]


def moment(text: str, form: str, zone: str) -> dt.datetime | None:
    """A local time as a moment; None for no text."""
    return dt.datetime.strptime(text, form).replace(tzinfo=ZoneInfo(zone)) if text else None


def hours(begin: dt.datetime, end: dt.datetime) -> float:
    """Elapsed hours, across a change of the clocks too: two moments of one zone subtract by the wall clock."""
    return (end.astimezone(dt.UTC) - begin.astimezone(dt.UTC)).total_seconds() / 3600


def quantile(values: Iterable[float], share: float) -> float:
    """The continuous quantile, by linear interpolation between neighbours."""
    ranked = sorted(values)
    place = (len(ranked) - 1) * share
    below = int(place)
    above = min(below + 1, len(ranked) - 1)
    return ranked[below] + (ranked[above] - ranked[below]) * (place - below)
