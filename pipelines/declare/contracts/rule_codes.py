"""Codes of a district's own list of rules: those that headers and contracts give in addition to it.

A code is a tag. It changes neither a rule's condition nor whom it bars; it says which promise of the district's list
the rule keeps. `contract`, `header` and `checks` define the rules.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from pydantic import PlainValidator

from pipelines.declare.contracts.actions import KINDS
from pipelines.declare.declaration import Kind

KEY = "rule"
ACCEPTED = 'a code such as "R-01", or a list of different codes'
WHOLE_ROW = ("malformed", "duplicate_key", "filtered", "refused")
GENERATED = (
    "key_unique", "key_present", "batch_reconciles", "source_readable", "nothing_refused", "quarantine_within_warning",
    "quarantine_within_bound", "feed_on_time",
    "volume_usual", "numerator_within_denominator", "slices_sum_to_all", "value_is_its_fraction",
    "part_within_whole",
)  # fmt: skip
"""The ids of the rules that are generated for tables; `implied` says what each is."""
_CODE = re.compile(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)+")


def read(value: object) -> tuple[str, ...]:
    """One code or a list of them; raises ValueError with the value that is neither."""
    codes = [value] if isinstance(value, str) else value
    if not isinstance(codes, list) or not codes or len({*map(str, codes)}) != len(codes):
        raise ValueError(repr(value))
    for code in codes:
        if not isinstance(code, str) or not _CODE.fullmatch(code):
            raise ValueError(repr(code))
    return tuple(codes)


Codes = Annotated[tuple[str, ...], PlainValidator(read), Kind(ACCEPTED)]


def implied(columns: Iterable[str]) -> set[str]:
    """The ids of all rules that a contract's columns may imply."""
    return {*WHOLE_ROW, *(f"{kind}_{column}" for column in columns for kind in KINDS)}


def of_contract(dataset: Mapping[str, Any], stated: Mapping[str, object], columns: Iterable[str]) -> dict[str, Any]:
    """Codes by rule id: `dataset` maps ids of implied rules, `stated` those of rules that are written out.

    Raises ValueError with a rule id that the contract does not imply, or a value that is no code.
    """
    known = implied(columns)
    for rule_id in dataset:
        if rule_id not in known:
            raise ValueError(f"{rule_id}: no rule that the columns imply")
    return {rule_id: read(value) for rule_id, value in {**dataset, **stated}.items()}
