"""`hgt run`, `hgt demo`, `hgt status`, `hgt doctor`, `hgt tend`, `hgt ui`: makes, checks and maintains the store."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.app import app, place
from pipelines.cli.kpi import day
from pipelines.cli.screen import Bar, console, error_console, show_finding
from warehouse.errors import UsageError


@app.command()
def run(
    as_of: Annotated[str | None, typer.Option(help="Observe the district as of this day (YYYY-MM-DD).")] = None,
    full: Annotated[
        bool, typer.Option("--full", help="Validate and build everything again from what was landed.")
    ] = False,
    trust_clock: Annotated[
        bool, typer.Option("--trust-clock", help="Go on though this machine's clock is behind the newest release.")
    ] = False,
    select: Annotated[list[str] | None, typer.Option(help="Only this silo and what rests on it; repeatable.")] = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", help="Print the balance of each dataset and each indicator.")
    ] = False,
) -> None:
    """Pull the silos, validate every row, build what changed, check, audit, release and report."""
    from pipelines.ops.run import run as run_all
    from pipelines.ops.run_summary import show

    with Bar("reading what is new") as bar:
        outcome = run_all(
            place().root,
            place().paths,
            as_of=day(as_of),
            full=full,
            trust_clock=trust_clock,
            select=tuple(select or ()),
            say=bar.say,
            on_plan=lambda total: bar.plan("making assets", total),
            on_asset=bar.advance,
        )
    show(outcome, console, verbose=verbose)
    if not outcome.ok:
        sys.exit(1)


@app.command()
def demo(
    out: Annotated[Path | None, typer.Option(help="Where to write it. Default: <data>/district.")] = None,
    scale: Annotated[float, typer.Option(min=0.001, help="Multiply the volumes.")] = 1.0,
    days: Annotated[int, typer.Option(min=1, help="Length of the invented period in days.")] = 184,
    seed: Annotated[int | None, typer.Option(help="Another seed gives another district.")] = None,
) -> None:
    """Write the invented district: extracts of its silos in their real forms, with planted defects."""
    from pipelines.extract.generator import write

    with Bar("inventing") as bar:
        summary = write(
            place().root, out or place().paths.district, seed=seed, scale=scale, days=days, on_progress=bar.reach
        )
    console.print(summary, markup=False)


@app.command()
def status() -> None:
    """Show disagreements of files and tables, stale tables, blockers of the next release. Exit code 1 if any."""
    from pipelines.ops.status import status as compute

    report = compute(place().root, place().paths)
    report.show(console)
    if not report.ok:
        sys.exit(1)


@app.command()
def doctor(
    deep: Annotated[bool, typer.Option("--deep", help="Read every stored file and compare its checksum.")] = False,
    repair: Annotated[
        bool,
        typer.Option("--repair", help="Compare all as --deep does, repair what can be repaired, and end with a run."),
    ] = False,
) -> None:
    """Check this machine and this store: extensions, locks, permissions, disk, catalogues, stored files, key."""
    from pipelines.ops.doctor import examine

    mended = not repair or _repaired()
    findings = examine(place().root, place().paths, deep=deep or repair)
    for finding in findings:
        show_finding(finding.ok, finding.text, finding.next, notice=finding.notice)
    if not mended or not all(finding.ok for finding in findings):
        sys.exit(1)


def _repaired() -> bool:
    """Repair the store and report each step. False where the run at its end failed."""
    from pipelines.ops.repair import repair
    from pipelines.ops.run_summary import show

    with Bar("repairing") as bar:
        outcome = repair(place().root, place().paths, bar.say)
    if outcome is not None and not outcome.ok:
        show(outcome, console)
    return outcome is None or outcome.ok


@app.command()
def tend(
    apply: Annotated[
        bool, typer.Option("--apply", help="Do it; without this only what would be done is shown.")
    ] = False,
) -> None:
    """Drop releases that the district no longer keeps, compact the lakes, remove files that nobody needs."""
    from pipelines.ops.maintenance import tend as tend_store

    console.print(tend_store(place().root, place().paths, apply=apply), markup=False)


@app.command()
def ui(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port on 127.0.0.1.")] = 3000,
    read_only: Annotated[
        bool, typer.Option("--read-only", help="For viewers: nothing can be launched or changed.")
    ] = False,
) -> None:
    """Serve the Dagster UI on 127.0.0.1 until interrupted."""
    if not place().root.exists():
        raise UsageError("no such content root", file=place().root)
    from pipelines.orchestration.ui import serve

    error_console.print(f"Dagster UI: http://127.0.0.1:{port}  (stop with Ctrl-C)", markup=False)
    sys.exit(serve(place().root, place().paths, port, read_only=read_only))
