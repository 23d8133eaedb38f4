"""Each root has its own public file and opens its report in its own language, declared or by default."""

from pathlib import Path

import duckdb
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.cli.app import store_of
from pipelines.declare import locality
from pipelines.declare.district import District, read_district
from pipelines.site import build
from tests.report_site import fabricated
from warehouse.errors import HgtError

PROJECT = Path(__file__).resolve().parents[1]


def district(folder: Path, zone: str = "UTC", more: str = "") -> District:
    folder.mkdir(exist_ok=True)
    text = f'name = "城"\nname_en = "Town"\ntime_zone = "{zone}"\n{more}\n'
    (folder / "district.toml").write_text(text, encoding="utf-8")
    return read_district(folder, folder)


@given(st.text(max_size=20))
@example("pub")
@example("temp")
@example("311")
@example("红谷滩")
@example("building-permits")
def test_any_folder_gives_a_name_that_is_a_slug(folder: str) -> None:
    assert locality.is_slug(locality.slug_of(folder))


@pytest.mark.parametrize("folder", ["pub", "Chicago 311", "红谷滩", "select"])
def test_tables_are_found_by_schema_in_a_file_of_that_name(tmp_path: Path, folder: str) -> None:
    file = tmp_path / f"{locality.slug_of(folder)}.duckdb"
    with duckdb.connect(str(file)) as con:
        con.execute("create schema pub")
        con.execute("create table pub.dim_place as select 1 as place_id")
    with duckdb.connect(str(file), read_only=True) as con:
        assert con.execute("select place_id from pub.dim_place").fetchall() == [(1,)]


def test_the_invented_district_declares_its_name_and_examples_take_their_folder(tmp_path: Path) -> None:
    assert read_district(PROJECT, tmp_path).slug == "honggutan"
    slugs = {root.name: read_district(root, tmp_path).slug for root in (PROJECT / "examples").glob("*/")}
    assert slugs == {name: name.replace("-", "_") for name in slugs}
    assert slugs["chicago311"] == "chicago311"


def test_the_language_follows_the_zone_unless_it_is_declared(tmp_path: Path) -> None:
    assert district(tmp_path / "a", "Asia/Shanghai").language == "zh"
    assert district(tmp_path / "b", "America/Chicago").language == "en"
    assert district(tmp_path / "c", "Asia/Shanghai", 'language = "en"').language == "en"


@pytest.mark.parametrize(
    ("line", "word"),
    [('slug = "a b"', "slug"), ('slug = "pub"', "slug"), ("slug = 1", "slug"), ('slug = ""', "slug"),
     ('language = "de"', "zh, en"), ("language = ['en']", "zh, en")],
)  # fmt: skip
def test_a_wrong_name_or_language_is_refused(tmp_path: Path, line: str, word: str) -> None:
    with pytest.raises(HgtError) as caught:
        district(tmp_path, more=line)
    assert word in str(caught.value) and "district.toml" in str(caught.value)


@pytest.mark.parametrize(("language", "tag", "title"), [("zh", "zh-CN", "红谷滩"), ("en", "en", "Honggutan")])
def test_a_page_opens_in_the_district_s_language(tmp_path: Path, language: str, tag: str, title: str) -> None:
    content = fabricated.Content(tmp_path, district=fabricated.District(language=language))
    build(fabricated.filled(), content, tmp_path / "out", fabricated.Release())
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert f'<html lang="{tag}" data-lang="{language}"' in page
    assert f"· {title}</title>" in page


def test_each_root_has_a_store_of_its_own() -> None:
    stores = {store_of(root) for root in (PROJECT, Path("/a/root"), Path("/b/root"), PROJECT / "examples" / "nyc311")}
    assert len(stores) == 4
    assert store_of(PROJECT / "examples" / "nyc311").name == "nyc311"
