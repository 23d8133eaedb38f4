"""One column of a contract: its names, type and formats, and how its texts are spelled.

Reads a column's declaration strictly: an unknown key or value is refused with the file and the accepted ones.
`contract` reads the dataset as a whole, `conversion` writes the SQL.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipelines.declare.contracts import free_text, spelling, value_formats
from pipelines.declare.contracts.actions import AFTER_TAKEN, FLAG, NUMBERS, QUARANTINE, read_actions
from pipelines.declare.contracts.presence import PLAIN, Presence, read_presence
from pipelines.declare.contracts.properties import ColumnProperties, TypeOptions
from pipelines.declare.declaration import Declaration, read
from warehouse.errors import HgtError

NEXT = "correct the file, then hgt silo check"
CLASSIFICATIONS = ("identifier", "public", "restricted")
SQL_TYPES = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "time": "TIME",
    "timestamp": "TIMESTAMPTZ",
}
DECIMAL = re.compile(r"DECIMAL\(\s*\d{1,2}\s*,\s*\d{1,2}\s*\)")
NAME = re.compile(r"[a-z][a-z0-9_]*")
NUMERAL = re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?", re.IGNORECASE)
"""A number as the engine writes it."""


@dataclass(frozen=True)
class Column:
    """One column of the contract: ours by `name`, the source's by `physical_name`."""

    name: str
    physical_name: str
    zh: str
    description: str
    sql_type: str
    required: bool
    enum: tuple[str, ...]
    labels: Mapping[str, str]
    """Chinese labels of the enum's values, where their contract gives them."""
    pattern: str | None
    minimum: float | int | str | None
    maximum: float | int | str | None
    min_length: int | None
    max_length: int | None
    classification: str
    namespace: str | None
    formats: tuple[str, ...]
    null_values: tuple[str, ...]
    strip: bool
    normalise: tuple[str, ...] | None
    """The steps that the contract applies to every text; None where it declares no steps."""
    is_key: bool
    thousands: str | None
    true_values: tuple[str, ...]
    false_values: tuple[str, ...]
    severity: str
    zone: str | None
    source_pattern: str | None
    """The place of a value that is in the object's name and not in the record: a pattern with one group."""
    presence: Presence = PLAIN
    """Whether the reader makes the value, and whether an object may come without the column."""
    quasi: bool = False
    reason: str | None = None
    """Quasi-identifiers help to identify a person; a reason says why public free text reveals nothing about one."""

    planned: bool = False
    observed: bool = False
    """A planned day may be in the future; an observed one must not be later than its delivery's moment."""

    actions: Mapping[str, str] = field(default_factory=dict)
    rest: str | None = None
    """The value that takes the place of one that breaks a rule whose action is `rest`."""

    def action(self, kind: str) -> str:
        """Return the action on a row that breaks this column's rule of the kind."""
        bars = (self.severity == "block" and kind != AFTER_TAKEN) or kind in ("required", "type")
        return self.actions.get(kind, QUARANTINE if bars else FLAG)

    @property
    def names_a_thing(self) -> bool:
        """Whether this is the text by which a thing is known."""
        return self.sql_type == "VARCHAR" and (self.is_key or self.namespace is not None)

    @property
    def from_1904(self) -> bool | None:
        """Whether a number here is a day counted from 1904 or from 1900; None where it is no day, or either."""
        systems = {
            form == value_formats.EXCEL_1904
            for form in self.formats
            if form in (value_formats.EXCEL, value_formats.EXCEL_1904)
        }
        return systems.pop() if len(systems) == 1 else None

    @property
    def reads_what_is_put_together(self) -> bool:
        """Whether any number that the engine writes reads as that number here."""
        return (
            self.sql_type.startswith(NUMBERS)
            and not set(self.formats) & set(value_formats.DURATIONS)
            and not any(NUMERAL.fullmatch(word) for word in self.null_values)
            and (self.thousands != "." or self.sql_type == "BIGINT")
        )

    @property
    def alike(self) -> tuple[str, ...]:
        """The steps after which two spellings name one thing, also where the text itself stays as it is written."""
        if self.normalise is not None or not self.names_a_thing:
            return self.normalise or ()
        if self.namespace is not None:
            return spelling.STEPS
        return (spelling.WIDTH, spelling.CASE) if self.strip else ()


class ColumnReader:
    """Reads columns of one contract file; every refusal names the file."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.null_words: tuple[str, ...] = ("",)
        self.usual_formats: Mapping[str, list[Any]] = {}

    def refuse(self, message: str, value: object, accepted: Iterable[object] | str) -> HgtError:
        return HgtError(message, file=self.file, value=value, accepted=accepted, next=NEXT)

    def one_of(self, what: str, value: Any, accepted: Iterable[str]) -> str:
        if value not in tuple(accepted):
            raise self.refuse(f"{what} is not known", value, accepted)
        return str(value)

    def given(self, what: str, holder: Mapping[str, Any]) -> dict[str, Any]:
        """The custom properties of a part of the contract as they are written."""
        found: dict[str, Any] = {}
        for item in holder.get("customProperties") or ():
            name = str(item.get("property"))
            if name in found:
                raise self.refuse(f"{what}: custom property is given twice", name, "each property once")
            found[name] = item.get("value")
        return found

    def options(self, what: str, holder: Mapping[str, Any], kind: type[Declaration]) -> dict[str, Any]:
        """The same, of the declared keys and types."""
        found = self.given(what, holder)
        read(kind, found, self.file, NEXT, noun=f"{what}: custom property")
        return found

    def distinct(self, what: str, names: list[str]) -> None:
        for name in names:
            if names.count(name) > 1:
                raise self.refuse(f"{what} appears twice", name, "each one once")

    def column(self, entry: Mapping[str, Any], form: str) -> Column:
        name = str(entry.get("name"))
        if not NAME.fullmatch(name):
            raise self.refuse("column name is not lower snake case", name, NAME.pattern)
        what = f"column {name}"
        options = self.options(what, entry, ColumnProperties)
        typed = entry.get("logicalTypeOptions") or {}
        read(TypeOptions, typed, self.file, NEXT, noun=f"{what}: logicalTypeOptions")
        logical = self.one_of(f"column {name}: logicalType", entry.get("logicalType"), SQL_TYPES)
        sql_type = self.sql_type(name, logical, entry.get("physicalType"))
        classification = self.one_of(
            f"column {name}: classification", entry.get("classification", "public"), CLASSIFICATIONS
        )
        if (classification == "identifier") != ("namespace" in options):
            raise self.refuse(
                f"column {name}: an identifier names the namespace of its key, and only an identifier does",
                options.get("namespace"),
                "customProperties: [{property: namespace, value: phone}] with classification: identifier",
            )
        if classification == "identifier" and logical != "string":
            raise self.refuse(f"column {name}: an identifier is text", logical, "logicalType: string")
        physical = entry.get("physicalName", name)
        column = Column(
            name=name,
            physical_name=unnamed(0) if physical == "" else str(physical),
            zh=str(entry.get("businessName") or name),
            description=str(entry.get("description") or ""),
            sql_type=sql_type,
            required=bool(entry.get("required")) or bool(entry.get("primaryKey")),
            enum=tuple(str(item["value"]) for item in entry.get("enum") or ()),
            labels={str(item["value"]): str(item["label"]) for item in entry.get("enum") or () if item.get("label")},
            pattern=typed.get("pattern"),
            minimum=typed.get("minimum"),
            maximum=typed.get("maximum"),
            min_length=typed.get("minLength"),
            max_length=typed.get("maxLength"),
            classification=classification,
            namespace=options.get("namespace"),
            formats=self.formats(name, options.get("formats") or self.usual_formats.get(logical), sql_type),
            null_values=texts(options.get("null_values"), self.null_words),
            strip=options.get("strip") is True,
            normalise=None if options.get("normalise") is None else tuple(options["normalise"]),
            is_key=bool(entry.get("primaryKey")),
            thousands=options.get("thousands"),
            true_values=texts(options.get("true_values"), ("true", "1")),
            false_values=texts(options.get("false_values"), ("false", "0")),
            severity=options.get("severity") or "block",
            zone=typed.get("defaultTimezone"),
            source_pattern=options.get("source_pattern"),
            presence=read_presence(name, entry, options, form, self.refuse),
            planned=self.planned(name, options.get("planned", False), sql_type),
            quasi=options.get("quasi") is True,
            reason=options.get("reason"),
            actions=read_actions(
                name, options, self.refuse, is_key=bool(entry.get("primaryKey")), is_text=sql_type == "VARCHAR"
            ),
            rest=None if options.get("rest") is None else str(options["rest"]),
        )
        return free_text.settled(column, entry, self.refuse)

    def sql_type(self, column: str, logical: str, physical: Any) -> str:
        """DuckDB's type of a logical type; a number may name its decimals."""
        if physical is None or logical != "number":
            return SQL_TYPES[logical]
        if not DECIMAL.fullmatch(str(physical).upper()):
            raise self.refuse(f"column {column}: physicalType", physical, "DECIMAL(precision, scale)")
        return str(physical).upper()

    def planned(self, column: str, value: bool, sql_type: str) -> bool:
        if value and sql_type not in ("DATE", "TIMESTAMPTZ"):
            raise self.refuse(f"column {column}: planned", value, "false, or a date or a timestamp")
        return value

    def formats(self, column: str, given: Iterable[Any] | None, sql_type: str) -> tuple[str, ...]:
        found = texts(given, ())
        for form in found:
            if fault := value_formats.fault(sql_type, form):
                raise self.refuse(f"column {column}: formats: {fault}", form, value_formats.accepted(sql_type))
        return found or value_formats.default(sql_type)


def texts(values: Iterable[Any] | None, default: tuple[str, ...]) -> tuple[str, ...]:
    """The values of a list as texts."""
    return default if values is None else tuple(map(str, values))


def letters(index: int) -> str:
    """Column letters of a zero-based position."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def unnamed(position: int) -> str:
    """The name of a column whose header is empty, as sheets letter their columns."""
    return f"(column {letters(position)})"
