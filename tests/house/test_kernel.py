"""The kernel runs any content and names none; one package opens the store; one package knows the scheduler."""

import ast
import re
from pathlib import Path

import pytest

from pipelines.declare.district import read_district
from pipelines.declare.project import Content
from warehouse.paths import Paths

from .tree import KERNEL, ROOT, imported, parsed, python

ROOTS = [ROOT, *sorted(path.parent for path in (ROOT / "examples").glob("*/district.toml"))]
MAY_IMPORT_DAGSTER = ("pipelines/orchestration/",)
MAY_ATTACH = {
    "pipelines/quality/audit/connection.py": "an in-memory catalog for views; the lake comes through warehouse.store",
    "pipelines/transform/precreate.py": "an in-memory catalog for drafts of tables",
}
"""Beside `warehouse/`: why a module may say ATTACH."""
LONGEST = 400
"""Lines of a file, from which on it is too long."""
LONGEST_FUNCTION = 60
"""Lines that a function of the kernel may have."""


def names_of(root: Path, data: Path) -> set[str]:
    """The names of a content root's things: silos, datasets, tables, KPIs, places. Plain English words are left out."""
    content = Content.load(root, Paths(data))
    names = {*content.district.silos, content.district.name, content.district.name_en, root.name}
    names |= {silo.name for silo in content.district.silos.values()}
    names |= {silo.name_en for silo in content.district.silos.values()}
    for contract in content.contracts.values():
        names |= {contract.name, contract.title_zh}
    names |= {model.table for model in content.models.values()}
    return {name for name in names if "_" in name or not name.isascii() or name in content.district.silos}


@pytest.mark.parametrize("root", ROOTS, ids=lambda root: root.name)
def test_the_kernel_names_no_content(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HGT_DATA", str(tmp_path))
    found = []
    patterns = {
        name: re.compile(rf"(?<![A-Za-z0-9_]){re.escape(name)}(?![A-Za-z0-9_])" if name.isascii() else re.escape(name))
        for name in names_of(root, tmp_path)
    }
    for file in python(*KERNEL):
        text = (ROOT / file).read_text(encoding="utf-8")
        found += [f"{file}: {name}" for name, pattern in patterns.items() if pattern.search(text)]
    assert found == []


def test_the_kernel_imports_no_content() -> None:
    generator = read_district(ROOT, ROOT / "warehouse" / "data").generator
    foreign = {"reports", "examples", "bench", "tests", generator}
    assert {str(file): imported(file) & foreign for file in python(*KERNEL) if imported(file) & foreign} == {}


def test_only_the_warehouse_opens_the_store() -> None:
    found = []
    for file in python("pipelines", "demo", "reports"):
        for node in ast.walk(parsed(file)):
            if isinstance(node, ast.Attribute) and node.attr == "connect":
                owner = node.value.id if isinstance(node.value, ast.Name) else ""
                if owner == "duckdb":
                    found.append(f"{file}:{node.lineno} duckdb.connect")
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                statement = re.match(r"\s*ATTACH\b", node.value)
                if statement and file.as_posix() not in MAY_ATTACH:
                    found.append(f"{file}:{node.lineno} ATTACH")
    assert found == []


def test_only_the_state_of_a_run_commits_to_the_lake() -> None:
    """A commit beside it would leave deferred writes behind, whose snapshot was foretold."""
    found = [
        f"{file}:{node.lineno}"
        for file in python("pipelines")
        for node in ast.walk(parsed(file))
        if isinstance(node, ast.Attribute) and node.attr == "transaction" and "writer" in ast.unparse(node.value)
    ]
    assert [place.partition(":")[0] for place in found] == ["pipelines/state/commits.py"], found


STORE = "warehouse/store.py"
OPENING = {"connect", "cursor", "sql", "execute", "query", "from_query", "default_connection"}
SETS_ZONE = re.compile(r"(?i)\b(re)?set\s+((global|session|local)\s+)?time\s?zone\b")


def test_only_the_store_connects_and_sets_the_zone() -> None:
    found = []
    for file in python("pipelines", "warehouse", "demo", "reports"):
        for node in ast.walk(parsed(file)):
            if file.as_posix() == STORE:
                continue
            if isinstance(node, ast.ImportFrom) and node.module == "duckdb":
                found += [f"{file}:{node.lineno} {name.name}" for name in node.names if name.name == "connect"]
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "duckdb":
                found += [f"{file}:{node.lineno} duckdb.{node.attr}"] if node.attr in OPENING else []
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and SETS_ZONE.search(node.value):
                found.append(f"{file}:{node.lineno} {node.value}")
    assert found == []


def test_no_zone_is_used_by_accident() -> None:
    """A zone is always given by who knows the district: no parameter and no field of that name has a default."""
    found = []
    for file in python("pipelines", "warehouse", "demo", "reports"):
        for node in ast.walk(parsed(file)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                args = node.args
                plain = [*args.posonlyargs, *args.args]
                given = [arg.arg for arg in plain[len(plain) - len(args.defaults) :]]
                named = zip(args.kwonlyargs, args.kw_defaults, strict=True)
                given += [arg.arg for arg, default in named if default is not None]
                found += [f"{file}:{node.lineno} {name}" for name in given if "zone" in name]
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None:
                found += [f"{file}:{node.lineno}"] if "zone" in node.target.id.lower() else []
    assert found == []


def test_only_the_orchestra_imports_dagster() -> None:
    found = [
        file.as_posix()
        for file in python("pipelines", "warehouse", "demo", "reports")
        if imported(file) & {"dagster", "dagster_webserver"} and not file.as_posix().startswith(MAY_IMPORT_DAGSTER)
    ]
    assert found == []


def test_modules_that_wire_dagster_keep_their_annotations() -> None:
    found = [
        file.as_posix()
        for file in python("pipelines")
        if file.as_posix().startswith(MAY_IMPORT_DAGSTER)
        for node in parsed(file).body
        if isinstance(node, ast.ImportFrom) and node.module == "__future__"
    ]
    assert found == []


def test_the_entry_point_of_dagster_is_short() -> None:
    assert len((ROOT / "pipelines" / "orchestration" / "definitions.py").read_text(encoding="utf-8").splitlines()) < 60


@pytest.mark.parametrize("file", python(), ids=str)
def test_a_module_is_short_and_says_what_belongs_in_it(file: Path) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    assert len(text.splitlines()) < LONGEST
    assert not text or ast.get_docstring(parsed(file))


@pytest.mark.parametrize("file", python(*KERNEL), ids=str)
def test_no_function_is_too_long(file: Path) -> None:
    functions = (node for node in ast.walk(parsed(file)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    lines = {node.name: (node.end_lineno or node.lineno) - node.lineno + 1 for node in functions}
    assert {name: n for name, n in lines.items() if n > LONGEST_FUNCTION} == {}


CLAUSE = re.compile(r'^\s*r?"""(?:What|Who|Whom|Whose|That|Which|Where|When|How)\b.*', re.MULTILINE)


@pytest.mark.parametrize("file", python(), ids=str)
def test_no_docstring_begins_with_a_relative_clause(file: Path) -> None:
    """The component is the subject: a docstring names it and says what it does."""
    assert CLAUSE.findall((ROOT / file).read_text(encoding="utf-8")) == []


def test_no_module_is_a_drawer_for_everything() -> None:
    drawers = {"util", "utils", "common", "helper", "helpers", "misc"}
    assert [str(file) for file in python() if drawers & {part.removesuffix(".py") for part in file.parts}] == []
