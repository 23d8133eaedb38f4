"""The run summary: the end of a run on a terminal."""

from rich.console import Console
from rich.table import Table

from pipelines.extract.records.notes import sentence
from pipelines.ops.run import RunOutcome

NAMED_N = 3
"""Datasets that a line names; it counts the others."""


def show(outcome: RunOutcome, console: Console, *, verbose: bool = False) -> None:
    """Ten lines at most, and one for each warning of a reader, barred dataset and failure.

    `verbose` adds the balance of every dataset, the table of indicators, and each dataset's reason.
    """
    for dataset, note, counted_n in outcome.notes:
        console.print(f"! {dataset}: {sentence(note, counted_n)}", style="yellow", markup=False)
    for dataset, found in outcome.quarantined.items():
        if verbose or found.bars:
            console.print(
                f"! quarantine {dataset} ({'bars' if found.bars else 'warns'}): {found.message}",
                style="yellow",
                markup=False,
            )
    if verbose:
        if outcome.made:
            console.print(_balance(outcome))
        console.print(_figures(outcome))
    for asset, words in outcome.failures.items():
        console.print(f"✗ {asset}\n  {words}", style="red", markup=False)
    for line in _lines(outcome):
        console.print(line, markup=False)
    _show_release(outcome, console)
    paths = outcome.paths
    if (paths.reports / "index.html").exists():
        console.print(f"report      {paths.reports / 'index.html'}", markup=False)
    if paths.published_db.exists():
        console.print(f"store       {paths.published_db}   (hgt sql, or any DuckDB ≥ 1.4)", markup=False)
    console.print("UI          make ui   (http://127.0.0.1:3000)", markup=False)
    if not verbose:
        console.print("details     hgt run --verbose", style="dim", markup=False)


def _lines(outcome: RunOutcome) -> list[str]:
    """The result of the run: assets made, rows read, datasets with much in quarantine, indicators off target."""
    made = f"{len(outcome.made)} assets made" if outcome.made else "nothing had changed"
    lines = [f"{made} in {outcome.seconds:.1f} s"]
    if outcome.batches:
        source, landed, quarantined, filtered = map(sum, list(zip(*outcome.batches, strict=True))[1:])
        lines.append(
            f"rows        source {source:,} = landed {landed:,} + quarantined {quarantined:,} + filtered {filtered:,}"
            f"; datasets {len(outcome.batches)}"
        )
    if outcome.quarantined:
        named = ", ".join(list(outcome.quarantined)[:NAMED_N])
        more = len(outcome.quarantined) - NAMED_N
        lines.append(
            f"quarantine  more than usual in {named}{f' and {more} more' if more > 0 else ''}: hgt quarantine list"
        )
    if headlines := [figure for figure in outcome.figures if figure.is_headline]:
        met, missed, unripe = (
            sum(1 for figure in headlines if figure.verdict == verdict) for verdict in ("met", "missed", "unripe")
        )
        lines.append(
            f"indicators  {len(headlines)}; targets: {met} met, {missed} missed, {unripe} not yet complete"
            ": hgt kpi list"
        )
    return lines


def _show_release(outcome: RunOutcome, console: Console) -> None:
    release = outcome.released
    if release is None:
        console.print("no release yet: see the blockers above", style="red", markup=False)
        return
    if outcome.failures:
        told = f"no release was made: see the blockers above; readers keep release {release.release_id}"
        if outcome.is_new:
            told = f"release {release.release_id} was made, its copies or its report were not: see above, then hgt run"
        console.print(told, style="red", markup=False)
    console.print(
        f"release     {release.release_id}, as of {release.as_of}, snapshot {release.snapshot_id}", markup=False
    )


def _balance(outcome: RunOutcome) -> Table:
    table = Table(
        title="Rows of this run: source = landed + quarantined + filtered", title_justify="left", header_style="bold"
    )
    table.add_column("dataset")
    for name in ("source", "landed", "quarantined", "filtered"):
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
    for figure in outcome.figures:
        integers = ("" if number is None else f"{number:,}" for number in (figure.numerator, figure.denominator))
        table.add_row(figure.kpi, figure.variant, figure.title, *integers, figure.value, figure.target)
    return table
