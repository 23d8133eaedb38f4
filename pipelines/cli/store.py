"""`hgt sql` and `hgt release`: what an analyst reads."""

import sys
from typing import Annotated

import duckdb
import typer

from pipelines.cli.app import app, place
from pipelines.cli.screen import Format, console, error_console, show_rows
from warehouse import withheld
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
) -> None:
    """Ask the public store in SQL, read-only, at a release: schemas std, pub, mart, kpi, meta."""
    from pipelines.releases import reader

    con = reader(place().paths, place().zone, release).con
    if query is not None:
        _answer(con, query, form)
    elif not sys.stdin.isatty():
        for statement in duckdb.extract_statements(sys.stdin.read()):
            _answer(con, statement.query, form)
    else:
        _converse(con, form)


def _answer(con: duckdb.DuckDBPyConnection, query: str, form: Format) -> None:
    try:
        result = con.execute(query)
        columns = [entry[0] for entry in result.description or ()]
        show_rows(columns, result.fetchall(), form)
    except duckdb.PermissionException as error:
        kept = sorted(withheld.tables(place().paths))
        raise HgtError(
            "the statement reads what stays in the restricted store, or a file outside the lake",
            value=query.strip(),
            accepted=f"open tables; restricted are {', '.join(kept) or 'none'}",
            next='hgt sql "select table_name, description from meta.catalogue"',
        ) from error
    except duckdb.Error as error:
        raise HgtError(
            str(error), accepted="one read-only statement in DuckDB's SQL", next='hgt sql "show all tables"'
        ) from error


def _converse(con: duckdb.DuckDBPyConnection, form: Format) -> None:
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
                _answer(con, pending, form)
            except HgtError as error:
                error_console.print(str(error), style="red", markup=False)
            pending = ""


@releases.command("list")
def list_releases(form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table) -> None:
    """Every release, newest first."""
    from pipelines.releases import COLUMNS, all_releases

    show_rows(COLUMNS, all_releases(place().paths, place().zone), form)


@releases.command("show")
def show_release(
    number: Annotated[int | None, typer.Argument(help="Release number; the newest when not given.")] = None,
    form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
) -> None:
    """The tables of a release with their rows, and the checks that it passed."""
    from pipelines.releases import contents

    columns, rows = contents(place().paths, place().zone, number)
    show_rows(columns, rows, form)
