"""Runs a content root on its real data, in process, into a folder of its own, and reads what was released."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import duckdb
import pytest

from pipelines.declare.district import read_district
from pipelines.release import reader
from warehouse.paths import Paths

PROJECT = Path(__file__).resolve().parents[2]
VARIABLE, DEFAULT = "HGT_DATA", "../shared/data"
KEY = "the examples' tests key open data with this"
Ratio = tuple[int, int | None]


@dataclass(frozen=True)
class Outcome:
    """One store after a run, read as an analyst reads it."""

    data: Path
    con: duckdb.DuckDBPyConnection

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        return self.con.execute(query, list(values)).fetchall()

    def count(self, table: str) -> int:
        return int(self.rows(f"select count(*) from {table}")[0][0])

    def sources(self) -> dict[str, int]:
        """Source records by dataset; each batch must balance."""
        found = self.rows(
            """select dataset, sum(source_n), sum(landed_n), sum(set_aside_n), sum(filtered_n)
            from meta.batch group by dataset"""
        )
        for dataset, source_n, landed_n, set_aside_n, filtered_n in found:
            assert source_n == landed_n + set_aside_n + filtered_n, dataset
        return {dataset: int(source_n) for dataset, source_n, *_ in found}

    def set_aside(self) -> dict[str, int]:
        """Rows set aside by dataset, where there are any."""
        found = self.rows(
            "select dataset, sum(set_aside_n) from meta.batch group by dataset having sum(set_aside_n) > 0"
        )
        return {dataset: int(rows_n) for dataset, rows_n in found}

    def broken(self, dataset: str) -> dict[str, int]:
        """The number of rows that broke each rule, where any did."""
        found = self.rows(
            """select rule_id, sum(broken_n) from meta.batch_rule where dataset = ?
            group by rule_id having sum(broken_n) > 0""",
            dataset,
        )
        return {rule: int(rows_n) for rule, rows_n in found}

    def offenders(self, rule: str) -> int:
        """The findings of a rule across tables."""
        [(state, offenders_n)] = self.rows("select state, offenders_n from meta.rule_result where rule_id = ?", rule)
        assert state == ("pass" if offenders_n == 0 else "fail")
        return int(offenders_n)

    def slices(self, kpi: str, slice_type: str, variant: str = "default") -> dict[str, Ratio]:
        """Numerator and denominator of each member, cumulative."""
        found = self.rows(
            """select slice_id, arg_max(numerator, period_start),
                case when max(denominator) is not null then arg_max(denominator, period_start) end
            from kpi.value where kpi_id = ? and variant = ? and grain = 'cumulative' and slice_type = ?
            group by slice_id""",
            kpi,
            variant,
            slice_type,
        )
        return {member: (numerator, denominator) for member, numerator, denominator in found}

    def ratio(self, kpi: str, variant: str = "default") -> Ratio:
        """Numerator and denominator over everything."""
        return self.slices(kpi, "all", variant)["all"]

    def value(self, kpi: str, variant: str = "default") -> float:
        """The cumulative value over everything."""
        [(value,)] = self.rows(
            """select arg_max(value, period_start) from kpi.value
            where kpi_id = ? and variant = ? and grain = 'cumulative' and slice_type = 'all'""",
            kpi,
            variant,
        )
        return float(value)

    def months(self, kpi: str, variant: str = "default") -> dict[Any, int]:
        """Numerators by month."""
        return dict(
            self.rows(
                """select period_start, numerator from kpi.value
                where kpi_id = ? and variant = ? and grain = 'month' and slice_type = 'all'""",
                kpi,
                variant,
            )
        )


class Runner(Protocol):
    """Runs `examples/<name>`; `silos` stands in for the data folder and `data` for a new store."""

    def __call__(self, name: str, *, silos: Path | None = None, data: Path | None = None) -> Outcome: ...


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """The folder of the open data sets."""
    folder = (PROJECT / os.environ.get(VARIABLE, DEFAULT)).resolve()
    if not folder.is_dir():
        pytest.skip(f"the open data sets are not here; set {VARIABLE} to the folder that holds them")
    return folder


@pytest.fixture(scope="session")
def runner(data_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Outcome]]:
    """Runs an example on its own data once for all workers; with a folder or a store of its own each time."""
    from pipelines.ops.run import run  # loads the scheduler: only when the sets are here

    known: dict[str, Outcome] = {}
    with ExitStack() as stack:

        def opened(name: str, target: Path) -> Outcome:
            zone = read_district(PROJECT / "examples" / name, target).time_zone
            return Outcome(target, stack.enter_context(reader.reader(Paths(target), zone).con))

        def run_into(name: str, target: Path, silos: Path) -> None:
            root = PROJECT / "examples" / name
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv(VARIABLE, str(silos))
                patch.setenv("HGT_PSEUDONYM_KEY", KEY)
                places = [Path(silo.location) for silo in read_district(root, target).silos.values()]
                if not all(place.exists() for place in places):
                    pytest.skip(f"a set of {name} is not here; examples/{name}/README.md says where to get it")
                result = run(root, Paths(target))
                assert result.ok, result

        def run_shared(name: str) -> Path:
            """The store of an example on its own data: the first worker that asks makes it, the others wait."""
            base = tmp_path_factory.getbasetemp()
            shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "examples"
            shared.mkdir(exist_ok=True)
            target, made = shared / name, shared / f"{name}.made"
            with (shared / f"{name}.lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                if not made.exists():
                    run_into(name, target, data_folder)
                    made.touch()
            return target

        def run_example(name: str, *, silos: Path | None = None, data: Path | None = None) -> Outcome:
            if silos is not None or data is not None:
                target = data or tmp_path_factory.mktemp(name)
                run_into(name, target, silos or data_folder)
                return opened(name, target)
            if name not in known:
                known[name] = opened(name, run_shared(name))
            return known[name]

        yield run_example
