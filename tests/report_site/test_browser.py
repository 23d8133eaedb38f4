"""The pages in Chromium with every host mapped to nothing: charts are drawn, nothing is complained of."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from pipelines.site import build
from tests.report_site import fabricated

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PAGES = sorted(path.stem for path in (ROOT / "reports").glob("*.py"))

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed: apt-get install chromium")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site") / "reports"
    build(fabricated.filled(), fabricated.Content(ROOT), out, fabricated.Release())
    return out


def load(page: Path, query: str, profile: Path) -> tuple[str, str]:
    """The page's document after its scripts ran, and what the browser logged."""
    done = subprocess.run(
        [
            str(CHROMIUM),
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--host-resolver-rules=MAP * ~NOTFOUND",
            f"--user-data-dir={profile}",
            "--virtual-time-budget=8000",
            "--enable-logging=stderr",
            "--v=0",
            "--dump-dom",
            f"{page.as_uri()}{query}",
        ],
        capture_output=True,
        text=True,
        timeout=90,
        check=True,
    )
    return done.stdout, "\n".join(line for line in done.stderr.splitlines() if "CONSOLE" in line)


@pytest.mark.parametrize("stem", PAGES)
@pytest.mark.timeout(120)
def test_a_page_draws_every_chart_offline(site: Path, tmp_path: Path, stem: str) -> None:
    query = "?lang=en" if stem == "hotline" else ""
    document, complaints = load(site / f"{stem}.html", query, tmp_path)
    assert complaints == ""
    wanted = len(re.findall(r"data-chart=", document))
    drawn = len(re.findall(r'class="chart js-plotly-plot"', document))
    assert drawn == wanted
    assert ('data-lang="en"' in document) == (stem == "hotline")
