"""The invented district: extracts of its silos in their real physical forms, from a seed.

`write` makes 1 March to 31 August 2015 of 智慧红谷滩. Each module under `demo/silos/` is a part of one silo; all draw
from one world: the same places, residents (`demo.people`), enterprises (`demo.firms`) and cases. Names of streets and
communities are public facts; people, phones, cases and texts are invented. The counts that the 2015 article publishes
are counted out exactly in the good rows; beside those lie planted defects, listed with their places in `planted.json`.
What rules across tables find among good rows stands in `offenders.json`.

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

from demo import clock
from demo.clock import DEFAULT_DAYS, Period
from demo.defects import Defect, plant
from demo.silo import PLANTED_TOGETHER, Scene, Silo, parts
from demo.writers import Place

Progress = Callable[[str, int, int], None]
PLANTING = 5
"""The stream that planting in the datasets of `PLANTED_TOGETHER` draws from."""


@dataclass(frozen=True)
class Summary:
    """The written district: records per dataset (planted ones included), planted rows, and the last day."""

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
    found = parts()
    total, done = 2 * len(found) + 1, 0

    def stage(name: str) -> None:
        nonlocal done
        if on_progress:
            on_progress(name, done, total)
        done += 1

    scene = Scene(seed, Period.of(days), scale * days / DEFAULT_DAYS, scale)
    for name, silo in found.items():
        stage(name)
        made = silo.make(scene.of(name, silo.needs))
        if set(made) != set(silo.keys):
            raise ValueError(f"demo/silos/{name}.py made {sorted(made)}, but its keys name {sorted(silo.keys)}")
        scene.made |= made
    stage("defects")
    frames = _planted(scene, found)
    places: list[tuple[str, Defect, Place]] = []
    for folder in {silo.id: out / silo.id for silo in found.values()}.values():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    for name, silo in found.items():
        stage(name)
        kinds = {defect.kind: defect for defect in silo.defects}
        tables = {dataset: (frames[dataset], key) for dataset, key in silo.keys.items()}
        places += [(silo.id, kinds[place.kind], place) for place in silo.write(out / silo.id, tables)]
    sheet = [_entry(*place) for place in places]
    _put(out / "planted.json", sheet)
    _put(out / "offenders.json", _offenders(scene, found))
    if on_progress:
        on_progress("", total, total)
    return Summary(
        out=out,
        first_day=scene.period.first,
        as_of=scene.period.last,
        records={dataset: len(frame) for dataset, frame in frames.items()},
        planted=len(sheet),
        files=sum(1 for path in out.rglob("*") if path.is_file()),
    )


def _put(file: Path, sheet: object) -> None:
    file.write_text(json.dumps(sheet, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _offenders(scene: Scene, found: dict[str, Silo]) -> dict[str, list[dict[str, str]]]:
    """By rule, what it finds that was not planted."""
    sheet: dict[str, list[dict[str, str]]] = {}
    for name, silo in found.items():
        if silo.found is not None:
            for rule, frame in silo.found(scene.of(name, (*silo.needs, *silo.keys))).items():
                sheet.setdefault(rule, []).extend(frame.cast(pl.String).to_dicts())
    return {rule: sorted(rows, key=str) for rule, rows in sheet.items()}


def _planted(scene: Scene, found: dict[str, Silo]) -> dict[str, pl.DataFrame]:
    """Every dataset with its defective rows."""
    frames = dict(scene.made)
    together = np.random.default_rng([scene.seed, PLANTING])
    end = clock.text(np.array([scene.period.end - 3600]))[0]
    owner = {dataset: silo for silo in found.values() for dataset in silo.keys}
    names = [*PLANTED_TOGETHER, *sorted(set(owner) - set(PLANTED_TOGETHER))]
    for dataset in names:
        silo = owner[dataset]
        kinds = [defect for defect in silo.defects if defect.dataset == dataset]
        if kinds:
            frames[dataset] = plant(
                together if dataset in PLANTED_TOGETHER else scene.stream(f"defects of {dataset}"),
                frames[dataset],
                kinds,
                scene.factor,
                rekey=silo.rekey.get(dataset),
                fit=silo.fit[dataset](end) if dataset in silo.fit else None,
                distinct=silo.distinct.get(dataset),
            )
    return frames


def _entry(silo: str, defect: Defect, place: Place) -> dict[str, object]:
    """A line of the answer sheet: kind, dataset, source, line or row, key as written, and who must find it."""
    entry: dict[str, object] = {
        "kind": place.kind,
        "dataset": defect.dataset,
        "source": f"{silo}/{place.file}",
        place.unit: place.number,
        "key": list(place.key),
        "rules": list(defect.rules),
    }
    return entry | {"finds": list(defect.finds)} if defect.finds else entry
