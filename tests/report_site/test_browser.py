"""The pages in Chromium with every host mapped to nothing and markup in every text of the release.

Charts are drawn, nothing is complained of, and no text of the release becomes markup.
"""

import json
import re
from itertools import cycle
from pathlib import Path

import duckdb
import pytest

from pipelines.site import build
from tests.browser import CHROMIUM, load
from tests.payloads import MARK, fired, payloads, waiting
from tests.report_site import fabricated

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(path.stem for path in (ROOT / "reports").glob("*.toml") if path.stem != "names")

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed: apt-get install chromium")


TEXT = re.compile("(?:.*_)?(?:zh|en|name|title|question|numerator|denominator|owner|source|unit|description|message)")
MORE = """
INSERT INTO meta.quality_score SELECT level, CASE level WHEN 'district' THEN level ELSE level || n END, 'zh', 'en', d,
    3, 9, 6, 66.6, 1, 'C', date '2015-08-31'
    FROM (VALUES ('district'), ('silo'), ('dataset')) a(level), range(4) b(n), (VALUES ('all'), ('validity')) c(d)
    WHERE level <> 'district' OR n = 0;
INSERT INTO meta.catalogue SELECT 'std.dataset' || n, 'std', 'zh', 'en', 'row', '', 1 FROM range(4) t(n);
INSERT INTO meta.quarantine SELECT 'dataset' || n, '*', 3 FROM range(4) t(n);
INSERT INTO meta.quarantine_share SELECT 'dataset' || n, 1, '*', r, 3, 9
    FROM range(4) t(n), (VALUES ('*'), ('required')) u(r);
INSERT INTO meta.quarantine_quantity SELECT 'dataset' || n, '*', 'amount', 7, 1 FROM range(4) t(n);
INSERT INTO meta.catalogue_column SELECT 'std.dataset' || n, 'amount', 'BIGINT', 'zh', 'en', 'public'
    FROM range(4) t(n);
INSERT INTO meta.rule SELECT 'std.dataset' || n, 'required', '[]', 'rule', 'block', 'completeness', '01', 'zh', 'en',
    'o' FROM range(4) t(n);
"""
"""Rows that the page of data quality shows."""


def hostile() -> duckdb.DuckDBPyConnection:
    """The invented release with a payload in place of every text that people read."""
    con = fabricated.filled()
    con.execute(MORE)
    evil = payloads()
    for schema in ("meta", "mart", "pub"):
        for table, column in con.execute(
            "SELECT table_name, column_name FROM duckdb_columns() WHERE schema_name = ? AND data_type = 'VARCHAR'"
            " ORDER BY table_name, column_index", [schema]
        ).fetchall():  # fmt: skip
            if TEXT.fullmatch(column):
                chosen = "1 + (rowid + hash($2) % 997)::BIGINT % len($1)"
                con.execute(
                    f'UPDATE {schema}.{table} SET "{column}" = ($1::VARCHAR[])[{chosen}]', [evil, f"{table}.{column}"]
                )
    return con


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site") / "reports"
    build(hostile(), fabricated.Content(ROOT), out, fabricated.Release())
    return out


def test_every_payload_reaches_a_page(site: Path) -> None:
    text = "".join(page.read_text(encoding="utf-8") for page in site.glob("*.html"))
    assert len(payloads()) >= 150
    assert [number for number in range(len(payloads())) if f"{MARK}{number}`" not in text] == []


@pytest.mark.timeout(120)
def test_payloads_fire_where_a_page_lets_them(tmp_path: Path) -> None:
    """The proof that the search finds: by hand 78 fire in frames that take them as they are, and others wait."""
    frames = "for (const text of texts) { const frame = document.createElement('iframe'); frame.srcdoc = text;"
    texts = json.dumps([text.replace("document.", "parent.document.") for text in payloads()]).replace("</", "<\\/")
    page = tmp_path / "page.html"
    page.write_text(
        f"<!doctype html><body><script>const texts = {texts}; {frames} document.body.append(frame) }}</script>"
    )
    document, _ = load(page.as_uri(), tmp_path / "profile")
    assert len(fired(document)) > 70
    assert len(waiting("".join(payloads()))) > 20


@pytest.mark.parametrize(("stem", "language"), list(zip(PAGES, cycle(("en", "zh")), strict=False)))
@pytest.mark.timeout(120)
def test_a_page_draws_every_chart_offline_and_obeys_no_text(
    site: Path, tmp_path: Path, stem: str, language: str
) -> None:
    document, complaints = load(f"{(site / stem).as_uri()}.html?lang={language}", tmp_path)
    assert complaints == ""
    assert fired(document) == set() and waiting(document) == []
    wanted = len(re.findall(r"data-chart=", document))
    drawn = len(re.findall(r'class="chart js-plotly-plot"', document))
    assert drawn == wanted
    assert f'data-lang="{language}"' in document
