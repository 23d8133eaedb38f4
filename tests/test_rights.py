"""Files and folders that this user may not read or write: one error that names the place, and no stack of frames."""

import itertools
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

import duckdb
import pytest
from rich.console import Console

from pipelines import cli
from pipelines.cli import screen
from pipelines.ops import run_summary
from pipelines.ops.run import run
from pipelines.orchestration.ui import serve
from pipelines.state.session import KEY_VARIABLE
from tests.gate import town
from tests.test_released import as_nobody
from warehouse import disk
from warehouse.errors import HgtError, plain
from warehouse.paths import Paths

PHONE, PERSON = "13800000001", "张三"
REFUSED = ("ead-only file system", "Device or resource busy")
STANDS = "the file system refused; what was released stays readable"


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, "a key for the tests only")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that other accounts may enter."""
    base = Path(tempfile.mkdtemp(prefix="hgt-rights-"))
    base.chmod(0o755)
    yield base
    shutil.rmtree(base)


def command(root: Path, data: Path, *words: str) -> Callable[[], str]:
    """A command with what it prints and its exit code."""

    def act() -> str:
        said = StringIO()
        screen.console.file = screen.error_console.file = said
        sys.argv = ["hgt", "--root", str(root), "--data", str(data), *words]
        with redirect_stdout(said), redirect_stderr(said):
            try:
                cli.main()
            except SystemExit as ended:
                said.write(f"exit {ended.code}")
        return said.getvalue()

    return act


@pytest.mark.parametrize(
    ("name", "words"),
    [
        *itertools.product(
            ["assets/desk/ticket.odcs.yaml", "models/pub/fct_ticket.sql", "district.toml"],
            [("status",), ("silo", "check"), ("silo", "list")],
        ),
        ("silo", ("silo", "check")),
    ],
)
def test_what_may_not_be_read_is_one_error(folder: Path, name: str, words: tuple[str, ...]) -> None:
    root, data = town.write(folder / "root"), folder / "data"
    data.mkdir()
    os.chown(data, 65534, 65534)
    (root / name).chmod(0o000)
    said = "".join(as_nobody(command(root, data, *words)).split())
    assert "Traceback" not in said
    assert Path(name).name in said and "Permissiondenied" in said and said.endswith("exit1")
    assert "next:" in said


@contextmanager
def read_only(place: Path) -> Iterator[None]:
    """A folder on a disk that cannot be written."""
    if os.geteuid() != 0:
        pytest.skip("mounting a disk needs root")
    call = ["mount", "-t", "tmpfs", "-o", "ro,size=64k", "tmpfs", str(place)]
    if subprocess.run(call, capture_output=True, check=False).returncode != 0:
        pytest.skip("mounting a disk is not allowed here")
    try:
        yield
    finally:
        subprocess.run(["umount", str(place)], check=True)


@pytest.mark.parametrize("name", ["public", "reports", "lake/releases"])
def test_what_may_not_be_written_is_told_and_the_next_run_heals(tmp_path: Path, name: str) -> None:
    root, paths = town.write(tmp_path / "root"), Paths(tmp_path / "data")
    place = paths.data / name
    place.mkdir(parents=True)
    with read_only(place):
        outcome = run(root, paths)
        assert not outcome.ok
        (told,) = outcome.failures.values()
        assert STANDS in told and name.rpartition("/")[2] in told and any(word in told for word in REFUSED), told
        assert "next: give this user the right" in told
        out = StringIO()
        run_summary.show(outcome, Console(file=out, width=200))
        assert "release 1 was made, its copies or its report were not: see above, then hgt run" in out.getvalue()
    assert run(root, paths).ok


def test_the_ui_is_not_started_where_its_history_may_not_be_written(tmp_path: Path) -> None:
    root, paths = town.write(tmp_path / "root"), Paths(tmp_path / "data")
    paths.dagster.mkdir(parents=True)
    with read_only(paths.dagster), pytest.raises(HgtError, match="the file system refused; nothing is served") as told:
        serve(root, paths, read_only=True)
    assert told.value.next == "give this user the right, then hgt doctor"


def test_a_user_whom_a_place_refuses_is_told_its_owner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is no owner is not told to open the store."""
    monkeypatch.setattr(os, "geteuid", lambda: tmp_path.stat().st_uid + 1)
    told = disk.told(PermissionError(13, "Permission denied", str(tmp_path / "restricted/x")), tmp_path, "all stands")
    owner = disk.account(tmp_path.stat().st_uid)
    assert told.next == f"run this as {owner}, who owns it; other users read by hgt sql, hgt kpi and the report"


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT CAST('{PERSON} {PHONE}' AS INTEGER)",
        f"SELECT CAST({PHONE} AS INTEGER)",
        f"SELECT strptime('{PERSON} {PHONE}', '%Y')",
        f"SELECT CAST('{PERSON}' AS DATE)",
        f"SELECT {PHONE}::BIGINT * {PHONE}{PHONE}::HUGEINT * {PHONE}{PHONE}::HUGEINT",
        f"SELECT decode('\\xFF{PHONE}'::BLOB)",
        f"SELECT json_extract('{{{PERSON} {PHONE}', '$.a')",
        f"SELECT list_extract(MAP {{'{PHONE}': 1, '{PHONE}': 2}}, 1)",
        f"SELECT regexp_matches('{PERSON}', '({PHONE}')",
        f"SELECT ('{PERSON} {PHONE}')::STRUCT(a INTEGER)",
        f"SELECT ['{PHONE}']::INTEGER[]",
    ],
)
def test_an_engine_s_error_is_told_without_values(query: str) -> None:
    with duckdb.connect() as con, pytest.raises(duckdb.Error) as caught:
        con.execute(query).fetchall()
    said = plain(caught.value)
    assert PERSON not in said and PHONE not in said and said and "\n" not in said


def test_no_error_is_longer_than_a_screen() -> None:
    told = str(HgtError("m" * 10**6, value="v" * 10**6, accepted=["a" * 10**6] * 3))
    assert len(told) < 9_000 and "(1,000,000 characters)" in told
