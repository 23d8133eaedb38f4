"""One round of upkeep as a command: it takes the writer's lock and answers in words."""

from warehouse.paths import Paths
from warehouse.store import Writer
from warehouse.tend import tend as tend_store


def tend(paths: Paths, zone: str, *, apply: bool) -> str:
    """Tend both lakes; without `apply` only say what would be done."""
    with Writer.open(paths, zone) as writer:
        return str(tend_store(writer, dry_run=not apply))
