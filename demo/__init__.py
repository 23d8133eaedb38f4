"""The invented district: extracts of four silos in their real physical forms, from a seed.

`write` makes 1 March to 31 August 2015 of 智慧红谷滩: urban-management cases and their history, the hotline, the
office's documents, the citizens' app. Names of streets and communities are public facts; people, phones, cases
and texts are invented. The counts that the 2015 article publishes are counted out exactly in the good rows;
beside those lie planted defects (`demo.defects.DEFECTS`), listed with their places in `planted.json`.

`scale` multiplies volumes. `days` below 184 keeps the last days up to 2015-08-31; above, the period goes on
beyond 1 March for so many days, and the caller's as-of is `Summary.as_of`. The same seed gives the same bytes.
"""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from demo import app, cases, clock, defects, documents, hotline, steps, writers
from demo.clock import DEFAULT_DAYS, Period
from demo.defects import DEFECTS, KEYS
from demo.world import World

Progress = Callable[[str, int, int], None]
STAGES = ("cases", "hotline", "documents", "app", "defects", "urban_management", "hotline", "oa", "citizen_app")


@dataclass(frozen=True)
class Summary:
    """What was written: records per dataset (planted ones included), planted rows, and the last day."""

    out: Path
    first_day: date
    as_of: date
    records: dict[str, int]
    planted: int
    files: int

    def __str__(self) -> str:
        return (
            f"the invented district, {self.first_day} to {self.as_of}: {sum(self.records.values()):,} records of"
            f" {len(self.records)} datasets in {self.files} files, {self.planted:,} planted defects\n"
            f"{self.out}\n{self.out / 'planted.json'}"
        )


def write(
    out: Path,
    *,
    seed: int = 20150831,
    scale: float = 1.0,
    days: int = DEFAULT_DAYS,
    on_progress: Progress | None = None,
) -> Summary:
    """Write every extract under `out/<silo>/` and `out/planted.json`; extracts of an earlier call are replaced.

    `on_progress` is told the stage, how many stages are done and how many there are.
    """
    if scale <= 0 or days < 7:
        raise ValueError(f"scale must be above 0 and days at least 7, not scale={scale}, days={days}")
    done = 0

    def stage(name: str) -> np.random.Generator:
        nonlocal done
        if on_progress:
            on_progress(name, done, len(STAGES))
        done += 1
        return np.random.default_rng([seed, done])

    period, world = Period.of(days), World()
    factor = scale * days / DEFAULT_DAYS
    rng = stage("cases")
    made = cases.make(rng, world, period, factor)
    line = hotline.make(stage("hotline"), world, made, period, factor)
    office = documents.make(stage("documents"), period, factor)
    phone = app.make(stage("app"), period, factor)
    frames = {
        "urban_case": cases.frame(rng, world, made, line.order_of_case),
        "urban_case_step": steps.frame(made),
        "grid": world.grid.select(pl.exclude("street_n", "weight")),
        "unit": world.unit,
        "event_code": world.event_code,
        "hotline_call": line.calls,
        "hotline_order": line.orders,
        "hotline_visit": line.visits,
        "oa_document": office.documents,
        "oa_department": office.departments,
        "oa_doc_task": office.tasks.with_columns(pl.lit("doc_tasks.csv").alias("_file")),
        "service_item": phone.services,
        "app_install": phone.installs,
        "app_click": phone.clicks,
    }
    rng = stage("defects")
    end = clock.text(np.array([period.end - 3600]))[0]
    for dataset in dict.fromkeys(d.dataset for d in DEFECTS):
        frames[dataset] = defects.plant(rng, dataset, frames[dataset], factor, end)
    places = _write_silos(out, frames, stage)
    planted = _planted(places)
    (out / "planted.json").write_text(json.dumps(planted, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if on_progress:
        on_progress("", len(STAGES), len(STAGES))
    return Summary(
        out=out,
        first_day=period.first,
        as_of=period.last,
        records={dataset: len(frame) for dataset, frame in frames.items()},
        planted=len(planted),
        files=sum(1 for path in out.rglob("*") if path.is_file()),
    )


def _write_silos(
    out: Path, frames: dict[str, pl.DataFrame], stage: Callable[[str], object]
) -> list[tuple[str, writers.Place]]:
    """Write every file; answers the places of planted rows with the silo each lies in."""

    def folder(silo: str) -> Path:
        stage(silo)
        path = out / silo
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir(parents=True)
        return path

    def keyed(dataset: str) -> tuple[pl.DataFrame, tuple[str, ...]]:
        return frames[dataset], KEYS[dataset]

    urban = folder("urban_management")
    found = {"urban_management": writers.sqlite(urban, "urban_management.sqlite", {
        "case_info": keyed("urban_case"), "case_step": keyed("urban_case_step"), "grid": keyed("grid"),
        "unit": keyed("unit"), "event_code": keyed("event_code"),
    })}  # fmt: skip
    lines = folder("hotline")
    (lines / "calls").mkdir()
    found["hotline"] = [
        *writers.csv(lines, *keyed("hotline_call"), encoding="gb18030", end="\n"),
        *writers.ndjson(lines, *keyed("hotline_order")),
        *writers.ndjson(lines, *keyed("hotline_visit")),
    ]
    desk = folder("oa")
    found["oa"] = [
        *writers.xlsx(
            desk, "documents.xlsx", {"公文": keyed("oa_document"), "部门": keyed("oa_department")}, "成文日期"
        ),
        *writers.csv(desk, *keyed("oa_doc_task"), encoding="utf-8", end="\r\n", bom=True),
    ]
    phones = folder("citizen_app")
    found["citizen_app"] = [
        *writers.sqlite(phones, "citizen_app.sqlite", {
            "service_item": keyed("service_item"), "app_install": keyed("app_install"),
        }),
        *writers.ndjson(phones, *keyed("app_click")),
    ]  # fmt: skip
    return [(silo, place) for silo, places in found.items() for place in places]


def _planted(places: list[tuple[str, writers.Place]]) -> list[dict[str, object]]:
    """The answer sheet: kind, dataset, source, line or row, key as written, and the rules that must find it."""
    by_kind = {defect.kind: defect for defect in DEFECTS}
    return [
        {
            "kind": place.kind,
            "dataset": by_kind[place.kind].dataset,
            "source": f"{silo}/{place.file}",
            place.unit: place.number,
            "key": list(place.key),
            "rules": list(by_kind[place.kind].rules),
        }
        for silo, place in places
    ]
