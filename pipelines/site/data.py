"""Questions of a page to a release: rows by SQL, KPI definitions, KPI measures with their status, names of slices.

`measure` gives the words of a measure.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import duckdb

from pipelines.declare import indices
from pipelines.declare.periods import ALL, CUMULATIVE
from pipelines.release.catalogue import INDEX
from pipelines.site import course
from pipelines.site.measure import Definition, Measure
from pipelines.site.model import Basis, Release, Slice, Text, Wording, same
from pipelines.site.names import Names
from pipelines.site.outline import NONE, Outline
from warehouse import kpi_value
from warehouse.errors import HgtError

UNKNOWN = Text("未登记", "not recorded")
UNREGISTERED = Text("未登记", "unregistered")


def _title(row: Mapping[str, Any], way: Text | None) -> Text:
    """A KPI's title; where it has several variants, with the words that the content root has for this one."""
    title = Text(row["title_zh"], row["title"])
    return title if way is None else title + Text("（", " (") + way + Text("）", ")")


class Data:
    """A release as a page sees it."""

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        release: Release,
        slices: Mapping[str, Slice] | None = None,
        outline: Outline = NONE,
        names: Names | None = None,
        wording: Wording | None = None,
    ) -> None:
        self.con = con
        self.release = release
        self.outline = outline
        self._slices = dict(slices or {})
        self._english = names or Names()
        self.wording = wording or Wording()
        self._names: dict[str, dict[str, Text | None]] = {}

    @property
    def as_of(self) -> dt.date:
        return self.release.as_of

    def rows(self, query: str, *parameters: object) -> list[dict[str, Any]]:
        """The query's rows by column name; `$1`, `$2` … are the parameters. Order it: pages must repeat."""
        cursor = self.con.execute(query, list(parameters))
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def _way(self, row: Mapping[str, Any]) -> Text:
        return self.wording.ways.get((row["kpi_id"], row["variant"]), same(row["variant"].replace("_", " ")))

    @cached_property
    def definitions(self) -> dict[tuple[str, str], Definition]:
        """Every KPI variant of the release, in the order of their ids."""
        found = self.rows("select * from meta.kpi order by kpi_id, variant")
        shapes = self._shapes()
        ways = Counter(row["kpi_id"] for row in found)
        return {
            (row["kpi_id"], row["variant"]): Definition(
                kpi_id=row["kpi_id"],
                variant=row["variant"],
                title=_title(row, self._way(row) if ways[row["kpi_id"]] > 1 else None),
                question=Text(row["question_zh"] or "", row["question"] or ""),
                numerator=Text(row["numerator_zh"] or "", row["numerator"] or ""),
                denominator=Text(row["denominator_zh"] or "", row["denominator"] or ""),
                kind=row["kind"],
                unit=row["unit"] or "",
                better=row["better"] or "none",
                source=row["source"] or "",
                owner=row["owner"] or "",
                target=row["target"],
                is_headline=row.get("is_headline") is not False,
                factor=shapes.get(row["kpi_id"], (None, 0))[0],
                scale=shapes.get(row["kpi_id"], (None, 0))[1],
                unit_words=self._english.unit(row["unit"] or ""),
            )
            for row in found
        }

    def _shapes(self) -> dict[str, tuple[int | None, int]]:
        """Factor and decimals of each KPI; a release that was made before they were written has none."""
        if not self.rows("select 1 from duckdb_tables() where schema_name = 'meta' and table_name = 'kpi_shape'"):
            return {}
        found = self.rows("select kpi_id, factor, scale from meta.kpi_shape")
        return {row["kpi_id"]: (row["factor"], row["scale"]) for row in found}

    def definition(self, kpi_id: str, variant: str = "default") -> Definition:
        """The definition, or an error that lists what the release has."""
        found = self.definitions.get((kpi_id, variant))
        if found is None:
            raise HgtError(
                f"the release has no KPI {kpi_id} with variant {variant}",
                accepted=[f"{kpi}.{way}" for kpi, way in self.definitions],
                next="hgt kpi list",
            )
        return found

    @cached_property
    def _values(self) -> dict[tuple[str, str, str, str], list[Measure]]:
        """Measures by KPI, variant, grain and slice type: all that pages show, read once for the whole site."""
        found: dict[tuple[str, str, str, str], list[Measure]] = {}
        for row in self.rows(
            "select * from kpi.value where grain in ('cumulative', 'month') or (slice_type = 'all' and grain = 'week')"
            " order by kpi_id, variant, grain, slice_type, period_start, slice_id"
        ):
            if (row["kpi_id"], row["variant"]) in self.definitions:
                key = (row["kpi_id"], row["variant"], row["grain"], row["slice_type"])
                found.setdefault(key, []).append(self._measure(row))
        return found

    def _measure(self, row: Mapping[str, Any]) -> Measure:
        return Measure(
            of=self.definitions[row["kpi_id"], row["variant"]],
            period_start=row["period_start"],
            slice_type=row["slice_type"],
            slice_id=row["slice_id"],
            numerator=row["numerator"],
            denominator=row["denominator"],
            value=row["value"],
            target=row["target"],
            set_aside=row["set_aside_rows"] or 0,
            grain=row["grain"],
            open_n=row.get("open_n"),
            cohort_n=row.get("cohort_n"),
            is_ripe=row.get("is_ripe") is not False,
        )

    def measure(self, kpi_id: str, variant: str = "default") -> Measure:
        """The headline figure; a KPI that counted nothing is a measure without a value."""
        definition = self.definition(kpi_id, variant)
        found = self._values.get((kpi_id, variant, CUMULATIVE, ALL), [])
        if found:
            return kpi_value.headline(found[-1], self._values.get((kpi_id, variant, "month", ALL), []))
        return Measure(definition, self.as_of, ALL, ALL, None, None, None, definition.target, 0)

    def series(self, kpi_id: str, variant: str = "default", grain: str = "month") -> list[Measure]:
        """The overall figure period by period, oldest first: every `month`, or every whole `week`, none left out."""
        self.definition(kpi_id, variant)
        found = self._values.get((kpi_id, variant, grain, ALL), [])
        if grain == "week":
            cumulative = self._values.get((kpi_id, variant, CUMULATIVE, ALL), [])
            first_on = cumulative[0].period_start if cumulative else self.as_of
            last_on = self.as_of - dt.timedelta(days=6)
            found = [week for week in found if first_on <= week.period_start <= last_on]
        return course.complete(found, grain, self.as_of)

    def by(self, slice_type: str, kpi_id: str, variant: str = "default") -> list[Measure]:
        """The headline's period for every part of a slice, by the part's id. A slice that the KPI lacks is an error."""
        whole = self.measure(kpi_id, variant)
        known = self.wording.cuts.get(kpi_id, (slice_type,))
        if slice_type not in known:
            raise HgtError(f"{kpi_id} has no such slice", value=slice_type, accepted=known, next="hgt kpi list")
        parts = self._values.get((kpi_id, variant, whole.grain, slice_type), [])
        return [part for part in parts if whole.grain == CUMULATIVE or part.period_start == whole.period_start]

    def slices(self, kpi_id: str, variant: str = "default") -> list[str]:
        """The slice types a KPI has, apart from the whole."""
        keys = [key for key in self._values if key[:3] == (kpi_id, variant, CUMULATIVE)]
        return sorted(slice_type for _, _, _, slice_type in keys if slice_type != ALL)

    def window(self, kpi_id: str, variant: str = "default") -> Text:
        """The days of the headline: a month, else from the first day that counted anything to the day observed."""
        at = self.measure(kpi_id, variant)
        if at.grain != CUMULATIVE:
            return same(f"{at.period_start:%Y-%m}")
        found = self._values.get((kpi_id, variant, CUMULATIVE, ALL), [])
        return self.span(found[0].period_start if found else None)

    def span(self, first_on: dt.date | None) -> Text:
        """A window in words, from `first_on` to the day observed."""
        if first_on is None:
            return Text(f"截至 {self.as_of}", f"to {self.as_of}")
        if first_on == self.as_of:
            return Text(f"{self.as_of} 当日", f"on {self.as_of}")
        return Text(f"{first_on} 至 {self.as_of}", f"{first_on} to {self.as_of}")

    def basis(self, kpi_id: str, variant: str = "default", note: Text | None = None) -> Basis:
        """The basis of a figure that shows this KPI, from its headline; a figure so far that is not ripe is noted."""
        at = self.measure(kpi_id, variant)
        if at.grain != CUMULATIVE:
            whole = self._values[kpi_id, variant, CUMULATIVE, ALL][-1]
            so_far = Text("累计 ", "so far ") + whole.shown + same(" ") + whole.unripe
            note = so_far if note is None else note + Text("；", "; ") + so_far
        if at.of.kind == INDEX:
            n = sum(row["score"] is not None for row in self.index_parts(kpi_id))
            way = Text("n 个组成部分得分的合成", "the scores of n parts put together")
            return Basis(n, None, way, self.window(kpi_id, variant), at.set_aside, note, indices.PLACES)
        d = (at.denominator or 0) if at.of.divides else None
        return Basis(at.counted or 0, d, at.of.way, self.window(kpi_id, variant), at.set_aside, note)

    def index_parts(self, index_id: str) -> list[dict[str, Any]]:
        """The parts of an index in its headline's period, the lowest score first, those without one last."""
        at = self.measure(index_id)
        return self.rows(
            "select part_id, part_zh, part_en, value, target, score, weight, points from kpi.index_part"
            " where kpi_id = $1 and grain = $2 and (grain = 'cumulative' or period_start = $3) and slice_type = 'all'"
            " order by score nulls last, part_id",
            index_id,
            at.grain,
            at.period_start,
        )

    def slice_role(self, slice_type: str) -> str:
        """`place`, `actor` or `kind`."""
        known = self._slices.get(slice_type)
        return known.role if known else "kind"

    def slice_title(self, slice_type: str) -> Text:
        """Return a slice's title: the page's own, else the description of its column or its source column."""
        known = self._slices.get(slice_type)
        if known:
            return known.title
        described = self.rows(
            "select zh, en from meta.catalogue_column where column_name in ($1, $2) and zh <> ''"
            " order by table_name like 'mart.%' desc, table_name, column_name limit 1",
            f"{slice_type}_code",
            f"{slice_type}_id",
        )
        if described:
            return Text(str(described[0]["zh"]), str(described[0]["en"]))
        return self.wording.slices.get(slice_type, same(slice_type.replace("_", " ")))

    def name(self, slice_type: str, slice_id: str) -> Text:
        """Return the name of a part of a slice, else its label, else its id, which may be a name.

        Where a table names the parts, the id of one that it does not have is called unregistered.
        """
        if slice_id == "unknown":
            return UNKNOWN
        if not self.is_registered(slice_type, slice_id):
            return UNREGISTERED + Text(f"（{slice_id}）", f" ({slice_id})")
        label = self.wording.parts.get(slice_type, {}).get(slice_id)
        known = self.said(slice_id) if label is None else self._english.labelled(slice_id, label)
        return self._parts(slice_type).get(slice_id) or known

    def is_registered(self, slice_type: str, slice_id: str) -> bool:
        """Whether the table that names the parts of this slice, or a label, knows the id; without a table any id is."""
        declared = self._slices.get(slice_type)
        named = {} if declared and declared.parts else self._parts(slice_type)
        is_listed = not named or slice_id in named or slice_id in self.wording.parts.get(slice_type, {})
        return slice_id != "unknown" and is_listed

    def _parts(self, slice_type: str) -> dict[str, Text | None]:
        """The names of the parts of a slice by their ids; None for one that the table has without a name."""
        if slice_type not in self._names:
            self._names[slice_type] = self._read_names(slice_type)
        return self._names[slice_type]

    def _read_names(self, slice_type: str) -> dict[str, Text | None]:
        declared = self._slices.get(slice_type)
        if declared and declared.parts:
            return dict(declared.parts)
        query = declared.names if declared else self._dimension(slice_type)
        if query is None:
            return {}
        found: dict[str, Text | None] = {}
        for slice_id, name, *english in self.con.execute(query).fetchall():
            words = Text(str(name), str(english[0])) if english else self.said(str(name))
            found[str(slice_id)] = words if name else found.get(str(slice_id))
        return found

    def said(self, name: str) -> Text:
        """A name that the store has in Chinese only; in English too where the content root lists it."""
        return self._english.said(name)

    def _dimension(self, slice_type: str) -> str | None:
        """`pub.dim_<slice>` with `<slice>_code` or `_id` and `<slice>_name` names its parts without a declaration."""
        columns = {
            row["column_name"]
            for row in self.rows(
                "select column_name from meta.catalogue_column where table_name = $1",
                f"pub.dim_{slice_type}",
            )
        }
        keys = [name for name in (f"{slice_type}_code", f"{slice_type}_id") if name in columns]
        if not keys or f"{slice_type}_name" not in columns:
            return None
        return f"select {keys[0]}, {slice_type}_name from pub.dim_{slice_type}"
