"""The one compiled rule: all that checks, catalogue, score, scheduler and gate know of a rule on a table."""

from dataclasses import dataclass

from pipelines.declare.header import Words

ROW, GENERATED, DECLARED, HAND = "row", "generated", "declared", "hand"
"""The kinds of rules: of each row of a dataset, implied for every table, declared in a header or contract, written."""
ROWS, BATCHES, DAYS, FEED = "rows", "batches", "days", "feed"
"""The units that a rule evaluates."""


@dataclass(frozen=True)
class Rule:
    """One rule on one table. `offenders` is its query, `sample` the columns that name an offender.

    A row rule has no query: the validator evaluates it within its scan.
    """

    table: str
    rule_id: str
    kind: str
    severity: str
    dimension: str
    gbt36344: str
    words: Words
    codes: tuple[str, ...] = ()
    owner: str = ""
    offenders: str = ""
    sample: tuple[str, ...] = ()
    text_hash: str = ""
    inputs: tuple[str, ...] = ()
    uses_as_of: bool = False
    unit: str | None = ROWS
    """The unit that the score counts; None where other rules have counted the same rows."""
