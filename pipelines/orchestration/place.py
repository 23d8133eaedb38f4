"""The place of a Dagster process's content and store: two environment variables, set before Dagster is imported.

Nothing here imports Dagster, so that the staleness check stays cheap.
"""

import os
import shutil
from pathlib import Path

from warehouse.paths import Paths

ROOT = "HGT_ROOT"
STORE = "HGT_STORE"
HOME = "DAGSTER_HOME"
EVENTS = "HGT_EVENTS"
"""The folder of the event log, for `dagster.yaml`."""
PROJECT = Path(__file__).resolve().parents[2]
INSTANCE = "dagster.yaml"


def of_environment() -> tuple[Path, Paths]:
    """The content root and the data folder of this process; the project's own unless the variables are set."""
    root = Path(os.environ.get(ROOT, PROJECT))
    return root, Paths(Path(os.environ.get(STORE, PROJECT / "warehouse" / "data")))


def prepare(root: Path, paths: Paths) -> dict[str, str]:
    """Make DAGSTER_HOME with its configuration, and set the variables that a Dagster process needs."""
    paths.dagster.mkdir(parents=True, exist_ok=True)
    kept, given = paths.dagster / INSTANCE, PROJECT / INSTANCE
    if not kept.exists() or kept.read_bytes() != given.read_bytes():
        aside = kept.with_suffix(".aside")
        shutil.copyfile(given, aside)
        aside.replace(kept)
    return {
        ROOT: str(root.absolute()),
        STORE: str(paths.data.absolute()),
        HOME: str(paths.dagster.absolute()),
        EVENTS: str(paths.dagster.absolute() / "history" / "runs"),
        "DAGSTER_DISABLE_TELEMETRY": "yes",
    }
