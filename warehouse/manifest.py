"""Manifests: bytes and SHA-256 of each file of a folder as it was written, in the folder itself.

Releases, published copies and reports are folders that are written once, each with a manifest. All of them can be
written again from the lake; the receiver of a copy can verify it. `damage` keeps the checksums of the lake's files.
"""

import contextlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from warehouse.damage import Damage, compared, digest

NAME = "checksums.json"
Sums = Mapping[str, tuple[int, str]]


def write(folder: Path, files: Iterable[Path], known: Sums | None = None) -> None:
    """Record these files of a folder; those that are `known` are not read again."""
    known = known or {}
    sums = {}
    for file in sorted(files):
        name = file.relative_to(folder).as_posix()
        sums[name] = known[name] if name in known else (file.stat().st_size, digest(file))
    aside = folder / f".aside-{NAME}"
    aside.write_text(json.dumps(sums, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    aside.chmod(0o444)
    aside.replace(folder / NAME)


def read(folder: Path) -> Sums:
    """The recorded files; none where the manifest is missing or cannot be read."""
    with contextlib.suppress(OSError, ValueError, TypeError, AttributeError):
        found = json.loads((folder / NAME).read_text(encoding="utf-8"))
        return {str(name): (int(size), str(told)) for name, (size, told) in found.items()}
    return {}


def check(folder: Path, *, deep: bool) -> list[Damage]:
    """The files of a folder that differ from its manifest; `deep` compares checksums too.

    A folder without a manifest is one of an older version: nothing of it is known.
    """
    if not (folder / NAME).exists():
        return []
    sums = read(folder)
    if not sums:
        return [Damage(folder / NAME, "no list of checksums", "the manifest as it was written")]
    each = (compared(folder / name, size, told if deep else None) for name, (size, told) in sorted(sums.items()))
    return [damage for damage in each if damage is not None]
