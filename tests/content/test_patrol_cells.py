"""The join of positions to grid cells by squares gives the cell that a look at every cell gives."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from warehouse import macros

MODEL = Path(__file__).parents[2] / "models" / "pub" / "fct_gps_grid.sql"
DIRECT = """
SELECT DISTINCT p.lon, p.lat, coalesce(first_value(g.grid_code) OVER (
  PARTITION BY p.lon, p.lat ORDER BY distance_m(p.lon, p.lat, g.lon, g.lat), g.grid_code), 'unknown')
FROM std.gps_point AS p LEFT JOIN std.grid AS g ON distance_m(p.lon, p.lat, g.lon, g.lat) <= 300
"""

# Points on the edges and corners of squares among them, which are 0.004 and 0.003 degrees wide.
LON = st.integers(115_796, 115_812).map(lambda value: value / 1000) | st.floats(115.79, 115.82)
LAT = st.integers(28_695, 28_707).map(lambda value: value / 1000) | st.floats(28.69, 28.71)


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as found:
        macros.define(found)
        found.execute("CREATE SCHEMA std")
        found.execute("CREATE TABLE std.grid (grid_code VARCHAR, lon DOUBLE, lat DOUBLE)")
        found.execute("CREATE TABLE std.gps_point (lon DOUBLE, lat DOUBLE, slot_at TIMESTAMP, slot_device_key VARCHAR)")
        found.execute("ALTER TABLE std.gps_point ADD COLUMN speed_kmh DOUBLE")
        found.execute(
            "CREATE TABLE std.gps_point_app (lon DOUBLE, lat DOUBLE, slot_at TIMESTAMP, slot_staff_key VARCHAR)"
        )
        yield found


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(LON, LAT), min_size=1, max_size=12), st.lists(st.tuples(LON, LAT), min_size=1, max_size=20))
def test_each_point_gets_its_nearest_cell(
    con: duckdb.DuckDBPyConnection, cells: list[tuple[float, float]], points: list[tuple[float, float]]
) -> None:
    con.execute("DELETE FROM std.grid")
    con.execute("DELETE FROM std.gps_point")
    con.executemany("INSERT INTO std.grid VALUES (?, ?, ?)", [(f"G{i}", *cell) for i, cell in enumerate(cells)])
    # a slot of its own makes every place a row of the model
    places = list(dict.fromkeys(points))
    con.executemany(
        "INSERT INTO std.gps_point VALUES (?, ?, make_timestamp(?), 'v', 9)", [(*p, i) for i, p in enumerate(places)]
    )
    select = MODEL.read_text(encoding="utf-8").partition("*/")[2]
    found = con.execute(
        f"SELECT lon, lat, grid_code FROM ({select}) JOIN std.gps_point USING (slot_at) ORDER BY ALL"
    ).fetchall()
    assert found == con.execute(f"{DIRECT} ORDER BY ALL").fetchall()
