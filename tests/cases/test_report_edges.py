"""The pages of `30-report-edges`, built by a run: what a leader reads where data are few, negative, near or missing."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from pipelines.ops.run import run
from tests.report_site.spoken import in_language
from warehouse.paths import Paths

CASE = Path(__file__).parents[3] / "shared" / "cases" / "30-report-edges"
CHART = re.compile(r'<script type="application/json" data-chart="([^"]+)-chart">(.*?)</script>', re.S)

pytestmark = pytest.mark.skipif(not CASE.is_dir(), reason="the shared cases are not here")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    paths = Paths(tmp_path_factory.mktemp("edges"))
    assert run(CASE / "root", paths).ok
    return (paths.data / "reports" / "own.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def figures(page: str) -> dict[str, Any]:
    return {key: in_language(json.loads(text), "en") for key, text in CHART.findall(page)}


def english(text: str) -> str:
    """The English words of a piece of a page."""
    said = re.sub(r'<span lang="zh">.*?</span>', "", text, flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", said).split())


def card(page: str, kpi_id: str) -> str:
    found = re.search(rf'<article [^>]*id="card-{kpi_id}-default">.*?</article>', page, re.S)
    assert found is not None
    return found[0]


def finding(page: str, key: str) -> str:
    panel = page.split(f'id="{key}"')[1].split("</figcaption>")[0]
    return english(panel.partition('class="finding">')[2].partition("</p>")[0])


@pytest.mark.timeout(600)
def test_a_near_miss_says_why(page: str) -> None:
    near = english(card(page, "r_near"))
    assert "94.96%" in near and "Off target −0.04 pp" in near and "Target 95.0%" in near
    tiny = english(card(page, "r_tiny"))
    assert "0.0 h" in tiny and "On target −0.04 h" in tiny
    assert not re.search(r"[-−]0(\.0+)?(?![\d.])", english(page))


@pytest.mark.timeout(600)
def test_a_target_without_a_value_is_counted_and_says_so(page: str) -> None:
    for kpi_id in ("r_none", "r_nullq"):
        assert "— No value" in english(card(page, kpi_id))
    said = english(page.split('class="statement')[1].split("</div>")[0])
    assert "Of 8 measures with a target, 4 are on target and 2 are off target; 2 have no value." in said


@pytest.mark.timeout(600)
def test_missing_months(page: str, figures: dict[str, Any]) -> None:
    assert figures["r-gap-default-trend"]["data"][0]["y"] == [95.0, 96.0, None, None, 97.0]
    assert finding(page, "r-gap-default-trend") == "✓ On target in 2024-05; no value in the period before."
    assert figures["r-neg-default-trend"]["data"][0]["y"] == [5.0, -3.0, -8.0, None, None, None, 2.0]
    assert figures["r-zero-default-trend"]["data"][0]["y"] == [5.0, 0.0, 5.0, 0.0, 5.0]
    zero = 'points="3.0,4.0 61.5,36.0 120.0,4.0 178.5,36.0 237.0,4.0"'
    assert zero in card(page, "r_zero") and card(page, "r_gap").count("<polyline") == 1


@pytest.mark.timeout(600)
def test_negatives_and_every_series_are_drawn(figures: dict[str, Any]) -> None:
    for key in ("cols", "colsneg"):
        low, high = figures[key]["layout"]["yaxis"]["range"]
        assert low < min(figures[key]["data"][0]["y"]) and high >= max(0, *figures[key]["data"][0]["y"])
    assert [trace["name"] for trace in figures["five"]["data"]] == [f"线{n}" for n in range(1, 6)]
