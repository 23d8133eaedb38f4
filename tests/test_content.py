"""A content root is read whole: district, silos, keys, targets and gaps are held together."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.declare.district import read_district
from pipelines.declare.project import Content
from tests import small_root
from tests.small_root import CONTRACT, DISTRICT, STD, put
from warehouse.errors import HgtError
from warehouse.paths import Paths


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_root.write(tmp_path / "root")


def load(root: Path) -> Content:
    return Content.load(root, Paths(root / "data"))


def test_a_root_is_loaded_whole(root: Path) -> None:
    content = load(root)
    assert list(content.contracts) == ["bench_repair"]
    assert list(content.kpis()) == ["bench_repairs"]
    assert [page.name for page in content.pages] == ["benches.py"]
    assert [rule.name for rule in content.rules_of("pub.fct_repair")] == ["repair_has_day"]
    assert content.graph.order.index("std.bench_repair") < content.graph.order.index("mart.repair")
    assert content.gaps() == []
    assert not (root / "data").exists(), "loading writes nothing where there is no store"


def test_facts_are_kept_where_there_is_a_store(root: Path) -> None:
    (root / "data").mkdir()
    first = load(root)
    assert Paths(root / "data").facts.exists()
    second = load(root)
    assert dict(first.models) == dict(second.models)
    assert first.lineage == second.lineage


def test_a_district_is_read(root: Path) -> None:
    district = load(root).district
    assert (district.as_of, district.today()) == (dt.date(2024, 5, 31), dt.date(2024, 5, 31))
    assert district.calendar == {dt.date(2024, 5, 6): "off"}
    assert district.office_hours == ("08:30-12:00", "14:00-17:30")
    assert district.target("bench_repairs", "default") == 90.0
    assert district.location("bench") == str(root / "data/district/bench")


def test_without_a_declared_day_it_is_today(root: Path) -> None:
    put(root / "district.toml", DISTRICT.replace('as_of = 2024-05-31\ngenerator = "bench_demo"\n', ""))
    district = read_district(root, root / "data")
    assert district.as_of is None
    assert abs((district.today() - dt.datetime.now(dt.UTC).date()).days) <= 1


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("{root}/x", "{root}/x"),
        ("x/y", "{root}/x/y"),
        ("${BENCH}/y", "/mnt/{data}/y"),
        ("postgresql://reader:${BENCH_KEY}@db/benches", "postgresql://reader:s3cret@db/benches"),
    ],
)
def test_places_and_variables_are_replaced(
    root: Path, monkeypatch: pytest.MonkeyPatch, declared: str, expected: str
) -> None:
    monkeypatch.setenv("BENCH", "/mnt/{data}")
    monkeypatch.delenv("BENCH_KEY", raising=False)
    monkeypatch.setenv("BENCH_KEY_FILE", str(put(root / "secret", "s3cret\n")))
    put(root / "district.toml", DISTRICT.replace("{data}/district/bench", declared))
    found = read_district(root, root / "data").silos["bench"].location
    assert found == expected.replace("{root}", str(root))


def test_a_missing_variable_names_every_place_tried(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BENCH", raising=False)
    monkeypatch.delenv("BENCH_FILE", raising=False)
    put(root / "district.toml", DISTRICT.replace("{data}/district/bench", "${BENCH}/y"))
    district = load(root).district
    with pytest.raises(HgtError) as caught:
        district.location("bench")
    for word in ("district.toml", "environment variable BENCH (not set)", "BENCH_FILE", "export BENCH=", "silo bench"):
        assert word in str(caught.value)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (('generator = "bench_demo"', "generator = true"), "generator"),
        (('name = "小城"\n', 'title = "小城"\n'), "title"),
        (("Asia/Shanghai", "Asia/Smalltown"), "time_zone"),
        (("as_of = 2024-05-31", 'as_of = "2024-05-31"'), "as_of"),
        (("as_of = 2024-05-31", "as_of = 2024-05-31T10:00:00"), "as_of"),
        (('"2024-05-06" = "off"', '"2024-05-06" = "holiday"'), "off, work"),
        (('"2024-05-06" = "off"', '"6 May" = "off"'), "6 May"),
        (('"2024-05-06" = "off"', 'office_hours = ["14:00-17:30", "08:30-12:00"]'), "office_hours"),
        (("= 90.0", '= "90"'), "targets.bench_repairs.default"),
        (("bench_repairs.default", "bench_repair.default"), "bench_repairs.default"),
        (("bench_repairs.default", "bench_repairs.other"), "bench_repairs.default"),
        (('name_en = "Benches"\n', ""), "silos.bench.name_en"),
        (("[silos.bench]", "[silos.table]"), "silo bench is not declared"),
        (("[silos.bench]", "[silos.bench]\nuser = 'x'"), "silos.bench.user"),
    ],
)
def test_a_wrong_district_is_refused(root: Path, change: tuple[str, str], word: str) -> None:
    assert change[0] in DISTRICT
    put(root / "district.toml", DISTRICT.replace(*change, 1))
    with pytest.raises(HgtError) as caught:
        load(root)
    assert word in str(caught.value)


def test_all_that_a_district_lacks_is_told_at_once(root: Path) -> None:
    put(
        root / "district.toml",
        'name = "小城"\ncolour = 1\n[silos.a]\nname = "甲"\n[silos.b]\nplace = "x"\n[privacy]\nn = 3\n',
    )
    with pytest.raises(HgtError) as caught:
        read_district(root, root / "data")
    lacking = ("name_en", "time_zone", "silos.a.name_en", "silos.a.location", "silos.b.name")
    assert [f"key `{key}` is missing" in str(caught.value) for key in lacking] == [True] * len(lacking)
    unknown = ("colour", "silos.b.place", "privacy.n")
    assert [f"key `{key}` is not known" in str(caught.value) for key in unknown] == [True] * len(unknown)


def test_an_unknown_place_is_refused(root: Path) -> None:
    put(root / "district.toml", DISTRICT.replace("{data}/", "{home}/"))
    with pytest.raises(HgtError, match="home"):
        load(root).district.location("bench")


@pytest.mark.parametrize(
    ("path", "change", "word"),
    [
        ("models/std/bench_repair.sql", lambda: STD.replace("deid_length(remark)", "upper(remark)"), "restricted"),
        ("models/std/bench_repair.sql", lambda: STD.replace('["repair_id"]', '["reporter_key"]'), "primary key"),
        ("assets/other/bench_repair.odcs.yaml", lambda: CONTRACT.replace("domain: bench", "domain: other"), "twice"),
    ],
)
def test_what_contradicts_is_refused(root: Path, path: str, change: Callable[[], str], word: str) -> None:
    put(root / path, change())
    with pytest.raises(HgtError, match=word):
        load(root)


def test_a_dataset_without_a_table_is_a_gap(root: Path) -> None:
    for layer in ("std", "pub", "mart", "kpi"):
        for path in (root / "models" / layer).glob("*.sql"):
            path.unlink()
    (root / "quality/repair_has_day.sql").unlink()
    put(root / "district.toml", DISTRICT.split("[targets]")[0])
    assert "bench_repair has no models/std/bench_repair.sql" in load(root).gaps()[0]


def test_a_root_without_a_district_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HgtError, match="no district"):
        load(tmp_path)
