"""The keys of `district.toml`: one declaration for the file and one for each of its tables.

`district` reads the file and turns it into the `District` that the kernel uses.
"""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, PlainValidator, model_validator

from pipelines.declare import effective
from pipelines.declare.contracts import rule_codes
from pipelines.declare.declaration import Declaration, Kind, Text, Wrong
from pipelines.declare.effective import Versions
from pipelines.declare.header import TwoLanguages
from pipelines.declare.locality import Country, Language, Slug

SILO_ID = re.compile(r"[A-Za-z0-9_]+")
SILO_ID_ACCEPTED = "ASCII letters, digits and underscores: it names a folder of contracts, a group of assets, a team"
QUALITY_CODES = ("01", "02", "03", "04", "05", "06")
"""The dimensions of data quality of GB/T 36344, by their codes."""
EVEN: Versions[Mapping[str, float]] = Versions(((None, dict.fromkeys(QUALITY_CODES, 1.0)),))
LEAST_ALIKE = 10
KEEP_RELEASES = 31
SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]|24):([0-5]\d)")
DEFAULT_HOURS = ("08:30-12:00", "14:00-17:30")
A_DAY = 'a day in quotes, such as "2015-09-03"'


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise Wrong("a zone such as Asia/Shanghai") from error
    return name


def _hours(spans: tuple[str, ...]) -> tuple[str, ...]:
    moments = [moment for span in spans for moment in span.split("-")]
    if not all(map(SPAN.fullmatch, spans)) or moments != sorted(set(moments)) or moments[-1] > "24:00":
        raise ValueError(list(spans))
    return spans


def _days(declared: Mapping[str, Any]) -> Mapping[str, Any]:
    for key in declared:
        try:
            dt.date.fromisoformat(key)
        except ValueError as error:
            raise Wrong(A_DAY, value=key, key=key) from error
    return declared


def _target(declared: Any) -> Versions[float]:
    return effective.read(declared, effective.number)


def _by_variant(declared: Any) -> Any:
    """Targets by `kpi_id.variant`: TOML reads a key with a point as a table in a table."""
    if not isinstance(declared, Mapping):
        return declared
    flat: dict[str, Any] = {}
    for key, value in declared.items():
        inner = value if isinstance(value, Mapping) else {None: value}
        for variant, target in inner.items():
            name = key if variant is None else f"{key}.{variant}"
            if name.count(".") != 1:
                raise Wrong("kpi_id.variant = number in the KPI's unit", value=target, key=name)
            flat[name] = target
    return flat


def _weights(declared: Any) -> Versions[Mapping[str, float]]:
    def weights(value: Any) -> Mapping[str, float]:
        if not isinstance(value, dict) or set(value) != set(QUALITY_CODES):
            raise ValueError(repr(value))
        numbers = {code: effective.number(number) for code, number in value.items()}
        if min(numbers.values()) < 0 or not sum(numbers.values()):
            raise ValueError(repr(value))
        return numbers

    return effective.read(declared, weights)


def _generated(codes: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    for rule_id in codes:
        if rule_id not in rule_codes.GENERATED:
            raise Wrong(f"a generated rule: {', '.join(rule_codes.GENERATED)}", value=rule_id, key=rule_id)
    return codes


def _silo_ids(silos: dict[str, Any]) -> dict[str, Any]:
    for silo in silos:
        if not SILO_ID.fullmatch(silo):
            raise Wrong(SILO_ID_ACCEPTED, value=silo, key=silo)
    return silos


DayTable = Annotated[dict[str, TwoLanguages], AfterValidator(_days)]
Targets = Annotated[
    dict[
        str,
        Annotated[Versions[float], PlainValidator(_target), Kind(f"a number in the KPI's unit: {effective.ACCEPTED}")],
    ],
    BeforeValidator(_by_variant),
]
Weights = Annotated[
    Versions[Mapping[str, float]],
    PlainValidator(_weights),
    Kind(f'{{"01" = 1.0, …}} with all of {", ".join(QUALITY_CODES)}; {effective.ACCEPTED}'),
]


class SiloTable(Declaration):
    """One source system; its name here is the name of its folder of contracts under `assets/`."""

    name: Text = Field(description="Name in Chinese.", examples=["长椅系统"])
    name_en: Text = Field(description="Name in English.", examples=["Benches"])
    location: Text = Field(
        description="Folder, file or address of the source. `{data}` is the folder of `--data`, `{root}` the content"
        " root, `${NAME}` a variable of the environment or of the file that `NAME_FILE` names. A relative path starts"
        " at the content root.",
        examples=["{data}/district/bench"],
    )


class MapTable(Declaration):
    """The outline under the maps. Maps are drawn without it where the file is not there."""

    outline: Text = Field(description="GeoJSON file of the outline.", examples=["${HGT_DATA}/outline.json"])
    crs: Literal["WGS-84", "CGCS2000", "GCJ-02", "BD-09"] = Field(
        description="Coordinate system of the file.", examples=["GCJ-02"]
    )
    credit: Text = Field(
        description="Credit that the publisher asks for, in Chinese.", examples=["区界：DataV.GeoAtlas"]
    )
    credit_en: Text = Field(description="The same in English.", examples=["Boundary: DataV.GeoAtlas"])


class CalendarTable(Declaration):
    """Working days. Any further key is a day that differs from the public calendar: `"2015-09-03" = "off"`, or
    `"work"`."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Literal["off", "work"]] = Field(init=False)

    country: Country | None = Field(
        default=None,
        description="Country or region of the public holidays. Without it, China in China's time zones, else weekends"
        " only.",
        examples=["CN"],
    )
    office_hours: Annotated[
        tuple[str, ...],
        Field(strict=False, min_length=1),
        AfterValidator(_hours),
        Kind('a list of spans in order such as ["08:30-12:00", "14:00-17:30"]'),
    ] = Field(
        default=DEFAULT_HOURS,
        description="Spans of a working day, which rules on working time read as `office_spans` of `std.calendar`.",
        examples=[["08:30-12:00", "14:00-17:30"]],
    )

    @model_validator(mode="after")
    def _keys_are_days(self) -> Self:
        for key in self.days:
            try:
                dt.date.fromisoformat(key)
            except ValueError as error:
                raise Wrong(f"country, office_hours, or {A_DAY}", value=key, key=key) from error
        return self

    @property
    def days(self) -> Mapping[str, Literal["off", "work"]]:
        """Days that differ from the public calendar."""
        return self.__pydantic_extra__


class QualityTable(Declaration):
    """The score of data quality."""

    weights: Weights = Field(
        default=EVEN,
        description="Weights of the dimensions of GB/T 36344 by code. Without it all weigh the same.",
        examples=[{"01": 1.0, "02": 2.0, "03": 2.0, "04": 1.0, "05": 1.0, "06": 1.0}],
    )


class PrivacyTable(Declaration):
    """The bounds on what the public lake may show of persons."""

    free_text: Literal["refuse", "tell"] = Field(
        default="tell",
        description="Treatment of public free text without a reason: `refuse` the contract, or `tell` in `hgt status`.",
        examples=["refuse"],
    )
    k: Annotated[int, Field(ge=2), Kind("a whole number from 2, such as 10")] = Field(
        default=LEAST_ALIKE, description="Least number of persons that must be alike in the public lake.", examples=[10]
    )


class DistrictFile(Declaration):
    """The district as a whole."""

    name: Text = Field(description="Name in Chinese.", examples=["小城"])
    name_en: Text = Field(description="Name in English.", examples=["Smalltown"])
    division_code: Text | None = Field(
        default=None, description="Code of the district in GB/T 2260. Nothing reads it.", examples=["360113"]
    )
    time_zone: Annotated[
        str,
        AfterValidator(_zone),
        Kind("a zone such as Asia/Shanghai"),
        Field(description="Time zone of days, and of times that name no zone.", examples=["Asia/Shanghai"]),
    ]
    as_of: dt.date | None = Field(
        default=None,
        description="Day that is observed, where the data ends on a day of the past. Without it, the newest delivery's"
        " day where every contract declares `taken`, else today.",
        examples=[dt.date(2015, 8, 31)],
    )
    generator: Text | None = Field(
        default=None, description="Python package that makes the extracts of an invented district.", examples=["demo"]
    )
    slug: Slug | None = Field(
        default=None,
        description="Name of the public DuckDB file without its ending. Without it, the folder's name.",
        examples=["smalltown"],
    )
    language: Language | None = Field(
        default=None,
        description="Language in which the report opens. Without it, Chinese in China's time zones, else English.",
        examples=["zh"],
    )
    keep_releases: Annotated[int, Field(ge=1), Kind("a whole number from 1")] = Field(
        default=KEEP_RELEASES,
        description="Number of newest releases that maintenance keeps for readers.",
        examples=[31],
    )
    silos: Annotated[dict[str, SiloTable], AfterValidator(_silo_ids)] = Field(
        default={}, description="Source systems by id, each a table `[silos.ID]`."
    )
    map: MapTable | None = Field(default=None, description="Outline under the maps.")
    calendar: CalendarTable = Field(default=CalendarTable(), description="Working days.")
    abnormal_days: DayTable = Field(
        default={},
        description="Days whose volume of data is excused, by day: they are not reported, and no day is compared with"
        " them.",
        examples=[{"2015-08-06": "雷雨大风|Thunderstorm"}],
    )
    targets: Targets = Field(
        default={},
        description="Targets by `kpi_id.variant`, in the KPI's unit. A list of `{from, value}` keeps what a target was"
        " before.",
        examples=[{"closure_rate.default": 95.0}],
    )
    rules: Annotated[dict[str, rule_codes.Codes], AfterValidator(_generated)] = Field(
        default={},
        description="Codes of the district's own list of rules for the generated rules, by their id.",
        examples=[{"feed_on_time": "D-22"}],
    )
    quality: QualityTable = Field(default=QualityTable(), description="Score of data quality.")
    privacy: PrivacyTable = Field(default=PrivacyTable(), description="Disclosure.")
