"""Local days next to moments in the copies of a release: `reported_on` for `reported_at`.

A client casts a moment to the day of its own zone, which is often another one. So each copy adds the day of every
moment in the district's zone, unless the table has such a column. Each comment on a moment names that zone.
"""

from collections.abc import Mapping

from warehouse.sql import identifier
from warehouse.zone import day

MOMENT = "TIMESTAMP WITH TIME ZONE"
BETWEEN = " | "
"""Separates the Chinese and the English half of a comment."""


def beside(columns: Mapping[str, str]) -> dict[str, str]:
    """The days that copies add to a table of these columns and types: `{"reported_on": "reported_at"}`."""
    moments = {f"{name[:-3]}_on": name for name, kind in columns.items() if kind == MOMENT and name.endswith("_at")}
    return {added: moment for added, moment in moments.items() if added not in columns}


def select_list(columns: Mapping[str, str], zone: str) -> str:
    """A table's columns as SQL, each added day after its moment; the connection's zone is the district's `zone`."""
    days = {moment: added for added, moment in beside(columns).items()}
    return ", ".join(
        f"{identifier(name)}, {day(identifier(name), zone)} AS {identifier(days[name])}"
        if name in days
        else identifier(name)
        for name in columns
    )


def in_words(zh: str | None, en: str | None) -> tuple[str, str]:
    """Return the description of an added day, derived from that of its moment."""
    return (f"{zh}（当地日期）" if zh else "当地日期"), (f"{en}: local day" if en else "Local day")


def with_zone(comment: str | None, zone: str) -> str:
    """A comment that names the zone, in both halves."""
    zh, mark, en = (comment or "").partition(BETWEEN)
    if not zh:
        return f"时区 {zone}{BETWEEN}time zone {zone}"
    return f"{zh}（时区 {zone}）{BETWEEN}{en} (time zone {zone})" if mark else f"{zh} (time zone {zone})"


def day_comment(comment: str | None, zone: str) -> str:
    """The comment on an added day, derived from the comment on its moment."""
    zh, _, en = (comment or "").partition(BETWEEN)
    return with_zone(BETWEEN.join(in_words(zh, en)), zone)
