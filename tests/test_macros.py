"""The SQL functions against published vectors and against themselves: checks of numbers, coordinates, geometry."""

import datetime as dt
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse import macros
from warehouse.checksums import ID_CHECKS, ID_WEIGHTS, USCC_ALPHABET

PATIENT = settings(deadline=None, max_examples=60)
CON = duckdb.connect()
macros.define(CON)
AS_OF = dt.date(2015, 8, 31)
macros.observe(CON, AS_OF)


def ask(expression: str, *values: Any) -> Any:
    row = CON.execute(f"SELECT {expression}", list(values)).fetchone()
    assert row is not None
    return row[0] if len(row) == 1 else row


@pytest.mark.parametrize(
    ("id_no", "good"),
    [
        ("11010519491231002X", True),  # the examples of GB 11643
        ("440524188001010014", True),
        ("360113190001010016", True),
        ("11010519491231002x", False),
        ("110105194912310020", False),
        ("110105194902310026", False),  # 1949-02-31
        ("36011321990101001X", False),
        ("110105491231002", False),
        ("", False),
        ("1101051949123100２X", False),
        (None, None),
    ],
)
def test_citizens_numbers(id_no: str | None, good: bool | None) -> None:
    assert ask("valid_id_no(?::VARCHAR)", id_no) is good


def test_who_is_born_after_the_day_observed_is_refused() -> None:
    def number(day: str) -> str:
        head = f"360113{day}001"
        return head + ID_CHECKS[sum(w * int(c) for w, c in zip(ID_WEIGHTS, head, strict=True)) % 11]

    assert ask("valid_id_no(?)", number("20150831")) is True
    assert ask("valid_id_no(?)", number("20150901")) is False
    assert str(ask("id_birth_on(?)", number("19560229"))) == "1956-02-29"
    assert ask("id_birth_on(?)", number("19550229")) is None


@PATIENT
@given(st.from_regex(r"[1-9][0-9]{5}19[0-9]{2}0[1-9]1[0-9][0-9]{3}", fullmatch=True), st.integers(0, 16), st.data())
def test_one_wrong_digit_is_always_seen(head: str, place: int, data: st.DataObject) -> None:
    number = head + ID_CHECKS[sum(w * int(c) for w, c in zip(ID_WEIGHTS, head, strict=True)) % 11]
    assert ask("valid_id_no(?)", number) is True
    other = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != number[place]]))
    assert ask("valid_id_no(?)", number[:place] + other + number[place + 1 :]) is False


@pytest.mark.parametrize(
    ("uscc", "good"),
    [
        ("91360113MA0000000K", True),
        ("914403001922038216", True),  # large firms that publish theirs
        ("9144030071526726XG", True),
        ("91330100799655058B", True),
        ("91360113MA00000001", False),
        ("91360113MA000000IK", False),
        ("91360113ma0000000k", False),
        ("9136A113MA0000000K", False),
        ("", False),
        (None, None),
    ],
)
def test_organisations_numbers(uscc: str | None, good: bool | None) -> None:
    assert ask("valid_uscc(?::VARCHAR)", uscc) is good


@PATIENT
@given(st.text(USCC_ALPHABET, min_size=9, max_size=9))
def test_each_organisation_has_one_check_letter(tail: str) -> None:
    head = f"91360113{tail}"
    numbers = [head + letter for letter in USCC_ALPHABET]
    assert CON.execute(
        "SELECT count(*) FROM unnest(?::VARCHAR[]) AS t(x) WHERE valid_uscc(x)", [numbers]
    ).fetchone() == (1,)


CHINA = (st.floats(73.7, 134.7), st.floats(18.3, 53.4))
TURN = "SELECT {0}_lon(lon, lat) AS lon, {0}_lat(lon, lat) AS lat FROM ({1})"


def turned(lon: float, lat: float, *ways: str) -> tuple[float, float]:
    sql = f"SELECT {lon!r}::DOUBLE AS lon, {lat!r}::DOUBLE AS lat"
    for way in ways:
        sql = TURN.format(way, sql)
    row = CON.execute(sql).fetchone()
    assert row is not None
    return row[0], row[1]


def apart_m(one: tuple[float, float], other: tuple[float, float]) -> float:
    return float(ask("distance_m(?, ?, ?, ?)", *one, *other))


def test_published_points_of_the_shifted_systems() -> None:
    # the worked example that goes with the open implementations of the three systems
    assert apart_m(turned(116.404, 39.915, "gcj02_to_bd09"), (116.41036949371029, 39.92133699351021)) < 0.01
    assert apart_m(turned(116.404, 39.915, "bd09_to_gcj02"), (116.39762729119315, 39.90865673957631)) < 0.01
    assert apart_m(turned(116.404, 39.915, "wgs84_to_gcj02"), (116.41024449916938, 39.91640428150164)) < 0.01
    assert apart_m(turned(116.404, 39.915, "gcj02_to_wgs84"), (116.39775550083061, 39.91359571849836)) < 0.01


@PATIENT
@given(*CHINA)
def test_there_and_back_again(lon: float, lat: float) -> None:
    here = (lon, lat)
    shifted = turned(lon, lat, "wgs84_to_gcj02")
    assert 10 < apart_m(here, shifted) < 1200
    assert apart_m(here, turned(lon, lat, "wgs84_to_gcj02", "gcj02_to_wgs84")) < 10
    assert apart_m(here, turned(lon, lat, "gcj02_to_bd09", "bd09_to_gcj02")) < 1
    assert turned(lon, lat, "cgcs2000_to_wgs84") == here


@PATIENT
@given(st.floats(115.4, 116.6), st.floats(28.1, 29.2))
def test_around_the_district_the_way_back_is_within_three_metres(lon: float, lat: float) -> None:
    assert apart_m((lon, lat), turned(lon, lat, "wgs84_to_gcj02", "gcj02_to_wgs84")) < 3


@PATIENT
@given(st.floats(-3, 3), st.floats(18.3, 53.4))
def test_plane_coordinates_there_and_back_again(away: float, lat: float) -> None:
    east, north = ask("(cgcs2000_easting_m(117 + $1, $2, 117), cgcs2000_northing_m(117 + $1, $2, 117))", away, lat)
    lon, back = ask("(cgcs2000_lon($1, $2, 117), cgcs2000_lat($1, $2, 117))", east, north)
    assert apart_m((117 + away, lat), (lon, back)) < 0.001
    mirrored = ask("cgcs2000_easting_m(117 - $1, $2, 117)", away, lat)
    assert east - 500_000 == pytest.approx(500_000 - mirrored, abs=0.001)


def test_the_meridian_has_its_known_length() -> None:
    # from the equator to the pole on CGCS2000's ellipsoid, which is GRS 80's
    assert ask("cgcs2000_northing_m(117, 89.9999999999, 117)") == pytest.approx(10_001_965.729, abs=0.01)
    assert ask("cgcs2000_northing_m(117, 45, 117)") == pytest.approx(4_984_944.378, abs=0.01)
    assert ask("cgcs2000_easting_m(117, 45, 117)") == 500_000
    assert ask("distance_m(0, 0, 0, 1)") == pytest.approx(111_195.08, abs=0.01)
    assert ask("distance_m(0, 0, 180, 0)") == pytest.approx(20_015_115, abs=1)
    assert ask("distance_m(0, 0, NULL::DOUBLE, 1)") is None


SQUARE = "POLYGON ((115 28, 116 28, 116 29, 115 29, 115 28), (115.4 28.4, 115.4 28.6, 115.6 28.6, 115.4 28.4))"


def test_geometry_in_words() -> None:
    assert ask("[wkt_lon(?), wkt_lat(?)]", "POINT Z (115.85 28.1 3)", "POINT Z (115.85 28.1 3)") == [115.85, 28.1]
    assert ask("[wkt_lon(?), wkt_lat(?)]", SQUARE, SQUARE) == [115.5, 28.5]
    assert ask("len(wkt_parts(?))", SQUARE) == 2
    inside = {(115.2, 28.5): True, (115.45, 28.55): False, (117, 28.5): False}
    assert {point: ask("wkt_inside(?, ?, ?)", SQUARE, *point) for point in inside} == inside
    assert ask("wkt_gap_m(?, 115.2, 28.5)", SQUARE) == 0
    assert ask("wkt_gap_m(?, 116.001, 28.5)", SQUARE) == pytest.approx(
        ask("distance_m(116, 28.5, 116.001, 28.5)"), rel=1e-3
    )
    assert ask("wkt_gap_m('LINESTRING (115 28, 115 29)', 115.001, 28.5)") == pytest.approx(97.7, abs=0.2)
    assert ask("wkt_inside('LINESTRING (115 28, 115 29)', 115, 28.5)") is False
    for macro in ("wkt_lon(NULL)", "wkt_inside(NULL, 1, 2)", "wkt_gap_m(NULL, 1, 2)"):
        assert ask(macro.replace("NULL", "NULL::VARCHAR")) is None


def test_macros_work_on_columns_of_the_same_names() -> None:
    CON.execute("CREATE OR REPLACE TEMP TABLE t AS SELECT 115.85 AS lon, 28.6 AS lat, 115.8 AS x, ? AS wkt", [SQUARE])
    row = CON.execute(
        """SELECT wkt_inside(wkt, lon, lat), wkt_inside(wkt, x, lat), distance_m(lon, lat, lon, lat),
        cgcs2000_easting_m(lon, lat, 117) < 500000, wgs84_to_gcj02_lon(lon, lat) > lon FROM t"""
    ).fetchone()
    assert row == (True, True, 0.0, True, True)
