"""A disk that is full is told in one error, whichever engine met it, and the run heals once there is room."""

import errno
import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from pipelines import cli
from pipelines.ops.run import run
from pipelines.orchestration import place
from pipelines.orchestration.definitions import session
from tests.gate import town
from warehouse import disk
from warehouse.errors import HgtError
from warehouse.paths import Paths

FAILED = ("the disk failed; all stands", "input/output error", "next: hgt doctor --deep")
FULL = ("the disk is full; all stands", "bytes free", "next: free some space")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(errno.ENOSPC, "x"), FULL),
        (OSError(errno.EDQUOT, "x"), FULL),
        (OSError(errno.EACCES, "Permission denied", "/a/folder"), ("/a/folder: the file system refused; all stands",)),
        (sqlite3.OperationalError("attempt to write a readonly database"), ("the file system refused; all stands",)),
        (duckdb.IOException('Cannot open file "x": Read-only file system'), ("the file system refused; all stands",)),
        (sqlite3.OperationalError("database or disk is full"), FULL),
        (duckdb.IOException("Could not write file: No space left on device"), FULL),
        (sqlite3.OperationalError("disk I/O error"), FAILED),
        (OSError(errno.EIO, "Input/output error"), FAILED),
        (RuntimeError("OperationalError: (sqlite3.OperationalError) disk I/O error\n(a link of SQLAlchemy)"), FAILED),
        (duckdb.IOException('Could not write file "x": Input/output error'), FAILED),
        (ValueError("a value"), ()),
    ],
)
def test_a_refusing_disk_is_known_behind_every_error_that_it_causes(
    tmp_path: Path, error: Exception, told: tuple[str, ...]
) -> None:
    def fail() -> None:
        try:
            raise error
        except type(error) as cause:
            raise RuntimeError("an engine's own words") from cause

    with pytest.raises(HgtError if told else RuntimeError) as caught, disk.watched(tmp_path / "none", "all stands"):
        fail()
    if told:
        assert isinstance(caught.value, HgtError) and caught.value.exit_code == 1
        assert all(words in str(caught.value) for words in told) and "next: " in str(caught.value)
    if told == FULL:
        assert str(tmp_path / "none") in str(caught.value)


def test_a_fault_beside_a_handled_refusal_is_not_the_disk_s(tmp_path: Path) -> None:
    def fail() -> None:
        try:
            (tmp_path / "none").read_bytes()
        except FileNotFoundError:
            raise KeyError("a fault of our own")  # noqa: B904  (as where a handler itself is wrong)

    with pytest.raises(KeyError), disk.watched(tmp_path, "all stands"):
        fail()


@pytest.mark.parametrize(("error", "code"), [(duckdb.IOException("Input/output error"), 1), (KeyError("a"), None)])
def test_the_command_line_tells_a_disk_that_fails_outside_of_a_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: Exception, code: int | None
) -> None:
    def fail(**_: str) -> None:
        raise error

    monkeypatch.setattr(cli, "app", fail)
    with pytest.raises(SystemExit if code else KeyError) as ended:
        cli.main()
    if code:
        assert ended.value.args == (code,)
        assert "the disk failed" in capsys.readouterr().err


def test_a_fault_of_the_disk_is_a_full_one_where_no_room_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "free", lambda place: 4096)
    with pytest.raises(HgtError, match="4,096 bytes free"), disk.watched(tmp_path, "all stands"):
        raise sqlite3.OperationalError("disk I/O error")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="mounting a small disk needs root")
def test_a_run_on_a_full_disk_is_one_error(tmp_path: Path) -> None:
    root, data = town.write(tmp_path / "root"), tmp_path / "data"
    data.mkdir()
    call = ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(data)]
    if subprocess.run(call, capture_output=True, check=False).returncode != 0:
        pytest.skip("mounting a small disk is not allowed here")
    try:
        with pytest.raises(HgtError, match="the disk is full; what was released stays readable") as caught:
            run(root, Paths(data))
    finally:
        subprocess.run(["umount", str(data)], check=True)
    assert str(data) in str(caught.value) and "bytes free" in str(caught.value)


def test_too_little_room_is_told_before_a_step(tmp_path: Path) -> None:
    have = shutil.disk_usage(tmp_path).free
    disk.ask_room(tmp_path / "none" / "yet", 1, "it")
    with pytest.raises(HgtError, match="too little room for the backup"):
        disk.ask_room(tmp_path / "none" / "yet", have * 2 + 1, "the backup")


def test_a_run_asks_for_room_before_it_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twice the bytes of the one extract are due, and the copy that stands; nothing is landed without that room."""
    root, paths = town.write(tmp_path / "root"), Paths(tmp_path / "data")
    file = root / "silo" / "ticket.csv"
    copy = 0
    for landed_n in (0, 1):
        due = 2 * file.stat().st_size + copy
        with monkeypatch.context() as patch:
            patch.setattr(disk, "free", lambda place, due=due: due - 1)
            with pytest.raises(HgtError, match="the disk has too little room for this run") as caught:
                run(root, paths)
        assert f"{due - 1:,} bytes free" in str(caught.value) and f"at least {due:,} bytes free" in str(caught.value)
        assert len([one for one in paths.landed.rglob("*") if one.is_file()]) == landed_n
        assert run(root, paths).ok
        copy = paths.published_db.stat().st_size
        with file.open("a") as more:
            more.write("9,open,2015-05-05,13800000009\n")


def test_a_run_of_the_ui_asks_for_the_same_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, paths = town.write(tmp_path / "root"), Paths(tmp_path / "data")
    for name, value in place.prepare(root, paths).items():
        monkeypatch.setenv(name, value)
    due = 2 * (root / "silo" / "ticket.csv").stat().st_size
    for free, is_refused in ((due - 1, True), (due, False)):
        monkeypatch.setattr(disk, "free", lambda place, free=free: free)
        try:
            with dg.build_resources({"session": session}):
                assert not is_refused
        except dg.DagsterError as error:
            assert is_refused and isinstance(error.__cause__, HgtError)
            assert f"at least {due:,} bytes free" in str(error.__cause__)
