"""The typed headers of models and rules: closed key sets, read from the TOML in a file's leading comment.

Splitting a file into header and SELECT is here too. `indicator` declares the header of a KPI, and `parse` reads the
SELECT.
"""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, PlainValidator, StringConstraints, model_validator

from pipelines.declare.contracts import rule_codes
from pipelines.declare.declaration import Declaration, Kind, Text, Texts, Wrong, read
from pipelines.declare.functions import Passed, passed_never
from warehouse.errors import HgtError

NEXT = "hgt status"
MONTH = "month"
PERCENT = "%"
BLOCK, WARN = "block", "warn"
"""The severities of a rule: a broken one bars the release, or is reported."""
Better = Literal["higher", "lower", "none"]


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


class Incremental(Declaration):
    """The way a model follows its inputs' changes: by a key column, or by the month of the date column `on`."""

    by: Text = Field(
        description="Key column whose changed values are computed again, or `month`.", examples=["case_id"]
    )
    on: Text | None = Field(
        default=None, description='Date column of the months. Only with `by = "month"`.', examples=["reported_on"]
    )

    @model_validator(mode="after")
    def _has_a_date_by_month(self) -> Self:
        if (self.by == MONTH) != (self.on is not None):
            raise Wrong('{by = "<key column>"} or {by = "month", on = "<date column>"}')
        return self


class Cells(Declaration):
    """Columns that are emptied where fewer than `least` different values of `of` share a value, each by itself."""

    least: Annotated[int, Field(ge=2), Kind("a whole number from 2, such as 10")] = Field(
        description="Least number of different units of a cell that keeps its value.", examples=[10]
    )
    of: Text = Field(description="Column of the units that are counted.", examples=["person_key"])
    columns: Texts = Field(description="Columns that lose the value of a small cell.", examples=[["street_code"]])
    by: Text | None = Field(
        default=None, description="Column whose values are counted separately.", examples=["month_start"]
    )
    where: Text = Field(default="true", description="SQL condition of the rows that count.", examples=["is_valid"])


def _spread(value: object) -> object:
    """A reference that is written as the name of its columns only."""
    return {"to": value} if isinstance(value, str) else value


class Reference(Declaration):
    """Columns whose values exist in another table. A row without a value refers to nothing and passes.

    `"pub.dim_bench.bench_id"` is short for `{to = "pub.dim_bench.bench_id"}`.
    """

    to: Annotated[
        Text,
        StringConstraints(pattern=r"^\w+\.\w+\.\w+(, ?\w+)*$"),
        Kind("layer.table.column, or layer.table.column, column for a composite key"),
    ] = Field(description="Table and columns that hold the value.", examples=["pub.dim_bench.bench_id"])
    on: Text | None = Field(
        default=None,
        description="Date column: the row referred to is in force on that day, by its `valid_from_on` and"
        " `valid_to_on`.",
        examples=["repaired_on"],
    )
    id: Text | None = Field(
        default=None,
        description="Id of the rule. References of one id are one rule. Without it, `<table>_<columns>_exists`.",
        examples=["repair_bench_exists"],
    )
    words: TwoLanguages | None = Field(
        default=None,
        description="Statement of the rule. Without it, it names the columns and the table.",
        examples=["维修的长椅存在|The bench of a repair exists"],
    )
    severity: Literal["block", "warn"] = Field(
        default="warn",
        description="`block` bars the release where the rule is broken, `warn` reports it.",
        examples=["block"],
    )
    codes: rule_codes.Codes = Field(
        default=(), alias="rule", description="Codes in the district's own list of rules.", examples=["R-07"]
    )

    @property
    def table(self) -> str:
        """The table that is referred to."""
        return self.to.rpartition(".")[0]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are referred to."""
        return names(self.to.rpartition(".")[2])


def names(text: str) -> tuple[str, ...]:
    """The columns of a key, which has several with commas between them."""
    return tuple(name.strip() for name in text.split(","))


References = dict[str, Annotated[Reference, BeforeValidator(_spread)]]


class ModelHeader(Declaration):
    """Header of a std, pub or mart table."""

    description: Text = Field(description="Meaning of the table in English.", examples=["Repairs of benches"])
    description_zh: Text = Field(description="The same in Chinese.", examples=["长椅维修"])
    grain: Text = Field(description="One row is one of what, in English.", examples=["one row per repair"])
    grain_zh: Text = Field(default="", description="The same in Chinese.", examples=["每次维修一行"])
    key: Texts = Field(description="Columns that identify a row.", examples=[["case_id"]])
    columns: dict[str, TwoLanguages] = Field(
        default_factory=dict,
        description="Meaning of each column of the SELECT. A column that is taken unchanged from one column of another"
        " table, or of the contract, has the meaning of that one unless the header gives its own.",
        examples=[{"case_id": "案件号|Case"}],
    )
    incremental: Incremental | None = Field(
        default=None, description="The part of the table that a change of inputs computes again. Without it, all."
    )
    partition: Text | None = Field(
        default=None, description="Date column by whose months the table's files are divided.", examples=["reported_on"]
    )
    references: References = Field(
        default_factory=dict,
        description="Columns whose values exist in another table; several columns are written with commas.",
    )
    cells: Cells | None = Field(default=None, description="Small cells that are suppressed.")
    overwritten: Texts = Field(
        default=(),
        description="Columns of which the source keeps the present value only, so that no past day can be asked.",
        examples=[["grid_code"]],
    )
    access: Literal["open", "restricted"] = Field(
        default="open", description="`restricted` keeps the rows in the restricted store.", examples=["restricted"]
    )
    aggregate: Texts = Field(
        default=(),
        description="Columns of an open table that count the units of a restricted one behind each row.",
        examples=[["case_n"]],
    )
    reason: TwoLanguages | None = Field(
        default=None,
        description="Why rows of an open table that are made of restricted ones describe no person.",
        examples=["只有设备|Devices only"],
    )

    @model_validator(mode="after")
    def _cells_need_all_rows(self) -> Self:
        if self.cells is not None and self.incremental is not None:
            accepted = "nothing with `cells`: a change of one row may suppress another"
            raise Wrong(accepted, value=self.incremental.by, key="incremental")
        return self


class RuleHeader(Declaration):
    """Header of a rule in `quality/`: its statement, and the table that it belongs to."""

    description: Text = Field(description="Statement of the rule in English.", examples=["A case has a grid"])
    description_zh: Text = Field(description="The same in Chinese.", examples=["案件有所属网格"])
    table: Text = Field(description="Table whose check this is.", examples=["pub.fct_repair"])
    dimension: Literal[
        "accuracy", "completeness", "conformity", "consistency", "coverage", "timeliness", "uniqueness"
    ] = Field(description="Dimension of ODCS.", examples=["completeness"])
    gbt36344: Annotated[
        Text, StringConstraints(pattern=r"^\d{2,4}$"), Kind("the code of GB/T 36344 as text, such as 03 or 0402")
    ] = Field(description="Code of the dimension in GB/T 36344.", examples=["0201"])
    severity: Literal["block", "warn"] = Field(
        description="`block` bars the release where the rule is broken, `warn` reports it.", examples=["block"]
    )
    codes: rule_codes.Codes = Field(
        default=(), alias="rule", description="Codes in the district's own list of rules.", examples=["R-07"]
    )


def split(text: str, file: Path, passed: Passed = passed_never) -> tuple[dict[str, Any], str]:
    """The header's values and the SELECT's text after it, untouched but for blank ends and one closing semicolon.

    `passed` may keep the values of a text, with days as texts, and where they end.
    """
    body = text.removeprefix("\ufeff").lstrip()
    key = f"header {hashlib.sha256(body.encode()).hexdigest()}"
    values, end = passed(key, lambda: json.loads(json.dumps(_values(body, file), default=str)))
    select = body[end + 2 :].strip()
    if select.endswith(";"):
        select = select[:-1].rstrip()
    return values, select


def _values(body: str, file: Path) -> tuple[dict[str, Any], int]:
    """The values of a text's header, and the place of its end."""
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
    return values, end


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
    return read(ModelHeader, values, file, NEXT)


def rule_header(values: Mapping[str, Any], file: Path) -> RuleHeader:
    """The header of a rule in `quality/`."""
    return read(RuleHeader, values, file, NEXT)
