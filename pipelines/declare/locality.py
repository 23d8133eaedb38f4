"""The settings of one district's place: its country, the language its report opens in, its public file's name.

Each has a default that follows from the time zone or the folder.
"""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, StringConstraints

from pipelines.declare.declaration import Kind, Wrong

Language = Literal["zh", "en"]
CHINA_ZONES = ("Asia/Shanghai", "Asia/Urumqi", "Asia/Chongqing", "Asia/Harbin", "Asia/Kashgar", "PRC")
COUNTRY = r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$"
SLUG = re.compile(r"[a-z][a-z0-9_]*")
TAKEN = ("pub", "mart", "kpi", "meta", "std", "temp", "system", "main", "memory", "information_schema", "pg_catalog")
"""Names of schemas: in a file under one of them a table's name could mean two things to DuckDB."""
NAMELESS = "district"
SLUG_ACCEPTED = "a word of a-z, 0-9 and _ that begins with a letter and is no schema of DuckDB or a release"


def known_country(code: str) -> str:
    """A country or region whose public holidays are known."""
    if code != "CN":
        import holidays

        land, _, part = code.partition("-")
        parts = holidays.list_supported_countries().get(land)
        if parts is None or (part and part not in parts):
            raise Wrong(f"a country or part that `holidays` knows, such as {land}")
    return code


def country_of(zone: str) -> str | None:
    """The country of the public holidays without a declaration: China in China's zones, else none."""
    return "CN" if zone in CHINA_ZONES else None


def language_of(zone: str) -> Language:
    """The language in which the report opens without a declaration: Chinese in China's zones, else English."""
    return "zh" if zone in CHINA_ZONES else "en"


def slug_of(folder: str) -> str:
    """The public file's name, without its ending, where it is not declared: the folder's name made a slug."""
    word = re.sub(r"[^a-z0-9]+", "_", folder.lower()).strip("_")
    return word if is_slug(word) else f"{NAMELESS}_{word}".rstrip("_")


def is_slug(word: str) -> bool:
    """Whether a public file may have this name."""
    return SLUG.fullmatch(word) is not None and word not in TAKEN


def _slug(word: str) -> str:
    if not is_slug(word):
        raise Wrong(SLUG_ACCEPTED)
    return word


Country = Annotated[
    str, StringConstraints(pattern=COUNTRY), AfterValidator(known_country),
    Kind('an ISO 3166 code such as "CN", "US" or "US-CA"'),
]  # fmt: skip
Slug = Annotated[str, AfterValidator(_slug), Kind(SLUG_ACCEPTED)]
