"""English names: word for word, by pattern, and none; and the district lists those that its pages show."""

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from demo.silos.park import NAMES as PARKS
from demo.world import DEPARTMENTS, STREETS, World
from demo.world import UNITS as BODIES
from pipelines.declare.project import NAMES, Content
from pipelines.site.data import Data
from pipelines.site.measure import COUNTED
from pipelines.site.model import Text, Wording
from pipelines.site.names import CHINESE, Names, read_names
from tests.report_site import fabricated
from warehouse.errors import HgtError
from warehouse.paths import Paths

ROOT = Path(__file__).resolve().parents[2]
ROOTS = [ROOT, *sorted(file.parent for file in (ROOT / "examples").glob("*/district.toml"))]


def listed(root: Path, text: str) -> Names:
    (root / NAMES).parent.mkdir(exist_ok=True)
    (root / NAMES).write_text(text, encoding="utf-8")
    return read_names(root)


def test_a_name_is_said_word_for_word_or_by_pattern_or_stays(tmp_path: Path) -> None:
    names = listed(tmp_path, "[names]\n'芳华' = 'Fanghua'\n[patterns]\n'(.+)第(\\d+)网格' = '{0}, grid {1}'\n")
    assert names.said("芳华") == Text("芳华", "Fanghua")
    assert names.said("芳华第3网格") == Text("芳华第3网格", "Fanghua, grid 3")
    assert names.said("无名第3网格") == Text("无名第3网格", "无名第3网格")
    assert names.said("U01") == Text("U01", "U01")


def test_the_parts_of_a_name_are_said_by_pattern_too(tmp_path: Path) -> None:
    names = listed(
        tmp_path,
        "[names]\n'芳华' = 'Fanghua'\n'西门' = 'west gate'\n"
        "[patterns]\n'(.+)第(\\d+)网格' = '{0}, grid {1}'\n'(.+网格)(\\D+)' = '{0}, {1}'\n",
    )
    assert names.said("芳华第3网格西门") == Text("芳华第3网格西门", "Fanghua, grid 3, west gate")


def test_a_root_without_the_file_has_no_names(tmp_path: Path) -> None:
    assert read_names(tmp_path) == Names()


@pytest.mark.parametrize(
    "text",
    ["[names", "[word]\na = 'b'", "[names]\na = 1", "[names]\na = ' '", "names = 'a'", "[patterns]\n'(' = 'a'",
     "[patterns]\n'(.)' = '{1}'"],
)  # fmt: skip
def test_a_wrong_file_is_refused_with_its_name(tmp_path: Path, text: str) -> None:
    with pytest.raises(HgtError) as caught:
        listed(tmp_path, text)
    assert "names.toml" in str(caught.value)


def test_the_district_lists_its_places_units_departments_and_owners(tmp_path: Path) -> None:
    names, grid = read_names(ROOT), World().grid
    shown = {street.name for street in STREETS} | {unit[1] for unit in BODIES} | set(DEPARTMENTS)
    shown |= {*grid["grid_name"], *grid["community_name"], *grid["street_name"]} | {park[0] for park in PARKS.values()}
    shown |= {model.kpi.owner for model in Content.load(ROOT, Paths(tmp_path)).kpis().values()}
    assert sorted(name for name in shown if CHINESE.search(names.said(name).en)) == []


def test_variants_are_called_by_their_declared_words() -> None:
    """Never by an id or by what they divide by: three variants of one KPI had one title."""
    con = fabricated.filled()
    plain = Data(con, fabricated.Release()).definitions
    counted = Counter(kpi_id for kpi_id, _ in plain)
    ways = {key: Text(f"口径{place}", f"way {place}") for place, key in enumerate(plain)}
    named = Data(con, fabricated.Release(), wording=Wording(ways)).definitions
    many = [key for key in plain if counted[key[0]] > 1]
    assert many
    for key in many:
        assert named[key].title.zh.endswith(f"（{ways[key].zh}）")
        assert named[key].title.en.endswith(f"({ways[key].en})")
    assert len({named[key].title for key in many}) == len(many)


def test_a_part_without_a_name_is_called_by_its_label() -> None:
    words = Wording(parts={"bench_kind": {"B": "长椅", "Queued": "排队"}}, slices={"bench_kind": Text("类型", "Kind")})
    data = Data(fabricated.filled(), fabricated.Release(), names=Names({"长椅": "Bench"}), wording=words)
    assert data.name("bench_kind", "B") == Text("长椅", "Bench")
    assert data.name("bench_kind", "Queued") == Text("排队", "Queued")
    assert data.name("bench_kind", "Other") == Text("Other", "Other")
    assert data.slice_title("bench_kind") == Text("类型", "Kind")


def test_a_unit_is_said_in_english_where_the_root_lists_it() -> None:
    con = fabricated.filled()
    con.execute("UPDATE meta.kpi SET unit = '吨', kind = 'quantile'")
    of_kpi = Data(con, fabricated.Release(), names=Names({"吨": "t"})).definitions
    assert {of.shown(2.5) for of in of_kpi.values()} == {Text("2.5 吨", "2.5 t")}


@pytest.mark.parametrize("root", ROOTS, ids=lambda root: root.name)
def test_owners_and_units_are_said_in_english_in_every_root(root: Path) -> None:
    """The English page of Zurich named its owner in Chinese. What is counted says its unit in its title."""
    names = read_names(root)
    headers = [tomllib.loads(file.read_text(encoding="utf-8").split("*/")[0].removeprefix("/*"))
               for file in (root / "models" / "kpi").glob("*.sql")]  # fmt: skip
    assert headers
    owners = {names.said(head["owner"]).en for head in headers}
    units = {head["unit"] for head in headers if head["kind"] not in COUNTED or head.get("scale")}
    shown = {names.unit(unit).en for unit in units}
    assert sorted(text for text in owners | shown if CHINESE.search(text)) == []
