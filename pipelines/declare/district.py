"""Reads `district.toml`: the district's name, calendar, targets and silos.

Reading is strict: a key that is not known is refused.
"""

import datetime as dt
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from pipelines.declare import effective, keys, locality
from pipelines.declare.contracts import rule_codes
from pipelines.declare.effective import Versions
from pipelines.declare.header import Words
from pipelines.declare.keys import Keys
from pipelines.declare.places import FILE, NEXT, Base, Silo
from warehouse.errors import HgtError

SILO_ID = re.compile(r"[A-Za-z0-9_]+")
SILO_ID_ACCEPTED = "ASCII letters, digits and underscores: it names a folder of contracts, a group of assets, a team"
KEYS = (
    "name", "name_en", "division_code", "time_zone", "as_of", "generator", "map", "silos", "calendar", "abnormal_days",
    "targets", "rules", "quality", "privacy", "slug", "language", "keep_releases",
)  # fmt: skip
REQUIRED = ("name", "name_en", "division_code", "time_zone")
SILO_KEYS = ("name", "name_en", "location")
MAP_KEYS = ("outline", "crs", "credit", "credit_en")
SYSTEMS = ("WGS-84", "CGCS2000", "GCJ-02", "BD-09")
QUALITY_CODES = ("01", "02", "03", "04", "05", "06")
"""The dimensions of data quality of GB/T 36344, by their codes."""
EVEN: Versions[Mapping[str, float]] = Versions(((None, dict.fromkeys(QUALITY_CODES, 1.0)),))
PRIVACY_KEYS = ("free_text", "k")
FREE_TEXT = ("refuse", "tell")
LEAST_ALIKE = 10
KEEP_RELEASES = 31
DAY_KINDS = ("off", "work")
L = TypeVar("L", str, str | None)
HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]|24):([0-5]\d)")
DEFAULT_HOURS = ("08:30-12:00", "14:00-17:30")


@dataclass(frozen=True)
class District:
    """One district. `targets` is keyed `kpi_id.variant`; `as_of` is None where the clock is today's.

    `generator` names the Python package that invents the district's extracts; None where the district is real.
    """

    file: Path
    name: str
    name_en: str
    division_code: str
    time_zone: str
    as_of: dt.date | None
    generator: str | None
    base: Base | None
    silos: Mapping[str, Silo]
    calendar: Mapping[dt.date, str]
    office_hours: tuple[tuple[str, str], ...]
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
    language: str = locality.LANGUAGES[0]
    """The language in which the report opens."""
    keep_releases: int = KEEP_RELEASES
    """The number of releases, the newest, that upkeep leaves to readers."""

    def location(self, silo: str) -> str:
        """The place of a silo, with its places and variables replaced."""
        if silo not in self.silos:
            raise HgtError(f"silo {silo} is not declared", file=self.file, value=silo, accepted=self.silos, next=NEXT)
        return self.silos[silo].location

    def today(self) -> dt.date:
        """The day that is observed unless the user names another: the declared one, else today in the district."""
        return self.as_of or dt.datetime.now(ZoneInfo(self.time_zone)).date()

    def target(self, kpi_id: str, variant: str, on: dt.date | None = None) -> float | None:
        """The target of a KPI's variant in the KPI's unit, as it stands on a day; today's where none is named."""
        found = self.targets.get(f"{kpi_id}.{variant}")
        return found.on(on or self.today()) if found is not None else None


def read_district(root: Path, data: Path) -> District:
    """The district of a content root, or an `HgtError` that names the keys and what is accepted."""
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
    _check_keys(file, values)
    zone = _text(file, "time_zone", values.get("time_zone"), "a zone such as Asia/Shanghai")
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError) as error:
        raise _wrong(file, "time_zone", zone, "a zone such as Asia/Shanghai") from error
    code = _text(file, "division_code", values.get("division_code"), "the administrative division's code as text")
    as_of = values.get("as_of")
    if as_of is not None and (not isinstance(as_of, dt.date) or isinstance(as_of, dt.datetime)):
        raise _wrong(file, "as_of", as_of, "a date such as 2015-08-31, without quotes")
    silos = {}
    for silo, entry in _table(file, "silos", values.get("silos", {})).items():
        if not SILO_ID.fullmatch(silo):
            raise HgtError("a silo's id is wrong", file=file, value=silo, accepted=SILO_ID_ACCEPTED, next=NEXT)
        entry = _table(file, f"silos.{silo}", entry)
        texts = {key: _text(file, f"silos.{silo}.{key}", entry.get(key), "text") for key in SILO_KEYS}
        silos[silo] = Silo(silo, texts["name"], texts["name_en"], texts["location"], root, data)
    declared = dict(_table(file, "calendar", values.get("calendar", {})))
    country = _local(file, "calendar.country", declared.pop("country", None), zone, locality.country)
    calendar, office_hours = _calendar(file, declared)
    return District(
        file=file,
        name=_text(file, "name", values.get("name"), "text"),
        name_en=_text(file, "name_en", values.get("name_en"), "text"),
        division_code=code,
        time_zone=zone,
        as_of=as_of,
        generator=_text(file, "generator", values["generator"], "a Python package") if "generator" in values else None,
        base=_base(file, values["map"]) if "map" in values else None,
        silos=silos,
        calendar=calendar,
        office_hours=office_hours,
        country=country,
        targets=_targets(file, _table(file, "targets", values.get("targets", {}))),
        abnormal_days=_abnormal(file, _table(file, "abnormal_days", values.get("abnormal_days", {}))),
        rule_codes=_codes(file, _table(file, "rules", values.get("rules", {}))),
        quality_weights=_weights(file, _table(file, "quality", values.get("quality", {}))),
        **_privacy(file, _table(file, "privacy", values.get("privacy", {}))),
        slug=_local(file, "slug", values.get("slug"), file.parent.resolve().name, locality.slug),
        language=_local(file, "language", values.get("language"), zone, locality.language),
        keep_releases=_keep_releases(file, values.get("keep_releases", KEEP_RELEASES)),
    )


def _base(file: Path, value: object) -> Base:
    entry = _table(file, "map", value)
    texts = {key: _text(file, f"map.{key}", entry.get(key), "text") for key in MAP_KEYS}
    if texts["crs"] not in SYSTEMS:
        raise _wrong(file, "map.crs", texts["crs"], ", ".join(SYSTEMS))
    return Base(texts["outline"], texts["crs"], texts["credit"], texts["credit_en"], file.parent)


def _calendar(file: Path, values: Mapping[str, Any]) -> tuple[dict[dt.date, str], tuple[tuple[str, str], ...]]:
    overrides: dict[dt.date, str] = {}
    hours: Any = list(DEFAULT_HOURS)
    for key, value in values.items():
        if key == "office_hours":
            hours = value
            continue
        try:
            day = dt.date.fromisoformat(key)
        except ValueError as error:
            raise _wrong(
                file, f"calendar.{key}", key, 'country, office_hours, or a day such as "2015-09-03"'
            ) from error
        if value not in DAY_KINDS:
            raise _wrong(file, f"calendar.{key}", value, ", ".join(DAY_KINDS))
        overrides[day] = value
    accepted = 'a list of spans in order such as ["08:30-12:00", "14:00-17:30"]'
    if not isinstance(hours, list) or not hours or not all(isinstance(span, str) for span in hours):
        raise _wrong(file, "calendar.office_hours", hours, accepted)
    if not all(HOURS.fullmatch(span) for span in hours):
        raise _wrong(file, "calendar.office_hours", hours, accepted)
    spans = tuple((span.split("-")[0], span.split("-")[1]) for span in hours)
    moments = [moment for span in spans for moment in span]
    if moments != sorted(set(moments)) or moments[-1] > "24:00":
        raise _wrong(file, "calendar.office_hours", hours, accepted)
    return overrides, spans


def _targets(file: Path, values: Mapping[str, Any]) -> dict[str, Versions[float]]:
    flat: dict[str, Versions[float]] = {}
    for key, value in values.items():
        inner = value if isinstance(value, dict) else {None: value}
        for variant, declared in inner.items():
            name = key if variant is None else f"{key}.{variant}"
            if name.count(".") != 1:
                raise _wrong(file, f"targets.{name}", declared, "kpi_id.variant = number in the KPI's unit")
            try:
                flat[name] = effective.read(declared, _number)
            except ValueError as error:
                accepted = f"a number in the KPI's unit: {effective.ACCEPTED}"
                raise _wrong(file, f"targets.{name}", str(error), accepted) from error
    return flat


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(repr(value))
    return float(value)


def _abnormal(file: Path, values: Mapping[str, Any]) -> dict[dt.date, Words]:
    found: dict[dt.date, Words] = {}
    for key, value in values.items():
        try:
            day = dt.date.fromisoformat(key)
        except ValueError as error:
            raise _wrong(file, f"abnormal_days.{key}", key, 'a day such as "2015-09-03"') from error
        zh, mark, en = value.partition("|") if isinstance(value, str) else ("", "", "")
        if not (mark and zh.strip() and en.strip()):
            raise _wrong(file, f"abnormal_days.{key}", value, 'the reason as "中文|English"')
        found[day] = Words(zh.strip(), en.strip())
    return found


def _codes(file: Path, values: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for rule_id, value in values.items():
        if rule_id not in rule_codes.GENERATED:
            raise _wrong(file, f"rules.{rule_id}", rule_id, f"a generated rule: {', '.join(rule_codes.GENERATED)}")
        try:
            found[rule_id] = rule_codes.read(value)
        except ValueError as error:
            raise _wrong(file, f"rules.{rule_id}", str(error), rule_codes.ACCEPTED) from error
    return found


def _weights(file: Path, values: Mapping[str, Any]) -> Versions[Mapping[str, float]]:
    if not values:
        return EVEN

    def weights(value: Any) -> Mapping[str, float]:
        if not isinstance(value, dict) or set(value) != set(QUALITY_CODES):
            raise ValueError(repr(value))
        numbers = {code: _number(number) for code, number in value.items()}
        if min(numbers.values()) < 0 or not sum(numbers.values()):
            raise ValueError(repr(value))
        return numbers

    try:
        return effective.read(values["weights"], weights)
    except ValueError as error:
        accepted = f'{{"01" = 1.0, …}} with all of {", ".join(QUALITY_CODES)}; {effective.ACCEPTED}'
        raise _wrong(file, "quality.weights", str(error), accepted) from error


def _privacy(file: Path, values: Mapping[str, Any]) -> dict[str, Any]:
    k = values.get("k", LEAST_ALIKE)
    if type(k) is not int or k < 2:
        raise _wrong(file, "privacy.k", k, "a whole number from 2, such as 10")
    free_text = values.get("free_text", "tell")
    if free_text not in FREE_TEXT:
        raise _wrong(file, "privacy.free_text", free_text, ", ".join(FREE_TEXT))
    return {"k": k, "free_text": free_text}


def _keep_releases(file: Path, number: object) -> int:
    if type(number) is not int or number < 1:
        raise _wrong(file, "keep_releases", number, "a whole number from 1")
    return number


def _local(file: Path, key: str, declared: object, other: str, read: Callable[[object, str], L]) -> L:
    """One of `locality`, which `other` decides where nothing is declared."""
    try:
        return read(declared, other)
    except ValueError as error:
        raise _wrong(file, key, declared, str(error)) from error


def _check_keys(file: Path, values: Mapping[str, Any]) -> None:
    """Refuse the file for all keys that it must not have, and all that it lacks, at once."""
    tables: list[tuple[Any, tuple[str, ...], tuple[str, ...], str]] = [(values, KEYS, REQUIRED, "")]
    silos = values["silos"] if isinstance(values.get("silos"), dict) else {}
    tables += [(entry, SILO_KEYS, SILO_KEYS, f"silos.{silo}.") for silo, entry in silos.items()]
    tables += [(values.get("quality"), ("weights",), (), "quality."), (values.get("map"), MAP_KEYS, MAP_KEYS, "map.")]
    tables += [(values.get("privacy"), PRIVACY_KEYS, (), "privacy.")]
    keys.check(file, [Keys(*table, noun="key") for table in tables if isinstance(table[0], dict)], NEXT)


def _wrong(file: Path, key: str, value: object, accepted: str) -> HgtError:
    return HgtError(f"key `{key}` is missing or wrong", file=file, value=value, accepted=accepted, next=NEXT)


def _text(file: Path, key: str, value: object, accepted: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _wrong(file, key, value, accepted)
    return value.strip()


def _table(file: Path, key: str, value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _wrong(file, key, value, "a table")
    return value
