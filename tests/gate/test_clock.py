"""A clock that is behind the store makes no release in silence, between runs and within one."""

import datetime as dt
import shutil
from pathlib import Path

import pytest

from pipelines.declare.project import Content
from pipelines.orchestration.plan import opened
from pipelines.release import gate
from pipelines.state.session import KEY_VARIABLE
from tests.lake_stand import ZONE
from warehouse import clock
from warehouse.errors import HgtError
from warehouse.paths import Paths
from warehouse.store import Writer

from . import town


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, "a key for the tests only")


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a town and its store, released once."""
    folder = tmp_path_factory.mktemp("first")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(KEY_VARIABLE, "a key for the tests only")
        with town.opened(town.write(folder / "root"), folder / "data") as session:
            town.bring_up_to_date(session)
            assert gate.make(session) is not None
    return folder


@pytest.fixture
def made(first: Path, tmp_path: Path) -> tuple[Path, Path]:
    """The root and the store of a test."""
    shutil.copytree(first, tmp_path, symlinks=True, dirs_exist_ok=True)
    return tmp_path / "root", tmp_path / "data"


def moved(data: Path, ahead: dt.timedelta) -> None:
    """Date the newest release: a clock that is behind it by that much is the same thing."""
    with Writer.open(Paths(data), ZONE) as writer, writer.transaction() as con:
        con.execute("UPDATE lake.meta.release SET created_at = ?", [dt.datetime.now(dt.UTC) + ahead])


def content(root: Path, data: Path) -> Content:
    return Content.load(root, Paths(data))


def test_no_run_starts_with_a_clock_behind_the_newest_release(made: tuple[Path, Path]) -> None:
    root, data = made
    moved(data, dt.timedelta(days=9000))
    said = "the clock of this machine is behind the store"
    with pytest.raises(HgtError, match=said) as caught, opened(content(root, data)):
        pass
    now = dt.datetime.now(dt.UTC)
    told = str(caught.value)
    assert f"{now:%F}" in told and f"{now + dt.timedelta(days=9000):%F}" in told
    assert "next: set the clock, then hgt run; hgt run --trust-clock" in told


@pytest.mark.parametrize("seconds", [-3600, 30])
def test_a_clock_that_goes_on_or_is_corrected_a_little_is_right(made: tuple[Path, Path], seconds: int) -> None:
    root, data = made
    moved(data, dt.timedelta(seconds=seconds))
    with opened(content(root, data)) as session:
        assert clock.behind(session.writer, session.started_at) is None


def more(root: Path) -> None:
    with (root / "silo" / "ticket.csv").open("a") as file:
        file.write("4,open,2015-05-05,13800000004\n")


def test_a_clock_that_jumps_back_within_a_run_bars_its_release(made: tuple[Path, Path]) -> None:
    root, data = made
    more(root)
    with town.opened(root, data) as session:
        town.bring_up_to_date(session)
        session.started_at += dt.timedelta(hours=2)
        with pytest.raises(gate.ReleaseBarred, match=r"clock of this machine: the clock says .* this run began at"):
            gate.make(session)
        assert [one.kind for one in gate.gate(session)] == ["clock"]
        assert len(gate.list_releases(session.writer.con)) == 1


def test_a_clock_that_is_trusted_makes_the_next_release_and_needs_no_trust_after_it(made: tuple[Path, Path]) -> None:
    root, data = made
    moved(data, dt.timedelta(days=9000))
    more(root)
    with opened(content(root, data), trust_clock=True) as session:
        assert session.trusts_clock
        town.bring_up_to_date(session)
        assert gate.make(session) is not None
    with opened(content(root, data)) as session:
        assert [one.release_id for one in gate.list_releases(session.writer.con)] == [2, 1]
