"""The interval at which a contract promises new data, from its service level."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

MINUTES = {"m": 1, "min": 1, "minutes": 1, "h": 60, "hours": 60, "d": 1440, "day": 1440, "days": 1440}
PROMISES = ("frequency", "freshness", "latency")


def freshness_minutes(document: Mapping[str, Any], one_of: Callable[[str, Any, Iterable[str]], str]) -> int | None:
    """The most minutes between two deliveries; `one_of` refuses a unit that is not known and names the file."""
    for entry in document.get("slaProperties") or ():
        if entry.get("property") in PROMISES:
            return int(float(entry["value"]) * MINUTES[one_of("slaProperties: unit", entry.get("unit", "d"), MINUTES)])
    return None
