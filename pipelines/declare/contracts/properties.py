"""Custom properties and server options of contracts: closed keys with types, one declaration for each place.

`odcs` validates the standard's own keys. `contract`, `column` and the modules of single properties read a property and
check it against the columns of its contract.
"""

import re
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from pipelines.declare.contracts import actions, rule_codes
from pipelines.declare.contracts.bound import ALL, BLOCK, WARN
from pipelines.declare.declaration import Declaration, Kind, Text, Texts, Wrong


def _one_group(pattern: str) -> str:
    try:
        groups_n = re.compile(pattern).groups
    except re.error:
        groups_n = 0
    if groups_n != 1:
        raise Wrong(r"a pattern with one group, track_(\w+)\.txt")
    return pattern


Values = Annotated[tuple[Any, ...], Field(strict=False), Kind("a list, such as [value, value]")]
Share = Annotated[float, Field(ge=0, le=ALL), Kind("a share from 0 to 1")]
Expression = Annotated[str, Kind("SQL over the columns")]
Action = Annotated[Any, Kind(f"{', '.join(actions.ACTIONS)}, or a table of them by kind of rule")]
Codes = Annotated[Any, Kind(rule_codes.ACCEPTED)]


class BoundTable(Declaration):
    """Shares of a batch above which its quarantined rows are reported, or bar the release."""

    block: Share = Field(
        default=BLOCK,
        description="Share above which the release is barred."
        " A declared one counts from the first row, and 1 lets all pass.",
        examples=[0.2],
    )
    warn: Share = Field(
        default_factory=lambda read: min(WARN, read.get("block", BLOCK)),
        description=f"Share above which the dataset is reported. Without it, {WARN} or `block`, if that is less.",
        examples=[0.02],
    )
    reason: str = Field(
        default="", description="Reason; required for a wider bound than the default.", examples=["source is changing"]
    )

    @model_validator(mode="after")
    def _is_explained(self) -> Self:
        if self.warn > self.block:
            raise Wrong("warn at most block", value={"warn": self.warn, "block": self.block})
        if not self.reason.strip() and (self.warn > WARN or self.block > BLOCK):
            raise Wrong("a reason for a bound that is wider than the default", value="nothing", key="reason")
        return self


class NeighboursTable(Declaration):
    """Rows before and after a row that its rules may read as `previous_<column>` and `next_<column>`."""

    of: Text = Field(description="Column whose rows of one value are neighbours.", examples=["device_id"])
    order: Text = Field(description="Column that orders them.", examples=["seen_at"])
    columns: Texts = Field(description="Columns whose neighbouring values rules read.", examples=[["lon", "lat"]])
    where: str = Field(default="true", description="SQL condition of the rows that count.", examples=["is_valid"])


class TakenTable(Declaration):
    """The moment at which a delivery was taken from its source: exactly one of `pattern`, `line`, `sidecar`, `at`."""

    pattern: str | None = Field(
        default=None, description="Pattern with one group over the object's name.", examples=[r"export_(\d{8})"]
    )
    line: str | None = Field(
        default=None, description="Pattern with one group over the first lines.", examples=[r"as of ([\d-]+)"]
    )
    sidecar: str | None = Field(
        default=None, description="End of the name of a file with the moment.", examples=[".taken"]
    )
    at: Annotated[Any, Kind("a day or a moment")] = Field(
        default=None, description="The moment itself.", examples=["2015-08-31"]
    )
    format: str | None = Field(
        default=None, description="Format of the text that is found; not with `at`.", examples=["%Y%m%d"]
    )
    key: str | None = Field(default=None, description="Key of a sidecar that is JSON.", examples=["exported_at"])


class FormatsTable(Declaration):
    """Formats of columns by their `logicalType`, each as `formats` of a column."""

    date: Values | None = Field(default=None, description="Formats of dates.", examples=[["%Y-%m-%d"]])
    time: Values | None = Field(default=None, description="Formats of times of day.", examples=[["%H:%M"]])
    timestamp: Values | None = Field(default=None, description="Formats of moments.", examples=[["%Y-%m-%d %H:%M:%S"]])


class DatasetProperties(Declaration):
    """Custom properties of the contract as a whole."""

    mode: Literal["delta", "full"] = Field(
        default="full", description="Whether an object holds all rows or those that are new.", examples=["delta"]
    )
    drift: Literal["evolve", "set_aside", "stop"] = Field(
        default="stop",
        description="Treatment of columns that the contract does not declare: take the object and report, set the"
        " object aside, or stop.",
        examples=["evolve"],
    )
    version: Expression | None = Field(
        default=None, description="Orders the versions of a row; the largest counts.", examples=["updated_at"]
    )
    duplicates: Annotated[Any, Kind(f"{', '.join(actions.POLICIES)}, or {{aggregate: {{column: sum}}}}")] = Field(
        default=None,
        description="Policy for differing copies of a key in one object. Without it, `keep_version` with `version`,"
        " else `quarantine_all`.",
        examples=["keep_last"],
    )
    order: Literal["name", "written"] | None = Field(
        default=None, description="Order of deliveries, in place of `taken`.", examples=["name"]
    )
    taken: TakenTable | None = Field(default=None, description="Moment at which a delivery was taken.")
    filter: Expression | None = Field(
        default=None, description="Condition of rows that the dataset leaves out by intent.", examples=["kind = 'test'"]
    )
    refuse: Expression | None = Field(
        default=None, description="Condition of a row with which the whole object is refused.", examples=["size < 0"]
    )
    neighbours: NeighboursTable | None = Field(default=None, description="Lag and lead values for rules.")
    null_values: Values | None = Field(
        default=None, description="Texts that mean no value, in every column that names none.", examples=[["", "-"]]
    )
    formats: FormatsTable | None = Field(
        default=None, description="Formats of the columns that name none, by `logicalType`."
    )
    quarantine_bound: BoundTable | None = Field(default=None, description="Bounds on the quarantined share.")
    quantity: Annotated[Any, Kind("a column, or a list of columns, that are numbers")] = Field(
        default=None, description="Columns whose sum is reported of quarantined rows.", examples=["visits"]
    )
    volume: str | None = Field(
        default=None, description="Date column by which the volume of days is watched.", examples=["reported_on"]
    )
    rule: Annotated[Any, Kind("a table of codes by rule id")] = Field(
        default=None,
        description="Codes in the district's own list of rules, by the id of an implied rule.",
        examples=[{"duplicate_key": "R-01"}],
    )


class ColumnProperties(Declaration):
    """Custom properties of a column."""

    formats: Values | None = Field(
        default=None,
        description="Formats that are tried in turn: patterns of strptime, or words. Without it, those of the dataset,"
        " else ISO 8601 or a plain number.",
        examples=[["%Y-%m-%d"]],
    )
    null_values: Values | None = Field(
        default=None, description="Texts that mean no value. Without it, those of the dataset.", examples=[["", "-"]]
    )
    true_values: Values | None = Field(
        default=None, description="Texts that mean true. Without it, `true` and `1`.", examples=[["是"]]
    )
    false_values: Values | None = Field(
        default=None, description="Texts that mean false. Without it, `false` and `0`.", examples=[["否"]]
    )
    thousands: str | None = Field(default=None, description="Separator of thousands in numbers.", examples=[","])
    strip: bool | None = Field(default=None, description="Whether blanks around a text go.", examples=[True])
    normalise: (
        Annotated[
            tuple[Literal["width", "blanks", "case"], ...], Field(strict=False), Kind("a list of width, blanks, case")
        ]
        | None
    ) = Field(default=None, description="Steps that make spellings of one text alike.", examples=[["width", "case"]])
    action: Action = Field(
        default=None, description="Action on a row that breaks a rule of the column.", examples=["null"]
    )
    rest: Annotated[Any, Kind("a value")] = Field(
        default=None,
        description="Value that replaces one that breaks a rule with the action `rest`.",
        examples=["other"],
    )
    severity: Literal["block", "warn"] | None = Field(
        default=None, description="`warn` flags a broken rule, in place of `action`.", examples=["warn"]
    )
    namespace: Text | None = Field(
        default=None,
        description="Namespace of the pseudonyms of an identifier; required with that classification.",
        examples=["phone"],
    )
    quasi: bool | None = Field(
        default=None, description="Whether the column helps to identify a person with others.", examples=[True]
    )
    reason: Text | None = Field(
        default=None, description="Why public free text holds nothing of a person.", examples=["words of a list"]
    )
    planned: bool = Field(
        default=False, description="Whether a day may lie after the delivery's moment.", examples=[True]
    )
    generated: Annotated[str, Kind("row_number, sheet")] | None = Field(
        default=None, description="Value that the reader makes.", examples=["row_number"]
    )
    optional: bool | None = Field(default=None, description="Whether an object may lack the column.", examples=[True])
    since: (
        Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])$"), Kind("a month such as 2024-05")] | None
    ) = Field(default=None, description="First month whose objects have the column.", examples=["2024-05"])
    source_pattern: (
        Annotated[str, AfterValidator(_one_group), Kind(r"a pattern with one group, track_(\w+)\.txt")] | None
    ) = Field(default=None, description="Place of the value in the object's name.", examples=[r"track_(\w+)\.txt"])


class RuleProperties(Declaration):
    """Custom properties of a stated rule."""

    action: Annotated[Any, Kind(", ".join(actions.STATED))] = Field(
        default=None, description="Action on a row that breaks the rule, in place of `severity`.", examples=["flag"]
    )
    nulls: Values | None = Field(
        default=None, description="Columns that the action `null` empties.", examples=[["age"]]
    )
    gbt36344: Annotated[Any, Kind("the code of GB/T 36344")] = Field(
        default=None, description="Code of the dimension in GB/T 36344.", examples=["0301"]
    )
    rule: Codes = Field(default=None, description="Codes in the district's own list of rules.", examples=["R-07"])


class TypeOptions(Declaration):
    """Keys of `logicalTypeOptions` that a column may use, of those of the standard."""

    minimum: Annotated[Any, Kind("a value of the column")] = Field(
        default=None, description="Least value.", examples=[0]
    )
    maximum: Annotated[Any, Kind("a value of the column")] = Field(
        default=None, description="Greatest value.", examples=[100]
    )
    minLength: int | None = Field(default=None, description="Least length of a text.", examples=[1])
    maxLength: int | None = Field(default=None, description="Greatest length of a text.", examples=[64])
    pattern: str | None = Field(default=None, description="Pattern that the whole text matches.", examples=["[A-Z]+"])
    defaultTimezone: Annotated[
        str | None,
        Field(
            default=None,
            description="Zone of times that name none. Without it, the district's.",
            examples=["UTC"],
        ),
    ]
