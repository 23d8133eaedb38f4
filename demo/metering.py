"""Electricity of the parks' tenants: their meters, the dial at each midnight, and what a month adds up to.

Some dials pass their last digit, some meters are replaced, a few nights the line to a meter is down, and now and then
somebody misreads one, so that it seems to run backwards.
"""

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from demo.clock import Floats, Ints, Period, day_number, workdays
from demo.registers import SUSPENDED, Firm, day_text

RATIOS = (1, 20, 40, 80, 120, 200, 400)
LOST, MANUAL, ESTIMATED = 0.004, 0.03, 0.01
REPLACED_EVERY, ROLLING_EVERY, MISREAD = 17, 31, 3
SECTION_KWH = {"C": 900.0, "G": 260.0, "I": 150.0, "H": 120.0}
"""A usual day's use by section of industry; 70 for others."""


@dataclass
class Metered:
    """Rows of the two datasets, what the meters of a firm counted by month, and the nights of backward readings."""

    meters: list[tuple[object, ...]] = field(default_factory=list)
    readings: list[tuple[str, str, str, str]] = field(default_factory=list)
    used: dict[tuple[str, str], float] = field(default_factory=dict)
    backwards: list[tuple[str, str]] = field(default_factory=list)

    def meter_frame(self) -> pl.DataFrame:
        text = ("meter_no", "uscc", "park_id")
        late = ("installed_at", "initial_reading", "removed_at", "final_reading", "replaces")
        kinds = {
            **dict.fromkeys(text, pl.String),
            "ratio": pl.Int64,
            "digits": pl.Int64,
            **dict.fromkeys(late, pl.String),
        }
        return pl.DataFrame(self.meters, schema=kinds, orient="row")

    def reading_frame(self) -> pl.DataFrame:
        names = ("表号", "抄表日期", "示数", "抄表方式")
        frame = pl.DataFrame(self.readings, schema=dict.fromkeys(names, pl.String), orient="row")
        month = pl.col("抄表日期").str.slice(0, 7).str.replace("-", "")
        return frame.sort("抄表日期", "表号").with_columns((pl.lit("readings_") + month + ".csv").alias("_file"))


def meter(rng: np.random.Generator, period: Period, tenants: list[Firm]) -> Metered:
    """One meter for each tenant, or two where it was replaced."""
    made = Metered()
    first, last = day_number(period.first), day_number(period.last)
    working = workdays(period)
    season = 1 + 0.35 * np.sin((np.arange(first, last + 1) % 365 - 120) / 365 * 2 * np.pi)
    misread = 0
    for n, firm in enumerate(tenants):
        begin, end = max(firm.settled, first), (firm.left if firm.left is not None else last + 1)
        days = np.arange(begin, min(end, last + 1))
        if len(days) < 3:
            continue
        base = SECTION_KWH.get(firm.industry_code[0], 70.0) * float(rng.lognormal(0, 0.6))
        at = days - first
        used = base * season[at] * np.where(working[at], 1.0, 0.45) * rng.lognormal(0, 0.12, len(days))
        used *= np.array([0.04 if _is_suspended(firm, int(day)) else 1.0 for day in days])
        rolls = n % ROLLING_EVERY == 7
        ratio, digits = _dial(float(used.sum()))
        swap = len(days) // 2 + n % 9 if n % REPLACED_EVERY == 5 and firm.left is None and len(days) > 60 else None
        start = _start(rng, float(used.sum()) / ratio, digits, rolls and swap is None)
        numbers = f"D{10_000_001 + 2 * n}", f"D{10_000_002 + 2 * n}"
        is_new = firm.settled >= first
        installed = day_text(firm.settled) if is_new else day_text(max(firm.settled, first - 1_500))
        head = (numbers[0], firm.uscc, firm.changes[-1].park_id or _last_park(firm), ratio, digits, installed)
        first_dial = f"{start:.2f}" if is_new else "0.00"
        until = len(days) if swap is None else swap
        dial = _written(start, used[:until], ratio, digits)
        removed_at, final = None, None
        if swap is not None or firm.left is not None:
            removed_at = day_text(int(days[-1]) + 1 if swap is None else int(days[swap]))
            half = used[until] / 2 if until < len(used) else used[-1] / 3
            final = float(_written(start, np.append(used[:until], half), ratio, digits)[-1])
        made.meters.append((*head, first_dial, removed_at, None if final is None else f"{final:.2f}", None))
        is_misread = misread < MISREAD and swap is None and not rolls and not is_new and firm.left is None
        misread += is_misread
        _read(rng, made, numbers[0], firm.uscc, days[:until], dial, ratio, digits, is_misread,
              start if is_new else None, (removed_at, final))  # fmt: skip
        if swap is not None:
            rest = used[swap:].copy()
            rest[0] /= 2
            begun = round(float(rng.random() * 3), 2)
            made.meters.append((numbers[1], *head[1:5], removed_at, f"{begun:.2f}", None, None, numbers[0]))
            _read(rng, made, numbers[1], firm.uscc, days[swap:], _written(begun, rest, ratio, digits), ratio, digits,
                  False, begun, (None, None))  # fmt: skip
    return made


def _is_suspended(firm: Firm, day: int) -> bool:
    held = firm.at(day)
    return held is not None and held.state == SUSPENDED


def _last_park(firm: Firm) -> str | None:
    return next((change.park_id for change in reversed(firm.changes) if change.park_id), None)


def _dial(total: float) -> tuple[int, int]:
    """The smallest ratio and dial that the use of the period turns by a quarter at most."""
    return next(
        ((ratio, digits) for digits in (5, 6, 8) for ratio in RATIOS if total / ratio < 0.25 * 10**digits), (400, 8)
    )


def _start(rng: np.random.Generator, turns: float, digits: int, rolls: bool) -> float:
    """The dial's first reading; one that rolls over does so about half-way."""
    return round(float(10**digits) - turns / 2, 2) if rolls else round(float(rng.random()) * 0.6 * 10**digits + 5, 2)


def _written(start: float, used: Floats, ratio: int, digits: int) -> Floats:
    return np.asarray(np.round(start + np.cumsum(used) / ratio, 2) % 10**digits)


def _read(
    rng: np.random.Generator, made: Metered, number: str, uscc: str, days: Ints, dial: Floats, ratio: int, digits: int,
    is_misread: bool, begun: float | None, final: tuple[str | None, float | None],
) -> None:  # fmt: skip
    """Write one meter's readings and add up its months as whoever reads them later can: from reading to reading."""
    lots = rng.random(len(days))
    kept = np.flatnonzero(lots >= LOST)
    if is_misread and len(kept) > 40:
        at = len(kept) // 3
        dial = dial.copy()
        dial[kept[at]] = round(dial[kept[at - 1]] - 0.4, 2)
        made.backwards.append((number, str(day_text(int(days[kept[at]])))))
    points = [(str(day_text(int(days[at]))), float(dial[at])) for at in kept]
    ways = ["估抄" if lot > 1 - ESTIMATED else "人工" if lot > 1 - ESTIMATED - MANUAL else "自动" for lot in lots[kept]]
    made.readings += [(number, day, f"{value:.2f}", way) for (day, value), way in zip(points, ways, strict=True)]
    if final[0] is not None and final[1] is not None:
        points.append((final[0], final[1]))
    before = begun
    for day, value in points:
        if before is not None:
            turned = value - before
            if turned < 0 and before >= 0.9 * 10**digits and value < 0.1 * 10**digits:
                turned += 10**digits
            if turned >= 0:
                key = (uscc, day[:7])
                made.used[key] = made.used.get(key, 0.0) + turned * ratio
        before = value
