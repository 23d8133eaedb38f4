"""Names of files, folders, members, sheets and columns that hold a person: public books hold ids in their place."""

import gzip
import io
import os
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import dagster as dg
import openpyxl
import pytest

from pipelines.declare.project import Content
from pipelines.extract import readers
from pipelines.extract.records.extract import Extract
from pipelines.ops.run import RunOutcome
from pipelines.ops.status import status
from pipelines.orchestration import place
from pipelines.orchestration.definitions import JOB, session, wired
from pipelines.state.session import KEY_VARIABLE
from tests.bad_input.stand import GOOD, HEAD, Village
from tests.deid import canary
from tests.deid.canary import Canaries
from warehouse.paths import Paths
from warehouse.store import open_restricted

PERSONS = {
    "folder": ("张建国", "13912340001"),
    "file": ("李小红", "360103199001010002"),
    "declared file": ("王大明", "13912340003"),
    "member": ("赵玉兰", "13912340004"),
    "sheet": ("钱多多", "13912340005"),
    "column": ("孙悟饭", "360103198801010006"),
    "column set aside": ("周小雨", "13912340007"),
    "crashing file": ("吴大伟", "13912340008"),
    "file of which nothing lands": ("郑一凡", "13912340009"),
    "undated file": ("冯小刚子", "13912340010"),
    "broken file": ("陈阿婆", "13912340011"),
    "name in the old encoding": ("褚师傅", "13912340012"),
    "link": ("卫先生", "13912340013"),
    "dated file": ("蒋阿姨", "13912340014"),
}
TEXTS = {where: "_".join(person) for where, person in PERSONS.items()}
FEEDS = ("complaint", "pack", "book", "aside", "crash", "stamped")
READ = readers.read


@dataclass
class Names(Canaries):
    """Every name and number of a person, wherever it is written and in whichever way."""

    written: dict[str, set[bytes]] = field(
        default_factory=lambda: {where: {number.encode(), *_ways(name)} for where, (name, number) in PERSONS.items()}
    )

    def search(self, data: bytes) -> set[str]:
        return {where for where, tokens in self.written.items() if any(token in data for token in tokens)}


def _ways(name: str) -> set[bytes]:
    escaped = name.encode("unicode_escape")
    return {name.encode(), name.encode("gb18030"), name.encode("utf-16-le"), escaped, escaped.upper()}


def packed(member: str, text: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(member, text)
    return data.getvalue()


def workbook(sheet: str, *rows: tuple[Any, ...]) -> bytes:
    book = openpyxl.Workbook()
    book.worksheets[0].title = sheet
    for row in rows:
        book.worksheets[0].append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


class Office(Village):
    """A village whose silo gives every kind of thing the name of a person."""

    def __init__(self, root: Path) -> None:
        super().__init__(root, *FEEDS)
        for feed in FEEDS:
            (self.silo / f"{feed}.csv").unlink()
        self.agree("complaint", path="complaints/*/*.csv", mode="delta")
        self.agree("pack", path="pack/*.zip", mode="delta", server={"member": "*.csv"})
        self.agree("book", form="xlsx", path="book/*.xlsx", mode="delta", server={"sheets": "all"})
        self.agree("aside", path="aside/*.csv", mode="delta", drift="set_aside")
        bound = {"warn": 0.02, "block": 0.9, "reason": "a file of which nothing lands bars"}
        self.agree("crash", path="crash/*.csv", mode="delta", quarantine_bound=bound)
        taken = {"pattern": r"export_(\d{8})", "format": "%Y%m%d"}
        self.agree("stamped", path="stamped/*.csv", mode="delta", taken=taken)
        self.agree("bench", path=f"{TEXTS['declared file']}.csv")
        (self.silo / "bench.csv").rename(self.silo / f"{TEXTS['declared file']}.csv")
        self.good(GOOD["bench"], f"complaints/{TEXTS['folder']}/投诉_{TEXTS['file']}.csv")
        old = os.fsdecode(f"投诉_{TEXTS['name in the old encoding']}".encode("gb18030"))
        self.good("3,a,3\n", f"complaints/{TEXTS['folder']}/{old}.csv")
        self.put("silo/pack/a.zip", packed(f"{TEXTS['member']}.csv", HEAD + GOOD["bench"]))
        self.put("silo/book/a.xlsx", workbook(TEXTS["sheet"], ("id", "state", "seen"), ("1", "a", 1), ("2", "b", 2)))
        self.good(GOOD["bench"], "aside/a.csv")
        self.good(GOOD["bench"], "crash/a.csv")
        self.good(GOOD["bench"], f"stamped/export_20150830_{TEXTS['dated file']}.csv")

    def good(self, rows: str, name: str) -> None:
        self.put(f"silo/{name}", HEAD + rows)

    def spoil(self) -> None:
        """The second day: of every feed something cannot be read."""
        self.put(f"silo/complaints/{TEXTS['folder']}/新_{TEXTS['column']}.csv", f"id,state,seen,{TEXTS['column']}\n")
        self.put("silo/pack/b.zip", packed(f"{TEXTS['member']}.txt", HEAD + "9,a,1\n"))
        self.put("silo/book/b.xlsx", workbook(TEXTS["sheet"]))
        self.put("silo/aside/b.csv", f"id,state,seen,{TEXTS['column set aside']}\n9,a,1,x\n")
        self.good("9,a,1\n", f"crash/{TEXTS['crashing file']}.csv")
        self.good("9,a,1\n", f"stamped/{TEXTS['undated file']}.csv")
        cut = gzip.compress((HEAD + "9,a,1\n" * 5000).encode(), mtime=0)[:-20]
        self.put(f"silo/visits/{TEXTS['broken file']}.csv.gz", cut)
        outside = self.put(f"outside/{TEXTS['link']}.csv", HEAD + "9,a,1\n")
        (self.silo / f"{TEXTS['declared file']}.csv").unlink()
        (self.silo / f"{TEXTS['declared file']}.csv").symlink_to(outside)

    def mend(self) -> None:
        """The third day: all can be read, and of one file nothing lands."""
        for name in (
            f"complaints/{TEXTS['folder']}/新_{TEXTS['column']}.csv", "pack/b.zip", "book/b.xlsx",
            f"stamped/{TEXTS['undated file']}.csv", f"visits/{TEXTS['broken file']}.csv.gz",
            f"{TEXTS['declared file']}.csv",
        ):  # fmt: skip
            (self.silo / name).unlink()
        self.good(GOOD["bench"], f"{TEXTS['declared file']}.csv")
        self.good("7,a,x\n8,a,y\n", f"crash/{TEXTS['file of which nothing lands']}.csv")

    def leaks(self) -> list[str]:
        return canary.leaks(self.paths.data, Names(), (self.paths.restricted,))

    def told(self) -> str:
        """All that `hgt status` prints."""
        report = status(self.root, self.paths)
        return "\n".join(line.text for lines in (*report.topics.values(), report.alerts) for line in lines)


def crashes(con: Any, contract: Any, landed: Any, tmp: Path) -> tuple[Extract | None, list[Any]]:
    """The readers, of which one does not understand a name."""
    if any(TEXTS["crashing file"] in item.name for item in landed):
        raise KeyError(TEXTS["crashing file"])
    return READ(con, contract, landed, tmp)


def run_in_the_ui(root: Path, paths: Paths) -> bool:
    """A run as Dagster's own server starts it, with the persisted instance."""
    os.environ.update(place.prepare(root, paths))
    job = wired(Content.load(root, paths), session).resolve_job_def(JOB)
    with dg.DagsterInstance.get() as instance:
        return bool(job.execute_in_process(instance=instance, raise_on_error=False).success)


class Days:
    """Four runs of one office: good, spoilt, spoilt in Dagster's UI, mended; with what stands open after the spoilt
    ones and at the end, and what `hgt status` says then."""

    def __init__(self, office: Office, patch: pytest.MonkeyPatch) -> None:
        self.office = office
        self.runs: list[RunOutcome] = []
        self.open: list[list[str]] = []
        self.shown: list[str] = []
        with patch.context() as broken:
            broken.setattr(readers, "read", crashes)
            self.runs.append(office.whole_run())
            office.spoil()
            self.runs.append(office.whole_run())
            self.in_ui = run_in_the_ui(office.root, office.paths)
            self._look()
        office.mend()
        self.runs.append(office.whole_run())
        self._look()

    def _look(self) -> None:
        self.open.append(self.office.leaks())
        self.shown.append(self.office.told())


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Days]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(KEY_VARIABLE, "a key for the tests only")
        for name in (place.ROOT, place.STORE, place.HOME, place.EVENTS, "DAGSTER_DISABLE_TELEMETRY"):
            patch.setenv(name, os.environ.get(name, ""))
        yield Days(Office(tmp_path_factory.mktemp("names") / "root"), patch)


def test_no_name_leaves_the_restricted_store(days: Days) -> None:
    assert days.open == [[], []]


def test_the_runs_did_what_they_were_to_do(days: Days) -> None:
    good, spoilt, mended = days.runs
    assert good.ok, good.failures
    assert {name for name in spoilt.failures if name.startswith("std.")} == {
        f"std.{feed}" for feed in ("bench", "book", "complaint", "crash", "pack", "stamped", "visit")
    }
    assert not days.in_ui
    assert set(mended.failures) == {"release"} and "crash#3" in mended.failures["release"]


def test_the_search_finds_each_name_where_it_may_be(days: Days) -> None:
    found = {where for line in canary.leaks(days.office.paths.restricted, Names(), ()) for where in _places(line)}
    assert found == set(TEXTS)


def _places(line: str) -> list[str]:
    return line.split(": ")[1].split(", ")


def test_stewards_read_names_of_files_on_their_terminal(days: Days) -> None:
    """Texts of a file are told by their place in it and not as they are."""
    said = "\n".join(days.runs[1].failures.values())
    for where in ("column", "undated file", "broken file", "link", "declared file"):
        assert TEXTS[where] in said and TEXTS[where] in days.shown[0], where
    for where in ("member", "sheet", "column set aside"):
        assert TEXTS[where] not in said and TEXTS[where] not in days.shown[0], where
    told = f"crash#3 (crash/{TEXTS['file of which nothing lands']}.csv)"
    assert told in days.shown[1] and told in days.runs[2].failures["release"]


def test_ids_are_the_same_in_every_book(days: Days) -> None:
    """By hand: of `crash` a.csv landed first, the crashing file second, the file of which nothing lands third."""
    paths = days.office.paths
    with open_restricted(paths, "Asia/Shanghai") as con:
        names = con.execute(
            "SELECT DISTINCT source_id, source FROM raw.landed WHERE dataset = 'crash' ORDER BY 1"
        ).fetchall()
        batches = con.execute("SELECT source FROM lake.meta.batch WHERE dataset = 'crash' ORDER BY batch_id").fetchall()
        shares = con.execute(
            "SELECT DISTINCT source FROM lake.meta.quarantine_share WHERE dataset = 'crash' AND source <> '*'"
        ).fetchall()
    assert names == [
        ("crash#1", "crash/a.csv"),
        ("crash#2", f"crash/{TEXTS['crashing file']}.csv"),
        ("crash#3", f"crash/{TEXTS['file of which nothing lands']}.csv"),
    ]
    assert batches == [('["crash#1"]',), ('["crash#2", "crash#3"]',)]
    assert shares == [("crash#3",)]
