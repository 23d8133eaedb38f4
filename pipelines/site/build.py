"""Finds the pages of a content root, asks each for its sections and puts the finished site in place by one rename.

A page is `reports/<page>.toml`, or `reports/<page>.py` where no type of block draws it. A page that fails is replaced
by one that says so. The others are built and the site is put in place; the build then fails and names every such page.
"""

import importlib.util
import shutil
from importlib.resources import files
from pathlib import Path

import duckdb

from pipelines.declare.project import page_files
from pipelines.site import outline, overview
from pipelines.site.data import Data
from pipelines.site.model import Content, Page, Release, Section, Slice, Statement, Text, Wording
from pipelines.site.names import read_names
from pipelines.site.pages.page import page as declared_page
from pipelines.site.render import Renderer
from warehouse import manifest
from warehouse.errors import HgtError, plain
from warehouse.releases.released import REPORTED

FRONT = "index"
ASSETS = "assets"
OWN_FILES = ("site.css", "site.js")


def build(
    con: duckdb.DuckDBPyConnection,
    content: Content,
    out: Path,
    release: Release,
    wording: Wording | None = None,
) -> list[Path]:
    """Write the site of `release` into `out` and return its files; `con` must resolve that release's tables.

    Raises when a page failed, after the site, with that page's failure on it, is in place.
    """
    pages, broken = _pages(content.root)
    outlines = outline.read(content.district.base, con)
    data = Data(con, release, _slices(content.root, pages, broken), outlines, read_names(content.root), wording)
    renderer = Renderer(content.district, release, pages)
    aside = out.with_name(f".{out.name}.new")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    failures = dict(broken)
    for stem, page in pages:
        text = None
        if stem not in failures:
            try:
                text = renderer.page(stem, page, page.sections(data))
            except Exception as error:  # a page is content: whatever it raises must not take the others down
                failures[stem] = error
        if text is None:
            text = renderer.page(stem, page, [_failure(_file(content.root, stem), failures[stem])])
        (aside / f"{stem}.html").write_text(text, encoding="utf-8", newline="\n")
    _copy_assets(aside / ASSETS)
    if not failures:
        (aside / REPORTED).write_text(f"{release.release_id}\n", encoding="utf-8")
    manifest.write(aside, [path for path in aside.rglob("*") if path.is_file()])
    _put_in_place(aside, out)
    if failures:
        stem, first = next(iter(failures.items()))
        file = _file(content.root, stem)
        raise HgtError(
            f"{len(failures)} of {len(pages)} report pages could not be built",
            file=file,
            value="; ".join(f"{name}: {_why(error)}" for name, error in failures.items()),
            accepted=(first.accepted if isinstance(first, HgtError) else None)
            or "pages whose queries run on the release",
            next=f"correct {file}, then hgt run",
        )
    return sorted(path for path in out.rglob("*") if path.is_file())


def _pages(root: Path) -> tuple[list[tuple[str, Page]], dict[str, Exception]]:
    """The root's pages in their order, and why any could not be read. Without a front page the general one is it."""
    found: dict[str, Page] = {}
    broken: dict[str, Exception] = {}
    for path in page_files(root):
        try:
            if path.stem in found:
                raise HgtError(f"the page {path.stem} is declared twice", accepted=f"one of {', '.join(READERS)}")
            found[path.stem] = READERS[path.suffix](path)
        except Exception as error:  # as above: the other pages must still be built
            broken[path.stem] = error
            name = path.stem.replace("_", " ")
            found[path.stem] = Page(Text(name, name), 999, lambda _: [])
    found.setdefault(FRONT, overview.GENERIC)
    return sorted(found.items(), key=lambda item: (item[1].order, item[0])), broken


def _file(root: Path, stem: str) -> str:
    """The file of a page."""
    return next((f"reports/{stem}{end}" for end in READERS if (root / "reports" / f"{stem}{end}").exists()), stem)


def _why(error: Exception) -> str:
    """A failure in one line, with the value that is refused."""
    if isinstance(error, HgtError) and error.value is not None:
        return f"{plain(error)} ({error.value})"
    return plain(error)


def _slices(root: Path, pages: list[tuple[str, Page]], broken: dict[str, Exception]) -> dict[str, Slice]:
    """Every slice that a page names; a page that names another page's slice again is broken."""
    found: dict[str, Slice] = {}
    owners: dict[str, str] = {}
    for stem, page in pages:
        for name, declared in page.slices.items():
            if name in owners:
                owner = _file(root, owners[name])
                broken[stem] = HgtError(f"the slice {name} is already named by {owner}", accepted="a slice named once")
            else:
                found[name], owners[name] = declared, stem
    return found


def _declared(path: Path) -> Page:
    """The `PAGE` that a page's file declares."""
    spec = importlib.util.spec_from_file_location(f"report_page_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise HgtError("this is not a Python file", file=path.name)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    page = getattr(module, "PAGE", None)
    if not isinstance(page, Page):
        raise HgtError(
            "the page declares no PAGE",
            file=f"reports/{path.name}",
            value=page,
            accepted="PAGE = Page(title=Text(…), order=…, sections=…)",
            next="hgt run",
        )
    return page


READERS = {".py": _declared, ".toml": declared_page}
"""The reader of a page by the end of its file's name."""


def _failure(file: str, error: Exception) -> Section:
    why = _why(error)
    lines = [
        Text(f"{file} 未能生成：{why}", f"{file} could not be built: {why}"),
        Text(f"下一步：修正 {file}，然后运行 hgt run。", f"Next: correct {file}, then hgt run."),
    ]
    return Section("failure", Text("本页未能生成", "This page could not be built"), [Statement(lines)])


def _copy_assets(folder: Path) -> None:
    """The site's own files and one plotly.js for all pages, from the package's data, without importing Plotly."""
    folder.mkdir()
    for name in OWN_FILES:
        (folder / name).write_bytes(files("pipelines.site").joinpath("files", name).read_bytes())
    spec = importlib.util.find_spec("plotly")
    if spec is None or spec.origin is None:
        raise HgtError("the package plotly is not installed", next="make run")
    shutil.copyfile(Path(spec.origin).parent / "package_data" / "plotly.min.js", folder / "plotly.min.js")


def _put_in_place(aside: Path, out: Path) -> None:
    """Swap the finished folder in; the old one is deleted last, so a reader finds one site or the other."""
    old = out.with_name(f".{out.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if out.exists():
        out.rename(old)
    aside.rename(out)
    shutil.rmtree(old, ignore_errors=True)
