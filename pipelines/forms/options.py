"""Which forms there are and which options a contract's server may give for each. No reader is imported here."""

_TEXT = ("encoding", "member")

FORMS: dict[str, tuple[str, ...]] = {
    "csv": (*_TEXT, "delimiter", "escape", "header", "quote"),
    "geojson": (*_TEXT, "crs"),
    "geopackage": ("crs", "layer", "member"),
    "json": (*_TEXT, "records"),
    "jt808": ("member",),
    "ndjson": _TEXT,
    "parquet": ("member",),
    "sections": (*_TEXT, "end", "section"),
    "shapefile": (*_TEXT, "crs"),
    "sqlite": ("table",),
    "xlsx": ("header", "member", "sheet"),
    "xml": (*_TEXT, "count", "records"),
}
"""Form → the options that its reader takes."""
