"""The machine's clock compared with the moments that the store has recorded: time moves on from release to release."""

import datetime as dt

from warehouse.errors import HgtError
from warehouse.store import Writer

SLACK = dt.timedelta(minutes=1)
"""A clock that is corrected by less than this counts as right."""
NEXT = "set the clock, then hgt run; hgt run --trust-clock where the clock is right and the earlier time was wrong"


def behind(writer: Writer, started_at: dt.datetime) -> str | None:
    """Both times in words, where the clock is behind the newest release or the start of this run; else None."""
    row = writer.con.execute("SELECT arg_max(created_at, release_id) FROM lake.meta.release").fetchone()
    now, released = dt.datetime.now(dt.UTC), row[0] if row is not None else None
    for what, moment in (("the newest release is of", released), ("this run began at", started_at)):
        if moment is not None and now < moment - SLACK:
            return f"the clock says {now.astimezone(dt.UTC):%F %T} UTC, {what} {moment.astimezone(dt.UTC):%F %T} UTC"
    return None


def refuse_behind(writer: Writer) -> None:
    """Refuse to write with a clock that is behind the store's newest release."""
    told = behind(writer, dt.datetime.now(dt.UTC))
    if told is not None:
        raise HgtError(
            "the clock of this machine is behind the store; nothing was read and no release is made",
            file=writer.paths.data, value=told, accepted="a clock that is later than the newest release", next=NEXT,
        )  # fmt: skip
