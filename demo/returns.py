"""Monthly returns of enterprises: who owes one, when it comes, what it says, and who says something odd."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import polars as pl

from demo.clock import DAY, HOUR, Period, day_number, text
from demo.registers import IN_BUSINESS, Firm

# section of industry: output a month in 10,000 yuan, tax as a share of it
OUTPUT = {"C": (620.0, 0.052), "E": (480.0, 0.034), "G": (210.0, 0.031), "I": (160.0, 0.061), "J": (340.0, 0.088),
          "K": (390.0, 0.094), "L": (95.0, 0.057), "M": (120.0, 0.049)}  # fmt: skip
OTHERS = (40.0, 0.03)
MISSING_SHARE, LATE_SHARE, TWICE_SHARE, PROXY_SHARE, REFUND_SHARE = 0.04, 0.07, 0.05, 0.06, 0.01
TIDY = {"P01": 0.5, "P02": 0.9, "P03": 1.0, "P04": 1.1, "P05": 2.2}
"""The frequency of late or silent firms of a park, against the usual."""
NOT_OWED, EXAGGERATED = 3, 4
"""Returns of firms that left, and returns whose electricity is far from the meter's."""


@dataclass
class Filed:
    """The returns, and which of them rules across tables must find."""

    rows: list[tuple[object, ...]] = field(default_factory=list)
    not_owed: list[tuple[str, str]] = field(default_factory=list)
    exaggerated: list[tuple[str, str]] = field(default_factory=list)

    def frame(self) -> pl.DataFrame:
        kinds = {
            "统一社会信用代码": pl.String, "企业名称": pl.String, "报表月份": pl.String, "产值（万元）": pl.String,
            "税收（万元）": pl.Float64, "从业人员（人）": pl.Int64, "用电量（千瓦时）": pl.Float64,
            "填报时间": pl.String, "报送方式": pl.String, "填报人": pl.String, "联系电话": pl.String,
            "_file": pl.String,
        }  # fmt: skip
        return pl.DataFrame(self.rows, schema=kinds, orient="row")


def months(period: Period) -> list[date]:
    """The months that are over and of which returns can come within the period, or else the newest that is over."""
    over = [(period.first.replace(day=1) - timedelta(days=20)).replace(day=1)]
    while (after := following(over[-1])) < period.last.replace(day=1):
        over.append(after)
    return [month for month in over if following(month) + timedelta(days=19) >= period.first] or over[-1:]


def following(month: date) -> date:
    """The first day of the next month."""
    return (month + timedelta(days=32)).replace(day=1)


def filed(rng: np.random.Generator, period: Period, scope: list[Firm], used: dict[tuple[str, str], float]) -> Filed:
    """The returns that the firms in scope filed within the period."""
    made = Filed()
    size = {firm.uscc: float(rng.lognormal(0, 0.9)) for firm in scope}
    for month in months(period):
        due = day_number(following(month))
        for firm in scope:
            held = firm.at(due - 1)
            owes = held is not None and held.state == IN_BUSINESS
            gone = firm.left is not None and day_number(month) <= firm.left < due
            is_odd = gone and len(made.not_owed) < NOT_OWED and due + 9 <= day_number(period.last)
            if owes or is_odd:
                _file(rng, made, period, firm, month, size[firm.uscc], used, is_odd)
    return made


def _file(
    rng: np.random.Generator, made: Filed, period: Period, firm: Firm, month: date, size: float,
    used: dict[tuple[str, str], float], is_odd: bool,
) -> None:  # fmt: skip
    lots, label = rng.random(8), month.strftime("%Y-%m")
    first = day_number(following(month))
    care = TIDY.get(firm.park_id or "", 1.0) * (1.3 - 0.05 * month.month)
    if not is_odd and lots[0] < MISSING_SHARE * care:
        return
    late = not is_odd and lots[1] < LATE_SHARE * care
    wait = 10 + int(lots[2] * 14) if late else int(lots[2] ** 0.7 * 10)
    at = (first + wait) * DAY + int((8.5 + lots[3] * 9) * HOUR)
    if at > period.end:
        return
    level, rate = OUTPUT.get(firm.industry_code[0], OTHERS)
    output = round(level * size * (0.9 + 0.04 * month.month) * float(rng.lognormal(0, 0.18)), 2)
    tax = round(output * rate * float(rng.lognormal(0, 0.25)), 4)
    if lots[4] < REFUND_SHARE:
        tax = -round(tax / 4, 4)
    metered = used.get((firm.uscc, label))
    kwh = None if metered is None else round(metered * (0.97 + 0.06 * float(lots[5])), 2)
    twice = lots[6] < TWICE_SHARE and at + 3 * DAY <= period.end and not is_odd
    if (
        not twice
        and not is_odd
        and len(made.exaggerated) < EXAGGERATED
        and metered
        and metered > 500
        and lots[7] < 0.03
    ):
        kwh = round(metered * 1.6, 2)
        made.exaggerated.append((f"{label}-01", f"{kwh:.2f}"))
    way = "代报" if lots[7] > 1 - PROXY_SHARE else "直报"
    staff = max(int(size * 22), 2)
    moment = str(text(np.array([at]))[0])
    file = f"returns_{month.strftime('%Y%m')}.xlsx"

    def row(figure: float, filed_at: str) -> tuple[object, ...]:
        return (firm.uscc, firm.name, label, f"{figure:,.2f}", tax, staff, kwh, filed_at, way, firm.contact_name,
                firm.contact_phone, file)  # fmt: skip

    made.rows.append(row(output, moment))
    if is_odd:
        made.not_owed.append((f"{label}-01", moment))
    if twice:
        made.rows.append(row(round(output * 1.12, 2), str(text(np.array([at + 2 * DAY + 3_600]))[0])))
