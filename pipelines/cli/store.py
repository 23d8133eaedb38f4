"""`hgt sql` and `hgt release`: the views of an analyst."""

import sys
from collections.abc import Callable
from typing import Annotated

import duckdb
import typer

from pipelines.cli.app import app, place
from pipelines.cli.screen import Format, console, error_console, show_rows
from warehouse.errors import HgtError

releases = typer.Typer(help="Releases: list them, show what one holds.", no_args_is_help=True)
app.add_typer(releases, name="release")

PROMPT = "hgt> "


@app.command()
def sql(
    query: Annotated[
        str | None,
        typer.Argument(help="One SQL statement; without it statements are read from the terminal or a pipe."),
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
    release: Annotated[int | None, typer.Option(help="A release other than the newest.")] = None,
    rows: Annotated[int, typer.Option(min=1, help="Print at most so many rows.")] = 1_000_000,
    seconds: Annotated[float, typer.Option(min=1, help="End a statement that takes longer.")] = 120.0,
) -> None:
    """Query the public store in SQL, read-only, at a release: schemas std, pub, mart, kpi, meta."""
    from pipelines.release.reader import edition
    from warehouse.releases.sandbox import Limits, ask

    here = place()
    found = edition(here.paths, here.zone, release)
    limits = Limits(rows_n=rows, seconds=seconds)

    def answer(statement: str) -> None:
        told = ask(here.paths, found, statement, limits)
        show_rows(told.columns, told.rows, form)
        if told.is_cut:
            error_console.print(f"only the first {rows:,} rows; more: hgt sql --rows N", style="yellow")

    if query is not None:
        answer(query)
    elif not sys.stdin.isatty():
        for statement in duckdb.extract_statements(sys.stdin.read()):
            answer(statement.query)
    else:
        _converse(answer)


def _converse(answer: Callable[[str], None]) -> None:
    console.print("Statements end with a semicolon; Ctrl-D leaves.", style="dim")
    pending = ""
    while True:
        try:
            pending += input(PROMPT if not pending else " ...> ") + "\n"
        except EOFError:
            console.print()
            return
        if pending.rstrip().endswith(";"):
            try:
                answer(pending)
            except HgtError as error:
                error_console.print(str(error), style="red", markup=False)
            pending = ""


@releases.command("list")
def list_releases(form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table) -> None:
    """Every release, newest first."""
    from pipelines.release.reader import COLUMNS, all_releases

    show_rows(COLUMNS, all_releases(place().paths, place().zone), form)


@releases.command("show")
def show_release(
    number: Annotated[int | None, typer.Argument(help="Release number; the newest when not given.")] = None,
    form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
) -> None:
    """The tables of a release with their rows, and the checks that it passed."""
    from pipelines.release.reader import contents

    columns, rows = contents(place().paths, place().zone, number)
    show_rows(columns, rows, form)
