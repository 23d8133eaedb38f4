"""Hostile names in data and declarations: data keep them, declarations take a name or refuse it in clear words."""

import csv
import io
import json
import os
import re
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.declare.contracts.contract import Server
from pipelines.declare.district import read_district
from pipelines.extract.drop_folder import EDITED
from pipelines.ops.status import status
from tests.bad_input.stand import HEAD, Village
from tests.forms.stand import Bench, column_of, contract_of
from tests.hostile import hostile
from tests.judge.stand import DISTRICT, ID, column, contract
from warehouse.errors import HgtError
from warehouse.visible import HIDDEN

NAMES = hostile()
IDENTIFIER = re.compile(r"[A-Za-z0-9_]+")


def _csv(names: list[str], path: Path) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([names, [f"v{n}" for n in range(len(names))]])
    path.write_bytes(text.getvalue().encode())


def _ndjson(names: list[str], path: Path) -> None:
    path.write_text(json.dumps({name: f"v{n}" for n, name in enumerate(names)}, ensure_ascii=False), encoding="utf-8")


def _parquet(names: list[str], path: Path) -> None:
    pq.write_table(pa.table({name: [f"v{n}"] for n, name in enumerate(names)}), path)


def _sqlite(names: list[str], path: Path) -> None:
    quoted = ['"' + name.replace('"', '""') + '"' for name in names]
    with sqlite3.connect(path) as con:
        con.execute(f"CREATE TABLE t ({', '.join(quoted)})")
        con.execute(f"INSERT INTO t VALUES ({', '.join('?' * len(names))})", [f"v{n}" for n in range(len(names))])
    con.close()


@pytest.mark.parametrize("write", [_csv, _ndjson, _parquet, _sqlite])
def test_a_column_may_have_any_name(write: Callable[[list[str], Path], None], tmp_path: Path) -> None:
    form = write.__name__[1:]
    names = [name for name in NAMES if form != "ndjson" or "." not in name]
    assert len(names) > 300
    bench = Bench(tmp_path, duckdb.connect())
    write(names, bench.silo / "x")
    options = {"table": "t"} if form == "sqlite" else {}
    agreed = contract_of("t", Server(form, "x", options), [column_of(f"c{n}", name) for n, name in enumerate(names)])
    found = bench.read(agreed)
    assert found.refusals == [] and found.malformed == []
    assert [row[:-1] for row in found.rows] == [tuple(f"v{n}" for n in range(len(names)))]


def test_a_file_of_any_name_is_taken_or_listed(tmp_path: Path) -> None:
    village = Village(tmp_path, "odd")
    village.agree("odd", path="odd/*", mode="delta")
    (village.silo / "odd.csv").unlink()
    (village.silo / "odd").mkdir()
    files = [name for name in NAMES if "/" not in name and len(name.encode()) < 250 and name not in (".", "..")]
    assert len(files) > 300
    for number, name in enumerate(files):
        (village.silo / "odd" / name).write_text(f"{HEAD}{number},a,{number}\n")
    names = [os.fsencode(name) for name in files]
    assert len(set(names)) == len(files)
    outcome = village.run()
    found = status(village.root, village.paths)
    said = "\n".join(line.text for lines in (*found.topics.values(), found.alerts) for line in lines)
    assert outcome.ok, (outcome, said)
    hidden = [number for number, name in enumerate(files) if name.startswith(".") or EDITED.fullmatch(name)]
    taken = {int(key) for key, _, _ in village.released("odd")}
    assert taken == set(range(len(files))) - set(hidden)
    assert hidden and all(files[number] in said for number in hidden), (said, hidden)
    assert not HIDDEN.search(said.replace("\n", ""))


def test_a_member_of_any_name_is_read(tmp_path: Path) -> None:
    bench = Bench(tmp_path, duckdb.connect())
    members = [name for name in NAMES if not name.startswith(("/", "~")) and ".." not in name and "/" not in name]
    with zipfile.ZipFile(bench.silo / "x.zip", "w") as archive:
        for number, name in enumerate(members):
            archive.writestr(zipfile.ZipInfo(name), f"a\n{number}\n")
    found = bench.read(bench.contract("csv", "x.zip", "a", member="*"))
    assert found.refusals == []
    assert sorted(int(row[0]) for row in found.rows) == list(range(len(members)))


def test_a_value_may_be_any_name(tmp_path: Path) -> None:
    village = Village(tmp_path)
    text = io.StringIO()
    csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows([n, name, n] for n, name in enumerate(NAMES))
    village.bench(text.getvalue())
    assert village.run().ok
    assert {int(key): state for key, state, _ in village.released("bench")} == dict(enumerate(NAMES))


DECLARED: dict[str, Callable[[Path, str], object]] = {
    "dataset": lambda folder, name: contract(folder, [ID], name=name, path="x.csv"),
    "column": lambda folder, name: contract(folder, [ID, column(name)]),
    "silo": lambda folder, name: read_district(_district(folder, name), folder / "data"),
}


def _district(folder: Path, silo: str) -> Path:
    table = f"[silos.{json.dumps(silo, ensure_ascii=False)}]"
    (folder / "district.toml").write_text(DISTRICT.replace("[silos.desk]", table), encoding="utf-8")
    return folder


@pytest.mark.parametrize("place", DECLARED)
def test_a_declared_name_is_taken_or_refused_in_clear_words(place: str, tmp_path: Path) -> None:
    taken = set()
    for number, name in enumerate(NAMES):
        folder = tmp_path / str(number)
        folder.mkdir()
        try:
            DECLARED[place](folder, name)
            taken.add(name)
        except HgtError as error:
            told = str(error)
            assert "next:" in told and not HIDDEN.search(told.replace("\n", "")), (name, told)
        except OSError as error:
            assert place == "dataset", (name, error)
    assert taken and all(IDENTIFIER.fullmatch(name) for name in taken), taken
