"""The 88812345 hotline: calls, the work orders they become, the call-backs to the citizens.

Orders passed on to urban management are made from the cases they became, so both silos tell one story.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from demo import clock
from demo.cases import Cases
from demo.clock import DAY, HOUR, MISSING, OFFICE_DAY, Bools, Ints, OfficeClock, Period, Rhythm
from demo.world import CHANNELS, World, people, phones, pick

CALLS = 14_720  # 80 a day
ORDER_SHARE, ABANDONED_SHARE, IVR_SHARE = 0.60, 0.045, 0.055
PROMPT_SHARE = 0.88
VISIT_SHARE, REACHED_SHARE, SOLVED_SHARE = 0.72, 0.86, 0.885
DEMANDS = {"咨询": 50, "求助": 24, "投诉": 17, "举报": 3.5, "建议": 3, "表扬": 1, "其他": 1.5}
LEGACY = {"求助": "求决", "举报": "揭发控告", "建议": "意见建议", "投诉": "申诉"}  # in use until April's end
OFFICES = ("城管局", "建设局", "房产管理局", "社会发展局", "环保分局", "交警大队", "人社局", "水务集团", "供电公司",
           "行政服务中心")  # fmt: skip
OFFICE_WEIGHTS = np.array([9, 12, 14, 12, 8, 10, 13, 9, 6, 7], dtype=float)
TOPICS = ("小区物业收费", "房产证办理", "学校招生政策", "社保缴费查询", "工地夜间噪声", "路口信号灯配时", "自来水水压",
          "停电通知", "公交线路", "办事窗口时间")  # fmt: skip
RHYTHM = Rhythm(
    hours=(4, 3, 2, 2, 2, 3, 8, 24, 70, 92, 84, 60, 36, 44, 72, 78, 66, 48, 32, 30, 26, 18, 11, 6),
    weekdays=(1.25, 1.1, 1.05, 1.0, 1.0, 0.8, 0.72), day_off=0.7, growth=0.1,
)  # fmt: skip


@dataclass
class Hotline:
    """The three tables, and for every case the order it came from (null if none)."""

    calls: pl.DataFrame
    orders: pl.DataFrame
    visits: pl.DataFrame
    order_of_case: pl.Series


def make(rng: np.random.Generator, world: World, cases: Cases, period: Period, factor: float) -> Hotline:
    """Calls, orders with every version of them, and call-backs."""
    hotline = [c[0] for c in CHANNELS].index("hotline")
    linked = np.flatnonzero(cases.channel == hotline)
    n_calls = max(int(CALLS * factor + 0.5), len(linked) + 4)
    n_own = n_calls - len(linked)
    n_orders = max(int(n_calls * ORDER_SHARE) - len(linked), 0)
    sampled = np.clip(RHYTHM.draw(rng, period, n_own), period.start + 900, period.end - 2 * HOUR)
    answered = np.concatenate([cases.reported[linked] - rng.integers(300, 1500, len(linked)), sampled])
    order_of = np.zeros(n_own, dtype=np.int64)
    order_of[rng.permutation(n_own)[:n_orders]] = 1
    kind = np.concatenate([np.ones(len(linked), dtype=np.int64), order_of])  # 1 order, 0 none
    lost = rng.random(n_calls)
    abandoned = (kind == 0) & (lost < ABANDONED_SHARE / (1 - ORDER_SHARE))
    ivr = (kind == 0) & ~abandoned & (lost < (ABANDONED_SHARE + IVR_SHARE) / (1 - ORDER_SHARE))
    case = np.concatenate([linked, np.full(n_own, -1)])
    person = np.concatenate([cases.person[linked], people(rng, n_own, factor)])

    sorting = np.argsort(answered, kind="stable")
    answered, kind, case, person = answered[sorting], kind[sorting], case[sorting], person[sorting]
    abandoned, ivr = abandoned[sorting], ivr[sorting]
    prompt = rng.random(n_calls) < PROMPT_SHARE
    wait = np.where(prompt, rng.integers(1, 16, n_calls), 16 + rng.exponential(40, n_calls).astype(np.int64))
    queued = answered - np.minimum(wait, 400)
    entered = queued - rng.integers(5, 40, n_calls)
    accepted = answered + rng.integers(30, 200, n_calls)
    ended = accepted + rng.integers(5, 90, n_calls)
    ended = np.where(abandoned, queued + 20 + wait, np.where(ivr, entered + rng.integers(8, 70, n_calls), ended))
    by_entry = np.argsort(entered, kind="stable")
    serial = np.empty(n_calls, dtype=np.int64)
    serial[by_entry] = clock.serial_in_day(entered[by_entry])
    call_id = clock.written(entered, "%Y%m%d") + pl.Series(serial).cast(pl.String).str.zfill(6)
    talked = ~abandoned & ~ivr
    calls = pl.DataFrame(
        {
            "呼叫编号": call_id,
            "主叫号码": pl.Series(phones(person).tolist()),
            "进线时间": clock.text(entered),
            "排队时间": clock.text(np.where(ivr, MISSING, queued)),
            "接听时间": clock.text(np.where(talked, answered, MISSING)),
            "结束时间": clock.text(ended),
            "坐席工号": pl.select(
                pl.when(pl.Series(talked)).then("Z" + pl.Series(101 + rng.integers(0, 24, n_calls)).cast(pl.String))
            ).to_series(),
            "是否放弃": pick(("否", "是"), abandoned.astype(np.int64)),
            "_file": "calls/cdr_" + clock.written(entered, "%Y%m%d") + ".csv",
        }
    ).gather(by_entry)

    mine = np.flatnonzero(kind == 1)
    mine = mine[np.argsort(accepted[mine], kind="stable")]
    orders, closed, order_case = _orders(
        rng, world, cases, period, accepted[mine], case[mine], call_id.gather(mine), person[mine]
    )
    with_case = np.flatnonzero(order_case >= 0)
    order_of_case = pl.Series([None] * len(cases), dtype=pl.String)
    if len(with_case):
        order_of_case = order_of_case.scatter(order_case[with_case], orders["order_id"].gather(with_case))
    visits = _visits(rng, period, orders["order_id"], closed)
    versions = _versions(rng, period, orders)
    return Hotline(calls, versions, visits, order_of_case)


def _orders(
    rng: np.random.Generator, world: World, cases: Cases, period: Period, accepted: Ints, case: Ints,
    call_id: pl.Series, person: Ints,
) -> tuple[pl.DataFrame, Ints, Ints]:  # fmt: skip
    """The final state of every order; instants stay numbers, in columns that begin with `_`."""
    n = len(accepted)
    forwarded = case >= 0
    own = np.where(forwarded, case, 0)
    names = list(DEMANDS)
    weights = np.array(list(DEMANDS.values()))
    demand = rng.choice(len(names), n, p=weights / weights.sum())
    demand = np.where(forwarded, rng.choice([1, 2, 3], n, p=[0.42, 0.5, 0.08]), demand)
    legacy = (accepted < clock.day_number(date(2015, 5, 1)) * DAY) & (rng.random(n) < 0.35)
    labels = names + [LEGACY.get(name, name) for name in names]
    desk = ~forwarded & (rng.random(n) < np.where(demand == 0, 0.93, 0.55))
    office = OfficeClock(period)
    quick = demand == 0
    extended = ~desk & (rng.random(n) < 0.04)
    allowed = np.where(quick, 1, 5) + np.where(extended, 5, 0)
    due = office.add(accepted, allowed * OFFICE_DAY)
    span = due - accepted
    signed = accepted + (np.minimum(span // 3, 9 * HOUR) * rng.uniform(0.03, 1, n)).astype(np.int64)
    ratio = np.where(rng.random(n) < 0.945, rng.beta(2.2, 2.4, n), 1.03 + rng.lognormal(-0.9, 0.8, n))
    replied = signed + (span * ratio).astype(np.int64)
    replied = np.where((ratio <= 1) & (replied > due), due - rng.integers(60, HOUR, n), replied)
    # a forwarded order ends soon after its case; while the case is open the order stays open
    case_end = np.maximum(cases.closed[own], cases.left[own])
    replied = np.where(forwarded, case_end + rng.integers(10 * 60, 5 * HOUR, n), replied)
    replied = np.maximum(replied, signed)
    still_open = forwarded & (case_end == MISSING)
    closed = replied + rng.integers(5 * 60, 3 * HOUR, n)
    signed = np.where(desk, MISSING, signed)
    replied = np.where(desk, accepted, replied)
    closed = np.where(desk, accepted + rng.integers(20, 400, n), closed)

    def shown(at: Ints, hide: Bools) -> Ints:
        return np.where(hide | (at > period.end), MISSING, at)

    replied, closed, signed = shown(replied, still_open), shown(closed, still_open), shown(signed, desk)
    replied = np.where(signed == MISSING, np.where(desk, replied, MISSING), replied)
    closed = np.where(replied == MISSING, MISSING, closed)
    serial = pl.Series(clock.serial_in_day(accepted)).cast(pl.String).str.zfill(5)
    grid = np.where(forwarded, cases.grid[own], rng.integers(0, len(world.grid), n))
    bureau = np.where(forwarded, 0, rng.choice(len(OFFICES), n, p=OFFICE_WEIGHTS / OFFICE_WEIGHTS.sum()))
    updated = np.max(np.stack([accepted, signed, replied, closed]), axis=0)
    street_name = pick(world.grid["street_name"].to_list(), grid)
    topic = pick(TOPICS, rng.integers(0, len(TOPICS), n))
    frame = pl.DataFrame(
        {
            "order_id": "GD" + clock.written(accepted, "%Y%m%d") + serial,
            "call_id": call_id,
            "demand_type": pick(labels, demand + np.where(legacy, len(names), 0)),
            "_street": street_name,
            "_topic": topic,
            "_forwarded": pl.Series(forwarded),
            "org_path": "红谷滩新区/" + pick(OFFICES, bureau),
            "_accepted": accepted,
            "_signed": signed,
            "due_at": clock.text(due),
            "_replied": replied,
            "_closed": closed,
            "closed_at_desk": pl.Series(desk),
            "returned_n": np.where(~desk & (rng.random(n) < 0.05), 1, 0),
            "extended_n": extended.astype(np.int64),
            "_case": cases.task_num.gather(own),
            "street_code": pick(world.grid["street_code"].to_list(), grid),
            "caller_phone": pl.Series(phones(person).tolist()),
            "_updated": updated,
        }
    )
    return frame, closed, case


def _versions(rng: np.random.Generator, period: Period, orders: pl.DataFrame) -> pl.DataFrame:
    """Each order as its month's file showed it, and again in a later file when it changed since."""
    accepted, updated = orders["_accepted"].to_numpy(), orders["_updated"].to_numpy()
    instant = {name: orders[name].to_numpy() for name in ("_signed", "_replied", "_closed")}
    month = accepted.astype("datetime64[s]").astype("datetime64[M]")
    month_end = (month + 1).astype("datetime64[s]").astype(np.int64) - 1
    grows = updated > month_end
    first = {name: np.where(at > month_end, MISSING, at) for name, at in instant.items()}
    first_updated = np.max(np.stack([accepted, *first.values()]), axis=0)
    # some orders are filed again next month, because the street was wrong at first
    fixed_at = month_end + rng.integers(HOUR, 6 * DAY, len(orders))
    fixed = ~grows & (rng.random(len(orders)) < 0.012) & (fixed_at <= period.end)
    wrong = orders["street_code"].shift(1, fill_value="360113001")
    opening = orders.with_columns(
        *(pl.Series(name, at) for name, at in first.items()),
        pl.Series("_updated", first_updated),
        pl.Series("returned_n", np.where(grows, 0, orders["returned_n"].to_numpy())),
        orders["street_code"].zip_with(pl.Series(~fixed), wrong).alias("street_code"),
    )
    later = orders.with_columns(pl.Series("_updated", np.where(fixed, fixed_at, updated))).filter(
        pl.Series(grows | fixed)
    )
    both = pl.concat([opening, later])
    both = both.with_columns(
        pl.Series("_file", "orders_" + clock.written(both["_updated"].to_numpy(), "%Y%m") + ".ndjson")
    ).sort("_file", "_updated", maintain_order=True)
    text = {name[1:] + "_at": clock.text(both[name].to_numpy())
            for name in ("_accepted", "_signed", "_replied", "_closed", "_updated")}  # fmt: skip
    both = both.with_columns(*(series.alias(name) for name, series in text.items()))
    return both.select(
        "order_id", "call_id", "demand_type",
        pl.when("_forwarded").then(pl.concat_str(pl.lit("来电人反映"), "_street", pl.lit("市容环境问题,要求处理")))
        .otherwise(pl.concat_str(pl.lit("来电人就"), "_topic", pl.lit("提出诉求"))).alias("content"),
        "org_path", "accepted_at", "signed_at", "due_at", "replied_at", "closed_at", "closed_at_desk",
        "returned_n", "extended_n", pl.when("_forwarded").then("_case").alias("forwarded_case_no"),
        "street_code", "caller_phone", "updated_at", "_file",
    )  # fmt: skip


def _visits(rng: np.random.Generator, period: Period, order_id: pl.Series, closed: Ints) -> pl.DataFrame:
    """Call-backs after closing; who was not reached is called once more on another day."""
    chosen = np.flatnonzero((closed != MISSING) & (rng.random(len(closed)) < VISIT_SHARE))
    n = len(chosen)

    def office_hours(day: Ints) -> Ints:
        return np.asarray(day * DAY + 9 * HOUR + rng.integers(0, 8 * HOUR, n), dtype=np.int64)

    first = office_hours(closed[chosen] // DAY + rng.integers(1, 5, n))
    reached = rng.random(n) < REACHED_SHARE
    again = ~reached & (rng.random(n) < 0.5)
    second = office_hours(first // DAY + rng.integers(1, 4, n))
    at = np.concatenate([first, second[again]])
    order = np.concatenate([chosen, chosen[again]])
    reached = np.concatenate([reached, rng.random(int(again.sum())) < 0.6])
    keep = at <= period.end
    at, order, reached = at[keep], order[keep], reached[keep]
    sorting = np.argsort(at, kind="stable")
    at, order, reached = at[sorting], order[sorting], reached[sorting]
    n = len(at)
    solved = rng.random(n) < SOLVED_SHARE
    mood = np.where(solved, rng.choice(3, n, p=(0.74, 0.21, 0.05)), rng.choice(3, n, p=(0.08, 0.27, 0.65)))
    rated = reached & (rng.random(n) < 0.96)
    return pl.DataFrame(
        {
            "order_id": order_id.gather(order),
            "visited_at": clock.text(at),
            "reached": pl.Series(reached),
            "_solved": pl.Series(solved),
            "_rated": pl.Series(rated),
            "_mood": pick(("满意", "基本满意", "不满意"), mood),
            "_file": "visits_" + clock.written(at, "%Y%m") + ".ndjson",
        }
    ).select(
        "order_id", "visited_at", "reached",
        pl.when("reached").then("_solved").alias("solved"),
        pl.when("_rated").then("_mood").alias("satisfied"),
        "_file",
    )  # fmt: skip
