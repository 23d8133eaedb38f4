"""A silo of the invented district; finds and orders the silos under `demo/silos/`.

Each module there exports `SILO`. A module is a part: several may write into one silo's folder. Every part draws
from a stream of its own, and planting draws from one stream per dataset, so that no part moves another's numbers.
"""

import graphlib
import importlib
import pkgutil
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import polars as pl

from demo import silos as package
from demo.clock import Period
from demo.defects import Defect
from demo.firms import firms
from demo.people import Homes, homes
from demo.world import World
from demo.writers import Place

Made = TypeVar("Made")
Tables = Mapping[str, tuple[pl.DataFrame, tuple[str, ...]]]
"""By dataset: the frame with its planted rows, and the columns of its key; what a writer takes."""
NUMBERED = {"urban_management": 1, "hotline": 2, "oa": 3, "citizen_app": 4}
"""Parts whose stream is a number; the streams of all others follow from their names."""
PLANTED_TOGETHER = ("urban_case", "urban_case_step", "hotline_call", "hotline_order", "hotline_visit", "oa_document",
                    "oa_doc_task", "service_item", "app_install", "app_click")  # fmt: skip
"""Datasets whose planting draws from stream 5, one after the other."""


@dataclass
class Scene:
    """Sources of a part. `factor` multiplies events, `scale` stocks; `made` holds good rows by dataset."""

    seed: int
    period: Period
    factor: float
    scale: float
    part: str = ""
    made: dict[str, pl.DataFrame] = field(default_factory=dict)
    world: World = field(default_factory=World)
    _once: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def rng(self) -> np.random.Generator:
        """The running part's own stream."""
        return self.stream(self.part)

    @cached_property
    def _homes(self) -> Homes:
        return self.once("homes", lambda: homes(self.stream("people"), self.world, self.period, self.scale))

    @property
    def people(self) -> pl.DataFrame:
        """The residents; see `demo.people`."""
        return self._homes.people

    @property
    def rooms(self) -> pl.DataFrame:
        """The rooms they live in, and shops and offices."""
        return self._homes.rooms

    @property
    def firms(self) -> pl.DataFrame:
        """The enterprises; see `demo.firms`."""
        return self.once("firms", lambda: firms(self.stream("firms"), self.world, self.period, self.scale))

    def stream(self, name: str) -> np.random.Generator:
        """A stream that follows from the seed and a name."""
        return np.random.default_rng([self.seed, NUMBERED.get(name) or zlib.crc32(name.encode())])

    def once(self, name: str, make: Callable[[], Made]) -> Made:
        """The result of `make`, made once for all parts."""
        if name not in self._once:
            self._once[name] = make()
        found: Made = self._once[name]
        return found

    def of(self, part: str, datasets: tuple[str, ...]) -> "Scene":
        """The scene as one part sees it: its own stream, and the good rows it asked for."""
        made = {name: self.made[name] for name in datasets}
        return Scene(self.seed, self.period, self.factor, self.scale, part, made, self.world, self._once)


@dataclass(frozen=True)
class Silo:
    """One part of a silo: which datasets it makes, how it writes them, and what is planted in them.

    `keys` names the physical key columns of every dataset of the part. `make` answers with good rows only, by
    dataset. `write` puts the tables into the silo's folder and says where the planted rows lie. `rekey` gives a
    clone a key of its own, `fit` (told the period's last hour as text) says which rows may be cloned, `distinct`
    names a column that no two clones may share. `needs` names datasets of other parts that `make` reads. `found` says
    what rules of `quality/` find beside planted rows, because of what is missing or at odds between good rows: by rule,
    a frame whose columns are some of those that the rule gives.
    """

    id: str
    keys: Mapping[str, tuple[str, ...]]
    make: Callable[[Scene], dict[str, pl.DataFrame]]
    write: Callable[[Path, Tables], list[Place]]
    defects: tuple[Defect, ...] = ()
    rekey: Mapping[str, pl.Expr] = field(default_factory=dict)
    fit: Mapping[str, Callable[[str], pl.Expr]] = field(default_factory=dict)
    distinct: Mapping[str, str] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    found: Callable[[Scene], Mapping[str, pl.DataFrame]] | None = None


def parts() -> dict[str, Silo]:
    """Every part by its module's name, those that are needed first."""
    names = sorted(found.name for found in pkgutil.iter_modules(package.__path__))
    names.sort(key=lambda name: NUMBERED.get(name, len(NUMBERED) + 1))
    found: dict[str, Silo] = {name: importlib.import_module(f"{package.__name__}.{name}").SILO for name in names}
    owner: dict[str, str] = {}
    for name, silo in found.items():
        for dataset in silo.keys:
            if dataset in owner:
                raise ValueError(
                    f"demo/silos/{name}.py makes {dataset}, which demo/silos/{owner[dataset]}.py makes too"
                )
            owner[dataset] = name
    for name, silo in found.items():
        if missing := sorted(set(silo.needs) - set(owner)):
            raise ValueError(f"demo/silos/{name}.py needs {missing[0]}, which is none of {', '.join(sorted(owner))}")
        if strange := sorted({d.dataset for d in silo.defects} - set(silo.keys)):
            raise ValueError(f"demo/silos/{name}.py plants defects in {strange[0]}, which is not in its keys")
    graph = {name: {owner[dataset] for dataset in found[name].needs} for name in names}
    order = graphlib.TopologicalSorter(graph).static_order()
    return {name: found[name] for name in order}


def defects() -> tuple[Defect, ...]:
    """Every kind of planted defect, of all parts."""
    return tuple(defect for silo in parts().values() for defect in silo.defects)


def keys() -> dict[str, tuple[str, ...]]:
    """The physical key columns of every dataset."""
    return {dataset: key for silo in parts().values() for dataset, key in silo.keys.items()}
