"""The settings of one district's place: its country, the language its report opens in, its public file's name.

Each has a default that follows from the time zone or the folder. Values that cannot be used raise `ValueError` with
what is accepted.
"""

import re

LANGUAGES = ("zh", "en")
CHINA_ZONES = ("Asia/Shanghai", "Asia/Urumqi", "Asia/Chongqing", "Asia/Harbin", "Asia/Kashgar", "PRC")
COUNTRY = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")
SLUG = re.compile(r"[a-z][a-z0-9_]*")
TAKEN = ("pub", "mart", "kpi", "meta", "std", "temp", "system", "main", "memory", "information_schema", "pg_catalog")
"""Names of schemas: in a file under one of them a table's name could mean two things to DuckDB."""
NAMELESS = "district"


def country(declared: object, zone: str) -> str | None:
    """Return the country or region of the calendar's public holidays: by default China in China's zones, else None."""
    if declared is None:
        return "CN" if zone in CHINA_ZONES else None
    if not isinstance(declared, str) or not COUNTRY.fullmatch(declared):
        raise ValueError('an ISO 3166 code such as "CN", "US" or "US-CA"')
    if declared != "CN":
        import holidays

        land, _, part = declared.partition("-")
        parts = holidays.list_supported_countries().get(land)
        if parts is None or (part and part not in parts):
            raise ValueError(f"a country or part that `holidays` knows, such as {land}")
    return declared


def language(declared: object, zone: str) -> str:
    """The language in which the report opens; Chinese in China's zones, else English."""
    if declared is None:
        return "zh" if zone in CHINA_ZONES else "en"
    if declared not in LANGUAGES:
        raise ValueError(", ".join(LANGUAGES))
    return str(declared)


def slug(declared: object, folder: str) -> str:
    """The public file's name without its ending; the folder's name where none is declared."""
    if declared is None:
        word = re.sub(r"[^a-z0-9]+", "_", folder.lower()).strip("_")
        return word if _is_slug(word) else f"{NAMELESS}_{word}".rstrip("_")
    if not isinstance(declared, str) or not _is_slug(declared):
        raise ValueError("a word of a-z, 0-9 and _ that begins with a letter and is no schema of DuckDB or a release")
    return declared


def _is_slug(word: str) -> bool:
    return SLUG.fullmatch(word) is not None and word not in TAKEN
