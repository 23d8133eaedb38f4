"""Answers `hgt kpi show` and `hgt kpi explain` from a release: the stored values, or the same ones for another day."""

import datetime as dt
from pathlib import Path
from typing import Any

from pipelines.declare import indices
from pipelines.declare.indicator import YEAR_TO_DATE
from pipelines.declare.periods import ALL, CUMULATIVE, GRAINS
from pipelines.declare.project import Content
from pipelines.declare.rounding import NOTHING, missed_by, scaled
from pipelines.ingest import quarantine_counts
from pipelines.metrics import index_values, kpi
from pipelines.release.reader import reading
from warehouse.kpi_value import COLUMNS, Value
from warehouse.paths import Paths


def show(
    root: Path,
    paths: Paths,
    kpi_id: str,
    *,
    variant: str | None,
    grain: str,
    at: dt.date | None,
    by: str | None,
    release_id: int | None,
) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """Rows in the columns of `kpi.value`: overall, or by one slice; with `at` only the period that holds that day."""
    content = Content.load(root, paths)
    index = content.indices.get(kpi_id)
    if index is not None:
        kpi.accept("variant", variant, (indices.VARIANT,))
        kpi.accept("grain", grain, GRAINS)
        kpi.accept("slice", by, index.slices)
    else:
        model = kpi.known(content, kpi_id)
        kpi.accept("variant", variant, tuple(model.kpi.variants))
        kpi.accept("slice", by, tuple(model.slices))
    with reading(paths, content.district.time_zone, release_id, restricted=True) as found:
        day = at or found.release.as_of
        if index is not None:
            values = [one for one in index_values.evaluate(found.con, content, kpi_id, day)[0] if one.grain == grain]
        else:
            values = kpi.evaluate(found.con, content, kpi_id, day, variant=variant, grain=grain, by=by)
    rows = [value for value in values if value.slice_type == (by or ALL)]
    return COLUMNS, [tuple(value) for value in rows if at is None or _holds(value, at)]


def _explain_index(content: Content, paths: Paths, index_id: str, at: dt.date | None) -> str:
    """Definition, value, and every part with its score, its weight and what it adds, the lowest score first."""
    index = content.indices[index_id]
    with reading(paths, content.district.time_zone, restricted=True) as found:
        values, parts = index_values.evaluate(found.con, content, index_id, at or found.release.as_of)
    whole = next((v for v in values if v.grain == "cumulative" and v.slice_type == ALL), None)
    value, target = (None, None) if whole is None else (whole.value, whole.target)
    ripeness = [] if whole is None else _ripeness(whole, "parts that are not ripe, and not in it")
    figure = indices.shown(value, index.unit, missed_by(value, target, index.better))
    lines = [
        f"{index.title_zh}  {index.title}  ({index_id})",
        index.question_zh,
        index.question,
        f"unit {index.unit} · better {index.better} · source {index.source} · owner {index.owner}",
        f"as of {at or found.release.as_of} · release {found.release.release_id}"
        f" · snapshot {found.release.snapshot_id}",
        "",
        f"{figure}  ({index.combine} of {len(parts)} parts)",
        *ripeness,
        "",
        "parts, the lowest score first",
    ]
    for part in parts:
        against = "" if part.target is None else f"  {_plain(part.value)} against {_plain(part.target)}"
        lines.append(
            f"    {part.part_id:44} {_plain(part.score)} × {_plain(part.weight)} = {_plain(part.points)}{against}"
            f"  {part.zh}  {part.en}"
        )
    if index.values:
        lines += ["", "values"]
        lines += [f"    {name:16} {kpi_id}.{variant}" for name, (kpi_id, variant) in index.values.items()]
        lines += ["", "scores", *(f"    {name:16} {part.score}" for name, part in index.parts.items())]
    return "\n".join([*lines, "", "next: hgt kpi explain <one of its KPIs>"])


def _ripeness(value: Value, what: str) -> list[str]:
    """The verdict on ripeness with its integers; nothing where the KPI counts no open rows."""
    if value.open_n is None or value.cohort_n is None:
        return []
    verdict = "ripe 成熟" if value.is_ripe else "not yet complete 未成熟"
    return [f"    {verdict}: {value.open_n:,} of {value.cohort_n:,} {what}"]


def _plain(value: float | None) -> str:
    return "—" if value is None else f"{value:.4g}"


def _holds(value: Value, at: dt.date) -> bool:
    """Whether a value is that of the period, or of the last step of the window, that holds a day."""
    return value.grain == CUMULATIVE or value.period_start == start_of(value.grain, at)


def start_of(grain: str, day: dt.date) -> dt.date:
    """The first day of the period, or of the last step of the window, that holds `day`; weeks are ISO weeks."""
    if grain == "week":
        return day - dt.timedelta(days=day.weekday())
    if grain in ("month", YEAR_TO_DATE) or grain.endswith("_months"):
        return day.replace(day=1)
    if grain == "quarter":
        return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    if grain == "year":
        return day.replace(month=1, day=1)
    return day


def explain(root: Path, paths: Paths, kpi_id: str, *, variant: str | None, at: dt.date | None) -> str:
    """Definition in both languages, integers, SQL, the lineage to the silos, the release, and quarantined rows."""
    content = Content.load(root, paths)
    if kpi_id in content.indices:
        return _explain_index(content, paths, kpi_id, at)
    with reading(paths, content.district.time_zone, restricted=True) as found:
        told = kpi.explain(found.con, content, kpi_id, at or found.release.as_of)
        carried = quarantine_counts.quantities(found.con)
    head = told.model.kpi
    kpi.accept("variant", variant, tuple(head.variants))
    lines = [
        f"{head.title_zh}  {head.title}  ({kpi_id})",
        head.question_zh,
        head.question,
        f"unit {head.unit} · better {head.better} · source {head.source} · owner {head.owner}",
        f"as of {at or found.release.as_of} · release {found.release.release_id}"
        f" · snapshot {found.release.snapshot_id}",
        "",
    ]
    for name, entry in head.variants.items():
        if variant in (None, name):
            lines.append(f"{name}: {entry.title.zh}  {entry.title.en}")
            for part, words in (("numerator", entry.numerator), ("denominator", entry.denominator)):
                if words is not None:
                    lines.append(f"    {part:11} {words.zh}  |  {words.en}")
            for value in told.values:
                if value.variant == name and value.slice_type == ALL:
                    lines.append(
                        f"    {_integer(value.numerator, head.scale)} / {_integer(value.denominator, head.scale)}"
                        f" = {head.shown(head.number(value.numerator, value.denominator, value.value), value.target)}"
                    )
                    lines += _ripeness(value, "rows whose outcome is open")
    lines += unknowable(content, kpi_id, told.known_from, at or found.release.as_of)
    lines += ["", "SQL", *(f"    {line}" for line in told.sql.splitlines()), "", "tables"]
    lines += [f"    {name}" for name in told.tables]
    lines += ["", "columns, down to the silo"]
    for origin in told.origins:
        end = f"  ← {origin.silo}: {origin.physical_name} in {origin.location}" if origin.silo else ""
        steers = "  (steers rows)" if origin.is_indirect else ""
        lines.append(f"    {origin.table}.{origin.column} ← {origin.source_table}.{origin.source_column}{steers}{end}")
    lines += ["", "quarantined rows that could change it, and the quantities that they hold"]
    lines += [
        ", ".join([f"    {dataset}: {rows:,}", *(f"{n} {column}" for column, n in carried.get(dataset, {}).items())])
        for dataset, rows in told.set_aside.items()
    ] or ["    none"]
    return "\n".join(lines)


def _integer(units: int | None, scale: int) -> str:
    return NOTHING if units is None else str(scaled(units, scale))


def why_unknowable(root: Path, paths: Paths, kpi_id: str, at: dt.date, release_id: int | None) -> list[str]:
    """The reason why a KPI has no value as of a past day; nothing where it has one, and for an index."""
    content = Content.load(root, paths)
    if kpi_id in content.indices:
        return []
    with reading(paths, content.district.time_zone, release_id) as found:
        return unknowable(content, kpi_id, kpi.known_from(found.con, content, kpi.known(content, kpi_id)), at)


def unknowable(content: Content, kpi_id: str, known_from: dt.date | None, at: dt.date) -> list[str]:
    """The reason why a KPI has no value as of a past day; nothing where it has one."""
    if known_from is None or at >= known_from:
        return []
    columns = ", ".join(content.overwritten(kpi_id))
    return [f"unknowable as of {at}: the source overwrites {columns}, and its newest extract is of {known_from}"]
