"""Small-cell suppression: the SQL around a model whose header has the key `cells`. Pure text, nothing runs.

The model's own SELECT is embedded unchanged. Each column that `cells` may empty keeps its value in those rows whose
cell holds at least so many different units. It does so only where the emptied cells hold as many together: no
difference to the whole then reveals one of them. Cells are emptied from the smallest, after the one without a value. A
unit that is in several cells counts in the first of them. Where all cells together are too few, no row is left.
"""

from collections.abc import Sequence

from pipelines.declare.header import Cells


def told_apart(select: str, columns: Sequence[str], cells: Cells) -> str:
    """The SELECT with the columns that `cells` names emptied where few are."""
    whole = [cells.by] if cells.by is not None else []
    parts = [f"told AS (\n{select}\n)"]
    chosen, joins = {name: f"told.{name}" for name in columns}, []
    for column in cells.columns:
        home, size, rank = (f"{kind}_{column}" for kind in ("home", "size", "rank"))
        order = f"{_within(whole)}ORDER BY {column} IS NOT NULL, unit_n, {column}"
        parts += [
            f"{home} AS (SELECT {_listed(whole)}{cells.of}, min({column}) AS {column} FROM told"
            f" WHERE {cells.where} GROUP BY {_listed(whole)}{cells.of})",
            f"{size} AS (SELECT {_listed(whole, 'told.')}told.{column}, count(DISTINCT {home}.{cells.of}) AS unit_n"
            f" FROM told LEFT JOIN {home} ON {_same([*whole, column, cells.of], 'told', home)}"
            f" GROUP BY {_listed(whole, 'told.')}told.{column})",
            f"{rank} AS (SELECT {_listed(whole)}{column}, unit_n,"
            f" sum(unit_n) OVER ({_within(whole)}) AS whole_n, row_number() OVER ({order}) AS place_n,"
            f" sum(unit_n) OVER ({order} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS smaller_n FROM {size})",
        ]
        chosen[column] = (
            f"CASE WHEN {rank}.unit_n >= {cells.least} AND ({rank}.place_n = 1 OR {rank}.smaller_n >= {cells.least})"
            f" THEN {rank}.{column} END AS {column}"
        )
        joins.append(
            f"INNER JOIN {rank} ON {_same([*whole, column], 'told', rank)} AND {rank}.whole_n >= {cells.least}"
        )
    body = ",\n".join(parts)
    return f"WITH {body}\nSELECT {', '.join(chosen.values())}\nFROM told\n" + "\n".join(joins)


def _within(whole: Sequence[str]) -> str:
    return f"PARTITION BY {', '.join(whole)} " if whole else ""


def _listed(names: Sequence[str], prefix: str = "") -> str:
    return "".join(f"{prefix}{name}, " for name in names)


def _same(names: Sequence[str], left: str, right: str) -> str:
    return " AND ".join(f"{left}.{name} IS NOT DISTINCT FROM {right}.{name}" for name in names)
