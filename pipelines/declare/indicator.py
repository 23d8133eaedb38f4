"""The typed header of a KPI: the shapes that an indicator may have, each with the columns, words and ranges it needs.

`SHAPES` and the methods of `KpiHeader` hold every difference that the kernel makes between kinds. They give the columns
of the SELECT, those that are added up, the range of an integer, and the exact value of two integers.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, PrivateAttr, model_validator

from pipelines.declare import naming, rounding
from pipelines.declare.declaration import Declaration, Kind, Text, Texts, Wrong, read
from pipelines.declare.header import NEXT, PERCENT, Better, TwoLanguages, Words
from pipelines.declare.periods import OPEN_SHARE, OpenShare
from pipelines.declare.rounding import Number

RATIO, GROWTH, COUNT, STOCK, QUANTILE = "ratio", "growth", "count", "stock", "quantile"
DISTINCT, DISTINCT_RATIO = "distinct", "distinct_ratio"
PERIOD, VARIANT, NUMERATOR, DENOMINATOR = "period_on", "variant", "numerator", "denominator"
VALUE, ENTITY = "value", "entity"
IS_OPEN = "is_open"
"""The column that marks a row of the cohort whose outcome is still open on the observed day."""
NUMERATOR_ENTITY, DENOMINATOR_ENTITY = "numerator_entity", "denominator_entity"
Range = Literal["share", "positive", "signed"]
SHARE: Range = "share"
POSITIVE: Range = "positive"
SIGNED: Range = "signed"
RANGES = {
    SHARE: ("0 <= numerator <= denominator", "numerator < 0 OR numerator > denominator"),
    POSITIVE: ("0 <= numerator, 0 <= denominator", "numerator < 0 OR denominator < 0"),
    SIGNED: ("0 <= denominator", "denominator < 0"),
}
"""Accepted ranges of a KPI's integers, in words, and the SQL condition of an offending row."""
MOST_SCALE = 9
YEAR_TO_DATE = "year_to_date"
WINDOW = re.compile(r"last_([1-9]\d{0,2})_(days|months)")
MEASURE = re.compile(rf"\w+\.\w+\.({NUMERATOR}|{DENOMINATOR})")
MEASURES = f"a list, each kpi.variant.{NUMERATOR} or kpi.variant.{DENOMINATOR}"
MOST_STEPS = {"days": 366, "months": 60}


@dataclass(frozen=True)
class Shape:
    """The requirements of a kind of KPI. The first of `ranges` holds where the header names none."""

    columns: tuple[str, ...]
    words: tuple[str, ...]
    ranges: tuple[Range, ...]
    optional: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    """Header keys that not every kind has."""
    adds_up: bool = True
    """Whether the integers of a period, and of the whole, are the sums of those of its days, and of its parts."""
    entities: Mapping[str, str] = field(default_factory=dict)
    """The integers that are numbers of different entities, each with the column that names the entity."""


SHAPES: dict[str, Shape] = {
    RATIO: Shape(
        (PERIOD, NUMERATOR, DENOMINATOR),
        (NUMERATOR, DENOMINATOR),
        (SHARE, POSITIVE, SIGNED),
        optional=(IS_OPEN,),
        keys=("scale", "windows", "open_share"),
    ),
    COUNT: Shape((PERIOD, NUMERATOR), (NUMERATOR,), (POSITIVE, SIGNED), keys=("scale", "windows")),
    STOCK: Shape((NUMERATOR,), (NUMERATOR,), (POSITIVE, SIGNED), optional=(PERIOD,), keys=("scale",)),
    QUANTILE: Shape(
        (PERIOD, VALUE),
        (),
        (SIGNED,),
        optional=(IS_OPEN,),
        keys=("quantile", "windows", "open_share"),
        adds_up=False,
    ),
    GROWTH: Shape((PERIOD, NUMERATOR, DENOMINATOR), (NUMERATOR, DENOMINATOR), (POSITIVE,), keys=("scale", "windows")),
    DISTINCT: Shape(
        (PERIOD, ENTITY), (NUMERATOR,), (POSITIVE,), keys=("windows",), adds_up=False, entities={NUMERATOR: ENTITY}
    ),
    DISTINCT_RATIO: Shape(
        (PERIOD, NUMERATOR_ENTITY, DENOMINATOR_ENTITY),
        (NUMERATOR, DENOMINATOR),
        (SHARE, POSITIVE),
        keys=("windows",),
        adds_up=False,
        entities={NUMERATOR: NUMERATOR_ENTITY, DENOMINATOR: DENOMINATOR_ENTITY},
    ),
}
KINDS = tuple(SHAPES)
RATIOS = (RATIO, DISTINCT_RATIO)
WINDOWS_ACCEPTED = f"{YEAR_TO_DATE}, " + ", ".join(
    f"last_<n>_{step} with n from 2 to {most}" for step, most in MOST_STEPS.items()
)


def _windows(names: tuple[str, ...]) -> tuple[str, ...]:
    for name in names:
        window = WINDOW.fullmatch(name)
        if name != YEAR_TO_DATE and (window is None or not 2 <= int(window[1]) <= MOST_STEPS[window[2]]):
            raise Wrong(WINDOWS_ACCEPTED, value=name)
    return names


def _either(kinds: Iterable[str]) -> str:
    return " or ".join(f'"{kind}"' for kind in kinds)


def _first_range(read: dict[str, Any]) -> Range:
    """The range where the header names none."""
    return _ranges(read["kind"], read.get("per"))[0]


def _ranges(kind: str, per: int | None) -> tuple[Range, ...]:
    """The ranges that a kind of KPI may have; a value `per` so many is no share."""
    return tuple(name for name in SHAPES[kind].ranges if per is None or name != SHARE)


def _measures(values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        if not MEASURE.fullmatch(value):
            raise Wrong(MEASURES, value=value)
    return values


Measures = Annotated[Texts, AfterValidator(_measures), Kind(MEASURES)]


class Variant(Declaration):
    """One way to count a KPI. A KPI that is counted in one way only has `[variants.default]`."""

    zh: Text = Field(description="Title in Chinese.", examples=["应结案件"])
    en: Text = Field(description="Title in English.", examples=["Cases due"])
    numerator: TwoLanguages | None = Field(
        default=None,
        description="Meaning of the numerator; required but for a quantile.",
        examples=["按期结案数|Cases closed in time"],
    )
    denominator: TwoLanguages | None = Field(
        default=None,
        description="Meaning of the denominator; required where the KPI divides, else refused.",
        examples=["应结案数|Cases due"],
    )
    part_of: dict[Literal["numerator", "denominator"], Measures] = Field(
        default_factory=dict,
        description="Integers of which the numerator or the denominator is a part, on every day and in every slice.",
        examples=[{"numerator": ["bench_repairs.default.numerator"]}],
    )
    _name: str = PrivateAttr(default="")

    @property
    def name(self) -> str:
        """The name after `variants.`."""
        return self._name

    @property
    def title(self) -> Words:
        """The title in both languages."""
        return Words(self.zh, self.en)


class KpiHeader(Declaration):
    """Header of a KPI: its question, its measure and its unit."""

    title_zh: Text = Field(description="Title in Chinese.", examples=["结案率"])
    title: Text = Field(description="Title in English.", examples=["Closure rate"])
    question_zh: Text = Field(description="Question that the KPI answers, in Chinese.", examples=["结案了多少？"])
    question: Text = Field(description="The same in English.", examples=["How many cases are closed?"])
    kind: Literal["ratio", "count", "stock", "quantile", "growth", "distinct", "distinct_ratio"] = Field(
        description="Kind of the measure.", examples=["ratio"]
    )
    quantile: Annotated[float, Field(gt=0, lt=1), Kind("a number between 0 and 1, such as 0.5")] | None = Field(
        default=None,
        description="The quantile that is measured. Only of that kind, and required there.",
        examples=[0.9],
    )
    unit: Text = Field(description="Unit of the value: `%` for a share or a growth, any word else.", examples=["%"])
    per: Annotated[int, Field(ge=1), Kind("a whole number from 1")] | None = Field(
        default=None,
        description="So many of the numerator to so many (`per`) of the denominator, where the unit is not `%`: 1 is an"
        " average, 1000 a rate.",
        examples=[1000],
    )
    scale: Annotated[
        int, Field(ge=0, le=MOST_SCALE), Kind(f"how many decimals there are: a whole number from 0 to {MOST_SCALE}")
    ] = Field(
        default=0,
        description="Decimals of numerator and denominator: their integers count units of 10^-scale.",
        examples=[2],
    )
    range: Range = Field(
        default_factory=_first_range,
        description="Range of numerator and denominator. Without it, `share` for a ratio without `per`, `signed` for a"
        " quantile, else `positive`.",
        examples=["positive"],
    )
    windows: Annotated[Texts, AfterValidator(_windows), Kind(WINDOWS_ACCEPTED)] = Field(
        default=(),
        description="Periods besides the usual ones: moving spans that end with each day or month, the year to date.",
        examples=[["last_7_days", "year_to_date"]],
    )
    open_share: OpenShare = Field(
        default=OPEN_SHARE,
        description="Share of open rows (`is_open`) in a cohort up to which its period is ripe.",
        examples=[0.05],
    )
    better: Better = Field(description="Direction in which the value is better.", examples=["higher"])
    source: Text = Field(description="Norm or document that defines the KPI.", examples=["GB/T 30428"])
    owner: Text = Field(description="Office that answers for the KPI.", examples=["城管局"])
    variants: dict[str, Variant] = Field(description="Ways to count, each a table `[variants.<name>]`.")
    headline: Text | None = Field(
        default=None,
        description="Variant that verdicts take. Required where there are several; verdicts and indices count"
        " no other.",
        examples=["due"],
    )

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        shape = self.shape
        for key in ("quantile", "scale", "windows", "open_share"):
            if key in self.model_fields_set and key not in shape.keys:
                kinds = [name for name, other in SHAPES.items() if key in other.keys]
                raise Wrong(f"only a KPI of kind = {_either(kinds)} has it", value=getattr(self, key), key=key)
        if self.kind == QUANTILE and self.quantile is None:
            raise Wrong("a number between 0 and 1, such as 0.5", value="nothing", key="quantile")
        if self.per is not None and (self.kind not in RATIOS or self.unit == PERCENT):
            accepted = f"a whole number from 1, in a KPI of kind {_either(RATIOS)} whose unit is not {PERCENT}"
            raise Wrong(accepted, value=self.per, key="per")
        if self.kind in RATIOS and self.per is None and self.unit != PERCENT:
            accepted = f"{PERCENT}, or with it per = 1 for an average, per = 1000 for a rate …"
            raise Wrong(accepted, value=self.unit, key="unit")
        if self.kind == GROWTH and self.unit != PERCENT:
            raise Wrong(f"{PERCENT}: a growth is new / old - 1 in per cent", value=self.unit, key="unit")
        ranges = _ranges(self.kind, self.per)
        if self.range not in ranges:
            raise Wrong(", ".join(ranges), value=self.range, key="range")
        return self

    @model_validator(mode="after")
    def _variants_are_told_apart(self) -> Self:
        if not self.variants:
            raise Wrong("at least [variants.default]", value={}, key="variants")
        for name, variant in self.variants.items():
            if not naming.SNAKE.fullmatch(name):
                raise Wrong("[variants.<lower_snake_case>]", value=name, key=f"variants.{name}")
            variant._name = name
            for key in (NUMERATOR, DENOMINATOR):
                words = getattr(variant, key)
                if words is None and key in self.shape.words:
                    raise Wrong('"中文|English"', value="nothing", key=f"variants.{name}.{key}")
                if words is not None and key not in (NUMERATOR, *self.shape.words):
                    kinds = [kind for kind, shape in SHAPES.items() if key in shape.words]
                    accepted = f"only a KPI of kind = {_either(kinds)} has it"
                    raise Wrong(accepted, value=f"{words.zh}|{words.en}", key=f"variants.{name}.{key}")
        if self.headline not in (*self.variants, *([None] if len(self.variants) == 1 else [])):
            raise Wrong(", ".join(self.variants), value=self.headline or "nothing", key="headline")
        for language in ("zh", "en"):
            said = [getattr(variant, language).casefold() for variant in self.variants.values()]
            alike = [name for name, words in zip(self.variants, said, strict=True) if said.count(words) > 1]
            if alike:
                place = f"variants.{alike[-1]}.{language}"
                raise Wrong("words of its own for each variant", value=f"the words of {', '.join(alike)}", key=place)
        return self

    @property
    def shape(self) -> Shape:
        return SHAPES[self.kind]

    @property
    def headline_variant(self) -> str:
        """The headline variant."""
        return self.headline or next(iter(self.variants))

    @property
    def divides(self) -> bool:
        return DENOMINATOR in self.shape.words

    @property
    def is_count(self) -> bool:
        return NUMERATOR in self.shape.words and not self.divides

    @property
    def factor(self) -> int:
        """The factor that converts a fraction to its unit."""
        return self.per or (100 if self.divides and self.unit == PERCENT else 1)

    def exact(self, numerator: int | None, denominator: int | None) -> Fraction | None:
        """The value of two integers of `kpi.value`; None over nothing, and for a quantile, which has none."""
        if numerator is None or (self.divides and not denominator):
            return None
        if not self.divides:
            return Fraction(numerator, 10**self.scale)
        assert denominator is not None
        over = numerator - denominator if self.kind == GROWTH else numerator
        return Fraction(self.factor * over, denominator)

    def number(self, numerator: int | None, denominator: int | None, value: float | None) -> Number | None:
        """The value of a row of `kpi.value`, from its integers where it has any."""
        return value if value is None or self.kind == QUANTILE else self.exact(numerator, denominator)

    def shown(self, value: Number | None, target: Number | None = None) -> str:
        """A value as it is printed, distinct from a target that it misses."""
        missed = rounding.missed_by(value, target, self.better)
        return rounding.shown(value, self.unit, missed, signed=self.kind == GROWTH)


def kpi_header(values: Mapping[str, Any], file: Path) -> KpiHeader:
    """The header of a KPI model."""
    return read(KpiHeader, values, file, NEXT)
