"""`hgt silo` and `hgt quarantine`: the views of a data steward. Quarantine shows personal data: stewards only."""

import sys
from typing import Annotated

import typer

from pipelines.cli.app import app, place
from pipelines.cli.screen import Format, show_finding, show_rows

silos = typer.Typer(help="Silos: list their datasets, check contracts and reachability.", no_args_is_help=True)
quarantine = typer.Typer(help="Quarantined rows: list them, show one.", no_args_is_help=True)
app.add_typer(silos, name="silo")
app.add_typer(quarantine, name="quarantine")


@silos.command("list")
def list_silos(form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table) -> None:
    """Every dataset: silo, form, where it is read, when it was last read, how many rows, how many quarantined."""
    from pipelines.ops.stewardship import silo_rows

    columns, rows = silo_rows(place().root, place().paths)
    show_rows(columns, rows, form)


@silos.command("check")
def check_silos(
    names: Annotated[list[str] | None, typer.Argument(help="Silos or datasets; all when not given.")] = None,
) -> None:
    """Bind every contract, read every source, validate a sample of it. Nothing is kept. Exit 1 on a finding."""
    from pipelines.ops.stewardship import check

    ok = True
    for finding in check(place().root, place().paths, tuple(names or ())):
        ok = ok and finding.ok
        show_finding(finding.ok, finding.text, finding.next, notice=finding.notice)
    if not ok:
        sys.exit(1)


@quarantine.command("list")
def list_quarantine(
    dataset: Annotated[str | None, typer.Option(help="Only this dataset.")] = None,
    rule: Annotated[str | None, typer.Option(help="Only rows that broke this rule.")] = None,
    state: Annotated[str, typer.Option(help="open, superseded, or all.")] = "open",
    form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
) -> None:
    """Quarantined rows: id, dataset, source, rules. The payload is shown by `quarantine show` only."""
    from pipelines.ops.stewardship import quarantine_rows

    columns, rows = quarantine_rows(place().paths, place().zone, dataset=dataset, rule=rule, state=state)
    show_rows(columns, rows, form)


@quarantine.command("show")
def show_quarantine(
    set_aside_id: Annotated[str, typer.Argument(help="Id as `hgt quarantine list` prints it.")],
    form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
) -> None:
    """One quarantined row whole: the source's own text by column, each broken rule in words, its place."""
    from pipelines.ops.stewardship import quarantine_row

    columns, rows = quarantine_row(place().root, place().paths, set_aside_id)
    show_rows(columns, rows, form)
