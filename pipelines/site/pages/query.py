"""A block's queries to the release: its select, the totals over it, its finding, and the basis of its numbers."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipelines.declare.declaration import Declaration
from pipelines.site.data import Data
from pipelines.site.model import Basis, Text
from pipelines.site.pages.keys import KpiName, Words, entry
from pipelines.site.pages.template import Scope, Template
from warehouse.errors import HgtError

AS_OF = "as_of"
ROWS = "rows"
EVERY = "*"
NUMBER = re.compile(r"U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$|DECIMAL|DOUBLE|FLOAT")
"""Types of columns whose values are numbers."""


@dataclass(frozen=True)
class Context:
    """The release and the words of the page that a block is drawn for."""

    data: Data
    labels: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)
    selects: Mapping[str, str] = field(default_factory=dict)
    systems: Mapping[str, Any] = field(default_factory=dict)

    def scope(self, values: Mapping[str, Any]) -> Scope:
        return Scope(self.data, values, self.labels)

    def rows(self, select: str, **more: str) -> tuple[dict[str, str], list[dict[str, Any]]]:
        """The columns with their types, and the rows; a select may name `$as_of`, the page's selects and `more`."""
        query = self._whole(select, more)
        parameters = {AS_OF: self.data.as_of} if f"${AS_OF}" in query else {}
        cursor = self.data.con.execute(query, parameters)
        names = {str(column[0]): str(column[1]) for column in cursor.description or []}
        return names, [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def _whole(self, select: str, more: Mapping[str, str]) -> str:
        """A select with those before it that it names; each may name the ones declared before it."""
        known = {**self.selects, **more}
        used: list[str] = []
        text = select
        for name in reversed(known):
            if re.search(rf"\b{name}\b", text):
                used.append(name)
                text += known[name]
        if not used:
            return select
        parts = ", ".join(f"{name} as ({known[name]})" for name in reversed(used))
        begun = re.match(r"\s*with\b", select)
        return f"with {parts}, {select[begun.end() :]}" if begun else f"with {parts} {select}"


def kpi(name: str) -> tuple[str, str]:
    """The id and the variant of a KPI as a page names it."""
    kpi_id, _, variant = name.partition(".")
    return kpi_id, variant or "default"


@dataclass(frozen=True)
class Found:
    """The rows of a block's select with their totals."""

    context: Context
    columns: Mapping[str, str]
    rows: Sequence[Mapping[str, Any]]
    totals: Mapping[str, Any]

    def number(self, name: str) -> int:
        """A column of the totals, the number of all rows, or a column's sum over all rows."""
        if name == EVERY:
            return len(self.rows)
        if name in self.totals:
            return int(self.totals[name] or 0)
        self.known(name)
        return int(sum(row[name] or 0 for row in self.rows))

    def known(self, name: str) -> str:
        """A column of the select, or an error."""
        if name not in self.columns:
            raise HgtError(f"there is no column {name} in the select", value=name, accepted=self.columns)
        return name

    def row(self, row: Mapping[str, Any]) -> Scope:
        """The values that words of one row may name."""
        return self.context.scope({**self.totals, **row})

    def check(self, words: Template) -> None:
        """Refuse words of a row that name a value that does not exist, even where there is no row."""
        words.check([*self.totals, *self.columns], self.context.labels)

    @property
    def whole(self) -> Scope:
        """The values that words over all rows may name: totals, and `first.…`, the first row."""
        first: Mapping[str, Any] = self.rows[0] if self.rows else dict.fromkeys(self.columns)
        return self.context.scope({**self.totals, **{f"first.{name}": value for name, value in first.items()}})


class BasisKeys(Declaration):
    """The basis of a figure. Where neither `n` nor `way` is given, it is that of the KPI."""

    kpi: KpiName = entry("the KPI whose window and quarantined rows are shown", "open_rate.due")
    n: str | None = entry(
        "the number of things: a column of `totals`, a column of `select` that is summed, or `*` for its rows",
        "open_n", None,
    )  # fmt: skip
    d: str | None = entry("the number by which is divided, named like `n`", "rated_n", None)
    way: Words | None = entry("the way of counting", "观察日仍在办的事项|cases still open at the day observed", None)
    note: Words | None = entry(
        "a remark before the other parts", "位置精度约 100 米|places are known to about 100 m", None
    )

    def of(self, found: Found) -> Basis:
        """The basis over the rows of a block."""
        whole = found.context.data.basis(*kpi(self.kpi))
        note = self.note.fill(found.whole) if self.note else None
        if self.n is None and self.way is None:
            return found.context.data.basis(*kpi(self.kpi), note)
        n, d = found.number(self.n or EVERY), None if self.d is None else found.number(self.d)
        way = self.way.filled(found.whole) if self.way else whole.variant
        return Basis(n, d, way, whole.window, whole.set_aside, note)


class Selecting(Declaration):
    """The keys of every block that asks the release by a select."""

    title: Words = entry("the heading; may name columns of `totals`", "在办事项在谁手里|Who holds the open cases")
    select: str = entry(
        "SQL over the marts, in a fixed order; `$as_of` is the day observed; the page's `selects` are known by name",
        "select unit_id, count(*) as open_n from mart.open_item group by all order by open_n desc, unit_id",
    )
    totals: str | None = entry(
        "SQL of one row over `rows`, the select's rows, for words and `basis`; they know `row_n`, the number of rows,"
        " and `total_n`, the sum of column `n`, without it",
        "select sum(open_n) as open_n from rows", None,
    )  # fmt: skip
    finding: Words | None = entry(
        "the answer under the heading; may name columns of `totals`, and the first row's as `first.column`",
        "未结 {open_n:,} 件。|{open_n:,} cases are open.", None,
    )  # fmt: skip
    when: str | None = entry("the column of `totals` without which, or where it is 0, `finding` is left out", "n", None)
    otherwise: Words | None = entry("the words in place of `finding` then", "都已办结。|All are closed.", None)
    empty: Words | None = entry(
        "the words in place of `finding` where there are no rows", "没有。|There are none.", None
    )
    wide: bool | None = entry("whether the block is as wide as the page", True, None)

    def found(self, context: Context) -> Found:
        """The rows of the select and their totals."""
        columns, rows = context.rows(self.select)
        totals: dict[str, Any] = {"row_n": len(rows)}
        if NUMBER.match(columns.get("n", "")):
            totals["total_n"] = sum(row["n"] or 0 for row in rows)
        if self.totals:
            names, told = context.rows(self.totals, **{ROWS: self.select})
            totals |= told[0] if told else dict.fromkeys(names)
        return Found(context, columns, rows, totals)

    def told(self, found: Found, **more: object) -> Text | None:
        """The finding of the block."""
        scope = found.context.scope({**found.whole.values, **more})
        if not found.rows and self.empty:
            return self.empty.fill(scope)
        if self.when is not None:
            if self.when not in found.totals:
                raise HgtError("`when` names no column of `totals`", value=self.when, accepted=found.totals)
            if not found.totals[self.when]:
                return self.otherwise.fill(scope) if self.otherwise else None
        return self.finding.fill(scope) if self.finding else None
