"""A KPI as pages know it: its definition, and its measures with their value, verdict, gap and integers in words.

Every number on a page is put into words here, and is rounded by `rounding` alone.
"""

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from pipelines.declare import indices
from pipelines.declare.header import PERCENT
from pipelines.declare.indicator import COUNT, DISTINCT, GROWTH, QUANTILE, RATIOS, STOCK
from pipelines.declare.periods import CUMULATIVE
from pipelines.declare.rounding import NOTHING, Number, exact, missed_by, scaled, shown, verdict
from pipelines.release.catalogue import INDEX
from pipelines.site.model import Text, same
from pipelines.site.ranking import LEAST_CASES, distance, interval

UNRIPE = Text("未成熟", "not yet complete")
TOO_FEW = Text("样本不足，不排名", "too few to rank")
COUNTED = (COUNT, STOCK, DISTINCT)
"""The kinds of KPI that count things."""


def number(value: Number, unit: str, missed: Number | None = None) -> str:
    """The number that `rounding.shown` prints, without its unit, which a page says in two languages."""
    return shown(value, unit, missed).removesuffix(unit).rstrip()


POINTS = Text(" 个百分点", " pp")


def _signed(apart: Fraction, unit: str) -> Text:
    """A difference with its sign, without its unit; one that is not nothing is not shown as nothing."""
    shown = number(apart, unit, 0 if apart else None)
    return same(f"{'' if shown.startswith('-') else '+' if apart else '±'}{shown}".replace("-", "−"))


@dataclass(frozen=True)
class Definition:
    """A KPI in one variant, as `meta.kpi` describes it."""

    kpi_id: str
    variant: str
    title: Text
    question: Text
    numerator: Text
    denominator: Text
    kind: str
    unit: str
    better: str
    source: str
    owner: str
    target: float | None
    """The target in force, for a KPI that has no value yet."""
    is_headline: bool = True
    """Whether verdicts take this variant of the KPI."""
    factor: int | None = None
    """The factor that converts a fraction to its unit; None where the release does not give the shapes of its KPIs."""
    scale: int = 0
    unit_words: Text | None = None
    """The unit as the content root says it; else as it is written."""

    @property
    def is_counted(self) -> bool:
        """Whether things are counted, so that no things are 0; a quotient or a measurement then has no value."""
        return self.kind in COUNTED

    @property
    def is_judged(self) -> bool:
        """Whether one direction is better, so that a target decides."""
        return self.better in ("higher", "lower")

    @property
    def way(self) -> Text:
        """The variant in words: the numerator and the denominator, or the things counted."""
        if self.denominator.zh:
            return self.numerator + same(" ÷ ") + self.denominator
        return self.numerator if self.numerator.zh else self.question

    def shown(self, value: Number | None, missed: Number | None = None) -> Text:
        """A value of this KPI as it is printed, distinct from a target that it misses."""
        if value is not None and self.kind == INDEX:
            return same(indices.shown(value, "", missed))
        if value is None:
            return same(NOTHING)
        sign = "+" if self.kind == GROWTH and value > 0 else ""
        return same(sign + number(value, self.unit, missed)) + self.unit_shown

    @property
    def unit_shown(self) -> Text:
        """The unit as it follows a number; a KPI that counts things names them in its title."""
        if self.kind == INDEX or (self.is_counted and not self.scale):
            return same("")
        return same(PERCENT) if self.unit == PERCENT else same(" ") + (self.unit_words or self.unit)

    @property
    def divides(self) -> bool:
        """Whether the value is a fraction of the two integers."""
        return self.kind in (*RATIOS, GROWTH)


@dataclass(frozen=True)
class Measure:
    """One row of `kpi.value` with its definition."""

    of: Definition
    period_start: dt.date
    slice_type: str
    slice_id: str
    numerator: int | None
    denominator: int | None
    value: float | None
    target: float | None
    set_aside: int
    grain: str = CUMULATIVE
    open_n: int | None = None
    cohort_n: int | None = None
    is_ripe: bool = True
    """Whether the cohort of the period has had its time; nothing is concluded from one that has not."""

    @property
    def number(self) -> Number | None:
        """The value from its integers, where it has any and they give one."""
        if self.value is None or self.numerator is None or self.of.factor is None:
            return self.value
        if self.of.is_counted:
            return Fraction(self.numerator, 10**self.of.scale)
        if not self.denominator:
            return self.value
        over = self.numerator - self.denominator if self.of.kind == GROWTH else self.numerator
        return Fraction(self.of.factor * over, self.denominator)

    @property
    def shown(self) -> Text:
        return self.of.shown(self.number, missed_by(self.number, self.target, self.of.better))

    @property
    def target_shown(self) -> Text:
        """The target; one that is finer than it is shown is printed so that it differs from a value that misses it."""
        is_finer = self.target is not None and (10 * exact(self.target)).denominator != 1
        return self.of.shown(self.target, self.number if is_finer and self.status == "missed" else None)

    @property
    def status(self) -> str:
        """`met`, `missed`, `unripe`, `empty` where a target finds no value, or `none` where nothing is to be met."""
        if self.target is not None and not self.is_ripe and self.of.is_judged:
            return "unripe"
        if self.target is not None and self.value is None and self.of.is_judged:
            return "empty"
        return verdict(self.number, self.target, self.of.better)

    @property
    def shortfall(self) -> Fraction:
        """The distance from the target, from 0 to 1; 0 when met. Orders the worst first across units."""
        if self.status != "missed" or self.target is None or self.number is None:
            return Fraction(0)
        of = self.of
        is_share = of.unit == PERCENT and of.kind != GROWTH
        return distance(self.number, self.target, of.better, is_counted=of.is_counted, is_share=is_share)

    @property
    def is_share(self) -> bool:
        """Whether the value is a share of whole cases, so that it has an interval."""
        if self.of.kind not in RATIOS or self.of.unit != PERCENT or self.of.scale:
            return False
        return self.numerator is not None and self.denominator is not None and 0 <= self.numerator <= self.denominator

    def is_too_few(self, target: float | None) -> bool:
        """Whether the cases are too few to rank this part: fewer than 30, of a share whose interval holds the target.

        Where there is no target, no interval clears it. A count is no sample, and has no fewest cases.
        """
        if self.of.kind == QUANTILE:
            cases = self.denominator if self.cohort_n is None else self.cohort_n
            return (cases or 0) < LEAST_CASES
        if not self.is_share or self.denominator is None or self.denominator >= LEAST_CASES:
            return False
        low, high = interval(self.numerator or 0, self.denominator)
        return target is None or low <= target / 100 <= high

    @property
    def gap(self) -> Text:
        """Value less target, signed, in the KPI's own unit."""
        if self.number is None or self.target is None:
            return same(NOTHING)
        unit = POINTS if self.of.unit == PERCENT else self.of.unit_shown
        return _signed(exact(self.number) - exact(self.target), self.of.unit) + unit

    def change(self, then: "Measure") -> Text | None:
        """The change since another period: of a share in points, of all else in per cent; None from nothing."""
        if self.number is None or then.number is None:
            return None
        apart = exact(self.number) - exact(then.number)
        if self.of.unit == PERCENT:
            return _signed(apart, PERCENT) + POINTS
        return _signed(100 * apart / abs(exact(then.number)), PERCENT) + same(PERCENT) if then.number else None

    @property
    def fraction(self) -> Text:
        """The integers behind the value."""
        if self.of.divides and self.numerator is not None and self.denominator is not None:
            parts = (scaled(units, self.of.scale) for units in (self.numerator, self.denominator))
            return same(" / ".join(f"{part:,}" for part in parts))
        if self.counted is None:
            return same(NOTHING)
        return same(f"n = {scaled(self.counted, self.of.scale if self.of.is_counted else 0):,}")

    @property
    def unripe(self) -> Text:
        """The words of a period whose cohort has not had its time, with its integers; else nothing."""
        if self.is_ripe:
            return same("")
        counts = f"{self.open_n or 0:,} / {self.cohort_n or 0:,}"
        return UNRIPE + Text(f"（未定 {counts}）", f" (open {counts})")

    @property
    def counted(self) -> int | None:
        """The number of counted things: a quantile keeps that in its denominator, for it divides nothing."""
        return self.denominator if self.of.kind == "quantile" else self.numerator
