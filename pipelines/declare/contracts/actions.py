"""The actions on a row that breaks a rule, chosen by a contract's authors rule by rule.

`quarantine` takes the row out, `null` keeps it without the value that offends, `rest` puts a declared value in its
place, `flag` keeps all. Copies of one key that differ have policies of their own. Every row that breaks a rule is
counted, whatever its action. The validator holds the SQL that repairs a value.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from warehouse.errors import HgtError

if TYPE_CHECKING:
    from pipelines.declare.contracts.contract import Contract

QUARANTINE, NULL, REST, FLAG = "quarantine", "null", "rest", "flag"
ACTIONS = (FLAG, NULL, QUARANTINE, REST)
MENDING = (NULL, REST)
STATED = (FLAG, NULL, QUARANTINE)
"""Accepted actions of a stated rule: its condition belongs to no one column, so no value takes a place."""
AFTER_TAKEN = "after_taken"
KINDS = (AFTER_TAKEN, "enum", "pattern", "range", "required", "type")
"""The rules that a column implies."""
AGGREGATE, KEEP_VERSION, QUARANTINE_ALL = "aggregate", "keep_version", "quarantine_all"
KEEP_FIRST, KEEP_LAST = "keep_first", "keep_last"
POLICIES = (KEEP_FIRST, KEEP_LAST, KEEP_VERSION, QUARANTINE_ALL)
FUNCTIONS = ("max", "min", "sum")
NUMBERS = ("BIGINT", "DECIMAL", "DOUBLE")
"""SQL types whose values can be aggregated."""
GENERATED = {
    "malformed": ("conformity", "01"),
    "type": ("conformity", "01"),
    "required": ("completeness", "02"),
    "enum": ("conformity", "01"),
    "pattern": ("accuracy", "03"),
    "range": ("accuracy", "03"),
    AFTER_TAKEN: ("accuracy", "03"),
    "duplicate_key": ("uniqueness", "03"),
}
"""ODCS dimension and GB/T 36344 code of the rules that a contract implies."""
Refuse = Callable[[str, object, Iterable[object] | str], HgtError]


@dataclass(frozen=True)
class Duplicates:
    """The policy for differing copies of a key in one object. `functions` says how columns are aggregated."""

    policy: str = QUARANTINE_ALL
    functions: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        put = ", ".join(f"{column}: {function}" for column, function in self.functions.items())
        return f"{self.policy} {{{put}}}" if put else self.policy


def read_actions(
    column: str, options: Mapping[str, Any], refuse: Refuse, *, is_key: bool, is_text: bool
) -> dict[str, str]:
    """A column's action for each kind of rule, from one word for all or a map of words."""
    rest, severity = options.get("rest"), options.get("severity")
    value = (options["action"] or NULL) if "action" in options else None
    what = f"column {column}: action"
    given = value if isinstance(value, dict) else dict.fromkeys(KINDS, value)
    if value is None:
        given = {}
    found = {str(kind): NULL if word is None else word for kind, word in given.items()}
    for kind, word in found.items():
        if kind not in KINDS:
            raise refuse(f"{what} names a rule that a column does not imply", kind, KINDS)
        accepted = _accepted(kind, is_key, is_text)
        if word in accepted:
            continue
        if isinstance(value, dict) or (word != FLAG and kind != AFTER_TAKEN):
            raise refuse(f"{what} of {kind}", word, accepted)
        found[kind] = FLAG if kind == AFTER_TAKEN else QUARANTINE  # a word for all rules counts where it can
    if found and severity is not None:
        raise refuse(f"{what} and severity say the same thing", severity, "one of the two")
    if (rest is not None) != (REST in found.values()):
        raise refuse(f"{what}: rest takes the place of a value", rest, "rest: value, with the action rest")
    return found


def implied(rule_id: str) -> tuple[str, str]:
    """The kind and the column of a rule that a column implies; two empty texts for any other."""
    kind = next((kind for kind in KINDS if rule_id.startswith(f"{kind}_")), "")
    return kind, rule_id.removeprefix(f"{kind}_") if kind else ""


def _accepted(kind: str, is_key: bool, is_text: bool) -> tuple[str, ...]:
    """Return the accepted actions of a column's rule: a key has a value, a text that does not read has none to keep."""
    barred = {NULL if is_key else "", "" if is_text else REST}
    barred.add(REST if kind == AFTER_TAKEN and is_key else "")
    barred.add(FLAG if kind == "type" or (kind == "required" and is_key) else "")
    return tuple(word for word in ACTIONS if word not in barred)


def read_severity(rule_id: str, entry: Mapping[str, Any], options: Mapping[str, Any], refuse: Refuse) -> str:
    """The severity of a stated rule: by its action, else by the standard's own word."""
    what, severity = f"rule {rule_id}", entry.get("severity")
    if "action" not in options:
        if severity not in (None, "block", "warn"):
            raise refuse(f"{what}: severity is not known", severity, ("block", "warn"))
        return str(severity or "block")
    if severity is not None:
        raise refuse(f"{what}: action and severity say the same thing", severity, "one of the two")
    action = options["action"] or NULL
    if action not in STATED:
        raise refuse(f"{what}: action", action, STATED)
    return "block" if action == QUARANTINE else "warn"


def read_nulls(rule_id: str, options: Mapping[str, Any], nullable: Sequence[str], refuse: Refuse) -> tuple[str, ...]:
    """The columns that a stated rule with the action `null` empties."""
    names, empties = options.get("nulls"), "action" in options and options["action"] in (None, NULL)
    if (names is not None) != empties:
        raise refuse(f"rule {rule_id}: nulls needs the action null", names, "nulls: [column], action: null")
    for name in names or ():
        if name not in nullable:
            raise refuse(f"rule {rule_id}: nulls names a column that is not required", name, nullable)
    return tuple(names or ())


def read_duplicates(
    value: Any, version: str | None, key: Sequence[str], numbers: Sequence[str], refuse: Refuse
) -> Duplicates:
    """The dataset property `duplicates`; without it the largest version is kept, or no copy."""
    if value is None:
        return Duplicates(KEEP_VERSION if version is not None else QUARANTINE_ALL)
    accepted = f"{', '.join(POLICIES)}, or {{aggregate: {{column: sum}}}}"
    addable = "numbers that are no key, no length of time, have no number in null_values and no point for thousands"
    if isinstance(value, dict):
        functions = value.get(AGGREGATE)
        if set(value) != {AGGREGATE} or not isinstance(functions, dict) or not functions:
            raise refuse("dataset: duplicates", value, accepted)
        columns = [name for name in numbers if name not in key]
        for column, function in functions.items():
            if column not in columns:
                raise refuse(f"dataset: duplicates puts together {addable}", column, columns)
            if function not in FUNCTIONS:
                raise refuse(f"dataset: duplicates: aggregate {column}", function, FUNCTIONS)
        return Duplicates(AGGREGATE, dict(functions))
    if value not in POLICIES:
        raise refuse("dataset: duplicates", value, accepted)
    if value == KEEP_VERSION and version is None:
        raise refuse("dataset: duplicates asks for a version", value, "the property version as well")
    return Duplicates(value)


def chosen(contract: "Contract") -> str:
    """Describe the actions and the policy that a contract chose."""
    found = [f"copies of a key that differ: {contract.duplicates}"]
    found += [f"{one.name}: {kind} {action}" for one in contract.columns for kind, action in one.actions.items()]
    found += [f"{rule.id}: null {', '.join(rule.nulls)}" for rule in contract.rules if rule.nulls]
    return "; ".join(found)
