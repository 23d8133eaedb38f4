"""The SQL functions that every model, rule and row predicate may call, as temporary macros of a connection.

De-identifying functions are the only way by which a restricted column may reach the public lake; lineage checks this.
Macros for coordinates and for numbers with a check digit have modules of their own.
"""

import datetime as dt

import duckdb

from warehouse import checksums, coordinates

DEIDENTIFYING = (
    "deid_point", "deid_length", "deid_year", "deid_day", "deid_seconds", "deid_slot", "deid_firm", "deid_cell",
    "deid_path",
)  # fmt: skip
CELL = "deid_cell"
SLOT = ("deid_slot", "deid_day", "deid_year")
"""Functions that reduce a point to a cell, and a moment to a period too coarse to follow anybody."""

UNOBSERVED = "error('as_of() is not known here: no day is observed')"
MACROS: tuple[tuple[str, str], ...] = (
    # Other macros call `as_of()`, so it is created before them; a call is an error until `observe` sets the day.
    ("as_of()", f"CAST({UNOBSERVED} AS DATE)"),
    ("as_of_at()", f"CAST({UNOBSERVED} AS TIMESTAMPTZ)"),
    ("deid_point(degrees)", "round(degrees, 3)"),
    # The south-west corner of a cell of a hundredth of a degree, binned in decimals: 0.29 * 100 is 28.999… in doubles.
    ("deid_cell(degrees)", "CAST(floor(CAST(degrees AS DECIMAL(18, 9)) * 100) / 100 AS DECIMAL(9, 2))"),
    # An address on the web without its query string and without the e-mail addresses in its path.
    (
        "deid_path(address)",
        r"regexp_replace(regexp_replace(address, '\?.*$', ''), '[^/#=&@]+(@|%40)[^/#=&@]+\.[^/#=&]+', '…', 'g')",
    ),
    ("deid_length(value)", "length(value)"),
    ("deid_year(value)", "year(value)"),
    ("deid_day(value)", "CAST(value AS DATE)"),
    # A duration without its moments: two moments are published as the whole seconds between them.
    ("deid_seconds(since_at, until_at)", "date_diff('second', since_at, until_at)"),
    # A moment to five minutes: enough to count how many were at a place, too coarse to follow one.
    ("deid_slot(value)", "time_bucket(INTERVAL 5 MINUTE, value)"),
    # Details that a firm may show and a natural person's business may not: registration class 92 is the sole trader.
    ("deid_firm(value, uscc)", "CASE WHEN uscc NOT LIKE '92%' THEN value END"),
    *checksums.MACROS,
    *coordinates.MACROS,
)


def define(con: duckdb.DuckDBPyConnection) -> None:
    """Create the macros on this connection; `observe` is called after it."""
    for signature, body in MACROS:
        con.execute(f"CREATE OR REPLACE TEMP MACRO {signature} AS {body}")


def observe(con: duckdb.DuckDBPyConnection, as_of: dt.date) -> None:
    """Set the day of `as_of()` (DATE) and of `as_of_at()` (its end, exclusive, TIMESTAMPTZ)."""
    con.execute(f"CREATE OR REPLACE TEMP MACRO as_of() AS DATE '{as_of.isoformat()}'")
    con.execute(
        f"CREATE OR REPLACE TEMP MACRO as_of_at() AS CAST(DATE '{as_of.isoformat()}' + INTERVAL 1 DAY AS TIMESTAMPTZ)"
    )
