"""The figures: what is measured, against what, and the target it has to meet."""

import itertools
import json
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from bench.measure import Figure, Run, alternate, process, step
from bench.rows import RECENT_DAYS_N

HGT = (sys.executable, "-c", "from pipelines.cli import main; main()")
ROUNDS = 3
PAIRS_N = 5
SMALL_ROWS_N = 100_000
DAY_ROWS_N = 10_000
MILLION = 1_000_000
DEFAULT_ROWS_N = 10 * MILLION
PEER_ROWS_N = MILLION
MEGA_MIB = 4 * 1024
COMMITS_N = 30
OLD_COMMITS_N = 1000


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
    runs = alternate(PAIRS_N, run=lambda: process([*HGT, "--data", data, "run"], keyed=False), dagster=_dagster)
    run, dagster = runs["run"], runs["dagster"]
    yield Figure(
        "idle", "hgt run, nothing changed", run.seconds, "import dagster", dagster.seconds, "≤ 1.5 ×", 1.5,
        run.peak_mib, f"{run.cpu_seconds:.2f} s beside {dagster.cpu_seconds:.2f} s of processor,"
        f" {run.cpu_seconds / dagster.cpu_seconds:.2f} ×", noise=dagster.spread,
    )  # fmt: skip


def first(bench: Bench) -> Iterator[Figure]:
    """Everything from nothing: invented district, store, release, report."""
    data = bench.folder / "first"

    def run() -> Run:
        shutil.rmtree(data, ignore_errors=True)
        return process([*HGT, "--data", data, "run"], keyed=False)

    runs = alternate(ROUNDS, dagster=_dagster, run=run)
    whole, dagster = runs["run"], runs["dagster"]
    yield Figure(
        "first", "hgt run in an empty folder", whole.seconds, target="≤ 35 s, ≤ 1 GiB", limit=35.0,
        peak_mib=whole.peak_mib, most_mib=1024, noise=whole.spread,
        note=f"{whole.cpu_seconds:.1f} s of processor; import dagster {dagster.seconds:.1f} s; peak of one process",
        parts={"import_dagster": dagster.seconds, "cpu_seconds": whole.cpu_seconds},
    )  # fmt: skip
    shutil.rmtree(data)


def models(bench: Bench) -> Iterator[Figure]:
    """A rebuild of every pub, mart and kpi table after a change of its text, beside dbt-duckdb on the same SQL."""
    from bench.models import change_texts, copy_content

    root, project, data = (bench.folder / f"models-{name}" for name in ("content", "dbt", "data"))
    copy_content(root)
    shutil.copytree(bench.district, data, symlinks=True)
    models_n = step("dbt_project", root=root, data=data, folder=project).facts["models_n"]
    marks = itertools.count()

    def peer() -> Run:
        change_texts(project, f"change {next(marks)}")
        return _peer(bench, "dbt_models", project)

    if lacking := peer().facts.get("missing"):
        yield Figure("models", "rebuild of all tables: skipped", note=_skipped(lacking))
        return

    def ours(work: Callable[[], Run]) -> Run:
        change_texts(root, f"change {next(marks)}")
        return work()

    whole = (*HGT, "--root", root, "--data", data, "run")
    runs = alternate(
        ROUNDS,
        dbt=peer,
        tables=partial(ours, lambda: step("tables", root=root, data=data)),
        run=partial(ours, lambda: process(whole, keyed=False)),
    )
    differing = step("differing", root=root, data=data, folder=project).facts["tables"]
    if differing:
        raise RuntimeError(f"the store and dbt built different tables (rows, sum of hashes): {differing}")
    for folder in (root, project, data):
        shutil.rmtree(folder)
    dbt = runs["dbt"]
    for name, what, most in (("tables", "alone", 0.8), ("run", "with checks, audit, release, site", 1.5)):
        run = runs[name]
        yield Figure(
            f"models_{name}", f"{models_n} tables built again, {what}", run.seconds, "dbt-duckdb", dbt.seconds,
            f"≤ {most} ×", most, run.peak_mib, noise=dbt.spread,
            note=f"{run.cpu_seconds:.1f} s beside {dbt.cpu_seconds:.1f} s of processor,"
            f" {run.cpu_seconds / dbt.cpu_seconds:.2f} ×; all tables are equal",
            parts={"cpu_seconds": run.cpu_seconds, "dbt_cpu_seconds": dbt.cpu_seconds, "dbt_peak_mib": dbt.peak_mib,
                   "spread": run.spread},
        )  # fmt: skip


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


def age(bench: Bench) -> Iterator[Figure]:
    """A commit to a lake that had a thousand others, whose unused snapshots are expired, beside one to a new lake."""
    young, old = _kept(bench, SMALL_ROWS_N), bench.folder / "old"
    shutil.copytree(young, old, symlinks=True)
    step("commits", data=old, times=OLD_COMMITS_N)
    full = step("commits", data=old, times=COMMITS_N)
    expired = step("tend", data=old).facts
    runs = alternate(
        ROUNDS,
        young=lambda: step("commits", data=young, times=COMMITS_N),
        old=lambda: step("commits", data=old, times=COMMITS_N),
    )
    first, later = runs["young"], runs["old"]
    yield Figure(
        "age", f"{COMMITS_N} commits after {OLD_COMMITS_N:,}", later.seconds, "as the first ones", first.seconds,
        "≤ 1.2 ×", 1.2, later.peak_mib, noise=first.spread,
        note=f"{expired['expired_n']:,} snapshots expired, {expired['kept_n']:,} kept; before {full.seconds:.1f} s",
        parts={**expired, "unexpired_seconds": full.seconds, "cpu_seconds": later.facts["cpu_seconds"],
               "first_cpu_seconds": first.facts["cpu_seconds"]},
    )  # fmt: skip
    for folder in (young, old):
        shutil.rmtree(folder)


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
        run = _peer(small, way, small.history)
        lacking = run.facts.get("missing")
        if lacking:
            yield Figure(
                f"instead_{way}", f"{what}, {small.size} rows: skipped",
                note=_skipped(lacking),
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


def _skipped(lacking: Sequence[str]) -> str:
    return f"{', '.join(lacking)} not installed; give --peers an interpreter with bench/requirements.lock"


def _peer(bench: Bench, way: str, given: Path) -> Run:
    folder, answer = bench.folder / way, bench.folder / f"{way}.json"
    script = Path(__file__).with_name("peers.py")
    run = process([bench.peers, script, way, given, folder, answer], cwd=bench.folder)
    facts = json.loads(answer.read_text(encoding="utf-8"))
    shutil.rmtree(folder)
    return replace(run, seconds=facts.pop("seconds", run.seconds), facts=facts)


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
    "idle": idle, "first": first, "models": models, "ingest": ingest, "scan": scan, "increment": increment,
    "age": age, "report": report, "instead": instead, "mega": mega,
}  # fmt: skip
"""In the order they are run."""

ON_REQUEST = ("mega",)
"""Measured only when named by `--only`: it takes long and much disk."""
