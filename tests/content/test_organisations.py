"""Organisations across silos: what a sole trader shows, and one history of each from two registers."""

import pytest

from tests.content.stand import Stand


@pytest.mark.parametrize(
    ("uscc", "shown"),
    [
        ("91360113MA0000000K", "红谷滩某公司"),
        ("93360113MA0000000K", "红谷滩某公司"),
        ("92360113MA0000000K", None),
        (None, None),
    ],
)
def test_what_a_firm_shows_a_sole_trader_does_not(stand: Stand, uscc: str | None, shown: str | None) -> None:
    found = stand.con.execute("SELECT deid_firm('红谷滩某公司', ?), deid_firm(?, ?)", [uscc, uscc, uscc]).fetchall()
    assert found == [(shown, uscc if shown else None)]
