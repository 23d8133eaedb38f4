"""Setup shared by all tests: the machine's zone of this run, and skips for a missing required thing as failures.

No figure may depend on the zone of the machine. So each run, with its subprocesses, stands in one of `ZONES`, drawn at
random and named at its end; `HGT_TEST_TZ` draws it by hand.

`HGT_REQUIRE` names required things, by a word of the skip's reason (`HGT_REQUIRE=chromium`). CI sets it.
"""

import os
import random
import time
from collections.abc import Generator
from pathlib import Path

import pytest

VARIABLE = "HGT_REQUIRE"
ZONE_VARIABLE = "HGT_TEST_TZ"
ZONES = ("UTC", "America/New_York", "Pacific/Auckland")

# Here and not in a hook: DuckDB asks for the machine's zone once, when its first connection opens.
# The drawn zone goes to the workers of pytest-xdist with the environment.
os.environ["TZ"] = os.environ[ZONE_VARIABLE] = os.environ.get(ZONE_VARIABLE) or random.SystemRandom().choice(ZONES)
time.tzset()


LONGEST = ("test_full_run.py", "test_example_canaries.py", "test_canaries.py", "test_zones.py", "test_validated.py")
SLOW = {
    ".": "backup cli connections disk feed_rules indices kpi locality publish quality readers released repair rights"
    " rules sandbox silo_check zones",
    "bad_input": "breakdown hostile_names objects",
    "bench": "bench chaos fuzz mega roads",
    "build": "increment indicator_shapes kpi_increment quantiles",
    "cases": "shapes workbooks",
    "deid": "canaries disclosure example_canaries names ten_days",
    "demo": "figures planted validated",
    "examples": "chicago311 full_run incidents pedestrians published",
    "forms": "bounded records",
    "gate": "attempts audit bounds clock dagster markup one_place release ui upkeep",
    "judge": "actions deliveries duplicates load revalidation taken unreadable",
    "report_site": "browser layout names quarantined site",
}
"""Files by folder that take more than six seconds: they run whole districts, servers or browsers."""


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker that `make test-fast` leaves out."""
    config.addinivalue_line("markers", "slow: one of the files that take long")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the slow files. Start those that take longest first, so that no worker ends alone with one."""
    here = Path(__file__).parent
    slow = {here / folder / f"test_{name}.py" for folder, names in SLOW.items() for name in names.split()}
    for item in items:
        if item.path in slow:
            item.add_marker(pytest.mark.slow)
    items.sort(key=lambda item: item.path.name not in LONGEST)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the zone, so that a run that fails can be repeated."""
    terminalreporter.write_line(f"zone of the machine in this run: {ZONE_VARIABLE}={os.environ['TZ']}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip whose reason names a required thing into a failure."""
    report = yield
    if report.skipped and isinstance(report.longrepr, tuple):
        reason = report.longrepr[2]
        lacking = [word for word in os.environ.get(VARIABLE, "").replace(",", " ").split() if word in reason.lower()]
        if lacking:
            report.outcome = "failed"
            report.longrepr = f"{VARIABLE} asks for {', '.join(lacking)}, and {item.nodeid} would be skipped: {reason}"
    return report
