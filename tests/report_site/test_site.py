"""The site of a release: repeatable, offline, bilingual, standing up to empty tables and to a page that fails."""

import hashlib
import html
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import plotly.graph_objects as go
import pytest

from pipelines.site import Basis, Data, Page, Text, build, render
from pipelines.site.axes import both
from pipelines.site.build import _pages
from pipelines.site.model import Figure, Slice
from tests.report_site import fabricated
from tests.report_site.spoken import in_language, with_texts
from warehouse.errors import HgtError

ROOT = Path(__file__).resolve().parents[2]
RELEASE = fabricated.Release()
PAGES = sorted(stem for stem, _ in _pages(ROOT)[0])
ADDRESS = re.compile(
    r"""(?:src|href|action)\s*=\s*["']([^"']*)|url\(([^)]*)\)|\bfetch\(|XMLHttpRequest|@import|\bimport\("""
)
CHART = re.compile(r'<script type="application/json" data-chart="([^"]+)">(.*?)</script>', re.S)

Store = Callable[[], duckdb.DuckDBPyConnection]


def content(root: Path = ROOT) -> fabricated.Content:
    return fabricated.Content(root)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site") / "reports"
    build(fabricated.filled(), content(), out, RELEASE)
    return out


def digest(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def figures(page: Path) -> dict[str, Any]:
    return {key: json.loads(text) for key, text in CHART.findall(page.read_text(encoding="utf-8"))}


def test_every_page_and_one_script_are_written(site: Path) -> None:
    names = set(digest(site))
    assert {f"{stem}.html" for stem in PAGES} <= names
    assert names - {f"{stem}.html" for stem in PAGES} == {
        "assets/plotly.min.js",
        "assets/site.css",
        "assets/site.js",
        "checksums.json",
        "release.txt",
    }


def test_the_same_release_gives_the_same_bytes(site: Path, tmp_path: Path) -> None:
    build(fabricated.filled(), content(), tmp_path / "again", RELEASE)
    assert digest(tmp_path / "again") == digest(site)
    build(fabricated.filled(), content(), tmp_path / "again", RELEASE)
    assert digest(tmp_path / "again") == digest(site), "a rebuild in place"
    assert [path.name for path in tmp_path.iterdir()] == ["again"], "nothing is left beside the site"


def test_no_page_asks_another_host(site: Path) -> None:
    for path in sorted(site.rglob("*")):
        if path.suffix not in (".html", ".css") and path.name != "site.js":
            continue
        text = path.read_text(encoding="utf-8")
        assert "http:" not in text and "https:" not in text, path.name
        for found in ADDRESS.finditer(text):
            target = (found[1] or found[2] or "").strip("\"'")
            assert found[1] or found[2], f"{path.name} loads something by script: {found[0]}"
            assert not target.startswith(("//", "/")) and "://" not in target, f"{path.name}: {found[0]}"
        if path.suffix == ".html":
            assert "default-src 'none'" in text and "connect-src 'none'" in text


def test_the_two_languages_stand_side_by_side(site: Path) -> None:
    for stem in PAGES:
        text = (site / f"{stem}.html").read_text(encoding="utf-8")
        zh = re.findall(r'<span lang="zh">(.*?)</span>', text)
        en = re.findall(r'<span lang="en">(.*?)</span>', text)
        assert len(zh) == len(en) > 20
        for one, other in zip(zh, en, strict=True):
            assert one.strip() and other.strip(), (stem, one, other)


def test_every_text_that_a_page_shows_has_both_languages() -> None:
    pages, broken = _pages(ROOT)
    assert not broken
    slices: dict[str, Slice] = {name: of for _, page in pages for name, of in page.slices.items()}
    chinese = re.compile(r"[\u4e00-\u9fff]")
    con = fabricated.filled()
    named = ("dim_street", "dim_unit", "dim_department", "dim_service_item", "dim_grid")
    rows = [row for table in named for row in con.execute(f"select * from pub.{table}").fetchall()]
    names = {str(cell) for row in rows for cell in row}
    for stem, page in pages:
        for section in page.sections(Data(con, RELEASE, slices)):
            for text in with_texts(section):
                assert bool(text.zh) == bool(text.en), (stem, text)
                if text.zh == text.en and chinese.search(text.zh):
                    assert any(name in text.zh for name in names) or len(text.zh) < 12, (stem, text)


@pytest.mark.parametrize("stem", PAGES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_figure_is_valid_plotly_in_both_languages(site: Path, stem: str, language: str) -> None:
    for key, spec in figures(site / f"{stem}.html").items():
        spoken = in_language(spec, language)
        assert "$t" not in json.dumps(spoken), key
        figure = go.Figure(spoken)
        assert not any(trace.type in ("choropleth", "scattergeo", "scattermap") for trace in figure.data), key


def test_every_figure_prints_what_it_rests_on(site: Path) -> None:
    for stem in PAGES:
        text = (site / f"{stem}.html").read_text(encoding="utf-8")
        panels = re.findall(r"<figure.*?</figure>", text, re.S)
        for panel in panels:
            basis = html.unescape(re.sub(r"<[^>]+>", "", panel.split('class="basis">')[-1]))
            for word in ("n ", "d ", "口径", "统计期", f"观察日 {RELEASE.as_of}", "四舍五入", "隔离", "发布 7"):
                assert word in basis, (stem, word, basis)


def test_ids_are_stable_and_used_once(site: Path) -> None:
    for stem in PAGES:
        ids = re.findall(r'\bid="([^"]+)"', (site / f"{stem}.html").read_text(encoding="utf-8"))
        assert len(ids) == len(set(ids)), sorted(name for name in ids if ids.count(name) > 1)


@pytest.mark.parametrize("store", [fabricated.empty, fabricated.defined], ids=["no tables filled", "no values"])
def test_empty_tables_make_pages_that_say_so(store: Store, tmp_path: Path) -> None:
    if store is fabricated.empty:
        with pytest.raises(HgtError, match="could not be built"):
            build(store(), content(), tmp_path / "site", RELEASE)
        assert "总体情况" in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
        return
    build(store(), content(), tmp_path / "site", RELEASE)
    assert "本期没有数据" in (tmp_path / "site" / "urban_management.html").read_text(encoding="utf-8")


def test_a_root_without_pages_gets_the_general_one(tmp_path: Path) -> None:
    files = build(fabricated.filled(), content(tmp_path), tmp_path / "site", RELEASE)
    assert [path.name for path in files if path.suffix == ".html"] == ["index.html"]
    text = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    for kpi in fabricated.kpis():
        assert kpi.zh in text and kpi.en in text
    assert all(go.Figure(in_language(spec, "zh")) for spec in figures(tmp_path / "site" / "index.html").values())


PAGE_TEXT = """
from pipelines.site import Page, Section, Statement, Text, same

def sections(data):
    rows = data.rows({query!r})
    return [Section("one", Text("一", "One"), [Statement([same(rows)])])]

PAGE = Page(title=Text("页", "Page"), order=1, sections=sections)
"""


def test_a_page_that_fails_leaves_the_others_standing(tmp_path: Path) -> None:
    folder = tmp_path / "root" / "reports"
    folder.mkdir(parents=True)
    (folder / "good.py").write_text(PAGE_TEXT.format(query="select 42 as answer"), encoding="utf-8")
    (folder / "bad.py").write_text(PAGE_TEXT.format(query="select nothing from pub.nowhere"), encoding="utf-8")
    (folder / "worse.py").write_text("PAGE = 1\n", encoding="utf-8")
    (folder / "_private.py").write_text("raise SystemExit\n", encoding="utf-8")
    with pytest.raises(HgtError) as caught:
        build(fabricated.filled(), content(tmp_path / "root"), tmp_path / "site", RELEASE)
    assert "2 of 4 report pages" in str(caught.value) and "bad: Catalog Error: Table" in str(caught.value)
    assert "hgt run" in str(caught.value)
    assert "42" in (tmp_path / "site" / "good.html").read_text(encoding="utf-8")
    for stem in ("bad", "worse"):
        text = (tmp_path / "site" / f"{stem}.html").read_text(encoding="utf-8")
        assert f"reports/{stem}.py" in text and "hgt run" in text and "This page could not be built" in text


def test_a_slice_named_twice_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "root" / "reports"
    folder.mkdir(parents=True)
    twice = PAGE_TEXT.format(query="select 1").replace(
        "sections=sections)", "sections=sections, slices={'x': Slice(Text('甲', 'X'))})"
    )
    for stem in ("first", "second"):
        (folder / f"{stem}.py").write_text(twice.replace("Section,", "Section, Slice,", 1), encoding="utf-8")
    with pytest.raises(HgtError, match="already named by reports/first"):
        build(fabricated.filled(), content(tmp_path / "root"), tmp_path / "site", RELEASE)


def test_what_a_page_says_cannot_become_markup(tmp_path: Path) -> None:
    con = fabricated.filled()
    evil = "</script><script>alert(1)</script>"
    con.execute("update pub.dim_street set street_name = ?", [evil])
    con.execute("update meta.kpi set title_zh = ?, title = ?", [evil, evil])
    build(con, content(), tmp_path / "site", RELEASE)
    for path in (tmp_path / "site").glob("*.html"):
        assert "<script>alert" not in path.read_text(encoding="utf-8")


def test_a_figure_carries_its_texts_once_and_resolves_to_each_language() -> None:
    basis = Basis(1, None, Text("甲", "A"), Text("乙", "B"), 0)
    figure = Figure("k", Text("题", "Title"), [go.Bar(name=both(Text("丙", "C")))], go.Layout(xaxis=None), basis)
    made = render.spec(figure)
    assert made == {"data": [{"type": "bar", "name": {"$t": ["丙", "C"]}}], "layout": {"height": 320}}
    assert in_language(made, "en")["data"] == [{"type": "bar", "name": "C"}]


def test_the_kernel_of_the_site_names_no_content() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "pipelines" / "site").rglob("*.py"))
    pages, _ = _pages(ROOT)
    words = {kpi.kpi_id for kpi in fabricated.kpis()} | {stem for stem, _ in pages} - {"index"}
    assert not [word for word in words if re.search(rf"\b{word}\b", text)]
    assert all(isinstance(page, Page) for _, page in pages)
