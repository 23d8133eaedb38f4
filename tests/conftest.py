"""What all tests share: a skip for the lack of something that this run requires is a failure.

`HGT_REQUIRE` names such things, by a word of the skip's reason (`HGT_REQUIRE=chromium`). CI sets it.
"""

import os
from collections.abc import Generator

import pytest

VARIABLE = "HGT_REQUIRE"


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
