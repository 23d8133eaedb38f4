"""`python -m bench`: measure the figures, print them as one table, write each as JSON."""

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import duckdb
from rich.console import Console
from rich.table import Table

from bench.figures import DEFAULT_ROWS_N, FIGURES, ON_REQUEST, Bench
from bench.measure import RESULTS, Figure


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line. Exit code 1 when a target is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure each figure beside its baseline.")
    parser.add_argument("--only", action="append", choices=sorted(FIGURES), help="this figure only; may be repeated")
    parser.add_argument("--rows", type=int, default=DEFAULT_ROWS_N, help=f"large table, {DEFAULT_ROWS_N:,} by default")
    parser.add_argument("--list", action="store_true", help="name the figures and measure nothing")
    parser.add_argument("--scratch", type=Path, help="where scratch data goes; 10 M rows need about 30 GB")
    parser.add_argument("--peers", default=sys.executable, help="an interpreter with bench/requirements.lock installed")
    given = parser.parse_args(arguments)
    console = Console()
    if given.list:
        for name, measure in FIGURES.items():
            console.print(f"{name:<10} {measure.__doc__}", highlight=False)
        return 0
    found: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="bench-", dir=given.scratch) as folder:
        bench = Bench(Path(folder), given.rows, str(Path(given.peers).absolute()))
        for name in given.only or (name for name in FIGURES if name not in ON_REQUEST):
            with console.status(f"measuring {name}"):
                figures = list(FIGURES[name](bench))
            for figure in figures:
                write(figure, given.rows)
            found += figures
    console.print(table(found))
    console.print(
        f"{platform.system()}, {os.cpu_count()} processors, Python {platform.python_version()},"
        f" DuckDB {duckdb.__version__}; medians of alternating runs; noise is the range of the"
        " baseline's runs; one record per figure in bench/results",
        style="dim",
    )
    return int(any(figure.met is False for figure in found))


def write(figure: Figure, rows_n: int) -> None:
    """Keep one figure as JSON."""
    RESULTS.mkdir(exist_ok=True)
    record = {**figure.record(), "rows": rows_n, "processors": os.cpu_count(), "duckdb": duckdb.__version__}
    file = RESULTS / f"{figure.name}.json"
    file.write_text(json.dumps(record, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def table(figures: Sequence[Figure]) -> Table:
    """The figures as people read them."""
    found = Table("figure", "seconds", "beside", "seconds", "ratio", "target", "noise", "peak MiB")
    for figure in figures:
        verdict = {None: "", True: "green", False: "red"}[figure.met]
        found.add_row(
            f"{figure.what}\n[dim]{figure.note}[/]" if figure.note else figure.what,
            _number(figure.seconds),
            figure.baseline,
            _number(figure.baseline_seconds),
            f"[{verdict}]{figure.ratio:.2f}[/]" if figure.ratio is not None and verdict else _number(figure.ratio),
            f"[{verdict}]{figure.target}[/]" if verdict else figure.target,
            f"±{figure.noise / 2:.0%}" if figure.noise is not None else "",
            f"{figure.peak_mib:,.0f}" if figure.peak_mib is not None else "",
        )
    return found


def _number(value: float | None) -> str:
    return f"{value:.2f}" if value is not None else ""


if __name__ == "__main__":
    sys.exit(main())
