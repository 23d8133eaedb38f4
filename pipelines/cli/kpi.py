"""`hgt kpi`: the catalogue of indicators, their values, and the origin of a value."""

import datetime as dt
from typing import Annotated

import typer

from pipelines.cli.app import app, place
from pipelines.cli.screen import Format, console, error_console, show_rows
from warehouse.errors import UsageError

kpis = typer.Typer(
    help="Indicators: list them, show their values, explain the source of a value.", no_args_is_help=True
)
app.add_typer(kpis, name="kpi")

Kpi = Annotated[str, typer.Argument(help="Indicator id, as `hgt kpi list` prints it.")]


def day(value: str | None) -> dt.date | None:
    """A day given on the command line."""
    if value is None:
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise UsageError("this is not a day", value=value, accepted="YYYY-MM-DD", next="hgt kpi show --help") from None


@kpis.command("list")
def list_kpis(form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table) -> None:
    """Every indicator with its variants, unit, direction and target."""
    from pipelines.declare.indices import VARIANT
    from pipelines.declare.project import Content

    here = place()
    content = Content.load(here.root, here.paths)
    rows: list[tuple[object, ...]] = [
        (
            kpi_id,
            variant,
            model.kpi.title_zh,
            model.kpi.title,
            model.kpi.kind,
            model.kpi.unit,
            model.kpi.better,
            content.district.target(kpi_id, variant),
            variant == model.kpi.headline_variant,
        )
        for kpi_id, model in content.kpis().items()
        for variant in model.kpi.variants
    ]
    rows += [
        (index.id, VARIANT, index.title_zh, index.title, "index", index.unit, index.better,
         content.district.target(index.id, VARIANT), True)
        for index in content.indices.values()
    ]  # fmt: skip
    show_rows(("kpi_id", "variant", "title_zh", "title", "kind", "unit", "better", "target", "is_headline"), rows, form)


@kpis.command()
def show(
    kpi: Kpi,
    variant: Annotated[str | None, typer.Option(help="One variant; all when not given.")] = None,
    grain: Annotated[
        str,
        typer.Option(help="Period: day, week, month, quarter, year, cumulative, or a window that its header names."),
    ] = "cumulative",
    at: Annotated[
        str | None,
        typer.Option(help="Observe as of this day (YYYY-MM-DD) and print the period that holds it."),
    ] = None,
    by: Annotated[str | None, typer.Option(help="Print the values of this slice instead of the overall ones.")] = None,
    release: Annotated[int | None, typer.Option(help="A release other than the newest.")] = None,
    form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
) -> None:
    """The values of one indicator, with integer numerator and denominator."""
    from pipelines.ops import figures

    columns, rows = figures.show(
        place().root, place().paths, kpi, variant=variant, grain=grain, at=day(at), by=by, release_id=release
    )
    show_rows(columns, rows, form)
    if at is not None and all(row[columns.index("value")] is None for row in rows):
        for line in figures.why_unknowable(place().root, place().paths, kpi, dt.date.fromisoformat(at), release):
            error_console.print(line, markup=False)


@kpis.command()
def explain(
    kpi: Kpi,
    at: Annotated[str | None, typer.Option(help="Observe as of this day (YYYY-MM-DD).")] = None,
    variant: Annotated[str | None, typer.Option(help="One variant; all when not given.")] = None,
) -> None:
    """The origin of an indicator's value: definition, integers, SQL, source columns, release, quarantined rows."""
    from pipelines.ops import figures

    console.print(figures.explain(place().root, place().paths, kpi, variant=variant, at=day(at)), markup=False)
