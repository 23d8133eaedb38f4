"""Examines the machine and the store, and names the remedy of each fault.

It changes nothing; `repair` makes the repairs.
"""

import fcntl
import os
import platform
import shutil
import stat
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import duckdb
import yaml

from pipelines.declare.district import read_district
from pipelines.declare.project import Content
from pipelines.ops import repair
from pipelines.ops.finding import Finding
from pipelines.orchestration import place
from pipelines.state.session import KEY_VARIABLE, MINIMUM_KEY_LENGTH
from warehouse.errors import HgtError
from warehouse.paths import Paths
from warehouse.store import EXTENSIONS, is_made, load, looking, open_file
from warehouse.visible import path_text

PYTHON = (3, 11)
FREE_BYTES = 2 * 1024**3
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def examine(root: Path, paths: Paths, *, deep: bool = False) -> list[Finding]:
    """Every check, in the order of dependence; `deep` compares every stored file's checksum."""
    zone = read_district(root, paths.data).time_zone
    return [
        _python(),
        _extensions(zone),
        _disk(paths),
        *_folders(paths),
        _lock(paths),
        *_strays(paths),
        *_catalogues(root, paths, zone, deep=deep),
        _key(root, paths, zone),
        *_telemetry(paths),
        _browser(),
    ]


def _python() -> Finding:
    wanted = ".".join(map(str, PYTHON))
    return Finding(
        sys.version_info >= PYTHON,
        f"Python {platform.python_version()} (at least {wanted})",
        None if sys.version_info >= PYTHON else f"install Python {wanted}, then make clean run",
    )


def _extensions(zone: str) -> Finding:
    try:
        with closing(open_file(Path(":memory:"), zone, read_only=False)) as con:
            for name in EXTENSIONS:
                load(con, name)  # with its signature, which a run does not check
            version = con.execute("SELECT version()").fetchone()
    except (duckdb.Error, ImportError, OSError) as error:
        return Finding(False, f"DuckDB's extensions do not load: {error}", "make clean, then make run")
    return Finding(True, f"DuckDB {version[0] if version else ''} loads {', '.join(EXTENSIONS)} from their wheels")


def _disk(paths: Paths) -> Finding:
    place = next(folder for folder in (paths.data, *paths.data.parents) if folder.exists())
    free = shutil.disk_usage(place).free
    return Finding(
        free >= FREE_BYTES,
        f"{free / 1024**3:,.1f} GiB free for {paths.data} (at least {FREE_BYTES / 1024**3:.0f})",
        None if free >= FREE_BYTES else "free some space; hgt tend --apply removes what no release needs",
    )


def _folders(paths: Paths) -> Iterator[Finding]:
    if not paths.data.exists():
        yield Finding(True, f"no store in {paths.data} yet; hgt run makes it")
        return
    writable = os.access(paths.data, os.W_OK | os.X_OK)
    yield Finding(
        writable,
        f"{paths.data} can be written" if writable else f"{paths.data} cannot be written by this user",
        None if writable else "chown it to the user that runs hgt, or choose another folder: hgt --data DIR run",
    )
    for entry, mode in repair.closed(paths):
        if entry.exists():
            have = stat.S_IMODE(entry.stat().st_mode)
            yield Finding(
                not have & ~mode,
                f"{entry} has mode {have:04o} (at most {mode:04o})",
                None if not have & ~mode else f"hgt doctor --repair: chmod {have & mode:o} {entry}",
            )


def _lock(paths: Paths) -> Finding:
    if not paths.lock.exists():
        return Finding(True, "the writer's lock is free")
    with paths.lock.open() as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = handle.read().strip() or "a process that is starting"
            return Finding(True, f"the store is being written by {holder}; another run waits for it")
        fcntl.flock(handle, fcntl.LOCK_UN)
    return Finding(True, "the writer's lock is free")


def _catalogues(root: Path, paths: Paths, zone: str, *, deep: bool) -> Iterator[Finding]:
    try:
        if not is_made(paths):
            return
    except HgtError as error:
        yield Finding(False, f"{error.file}: {error.message}", error.next)
        return
    for table, words in (("lake.meta.batch", "public lake"), ("vault.raw.landed", "restricted store")):
        try:
            with looking(paths, zone) as look:
                row = look.con.execute(f"SELECT count(*) FROM {table}").fetchone()
            yield Finding(True, f"the {words} opens, {row[0] if row else 0:,} rows in {table.partition('.')[2]}")
        except (duckdb.Error, HgtError, OSError) as error:
            step = "restore the data folder from its backup; hgt --data DIR run makes a new store from the silos"
            yield Finding(False, f"the {words} does not open: {error}", step)
            return
    yield from _stored(root, paths, zone, deep=deep)


def _stored(root: Path, paths: Paths, zone: str, *, deep: bool) -> Iterator[Finding]:
    """Yield the faults in the files of the lakes, the releases and their copies, with the effect of a repair."""
    try:
        content = Content.load(root, paths)
    except HgtError as error:
        yield Finding(False, f"the content root does not load, so no stored file was compared: {error}", "hgt status")
        return
    with looking(paths, zone) as look:
        found = repair.plan(look, content, deep=deep).faults
    compared = "bytes and checksums of all" if deep else "bytes of all, checksums of some (all: hgt doctor --deep)"
    if not found:
        yield Finding(True, f"the stored files are complete: {compared}")
    for each in found:
        yield Finding(False, str(each), each.next if each.deed is None else f"hgt doctor --repair: {each.deed}")


def _strays(paths: Paths) -> Iterator[Finding]:
    left = repair.strays(paths) if paths.data.exists() else []
    if left:
        shown = ", ".join(path_text(entry) for entry in left[:3])
        text = f"{len(left)} file(s) or folder(s) of a run that is at work or was killed: {shown}"
        yield Finding(True, text, "hgt doctor --repair removes them; so does the next run", notice=True)


def _key(root: Path, paths: Paths, zone: str) -> Finding:
    value = os.environ.get(KEY_VARIABLE)
    if value is not None:
        good = len(value) >= MINIMUM_KEY_LENGTH
        return Finding(
            good,
            f"the pseudonym key is that of {KEY_VARIABLE}" if good else f"{KEY_VARIABLE} is too short to be a key",
            None if good else f"export {KEY_VARIABLE} with at least {MINIMUM_KEY_LENGTH} characters of random text",
        )
    if paths.key_file.exists():
        return Finding(True, f"the pseudonym key is that of {paths.key_file}; keep a copy outside the store")
    contracts = Content.load(root, paths).contracts.values()
    if not any(column.namespace for contract in contracts for column in contract.columns):
        return Finding(True, "no dataset holds identifiers, so no pseudonym key is needed")
    if not _holds_batches(paths, zone):
        return Finding(True, f"no pseudonym key yet: the first run makes one in {paths.key_file}")
    return Finding(
        False,
        f"the store holds keyed identifiers and there is no key: neither {KEY_VARIABLE} nor {paths.key_file}",
        f"export {KEY_VARIABLE} with the key that this store was made with",
    )


def _holds_batches(paths: Paths, zone: str) -> bool:
    try:
        if not is_made(paths):
            return False
        with looking(paths, zone) as look:
            return bool(look.con.execute("SELECT 1 FROM lake.meta.batch LIMIT 1").fetchone())
    except (duckdb.Error, HgtError):
        return True


def _telemetry(paths: Paths) -> Iterator[Finding]:
    for file in (place.PROJECT / place.INSTANCE, paths.dagster / place.INSTANCE):
        if not file.exists():
            continue
        declared = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
        off = (declared.get("telemetry") or {}).get("enabled") is False
        yield Finding(
            off,
            f"{file}: telemetry is {'off' if off else 'on'}",
            None
            if off
            else f"write `telemetry: {{enabled: false}}` into {place.PROJECT / place.INSTANCE}, then hgt run",
        )


def _browser() -> Finding:
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is not None:
        return Finding(True, f"{found} is there for the browser tests")
    return Finding(True, "no Chromium: only the browser tests miss it (apt-get install chromium)")
