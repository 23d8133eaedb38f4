"""The public lake's disclosures: restricted tables stay with the stewards, persons are alike, tracks are refused."""

import datetime as dt
import itertools
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.declare.disclosure import POINT
from pipelines.declare.project import Content
from pipelines.release import disclosure
from pipelines.state import build_log
from pipelines.state.session import Session
from pipelines.state.state import State
from tests.deid.withholding import STATISTICS, assert_withheld
from tests.small_root import model, put
from warehouse import withheld
from warehouse.errors import HgtError
from warehouse.paths import Paths
from warehouse.releases import released
from warehouse.store import Writer

DISTRICT = """
name = "小城"
name_en = "Smalltown"
time_zone = "Asia/Shanghai"
as_of = 2024-05-31
[silos.town]
name = "镇"
name_en = "Town"
location = "{root}/silo"
"""
DAY = dt.date(2024, 5, 31)
ZONE = "Asia/Shanghai"


def column(name: str, logical: str = "string", *, quasi: bool = False, key: bool = False, space: str = "") -> str:
    """One column of a contract, as YAML in one line."""
    options = [f"{{property: quasi, value: {str(quasi).lower()}}}"] if quasi else []
    options += [f"{{property: namespace, value: {space}}}"] if space else []
    kind = "identifier" if space else "public"
    extra = ", primaryKey: true" if key else ""
    told = f", customProperties: [{', '.join(options)}]" if options else ""
    pattern = ", logicalTypeOptions: {maxLength: 20}" if logical == "string" else ""
    return f"{{name: {name}, logicalType: {logical}, classification: {kind}{extra}{pattern}{told}}}"


def contract(name: str, columns: Iterable[str]) -> str:
    listed = "\n".join(f"      - {entry}" for entry in columns)
    return f"""
apiVersion: v3.1.0
kind: DataContract
id: {name}
name: {name}
version: 1.0.0
status: active
domain: town
description: {{purpose: "p", usage: "用途"}}
servers:
  - {{server: silo, type: local, path: {name}.csv, format: csv}}
schema:
  - name: {name}
    physicalName: {name}
    businessName: 表
    properties:
{listed}
"""


PEOPLE = (column("person_key", key=True, space="person"), column("gender_code", quasi=True))
HOMES = (column("person_key", key=True, space="person"), column("block_code"))
BLOCKS = (column("block_code", key=True), column("street_code", quasi=True))


def write(
    root: Path, tables: dict[str, tuple[str, ...]], models: dict[str, str] | None = None, extra: str = ""
) -> Path:
    """A root with a dataset and a std model for each table, and further models."""
    put(root / "district.toml", DISTRICT + extra)
    for name, columns in tables.items():
        put(root / f"assets/town/{name}.odcs.yaml", contract(name, columns))
        names = [entry.split("name: ")[1].split(",")[0] for entry in columns]
        put(root / f"models/std/{name}.sql", model(f"select {', '.join(names)} from raw.{name}", *names))
    for name, text in (models or {}).items():
        put(root / f"models/{name.replace('.', '/')}.sql", text)
    return root


def found(root: Path, paths: Paths, rows: Mapping[str, Sequence[tuple[str, ...]]]) -> list[disclosure.Offence]:
    """Return the gate's findings on std tables that hold these rows."""
    with Writer.open(paths, ZONE) as writer:
        session = Session(Content.load(root, paths), State(writer), DAY)
        state = session.state
        for name, values in rows.items():
            names = session.content.models[f"std.{name}"].columns
            shape = ", ".join(f"{column} VARCHAR" for column in names)
            with state.transaction() as con:
                con.execute(f"CREATE OR REPLACE TABLE lake.std.{name} ({shape}, _batch_id BIGINT, _row_hash UBIGINT,"
                            " _is_deleted BOOLEAN)")  # fmt: skip
                for row in values:
                    marks = ", ".join("?" * len(row))
                    con.execute(f"INSERT INTO lake.std.{name} VALUES ({marks}, 1, 0, false)", list(row))
                state.builds.write(build_log.Entry(f"std.{name}", "", "judge", len(values), 1, {}, None, 0.0))
        return list(disclosure.offences(session))


def persons(n: int, *values: str, start: int = 0) -> list[tuple[str, ...]]:
    return [(f"person-{start + i}", *values) for i in range(n)]


@pytest.mark.parametrize(("n", "offenders"), [(10, 0), (9, 9)])
def test_ten_alike_pass_and_nine_bar(tmp_path: Path, n: int, offenders: int) -> None:
    root = write(tmp_path / "root", {"people": PEOPLE})
    rows = persons(12, "f") + persons(n, "m", start=12)
    offences = found(root, Paths(tmp_path / "data"), {"people": rows})
    assert len(offences) == (offenders > 0)
    if offences:
        assert offences[0].message.startswith(f"{offenders} of the identifiers `person`")


def test_nine_pass_where_the_district_says_so(tmp_path: Path) -> None:
    root = write(tmp_path / "root", {"people": PEOPLE}, extra="[privacy]\nk = 9\n")
    assert found(root, Paths(tmp_path / "data"), {"people": persons(9, "m")}) == []


def test_what_two_joins_tell_counts_together(tmp_path: Path) -> None:
    """20 women and 20 men; 20 of each street. Alone all are alike; joined over the block, nine women of street S1 are
    too few, as are the nine men of S2: 18 offenders of 40."""
    root = write(tmp_path / "root", {"people": PEOPLE, "home": HOMES, "block": BLOCKS})
    gender = persons(20, "f") + persons(20, "m", start=20)
    home: Sequence[tuple[str, ...]] = [(f"person-{i}", "B1" if i < 9 or 20 <= i < 31 else "B2") for i in range(40)]
    blocks: Sequence[tuple[str, ...]] = [("B1", "S1"), ("B2", "S2")]
    paths = Paths(tmp_path / "data")
    assert found(root, paths, {"people": gender, "home": [], "block": blocks}) == []
    assert found(root, paths, {"people": [], "home": home, "block": blocks}) == []
    (offence,) = found(root, paths, {"people": gender, "home": home, "block": blocks})
    assert offence.message.startswith("18 of the identifiers `person` share their quasi-identifiers with fewer than 10")


def test_a_restricted_table_reaches_nobody(tmp_path: Path) -> None:
    root = write(tmp_path / "root", {"people": PEOPLE})
    file = root / "models/std/people.sql"
    file.write_text(file.read_text().replace('key = ["person_key"]', 'key = ["person_key"]\naccess = "restricted"'))
    paths = Paths(tmp_path / "data")
    assert found(root, paths, {"people": persons(3, "m")}) == []
    assert withheld.tables(paths) == {"std.people"}
    files = [path for path in paths.data.rglob("*.parquet") if path.resolve().parent.name == "people"]
    assert files and all(path.resolve().is_relative_to(paths.restricted.resolve()) for path in files)
    with Writer.open(paths, ZONE) as writer:
        released.keep(writer.con, paths, 1, writer.snapshot(), {"std.people"})
    assert_withheld(paths, 1)
    # opened again by its declaration, the rows come back
    file.write_text(file.read_text().replace('\naccess = "restricted"', ""))
    with Writer.open(paths, ZONE) as writer:
        Session(Content.load(root, paths), State(writer), DAY)
        assert withheld.tables(paths) == frozenset()
        released.keep(writer.con, paths, 2, writer.snapshot(), ())
    with closing(released.release(paths, 2).open(ZONE)) as con:
        assert len(con.execute("SELECT person_key FROM std.people").fetchall()) == 3
        assert con.execute(f"SELECT count(*) > 0 FROM {STATISTICS}").fetchone() == (True,)
    # and are withheld in every release when they are restricted once more
    with Writer.open(paths, ZONE) as writer:
        withheld.settle(writer.con, paths, {"std.people"})
        released.withhold(writer.con, paths, {"std.people"})
    assert_withheld(paths, 1)
    assert_withheld(paths, 2)


def bounds(paths: Paths, table: str) -> set[object]:
    """The values of a table that the open catalogue keeps."""
    schema, _, name = table.partition(".")
    query = (
        "SELECT min_value, max_value FROM {} AS b JOIN ducklake_table AS t USING (table_id)"
        " JOIN ducklake_schema AS s ON s.schema_id = t.schema_id WHERE s.schema_name = ? AND t.table_name = ?"
    )
    with closing(sqlite3.connect(paths.lake_catalog)) as con:
        found = [
            row
            for stats in ("ducklake_file_column_stats", "ducklake_table_column_stats")
            for row in con.execute(query.format(stats), (schema, name))
        ]
    return {value for row in found for value in row}


def told(paths: Paths, word: str) -> bool:
    """Whether the bytes of the open catalogue hold a word, in whatever page or log."""
    return any(word.encode() in file.read_bytes() for file in paths.lake.glob("catalog.sqlite*"))


def test_the_catalogue_keeps_no_value_of_a_restricted_table(tmp_path: Path) -> None:
    """Rows come, change, go and are merged; what is asked of them is as right as without bounds."""
    root, paths = write(tmp_path / "root", {"people": PEOPLE, "home": HOMES}), Paths(tmp_path / "data")
    file = root / "models/std/people.sql"
    file.write_text(file.read_text().replace('key = ["person_key"]', f'key = ["person_key"]\n{RESTRICTED}'))
    found(root, paths, {"people": [(f"secret{n}", "f") for n in range(40)], "home": [("open1", "B1"), ("open2", "B1")]})
    with Writer.open(paths, ZONE) as writer:
        for statement in (
            "INSERT INTO lake.std.people SELECT 'secretx' || i, 'm', 1, 0, false FROM range(500) AS r(i)",
            "UPDATE lake.std.people SET person_key = 'secrety' WHERE person_key = 'secret7'",
            "MERGE INTO lake.std.people AS p USING (SELECT 'secret8' AS k) AS n ON p.person_key = n.k"
            " WHEN MATCHED THEN UPDATE SET gender_code = 'z'",
            "DELETE FROM lake.std.people WHERE person_key = 'secret9'",
        ):
            with writer.transaction() as con:
                con.execute(statement)
        writer.con.execute("CALL ducklake_merge_adjacent_files('lake')")
        asked = writer.con.execute(
            "SELECT count(*), min(person_key), max(gender_code), count(*) FILTER (person_key = 'secrety')"
            " FROM lake.std.people WHERE person_key >= 'secret0'"
        ).fetchone()
        assert asked == (539, "secret0", "z", 1)
        assert writer.con.execute("SELECT person_key FROM lake.std.people WHERE gender_code > 'y'").fetchall() == [
            ("secret8",)
        ]
    assert bounds(paths, "std.people") == {None} and not told(paths, "secret")
    assert {"open1", "open2"} <= bounds(paths, "std.home") and told(paths, "open1"), "the search finds nothing"


def test_a_table_that_becomes_restricted_loses_its_bounds(tmp_path: Path) -> None:
    root, paths = write(tmp_path / "root", {"people": PEOPLE}), Paths(tmp_path / "data")
    found(root, paths, {"people": [("secret1", "f")]})
    assert "secret1" in bounds(paths, "std.people")
    file = root / "models/std/people.sql"
    file.write_text(file.read_text().replace('key = ["person_key"]', f'key = ["person_key"]\n{RESTRICTED}'))
    with Writer.open(paths, ZONE) as writer:
        Session(Content.load(root, paths), State(writer), DAY)
    assert bounds(paths, "std.people") == {None}


def test_a_store_of_before_is_cleaned(tmp_path: Path) -> None:
    """A catalogue without the triggers gets them, and loses what it held."""
    root, paths = write(tmp_path / "root", {"people": PEOPLE}), Paths(tmp_path / "data")
    file = root / "models/std/people.sql"
    file.write_text(file.read_text().replace('key = ["person_key"]', f'key = ["person_key"]\n{RESTRICTED}'))
    found(root, paths, {"people": [("hidden1", "f")]})
    with closing(sqlite3.connect(paths.lake_catalog)) as con:
        for (name,) in con.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            con.execute(f"DROP TRIGGER {name}")
        con.execute("DROP TABLE withheld_table")
        con.commit()
    with Writer.open(paths, ZONE) as writer, writer.transaction() as lake:
        lake.execute("INSERT INTO lake.std.people VALUES ('hidden2', 'm', 1, 0, false)")
    assert bounds(paths, "std.people") == {None} and not told(paths, "hidden")
    with closing(sqlite3.connect(paths.lake_catalog)) as con, con:
        con.execute("UPDATE ducklake_file_column_stats SET min_value = 'hidden3' WHERE table_id < 0")
        con.execute("CREATE TABLE shown AS SELECT 'hidden4' AS word")
    assert told(paths, "hidden4")


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    people=st.lists(st.tuples(st.sampled_from("fm"), st.sampled_from(["B1", "B2", "B3", ""])), min_size=1, max_size=40),
    k=st.integers(2, 6),
)
def test_the_gate_counts_as_a_person_would(
    tmp_path_factory: pytest.TempPathFactory, people: list[tuple[str, str]], k: int
) -> None:
    folder = tmp_path_factory.mktemp("alike")
    root = write(folder / "root", {"people": PEOPLE, "home": HOMES, "block": BLOCKS}, extra=f"[privacy]\nk = {k}\n")
    streets = {"B1": "S1", "B2": "S1", "B3": "S2"}
    alike = Counter((gender, streets.get(block)) if block else (gender,) for gender, block in people)
    expected = sum(n for n in alike.values() if n < k)
    offences = found(root, Paths(folder / "data"), {
        "people": [(f"p{i}", gender) for i, (gender, _) in enumerate(people)],
        "home": [(f"p{i}", block) for i, (_, block) in enumerate(people) if block],
        "block": list(streets.items()),
    })  # fmt: skip
    assert [int(offence.message.split(" ")[0]) for offence in offences] == ([expected] if expected else [])


RESTRICTED = 'access = "restricted"\n'


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        (model("select person_key, gender_code from std.people", "person_key", "gender_code"), "which is restricted"),
        (model("select gender_code, count(*) as person_n from std.people group by gender_code", "gender_code",
               "person_n", extra='aggregate = ["person_n"]\n'), None),
        (model("select gender_code, count(distinct person_key) as person_n from std.people group by gender_code",
               "gender_code", "person_n", extra='aggregate = ["person_n"]\n'), None),
        (model("select person_key, count(*) as row_n from std.people group by person_key", "person_key", "row_n",
               extra='aggregate = ["row_n"]\n'), "by an identifier"),
        (model("select gender_code, min(person_key) as who, count(*) as n from std.people group by all",
               "gender_code", "who", "n", extra='aggregate = ["n"]\n'), "by an identifier"),
        (model("select gender_code from std.people", "gender_code", extra='reason = "无人|Nobody"\n'), None),
        (model("select person_key from std.people", "person_key", extra=RESTRICTED), None),
        (model("select gender_code from std.people", "gender_code", extra='aggregate = ["n"]\n'), "does not give"),
        (model("select gender_code from std.people", "gender_code", extra='access = "secret"\n'), "key `access`"),
    ],
)  # fmt: skip
def test_what_may_be_made_of_a_restricted_table(tmp_path: Path, text: str, refusal: str | None) -> None:
    root = write(tmp_path / "root", {"people": PEOPLE}, {"pub.made": text})
    file = root / "models/std/people.sql"
    file.write_text(file.read_text().replace('key = ["person_key"]', f'key = ["person_key"]\n{RESTRICTED}'))
    if refusal is None:
        Content.load(root, Paths(tmp_path / "data"))
        return
    with pytest.raises(HgtError, match=refusal):
        Content.load(root, Paths(tmp_path / "data"))


def test_an_aggregate_of_few_bars(tmp_path: Path) -> None:
    text = model("select gender_code, count(*) as person_n from std.people group by gender_code", "gender_code",
                 "person_n", extra='aggregate = ["person_n"]\n')  # fmt: skip
    root, paths = write(tmp_path / "root", {"people": PEOPLE}, {"pub.made": text}), Paths(tmp_path / "data")
    file = root / "models/std/people.sql"
    file.write_text(file.read_text().replace('key = ["person_key"]', f'key = ["person_key"]\n{RESTRICTED}'))
    with Writer.open(paths, ZONE) as writer:
        session = Session(Content.load(root, paths), State(writer), DAY)
        state = session.state
        with writer.transaction() as con:
            con.execute(
                "CREATE TABLE lake.pub.made AS"
                " SELECT * FROM (VALUES ('f', 10), ('m', 9), ('x', 0), ('y', NULL)) AS t(gender_code, person_n)"
            )
            state.builds.write(build_log.Entry("pub.made", "", "rebuild", 4, 1, {}, None, 0.0))
        assert [(o.table, o.message) for o in disclosure.offences(session)] == [
            ("pub.made", "1 row(s) with person_n from 1 to 9: k is 10")
        ]


PARTS = {
    "keyed": ("vehicle_key", "deid_length(vehicle_key) as vehicle_key_n", "count(vehicle_key) over () as vehicle_n"),
    "moment": ("seen_at", "deid_slot(seen_at) as seen_at", "deid_day(seen_at) as seen_on"),
    "point": ("lon", "deid_cell(lon) as lon", "round(lon * 100) as step_n"),
}
TRACK = (
    column("row_id", key=True), column("vehicle_key", space="vehicle"), column("seen_at", "timestamp"),
    column("lon", "number"),
)  # fmt: skip


@pytest.mark.parametrize("name", ["lon", "lng", "start_lat", "geom", "end_geometry", "coordinates", "wkt"])
def test_a_point_is_known_by_its_usual_names(name: str) -> None:
    assert POINT.fullmatch(name)


@pytest.mark.parametrize("chosen", list(itertools.product(range(3), repeat=3)))
def test_a_track_is_a_key_a_moment_and_a_point(tmp_path: Path, chosen: tuple[int, ...]) -> None:
    """Of the 27 ways to show the three, only all of them as they are make a track."""
    shown = [PARTS[part][place] for part, place in zip(PARTS, chosen, strict=True)]
    names = ["row_id", *(entry.split(" as ")[-1] for entry in shown)]
    text = model(f"select row_id, {', '.join(shown)} from std.seen", *names)
    std = model("select row_id, vehicle_key, seen_at, lon from raw.seen", "row_id", "vehicle_key", "seen_at", "lon",
                extra=RESTRICTED)  # fmt: skip
    text = text.replace("[columns]", 'reason = "测试|A test"\n[columns]')
    root = write(tmp_path / "root", {"seen": TRACK}, {"pub.made": text, "std.seen": std})
    if chosen == (0, 0, 0):
        with pytest.raises(HgtError, match="holds tracks: keyed vehicle_key, at seen_at, in lon"):
            Content.load(root, Paths(tmp_path / "data"))
    else:
        Content.load(root, Paths(tmp_path / "data"))
