"""No page of any root asks for the rows of a table that stays with the stewards: its release would refuse them."""

import re
from pathlib import Path

import pytest

from pipelines.declare.project import Content
from warehouse.paths import Paths

PROJECT = Path(__file__).resolve().parents[2]
ROOTS = [PROJECT, *sorted(file.parent for file in (PROJECT / "examples").glob("*/district.toml"))]


@pytest.mark.parametrize("root", ROOTS, ids=lambda root: root.name)
def test_no_page_asks_for_a_restricted_table(root: Path, tmp_path: Path) -> None:
    content = Content.load(root, Paths(tmp_path / "data"))
    asked = {
        f"{page.name}: {table}"
        for page in content.pages
        for table in re.findall(r"\b(?:std|pub|mart|kpi)\.\w+", page.read_text(encoding="utf-8"))
    }
    assert {found for found in asked if found.partition(": ")[2] in content.restricted} == set()
