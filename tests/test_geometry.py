"""Areas and lengths on the ellipsoid against published figures, and content that calls for them."""

import random
from itertools import product
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract.records.geometry import _polygons
from warehouse import geometry, macros

CON = duckdb.connect()
macros.define(CON)
geometry.define(CON)
Ring = list[tuple[float, ...]]


def ask(expression: str, *values: Any) -> Any:
    row = CON.execute(f"SELECT {expression}", list(values)).fetchone()
    assert row is not None
    return row[0]


def square(low: float, high: float, *, turned: bool = False, lon: float = 115.0, lat: float = 28.0) -> Ring:
    corners = [(low, low), (low, high), (high, high), (high, low), (low, low)]
    ring: Ring = [(lon + x, lat + y) for x, y in corners]
    return ring[::-1] if turned else ring


def text(*polygons: list[Ring]) -> str:
    rings = [["(" + ", ".join(f"{x!r} {y!r}" for x, y in ring) + ")" for ring in polygon] for polygon in polygons]
    return "MULTIPOLYGON (" + ", ".join("(" + ", ".join(found) + ")" for found in rings) + ")"


def test_published_figures() -> None:
    # pyproj's guide gives both for the cell of one degree at the equator, from GeographicLib
    cell = "POLYGON ((0 0, 0 1, 1 1, 1 0, 0 0))"
    assert ask("wkt_area_m2(?)", cell) == pytest.approx(12_308_778_361.469_452, abs=0.01)
    assert ask("wkt_length_m(?)", cell) == pytest.approx(443_770.917_248, abs=1e-4)
    # a degree of the equator is 2 pi a / 360; the first degree of a meridian 110,574.389 m
    assert ask("wkt_length_m('LINESTRING (0 0, 1 0)')") == pytest.approx(111_319.490_793, abs=1e-4)
    assert ask("wkt_length_m('LINESTRING (0 0, 0 1)')") == pytest.approx(110_574.388_558, abs=1e-4)
    assert ask("wkt_length_m('MULTILINESTRING ((0 0, 1 0), (5 0, 6 0, 7 0))')") == pytest.approx(333_958.47, abs=0.01)


def test_what_is_no_geometry_measures_nothing() -> None:
    for measure in ("wkt_area_m2", "wkt_length_m"):
        assert [ask(f"{measure}(?)", given_text) for given_text in (None, "a pond", "POLYGON ((1 2")] == [None] * 3
    assert ask("wkt_area_m2('LINESTRING (0 0, 1 0)')") == 0


@pytest.mark.parametrize(
    ("wkt", "valid"),
    [
        ("POLYGON ((0 0, 1 0, 1 1, 0 1, 0 0))", True),
        ("POLYGON ((0 0, 0 1, 1 1, 1 0, 0 0))", True),
        ("POLYGON ((0 0, 1 1, 1 0, 0 1, 0 0))", False),  # a bow tie
        ("POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0), (20 20, 21 20, 21 21, 20 20))", False),  # a hole outside
        ("MULTIPOLYGON (((0 0, 9 0, 9 9, 0 9, 0 0)), ((1 1, 2 1, 2 2, 1 1)))", False),  # one part in another
        ("a pond", False),
        (None, None),
    ],
)
def test_validity(wkt: str | None, valid: bool | None) -> None:
    assert ask("wkt_is_valid(?)", wkt) is valid


def test_rings_of_any_direction_have_the_same_area() -> None:
    parts = [ask("wkt_area_m2(?)", text([square(low, high)])) for low, high in ((0, 0.9), (0.3, 0.6), (1.2, 1.5))]
    for one, two, three in product((False, True), repeat=3):
        shape = text([square(0, 0.9, turned=one), square(0.3, 0.6, turned=two)], [square(1.2, 1.5, turned=three)])
        assert ask("wkt_area_m2(?)", shape) == pytest.approx(parts[0] - parts[1] + parts[2], rel=1e-12)


@given(turned=st.lists(st.booleans(), min_size=5, max_size=5), seed=st.integers(0, 99))
def test_an_island_in_a_lake_in_an_island_is_valid_however_its_rings_run(turned: list[bool], seed: int) -> None:
    sizes = [(0.0, 0.9), (0.1, 0.8), (0.2, 0.7), (0.3, 0.4), (1.0, 1.1)]
    rings = [square(*size, turned=way) for size, way in zip(sizes, turned, strict=True)]
    shuffled = random.Random(seed).sample(rings, len(rings))
    made = _polygons(shuffled)
    assert sorted(len(polygon) for polygon in made) == [1, 2, 2]
    shape = text(*made)
    assert ask("wkt_is_valid(?)", shape) is True
    areas = [ask("wkt_area_m2(?)", text([square(*size)])) for size in sizes]
    assert ask("wkt_area_m2(?)", shape) == pytest.approx(
        areas[0] - areas[1] + areas[2] - areas[3] + areas[4], rel=1e-12
    )


def test_a_hole_may_touch_its_shell() -> None:
    corner: Ring = [(115.0, 28.0), (115.5, 28.0), (115.5, 28.5), (115.0, 28.0)]
    assert _polygons([square(0, 1), corner]) == [[square(0, 1), corner]]
