"""Landing: objects are found by name, their bytes are kept once, and nothing half remains."""

import errno
import hashlib
import stat
from pathlib import Path
from typing import Any

import pytest

import pipelines.extract.landing
from pipelines.declare.contracts.contract import Server
from pipelines.extract.drop_folder import find
from pipelines.extract.landing import land
from warehouse.errors import HgtError

from .stand import Bench


def test_file_folder_and_pattern(bench: Bench) -> None:
    for name in ("b.csv", "a.csv", "sub/c.csv", ".hidden", "~$x.xlsx", "x.sqlite-wal", "half.part"):
        bench.write(name, b"a\n1\n")

    def names(path: str) -> list[str]:
        return [item.name for item in find(bench.silo, Server("csv", path))]

    assert names("a.csv") == ["a.csv"]
    assert names("sub") == ["sub/c.csv"]
    assert names("*.csv") == ["a.csv", "b.csv"]
    assert names("**/*.csv") == ["a.csv", "b.csv", "sub/c.csv"]
    assert names("") == ["a.csv", "b.csv"]
    assert [item.name for item in find(bench.silo / "a.csv", Server("csv", ""))] == ["a.csv"]
    assert [item.name for item in find(bench.silo, Server("csv", str(bench.silo / "b.csv")))] == ["b.csv"]


@pytest.mark.parametrize("path", ["none.csv", "*.nothing", "no/such/folder/*.csv"])
def test_what_is_missing_is_named(bench: Bench, path: str) -> None:
    with pytest.raises(HgtError) as caught:
        find(bench.silo, Server("csv", path))
    assert str(bench.silo / path) in str(caught.value)
    assert "next: hgt silo check" in str(caught.value)


def test_the_same_bytes_are_kept_once(bench: Bench) -> None:
    data = b"a\n" + b"1\n" * 3_000_000
    bench.write("a.csv", data)
    bench.write("b.csv", data)
    first, second = (land(bench.paths, item) for item in find(bench.silo, Server("csv", "*.csv")))
    digest = hashlib.sha256(data).hexdigest()
    assert first.path == second.path == bench.paths.landed / digest[:2] / f"{digest}.csv"
    assert first.path.read_bytes() == data
    assert (first.fresh, second.fresh) == (True, False)
    assert stat.S_IMODE(first.path.stat().st_mode) == 0o600
    assert [path for path in bench.paths.landed.rglob("*") if path.is_file()] == [first.path]


def test_two_objects_with_one_content_stay_two_sources(bench: Bench) -> None:
    bench.write("a.csv", b"a\n1\n")
    bench.write("b.csv", b"a\n1\n")
    outcome = bench.read(bench.contract("csv", "*.csv", "a"))
    assert sorted(outcome.rows) == [("1", "a.csv"), ("1", "b.csv")]
    assert outcome.reconciled()


def test_a_full_disk_leaves_nothing_half(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.write("a.csv", b"a\n1\n")

    def full(source: Any, target: Any) -> str:
        target.write(source.read(2))
        target.flush()
        raise OSError(errno.ENOSPC, "No space left on device")

    item = find(bench.silo, Server("csv", "a.csv"))[0]
    with monkeypatch.context() as patch:
        patch.setattr(pipelines.extract.landing, "_copy", full)
        with pytest.raises(HgtError, match="disk is full"):
            land(bench.paths, item)
    assert [path for path in bench.paths.landed.rglob("*") if path.is_file()] == []
    assert land(bench.paths, item).fresh


def test_a_file_that_still_grows_is_refused(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    path: Path = bench.write("a.csv", b"a\n1\n")
    whole = pipelines.extract.landing._copy

    def growing(source: Any, target: Any) -> str:
        with path.open("ab") as more:
            more.write(b"2\n")
        return whole(source, target)

    monkeypatch.setattr(pipelines.extract.landing, "_copy", growing)
    with pytest.raises(HgtError, match="changed while"):
        land(bench.paths, find(bench.silo, Server("csv", "a.csv"))[0])
