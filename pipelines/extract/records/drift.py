"""Compares the columns of an object with those that its contract declares, and reports differences by place.

A message quotes text of a header only where the contract holds the same text.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from pipelines.declare.contracts.column import unnamed
from pipelines.declare.contracts.contract import Contract
from pipelines.extract.records.extract import Extract, Landed, Refusal, contract_file, may_lack
from warehouse.errors import HgtError


@dataclass(frozen=True)
class Drift:
    """Differences between the columns of one object and those declared, and the refusal that follows."""

    new: list[str]
    missing: list[str]
    refusal: Refusal | None = None


SHOWN_N = 20
"""The number of columns that are listed in a message."""


def placed(found: Sequence[str | None], chosen: Iterable[int], declared: Container[str], what: str) -> list[str]:
    """Columns as messages name them: a declared one by its name, any other by its place.

    A false header is a record, and messages quote no record.
    """
    names = [(place, found[place]) for place in chosen]
    told = [
        name if name in declared or name == unnamed(place) else f"{what} {place + 1}"
        for place, name in names
        if name is not None
    ]
    return told if len(told) <= SHOWN_N else [*told[:SHOWN_N], f"{len(told) - SHOWN_N:,} more"]


def drift_check(
    source: str, contract: Contract, found: Iterable[str | None], *, what: str, each: str = "column"
) -> Drift:
    """Compares the columns found with those declared. The contract's drift decides about new ones; missing ones stop
    unless the contract allows it. A place without a column is None.
    """
    names = list(found)
    declared = [column.physical_name for column in contract.columns]
    absent = [column for column in contract.columns if column.physical_name not in names]
    missing = [column.physical_name for column in absent if not may_lack(column, source)]
    next_step = f"correct the extract or {contract_file(contract.name)}, then hgt silo check"
    if missing:
        error = HgtError(
            f"{what} lacks the declared column {', '.join(missing)}; it holds: {_held(names, declared, each)}",
            file=source,
            value=", ".join(missing),
            accepted=declared,
            next=next_step,
        )
        return Drift([], missing, Refusal(source, error))
    twice = [name for name in declared if names.count(name) > 1]
    if twice:
        error = HgtError(
            f"{what} holds the column {', '.join(twice)} more than once",
            file=source,
            value=", ".join(twice),
            accepted="each declared column once",
            next=next_step,
        )
        return Drift([], missing, Refusal(source, error))
    others = {name: place for place, name in enumerate(names) if name is not None and name not in declared}
    new = placed(names, sorted(others.values()), declared, each)
    if new and contract.drift != "evolve":
        error = HgtError(
            f"{what} holds a column that the contract does not declare: {', '.join(new)}",
            file=source,
            value=", ".join(new),
            accepted=declared,
            next=f"declare it in {contract_file(contract.name)} or set drift to evolve, then hgt silo check",
        )
        return Drift(new, [], Refusal(source, error, set_aside=contract.drift == "set_aside"))
    return Drift(new, [column.physical_name for column in absent])


def _held(names: Sequence[str | None], declared: Sequence[str], each: str) -> str:
    if not any(name in declared for name in names):
        return f"{len(names) - names.count(None)} other names, or records without a header line"
    return ", ".join(placed(names, range(len(names)), declared, each))


def combined(drifts: Iterable[Drift]) -> Drift:
    """The drift of an object of several files: all differences, and the first refusal."""
    listed = list(drifts)
    refusal = next((drift.refusal for drift in listed if drift.refusal), None)
    new = list(dict.fromkeys(name for drift in listed for name in drift.new))
    missing = list(dict.fromkeys(name for drift in listed for name in drift.missing))
    return Drift(new, missing, refusal)


class Counted(Protocol):
    """One file of an object, with its numbers of records and of blank lines."""

    records: int
    blank: int


File = TypeVar("File", bound=Counted)


def admitted(
    extract: Extract,
    refusals: list[Refusal],
    landed: Iterable[Landed],
    read: Callable[[Landed], tuple[list[File], Drift]],
) -> Iterator[tuple[Landed, list[File]]]:
    """Each object that can be read and may be, with its files. Their counts and columns are added to the extract.

    The other objects are added to the refusals.
    """
    for item in landed:
        try:
            files, drift = read(item)
        except HgtError as error:
            files, drift = [], Drift([], [], Refusal(item.name, error))
        if drift.refusal:
            refusals.append(drift.refusal)
            continue
        extract.records_n[item.name] = sum(file.records for file in files)
        extract.blank_n[item.name] = sum(file.blank for file in files)
        extract.new_columns[item.name], extract.missing_columns[item.name] = drift.new, drift.missing
        yield item, files
