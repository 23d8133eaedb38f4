"""Base of every declaration: a pydantic model with closed keys, strict types and words for each key.

A refusal of pydantic becomes an `HgtError` here and nowhere else. `kind_of` says in words what a key takes: messages
and the reference pages use the same words.
"""

import datetime as dt
import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic.fields import FieldInfo

from warehouse.errors import HgtError, together
from warehouse.visible import visible

D = TypeVar("D", bound="Declaration")
NO_DEFAULT = "default_factory_not_called"
"""A default that rests on a key that is refused itself."""
KEY_FAULTS = {"extra_forbidden": "is not known", "missing": "is missing"}
PLAIN = {
    str: "text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    dt.date: "a date without quotes, such as 2015-08-31",
}


@dataclass(frozen=True)
class Kind:
    """The words of what a key takes, in place of those that follow from its type."""

    words: str


class Wrong(ValueError):
    """A value that a validator refuses, with the accepted ones.

    `key` is the key at fault within the validated table, and `value` is its value.
    """

    def __init__(self, accepted: str, *, value: object = None, key: str = "") -> None:
        super().__init__(accepted)
        self.accepted, self.value, self.key = accepted, value, key


class Declaration(BaseModel):
    """One table of a declaration."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def _different(values: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(values)) != len(values):
        raise Wrong("a list of different texts", value=list(values))
    return values


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), Kind("a text that is not empty")]
Texts = Annotated[
    tuple[Text, ...],
    Field(strict=False, min_length=1),
    AfterValidator(_different),
    Kind("a list of different texts that is not empty"),
]


def read(kind: type[D], values: object, file: Path, next: str, noun: str = "header key", place: str = "") -> D:
    """The declaration of a table, or one `HgtError` with all that is wrong in it; `place` precedes its keys."""
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        faults: list[Any] = [one for one in error.errors(include_url=False) if one["type"] != NO_DEFAULT]
    unkeyed = [fault for fault in faults if fault["type"] in KEY_FAULTS]
    errors = [_of_keys(kind, unkeyed, file, next, noun, place)] if unkeyed else []
    errors += [_of_value(kind, fault, file, next, noun, place) for fault in faults if fault not in unkeyed]
    raise together(errors) from None


def _of_keys(kind: type[Declaration], faults: Sequence[Any], file: Path, next: str, noun: str, place: str) -> HgtError:
    """The error of all keys that are not known and all that are missing."""
    said, unknown = [], []
    accepted: dict[str, None] = {}
    for fault in sorted(faults, key=lambda fault: (fault["loc"][:-1], fault["type"])):
        *table, key = (visible(str(step)) for step in fault["loc"])
        before = "".join(f"{step}." for step in [*filter(None, [place.rstrip(".")]), *table])
        said.append(f"{noun} `{before}{key}` {KEY_FAULTS[fault['type']]}")
        if fault["type"] == "extra_forbidden":
            unknown.append(key)
        holder, _ = at(kind, table)
        if is_table(holder):
            accepted.update(dict.fromkeys(f"{before}{name}" for name, _ in keys_of(holder)))
    return HgtError("; ".join(said), file=file, value=", ".join(unknown) or None, accepted=accepted, next=next)


def _of_value(kind: type[Declaration], fault: Any, file: Path, next: str, noun: str, place: str) -> HgtError:
    """The error of one value."""
    path, value = list(map(str, fault["loc"])), fault["input"]
    cause = fault.get("ctx", {}).get("error")
    accepted = kind_of(*at(kind, path))
    if isinstance(cause, Wrong):
        accepted, value = cause.accepted, value if cause.value is None else cause.value
        path += [cause.key] if cause.key else []
    elif cause is not None:
        value = str(cause)
    name = place + ".".join(map(visible, path))
    return HgtError(f"{noun} `{name}` is wrong", file=file, value=value, accepted=accepted, next=next)


def is_table(kind: Any) -> bool:
    """Whether a type is a declaration of its own."""
    return isinstance(kind, type) and issubclass(kind, Declaration)


def keys_of(kind: type[Declaration]) -> Iterator[tuple[str, FieldInfo]]:
    """The keys of a declaration as they are written, in order."""
    for name, field in kind.model_fields.items():
        yield str(field.validation_alias or field.alias or name), field


def at(kind: Any, path: Sequence[str]) -> tuple[Any, Sequence[Any]]:
    """The type and the marks of the place in a declaration to which a path leads, as far as types say."""
    marks: Sequence[Any] = ()
    for step in path:
        if is_table(kind):
            field = dict(keys_of(kind)).get(step)
            extra = get_args(kind.__annotations__.get("__pydantic_extra__"))
            if field is None and not extra:
                break
            kind, marks = (extra[1], ()) if field is None else (field.annotation, field.metadata)
        elif get_origin(kind) in (dict, tuple, list):
            inner, outer = get_args(kind)[1 if get_origin(kind) is dict else 0], marks
            kind, marks = (inner.__origin__, inner.__metadata__) if get_origin(inner) is Annotated else (inner, ())
            marks = marks or (outer if not is_table(kind) else ())
        kind = _present(kind)
    return kind, marks


def _present(kind: Any) -> Any:
    """The type without None, for a key that may be left out."""
    if get_origin(kind) in (Union, types.UnionType):
        inner = [entry for entry in get_args(kind) if entry is not type(None)]
        return inner[0] if len(inner) == 1 else kind
    return kind


def kind_of(kind: Any, marks: Sequence[Any]) -> str:
    """The words of what a type with its marks takes."""
    kind = _present(kind)
    if get_origin(kind) is Annotated:
        kind, marks = kind.__origin__, [*marks, *kind.__metadata__]
    found = next((mark.words for mark in reversed(marks) if isinstance(mark, Kind)), None)
    if found is not None:
        return str(found)
    if get_origin(kind) is Literal:
        return ", ".join(map(str, get_args(kind)))
    if get_origin(kind) in (tuple, list):
        return f"a list, each {kind_of(get_args(kind)[0], ())}"
    if get_origin(kind) in (Union, types.UnionType):
        return " or ".join(kind_of(entry, ()) for entry in get_args(kind))
    return PLAIN.get(kind, "a table")


def written(value: Any, mark: str = " = ") -> str:
    """A value as TOML writes it, or with `: ` as YAML does in one line."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, Mapping):
        entries = (
            f"{name if name.isidentifier() else written(name)}{mark}{written(v, mark)}" for name, v in value.items()
        )
        return "{" + ", ".join(entries) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(written(entry, mark) for entry in value) + "]"
    return str(value)
