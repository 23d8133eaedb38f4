"""Urban-management cases: what was reported, where, and how far each got.

The number of cases in each state is counted out exactly and handed to concrete cases; times follow from
limits, units and the office clock. Histories are written by `demo.steps` from what is decided here.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from demo import clock, components, geo
from demo.clock import DAY, HOUR, MISSING, Bools, Ints, Names, OfficeClock, Period, Rhythm
from demo.world import CATEGORIES, CHANNELS, STREETS, UNITS, World, people, phones, pick

REPORTED = 18_200
CLOSED = 17_927
# What the cases that are not closed came to, in shares of them.
OTHERWISE = {"1": 14, "pending": 70, "overdue": 29, "9": 9, "8": 18, "7": 16, "merged": 38, "withdrawn": 18,
             "rejected": 34, "not_registered": 27}  # fmt: skip
EXTENDED_SHARE, BACK_SHARE, REOPENED_SHARE, URGED_SHARE = 0.018, 0.03, 0.008, 0.025
MISSING_PHONE_SHARE = 0.015

RHYTHM = Rhythm(
    hours=(3, 2, 1, 1, 1, 2, 9, 26, 55, 68, 62, 48, 30, 36, 52, 60, 57, 46, 34, 38, 36, 24, 13, 6),
    weekdays=(1.12, 1.05, 1.02, 1.0, 1.06, 0.88, 0.82), day_off=0.85, growth=0.25,
)  # fmt: skip


@dataclass
class Cases:
    """Columns of the validated cases, sorted by time of report; instants are seconds, MISSING where none."""

    reported: Ints
    accepted: Ints
    registered: Ints
    dispatched: Ints
    disposed: Ints
    verified: Ints
    closed: Ints
    suspended: Ints
    left: Ints  # when it was rejected, merged, withdrawn or voided
    due: Ints
    extended_due: Ints
    updated: Ints
    category: Ints
    grid: Ints
    street: Ints
    unit: Ints
    channel: Ints
    rework: Ints
    back: Ints
    urge: Ints
    reopened: Ints
    merged_into: Ints  # position of the master, -1 if none
    status: Names
    task_num: pl.Series
    person: Ints

    def __len__(self) -> int:
        return len(self.reported)


def shares(total: int, weights: dict[str, int]) -> dict[str, int]:
    """`total` split in proportion to `weights`, exactly, by largest remainder."""
    whole = sum(weights.values())
    out = {name: total * weight // whole for name, weight in weights.items()}
    by_rest = sorted(weights, key=lambda name: -(total * weights[name] % whole))
    for name in by_rest[: total - sum(out.values())]:
        out[name] += 1
    return out


def make(rng: np.random.Generator, world: World, period: Period, factor: float) -> Cases:
    """The cases of the period; `factor` 1.0 is the article's half year."""
    n = max(int(REPORTED * factor + 0.5), 1)
    n_closed = min(int(CLOSED * factor + 0.5), n)
    reported = np.maximum(RHYTHM.draw(rng, period, n), period.start + HOUR)
    channel = rng.choice(len(CHANNELS), n, p=[share for _, share, _, _ in CHANNELS])
    grid_weight = world.grid["weight"].to_numpy()
    grid = rng.choice(len(grid_weight), n, p=grid_weight / grid_weight.sum())
    street = world.grid["street_n"].to_numpy()[grid].astype(np.int64)
    category = np.zeros(n, dtype=np.int64)
    for street_n in range(len(STREETS)):
        here = np.flatnonzero(street == street_n)
        category[here] = rng.choice(len(CATEGORIES), len(here), p=world.category_weights(street_n))
    unit = world.unit_numbers(category, street)

    accepted = reported + rng.integers(60, 25 * 60, n)
    night = (accepted % DAY) < 7 * HOUR
    accepted = np.where(night, accepted // DAY * DAY + 7 * HOUR + rng.integers(0, HOUR, n), accepted)
    registered = accepted + rng.integers(60, 40 * 60, n)
    dispatched = registered + rng.integers(60, 30 * 60, n)
    office = OfficeClock(period)
    due = _due(office, registered, category, world)

    status, master = _states(rng, period, reported, due, category * len(grid_weight) + grid, n_closed)
    closing = status == "6"
    punctual = np.array([u[3] for u in UNITS])[unit]
    in_time = rng.random(n) < punctual
    span = np.maximum(due - registered, HOUR)
    ratio = np.where(in_time, rng.beta(2.0, 2.6, n) * 0.97 + 0.02, 1.02 + rng.lognormal(-1.1, 1.0, n))
    closed = registered + np.maximum((span * np.minimum(ratio, 14)).astype(np.int64), 20 * 60)
    late = closed > period.end
    room = np.maximum(period.end - dispatched, 1)
    closed = np.where(late, dispatched + (room * rng.uniform(0.3, 0.98, n)).astype(np.int64), closed)
    closed = np.maximum(closed, dispatched + 600)

    extended = (closed > due) & (rng.random(n) < EXTENDED_SHARE * 12) & np.isin(status, ("6", "4"))
    extended_due = np.where(extended, _due(office, np.maximum(due, registered), category, world), MISSING)
    worked = np.isin(status, ("4", "5", "6"))
    rework_share = np.array([u[4] for u in UNITS])[unit]
    reopened = np.where(closing & (rng.random(n) < REOPENED_SHARE), 1, 0)
    rework = np.where(worked & (rng.random(n) < rework_share), rng.choice([1, 2, 3], n, p=[0.86, 0.11, 0.03]), 0)
    gap = closed - dispatched
    disposed = dispatched + (gap * rng.uniform(0.55, 0.85, n)).astype(np.int64)
    verified = disposed + ((closed - disposed) * rng.uniform(0.3, 0.9, n)).astype(np.int64)

    def shown(at: Ints, keep: Bools) -> Ints:
        return np.where(keep, np.minimum(at, period.end), MISSING)

    early_exit = (status == "withdrawn") & (np.arange(n) % 2 == 0)
    pending = status == "1"
    is_registered = ~pending & ~np.isin(status, ("rejected", "not_registered")) & ~early_exit
    is_dispatched = is_registered & ~np.isin(status, ("3", "7", "merged", "withdrawn"))
    verifying = closing | (status == "5")
    # a case that is being verified was disposed of between its dispatch and now
    disposed = np.where(status == "5", np.minimum(disposed, (dispatched + period.end) // 2), disposed)
    out = np.isin(status, ("rejected", "not_registered", "merged", "withdrawn", "7"))
    base = np.where(is_registered, registered, np.where(status == "not_registered", accepted, reported))
    left = shown(base + rng.integers(10 * 60, 20 * HOUR, n), out)
    suspended = shown(dispatched + rng.integers(HOUR, 60 * HOUR, n), status == "8")
    cases = Cases(
        reported=reported,
        accepted=shown(accepted, is_registered | (status == "not_registered")),
        registered=shown(registered, is_registered),
        dispatched=shown(dispatched, is_dispatched),
        disposed=shown(disposed, verifying),
        verified=shown(verified, closing),
        closed=shown(closed, closing),
        suspended=suspended,
        left=left,
        due=np.where(is_registered, due, MISSING),
        extended_due=np.where(is_dispatched, extended_due, MISSING),
        updated=np.zeros(n, dtype=np.int64),
        category=category, grid=grid, street=street, unit=unit, channel=channel,
        rework=rework + reopened,
        back=np.where(worked & (rng.random(n) < BACK_SHARE), 1, 0),
        urge=np.where(status == "9", 1 + rng.integers(0, 3, n), (rng.random(n) < URGED_SHARE) & is_dispatched),
        reopened=reopened,
        merged_into=master,
        status=status,
        task_num=_task_numbers(reported),
        person=people(rng, n, factor),
    )  # fmt: skip
    instants = (reported, cases.accepted, cases.registered, cases.dispatched, cases.disposed, cases.verified,
                cases.closed, suspended, left)  # fmt: skip
    cases.updated = np.minimum(np.max(np.stack(instants), axis=0) + rng.integers(0, 90, n), period.end)
    return cases


def _due(office: OfficeClock, at: Ints, category: Ints, world: World) -> Ints:
    """The limit of each case counted from `at`: office time, or round the clock for emergencies."""
    seconds = world.limit_seconds[category]
    urgent = np.array([c.limit_unit == "紧急工作时" for c in CATEGORIES])[category]
    return np.where(urgent, at + seconds, office.add(at, seconds))


def _states(
    rng: np.random.Generator, period: Period, reported: Ints, due: Ints, problem: Ints, n_closed: int
) -> tuple[Names, Ints]:
    """The vendor's state of every case, and the master of the merged ones."""
    n = len(reported)
    counts = shares(n - n_closed, OTHERWISE)
    status = np.full(n, "6", dtype="<U16")
    master = np.full(n, -1)
    free = np.ones(n, dtype=bool)

    def give(state: str, chosen: Ints) -> None:
        status[chosen] = state
        free[chosen] = False

    give("1", np.arange(n - counts["1"], n))
    # a merged case repeats the problem (category and grid) of the case just before it
    order = np.lexsort((reported, problem))
    repeats = np.flatnonzero((np.diff(problem[order]) == 0) & (np.diff(reported[order]) < 3 * DAY) & free[order[1:]])
    repeats = repeats[np.concatenate([[True], np.diff(repeats) > 1])] if len(repeats) else repeats
    repeats = rng.permutation(repeats)[: counts["merged"]]
    children, masters = order[repeats + 1], order[repeats]
    give("merged", children)
    master[children] = masters
    free[masters] = False  # a master stays closed
    recency = reported + rng.normal(0, 8 * HOUR, n)
    not_due = np.flatnonzero(free & (due > period.end))
    give("pending", not_due[np.argsort(-recency[not_due], kind="stable")][: counts["pending"]])
    overdue = np.flatnonzero(free & (due < period.end - DAY) & (reported < period.end - 3 * DAY))
    give("overdue", rng.permutation(overdue)[: counts["overdue"]])
    settled = np.flatnonzero(free & (reported < period.end - 2 * DAY))
    settled = rng.permutation(settled)
    for state in ("9", "8", "7", "withdrawn", "rejected", "not_registered"):
        give(state, settled[: counts[state]])
        settled = settled[counts[state] :]
    short = n - n_closed - int((status != "6").sum())  # a tiny district may lack candidates
    give("overdue", np.flatnonzero(free)[:short])
    for state, parts in (("pending", ("3", "4", "5")), ("overdue", ("4", "4", "5"))):
        chosen = np.flatnonzero(status == state)
        status[chosen] = np.array(parts)[rng.choice(3, len(chosen), p=(0.25, 0.5, 0.25))]
    return status, master


def _task_numbers(reported: Ints) -> pl.Series:
    serial = pl.Series(clock.serial_in_day(reported)).cast(pl.String).str.zfill(5)
    return clock.written(reported, "%y%m%d") + serial


def miscounted(cases: Cases) -> Bools:
    """Cases whose limit the vendor counted an hour too long; all were closed well before it."""
    early = (cases.closed != MISSING) & (cases.closed < cases.due) & (cases.extended_due == MISSING)
    return np.asarray(early & (np.arange(len(cases)) % 2311 == 5))


def frame(rng: np.random.Generator, world: World, cases: Cases, order_id: pl.Series) -> pl.DataFrame:
    """The cases as the vendor's table `case_info` shows them, all text."""
    n = len(cases)
    grid = world.grid
    shifted = np.array([c[2] for c in CHANNELS])[cases.channel]
    lon, lat = geo.moved(
        grid["lon"].to_numpy()[cases.grid], grid["lat"].to_numpy()[cases.grid],
        rng.uniform(-120, 120, n), rng.uniform(-120, 120, n),
    )  # fmt: skip
    lon_shifted, lat_shifted = geo.to_gcj02(lon, lat)
    phoned = np.array([c[3] for c in CHANNELS])[cases.channel] & (rng.random(n) >= MISSING_PHONE_SHARE)
    columns = {
        "task_num": cases.task_num,
        "event_src": pick([c[0] for c in CHANNELS], cases.channel),
        **{name: pick([getattr(c, name) for c in CATEGORIES], cases.category)
           for name in ("case_type", "main_code", "sub_code")},
        "lon": pl.Series(np.where(shifted, lon_shifted, lon)).round(6).cast(pl.String),
        "lat": pl.Series(np.where(shifted, lat_shifted, lat)).round(6).cast(pl.String),
        "crs": pick(("WGS84", "GCJ02"), shifted.astype(np.int64)),
        "grid_code": pick(grid["grid_code"].to_list(), cases.grid),
        "street_code": pick(grid["street_code"].to_list(), cases.grid),
        "status": pl.Series(cases.status.tolist()),
        **{f"{name}_at": clock.text(getattr(cases, name))
           for name in ("reported", "accepted", "registered", "dispatched", "disposed", "verified", "closed")},
        "limit_value": pick([str(c.limit) for c in CATEGORIES], cases.category),
        "limit_unit": pick([c.limit_unit for c in CATEGORIES], cases.category),
        "due_at": clock.text(cases.due + np.where(miscounted(cases), HOUR, 0)),
        "extended_due_at": clock.text(cases.extended_due),
        "dispose_unit": pick([u[0] for u in UNITS], cases.unit),
        **{f"{name}_cnt": pl.Series(getattr(cases, name)).cast(pl.Int64).cast(pl.String)
           for name in ("rework", "back", "urge", "reopened")},
        "suspended_at": clock.text(cases.suspended),
        "hotline_order_id": order_id,
        "reporter_phone": pl.Series(phones(cases.person).tolist()),
        "updated_at": clock.text(cases.updated),
        "_place": pick(grid["grid_name"].to_list(), cases.grid),
        "_sub": pick([c.sub_name for c in CATEGORIES], cases.category),
        "_phoned": pl.Series(phoned),
        "component_id": components.named(cases.category, cases.grid),
        "_master": pl.Series(cases.merged_into),
    }  # fmt: skip
    return pl.DataFrame(columns).select(
        "task_num", "event_src", "case_type", "main_code", "sub_code", "component_id",
        "lon", "lat", "crs", "grid_code", "street_code", "status", "reported_at", "accepted_at",
        "registered_at", "dispatched_at", "disposed_at", "verified_at", "closed_at", "limit_value", "limit_unit",
        "due_at", "extended_due_at", "dispose_unit", "rework_cnt", "back_cnt", "urge_cnt", "reopened_cnt",
        "suspended_at",
        pl.when(pl.col("_master") >= 0)
        .then(pl.col("task_num").gather(pl.col("_master").clip(0))).alias("merged_into"),
        "hotline_order_id",
        pl.when("_phoned").then("reporter_phone").alias("reporter_phone"),
        pl.concat_str("_place", pl.lit("附近有"), "_sub", pl.lit("问题,请尽快处理")).alias("event_desc"),
        "updated_at",
    )  # fmt: skip
