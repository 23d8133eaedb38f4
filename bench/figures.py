"""The figures: what is measured, against what, and the target it has to meet."""

import json
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from bench.measure import Figure, Run, alternate, process, step
from bench.rows import RECENT_DAYS_N

HGT = (sys.executable, "-c", "from pipelines.cli import main; main()")
ROUNDS = 3
SMALL_ROWS_N = 100_000
DAY_ROWS_N = 10_000
MILLION = 1_000_000
DEFAULT_ROWS_N = 10 * MILLION
PEER_ROWS_N = MILLION
MEGA_MIB = 4 * 1024


@dataclass(frozen=True)
class Bench:
    """One run of benchmarks: scratch space that is thrown away, and how many rows the large table has."""

    folder: Path
    rows_n: int
    peers: str = sys.executable
    """An interpreter that has bench/requirements.lock installed."""

    @property
    def size(self) -> str:
        """The number of rows in words."""
        return f"{self.rows_n / MILLION:g} M" if self.rows_n >= MILLION else f"{self.rows_n:,}"

    @property
    def history(self) -> Path:
        """The large extract, written when it is first asked for."""
        file = self.folder / f"history-{self.rows_n}" / "000_history.csv"
        if not file.exists():
            step("history", file=file, rows_n=self.rows_n)
        return file

    @property
    def district(self) -> Path:
        """The invented district's store, run from nothing when it is first asked for."""
        data = self.folder / "district"
        if not data.exists():
            process([*HGT, "--data", data, "run"], keyed=False)
        return data

    def store(self, name: str, *, extracts: Path | None = None) -> Path:
        """An empty data folder, whose silo offers these extracts without a copy."""
        data = self.folder / name
        shutil.rmtree(data, ignore_errors=True)
        cases = data / "silo" / "cases"
        cases.mkdir(parents=True)
        if extracts is not None:
            (cases / "000_history.csv").hardlink_to(extracts)
        return data


def idle(bench: Bench) -> Iterator[Figure]:
    """A run that finds nothing to do, beside the import that it avoids."""
    data = bench.district
    runs = alternate(ROUNDS, run=lambda: process([*HGT, "--data", data, "run"], keyed=False), dagster=_dagster)
    run, dagster = runs["run"], runs["dagster"]
    yield Figure(
        "idle", "hgt run, nothing changed", run.seconds, "import dagster", dagster.seconds, "≤ 2 ×", 2.0, run.peak_mib
    )


def fresh(bench: Bench) -> Iterator[Figure]:
    """Everything from nothing: invented district, store, release, report."""
    data = bench.folder / "fresh"
    shutil.rmtree(data, ignore_errors=True)
    dagster, run = _dagster(), process([*HGT, "--data", data, "run"], keyed=False)
    yield Figure(
        "fresh", "hgt run in an empty folder", run.seconds, target="about 60 s, ≤ 2 GiB", limit=75.0,
        peak_mib=run.peak_mib, note=f"import dagster alone {dagster.seconds:.1f} s; peak is of one process",
        parts={"import_dagster": dagster.seconds, "memory_met": run.peak_mib <= 2048},
    )  # fmt: skip
    shutil.rmtree(data)


def ingest(bench: Bench) -> Iterator[Figure]:
    """Extract, validate and land a whole history, beside a bare copy of the same file with the same types."""
    file, out = bench.history, bench.folder / "bare.parquet"
    chinese = bench.folder / f"gb18030-{bench.rows_n}" / file.name
    step("recode", file=file, target=chinese, encoding="gb18030")
    root = _recoded(bench.folder)

    def load(extracts: Path, **arguments: Any) -> Callable[[], Run]:
        return lambda: step("load", data=bench.store("ingest", extracts=extracts), **arguments)

    runs = alternate(
        ROUNDS,
        bare=lambda: step("bare_copy", file=file, out=out),
        naive=lambda: step("bare_copy", file=file, out=out, zoned=False),
        load=load(file),
        gb18030=load(chinese, root=root),
    )
    bare = runs["bare"]
    for name, what in (("load", "UTF-8"), ("gb18030", "GB18030")):
        run = runs[name]
        cpu = run.facts["cpu_seconds"] / bare.facts["cpu_seconds"]
        plain = run.seconds / runs["naive"].seconds
        yield Figure(
            "ingest" if name == "load" else "ingest_gb18030", f"extract, validate, land {bench.size} rows, {what}",
            run.seconds, "bare typed COPY to Parquet (UTF-8)", bare.seconds,
            target="≤ 2.5 ×" if name == "load" else "", limit=2.5 if name == "load" else None, peak_mib=run.peak_mib,
            note=f"{cpu:.1f} × in processor time; {plain:.1f} × a copy with times that know no zone",
            parts={**run.facts, "naive_seconds": runs["naive"].seconds, "bare_cpu_seconds": bare.facts["cpu_seconds"]},
        )  # fmt: skip
    shutil.rmtree(chinese.parent)
    shutil.rmtree(bench.folder / "ingest")
    out.unlink()


def scan(bench: Bench) -> Iterator[Figure]:
    """The validator's scan beside one written by hand that counts the same offenders."""
    data = bench.store("scan", extracts=bench.history)
    runs = alternate(
        ROUNDS, hand=lambda: step("hand_scan", file=bench.history), judge=lambda: step("judge_scan", data=data)
    )
    if runs["hand"].facts["broken"] != runs["judge"].facts["broken"]:
        raise RuntimeError(f"the scans disagree: {runs['hand'].facts} and {runs['judge'].facts}")
    cpu = runs["judge"].facts["cpu_seconds"] / runs["hand"].facts["cpu_seconds"]
    yield Figure(
        "scan", f"the validator's scan of {bench.size} rows", runs["judge"].seconds, "one scan by hand",
        runs["hand"].seconds, "≤ 1.5 ×", 1.5, runs["judge"].peak_mib,
        f"{cpu:.1f} × in processor time; both find the same offenders", runs["judge"].facts,
    )  # fmt: skip
    shutil.rmtree(data)


def increment(bench: Bench) -> Iterator[Figure]:
    """One more day onto the large table beside the same day onto a small one; each day starts from a copy."""
    small_n = min(SMALL_ROWS_N, bench.rows_n // 10)
    kept = [_kept(bench, rows_n) for rows_n in (small_n, bench.rows_n)]
    for recent, where in ((True, f"{RECENT_DAYS_N} days"), (False, "all history")):
        days: dict[str, Callable[[], Run]] = {
            "small": partial(_day, bench, small_n, recent=recent),
            "large": partial(_day, bench, bench.rows_n, recent=recent),
        }
        runs = alternate(ROUNDS, **days)
        small, large = runs["small"], runs["large"]
        parts = {name: run.facts["parts"] for name, run in runs.items()}
        published = {name: run.facts["publication"] for name, run in runs.items()}
        yield Figure(
            "increment_30_days" if recent else "increment_all_history",
            f"{DAY_ROWS_N:,} rows, half new, half over {where}, onto {bench.size}", large.seconds,
            f"onto {small_n:,}", small.seconds, "≤ 1.5 ×", 1.5, large.peak_mib,
            f"and publication {published['large']:.1f} s beside {published['small']:.1f} s",
            {"parts": parts, "publication": published, "modes": large.facts["modes"],
             "inserted_n": large.facts["inserted_n"], "updated_n": large.facts["updated_n"]},
        )  # fmt: skip
    for folder in kept:
        shutil.rmtree(folder)
        shutil.rmtree(bench.folder / folder.name.replace("kept", "base"), ignore_errors=True)


def report(bench: Bench) -> Iterator[Figure]:
    """The report site from a release."""
    data = bench.district
    run = alternate(ROUNDS, site=lambda: step("site", data=data, out=bench.folder / "site"))["site"]
    yield Figure(
        "report", "build the report site", run.seconds, target="≤ 5 s", limit=5.0, peak_mib=run.peak_mib,
        note=f"{run.facts['files_n']} files",
    )  # fmt: skip


def instead(bench: Bench) -> Iterator[Figure]:
    """Peers on the same rows and rules, at a size that fits memory, beside the same load."""
    rows_n = min(bench.rows_n, PEER_ROWS_N)
    small = replace(bench, rows_n=rows_n)
    data = small.store("instead", extracts=small.history)
    load = step("load", data=data)
    shutil.rmtree(data)
    for way, what in (("pandas_expectations", "pandas and Great Expectations"), ("dbt_duckdb", "dbt-duckdb")):
        run = _peer(small, way)
        lacking = run.facts.get("missing")
        if lacking:
            yield Figure(
                f"instead_{way}", f"{what}, {small.size} rows: skipped",
                note=f"{', '.join(lacking)} not installed; give --peers an interpreter with bench/requirements.lock",
            )  # fmt: skip
            continue
        fixed = run.facts["import_seconds"]
        scaled = fixed + (run.seconds - fixed) * DEFAULT_ROWS_N / rows_n
        yield Figure(
            f"instead_{way}", f"{what}, {small.size} rows", run.seconds, f"extract, validate, land {small.size} rows",
            load.seconds, peak_mib=run.peak_mib,
            note=f"measured at {small.size} rows; in proportion {scaled:.0f} s for {DEFAULT_ROWS_N // MILLION} M;"
            f" {run.facts['good_n']:,} good, {run.facts['bad_n']:,} bad; no raw kept, no reconciliation, no merge",
            parts={**run.facts, "load": dict(load.facts), "load_peak_mib": load.peak_mib, "scaled_seconds": scaled},
        )  # fmt: skip


def mega(bench: Bench) -> Iterator[Figure]:
    """One day of a mega-city, feed by feed, beside a bare scan-and-aggregate; `--rows` under 10 M makes it smaller."""
    from bench import mega as day

    share = bench.rows_n / DEFAULT_ROWS_N
    data = bench.folder / "mega"
    for dataset in day.datasets():
        shutil.rmtree(data, ignore_errors=True)
        rows_n = step("mega_write", data=data, dataset=dataset, share=share).facts["rows_n"]
        bare = step("mega_bare", data=data, dataset=dataset)
        load = step("mega_load", data=data, dataset=dataset)
        rate = rows_n / load.seconds
        yield Figure(
            f"mega_{dataset}", f"{dataset}, {rows_n:,} rows of a mega-city's day: extract, validate, land",
            load.seconds, "bare DuckDB scan-and-aggregate", bare.seconds, "≤ 4 GiB", None, load.peak_mib,
            f"{rate:,.0f} rows/s; {load.facts['set_aside_n']:,} set aside; bare peak {bare.peak_mib:,.0f} MiB",
            {**load.facts, "share": share, "rows_per_second": rate, "memory_met": load.peak_mib <= MEGA_MIB,
             "bare_peak_mib": bare.peak_mib},
        )  # fmt: skip
    shutil.rmtree(data)


def _peer(bench: Bench, way: str) -> Run:
    folder, answer = bench.folder / way, bench.folder / f"{way}.json"
    script = Path(__file__).with_name("peers.py")
    run = process([bench.peers, script, way, bench.history, folder, answer], cwd=bench.folder)
    facts = json.loads(answer.read_text(encoding="utf-8"))
    shutil.rmtree(folder)
    return Run(facts.pop("seconds", run.seconds), run.peak_mib, facts)


def _dagster() -> Run:
    return process([sys.executable, "-c", "import dagster"])


def _recoded(folder: Path) -> Path:
    from bench.stand import content_root

    shutil.rmtree(folder / "content-gb18030", ignore_errors=True)
    return content_root(folder, "gb18030")


def _kept(bench: Bench, rows_n: int) -> Path:
    """A history of so many cases, loaded, built and released; days are measured on copies of it in its own place."""
    base, kept = bench.store(f"base-{rows_n}"), bench.folder / f"kept-{rows_n}"
    step("history", file=base / "silo" / "cases" / "000_history.csv", rows_n=rows_n)
    step("derive", data=base)
    base.rename(kept)
    return kept


def _day(bench: Bench, rows_n: int, *, recent: bool) -> Run:
    """One more day on a copy of the base. A lake knows its files by their whole path, so every copy has the same."""
    data = bench.folder / f"base-{rows_n}"
    shutil.rmtree(data, ignore_errors=True)
    shutil.copytree(bench.folder / f"kept-{rows_n}", data, symlinks=True, copy_function=_linked)
    step("day", file=data / "silo" / "cases" / "001_day.csv", history_n=rows_n, rows_n=DAY_ROWS_N, recent=recent)
    return step("next_day", data=data)


def _linked(source: str, target: str) -> None:
    """Files that are replaced and never written again need no copy of their bytes."""
    if source.endswith((".parquet", ".csv", ".duckdb")):
        Path(target).hardlink_to(source)
    else:
        shutil.copy2(source, target)


FIGURES: dict[str, Callable[[Bench], Iterator[Figure]]] = {
    "idle": idle, "fresh": fresh, "ingest": ingest, "scan": scan, "increment": increment, "report": report,
    "instead": instead, "mega": mega,
}  # fmt: skip
"""In the order they are run."""

ON_REQUEST = ("mega",)
"""Measured only when named by `--only`: it takes long and much disk."""
