"""Reads `district.toml`: the district's name, calendar, targets and silos.

Reading is strict: an unknown key is refused.
"""

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from pipelines.declare import locality
from pipelines.declare.declaration import read
from pipelines.declare.district_file import EVEN, KEEP_RELEASES, LEAST_ALIKE, DistrictFile
from pipelines.declare.district_file import QUALITY_CODES as QUALITY_CODES
from pipelines.declare.effective import Versions
from pipelines.declare.header import Words
from pipelines.declare.places import FILE, NEXT, Base, Silo
from warehouse.errors import HgtError


@dataclass(frozen=True)
class District:
    """One district. `targets` is keyed `kpi_id.variant`; `as_of` is None where the clock is today's.

    `generator` names the Python package that invents the district's extracts; None where the district is real.
    """

    file: Path
    name: str
    name_en: str
    time_zone: str
    as_of: dt.date | None
    generator: str | None
    base: Base | None
    silos: Mapping[str, Silo]
    calendar: Mapping[dt.date, str]
    office_hours: tuple[str, ...]
    targets: Mapping[str, Versions[float]]
    abnormal_days: Mapping[dt.date, Words] = field(default_factory=dict)
    """Days whose volume of data is excused, with the reason."""
    rule_codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Codes of the district's own list of rules for the generated rules, by their id."""
    quality_weights: Versions[Mapping[str, float]] = EVEN
    """The weight of each dimension of data quality, by its code."""
    country: str | None = None
    """The country or region of the calendar's public holidays, `CN` or `US-CA`; None for weekends only."""
    k: int = LEAST_ALIKE
    """The least number of persons who must be alike in the public lake."""
    free_text: str = "tell"
    """The treatment of public free text without a reason: `refuse` the contract, or `tell` the steward."""
    slug: str = locality.NAMELESS
    """The name of the public DuckDB file, without its ending."""
    language: str = "zh"
    """The language in which the report opens."""
    keep_releases: int = KEEP_RELEASES
    """The number of releases, the newest, that maintenance leaves to readers."""

    def location(self, silo: str) -> str:
        """The place of a silo, with its places and variables replaced."""
        if silo not in self.silos:
            raise HgtError(f"silo {silo} is not declared", file=self.file, value=silo, accepted=self.silos, next=NEXT)
        return self.silos[silo].location

    def today(self) -> dt.date:
        """The day that is observed unless the user names another: the declared one, else today in the district."""
        return self.as_of or dt.datetime.now(ZoneInfo(self.time_zone)).date()

    def target(self, kpi_id: str, variant: str, on: dt.date | None = None) -> float | None:
        """The target of a KPI's variant in the KPI's unit, in force on a day; today's without a day."""
        found = self.targets.get(f"{kpi_id}.{variant}")
        return found.on(on or self.today()) if found is not None else None


def read_district(root: Path, data: Path) -> District:
    """The district of a content root, or an `HgtError` that names the keys and the accepted values."""
    file = root / FILE
    try:
        values = tomllib.loads(file.read_bytes().decode("utf-8"))
    except FileNotFoundError as error:
        raise HgtError(
            "there is no district here",
            file=file,
            accepted=f"a content root with {FILE}, assets/ and models/",
            next="hgt --root DIR status",
        ) from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise HgtError(f"the file cannot be read as TOML: {error}", file=file, next=NEXT) from error
    declared = read(DistrictFile, values, file, NEXT, noun="key")
    outline, calendar = declared.map, declared.calendar
    return District(
        file=file,
        name=declared.name,
        name_en=declared.name_en,
        time_zone=declared.time_zone,
        as_of=declared.as_of,
        generator=declared.generator,
        base=None if outline is None else Base(**dict(outline), root=file.parent),
        silos={
            silo: Silo(silo, entry.name, entry.name_en, entry.location, root, data)
            for silo, entry in declared.silos.items()
        },
        calendar={dt.date.fromisoformat(day): kind for day, kind in calendar.days.items()},
        office_hours=calendar.office_hours,
        country=calendar.country or locality.country_of(declared.time_zone),
        targets=declared.targets,
        abnormal_days={dt.date.fromisoformat(day): reason for day, reason in declared.abnormal_days.items()},
        rule_codes=declared.rules,
        quality_weights=declared.quality.weights,
        k=declared.privacy.k,
        free_text=declared.privacy.free_text,
        slug=declared.slug or locality.slug_of(root.resolve().name),
        language=declared.language or locality.language_of(declared.time_zone),
        keep_releases=declared.keep_releases,
    )
