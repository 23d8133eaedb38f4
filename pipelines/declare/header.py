"""The typed headers of models and rules: closed key sets, read from the TOML in a file's leading comment.

Splitting a file into header and SELECT lives here too. The header of a KPI is `indicator`'s, and what the SELECT says
is read elsewhere.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from pydantic import PlainValidator

from pipelines.declare import keys
from pipelines.declare.contracts import rule_codes
from pipelines.declare.declaration import Kind, Wrong
from pipelines.declare.keys import Keys
from pipelines.declare.suppression import Cells
from warehouse.errors import HgtError

NEXT = "hgt status"
DIMENSIONS = (
    "accuracy",
    "completeness",
    "conformity",
    "consistency",
    "coverage",
    "timeliness",
    "uniqueness",
)
SEVERITIES = ("block", "warn")
BETTER = ("higher", "lower", "none")
MONTH = "month"
OPEN, RESTRICTED = ACCESS = ("open", "restricted")
PERCENT = "%"


@dataclass(frozen=True)
class Words:
    """One meaning in both languages."""

    zh: str
    en: str


def read_words(value: object) -> Words:
    """The words of a value that gives its meaning as `中文|English`."""
    zh, mark, en = value.partition("|") if isinstance(value, str) else ("", "", "")
    if not (mark and zh.strip() and en.strip()):
        raise Wrong('both languages, as in "中文|English"')
    return Words(zh.strip(), en.strip())


TwoLanguages = Annotated[Words, PlainValidator(read_words), Kind('"中文|English"')]


@dataclass(frozen=True)
class Incremental:
    """The way a model follows its inputs' changes: by a key column, or by the month of the date column `on`."""

    by: str
    on: str | None = None


@dataclass(frozen=True)
class ModelHeader:
    """The meaning of a std, pub or mart table."""

    description: str
    description_zh: str
    grain: str
    grain_zh: str
    key: tuple[str, ...]
    columns: Mapping[str, Words]
    incremental: Incremental | None = None
    partition: str | None = None
    tags: tuple[str, ...] = ()
    cells: Cells | None = None
    access: str = OPEN
    """`restricted` keeps the rows in the restricted store."""
    aggregate: tuple[str, ...] = ()
    """The columns of an open table that count the units of a restricted one behind each row."""
    reason: Words | None = None
    """Why rows made of restricted ones tell of no person."""
    overwritten: tuple[str, ...] = ()
    """Columns of which the source keeps the present value only, so that no past day can be asked."""


@dataclass(frozen=True)
class RuleHeader:
    """The statement of a rule across tables and the table that it hangs on."""

    description: str
    description_zh: str
    table: str
    dimension: str
    gbt36344: str
    severity: str
    codes: tuple[str, ...] = ()
    """Its codes in the district's own list of rules."""


MODEL_KEYS = (
    "description", "description_zh", "grain", "grain_zh", "key", "incremental", "partition", "tags", "cells",
    "overwritten", "access", "aggregate", "reason", "columns",
)  # fmt: skip
MODEL_REQUIRED = ("description", "description_zh", "grain", "key", "columns")
RULE_KEYS = ("description", "description_zh", "table", "dimension", "gbt36344", "severity", "rule")
INCREMENTAL_KEYS = ("by", "on")
CELL_KEYS = ("least", "of", "columns", "by", "where")


def split(text: str, file: Path) -> tuple[dict[str, Any], str]:
    """The header's values and the SELECT's text after it, untouched but for blank ends and one closing semicolon."""
    body = text.removeprefix("\ufeff").lstrip()
    if not body.startswith("/*"):
        raise HgtError(
            "the file does not begin with its header",
            file=file,
            value=body[:40],
            accepted="/* TOML */ and then one SELECT",
            next=NEXT,
        )
    end = body.find("*/")
    if end < 0:
        raise HgtError("the header's comment is never closed", file=file, accepted="*/ on a line of its own", next=NEXT)
    header = body[2:end]
    if "/*" in header:
        raise HgtError(
            "the header contains `/*`, which DuckDB reads as a comment inside the comment",
            file=file,
            value=_line_of(header, header.find("/*")),
            accepted="header text without /* and */",
            next=NEXT,
        )
    _refuse_early_end(body, end, file)
    try:
        values = tomllib.loads(header)
    except tomllib.TOMLDecodeError as error:
        raise HgtError(
            f"the header is not TOML: {error}",
            file=file,
            value=_line_of(body, end) if _shares_line(body, end) else None,
            accepted="TOML; the text must not contain */, which ends the header's comment",
            next=NEXT,
        ) from error
    select = body[end + 2 :].strip()
    if select.endswith(";"):
        select = select[:-1].rstrip()
    return values, select


def _refuse_early_end(body: str, end: int, file: Path) -> None:
    """A `*/` inside a value or a TOML comment ends the SQL comment too early: a longer header would be TOML as well."""
    later = body.find("*/", end + 2)
    while later >= 0:
        try:
            tomllib.loads(body[2:later])
        except tomllib.TOMLDecodeError:
            later = body.find("*/", later + 2)
            continue
        raise HgtError(
            "the header contains `*/`, which ends its comment there: what follows would be run as SQL",
            file=file,
            value=_line_of(body, end),
            accepted="header text without */",
            next=NEXT,
        )


def _line_of(text: str, place: int) -> str:
    start = text.rfind("\n", 0, place) + 1
    stop = text.find("\n", place)
    return text[start : stop if stop >= 0 else len(text)].strip()


def _shares_line(text: str, place: int) -> bool:
    return bool(text[text.rfind("\n", 0, place) + 1 : place].strip())


def model_header(values: Mapping[str, Any], file: Path) -> ModelHeader:
    """The header of a std, pub or mart model."""
    keys.check(file, [Keys(values, MODEL_KEYS, MODEL_REQUIRED)], NEXT)
    fields = Fields(values, MODEL_KEYS, file)
    incremental = None
    if "incremental" in values:
        entry = fields.table("incremental")
        inner = Fields(entry, INCREMENTAL_KEYS, file, "incremental.")
        incremental = Incremental(inner.text("by"), inner.text("on") if "on" in entry else None)
        if (incremental.by == MONTH) != (incremental.on is not None):
            raise fields.refused("incremental", entry, '{by = "<key column>"} or {by = "month", on = "<date column>"}')
    columns = fields.table("columns")
    cells = _cells(fields.table("cells"), file) if "cells" in values else None
    if cells is not None and incremental is not None:
        raise fields.refused("incremental", incremental.by, "nothing beside `cells`: a row may be others' to tell")
    return ModelHeader(
        description=fields.text("description"),
        description_zh=fields.text("description_zh"),
        grain=fields.text("grain"),
        grain_zh=fields.text("grain_zh") if "grain_zh" in values else "",
        key=fields.texts("key"),
        columns={name: two_languages(columns, name, file, "columns.") for name in columns},
        incremental=incremental,
        partition=fields.text("partition") if "partition" in values else None,
        tags=fields.texts("tags") if "tags" in values else (),
        cells=cells,
        access=fields.choice("access", ACCESS) if "access" in values else OPEN,
        aggregate=fields.texts("aggregate") if "aggregate" in values else (),
        reason=two_languages(values, "reason", file, "") if "reason" in values else None,
        overwritten=fields.texts("overwritten") if "overwritten" in values else (),
    )


def _cells(entry: Mapping[str, Any], file: Path) -> Cells:
    fields = Fields(entry, CELL_KEYS, file, "cells.")
    least = entry.get("least")
    if type(least) is not int or least < 2:
        raise fields.refused("least", least, "a whole number from 2, such as 10")
    return Cells(
        least=least,
        of=fields.text("of"),
        columns=fields.texts("columns"),
        by=fields.text("by") if "by" in entry else None,
        where=fields.text("where") if "where" in entry else "true",
    )


def rule_header(values: Mapping[str, Any], file: Path) -> RuleHeader:
    """The header of a rule in `quality/`."""
    keys.check(file, [Keys(values, RULE_KEYS, RULE_KEYS[:-1])], NEXT)
    fields = Fields(values, RULE_KEYS, file)
    code = fields.text("gbt36344")
    if not re.fullmatch(r"\d{2,4}", code):
        raise fields.refused("gbt36344", code, "the code of GB/T 36344 as text, such as 03 or 0402")
    try:
        codes = rule_codes.read(values["rule"]) if rule_codes.KEY in values else ()
    except ValueError as error:
        raise fields.refused("rule", str(error), rule_codes.ACCEPTED) from error
    return RuleHeader(
        description=fields.text("description"),
        description_zh=fields.text("description_zh"),
        table=fields.text("table"),
        dimension=fields.choice("dimension", DIMENSIONS),
        gbt36344=code,
        severity=fields.choice("severity", SEVERITIES),
        codes=codes,
    )


def two_languages(entry: Mapping[str, Any], key: str, file: Path, place: str) -> Words:
    """The meaning that a key gives as `中文|English`."""
    value = entry[key]
    zh, mark, en = value.partition("|") if isinstance(value, str) else ("", "", "")
    if not (mark and zh.strip() and en.strip()):
        raise HgtError(
            f"header key `{place}{key}` does not say its meaning in both languages",
            file=file,
            value=value,
            accepted='"中文|English"',
            next=NEXT,
        )
    return Words(zh.strip(), en.strip())


@dataclass
class Fields:
    """One TOML table read strictly: every refusal names the file, the key and what is accepted."""

    values: Mapping[str, Any]
    accepted: tuple[str, ...]
    file: Path
    place: str = field(default="")

    def __post_init__(self) -> None:
        keys.check(self.file, [Keys(self.values, self.accepted, (), self.place)], NEXT)

    def refused(self, key: str, value: object, accepted: str) -> HgtError:
        return HgtError(
            f"header key `{self.place}{key}` is wrong", file=self.file, value=value, accepted=accepted, next=NEXT
        )

    def present(self, key: str, kind: str) -> Any:
        if key not in self.values:
            raise HgtError(
                f"header key `{self.place}{key}` is missing",
                file=self.file,
                accepted=f"{key} = {kind}; keys: {', '.join(self.accepted)}",
                next=NEXT,
            )
        return self.values[key]

    def text(self, key: str) -> str:
        value = self.present(key, '"text"')
        if not isinstance(value, str) or not value.strip():
            raise self.refused(key, value, "a text that is not empty")
        return value.strip()

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.present(key, '["text", …]')
        good = isinstance(value, list) and value and all(isinstance(item, str) and item for item in value)
        if not good or len(set(value)) != len(value):
            raise self.refused(key, value, "a list of different texts that is not empty")
        return tuple(value)

    def table(self, key: str) -> dict[str, Any]:
        value = self.present(key, "{…}")
        if not isinstance(value, dict):
            raise self.refused(key, value, "a table of keys and values")
        return value

    def choice(self, key: str, accepted: tuple[str, ...]) -> str:
        value = self.text(key)
        if value not in accepted:
            raise self.refused(key, value, ", ".join(accepted))
        return value
