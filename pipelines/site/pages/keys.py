"""Kinds of keys of a page, and the error of one place in its file. `declaration` reads the tables themselves."""

from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import Field, PlainValidator, StringConstraints

from pipelines.declare import declaration
from pipelines.declare.declaration import Declaration, Kind
from pipelines.site.pages.template import Template
from warehouse.errors import HgtError


def _template(value: object) -> Template:
    if isinstance(value, Template):
        return value
    if not isinstance(value, str):
        raise ValueError("the value is not a text")
    return Template.read(value)


Words = Annotated[
    Template, PlainValidator(_template), Kind("words in both languages, `中文|English`; `{…}` for values")
]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+$"), Kind("letters, digits, `-` and `_`")]
KpiName = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9_]+(\.[a-z0-9_]+)?$"),
    Kind("a KPI, or a KPI with its variant: `id.variant`"),
]


def entry(meaning: str, example: object, default: Any = ...) -> Any:
    """A key of a table with its documentation."""
    if isinstance(default, list | dict):
        made = type(default)
        return Field(default_factory=lambda: made(), description=meaning, examples=[example])
    return Field(default, description=meaning, examples=[example])


def shown(values: object) -> object:
    """The table of a value with its title from its short form: `title = field`, `field`, or braces for several."""
    if not isinstance(values, str):
        return values
    title, mark, show = values.rpartition(" = ")
    cell = show if "{" in show else f"{{{show}}}"
    return {"title": title, "show": cell} if mark else {"show": cell}


Table = TypeVar("Table", bound=Declaration)


def read(kind: type[Table], values: object, file: str, at: str = "") -> Table:
    """One table of a page, or all faults of it as an error."""
    return declaration.read(kind, values, Path(file), f"correct {file}, then hgt run", "key", f"{at}." if at else "")


def refused(file: str | Path, place: str, message: str, value: object, accepted: object) -> HgtError:
    """The error of one place."""
    return HgtError(
        f"`{place}`: {message}", file=file, value=value, accepted=str(accepted), next=f"correct {file}, then hgt run"
    )
