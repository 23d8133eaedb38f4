"""Maintenance of the two lakes: merges small files, expires unused snapshots, removes files that nothing names.

The newest releases stay, as many as the district keeps, each with its folder for readers. Snapshots are expired by an
explicit list. It spares each kept release, the head, everything after the newest release and the starting points of the
change feed. Maintenance holds the writer's lock, so a file that no catalogue names belongs to nobody and is removed. A
reader of the lake may still read a retired file, so it is removed when it is older than the age gate. The default is a
dry run. Landed bytes are evidence: those without a registry row are reported and stay.
"""

import datetime as dt
import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from warehouse.errors import HgtError
from warehouse.releases import released
from warehouse.store import Writer

AGE_GATE = dt.timedelta(days=1)


@dataclass(frozen=True)
class LakeReport:
    """The work done on one lake, or due in a dry run."""

    lake: str
    merged_files: int
    made_files: int
    expired: tuple[int, ...]
    kept: tuple[int, ...]
    cleaned: tuple[str, ...]
    orphans: tuple[str, ...]


@dataclass(frozen=True)
class TendReport:
    """One round of maintenance. `dropped` are releases that are no longer kept; `unregistered` are landed files that no
    registry row names, with their bytes.
    """

    dry_run: bool
    dropped: tuple[int, ...]
    lakes: tuple[LakeReport, ...]
    unregistered: tuple[tuple[str, int], ...]

    def __str__(self) -> str:
        lines = ["Dry run: nothing was changed." if self.dry_run else "Done."]
        if self.dropped:
            lines.append(f"releases dropped: {', '.join(map(str, self.dropped))}")
        for lake in self.lakes:
            lines.append(
                f"{lake.lake}: {lake.merged_files} files merged into {lake.made_files}, "
                f"{len(lake.expired)} snapshots expired ({len(lake.kept)} kept), "
                f"{len(lake.cleaned)} retired files and {len(lake.orphans)} orphans removed"
            )
        if self.unregistered:
            size = sum(size for _, size in self.unregistered)
            lines.append(f"landed without a registry row: {len(self.unregistered)} files, {size} bytes (left in place)")
            lines += [f"  {name}" for name, _ in self.unregistered[:20]]
        return "\n".join(lines)


def tend(writer: Writer, dry_run: bool = True, *, keep_releases: int, age: dt.timedelta = AGE_GATE) -> TendReport:
    """One round over both lakes. `keep_releases`: the number of newest releases that stay readable, at least one."""
    if keep_releases < 1:
        raise HgtError("the newest release is always kept", value=keep_releases, accepted="1 or more", next="hgt tend")
    before = dt.datetime.now(dt.UTC) - age
    dropped = tuple(released.kept(writer.paths)[:-keep_releases])
    if not dry_run:
        for number in dropped:
            released.drop(writer.paths, number)
    public = _tend_lake(writer.con, "lake", needed(writer, keep_releases), writer.paths.lake_files, before, dry_run)
    restricted = _tend_lake(writer.side, "vault", set(), writer.paths.restricted_files, before, dry_run)
    return TendReport(dry_run, dropped, (public, restricted), _unregistered(writer))


def needed(writer: Writer, keep_releases: int) -> set[int]:
    """The public snapshots that must stay: releases, all after the newest one, and the change feed's starting
    points.
    """
    con = writer.con
    releases = [
        int(row[0])
        for row in con.execute("SELECT snapshot_id FROM lake.meta.release ORDER BY release_id DESC").fetchall()
    ]
    keep = set(releases[:keep_releases])
    inputs = [
        int(snapshot)
        for (text,) in con.execute("SELECT inputs FROM lake.meta.build").fetchall()
        for snapshot in json.loads(text or "{}").values()
    ]
    for snapshot in inputs:
        keep |= {snapshot, snapshot + 1}
    changed = con.execute("SELECT changed_snapshot FROM lake.meta.build").fetchall()
    keep |= {int(row[0]) + step for row in changed if row[0] is not None for step in (0, 1)}
    since = releases[0] if releases else 0
    keep |= {snapshot for snapshot in _snapshots(con, "lake") if snapshot >= since}
    return keep


def _tend_lake(
    con: duckdb.DuckDBPyConnection, lake: str, keep: set[int], files: Path, before: dt.datetime, dry_run: bool
) -> LakeReport:
    snapshots = _snapshots(con, lake)
    expired = [snapshot for snapshot in snapshots[:-1] if snapshot not in keep]
    merged = made = 0
    if not dry_run:
        if expired:
            con.execute(f"CALL ducklake_expire_snapshots('{lake}', versions => {expired})")
        for row in con.execute(f"CALL ducklake_merge_adjacent_files('{lake}')").fetchall():
            merged, made = merged + int(row[2]), made + int(row[3])
    moment = f"{_day_before(con, before)} 00:00:00+00"
    cleaned = _paths(
        con, f"CALL ducklake_cleanup_old_files('{lake}', dry_run => true, older_than => TIMESTAMPTZ '{moment}')"
    )
    if cleaned and not dry_run:
        _refuse_live(con, lake, cleaned)
        con.execute(f"CALL ducklake_cleanup_old_files('{lake}', older_than => TIMESTAMPTZ '{moment}')")
    strays = orphans(con, lake, files)
    if not dry_run:
        for path in strays:
            path.unlink(missing_ok=True)
    kept = tuple(snapshot for snapshot in snapshots if snapshot not in set(expired))
    return LakeReport(lake, merged, made, tuple(expired), kept, tuple(cleaned), tuple(map(str, strays)))


def give_up(con: duckdb.DuckDBPyConnection, lake: str, names: Collection[str]) -> None:
    """Expire every older snapshot that shows one of these files, and forget the files: they are lost.

    Publications and feeds that start from such a snapshot start again from nothing. The head must show none of them.
    """
    metadata = f"__ducklake_metadata_{lake}"
    spans = con.execute(
        f"""SELECT begin_snapshot, end_snapshot FROM (
            SELECT path, begin_snapshot, end_snapshot FROM {metadata}.ducklake_data_file
            UNION ALL SELECT path, begin_snapshot, end_snapshot FROM {metadata}.ducklake_delete_file)
        WHERE list_contains(?, parse_filename(path))""",
        [sorted(names)],
    ).fetchall()
    expired = [
        snapshot
        for snapshot in _snapshots(con, lake)[:-1]
        if any(begin <= snapshot and (end is None or snapshot < end) for begin, end in spans)
    ]
    if expired:
        con.execute(f"CALL ducklake_expire_snapshots('{lake}', versions => {expired})")
    con.execute(
        f"DELETE FROM {metadata}.ducklake_files_scheduled_for_deletion WHERE list_contains(?, parse_filename(path))",
        [sorted(names)],
    )


def _day_before(con: duckdb.DuckDBPyConnection, moment: dt.datetime) -> dt.date:
    """The last day of which every file is older than the moment.

    The catalogue keeps a file's retirement as a text of the district's wall clock. DuckLake 1.5.5 compares it with a
    moment as texts of different form, which orders days and not times.
    """
    row = con.execute("SELECT current_setting('TimeZone')").fetchone()
    assert row is not None
    return moment.astimezone(ZoneInfo(row[0])).date() - dt.timedelta(days=1)


def _snapshots(con: duckdb.DuckDBPyConnection, lake: str) -> list[int]:
    rows = con.execute(f"SELECT snapshot_id FROM ducklake_snapshots('{lake}') ORDER BY 1").fetchall()
    return [int(row[0]) for row in rows]


def _paths(con: duckdb.DuckDBPyConnection, statement: str) -> list[str]:
    return [str(row[0]) for row in con.execute(statement).fetchall()]


def _known(con: duckdb.DuckDBPyConnection, lake: str) -> set[str]:
    """The names of every file that some snapshot still needs. DuckLake gives each file a unique name (UUID)."""
    rows = con.execute(
        f"SELECT path FROM __ducklake_metadata_{lake}.ducklake_data_file "
        f"UNION ALL SELECT path FROM __ducklake_metadata_{lake}.ducklake_delete_file"
    ).fetchall()
    return {Path(str(row[0])).name for row in rows}


def _retired(con: duckdb.DuckDBPyConnection, lake: str) -> set[str]:
    """Files that wait for their clean-up; they are not orphans."""
    rows = con.execute(f"SELECT path FROM __ducklake_metadata_{lake}.ducklake_files_scheduled_for_deletion").fetchall()
    return {Path(str(row[0])).name for row in rows}


def orphans(con: duckdb.DuckDBPyConnection, lake: str, files: Path) -> list[Path]:
    """Parquet files that a killed writer left: no catalogue row names them."""
    named = _known(con, lake) | _retired(con, lake)
    return sorted(path for path in files.rglob("*.parquet") if path.name not in named)


def _refuse_live(con: duckdb.DuckDBPyConnection, lake: str, paths: list[str]) -> None:
    live = _known(con, lake)
    wrong = [path for path in paths if Path(path).name in live]
    if wrong:
        raise HgtError(
            f"clean-up of {lake} would remove a file that a snapshot still needs; nothing was removed",
            file=wrong[0],
            next="hgt doctor",
        )


def _unregistered(writer: Writer) -> tuple[tuple[str, int], ...]:
    """Landed files that no registry row names: a run died between writing and registering them."""
    landed = writer.paths.landed
    known = {str(row[0]) for row in writer.side.execute("SELECT DISTINCT path FROM vault.raw.landed").fetchall()}
    files = sorted(path for path in landed.rglob("*") if path.is_file())
    return tuple((name, path.stat().st_size) for path in files if (name := str(path.relative_to(landed))) not in known)
