"""The command `hgt`: one module per group of commands. Commands print; everything they show is computed elsewhere."""

import sys

from pipelines.cli.app import app
from pipelines.cli.screen import error_console
from warehouse.errors import HgtError


def main() -> None:
    """Run the command line. Exit code 0 is good, 1 failed, 2 wrong usage."""
    from pipelines.cli import backup, kpi, run, steward, store  # noqa: F401  (each registers its commands)

    try:
        app(prog_name="hgt")
    except HgtError as error:
        error_console.print(str(error), style="red", markup=False, highlight=False)
        sys.exit(error.exit_code)
