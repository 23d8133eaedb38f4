"""Markup in every text of the declarations: Great Expectations' pages and Dagster's UI show it and obey none of it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.ops.run import run
from pipelines.state.session import KEY_VARIABLE
from tests.browser import CHROMIUM, load
from tests.gate import town
from tests.gate.test_ui import KEY, served
from tests.payloads import MARK, fired, payloads, waiting
from warehouse.paths import Paths

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed: apt-get install chromium")

WORDS = re.compile(
    r'(description|description_zh|grain|grain_zh|name|name_en|purpose|usage)( = |: )("[^"\n]*"|One row.*)'
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path]]:
    """A released town of which every description is all payloads."""
    folder = tmp_path_factory.mktemp("markup")
    root, data = town.write(folder / "root"), folder / "data"
    evil = json.dumps("\n\n".join(payloads()), ensure_ascii=False)
    for file in (*root.glob("*/**/*.sql"), *root.glob("*/**/*.yaml"), root / "district.toml"):
        text = file.read_text(encoding="utf-8")
        file.write_text(WORDS.sub(lambda found: found[1] + found[2] + evil, text), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(KEY_VARIABLE, KEY)
        outcome = run(root, Paths(data))
    assert outcome.ok, outcome.failures
    yield root, data


def shown(document: str) -> set[str]:
    """The numbers of the payloads that stand in a document, obeyed or not."""
    return set(re.findall(rf"{MARK}(\d+)", document))


@pytest.mark.timeout(180)
def test_the_auditor_s_pages_obey_no_text(store: tuple[Path, Path], tmp_path: Path) -> None:
    docs = Paths(store[1]).data / "audit" / "docs"
    seen: set[str] = set()
    for number, page in enumerate(docs.rglob("*.html")):
        if MARK in page.read_text(encoding="utf-8"):
            document, _ = load(page.as_uri(), tmp_path / str(number))
            assert fired(document) == set() and waiting(document) == [], page
            seen |= shown(document)
    assert len(seen) == len(payloads())


@pytest.mark.timeout(180)
def test_the_ui_obeys_no_text(store: tuple[Path, Path], tmp_path: Path) -> None:
    with served(store) as port:
        for number, table in enumerate(("std/ticket", "pub/fct_ticket")):
            document, _ = load(f"http://127.0.0.1:{port}/assets/{table}", tmp_path / str(number))
            assert fired(document) == set() and waiting(document) == []
            assert len(shown(document)) > 80, "Dagster leaves out what follows some marks, and shows the others"
