"""The forms and the options that a contract's server may give for each. No reader is imported here."""

from collections.abc import Mapping
from typing import Any

_TEXT = ("encoding", "member")

_OWN: dict[str, tuple[str, ...]] = {
    "csv": (*_TEXT, "delimiter", "drop_totals", "escape", "header", "header_row", "quote"),
    "geojson": (*_TEXT, "crs"),
    "geopackage": ("crs", "layer", "member"),
    "json": (*_TEXT, "records"),
    "jt808": ("member",),
    "ndjson": _TEXT,
    "parquet": ("member",),
    "sections": (*_TEXT, "end", "section"),
    "shapefile": (*_TEXT, "crs"),
    "sqlite": ("table",),
    "xlsx": ("drop_totals", "fill_down", "header", "header_row", "hidden", "member", "sheet", "sheets"),
    "xml": (*_TEXT, "count", "records"),
}
FORMS = {form: (*options, "limits", "links") for form, options in _OWN.items()}
"""Form → the options that its reader takes."""

GENERATED = {"row_number": tuple(FORMS), "sheet": ("xlsx",)}
"""Values that a reader makes and no record holds → the forms whose readers make them."""

_WORDS = {"true": True, "false": False}


def has_header(options: Mapping[str, Any]) -> bool:
    """Whether the records follow a line of column names."""
    return _WORDS[str(options.get("header", True)).lower()]
