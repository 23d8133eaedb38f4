"""The typed header of a KPI: the shapes that an indicator may have, each with the columns, words and ranges it needs.

All that the kernel does differently for one kind than for another is said in `SHAPES` or asked of `KpiHeader`: which
columns the SELECT gives, what is added up, what an integer may be, and what the exact value of two integers is.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from pipelines.declare import naming, rounding
from pipelines.declare.header import BETTER, NEXT, PERCENT, Fields, Words, two_languages
from pipelines.declare.keys import Keys, check
from pipelines.declare.rounding import Number
from warehouse.errors import HgtError

RATIO, GROWTH, COUNT, STOCK, QUANTILE = "ratio", "growth", "count", "stock", "quantile"
DISTINCT, DISTINCT_RATIO = "distinct", "distinct_ratio"
PERIOD, VARIANT, NUMERATOR, DENOMINATOR = "period_on", "variant", "numerator", "denominator"
VALUE, ENTITY = "value", "entity"
NUMERATOR_ENTITY, DENOMINATOR_ENTITY = "numerator_entity", "denominator_entity"
SHARE, POSITIVE, SIGNED = "share", "positive", "signed"
RANGES = {
    SHARE: ("0 <= numerator <= denominator", "numerator < 0 OR numerator > denominator"),
    POSITIVE: ("0 <= numerator, 0 <= denominator", "numerator < 0 OR denominator < 0"),
    SIGNED: ("0 <= denominator", "denominator < 0"),
}
"""Accepted ranges of a KPI's integers, in words, and the SQL condition of an offending row."""
MOST_SCALE = 9
YEAR_TO_DATE = "year_to_date"
WINDOW = re.compile(r"last_([1-9]\d{0,2})_(days|months)")
MOST_STEPS = {"days": 366, "months": 60}


@dataclass(frozen=True)
class Shape:
    """The requirements of a kind of KPI. The first of `ranges` holds where the header names none."""

    columns: tuple[str, ...]
    words: tuple[str, ...]
    ranges: tuple[str, ...]
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
        keys=("scale", "windows"),
    ),
    COUNT: Shape((PERIOD, NUMERATOR), (NUMERATOR,), (POSITIVE, SIGNED), keys=("scale", "windows")),
    STOCK: Shape((NUMERATOR,), (NUMERATOR,), (POSITIVE, SIGNED), optional=(PERIOD,), keys=("scale",)),
    QUANTILE: Shape((PERIOD, VALUE), (), (SIGNED,), keys=("quantile", "windows"), adds_up=False),
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
KEYS = (
    "title_zh", "title", "question_zh", "question", "kind", "quantile", "per", "scale", "range", "windows", "unit",
    "better", "source", "owner", "variants",
)  # fmt: skip
REQUIRED = ("title_zh", "title", "question_zh", "question", "kind", "unit", "better", "source", "owner", "variants")
VARIANT_KEYS = ("zh", "en", "numerator", "denominator")


@dataclass(frozen=True)
class Variant:
    """One way to count a KPI; `denominator` is None unless the KPI divides."""

    name: str
    title: Words
    numerator: Words | None
    denominator: Words | None


@dataclass(frozen=True)
class KpiHeader:
    """The header of a KPI: its question, its measure and its unit."""

    title_zh: str
    title: str
    question_zh: str
    question: str
    kind: str
    unit: str
    better: str
    source: str
    owner: str
    variants: Mapping[str, Variant]
    range: str
    quantile: float | None = None
    per: int | None = None
    """A ratio of either kind that is no share: so many of the numerator to so many (`per`) of the denominator."""
    scale: int = 0
    """The decimals of numerator and denominator: their integers count units of 10^-scale."""
    windows: tuple[str, ...] = ()
    """Grains beside those that every KPI has: moving spans that end with each day or month, and the year to date."""

    @property
    def shape(self) -> Shape:
        return SHAPES[self.kind]

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
        """A value as it is printed, told apart from a target that it misses."""
        missed = rounding.missed_by(value, target, self.better)
        return rounding.shown(value, self.unit, missed, signed=self.kind == GROWTH)


def kpi_header(values: Mapping[str, Any], file: Path) -> KpiHeader:
    """The header of a KPI model."""
    named = values["variants"].items() if isinstance(values.get("variants"), dict) else ()
    tables = [Keys(table, VARIANT_KEYS, ("zh", "en"), f"variants.{n}.") for n, table in named if type(table) is dict]
    check(file, [Keys(values, KEYS, REQUIRED), *tables], NEXT)
    fields = Fields(values, KEYS, file)
    kind, unit = fields.choice("kind", KINDS), fields.text("unit")
    shape = SHAPES[kind]
    for key in ("quantile", "scale", "windows"):
        if key in values and key not in shape.keys:
            kinds = [name for name, other in SHAPES.items() if key in other.keys]
            raise fields.refused(key, values[key], f"only a KPI of kind = {_either(kinds)} has it")
    quantile = values.get("quantile")
    if kind == QUANTILE and (not isinstance(quantile, float) or not 0 < quantile < 1):
        raise fields.refused("quantile", quantile, "a number between 0 and 1, such as 0.5")
    per = values.get("per")
    if "per" in values and (kind not in RATIOS or unit == PERCENT or type(per) is not int or per < 1):
        raise fields.refused(
            "per", per, f"a whole number from 1, in a KPI of kind {_either(RATIOS)} whose unit is not {PERCENT}"
        )
    if kind in RATIOS and per is None and unit != PERCENT:
        raise fields.refused("unit", unit, f"{PERCENT}, or beside it per = 1 for an average, per = 1000 for a rate …")
    if kind == GROWTH and unit != PERCENT:
        raise fields.refused("unit", unit, f"{PERCENT}: a growth is new / old - 1 in per cent")
    scale = values.get("scale", 0)
    if type(scale) is not int or not 0 <= scale <= MOST_SCALE:
        raise fields.refused("scale", scale, f"how many decimals there are: a whole number from 0 to {MOST_SCALE}")
    variants = {name: _variant(name, fields.table("variants"), kind, file) for name in fields.table("variants")}
    if not variants:
        raise fields.refused("variants", {}, "at least [variants.default]")
    for language in ("zh", "en"):
        said = [getattr(variant.title, language).casefold() for variant in variants.values()]
        alike = [name for name, words in zip(variants, said, strict=True) if said.count(words) > 1]
        if alike:
            place = f"variants.{alike[-1]}.{language}"
            raise fields.refused(place, f"the words of {', '.join(alike)}", "words of its own for each variant")
    return KpiHeader(
        title_zh=fields.text("title_zh"),
        title=fields.text("title"),
        question_zh=fields.text("question_zh"),
        question=fields.text("question"),
        kind=kind,
        unit=unit,
        better=fields.choice("better", BETTER),
        source=fields.text("source"),
        owner=fields.text("owner"),
        variants=variants,
        range=_range(fields, shape, per),
        quantile=quantile,
        per=per,
        scale=scale,
        windows=_windows(fields) if "windows" in values else (),
    )


def _range(fields: Fields, shape: Shape, per: int | None) -> str:
    """The range that the header names, of those that its kind has; what is `per` so many is no share."""
    accepted = tuple(name for name in shape.ranges if per is None or name != SHARE)
    return fields.choice("range", accepted) if "range" in fields.values else accepted[0]


def _windows(fields: Fields) -> tuple[str, ...]:
    found = fields.texts("windows")
    for name in found:
        window = WINDOW.fullmatch(name)
        if name != YEAR_TO_DATE and (window is None or not 2 <= int(window[1]) <= MOST_STEPS[window[2]]):
            steps = ", ".join(f"last_<n>_{step} with n from 2 to {most}" for step, most in MOST_STEPS.items())
            raise fields.refused("windows", name, f"{YEAR_TO_DATE}, {steps}")
    return found


def _either(kinds: Sequence[str]) -> str:
    return " or ".join(f'"{kind}"' for kind in kinds)


def _variant(name: str, variants: Mapping[str, Any], kind: str, file: Path) -> Variant:
    place = f"variants.{name}"
    if not naming.SNAKE.fullmatch(name) or not isinstance(variants[name], dict):
        raise HgtError(
            f"header key `{place}` is not a variant",
            file=file,
            value=variants[name],
            accepted="[variants.<lower_snake_case>] with " + ", ".join(VARIANT_KEYS),
            next=NEXT,
        )
    entry = variants[name]
    fields = Fields(entry, VARIANT_KEYS, file, f"{place}.")
    words = SHAPES[kind].words
    if DENOMINATOR in entry and DENOMINATOR not in words:
        kinds = [other for other, shape in SHAPES.items() if DENOMINATOR in shape.words]
        raise fields.refused(DENOMINATOR, entry[DENOMINATOR], f"only a KPI of kind = {_either(kinds)} has it")
    for key in words:
        fields.text(key)
    said = {key: two_languages(entry, key, file, f"{place}.") for key in (NUMERATOR, DENOMINATOR) if key in entry}
    title = Words(fields.text("zh"), fields.text("en"))
    return Variant(name=name, title=title, numerator=said.get(NUMERATOR), denominator=said.get(DENOMINATOR))
