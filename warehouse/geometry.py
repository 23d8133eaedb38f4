"""Areas, lengths and validity of well-known text, on the ellipsoid of WGS-84, by DuckDB's spatial extension.

The extension is slow to load. So only content that calls one of these functions loads it, on the connections that run
its SQL. Functions that need no extension are in `coordinates`. Tables keep well-known text, so that their readers need
no extension.
"""

import re

import duckdb

from warehouse.store import load

EXTENSION = "spatial"
CALLED = re.compile(r"\bwkt_(area_m2|length_m|is_valid)\s*\(", re.IGNORECASE)
_READ = "ST_GeomFromText(CAST(wkt AS VARCHAR))"
_SWAPPED = f"ST_FlipCoordinates({_READ})"
"""Latitude first, as the functions on the ellipsoid expect it; well-known text has longitude first."""

MACROS: tuple[tuple[str, str], ...] = (
    ("wkt_area_m2(wkt)", f"TRY(ST_Area_Spheroid({_SWAPPED}))"),
    ("wkt_length_m(wkt)", f"TRY(ST_Length_Spheroid({_SWAPPED}) + ST_Perimeter_Spheroid({_SWAPPED}))"),
    ("wkt_is_valid(wkt)", f"CASE WHEN wkt IS NOT NULL THEN coalesce(TRY(ST_IsValid({_READ})), false) END"),
)

"""A text that is no geometry has no area and no length, and is not valid; nothing is repaired."""


def define(con: duckdb.DuckDBPyConnection) -> None:
    """Load the extension for the database of this connection, unless it is there, and create the macros."""
    if not con.execute("SELECT 1 FROM duckdb_functions() WHERE function_name = 'ST_GeomFromText'").fetchone():
        load(con, EXTENSION)
    for signature, body in MACROS:
        con.execute(f"CREATE OR REPLACE TEMP MACRO {signature} AS {body}")
