"""The SQL functions that every model, rule and row predicate may call, as temporary macros of a connection.

De-identifying functions are the only way a restricted column may reach the public lake; lineage checks it.
Coordinates are WGS-84 degrees unless the name says otherwise. The GCJ-02 inverse subtracts the forward shift at the
shifted point once, which is within 2 m in the district's latitude and far below the 100 m that is published.
"""

import datetime as dt

import duckdb

DEIDENTIFYING = ("deid_point", "deid_length", "deid_year", "deid_day", "deid_firm")

_EARTH_A = 6378245.0
_EARTH_EE = 0.00669342162296594323

_X, _Y = "(lon - 105.0)", "(lat - 35.0)"
_WAVES = f"(20.0 * sin(6.0 * {_X} * pi()) + 20.0 * sin(2.0 * {_X} * pi())) * 2.0 / 3.0"
_LAT_RAW = (
    f"(-100.0 + 2.0 * {_X} + 3.0 * {_Y} + 0.2 * {_Y} * {_Y} + 0.1 * {_X} * {_Y} + 0.2 * sqrt(abs({_X})) + {_WAVES}"
    f" + (20.0 * sin({_Y} * pi()) + 40.0 * sin({_Y} / 3.0 * pi())) * 2.0 / 3.0"
    f" + (160.0 * sin({_Y} / 12.0 * pi()) + 320.0 * sin({_Y} * pi() / 30.0)) * 2.0 / 3.0)"
)
_LON_RAW = (
    f"(300.0 + {_X} + 2.0 * {_Y} + 0.1 * {_X} * {_X} + 0.1 * {_X} * {_Y} + 0.1 * sqrt(abs({_X})) + {_WAVES}"
    f" + (20.0 * sin({_X} * pi()) + 40.0 * sin({_X} / 3.0 * pi())) * 2.0 / 3.0"
    f" + (150.0 * sin({_X} / 12.0 * pi()) + 300.0 * sin({_X} / 30.0 * pi())) * 2.0 / 3.0)"
)
_MAGIC = f"(1.0 - {_EARTH_EE!r} * sin(radians(lat)) * sin(radians(lat)))"

MACROS: tuple[tuple[str, str], ...] = (
    ("deid_point(degrees)", "round(degrees, 3)"),
    ("deid_length(value)", "length(value)"),
    ("deid_year(value)", "year(value)"),
    ("deid_day(value)", "CAST(value AS DATE)"),
    # What a firm may show and a natural person's business may not: registration class 92 is the sole trader.
    ("deid_firm(value, uscc)", "CASE WHEN uscc NOT LIKE '92%' THEN value END"),
    (
        "gcj02_shift_lat(lon, lat)",
        f"{_LAT_RAW} * 180.0 / ({_EARTH_A!r} * (1.0 - {_EARTH_EE!r}) / ({_MAGIC} * sqrt({_MAGIC})) * pi())",
    ),
    (
        "gcj02_shift_lon(lon, lat)",
        f"{_LON_RAW} * 180.0 / ({_EARTH_A!r} / sqrt({_MAGIC}) * cos(radians(lat)) * pi())",
    ),
    ("gcj02_to_wgs84_lon(lon, lat)", "lon - gcj02_shift_lon(lon, lat)"),
    ("gcj02_to_wgs84_lat(lon, lat)", "lat - gcj02_shift_lat(lon, lat)"),
)


def define(con: duckdb.DuckDBPyConnection) -> None:
    """Create the macros on this connection."""
    for signature, body in MACROS:
        con.execute(f"CREATE OR REPLACE TEMP MACRO {signature} AS {body}")


def observe(con: duckdb.DuckDBPyConnection, as_of: dt.date) -> None:
    """Set the day that `as_of()` (DATE) and `as_of_at()` (its end, exclusive, TIMESTAMPTZ) stand for."""
    con.execute(f"CREATE OR REPLACE TEMP MACRO as_of() AS DATE '{as_of.isoformat()}'")
    con.execute(
        f"CREATE OR REPLACE TEMP MACRO as_of_at() AS CAST(DATE '{as_of.isoformat()}' + INTERVAL 1 DAY AS TIMESTAMPTZ)"
    )
