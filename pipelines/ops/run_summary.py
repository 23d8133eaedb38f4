"""The run summary: the end of a run on a terminal."""

from rich.console import Console
from rich.table import Table

from pipelines.extract.records.notes import sentence
from pipelines.ops.run import RunOutcome


def show(outcome: RunOutcome, console: Console) -> None:
    """The balance of every dataset, the KPI table, failures, and where report, store and UI are."""
    if outcome.made:
        console.print(_balance(outcome))
    for dataset, note, counted_n in outcome.notes:
        console.print(f"! {dataset}: {sentence(note, counted_n)}", style="yellow", markup=False)
    for line in outcome.quarantined:
        console.print(f"! quarantine {line}", style="yellow", markup=False)
    console.print(_figures(outcome))
    for asset, words in outcome.failures.items():
        console.print(f"✗ {asset}\n  {words}", style="red", markup=False)
    made = f"{len(outcome.made)} assets made" if outcome.made else "nothing had changed"
    console.print(f"{made} in {outcome.seconds:.1f} s", style="dim", markup=False)
    paths = outcome.paths
    release = outcome.released
    if release is None:
        console.print("no release yet: see the blockers above", style="red", markup=False)
    else:
        if outcome.failures:
            told = f"no release was made: see the blockers above; readers keep release {release.release_id}"
            if outcome.is_new:
                told = (
                    f"release {release.release_id} was made, its copies or its report were not: see above, then hgt run"
                )
            console.print(told, style="red", markup=False)
        console.print(
            f"release {release.release_id}, as of {release.as_of}, snapshot {release.snapshot_id}", markup=False
        )
    if (paths.reports / "index.html").exists():
        console.print(f"report  {paths.reports / 'index.html'}", markup=False)
    if paths.published_db.exists():
        console.print(f"store   {paths.published_db}   (hgt sql, or any DuckDB ≥ 1.4)", markup=False)
    console.print("UI      make ui   (http://127.0.0.1:3000)", markup=False)


def _balance(outcome: RunOutcome) -> Table:
    table = Table(
        title="Rows of this run: source = landed + set aside + filtered", title_justify="left", header_style="bold"
    )
    table.add_column("dataset")
    for name in ("source", "landed", "set aside", "filtered"):
        table.add_column(name, justify="right")
    for dataset, *counts in outcome.batches:
        table.add_row(dataset, *(f"{count:,}" for count in counts))
    return table


def _figures(outcome: RunOutcome) -> Table:
    table = Table(title="Indicators, cumulative", title_justify="left", header_style="bold")
    table.add_column("kpi", no_wrap=True)
    table.add_column("variant", no_wrap=True)
    table.add_column("指标", overflow="fold")
    for name in ("numerator", "denominator", "value", "target"):
        table.add_column(name, justify="right", no_wrap=True)
    for kpi_id, variant, title, numerator, denominator, value, target in outcome.figures:
        integers = ("" if number is None else f"{number:,}" for number in (numerator, denominator))
        table.add_row(kpi_id, variant, title, *integers, value, target)
    return table
