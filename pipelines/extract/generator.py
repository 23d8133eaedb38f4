"""Calls the package that invents a district's extracts, where a content root names one."""

import importlib
from collections.abc import Callable
from pathlib import Path

from pipelines.declare.district import read_district
from pipelines.declare.project import Content
from warehouse.errors import UsageError


def write(
    root: Path,
    out: Path,
    *,
    seed: int | None = None,
    scale: float = 1.0,
    days: int = 184,
    on_progress: Callable[[str, int, int], None] | None = None,
) -> str:
    """Write the invented extracts under `out`, which is closed to other accounts; returns a summary in words.

    The package named by `generator` in district.toml offers `write(out, *, seed, scale, days, on_progress)`.
    """
    district = read_district(root, out.parent)
    if district.generator is None:
        raise UsageError(
            "this district is not an invented one",
            file=district.file,
            accepted="a content root whose district.toml names a generator",
            next="hgt silo check",
        )
    package = importlib.import_module(district.generator)
    chosen = {} if seed is None else {"seed": seed}
    out.mkdir(mode=0o700, parents=True, exist_ok=True)
    out.chmod(0o700)
    try:
        return str(package.write(out, scale=scale, days=days, on_progress=on_progress, **chosen))
    except ValueError as error:
        raise UsageError(str(error), next="hgt demo --help") from error


def is_missing(content: Content) -> bool:
    """Whether the district is invented and none of its extracts has been written yet."""
    if content.district.generator is None:
        return False
    return not any(Path(silo.location).exists() for silo in content.district.silos.values())
