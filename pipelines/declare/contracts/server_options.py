"""The options of a contract's server, for all forms. `options` lists the options of each form."""

import re
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from pipelines.declare.contracts.limits import ACCEPTED
from pipelines.declare.contracts.options import has_header
from pipelines.declare.declaration import Declaration, Kind, Texts, Wrong

TOTALS_ACCEPTED = "true, false, or a pattern that a whole cell matches"
SHEETS_ACCEPTED = "all, a pattern such as *月, or a list"
HEADER_ACCEPTED = "true or false; `header_row` gives the line of the header"


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


def _totals(value: Any) -> Any:
    if not isinstance(value, bool) and not _is_pattern(value):
        raise Wrong(TOTALS_ACCEPTED)
    return value


def _header(value: Any) -> Any:
    if str(value).lower() not in ("true", "false"):
        raise Wrong(HEADER_ACCEPTED)
    return value


def _sheets(value: Any) -> Any:
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not names or not all(isinstance(name, str) and name for name in names):
        raise Wrong(SHEETS_ACCEPTED)
    return value


Limit = Annotated[int, Field(ge=1), Kind("a whole number from 1")]


class LimitsTable(Declaration):
    """Bounds on reading one file; those that are left out follow from its size."""

    seconds: Limit | None = Field(default=None, description="Seconds of a processor core.", examples=[600])
    memory_mib: Limit | None = Field(default=None, description="Memory, in MiB.", examples=[4096])
    output_mib: Limit | None = Field(
        default=None, description="Size of what is unpacked or written, in MiB.", examples=[8192]
    )
    record_mib: Limit | None = Field(default=None, description="Size of one record, in MiB.", examples=[256])

    @model_validator(mode="after")
    def _bounds_something(self) -> Self:
        if not self.model_fields_set or None in (getattr(self, name) for name in self.model_fields_set):
            raise Wrong(ACCEPTED)
        return self


class ServerOptions(Declaration):
    """Options of the server: its keys `delimiter` and `encoding`, else its custom properties. `docs/forms.md` says
    which form takes which."""

    encoding: str | None = Field(
        default=None, description="Encoding of the text. Without it, UTF-8.", examples=["gb18030"]
    )
    delimiter: str | None = Field(default=None, description="Separator of fields.", examples=[";"])
    quote: str | None = Field(default=None, description="Quote of fields.", examples=['"'])
    escape: str | None = Field(default=None, description="Mark that escapes a quote.", examples=["'"])
    header: Annotated[Any, AfterValidator(_header), Kind(HEADER_ACCEPTED)] = Field(
        default=True, description="Whether records follow a line of column names.", examples=[False]
    )
    header_row: Annotated[int, Field(ge=1), Kind("the number of the header's line, from 1")] | None = Field(
        default=None, description="Line of the header.", examples=[3]
    )
    drop_totals: Annotated[Any, AfterValidator(_totals), Kind(TOTALS_ACCEPTED)] = Field(
        default=None, description="Rows of totals that are left out and counted.", examples=[True]
    )
    member: str | None = Field(default=None, description="File within an archive.", examples=["*.csv"])
    records: str | None = Field(default=None, description="Path to the records of a document.", examples=["data.items"])
    count: str | None = Field(default=None, description="Path to the stated number of records.", examples=["total"])
    section: str | None = Field(default=None, description="Section of the records.", examples=["PIPES"])
    end: str | None = Field(default=None, description="Mark that ends the last section.", examples=["END"])
    table: str | None = Field(default=None, description="Table of a database.", examples=["orders"])
    layer: str | None = Field(default=None, description="Layer of a GeoPackage.", examples=["lines"])
    crs: str | None = Field(
        default=None, description="Coordinate system, where it is not WGS-84.", examples=["EPSG:4549"]
    )
    sheet: str | None = Field(default=None, description="Sheet of a workbook.", examples=["台账"])
    sheets: Annotated[Any, AfterValidator(_sheets), Kind(SHEETS_ACCEPTED)] = Field(
        default=None, description="Sheets of a workbook, in place of `sheet`.", examples=["all"]
    )
    hidden: Literal["keep", "skip"] | None = Field(
        default=None, description="Treatment of hidden sheets, rows and columns.", examples=["skip"]
    )
    fill_down: Annotated[Texts, Kind("a list of column names")] | None = Field(
        default=None, description="Columns whose empty cells take the value above.", examples=[["街道"]]
    )
    limits: Annotated[LimitsTable, Kind(ACCEPTED)] | None = Field(
        default=None, description="Bounds on reading one file."
    )
    links: (
        Annotated[Literal["follow"], Kind("follow: files to which links lead from the silo's folder are read too")]
        | None
    ) = Field(
        default=None, description="Whether links that lead out of the silo's folder are followed.", examples=["follow"]
    )

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.sheet is not None and self.sheets is not None:
            raise Wrong("either `sheet` or `sheets`", value=self.sheets, key="sheets")
        if self.header_row is not None and not has_header({"header": self.header}):
            raise Wrong("no `header: false` with it", value=self.header_row, key="header_row")
        return self
