"""Repairs a damaged store: derivable tables are removed and made again by a run, files with a good copy are restored.

A file of the lake has a second name in each release that shows it; a silo may still offer a landed file. Where one of
these has the right checksum, it replaces the damaged file. A derived table whose file is lost is removed from the lake
with the snapshots that showed it. The run that follows makes it, a release and its copies from the landed files. Any
other loss is reported, and then nothing is removed. `warehouse.damage` finds damage.
"""

import contextlib
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb

from pipelines.declare.dag import OUTCOME
from pipelines.declare.project import Content
from pipelines.extract import drop_folder, landing
from pipelines.metrics import kpi
from pipelines.metrics.index_values import TABLE as INDEX_PARTS
from pipelines.ops.run import RunOutcome, run
from pipelines.release import gate
from pipelines.release.report import MARK
from pipelines.state import build_log
from pipelines.transform.calendar import TABLE as CALENDAR
from warehouse import damage, disk, manifest
from warehouse.changes import alive
from warehouse.damage import Damage
from warehouse.errors import HgtError
from warehouse.maintenance import tend
from warehouse.paths import Paths
from warehouse.releases import publish, released
from warehouse.schema import LAYERS, PUBLIC_TABLES, bootstrap
from warehouse.sql import identifier
from warehouse.store import Writer
from warehouse.torn import LOST

SCORES = "meta.quality_score"
DESCRIBED = frozenset(
    f"meta.{name}" for name in ("catalogue", "catalogue_column", "glossary", "lineage", "kpi", "kpi_shape", "rule")
)
"""Tables that each release writes from the declarations."""
KERNEL = {
    CALENDAR: (CALENDAR,), OUTCOME: (OUTCOME,), kpi.TABLE: (kpi.TABLE,),
    INDEX_PARTS: (kpi.TABLE, INDEX_PARTS), SCORES: (OUTCOME,),
}  # fmt: skip
"""Tables that the kernel derives, each with the build log entries whose removal causes a rebuild."""
Say = Callable[[str], None]


@dataclass(frozen=True)
class Fault:
    """One damaged file, its treatment by `--repair`, and the next command where no treatment exists."""

    found: Damage
    deed: str | None
    next: str = damage.NEXT

    def __str__(self) -> str:
        return f"{self.found.file} is damaged: {self.found.found}, expected {self.found.expected}"


@dataclass
class Plan:
    """A repair: files that replace damaged ones, tables and releases that are made again."""

    faults: list[Fault] = field(default_factory=list)
    twins: dict[Path, Path] = field(default_factory=dict)
    landed: dict[Path, landing.SourceObject] = field(default_factory=dict)
    tables: set[str] = field(default_factory=set)
    lost: dict[str, set[str]] = field(default_factory=lambda: {"lake": set(), "vault": set()})
    """Names of files by lake."""
    releases: set[int] = field(default_factory=set)
    copies: set[Path] = field(default_factory=set)
    reports: bool = False

    @property
    def is_beyond(self) -> bool:
        """Whether something is lost and no source holds it any more."""
        return any(fault.deed is None for fault in self.faults)

    def add(self, found: Damage, deed: str | None, next_step: str = damage.NEXT) -> None:
        """One more fault."""
        self.faults.append(Fault(found, deed, next_step if deed is not None else LOST))


def plan(look: Writer, content: Content, *, deep: bool) -> Plan:
    """Every damage of a store with its remedy."""
    found, paths = Plan(), look.paths
    damaged = damage.check(look, deep=deep)
    sums = damage.checksums(paths)
    shown = _shown(look) if damaged else {}
    for each in damaged:
        path = each.file.relative_to(paths.data).as_posix()
        twin = _twin(paths, each.file, sums.get(path))
        source = _offered_again(look, content, each.file, sums.get(path)) if twin is None else None
        lake, of = shown.get(path, ("", None))
        if twin is not None:
            found.twins[each.file] = twin
            found.add(each, "its twin in a release takes its place")
        elif source is not None:
            found.landed[each.file] = source
            found.add(each, "its silo still offers these bytes: they are landed again")
        elif of is not None and not of.is_live:
            found.lost[lake].add(each.file.name)
            found.add(each, "only older snapshots show it: they are expired")
        elif of is not None and lake == "lake" and _is_derived(content, of.table):
            found.lost[lake].add(each.file.name)
            found.tables.add(of.table)
            found.add(each, f"a run makes {of.table} again from what was landed, and a new release")
        else:
            found.add(each, None)
    for number in released.kept(paths):
        for each in released.check(paths, number, sums, deep=deep):
            found.releases.add(number)
            found.add(each, f"release {number} is put together again, or dropped where its rows are lost")
    _plan_copies(found, paths, deep=deep)
    return found


def _plan_copies(found: Plan, paths: Paths, *, deep: bool) -> None:
    newest = (paths.public / "parquet").resolve()
    for folder in (paths.public, *sorted(paths.public.glob("releases/*"))):
        for each in manifest.check(folder, deep=deep):
            found.copies.add(folder)
            is_old = folder not in (paths.public, newest)
            found.add(each, "this older copy is removed" if is_old else "the newest release is published again")
    for each in manifest.check(paths.reports, deep=deep):
        found.reports = True
        found.add(each, "the report is built again")


def _is_derived(content: Content, table: str) -> bool:
    return table in content.models or table in KERNEL or table in DESCRIBED


def _shown(look: Writer) -> dict[str, tuple[str, damage.Named]]:
    """The lake and the entry of each file that a catalogue names, by its path in the data folder."""
    return {
        (files.relative_to(look.paths.data) / each.path).as_posix(): (lake, each)
        for lake, files in (("lake", look.paths.lake_files), ("vault", look.paths.restricted_files))
        for each in damage.named(look.con, f"__ducklake_metadata_{lake}")
    }


def _twin(paths: Paths, file: Path, told: str | None) -> Path | None:
    """Another name, or a copy, of a lake's file that has the right checksum."""
    if told is None or file.suffix != damage.ROWS or file.is_relative_to(paths.landed):
        return None
    places = (paths.releases, paths.lake_files, paths.restricted_tables, paths.restricted / "releases")
    others = (other for place in places for other in place.rglob(file.name) if other.resolve() != file.resolve())
    return next((other for other in others if damage.digest(other) == told), None)


def _offered_again(look: Writer, content: Content, file: Path, told: str | None) -> landing.SourceObject | None:
    """The object of a silo that is landed as exactly this file."""
    if told is None or not file.is_relative_to(look.paths.landed):
        return None
    rows = look.con.execute(
        "SELECT DISTINCT dataset, bytes_n FROM vault.raw.landed WHERE path = ?",
        [file.relative_to(look.paths.landed).as_posix()],
    ).fetchall()
    for dataset, size in rows:
        contract = content.contracts.get(dataset)
        if contract is None:
            continue
        location = Path(content.district.silos[contract.silo].location)
        with contextlib.suppress(HgtError):
            for item in drop_folder.find(location, contract.server, contract.order.sidecar):
                if item.path.is_file() and item.size == size and damage.digest(item.path) == told:
                    return item
    return None


def repair(root: Path, paths: Paths, say: Say) -> RunOutcome | None:
    """Repair every repairable fault, report each step, and return the outcome of the run that rebuilt the rest."""
    content = Content.load(root, paths)
    zone = content.district.time_zone
    mend_rights(paths, say)
    left = strays(paths)
    with disk.watched(paths.data, disk.STANDS), Writer.open(paths, zone) as writer:  # no run is at work from here on
        found = plan(writer, content, deep=True)
        for entry in left:
            _remove(entry)
        for lake, con, files in _lakes(writer):
            for orphan in tend.orphans(con, lake, files):
                orphan.unlink(missing_ok=True)
                left.append(orphan)
        for entry in left:
            say(f"removed {entry}, which a run that was killed left")
        _put_back(writer.paths, found, say)
        if found.is_beyond:
            return None
        _take_out(writer, found, say)
        _put_together(writer, content, found, say)
        _forget_copies(paths, found, say)
        damage.note(writer)
    outcome = run(root, paths, say=say)
    if outcome.ok:
        _drop_lost(paths, say)
    return outcome


def mend_rights(paths: Paths, say: Say) -> None:
    """Close entries that are open to other accounts."""
    for entry, mode in open_to_others(paths):
        entry.chmod(stat.S_IMODE(entry.stat().st_mode) & mode)
        say(f"chmod {stat.S_IMODE(entry.stat().st_mode):o} {entry}")


def open_to_others(paths: Paths) -> Iterator[tuple[Path, int]]:
    """Entries that other accounts may reach and must not, each with the most that its mode may be."""
    for entry, mode in closed(paths):
        if entry.exists() and stat.S_IMODE(entry.stat().st_mode) & ~mode:
            yield entry, mode


def closed(paths: Paths) -> list[tuple[Path, int]]:
    """Files and folders that are closed to other accounts, with the most that each mode may be."""
    folders = (paths.restricted, paths.lake_files, paths.quantiles)
    files = [*paths.restricted.glob("catalog.sqlite*"), *paths.lake.glob("catalog.sqlite*"), paths.checksums]
    return [*((folder, 0o700) for folder in folders), *((file, 0o600) for file in (*files, paths.key_file))]


def strays(paths: Paths) -> list[Path]:
    """Unfinished files of a run: it is at work, or it was killed."""
    patterns = (
        (paths.tmp, "*"), (paths.landed, "*.part"), (paths.releases, ".aside-*"), (paths.public, ".aside-*"),
        (paths.data, f".{paths.reports.name}.*"), (paths.data, f"{paths.facts.name}?*"),
    )  # fmt: skip
    return sorted(entry for folder, each in patterns for entry in folder.glob(each))


def _lakes(writer: Writer) -> tuple[tuple[str, duckdb.DuckDBPyConnection, Path], ...]:
    return ("lake", writer.con, writer.paths.lake_files), ("vault", writer.side, writer.paths.restricted_files)


def _remove(entry: Path) -> None:
    if entry.is_dir() and not entry.is_symlink():
        shutil.rmtree(entry)
    else:
        entry.unlink(missing_ok=True)


def _put_back(paths: Paths, found: Plan, say: Say) -> None:
    for file, twin in found.twins.items():
        aside = _aside(file)
        try:
            os.link(twin, aside)
        except OSError:
            shutil.copy2(twin, aside)
        aside.replace(file)
        say(f"put back {file} from {twin}")
    for file, item in found.landed.items():
        aside = _aside(file)
        shutil.copyfile(item.path, aside)
        aside.chmod(0o600)
        aside.replace(file)
        say(f"landed {file} again from its silo")


def _aside(file: Path) -> Path:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = file.with_name(f".aside-{file.name}")
    aside.unlink(missing_ok=True)
    return aside


def _take_out(writer: Writer, found: Plan, say: Say) -> None:
    """Remove tables whose files are lost from the lake, so that the next run makes them from the landed files.

    The entry of a `std` table stays: without it only the present objects of the silo would be read.
    """
    entries = build_log.entries(writer)
    for table in sorted(found.tables):
        with writer.transaction() as con:
            con.execute(f"DROP TABLE lake.{'.'.join(map(identifier, table.split('.')))}")
            if table.startswith("std.") and table != CALENDAR:
                build_log.write(writer, replace(entries[table], text_hash=""))
            else:
                for entry in KERNEL.get(table, (table,)):
                    build_log.forget(writer, entry)
        say(f"took {table} out of the lake: the run makes it again")
    if found.tables:
        with writer.transaction() as con:
            for statement in bootstrap("lake", PUBLIC_TABLES, LAYERS):
                con.execute(statement)
    for lake, con, files in _lakes(writer):
        lost = found.lost[lake]
        if lost:
            tend.give_up(con, lake, lost)
            for name in lost:
                for file in files.rglob(name):
                    file.unlink()


def _put_together(writer: Writer, content: Content, found: Plan, say: Say) -> None:
    """Make releases again whose snapshots the lake still has."""
    made = {one.release_id: one.snapshot_id for one in gate.list_releases(writer.con)}
    for number in sorted(found.releases):
        snapshot = made.get(number)
        if snapshot is not None and snapshot in alive(writer.con):
            released.keep(writer.con, writer.paths, number, snapshot, content.restricted)
            say(f"put release {number} together again")


def _forget_copies(paths: Paths, found: Plan, say: Say) -> None:
    """Have the next run publish and report again, from the lake and not from the copies before."""
    if found.copies or found.tables:
        newest = (paths.public / "parquet").resolve()
        sums = {name: told for name, told in manifest.read(newest).items() if name != publish.MANIFEST}
        if sums:
            manifest.write(newest, [newest / name for name in sums], sums)
        for file in (newest / publish.MANIFEST, paths.manifest):
            file.unlink(missing_ok=True)
        say("the run publishes the newest release again")
    if found.reports:
        (paths.reports / MARK).unlink(missing_ok=True)
        say("the run builds the report again")


def _drop_lost(paths: Paths, say: Say) -> None:
    """Drop older releases whose rows are lost, and older copies that are damaged; the newest of each is intact."""
    sums = damage.checksums(paths)
    for number in released.kept(paths)[:-1]:
        if released.check(paths, number, sums, deep=True):
            released.drop(paths, number)
            say(f"dropped release {number}, whose rows are lost; the newest release holds the tables as they are")
    for folder in sorted(set(paths.public.glob("releases/*")) - {(paths.public / "parquet").resolve()}):
        if manifest.check(folder, deep=True):
            shutil.rmtree(folder)
            say(f"removed the older copy {folder}")
