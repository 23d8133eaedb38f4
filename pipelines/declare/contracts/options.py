"""The forms and the options that a contract's server may give for each. No reader is imported here."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from pipelines.declare.contracts.limits import ACCEPTED, are_limits

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


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, str) and item for item in value)


def _is_pattern(value: Any) -> bool:
    """Whether a text is a regular expression of RE2, which the engine has, and of Python, which readers have."""
    if not isinstance(value, str) or not value:
        return False
    import pyarrow as pa  # put off: few contracts give a pattern
    import pyarrow.compute as pc

    try:
        re.compile(value)
        pc.match_substring_regex(pa.scalar(""), value)
    except (re.error, pa.ArrowInvalid):
        return False
    return True


VALUES: dict[str, tuple[Callable[[Any], bool], str]] = {
    "drop_totals": (
        lambda v: isinstance(v, bool) or _is_pattern(v),
        "true, false, or a pattern that a whole cell matches",
    ),
    "fill_down": (_is_list, "a list of column names"),
    "header": (lambda v: str(v).lower() in _WORDS, "true or false; `header_row` says in which line the header stands"),
    "header_row": (lambda v: type(v) is int and v >= 1, "the number of the header's line, from 1"),
    "hidden": (lambda v: v in ("keep", "skip"), "keep or skip"),
    "limits": (are_limits, ACCEPTED),
    "links": (lambda v: v == "follow", "follow: files to which links lead from the silo's folder are read too"),
    "sheets": (lambda v: _is_list(v) or (isinstance(v, str) and bool(v)), "all, a pattern such as *月, or a list"),
}
"""Option → whether a value will do, and what is accepted."""


def refused(options: Mapping[str, Any]) -> tuple[str, Any, str] | None:
    """The first option whose value will not do, its value and what is accepted."""
    for name, value in options.items():
        if name in VALUES and not VALUES[name][0](value):
            return name, value, VALUES[name][1]
    if "sheet" in options and "sheets" in options:
        return "sheets", options["sheets"], "either `sheet` or `sheets`"
    if "header_row" in options and not has_header(options):
        return "header_row", options["header_row"], "no `header: false` beside it"
    return None


def has_header(options: Mapping[str, Any]) -> bool:
    """Whether the records stand under a line of column names."""
    return _WORDS[str(options.get("header", True)).lower()]
