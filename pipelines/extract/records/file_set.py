"""The one form whose objects are several files of one name: a shapefile that is not packed."""

from pathlib import Path

PARTS = (".shp", ".dbf", ".shx", ".prj", ".cpg")


def is_set(form: str, path: Path) -> bool:
    """Whether an object is several files of one name: a shapefile that is not packed."""
    return form == "shapefile" and path.suffix.lower() == ".shp"


def siblings(path: Path) -> list[Path]:
    """The existing files of the set of a .shp; their suffixes may be in capitals."""
    near = [item for item in path.parent.iterdir() if item.stem == path.stem and item.is_file()]
    beside = {item.name.lower(): item for item in near}
    wanted = (beside.get(f"{path.stem.lower()}{ending}") for ending in PARTS)
    return [item for item in wanted if item is not None]
