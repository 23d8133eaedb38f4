"""Resolves the places that `district.toml` declares: those of silos, and the outline under the maps.

A place is resolved only on request, so a missing secret stops only the reader that needs it.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from warehouse.errors import HgtError

FILE = "district.toml"
NEXT = "hgt silo check"
VARIABLE = re.compile(r"\$\{([^}]*)\}")
PLACE = re.compile(r"\{([^}]*)\}")


@dataclass(frozen=True)
class Silo:
    """One source system; `declared` is its location as written."""

    id: str
    name: str
    name_en: str
    declared: str
    root: Path
    data: Path

    @property
    def location(self) -> str:
        """The location with `{data}`, `{root}` and `${ENV}` replaced.

        A relative path starts at the content root, one that begins with a variable at the working directory.
        """
        places = {"data": str(self.data.absolute()), "root": str(self.root.absolute())}

        def place(match: re.Match[str]) -> str:
            if match[1] not in places:
                raise HgtError(
                    f"silos.{self.id}.location holds a place that is not known",
                    file=self.root / FILE,
                    value=match[0],
                    accepted="{data}, {root}, ${NAME} for the environment",
                    next=NEXT,
                )
            return places[match[1]]

        pieces: list[str] = []
        end = 0
        for match in VARIABLE.finditer(self.declared):
            pieces += [PLACE.sub(place, self.declared[end : match.start()]), self._variable(match[1])]
            end = match.end()
        pieces.append(PLACE.sub(place, self.declared[end:]))
        text = "".join(pieces)
        # A path that the user types is relative to the working directory; one in the file, to the file's folder.
        start = Path.cwd() if VARIABLE.match(self.declared) else self.root.absolute()
        return text if "://" in text else str(start / text)

    def _variable(self, name: str) -> str:
        """`${NAME}`: the environment variable, else the file that NAME_FILE names."""
        value = os.environ.get(name)
        if value:
            return value
        tried = [f"environment variable {name} ({'empty' if value == '' else 'not set'})"]
        secret = os.environ.get(f"{name}_FILE")
        if secret:
            try:
                return Path(secret).read_text(encoding="utf-8").strip()
            except OSError as error:
                tried.append(f"file {secret} named by {name}_FILE ({error.strerror})")
        else:
            tried.append(f"environment variable {name}_FILE, which names a file with the value (not set)")
        raise HgtError(
            f"silo {self.id} needs ${{{name}}}, which was found nowhere; tried: {'; '.join(tried)}",
            file=self.root / FILE,
            value=self.declared,
            accepted=f"{name} or {name}_FILE in the environment",
            next=f"export {name}=… and then {NEXT}",
        )


@dataclass(frozen=True)
class Base:
    """An outline that may be drawn under the maps; it is not part of the root and need not be there.

    `outline` is its place as written, `crs` the system of its coordinates, the credit what its publisher asks for.
    """

    outline: str
    crs: str
    credit: str
    credit_en: str
    root: Path

    @property
    def file(self) -> Path | None:
        """The file, or None where a variable of its place is not set or the file is missing."""
        names = VARIABLE.findall(self.outline)
        if not all(os.environ.get(name) for name in names):
            return None
        found = VARIABLE.sub(lambda match: os.environ[match[1]], self.outline)
        path = (Path.cwd() if VARIABLE.match(self.outline) else self.root.absolute()) / found
        return path if path.is_file() else None
