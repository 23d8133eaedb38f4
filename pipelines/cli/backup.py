"""`hgt backup` and `hgt restore`: a copy of the store at another path, and a store made of a copy."""

from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.app import app, place
from pipelines.cli.screen import console, error_console
from pipelines.state.session import KEY_VARIABLE


@app.command()
def backup(
    target: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that is empty or does not exist.")],
    with_key: Annotated[
        bool,
        typer.Option(
            "--with-key",
            help="Copy the pseudonym key too: whoever has this backup can then find persons behind pseudonyms.",
        ),
    ] = False,
) -> None:
    """Copy the store, open the copy, compare each table, and record the checksum of each file."""
    from warehouse.maintenance.backup import DATA, make

    here = place()
    made = make(
        here.paths, target.absolute(), here.zone, with_key=with_key,
        on_wait=lambda holder: error_console.print(f"waiting for {holder}, which writes the store", markup=False),
    )  # fmt: skip
    console.print(
        f"{len(made.files):,} files, {made.bytes_n:,} bytes and {len(made.tables)} tables are copied to {target}",
        markup=False,
    )
    console.print(f"it opens as it is: hgt --data {target / DATA} status", markup=False)
    if made.has_key:
        console.print("it holds the pseudonym key: guard it as you guard the key", style="yellow", markup=False)
    elif here.paths.key_file.exists():
        console.print(f"it holds no pseudonym key: keep a copy of {here.paths.key_file} elsewhere", markup=False)


@app.command()
def restore(
    source: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that hgt backup wrote.")],
) -> None:
    """Make a store of a backup, in a data folder that is empty or does not exist (`hgt --data NEW restore DIR`)."""
    from warehouse.maintenance.backup import restore as make

    here = place()
    found = make(source.absolute(), here.paths, here.zone)
    console.print(
        f"{len(found.files):,} files and {len(found.tables)} tables of {found.made_at} are in {here.paths.data}",
        markup=False,
    )
    if not found.has_key:
        console.print(
            f"the backup holds no pseudonym key: if its store has one, put it into {here.paths.key_file}, or export"
            f" {KEY_VARIABLE}",
            style="yellow", markup=False,
        )  # fmt: skip
