"""A page asks for what is so on the observed day: marts decide what is open, late or held, and page SQL does not."""

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from tests.house.tree import ROOT

PAGES = sorted(path for path in (ROOT / "reports").glob("*.toml") if path.name != "names.toml")
SQL = ("select", "totals", "months")
FACT = re.compile(r"\bpub\.(?!dim_|place\b|thing\b)\w+")
"""Tables of what happened: rows with a day, some of which lie after the day observed."""
ENDLESS = re.compile(r"\b\w+_(?:at|on)\s+is\s+(?:not\s+)?null\b", re.IGNORECASE)
"""A test of a moment or a day for null: whether a thing has ended by the observed day, without that day."""


def faults(name: str, query: str) -> Iterator[str]:
    """Yield the faults of the SQL of a page."""
    if FACT.search(query) and "$as_of" not in query:
        yield f"{name}: {FACT.findall(query)[0]} is read without the observed day: name $as_of, or a mart"
    for found in ENDLESS.findall(query):
        yield f"{name}: `{found}` decides whether a thing has ended: a mart decides that by as_of()"


def queries(page: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Every SQL text of a page with its place and with the selects that it names; a slice's names have no day."""
    shared = page.get("selects", {})
    yield from shared.items()
    inline = [(f"{name}.{at}", block) for name, of in page["sections"].items()
              for at, block in enumerate(of.get("blocks", [])) if isinstance(block, dict)]  # fmt: skip
    for name, block in [*page.get("blocks", {}).items(), *inline]:
        for key in (key for key in SQL if key in block):
            named = [text for other, text in shared.items() if re.search(rf"\b{other}\b", block[key])]
            yield f"{name}.{key}", " ".join([block[key], *named])


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_no_page_decides_what_is_open_or_late(path: Any) -> None:
    page = tomllib.loads(path.read_text(encoding="utf-8"))
    assert [fault for name, query in queries(page) for fault in faults(name, query)] == []


@pytest.mark.parametrize(
    "query",
    ["select count(*) from pub.fct_case", "select count(*) from mart.x where closed_at is null and a < $as_of",
     "select * from pub.event", "select count(*) filter (where due_on IS NOT NULL) from mart.x"],
)  # fmt: skip
def test_such_a_query_is_found(query: str) -> None:
    assert list(faults("x", query))
    assert not list(faults("x", "select n from mart.open_case join pub.dim_unit using (unit_id)"))
