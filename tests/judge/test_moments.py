"""A local time becomes the same moment whether the judge asks the zone or does plain arithmetic."""

import pytest

from pipelines.values import _placed, _still
from warehouse.store import connect

DAYS = "SELECT TIMESTAMP '1960-01-01' + to_minutes(n * 101) AS x FROM range(500000) AS numbers(n)"


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/Chicago", "UTC", "Asia/Kathmandu", "Europe/Moscow"])
def test_arithmetic_agrees_with_the_zone(zone: str) -> None:
    with connect("UTC") as con:
        differing = con.execute(
            f"SELECT count(*) FROM ({DAYS}) WHERE {_placed('x', zone)} IS DISTINCT FROM timezone('{zone}', x)"
        ).fetchone()
    assert differing == (0,)


def test_nothing_and_the_last_day_stay_what_they_are() -> None:
    with connect("UTC") as con:
        found = con.execute(
            f"SELECT {_placed('x', 'Asia/Shanghai')} = timezone('Asia/Shanghai', x)"
            " FROM (VALUES (NULL), (TIMESTAMP '9999-12-31 23:59:59'), ('infinity')) AS given(x)"
        ).fetchall()
    assert found == [(None,), (True,), (True,)]


def test_a_zone_with_summer_time_is_asked() -> None:
    assert _still("America/Chicago") is None
    assert _still("Asia/Shanghai") == (1992, 8 * 3600 * 10**6)
