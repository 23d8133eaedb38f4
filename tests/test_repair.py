"""A damaged store is mended from what still stands, with every table as before; what nothing tells is said."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from pipelines.cli import run as commands
from pipelines.cli.app import app
from pipelines.declare.project import Content
from pipelines.ops import doctor, run
from pipelines.ops.repair import DESCRIBED, KERNEL, Plan, plan, repair
from pipelines.state.session import KEY_VARIABLE
from tests.gate import town
from tests.lake_stand import ZONE
from warehouse import damage, manifest
from warehouse.errors import HgtError
from warehouse.maintenance import backup
from warehouse.paths import Paths
from warehouse.releases import released
from warehouse.store import looking

FIRST = "no,state,opened,phone\n" + "".join(f"{n},open,2015-03-{n % 28 + 1:02},138000{n:05}\n" for n in range(1, 61))
SECOND = FIRST.replace("7,open,", "7,done,", 1)
COMMANDS = (commands,)
"""Importing it registers them."""
Hashes = dict[str, tuple[int, int]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Paths]]:
    """A town of two releases, the second of one corrected row, and a store that stands for copying."""
    base = tmp_path_factory.mktemp("made")
    root = town.write(base / "root", ticket_csv=FIRST)
    district = root / "district.toml"
    district.write_text(district.read_text().replace("{root}", str(root)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(KEY_VARIABLE, "a key for the tests only")
        assert run.run(root, Paths(base / "data")).ok
        (root / "silo" / "ticket.csv").write_text(SECOND)
        assert run.run(root, Paths(base / "data")).ok
        yield root, Paths(base / "data")


@pytest.fixture
def store(made: tuple[Path, Paths], tmp_path: Path) -> tuple[Path, Paths]:
    """A store of its own: files of a release keep their two names."""
    backup.make(made[1], tmp_path / "backup", ZONE, with_key=True)
    backup.restore(tmp_path / "backup", Paths(tmp_path / "data"), ZONE)
    return made[0], Paths(tmp_path / "data")


def hashes(paths: Paths) -> Hashes:
    """Rows and hash of each table; a `std` row's batch is a book's, and a table validated again has a new one."""
    with looking(paths, ZONE) as look:
        tables = look.con.execute(
            "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE database_name = 'lake'"
        ).fetchall()
        books = {"meta.batch", "meta.batch_rule", "meta.build", "meta.release", "meta.rule_result", "meta.extraction"}
        found = {}
        for (name,) in tables:
            if name not in books:
                shown = "* EXCLUDE (_batch_id)" if name.startswith("std.") and name not in KERNEL else "*"
                row = look.con.execute(
                    f"SELECT count(*), coalesce(bit_xor(hash(t)), 0) FROM (SELECT {shown} FROM lake.{name}) t"
                ).fetchone()
                assert row is not None
                found[name] = row
    return found


def flip(file: Path, at: int | None = None) -> None:
    """Change a bit of a file in its place, under all its names."""
    right = file.read_bytes()
    file.chmod(0o600)
    at = len(right) // 2 if at is None else at
    with file.open("r+b") as handle:
        handle.seek(at)
        handle.write(bytes([right[at] ^ 1]))


def bytes_of(*folders: Path) -> dict[Path, bytes]:
    return {file: file.read_bytes() for folder in folders for file in folder.rglob("*") if file.is_file()}


def wrong(root: Path, paths: Paths) -> list[str]:
    return [f"{found.text} → {found.next}" for found in doctor.examine(root, paths, deep=True) if not found.ok]


def planned(root: Path, paths: Paths) -> Plan:
    with looking(paths, ZONE) as look:
        look.con.execute("SET enable_external_file_cache = false")
        return plan(look, Content.load(root, paths), deep=True)


def test_every_derived_table_is_made_again(store: tuple[Path, Paths]) -> None:
    """A bit of every file of the lake is flipped in place, so that the releases lose it too."""
    root, paths = store
    before, number = hashes(paths), released.kept(paths)[-1]
    assert before["std.ticket"][0] == before["pub.fct_ticket"][0] == 60
    restricted = bytes_of(paths.restricted_files, paths.landed)
    files = list(paths.lake_files.rglob("*.parquet"))
    assert len(files) >= 8 and any(file.name.endswith("-delete.parquet") for file in files)
    for file in files:
        flip(file)
    with pytest.raises(HgtError, match="a file of the store is damaged") as caught:
        run.run(root, paths)
    assert "hgt doctor --repair" in str(caught.value.next)
    outcome = repair(root, paths, lambda _: None)
    assert outcome is not None and outcome.ok
    assert wrong(root, paths) == []
    assert hashes(paths) == before
    assert released.kept(paths) == [number + 1], "older releases named the lost files"
    assert restricted.items() <= bytes_of(paths.restricted_files, paths.landed).items()
    with_deletes = [path for path in paths.lake_files.rglob("*.parquet") if path in files]
    assert with_deletes == [], "lost files are gone"


def test_copies_twins_strays_and_rights_are_mended_and_no_row_is_touched(store: tuple[Path, Paths]) -> None:
    root, paths = store
    before, lake, number = hashes(paths), bytes_of(paths.lake_files), released.kept(paths)[-1]
    public, reports = bytes_of(paths.public / "releases" / str(number)), bytes_of(paths.reports)
    paths.published_db.chmod(0o600)
    paths.published_db.write_bytes(paths.published_db.read_bytes()[:4096])
    flip(next((paths.public / "releases" / str(number)).rglob("fct_ticket/**/*.parquet")))
    flip(paths.reports / "index.html")
    (paths.reports / "assets" / "site.css").unlink()
    flip(paths.releases / str(number) / released.CATALOG)
    next((paths.lake_files / "pub" / "fct_ticket").iterdir()).unlink()
    landed = max((file for file in paths.landed.rglob("*") if file.is_file()), key=lambda file: file.stat().st_mtime_ns)
    landed.write_bytes(b"")
    strays = [paths.landed / "9-1.part", paths.lake_files / "pub" / "orphan.parquet", paths.tmp / "set-1" / "a.shp"]
    for stray in strays:
        stray.parent.mkdir(exist_ok=True)
        stray.write_bytes(b"x")
    paths.lake_catalog.chmod(0o644)
    said = CliRunner().invoke(app, ["--root", str(root), "--data", str(paths.data), "doctor", "--repair"])
    assert said.exit_code == 0, said.output
    assert wrong(root, paths) == []
    assert hashes(paths) == before and bytes_of(paths.lake_files) == lake
    assert released.kept(paths)[-1] == number and not any(stray.exists() for stray in strays)
    assert bytes_of(paths.reports) == reports
    assert bytes_of(paths.public / "releases" / str(number)).keys() == public.keys()
    reader = released.release(paths).open(ZONE)
    assert reader.execute("SELECT count(*), count(*) FILTER (state_code = 'done') FROM pub.fct_ticket").fetchone() == (
        60, 1,
    )  # fmt: skip
    reader.close()


def test_what_nothing_tells_is_said_and_nothing_is_taken_out(store: tuple[Path, Paths], tmp_path: Path) -> None:
    """The bytes of the first delivery are gone, and its silo has them no more: a table that needs them stays."""
    root, paths = store
    lost = min((file for file in paths.landed.rglob("*") if file.is_file()), key=lambda file: file.stat().st_mtime_ns)
    lost.unlink()
    flip(next((paths.lake_files / "std" / "ticket").iterdir()))
    before = bytes_of(paths.lake_files, paths.releases, paths.restricted_files, paths.landed, paths.public)
    assert repair(root, paths, lambda _: None) is None
    assert bytes_of(paths.lake_files, paths.releases, paths.restricted_files, paths.landed, paths.public) == before
    told = [line for line in wrong(root, paths) if str(lost) in line]
    assert len(told) == 1 and "hgt restore" in told[0]
    paths.data.rename(tmp_path / "before")
    backup.restore(tmp_path / "backup", paths, ZONE)
    assert wrong(root, paths) == []


def test_a_lost_catalogue_is_told_by_a_repair(store: tuple[Path, Paths]) -> None:
    root, paths = store
    paths.restricted_catalog.unlink()
    with pytest.raises(HgtError, match="a catalogue of the store is missing") as caught:
        repair(root, paths, lambda _: None)
    assert "hgt restore" in str(caught.value.next)


@pytest.fixture(scope="module")
def whole(made: tuple[Path, Paths], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Paths]:
    paths = Paths(tmp_path_factory.mktemp("whole") / "data")
    shutil.copytree(made[1].data, paths.data, symlinks=True)
    for file in paths.lake_files.rglob("*.parquet"):
        for other in paths.releases.rglob(file.name):
            other.unlink()
            os.link(file, other)
    return made[0], paths


def stored(paths: Paths) -> list[Path]:
    places = (paths.lake_files, paths.restricted_files, paths.landed, paths.releases, paths.public, paths.reports)
    left_out = {paths.manifest, paths.public / "parquet"}
    found = {file for place in places for file in place.rglob("*") if file.is_file()}
    return sorted(file for file in found if file not in left_out and "parquet/" not in str(file))


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_each_damage_of_each_file_has_a_deed_or_a_way_back(whole: tuple[Path, Paths], data: st.DataObject) -> None:
    root, paths = whole
    place = data.draw(st.sampled_from(sorted({file.relative_to(paths.data).parts[:3] for file in stored(paths)})))
    file = data.draw(
        st.sampled_from([file for file in stored(paths) if file.relative_to(paths.data).parts[:3] == place])
    )
    right, mode, links = file.read_bytes(), file.stat().st_mode, file.stat().st_nlink
    harm = data.draw(st.sampled_from(["gone", "cut", "flipped"]))
    if file.name == manifest.NAME and harm != "cut":
        return  # a folder without its list is one of an older version; a list that lies names files that are whole
    aside = file.with_name(f"{file.name}.right")
    file.chmod(0o600)
    try:
        if harm == "gone":
            file.rename(aside)
        else:
            at = data.draw(st.integers(0, len(right) - 1))
            with file.open("r+b") as handle:
                if harm == "cut":
                    handle.truncate(at)
                else:
                    handle.seek(at)
                    handle.write(bytes([right[at] ^ 1]))
        faults = planned(root, paths).faults
        assert faults
        told = [fault for fault in faults if fault.found.file.name == file.name or file.name == manifest.NAME]
        assert told, [str(fault) for fault in faults]
        table = ".".join(file.relative_to(paths.lake_files).parts[:2]) if file.is_relative_to(paths.lake_files) else ""
        is_book = table.startswith("meta.") and table not in DESCRIBED | KERNEL.keys()
        can = (harm == "gone" and links > 1) or not (file.is_relative_to(paths.restricted) or is_book)
        if can:
            assert all(fault.deed and fault.next == damage.NEXT for fault in told)
        elif not file.is_relative_to(paths.landed):
            assert all(fault.deed is None and "hgt restore" in fault.next for fault in told if fault.found.file == file)
    finally:
        if aside.exists():
            aside.rename(file)
        with file.open("r+b") as handle:
            handle.write(right)
        file.chmod(mode)
