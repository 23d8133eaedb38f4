"""The command `hgt`: one module per group of commands. Commands print; everything they show is computed elsewhere."""

import gc
import sys

from pipelines.cli.app import app, place
from pipelines.cli.screen import error_console
from warehouse import disk, frames
from warehouse.errors import HgtError

COLLECTED = (100_000, 50, 50)
"""Objects per round of the garbage collector. At its default it takes a tenth of a run that reads declarations only."""


def main() -> None:
    """Run the command line. Exit code 0 is good, 1 failed, 2 wrong usage."""
    frames.without_pandas()
    gc.set_threshold(*COLLECTED)
    from pipelines.cli import backup, kpi, run, steward, store  # noqa: F401  (each registers its commands)

    try:
        app(prog_name="hgt")
    except Exception as error:
        data = place().paths.data
        if not (isinstance(error, HgtError) or disk.is_of_disk(error, data)):
            raise
        told = error if isinstance(error, HgtError) else disk.told(error, data, disk.STANDS)
        error_console.print(str(told), style="red", markup=False, highlight=False)
        sys.exit(told.exit_code)
