"""Applications for services and the ratings that follow: how each service is handled, well or badly.

A few services are slow or send people back and forth; their applicants rate them accordingly.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from demo import clock
from demo.clock import DAY, HOUR, MISSING, OFFICE_DAY, Bools, Ints, OfficeClock, Period, Rhythm
from demo.world import pick

APPLICATIONS = 6_000
ENTERPRISE_SHARE = 0.22
CHANNELS = ("window", "web", "app", "kiosk", "post")
BY_DEPTH = {1: (0.90, 0.02, 0.0, 0.04, 0.04), 2: (0.84, 0.06, 0.02, 0.04, 0.04), 3: (0.42, 0.28, 0.20, 0.06, 0.04),
            4: (0.18, 0.36, 0.40, 0.05, 0.01)}  # fmt: skip
"""The ways in which people apply, by the depth to which a service works online."""
STATUTORY = (5, 10, 15, 20, 30)
BOTHERSOME = (3, 11, 17)  # services that ask for another visit, by their place among those that take applications
SLOW = (5, 11, 20)  # services that miss their promises
RESULTS = ("准予", "不予", "退件", "撤回")
RESULT_SHARES = (0.91, 0.03, 0.04, 0.02)
ACTIVE_SHARE = 0.46
DEFAULT_AFTER = 15 * DAY
GOOD_LEVELS, BAD_LEVELS = (0.012, 0.028, 0.07, 0.17, 0.72), (0.09, 0.15, 0.13, 0.16, 0.47)  # from 1 to 5
COMMENTS = ("办得快", "窗口态度好", "跑了两趟", "材料要求不清楚", "网上操作方便", "等候时间长")
RHYTHM = Rhythm(
    hours=(1, 0, 0, 0, 0, 1, 2, 6, 40, 82, 78, 48, 14, 18, 58, 66, 52, 20, 10, 10, 12, 10, 6, 3),
    weekdays=(1.3, 1.15, 1.05, 1.0, 1.0, 0.5, 0.3), day_off=0.12, growth=0.25,
)  # fmt: skip


@dataclass
class Handling:
    """The two tables of what is applied for and how it was rated."""

    applications: pl.DataFrame
    ratings: pl.DataFrame


def make(
    rng: np.random.Generator, services: pl.DataFrame, people: pl.DataFrame, firms: pl.DataFrame, period: Period,
    factor: float,
) -> Handling:  # fmt: skip
    """Applications for the services that take any, and their ratings."""
    offered = services.filter((pl.col("category") == "网上办事") & (pl.col("valid_from") <= period.first.isoformat()))
    n = max(int(APPLICATIONS * factor + 0.5), 1)
    submitted = np.minimum(RHYTHM.draw(rng, period, n), period.end - HOUR)
    appeal = (np.arange(len(offered)) * 11 % len(offered) + 2.0) ** -0.7
    service = rng.choice(len(offered), n, p=appeal / appeal.sum())
    depth = offered["online_depth"].cast(pl.Int64).to_numpy()[service]
    shares = np.array([BY_DEPTH[d] for d in (1, 2, 3, 4)]).cumsum(axis=1)
    channel = (rng.random(n)[:, None] > shares[depth - 1]).sum(axis=1).clip(0, len(CHANNELS) - 1)
    law = np.array(STATUTORY)[service % len(STATUTORY)]
    own = np.maximum(law * np.array((30, 40, 50, 100))[service % 4] // 100, 1)
    office = OfficeClock(period)
    result = rng.choice(len(RESULTS), n, p=RESULT_SHARES)
    # what comes over the counter is taken in at once, the rest when the office looks at it
    counter = channel == 0
    accepted = np.where(
        counter, submitted + rng.integers(120, 1500, n), office.add(submitted, rng.integers(600, OFFICE_DAY, n))
    )
    promised = office.add(accepted, own * OFFICE_DAY)
    tardy = np.where(np.isin(service, SLOW), 0.17, 0.035)
    pace = np.where(rng.random(n) < tardy, 1.05 + rng.lognormal(-1.2, 0.7, n), rng.beta(2.0, 2.2, n))
    finished = accepted + np.maximum(((promised - accepted) * pace).astype(np.int64), 600)
    finished = np.where((pace <= 1) & (finished > promised), promised, finished)
    rejected, withdrawn = result == 2, result == 3
    finished = np.where(rejected, submitted + rng.integers(1800, 9 * HOUR, n), finished)
    finished = np.where(withdrawn, accepted + (finished - accepted) // 3, finished)
    accepted = np.where(rejected | (accepted > period.end), MISSING, accepted)
    finished = np.where((finished > period.end) | ((accepted == MISSING) & ~rejected), MISSING, finished)
    promised = np.where(accepted == MISSING, MISSING, promised)
    sent_back = rng.random(n) < np.where(np.isin(service, BOTHERSOME), 0.46, 0.07)
    base = np.where(counter | (channel == 3), 1, np.where((depth == 3) & (rng.random(n) < 0.6), 1, 0))
    visits = base + sent_back * rng.integers(1, 3, n)
    is_firm = rng.random(n) < ENTERPRISE_SHARE
    adults = people.filter(
        pl.col("id_no").is_not_null() & pl.col("phone").is_not_null() & (pl.col("birth_on") < "1999-01-01")
    )
    who, firm = adults.gather(rng.integers(0, len(adults), n)), firms.gather(rng.integers(0, len(firms), n))
    serial = pl.Series(clock.serial_in_day(submitted)).cast(pl.String).str.zfill(5)
    mask = pl.Series(is_firm)
    frame = pl.DataFrame(
        {
            "app_no": "BJ" + clock.written(submitted, "%Y%m%d") + serial,
            "service_id": offered["service_id"].gather(service),
            "applicant_type": pick(("个人", "企业"), is_firm.astype(np.int64)),
            "applicant_id_no": pl.select(pl.when(~mask).then(who["id_no"])).to_series(),
            "applicant_uscc": pl.select(pl.when(mask).then(firm["uscc"])).to_series(),
            "applicant_phone": firm["contact_phone"].zip_with(mask, who["phone"]),
            "channel": pick(CHANNELS, channel),
            "submitted_at": clock.text(submitted),
            "accepted_at": clock.text(accepted),
            "statutory_days": law,
            "promised_days": own,
            "promised_at": clock.text(promised),
            "finished_at": clock.text(finished),
            "result": pl.select(pl.when(pl.Series(finished != MISSING)).then(pick(RESULTS, result))).to_series(),
            "visits_n": visits,
            "updated_at": clock.text(np.max(np.stack([submitted, accepted, finished]), axis=0)),
        }
    )
    decided = (finished != MISSING) & (result < 2)
    annoyed = sent_back | (finished > promised) | np.isin(service, SLOW)
    return Handling(frame, _ratings(rng, period, frame["app_no"], finished, decided, annoyed, channel))


def _ratings(
    rng: np.random.Generator, period: Period, app_no: pl.Series, finished: Ints, decided: Bools, annoyed: Bools,
    channel: Ints,
) -> pl.DataFrame:  # fmt: skip
    """Ratings by applicants of decided applications; online, silence becomes the best level after 15 days."""
    chosen = np.flatnonzero(decided)
    n = len(chosen)
    at_counter = channel[chosen] == 0
    active = rng.random(n) < ACTIVE_SHARE
    later = np.where(at_counter, rng.integers(30, 900, n), (rng.exponential(1.4, n) * DAY).astype(np.int64) + 60)
    rated = finished[chosen] + np.where(active, np.minimum(later, DEFAULT_AFTER - HOUR), DEFAULT_AFTER)
    keep = (rated <= period.end) & (active | ~at_counter)
    chosen, rated, active = chosen[keep], rated[keep], active[keep]
    order = np.argsort(rated, kind="stable")
    chosen, rated, active = chosen[order], rated[order], active[order]
    n = len(chosen)
    shares = np.where(annoyed[chosen][:, None], BAD_LEVELS, GOOD_LEVELS).cumsum(axis=1)
    level = np.where(active, 1 + (rng.random(n)[:, None] > shares).sum(axis=1).clip(0, 4), 5)
    bad = active & (level <= 2)
    office = OfficeClock(period)
    due = np.where(bad, office.add(rated, np.full(n, 10 * OFFICE_DAY)), MISSING)
    span = np.maximum(due - rated, 1)

    def happens(share: float, since: Ints, low: float, high: float) -> Ints:
        at = since + (span * rng.uniform(low, high, n)).astype(np.int64)
        return np.where(bad & (rng.random(n) < share) & (since != MISSING) & (at <= period.end), at, MISSING)

    replied = happens(0.94, rated, 0.02, 0.3)
    rectified = happens(0.88, rated, 0.2, 0.9)
    revisited = happens(0.93, rectified, 0.01, 0.2)
    happy = rng.random(n) < 0.78
    updated = np.max(np.stack([rated, replied, rectified, revisited]), axis=0)
    serial = pl.Series(clock.serial_in_day(rated)).cast(pl.String).str.zfill(5)
    source = np.where(channel[chosen] == 4, 3, np.array((0, 1, 2, 4, 3))[channel[chosen]])
    whole = pl.DataFrame(
        {
            "rating_id": "PJ" + clock.written(rated, "%Y%m%d") + serial,
            "app_no": app_no.gather(chosen),
            "rated_at": clock.text(rated),
            "level": level,
            "active": pl.Series(active),
            "channel": pick(("window", "web", "app", "sms", "kiosk"), source),
            "comment": pl.select(
                pl.when(pl.Series(active & (rng.random(n) < 0.3))).then(
                    pick(COMMENTS, rng.integers(0, len(COMMENTS), n))
                )
            ).to_series(),
            "due_at": clock.text(due),
            "replied_at": clock.text(replied),
            "rectified_at": clock.text(rectified),
            "revisited_at": clock.text(revisited),
            "rectify_satisfied": pl.select(pl.when(pl.Series(revisited != MISSING)).then(pl.Series(happy))).to_series(),
            "updated_at": clock.text(updated),
            "_month": clock.written(updated, "%Y%m"),
            "_first": clock.written(rated, "%Y%m"),
        }
    )
    # what is dealt with in a later month comes twice: as it was given, and as it ended
    blank = [pl.lit(None, dtype=pl.String).alias(name) for name in ("replied_at", "rectified_at", "revisited_at")]
    opened = whole.filter(pl.col("_month") > pl.col("_first")).with_columns(
        *blank, pl.lit(None, dtype=pl.Boolean).alias("rectify_satisfied"), pl.col("rated_at").alias("updated_at"),
        pl.col("_first").alias("_month"),
    )  # fmt: skip
    both = pl.concat([opened, whole]).with_columns(
        (pl.lit("ratings_") + pl.col("_month") + ".ndjson").alias("_file"),
        (pl.col("_month") > pl.col("_first")).alias("_late") | pl.col("rating_id").is_in(opened["rating_id"].implode()),
    )
    return both.sort("_file", "updated_at", "rating_id", maintain_order=True).drop("_month", "_first")
