"""Two registers of the firms: the state of each, and every change of state, name and park.

Finance and the parks both write from here, so that a firm that stands in both has one history. Where their extracts
are to disagree is decided by the silos that disagree.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from demo.clock import day_number
from demo.firms import ALPHABET, PARKS, credit_code
from demo.silo import Scene

IN_BUSINESS, SUSPENDED = "在营", "停业"
STATES = {"存续": IN_BUSINESS, "迁出": "迁出", "注销": "注销", "吊销": "吊销"}
# share of firms that changed their name, that came from another park, that are suspended, that were for a while
RENAMED, MOVED, SUSPENDED_NOW, SUSPENDED_ONCE = 0.06, 0.05, 0.03, 0.04


@dataclass(frozen=True)
class Change:
    """The state of a firm from a day on."""

    day: int
    name: str
    state: str
    park_id: str | None
    reason: str


@dataclass(frozen=True)
class Firm:
    """A firm with its history, oldest change first."""

    uscc: str
    name: str
    kind: str
    is_sole_trader: bool
    industry_code: str
    grid_code: str
    settled: int
    left: int | None
    contact_name: str
    contact_phone: str
    changes: tuple[Change, ...]

    @property
    def state(self) -> str:
        return self.changes[-1].state

    @property
    def park_id(self) -> str | None:
        return self.changes[-1].park_id

    def at(self, day: int) -> Change | None:
        """The state at the end of a day; nothing before the firm settled."""
        held = [change for change in self.changes if change.day <= day]
        return held[-1] if held else None


def firms(scene: Scene) -> list[Firm]:
    """Every firm of the district with its history; the same list for every part."""
    return scene.once("registers", lambda: _draw(scene))


def _draw(scene: Scene) -> list[Firm]:
    rng = scene.stream("registers")
    last = day_number(scene.period.last)
    return [_firm(rng, row, last) for row in scene.firms.iter_rows(named=True)]


def _firm(rng: np.random.Generator, row: dict[str, str], last: int) -> Firm:
    settled = day_number(date.fromisoformat(row["settled_on"]))
    left = day_number(date.fromisoformat(row["left_on"])) if row["left_on"] else None
    park, name = row["park_id"], row["name"]
    lots = rng.random(4)
    steps: list[tuple[str, str, str | None, str]] = [(name, IN_BUSINESS, park, "设立登记")]
    if park and lots[0] < MOVED:
        others = [code for code, _, _ in PARKS if code != park]
        before = others[int(rng.integers(len(others)))]
        steps = [(name, IN_BUSINESS, before, "设立登记"), (name, IN_BUSINESS, park, "迁入园区")]
    if not row["is_sole_trader"] and lots[1] < RENAMED:
        old = name.replace("江西", "南昌") if "江西" in name else name.replace("红谷滩", "红角洲")
        steps = [(old, *step[1:]) for step in steps] + [(name, IN_BUSINESS, park, "名称变更")]
    if lots[2] < SUSPENDED_ONCE:
        steps += [(name, SUSPENDED, park, "停业备案"), (name, IN_BUSINESS, park, "恢复营业")]
    if left is None and lots[3] < SUSPENDED_NOW:
        steps.append((name, SUSPENDED, park, "停业备案"))
    end = left if left is not None else last
    inner = np.arange(settled + 1, end)
    if len(steps) - 1 > len(inner):
        steps = [(name, IN_BUSINESS, park, "设立登记")]
    days = [settled, *sorted(int(day) for day in rng.choice(inner, len(steps) - 1, replace=False))]
    changes = [Change(day, *step) for day, step in zip(days, steps, strict=True)]
    if left is not None:
        gone = Change(left, name, STATES[row["status"]], None, f"{row['status']}登记")
        changes = [change for change in changes if change.day < left] + [gone]
    return Firm(
        uscc=row["uscc"],
        name=name,
        kind=row["kind"],
        is_sole_trader=bool(row["is_sole_trader"]),
        industry_code=row["industry_code"],
        grid_code=row["grid_code"],
        settled=settled,
        left=left,
        contact_name=row["contact_name"],
        contact_phone=row["contact_phone"],
        changes=tuple(changes),
    )


def day_text(day: int | None) -> str | None:
    """A day number as `YYYY-MM-DD`."""
    return None if day is None else (date(1970, 1, 1) + timedelta(days=day)).isoformat()


def spare_codes(first: int, n: int = 400) -> list[str]:
    """Codes of firms that the district does not have: a clone's own key, or somebody that no register knows."""
    return [credit_code(first + i, "91") for i in range(n)]


def own_code(first: int) -> pl.Expr:
    """A code of its own for each clone, by its number within its dataset."""
    codes = spare_codes(first)
    return pl.col("_serial").replace_strict(dict(enumerate(codes, 1)), return_dtype=pl.String)


def spoilt_code(name: str) -> pl.Expr:
    """The code with a last character that does not follow from the others."""
    right = pl.col(name).str.slice(17)
    wrong = pl.when(right == ALPHABET[0]).then(pl.lit(ALPHABET[1])).otherwise(pl.lit(ALPHABET[0]))
    return (pl.col(name).str.slice(0, 17) + wrong).alias(name)
