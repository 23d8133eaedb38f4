"""The root of the command tree: the options that every command shares."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from warehouse.errors import UsageError
from warehouse.paths import Paths

PROJECT = Path(__file__).resolve().parents[2]

app = typer.Typer(
    name="hgt",
    help="The public-information lakehouse of a city district: pull silos, validate rows, release figures.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


@dataclass
class Place:
    """The content root of this call and the place of its store."""

    root: Path
    paths: Paths

    @property
    def zone(self) -> str:
        """The district's time zone, in which its store is read."""
        from pipelines.declare.district import read_district

        return read_district(self.root, self.paths.data).time_zone


_place = Place(PROJECT, Paths(PROJECT / "warehouse" / "data"))


@app.callback()
def options(
    root: Annotated[
        Path | None, typer.Option(help="Content root: the folder with district.toml, assets/ and models/.")
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(
            help="Where the store lies. Default: warehouse/data, for another root warehouse/data/roots/<name>;"
            " outside the project its path's mark follows the name."
        ),
    ] = None,
) -> None:
    """Options before the command."""
    chosen = (root or PROJECT).resolve()
    if not (chosen / "district.toml").is_file():
        raise UsageError(
            "this is not a content root",
            file=chosen,
            accepted="a folder with district.toml, assets/ and models/",
            next=f"hgt --root {PROJECT} status",
        )
    _place.root = chosen
    _place.paths = Paths((data or store_of(chosen)).resolve())


def store_of(root: Path) -> Path:
    """The default place of a root's store, its own: two roots outside the project may have the same name."""
    place = PROJECT / "warehouse" / "data"
    if root == PROJECT:
        return place
    mark = "" if root.is_relative_to(PROJECT) else f"-{hashlib.sha256(str(root).encode()).hexdigest()[:8]}"
    return place / "roots" / f"{root.name}{mark}"


def place() -> Place:
    """The place given by the shared options."""
    return _place
