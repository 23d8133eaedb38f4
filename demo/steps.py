"""The history of every case: `case_step`, consistent with the case's own row.

Detours (a unit hands a case back, an extension, rework, a reopening) lie between dispatch and final disposal.
"""

import numpy as np
import polars as pl

from demo import clock
from demo.cases import Cases
from demo.clock import MISSING, Bools, Ints
from demo.world import UNITS

CENTRE = "监督指挥中心"
BACK = ("returned", "in_progress")
EXTENSION = ("extended", "in_progress")
REWORK = ("verifying", "rework", "in_progress")
REOPENING = ("verifying", "closed", "rework", "in_progress")
UNIT_STATES = ("returned", "verifying", "extended")


def frame(cases: Cases) -> pl.DataFrame:
    """One row per change of state, in the order of cases and time."""
    parts: list[tuple[Ints, int, str, Ints]] = []  # case, order within an instant, state, instant

    def add(order: int, state: str, at: Ints, which: Bools) -> None:
        chosen = np.flatnonzero(which & (at != MISSING))
        parts.append((chosen, order, state, at[chosen]))

    everyone = np.ones(len(cases), dtype=bool)
    add(0, "pending_accept", cases.reported, everyone)
    add(1, "registered_dispatch", cases.registered, everyone)
    add(2, "in_progress", cases.dispatched, everyone)
    start = np.where(cases.dispatched == MISSING, cases.reported, cases.dispatched)
    finish = np.where(cases.disposed == MISSING, np.maximum(cases.updated, start), cases.disposed)
    rework = cases.rework - cases.reopened
    detours = [
        (BACK, cases.back > 0),
        (EXTENSION, cases.extended_due != MISSING),
        *((REWORK, rework > k) for k in range(int(rework.max(initial=0)))),
        (REOPENING, cases.reopened > 0),
    ]
    total = sum(len(detour) * which.astype(np.int64) for detour, which in detours)
    done = np.zeros(len(cases), dtype=np.int64)
    order = 3
    for detour, which in detours:
        for state in detour:
            done = done + which
            add(order, state, start + (finish - start) * done // (total + 1), which)
            order += 1
    add(order, "verifying", cases.disposed, everyone)
    add(order + 1, "closed", cases.closed, everyone)
    add(order + 1, "suspended", cases.suspended, everyone)
    add(order + 1, "supervised", cases.updated, cases.status == "9")
    for status, state in (("7", "void"), ("merged", "merged"), ("withdrawn", "withdrawn"),
                          ("rejected", "rejected"), ("not_registered", "not_registered")):  # fmt: skip
        add(order + 1, state, cases.left, cases.status == status)

    case = np.concatenate([p[0] for p in parts])
    rank = np.concatenate([np.full(len(p[0]), p[1]) for p in parts])
    at = np.concatenate([p[3] for p in parts])
    states = pl.Series([p[2] for p in parts], dtype=pl.String).gather(
        np.repeat(np.arange(len(parts)), [len(p[0]) for p in parts])
    )
    sorting = np.lexsort((rank, case))
    case, at, states = case[sorting], at[sorting], states.gather(sorting)
    first = np.concatenate([[True], np.diff(case) != 0])
    starts = np.flatnonzero(first)
    seq = np.arange(len(case)) - np.repeat(starts, np.diff(np.append(starts, len(case)))) + 1
    unit = pl.Series([u[0] for u in UNITS]).gather(cases.unit[case])
    return pl.DataFrame(
        {
            "task_num": cases.task_num.gather(case),
            "seq": pl.Series(seq).cast(pl.String),
            "from_state": states.shift(1),
            "to_state": states,
            "actor_unit": unit,
            "step_at": clock.text(at),
            "_first": pl.Series(first),
        }
    ).select(
        "task_num",
        "seq",
        pl.when(~pl.col("_first")).then("from_state").alias("from_state"),
        "to_state",
        pl.when(pl.col("to_state").is_in(UNIT_STATES)).then("actor_unit").otherwise(pl.lit(CENTRE)).alias("actor_unit"),
        "step_at",
    )
