"""Columns that are not in every record: made by the reader, or missing from some objects.

The custom properties are `generated` (row_number or sheet), `optional` and `since` (the first month with the column).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipelines.declare.contracts.options import GENERATED
from warehouse.errors import HgtError

if TYPE_CHECKING:
    from pipelines.declare.contracts.column import Column

OPTIONS = ("generated", "optional", "since")


@dataclass(frozen=True)
class Presence:
    """The presence of one column by its contract; a plain column is in every record."""

    generated: str | None = None
    optional: bool = False
    since: str | None = None


PLAIN = Presence()


def read_presence(
    column: str,
    entry: Mapping[str, Any],
    options: Mapping[str, Any],
    form: str,
    refuse: Callable[[str, object, Sequence[str] | str], HgtError],
) -> Presence:
    """The properties of one column; `refuse` makes the error that names the file."""
    made, optional, since = (options.get(key) for key in OPTIONS)
    makes = sorted(name for name, forms in GENERATED.items() if form in forms)
    if made is not None and made not in makes:
        raise refuse(f"column {column}: generated is not known for the form {form}", made, makes)
    given = [key for key in (*OPTIONS, "source_pattern") if options.get(key)]
    if len(given) > 1:
        raise refuse(f"column {column}: {' and '.join(given)} exclude each other", given, "one of them")
    if (optional or since) and (entry.get("required") or entry.get("primaryKey")):
        problem = f"column {column}: a column that may be missing is neither required nor part of the key"
        raise refuse(problem, given, "a plain column, or none of these properties")
    return Presence(made, bool(optional), str(since) if since is not None else None)


def refuse_numbers_over_objects(
    columns: Sequence["Column"],
    mode: str,
    version: str | None,
    refuse: Callable[[str, object, Sequence[str] | str], HgtError],
) -> None:
    """Refuse a delta of which a row number alone is the key or the version.

    A row number counts in its own object only, so that rows of one delivery would replace those of another.
    """
    made = [column.name for column in columns if column.presence.generated]
    if mode != "delta" or not made:
        return
    keys = [column.name for column in columns if column.is_key]
    if set(keys) <= set(made):
        accepted = "a second key column that names the delivery, such as one with `source_pattern`; or mode: full"
        raise refuse("dataset: a number of its object's row is equal in several deliveries", keys, accepted)
    for name in made:
        if version is not None and re.search(rf"\b{name}\b", version):
            accepted = "duplicates: keep_first or keep_last, which count in each delivery; or mode: full"
            raise refuse("dataset: version: a row's number does not order rows of other deliveries", version, accepted)
