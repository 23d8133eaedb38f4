"""An aggregate leaves out what is of few: one that passes its gate on the data of one day only bars another day."""

from pathlib import Path

import duckdb

MODELS = Path(__file__).parents[2] / "examples/cab-gps/models"


def test_what_is_left_of_cells_of_few_is_of_few_itself() -> None:
    """Cell A has ten pick-ups by three cabs, and is told. B has two by one cab and C one by another: together they are
    of two cabs, k is three, and their three pick-ups are left out. With one of a third cab in D, the four are other."""
    select = (MODELS / "mart/pickup_cell.sql").read_text(encoding="utf-8").split("*/", 1)[1]
    rides = [("a", 0.0)] * 4 + [("b", 0.0)] * 3 + [("c", 0.0)] * 3 + [("a", 0.1)] * 2 + [("b", 0.2)]
    for more, other in (([], []), ([("c", 0.3)], [("other", 4, 4, 3)])):
        with duckdb.connect() as con:
            con.execute("CREATE SCHEMA pub; CREATE TABLE pub.fct_ride (vehicle_key VARCHAR, cell_lon DECIMAL(9, 2),"
                        " cell_lat DECIMAL(9, 2), picked_up_on DATE)")  # fmt: skip
            con.executemany("INSERT INTO pub.fct_ride VALUES (?, ?, 1, '2024-05-31')", [*rides, *more])
            found = con.execute(
                f"SELECT cell_id, pickup_n, cell_pickup_n, cell_vehicle_n FROM ({select}) ORDER BY cell_id"
            ).fetchall()
        assert found == [("0.00 1.00", 10, 10, 3), *other]
