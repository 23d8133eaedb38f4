"""Life in the communities of the invented district: devices, cards, health readings, alarms of the old, parcels."""

from datetime import date

import numpy as np
import polars as pl

from demo import clock, geo
from demo.clock import DAY, HOUR, MISSING, Floats, Ints, Names, Rhythm
from demo.silo import Scene
from demo.world import pick

KINDS = (("JK", "健康小屋", 1), ("KD", "快递柜", 2), ("MJ", "门禁", 3), ("YK", "一卡通终端", 2))
CARDS, USES, READERS, VISITS, ALARMS, PARCELS = 1_700, 13_400, 640, 2_750, 1_200, 12_000
OLD, PHONE_AGE = 65, 14
TX_KINDS, TX_SHARES = ("door", "pay", "check_in", "top_up"), (0.52, 0.27, 0.15, 0.06)
METRICS = (("sbp", 138, 17, 1.0), ("dbp", 82, 10, 1.0), ("heart_rate", 76, 10, 0.93), ("glucose", 6.4, 1.5, 0.62),
           ("spo2", 97, 1.2, 0.3))  # fmt: skip
COURIERS, COURIER_SHARES = (
    ("顺丰", "圆通", "中通", "申通", "韵达", "百世", "邮政"),
    (0.13, 0.2, 0.19, 0.15, 0.16, 0.09, 0.08),
)
MORNINGS = Rhythm(
    hours=(0, 0, 0, 0, 0, 1, 5, 20, 34, 30, 18, 8, 3, 6, 14, 16, 10, 5, 3, 2, 1, 0, 0, 0),
    weekdays=(1.2, 1.05, 1.0, 1.0, 0.95, 0.7, 0.5), day_off=0.5, growth=0.3,
)  # fmt: skip
DAYLONG = Rhythm(
    hours=(8, 4, 3, 3, 4, 9, 24, 46, 52, 40, 36, 40, 42, 34, 34, 38, 44, 62, 70, 60, 48, 36, 24, 14),
    weekdays=(1.0, 0.98, 0.98, 1.0, 1.05, 1.1, 1.05), day_off=1.0, growth=0.35,
)  # fmt: skip
ALL_HOURS = Rhythm(
    hours=(30, 24, 22, 22, 26, 36, 46, 50, 48, 44, 40, 38, 34, 32, 34, 36, 38, 40, 42, 44, 44, 42, 38, 34),
    weekdays=(1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0), day_off=1.05,
)  # fmt: skip
DELIVERIES = Rhythm(
    hours=(0, 0, 0, 0, 0, 0, 1, 4, 18, 40, 44, 36, 22, 24, 36, 42, 40, 30, 18, 10, 4, 1, 0, 0),
    weekdays=(1.1, 1.1, 1.05, 1.0, 1.0, 0.9, 0.7), day_off=0.75, growth=0.3,
)  # fmt: skip
LAUNCH = date(2014, 9, 1)  # when the first cards were given out


def ages(scene: Scene) -> Ints:
    """Whole years on the last day."""
    born = scene.people["birth_on"].str.to_date()
    last = scene.period.last
    had = (born.dt.month() * 100 + born.dt.day()).to_numpy() <= last.month * 100 + last.day
    return np.asarray(last.year - born.dt.year().to_numpy() - np.where(had, 0, 1), dtype=np.int64)


def _numbers(lead: str, at: Ints, width: int) -> pl.Series:
    serial = pl.Series(clock.serial_in_day(at)).cast(pl.String).str.zfill(width)
    return lead + clock.written(at, "%Y%m%d") + serial


def _text(values: Floats, digits: int = 2) -> pl.Series:
    return pl.Series([f"{value:.{digits}f}" for value in values], dtype=pl.String)


def _within(scene: Scene, at: Ints) -> Ints:
    return np.where(at > scene.period.end, MISSING, at)


def devices(scene: Scene) -> pl.DataFrame:
    """The same set in every community; the vendor's map is GCJ-02."""
    rng, period, grid = scene.rng, scene.period, scene.world.grid
    rows = []
    for community in grid.partition_by("community_code", maintain_order=True):
        code, name = community["community_code"][0], community["community_name"][0]
        number = 0
        for lead, kind, count in KINDS:
            for _ in range(count):
                at = int(rng.integers(0, len(community)))
                number += 1
                rows.append((f"{lead}{code[6:]}{number:04d}", kind, f"{name}{kind}{number}", code,
                             community["grid_code"][at], community["lon"][at], community["lat"][at]))  # fmt: skip
    names = ("device_no", "device_type", "device_name", "community_code", "grid_code", "lon", "lat")
    frame = pl.DataFrame(rows, schema=names, orient="row")
    n = len(frame)
    lon, lat = geo.moved(
        frame["lon"].to_numpy(), frame["lat"].to_numpy(), rng.uniform(-70, 70, n), rng.uniform(-70, 70, n)
    )
    lng, shifted = geo.to_gcj02(lon, lat)
    first = period.start - rng.integers(20, 700, n) * DAY
    gone = period.start + rng.integers(10, max(period.days, 11), n) * DAY
    is_gone = (frame["device_type"] == "门禁").to_numpy() & (rng.random(n) < 0.05)
    return frame.with_columns(
        pl.Series("lng", np.round(lng, 6)),
        pl.Series("lat", np.round(shifted, 6)),
        clock.written(first, "%Y-%m-%d").alias("installed_on"),
        clock.written(np.where(is_gone, gone, MISSING), "%Y-%m-%d").alias("retired_on"),
    ).select(
        "device_no", "device_type", "device_name", "community_code", "grid_code", "lng", "lat", "installed_on",
        "retired_on",
    )  # fmt: skip


def _device_of(devices: pl.DataFrame, kind: str, community: pl.Series, dice: Floats) -> pl.Series:
    """One of the community's devices of a kind."""
    chosen = devices.filter(pl.col("device_type") == kind).partition_by("community_code", as_dict=True)
    found = {key[0]: part["device_no"].to_list() for key, part in chosen.items()}
    return pl.Series([found[code][int(d * len(found[code]))] for code, d in zip(community, dice, strict=True)])


def card_uses(scene: Scene, devices: pl.DataFrame) -> pl.DataFrame:
    """Cards given out since the launch; a few are used daily, a third hardly ever, some given back."""
    rng, period, people = scene.rng, scene.period, scene.people
    adults = np.flatnonzero(ages(scene) >= PHONE_AGE)
    holder = rng.permutation(adults)[: max(int(CARDS * scene.scale + 0.5), 30)]
    n = len(holder)
    launch = min(clock.day_number(LAUNCH) * DAY, period.start - 30 * DAY)
    opened = launch + (rng.random(n) ** 0.7 * (period.end - 20 * DAY - launch)).astype(np.int64)
    opened = opened // DAY * DAY + 9 * HOUR + rng.integers(0, 7 * HOUR, n)
    late = np.maximum(opened, period.start)
    closed = late + (rng.random(n) * (period.end - late)).astype(np.int64)
    closed = np.where(rng.random(n) < 0.04, np.maximum(closed, opened + HOUR), MISSING)
    m = max(int(USES * scene.factor + 0.5), 60)
    habit = rng.lognormal(0, 1.5, n)
    who = rng.choice(n, m, p=habit / habit.sum())
    stop = np.where(closed == MISSING, period.end, closed)
    used = late[who] + ((stop - late)[who] * rng.random(m)).astype(np.int64)
    used = np.clip(used // DAY * DAY + DAYLONG.clock(rng, m), late[who], stop[who])
    card = np.concatenate([np.arange(n), np.flatnonzero(closed != MISSING), who])
    at = np.concatenate([opened, closed[closed != MISSING], used])
    kind = np.concatenate([np.repeat(4, n), np.repeat(5, (closed != MISSING).sum()), rng.choice(4, m, p=TX_SHARES)])
    order = np.argsort(at, kind="stable")
    card, at, kind = card[order], at[order], kind[order]
    amount = np.where(kind == 3, rng.choice([20, 50, 100, 200], len(at)), np.round(rng.lognormal(2.6, 0.8, len(at)), 2))
    person = holder[card]
    community = people["community_code"].gather(person)
    tx_type = pick((*TX_KINDS, "open", "close"), kind)
    device_kind = np.where(kind == 0, "门禁", "一卡通终端")
    dice = rng.random(len(at))
    gate, desk = (_device_of(devices, name, community, dice) for name in ("门禁", "一卡通终端"))
    return pl.DataFrame(
        {
            "tx_id": _numbers("TX", at, 6),
            "card_no": "SQ" + pl.Series(20_140_000 + card).cast(pl.String),
            "person_id": people["person_id"].gather(person),
            "tx_type": tx_type,
            "amount": pl.select(pl.when(pl.Series((kind == 1) | (kind == 3))).then(_text(amount))).to_series(),
            "community_code": community,
            "terminal_no": pl.select(pl.when(pl.Series(device_kind == "门禁")).then(gate).otherwise(desk)).to_series(),
            "tx_time": clock.text(at),
            "_file": "card_tx_" + clock.written(at, "%Y%m") + ".ndjson.gz",
        }
    )


def readings(scene: Scene, devices: pl.DataFrame) -> pl.DataFrame:
    """Old people measure at their community's kiosk: some each week, some once."""
    rng, people = scene.rng, scene.people
    old = np.flatnonzero(ages(scene) >= OLD)
    patient = rng.permutation(old)[: max(int(READERS * scene.scale + 0.5), 14)]
    n = max(int(VISITS * scene.factor + 0.5), 30)
    habit = rng.lognormal(0, 0.95, len(patient))
    who = rng.choice(len(patient), n, p=habit / habit.sum())
    at = MORNINGS.draw(rng, scene.period, n)
    own = rng.normal(0, 1, (len(patient), len(METRICS)))
    community = people["community_code"].gather(patient[who])
    kiosk = _device_of(devices, "健康小屋", community, rng.random(n))
    parts = []
    for m, (metric, middle, spread, share) in enumerate(METRICS):
        taken = np.flatnonzero(rng.random(n) < share)
        value = middle + spread * (0.8 * own[who[taken], m] + 0.6 * rng.normal(0, 1, len(taken)))
        top = 99.0 if metric == "spo2" else 250.0
        value = np.clip(value, {"glucose": 2.5, "spo2": 85.0}.get(metric, 42.0), top)
        parts.append((taken, np.repeat(m, len(taken)), value))
    visit, kind = (np.concatenate([part[i] for part in parts]) for i in (0, 1))
    value = np.concatenate([part[2] for part in parts])
    order = np.lexsort((kind, at[visit]))
    visit, kind, value = visit[order], kind[order], value[order]
    when = at[visit]
    return pl.DataFrame(
        {
            "reading_id": _numbers("HR", when, 6),
            "person_id": people["person_id"].gather(patient[who[visit]]),
            "device_no": kiosk.gather(visit),
            "metric": pick([m[0] for m in METRICS], kind),
            "value": _text(value, 1),
            "measured_at": clock.text(when),
            "_file": "health_" + clock.written(when, "%Y%m") + ".ndjson.gz",
        }
    )


def alarms(scene: Scene) -> pl.DataFrame:
    """Pagers of old people: most are answered within half a minute; a hurried few wait long."""
    rng, people = scene.rng, scene.people
    old = np.flatnonzero(ages(scene) >= OLD)
    wearer = rng.permutation(old)[: max(int(0.7 * len(old)), 14)]
    n = max(int(ALARMS * scene.factor + 0.5), 20)
    need = rng.lognormal(0, 0.7, len(wearer))
    who = rng.choice(wearer, n, p=need / need.sum())
    at = ALL_HOURS.draw(rng, scene.period, n)
    night = (at % DAY < 6 * HOUR) | (at % DAY > 22 * HOUR)
    answered = at + np.maximum(rng.lognormal(np.log(22), 0.62, n) * np.where(night, 1.5, 1.0), 4).astype(np.int64)
    rural = np.array([code[6:9] in ("101", "200", "003") for code in people["street_code"].gather(who)])
    travel = rng.lognormal(np.log(8.2), 0.44, n) * np.where(rural, 1.5, 1.0) * np.where(night, 1.15, 1.0)
    outcome = rng.choice(3, n, p=(0.775, 0.185, 0.04))
    goes = (outcome == 0) | (rng.random(n) < 0.55)
    arrived = np.where(goes, answered + (travel * 60).astype(np.int64), MISSING)
    unheard = rng.random(n) < 0.014
    answered, arrived = np.where(unheard, MISSING, answered), np.where(unheard, MISSING, arrived)
    done = np.maximum(np.maximum(at, answered), arrived) + rng.integers(5 * 60, 90 * 60, n)
    answered, arrived, done = (_within(scene, moment) for moment in (answered, arrived, done))
    return pl.DataFrame(
        {
            "alarm_id": _numbers("EA", at, 5),
            "person_id": people["person_id"].gather(who),
            "community_code": people["community_code"].gather(who),
            "alarm_at": clock.text(at),
            "answered_at": clock.text(answered),
            "arrived_at": clock.text(arrived),
            "closed_at": clock.text(done),
            "outcome": pl.select(
                pl.when(pl.Series(done != MISSING)).then(pick(("真实", "误报", "测试"), outcome))
            ).to_series(),
            "responder_no": "X" + pl.Series(101 + rng.integers(0, 30, n)).cast(pl.String),
            "_file": "elder_alarms_" + clock.written(at, "%Y%m") + ".json",
        }
    )


def parcels(scene: Scene, devices: pl.DataFrame) -> pl.DataFrame:
    """Most are fetched on the way home, some on the weekend; after three days the courier takes them back."""
    rng, people = scene.rng, scene.people
    with_phone: Names = people["phone"].is_not_null().arg_true().to_numpy()
    n = max(int(PARCELS * scene.factor + 0.5), 60)
    habit = rng.lognormal(0, 0.9, len(with_phone))
    who = rng.choice(with_phone, n, p=habit / habit.sum())
    at = DELIVERIES.draw(rng, scene.period, n)
    lay = np.maximum(rng.lognormal(np.log(7.2), 0.85, n) * HOUR, 180).astype(np.int64)
    back = lay > 3 * DAY
    out = at + np.where(back, 3 * DAY + rng.integers(0, 6 * HOUR, n), lay)
    small = (out % DAY < 6 * HOUR) & ~back
    out = _within(scene, np.where(small, out // DAY * DAY + 7 * HOUR + rng.integers(0, 2 * HOUR, n), out))
    locker = _device_of(devices, "快递柜", people["community_code"].gather(who), rng.random(n))
    return pl.DataFrame(
        {
            "包裹编号": _numbers("PK", at, 5),
            "柜号": locker,
            "收件人手机": people["phone"].gather(who),
            "快递公司": pick(COURIERS, rng.choice(len(COURIERS), n, p=COURIER_SHARES)),
            "入箱时间": clock.text(at),
            "出箱时间": clock.text(out),
            "出箱方式": pl.select(
                pl.when(pl.Series(out != MISSING)).then(pick(("用户取件", "超时退回"), back.astype(np.int64)))
            ).to_series(),
            "_file": "locker_" + clock.written(at, "%Y%m") + ".csv",
        }
    )
