"""Types of blocks over a select: statement, table, bars, columns, heat, map."""

import dataclasses
import re
from collections.abc import Sequence
from typing import Any, ClassVar

from pydantic import model_validator

from pipelines.declare.declaration import Declaration
from pipelines.site import chart, map
from pipelines.site.model import Block as Drawn
from pipelines.site.model import Column, Figure, Table, Text
from pipelines.site.model import Statement as Lines
from pipelines.site.pages.block import TABLE, Block
from pipelines.site.pages.keys import Words, entry, shown
from pipelines.site.pages.query import NUMBER, BasisKeys, Found, Selecting
from pipelines.site.pages.query import Context as Of
from pipelines.site.pages.template import Template

ALL = "all"
MOMENT = re.compile("DATE|TIMESTAMP")
DAYS = (
    Text("周一", "Mon"),
    Text("周二", "Tue"),
    Text("周三", "Wed"),
    Text("周四", "Thu"),
    Text("周五", "Fri"),
    Text("周六", "Sat"),
    Text("周日", "Sun"),
)


class Statement(Block):
    """Sentences before any chart."""

    TYPE: ClassVar[str] = "statement"
    lines: list[Words] = entry("the sentences; may name columns of `totals`", ["共 {n:,} 件。|{n:,} in all."])
    totals: str | None = entry("SQL of one row for the sentences", "select count(*) as n from mart.open_item", None)

    def draw(self, context: Of) -> Sequence[Drawn]:
        names, rows = context.rows(self.totals) if self.totals else ([], [])
        scope = context.scope(rows[0] if rows else dict.fromkeys(names))
        return [Lines([line.filled(scope) for line in self.lines])]


class ColumnKeys(Declaration):
    """A column of a table. In short it is one text: `承办|Holder = unit_id:part unit`, or `open_n` with the catalogue's
    words; braces are needed only where more than one value is shown."""

    title: Words | None = entry("the heading; else the catalogue's words for the column that `show` names first",
                                "承办|Holder", None)  # fmt: skip
    show: Words = entry("the cell; may name columns of `select` and `totals`", "{unit_id:part unit}")
    stays: bool = entry("whether the cells are never broken into lines, as those of a day are", True, False)
    empty: Words | None = entry("the cell where a value of `show` is missing; else a dash", "抢修中|under repair", None)

    short = model_validator(mode="before")(shown)


class TableBlock(Block, Selecting):
    """Rows under headings."""

    TYPE: ClassVar[str] = TABLE
    IS_KEYED: ClassVar[bool] = True
    columns: list[ColumnKeys] = entry(
        "the columns; one whose values are all numbers is set right, and a day or moment is never broken into lines",
        ["承办|Holder = unit_id:part unit", {"title": "修复|Repaired", "show": "{repair_h:.1f}", "empty": "—"}],
    )
    rows: int | None = entry("the number of rows that are shown; else all", 12, None)
    mark: str | None = entry("the column of `select` that marks a row as off target, or `all`", "late_n", None)
    basis: BasisKeys | None = entry("what the numbers rest on", {"kpi": "things", "n": "open_n"}, None)

    def draw(self, context: Of) -> Sequence[Drawn]:
        found = self.found(context)
        heads = [self._head(found, one) for one in self.columns]
        for one in self.columns:
            found.check(one.show)
        shown = found.rows[: self.rows]
        rows = [[_cell(found, one, row) for one in self.columns] for row in shown]
        return [
            Table(
                self.key,
                self.title.filled(found.whole),
                heads,
                rows,
                self.basis.of(found) if self.basis else None,
                self.told(found),
                self._marks(found, shown),
                wide=self.wide is not False,
            )
        ]

    def _marks(self, found: Found, shown: Sequence[Any]) -> list[str]:
        if self.mark in (None, ALL):
            return ["missed"] * len(shown) if self.mark else []
        name = found.known(self.mark or "")
        return ["missed" if row[name] else "none" for row in shown]

    def _head(self, found: Found, column: ColumnKeys) -> Column:
        """The heading of a column: one of numbers is set right, one that begins with a day stays in one line."""
        kinds = [found.columns.get(name, "") for name in column.show.fields]
        is_number = column.show.is_plain and all(NUMBER.match(kind) for kind in kinds)
        return Column(self._title(found, column), is_number, column.stays or bool(MOMENT.match(kinds[0])))

    def _title(self, found: Found, column: ColumnKeys) -> Text:
        if column.title:
            return column.title.words
        name = column.show.fields[0]
        told = found.context.data.rows(
            "select zh, en from meta.catalogue_column where column_name = $1 and zh <> '' and contains($2, table_name)"
            " order by table_name limit 1",
            name,
            self.select,
        )
        return Text(told[0]["zh"], told[0]["en"]) if told else Text(name, name)


def _cell(found: Found, column: ColumnKeys, row: Any) -> Text | None:
    told = column.show.fill(found.row(row))
    return column.empty.words if told is None and column.empty else told


class Figured(Block, Selecting):
    """The keys of every drawing over a select."""

    IS_KEYED: ClassVar[bool] = True
    basis: BasisKeys = entry("what the numbers rest on", {"kpi": "things", "n": "n"})

    def drawn(self, figure: Figure) -> Sequence[Drawn]:
        return [figure if self.wide is None else dataclasses.replace(figure, wide=self.wide)]


class Bars(Figured):
    """A bar for each row of the select, whose column `n` is its length; name and figures are printed over it."""

    TYPE: ClassVar[str] = "bars"
    name: Words = entry("the name of a bar; may name columns of `select`", "{kind_code:label kind}")
    label: Words = entry("the figures next to it; may name columns of `select` and `totals`", "{n:,} · {n/total_n}")
    rows: int | None = entry("the number of rows that are drawn; else all", 15, None)
    target: float | None = entry("the target from which the bars grow", 80.0, None)
    mark: str | None = entry("the column of `select` that marks a bar as off target", "is_over", None)
    unit: str = entry("the unit on the axis", "%", "")

    def draw(self, context: Of) -> Sequence[Drawn]:
        found = self.found(context)
        found.check(self.name)
        found.check(self.label)
        length = found.known("n")
        aimed = "none" if self.target is None else "met"
        bars = [
            chart.Bar(
                self.name.filled(found.row(row)),
                row[length],
                self.label.filled(found.row(row)),
                "missed" if self.mark and row[found.known(self.mark)] else aimed,
            )
            for row in found.rows[: self.rows]
        ]
        title, basis, told = self.title.filled(found.whole), self.basis.of(found), self.told(found)
        if not bars:
            return self.drawn(chart.nothing(self.key, title, basis, finding=told if self.empty else None))
        return self.drawn(chart.league(self.key, title, bars, basis, target=self.target, finding=told, unit=self.unit))


class Step(Declaration):
    """One column of a drawing of columns."""

    name: Words = entry("the name under the column", "2–3 天|2–3 days")
    code: int | None = entry("the value of column `step` that is counted here", 5, None)
    upto: int | None = entry("the highest value of column `step` that is counted here and in no column before", 3, None)
    missed: bool = entry("whether the column is drawn as off target", True, False)
    alone: bool = entry("whether the column is drawn only where it has a row, and then without the others", True, False)


class Columns(Figured):
    """Counts in their natural order. The select has a column `step` and a count `n`; a step without bound is last."""

    TYPE: ClassVar[str] = "columns"
    steps: list[Step] = entry("the columns", [{"upto": 3, "name": "3 天内|≤ 3 days"}, {"name": "3 天以上|> 3 days"}])
    least: int = entry("the count below which nothing is drawn, for it would point at people", 10, 0)
    few: Words | None = entry("the finding then", "人数过少，不单列。|Too few people to tell apart.", None)

    def draw(self, context: Of) -> Sequence[Drawn]:
        found = self.found(context)
        for name in ("step", "n"):
            found.known(name)
        title, basis = self.title.filled(found.whole), self.basis.of(found)
        steps = self._drawn(found)
        counts = self._counts(found, steps)
        if any(0 < n < self.least for n in counts):
            few = self.few.words if self.few else None
            return self.drawn(chart.nothing(self.key, title, basis, finding=few))
        names, missed = [step.name.words for step in steps], [step.missed for step in steps]
        return self.drawn(chart.columns(self.key, title, names, counts, basis, finding=self.told(found), missed=missed))

    def _drawn(self, found: Found) -> list[Step]:
        has = {row["step"] for row in found.rows}
        alone = [step for step in self.steps if step.alone]
        return [step for step in alone if step.code in has] or [step for step in self.steps if not step.alone]

    def _counts(self, found: Found, steps: Sequence[Step]) -> list[int]:
        counts, low = [], -1
        for step in steps:
            if step.code is not None:
                counts.append(sum(row["n"] for row in found.rows if row["step"] == step.code))
                continue
            high = step.upto
            counts.append(
                sum(row["n"] for row in found.rows if row["step"] > low and (high is None or row["step"] <= high))
            )
            low = low if high is None else high
        return counts


class Heat(Figured):
    """Counts by weekday and hour. The select has `day_n` (0 is Monday), `hour_n` and `n`.

    The finding may name the busiest cell: `{day}`, `{hour}`, `{until}` and `{most:,}`.
    """

    TYPE: ClassVar[str] = "heat"

    def draw(self, context: Of) -> Sequence[Drawn]:
        found = self.found(context)
        day, hour, n = (found.known(name) for name in ("day_n", "hour_n", "n"))
        counts = {(row[day], row[hour]): int(row[n]) for row in found.rows if row[n]}
        told = None
        if counts:
            at = max(counts, key=lambda cell: (counts[cell], -cell[0], -cell[1]))
            told = self.told(found, day=DAYS[at[0]], hour=at[1], until=at[1] + 1, most=counts[at])
        title, basis = self.title.filled(found.whole), self.basis.of(found)
        return self.drawn(chart.load(self.key, title, DAYS, counts, basis, finding=told))


class Map(Figured):
    """Places as circles. The select has `lon`, `lat`, the count `n`, the place's `name` and its `area`."""

    TYPE: ClassVar[str] = "map"
    top: Words | None = entry("words before the names of the five largest", "最多的五个：|Busiest five: ", None)

    def draw(self, context: Of) -> Sequence[Drawn]:
        found, said = self.found(context), context.data.said
        for name in ("lon", "lat", "n", "name", "area"):
            found.known(name)
        places = [
            map.Spot(row["lon"], row["lat"], row["n"], said(row["name"]), said(row["area"])) for row in found.rows
        ]
        told = _largest(self.top, places) if self.top and places else self.told(found)
        title, basis = self.title.filled(found.whole), self.basis.of(found)
        return self.drawn(map.spots(self.key, title, places, basis, finding=told, outline=context.data.outline))


def _largest(words: Template, places: Sequence[map.Spot]) -> Text:
    top = sorted(places, key=lambda place: (-place.count, place.name.zh))[:5]
    zh = "；".join(f"{at} {place.name.zh}（{place.count:,}）" for at, place in enumerate(top, 1))
    en = "; ".join(f"{at} {place.name.en} ({place.count:,})" for at, place in enumerate(top, 1))
    return words.words + Text(zh, en)
