"""One round of maintenance as a command: it takes the writer's lock and answers in words."""

from pathlib import Path

from pipelines.declare.district import read_district
from warehouse.errors import HgtError
from warehouse.maintenance.tend import tend as tend_store
from warehouse.paths import Paths
from warehouse.store import Writer, is_made


def tend(root: Path, paths: Paths, *, apply: bool) -> str:
    """Maintain both lakes of a content root; without `apply` only report the work."""
    district = read_district(root, paths.data)
    if not is_made(paths):
        raise HgtError("there is no store here yet", file=paths.data, next="hgt run")
    with Writer.open(paths, district.time_zone) as writer:
        return str(tend_store(writer, dry_run=not apply, keep_releases=district.keep_releases))
