"""Disclosure rules that declarations must keep: restricted tables and their derivatives, and tracks.

A model with `access = "restricted"` keeps its rows in the restricted store. A reader of it is restricted too, is a KPI,
says with `aggregate` which columns count the units behind a row, or gives a `reason`. Declarations are refused when a
content root is loaded. `release.disclosure` checks the rows. `warehouse.withheld` gives the place of restricted rows.
"""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pipelines.declare.contracts.contract import Contract
from pipelines.declare.dag import NEXT, RAW
from pipelines.declare.header import ModelHeader
from pipelines.declare.lineage import Source, Text, table_lineage
from pipelines.declare.model import Model
from pipelines.declare.parse import Cache
from warehouse.errors import HgtError
from warehouse.macros import CELL, DEIDENTIFYING, SLOT

if TYPE_CHECKING:
    from pipelines.declare.contracts.column import Column
    from pipelines.declare.project import Content


IDENTIFIER, RESTRICTED = "identifier", "restricted"
AT = "_at"
POINT = re.compile(r"(?:\w+_)?(?:lon|lng|lat|longitude|latitude|geometry|geom|coordinates|wkt|point)")


def restricted(models: Mapping[str, Model]) -> frozenset[str]:
    """The tables whose rows stay with the stewards."""
    return frozenset(name for name, model in models.items() if _access(model) == RESTRICTED)


def _access(model: Model) -> str:
    return model.header.access if isinstance(model.header, ModelHeader) else ""


def check(content: "Content") -> None:
    """Refuse open tables that hand on rows of restricted ones, and open tables that hold tracks."""
    for name, model in sorted(content.models.items()):
        if name in content.restricted:
            continue
        read = [table for table in model.inputs if table in content.restricted]
        if model.layer == "kpi":
            _check_slices(content, model, read)
        elif read:
            _check_reader(content, model, read)
        if model.layer != "kpi":
            _check_track(content, model)


def _check_reader(content: "Content", model: Model, read: list[str]) -> None:
    head = model.meaning
    if not head.aggregate and head.reason is None:
        raise HgtError(
            f"{model.name} is open and reads {read[0]}, which is restricted",
            file=model.path,
            value=", ".join(read),
            accepted='header key access = "restricted", aggregate = ["<column that counts the units behind a row>"],'
            ' or reason = "中文|English"',
            next=NEXT,
        )
    _check_text(content, model, model.columns)
    for column in model.columns:
        if head.reason is None and _identifiers(content, model.name, column):
            raise _tells(content, model, column)


def _check_slices(content: "Content", model: Model, read: list[str]) -> None:
    if read:
        _check_text(content, model, list(model.slices.values()))
    for column in model.slices.values() if read else ():
        if _identifiers(content, model.name, column):
            raise _tells(content, model, column)


def _check_text(content: "Content", model: Model, columns: Sequence[str]) -> None:
    """Refuse a model that uses a column restricted by a contract neither de-identified nor counted."""
    steering = [
        (source, end)
        for source in content.lineage[model.name].indirect
        for end in content.ends.get((source.table, source.column), ())
        if not source.through and not source.counted
    ]
    told = [(column, end) for column in columns for end in content.ends[model.name, column]]
    for place, end in [*told, *(("a condition, join, group or order", end) for _, end in steering)]:
        at = declared(content, end)
        if at is not None and at.classification == RESTRICTED and not end.through and not end.counted:
            raise HgtError(
                f"{place} of {model.name} uses the restricted column {end.table}.{end.column} as it is",
                file=model.path,
                value=end.column,
                accepted=", ".join(f"{function}(…)" for function in DEIDENTIFYING),
                next=NEXT,
            )


def _tells(content: "Content", model: Model, column: str) -> HgtError:
    return HgtError(
        f"column `{column}` of {model.name} separates the rows of a restricted table by an identifier",
        file=model.path,
        value=", ".join(sorted(_identifiers(content, model.name, column))),
        accepted="counts of an identifier, or attributes of many",
        next=NEXT,
    )


def _check_track(content: "Content", model: Model) -> None:
    """A keyed thing, a moment and a point in one open row reveal where somebody was, and in the end where they live."""
    keyed = [column for column in model.columns if _identifiers(content, model.name, column)]
    moments = [column for column in model.columns if column.endswith(AT) and _is_fine(content, model, column, SLOT)]
    points = [
        column for column in model.columns if POINT.fullmatch(column) and _is_fine(content, model, column, (CELL,))
    ]
    if keyed and moments and points:
        raise HgtError(
            f"{model.name} is open and holds tracks: keyed {keyed[0]}, at {moments[0]}, in {points[0]}",
            file=model.path,
            value=", ".join((*keyed, *moments, *points)),
            accepted=f"two of the three; moments through {' or '.join(SLOT)}, points through {CELL};"
            ' or header key access = "restricted"',
            next=NEXT,
        )


def _is_fine(content: "Content", model: Model, column: str, coarse: tuple[str, ...]) -> bool:
    """Whether a path leads to the column from a source without a coarsening function on it."""
    ends = content.ends[model.name, column]
    return any(end.table.startswith(f"{RAW}.") and not set(end.through) & set(coarse) for end in ends)


def _identifiers(content: "Content", table: str, column: str) -> set[str]:
    """The namespaces of the identifiers that a column is made of, other than by a count or a deid function."""
    ends = [end for end in content.ends[table, column] if not end.through and not end.counted]
    return {at.namespace for at in (declared(content, end) for end in ends) if at is not None and at.namespace}


def declared(content: "Content", end: Source) -> "Column | None":
    """The contract's column at the end of a lineage path; None where the path ends elsewhere."""
    contract = content.contracts.get(end.table.removeprefix(f"{RAW}."))
    if contract is None or not end.table.startswith(f"{RAW}."):
        return None
    return contract.column(end.column)


def check_classification(
    models: Mapping[str, Text], contracts: Mapping[str, Contract], cache: Cache | None = None
) -> None:
    """Refuse a std model that lets a restricted column out other than through a de-identifying function.

    Conditions count as well: which rows a table holds may reveal a restricted column's values. Raw is read by std
    alone, so a path that is clean there is clean everywhere. Restricted std models are not checked: `check`
    applies the same rule to their readers.
    """
    cache = cache or Cache()
    for name, model in sorted(models.items()):
        dataset = name.removeprefix("std.")
        if not name.startswith("std.") or dataset not in contracts:
            continue
        table = f"{RAW}.{dataset}"
        columns = contracts[dataset].columns
        restricted = {column.name for column in columns if column.classification == "restricted"}
        if not restricted:
            continue
        found = table_lineage(model, {table: [column.name for column in columns]}, cache)
        places = [*((f"column `{output}`", sources) for output, sources in found.columns.items())]
        places.append(("a condition, join, group or order", found.indirect))
        for place, sources in places:
            for source in sources:
                if source.column in restricted and not source.through:
                    raise HgtError(
                        f"{place} of {name} uses the restricted column {table}.{source.column} as it is",
                        file=model.path,
                        value=source.column,
                        accepted=", ".join(f"{function}(…)" for function in DEIDENTIFYING),
                        next=NEXT,
                    )
