"""What becomes of a row that breaks a rule, chosen by a contract's authors rule by rule.

`quarantine` takes the row out, `null` keeps it without the value that offends, `rest` puts a declared value in its
place, `flag` keeps all. Copies of one key that differ have policies of their own. Every row that breaks a rule is
counted, whatever becomes of it; how a value is mended in SQL is the judge's business.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from warehouse.errors import HgtError

QUARANTINE, NULL, REST, FLAG = "quarantine", "null", "rest", "flag"
ACTIONS = (FLAG, NULL, QUARANTINE, REST)
MENDING = (NULL, REST)
KINDS = ("enum", "pattern", "range", "required", "type")
"""The rules that a column implies."""
AGGREGATE, KEEP_VERSION, QUARANTINE_ALL = "aggregate", "keep_version", "quarantine_all"
POLICIES = ("keep_first", "keep_last", KEEP_VERSION, QUARANTINE_ALL)
FUNCTIONS = ("max", "min", "sum")
GENERATED = {
    "malformed": ("conformity", "01"),
    "type": ("conformity", "01"),
    "required": ("completeness", "02"),
    "enum": ("conformity", "01"),
    "pattern": ("accuracy", "03"),
    "range": ("accuracy", "03"),
    "duplicate_key": ("uniqueness", "03"),
}
"""ODCS dimension and GB/T 36344 code of the rules that a contract implies."""
Refuse = Callable[[str, object, Iterable[object] | str], HgtError]


@dataclass(frozen=True)
class Duplicates:
    """Which of the copies of a key in one object stands. `functions` says how columns are put together."""

    policy: str = QUARANTINE_ALL
    functions: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        put = ", ".join(f"{column}: {function}" for column, function in self.functions.items())
        return f"{self.policy} {{{put}}}" if put else self.policy


def read_actions(column: str, value: Any, rest: Any, is_key: bool, severity: Any, refuse: Refuse) -> dict[str, str]:
    """A column's action for each kind of rule, from one word for all or a map of words."""
    what = f"column {column}: action"
    given = value if isinstance(value, dict) else dict.fromkeys(KINDS, value)
    if value is None:
        given = {}
    found = {str(kind): NULL if word is None else word for kind, word in given.items()}
    for kind, word in found.items():
        if kind not in KINDS:
            raise refuse(f"{what} names a rule that a column does not imply", kind, KINDS)
        accepted = _accepted(kind, is_key, alone=isinstance(value, dict))
        if word not in accepted:
            raise refuse(f"{what} of {kind}", word, accepted)
    if found and severity is not None:
        raise refuse(f"{what} and severity say the same thing", severity, "one of the two")
    if (rest is not None) != (REST in found.values()):
        raise refuse(f"{what}: rest takes the place of a value", rest, "rest: value, with the action rest")
    return found


def _accepted(kind: str, is_key: bool, *, alone: bool) -> tuple[str, ...]:
    """What a rule of a column may do; a word for all rules counts where it can."""
    found = list(ACTIONS)
    if is_key:
        found.remove(NULL)
    if alone and (kind == "type" or (kind == "required" and is_key)):
        found.remove(FLAG)  # there is no value that could be kept
    return tuple(found)


def read_duplicates(
    value: Any, version: str | None, key: Sequence[str], numbers: Sequence[str], refuse: Refuse
) -> Duplicates:
    """The dataset property `duplicates`; without it the largest version stands, or no copy."""
    if value is None:
        return Duplicates(KEEP_VERSION if version is not None else QUARANTINE_ALL)
    accepted = f"{', '.join(POLICIES)}, or {{aggregate: {{column: sum}}}}"
    if isinstance(value, dict):
        functions = value.get(AGGREGATE)
        if set(value) != {AGGREGATE} or not isinstance(functions, dict) or not functions:
            raise refuse("dataset: duplicates", value, accepted)
        columns = [name for name in numbers if name not in key]
        for column, function in functions.items():
            if column not in columns:
                raise refuse("dataset: duplicates puts together columns that are numbers and no key", column, columns)
            if function not in FUNCTIONS:
                raise refuse(f"dataset: duplicates: aggregate {column}", function, FUNCTIONS)
        return Duplicates(AGGREGATE, dict(functions))
    if value not in POLICIES:
        raise refuse("dataset: duplicates", value, accepted)
    if value == KEEP_VERSION and version is None:
        raise refuse("dataset: duplicates asks for a version", value, "the property version beside it")
    return Duplicates(value)
