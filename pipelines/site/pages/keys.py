"""Closed keys of a declaration: their kinds, their documentation, and an error that names file, key and value."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, StringConstraints, ValidationError

from pipelines.site.pages.template import Template
from warehouse.errors import HgtError


def _template(value: object) -> Template:
    if isinstance(value, Template):
        return value
    if not isinstance(value, str):
        raise ValueError("the value is not a text")
    return Template.read(value)


Words = Annotated[Template, PlainValidator(_template)]
"""Words in both languages, `中文|English`, with `{…}` for values."""
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+$")]
KpiName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+(\.[a-z0-9_]+)?$")]
ACCEPTED = {
    "Words": "words in both languages, `中文|English`; `{…}` for values",
    "Name": "letters, digits, `-` and `_`",
    "KpiName": "a KPI, or a KPI with its variant: `id.variant`",
}


class Keys(BaseModel):
    """A table of a declaration. A key that is not declared here is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True, strict=True)


def entry(meaning: str, example: object, default: Any = ...) -> Any:
    """A key of a table with its documentation."""
    if isinstance(default, list | dict):
        made = type(default)
        return Field(default_factory=lambda: made(), description=meaning, examples=[example])
    return Field(default, description=meaning, examples=[example])


Table = TypeVar("Table", bound=Keys)


def read(kind: type[Table], values: Mapping[str, Any], file: str, at: str = "") -> Table:
    """One table of a file, or the first fault of it as an error."""
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        fault = error.errors()[0]
        place = [*([at] if at else []), *map(str, fault["loc"])]
        raise refused(file, ".".join(place), *_told(kind, fault)) from error


def _told(kind: type[Keys], fault: Any) -> tuple[str, object, str]:
    """The message, the value and the accepted values of a fault that pydantic found."""
    of = _table(kind, fault["loc"][:-1])
    if fault["type"] == "extra_forbidden":
        return "the key is not known", fault["loc"][-1], ", ".join(sorted(of.model_fields) if of else [])
    if fault["type"] == "missing":
        return "the key is missing", None, "every key without a default"
    message = str(fault["msg"]).removeprefix("Value error, ")
    accepted = str(fault.get("ctx", {}).get("expected", "")) or _accepted(of, fault["loc"][-1])
    return message[:1].lower() + message[1:], fault["input"], accepted


def _accepted(of: type[Keys] | None, name: object) -> str:
    field = of.model_fields.get(str(name)) if of else None
    return f"{field.description}; for example {field.examples[0]!r}" if field and field.examples else "a known value"


def _table(kind: type[Keys], place: Sequence[object]) -> type[Keys] | None:
    """The table that a place within another one names."""
    for name in place:
        if isinstance(name, int):
            continue
        field = kind.model_fields.get(str(name))
        inner = list(tables(field.annotation)) if field else []
        if not inner:
            return kind if field is None else None
        kind = inner[0]
    return kind


def tables(annotation: Any) -> Sequence[type[Keys]]:
    """The tables within a type: of `dict[str, A] | B` both."""
    if isinstance(annotation, type) and issubclass(annotation, Keys):
        return [annotation]
    return [one for part in getattr(annotation, "__args__", ()) for one in tables(part)]


def refused(file: str | Path, place: str, message: str, value: object, accepted: object) -> HgtError:
    """The error of one key."""
    return HgtError(
        f"`{place}`: {message}", file=file, value=value, accepted=str(accepted), next=f"correct {file}, then hgt run"
    )
