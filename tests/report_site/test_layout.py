"""The layout of a page: a figure alone is wide, names on a map keep apart, an index begins where it can be."""

import datetime as dt
from dataclasses import replace

import duckdb

from pipelines.site import Basis, Column, Data, Figure, Statement, Table, chart, composite, same
from pipelines.site.map import NAME_PX, Spot, spots
from pipelines.site.render import spread
from tests.report_site import fabricated
from tests.report_site.spoken import seen

BASIS = Basis(1, None, same("all"), same("a day"), 0)


def figure(key: str, *, tall: bool = False) -> Figure:
    return Figure(key, same(key), [], {}, BASIS, tall=tall)


def wide(*blocks: Figure | Table | Statement) -> list[bool]:
    return [block.wide for block in spread(blocks) if isinstance(block, Figure | Table)]


def test_a_panel_alone_in_its_row_is_as_wide_as_the_page() -> None:
    assert wide(figure("a"), figure("b")) == [False, False]
    assert wide(figure("a"), figure("b"), figure("c")) == [False, False, True]
    assert wide(figure("a"), Statement([same("x")]), figure("b"), figure("c")) == [True, False, False]


def test_two_panels_stand_beside_a_tall_one() -> None:
    assert wide(figure("map", tall=True), figure("a"), figure("b")) == [False, False, False]
    assert wide(figure("map", tall=True), figure("a")) == [False, False]
    assert wide(figure("map", tall=True), figure("a"), figure("b"), figure("c")) == [False, False, False, True]


def test_a_broad_table_stacks_on_a_phone_unless_it_is_long() -> None:
    def table(columns: int, rows: int) -> Table:
        return Table("t", same("t"), [Column(same("c"))] * columns, [[same("x")] * columns] * rows, None)

    assert [table(*size).stacks for size in ((3, 5), (4, 5), (10, 25), (10, 26))] == [False, True, True, False]


def test_names_on_a_map_are_not_drawn_on_one_line() -> None:
    places = [Spot(115.8, 28.7, 5, same("a"), same("A")), Spot(115.9, 28.7, 5, same("b"), same("B")),
              Spot(115.9, 28.5, 5, same("c"), same("C"))]  # fmt: skip
    notes = seen(spots("map", same("map"), places, BASIS)).layout["annotations"]
    assert [note["yshift"] for note in notes] == [0, -NAME_PX, 0]


def test_an_index_is_drawn_from_the_month_that_half_of_its_parts_have_a_value_for() -> None:
    con = fabricated.filled()
    index_id = next(iter(fabricated.district().indices))
    con.execute("delete from kpi.value where kpi_id = $1 and grain = 'month'", [index_id])
    for month, parts_n in ((1, 1), (2, 3), (3, 5)):
        start = dt.date(2015, month, 1)
        insert(con, "kpi.value", kpi_id=index_id, variant="default", grain="month", period_start=start,
               slice_type="all", slice_id="all", value=0.9)  # fmt: skip
        for part in range(parts_n):
            insert(con, "kpi.index_part", kpi_id=index_id, grain="month", period_start=start, slice_type="all",
                   slice_id="all", part_id=f"p{part}", score=0.9)  # fmt: skip
    drawn = composite.by_month(Data(con, fabricated.Release()), index_id)
    assert seen(drawn).traces[0]["x"] == ["2015-02-01", "2015-03-01"]
    assert drawn.basis.note is not None and "3 to 5 parts a month" in drawn.basis.note.en


def insert(con: duckdb.DuckDBPyConnection, table: str, **values: object) -> None:
    names = ", ".join(values)
    con.execute(f"insert into {table} ({names}) values ({', '.join('?' * len(values))})", list(values.values()))


def test_a_target_that_changes_is_drawn_in_steps() -> None:
    data = Data(fabricated.filled(), fabricated.Release())
    series = data.series("urban_case_on_time_rate")
    moved = [replace(point, target=93.0) for point in series[:3]] + list(series[3:])
    assert len(chart.trend("t", same("t"), series, BASIS).traces) == 1
    drawn = chart.trend("t", same("t"), moved, BASIS)
    assert seen(drawn).traces[1]["y"] == [93.0] * 3 + [point.target for point in series[3:]]
    assert "shapes" not in seen(drawn).layout and "93.0% → " in seen(drawn).layout["annotations"][0]["text"]
