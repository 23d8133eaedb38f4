"""The work of the grids: events that grid workers report or take in, and the streets' monthly returns.

Events that were passed on to urban management are made from the cases they became, so both silos tell one story.
"""

from datetime import date, timedelta

import numpy as np
import polars as pl

from demo import clock, geo
from demo.clock import DAY, HOUR, MISSING, OFFICE_DAY, Floats, Ints, OfficeClock, Period, Rhythm
from demo.silo import Scene
from demo.world import DIVISION, STREETS, pick

EVENTS = 9_000
# kind, share, limit in working days
KINDS = (
    ("环境卫生", 0.33, 1), ("安全隐患", 0.20, 3), ("矛盾纠纷", 0.10, 7), ("民生服务", 0.17, 5),
    ("特殊人群走访", 0.09, 10), ("流动人口管理", 0.07, 5), ("其他", 0.04, 5),
)  # fmt: skip
SOURCES, SOURCE_WEIGHTS = ("网格巡查", "群众反映", "微信上报", "视频发现", "上级交办"), (0.64, 0.19, 0.09, 0.05, 0.03)
PASSED_ON = {"dept_transfer": 0.9, "inspector": 0.08}  # channel of a case: share that began as an event of a grid
VOID_SHARE, MISSING_PHONE_SHARE, RETIRED_SHARE = 0.012, 0.25, 0.35
LATE_STREETS = {5: 0.16, 2: 0.12, 7: 0.11}  # streets that are often late
LATE_SHARE = 0.055
RETIRED_COMMUNITY, HEIR, RETIRED_ON = "360113006099", "360113006011", date(2015, 6, 1)
"""A community that prepared a new quarter until another took it over, with its grids."""
RHYTHM = Rhythm(
    hours=(1, 0, 0, 0, 0, 1, 4, 18, 70, 96, 88, 52, 18, 30, 74, 86, 72, 44, 20, 14, 10, 6, 3, 1),
    weekdays=(1.15, 1.08, 1.05, 1.0, 1.02, 0.55, 0.45), day_off=0.4, growth=0.3,
)  # fmt: skip
RESIDENTS, HOUSEHOLD, PER_WORKER = 318_000, 2.86, 3_400
FLOATING = (0.18, 0.21, 0.12, 0.24, 0.33, 0.29, 0.38, 0.05, 0.04)
FILERS = ("万晓燕", "涂志刚", "熊丽华", "罗海燕", "龚文斌", "邓国平", "曾明辉", "付建国", "饶丽萍")
SILENT = 5  # the street whose second return never came


def heirs() -> dict[str, str]:
    """The retired grids and the ones that took them over."""
    return {f"{RETIRED_COMMUNITY}{n:02d}": f"{HEIR}{n:02d}" for n in (1, 2, 3)}


def events(scene: Scene) -> pl.DataFrame:
    """Every event, and again in a later month's file when it changed since."""
    rng, period, grid = scene.rng, scene.period, scene.world.grid
    cases = _passed_on(scene)
    n_own = max(int(EVENTS * scene.factor + 0.5) - len(cases), 4)
    reported = np.maximum(RHYTHM.draw(rng, period, n_own), period.start + HOUR)
    weight = np.sqrt(grid["weight"].to_numpy())
    cell = rng.choice(len(grid), n_own, p=weight / weight.sum())
    lon, lat = geo.moved(
        grid["lon"].to_numpy()[cell], grid["lat"].to_numpy()[cell], rng.uniform(-105, 105, n_own),
        rng.uniform(-105, 105, n_own),
    )  # fmt: skip
    place = {code: i for i, code in enumerate(grid["grid_code"])}
    case_at = np.array([place[code] for code in cases["grid_code"]], dtype=np.int64)
    east, north = geo.moved(
        cases["lon"].cast(pl.Float64).to_numpy(), cases["lat"].cast(pl.Float64).to_numpy(),
        rng.uniform(-8, 8, len(cases)), rng.uniform(-8, 8, len(cases)),
    )  # fmt: skip
    began = np.maximum(_instants(cases, "reported_at") - rng.integers(900, 7_200, len(cases)), period.start)
    reported = np.concatenate([reported, began])
    cell, case = np.concatenate([cell, case_at]), np.concatenate([np.full(n_own, -1), np.arange(len(cases))])
    lon, lat = np.concatenate([lon, east]), np.concatenate([lat, north])
    order = np.argsort(reported, kind="stable")
    reported, cell, case, lon, lat = reported[order], cell[order], case[order], lon[order], lat[order]
    return _frame(scene, cases, reported, cell, case, lon, lat)


def _passed_on(scene: Scene) -> pl.DataFrame:
    """The cases that began as events of a grid."""
    cases = scene.made["urban_case"]
    draw = scene.rng.random(len(cases))
    share = cases["event_src"].replace_strict(PASSED_ON, default=0.0, return_dtype=pl.Float64).to_numpy()
    return cases.filter(pl.Series(draw < share))


def _instants(frame: pl.DataFrame, name: str) -> Ints:
    found = frame[name].str.to_datetime(clock.TIME_FORMAT).dt.epoch("s").fill_null(MISSING)
    return np.asarray(found.to_numpy(), dtype=np.int64)


def _frame(
    scene: Scene, cases: pl.DataFrame, reported: Ints, cell: Ints, case: Ints, lon: Floats, lat: Floats
) -> pl.DataFrame:
    rng, period, grid = scene.rng, scene.period, scene.world.grid
    n, own, passed = len(reported), np.maximum(case, 0), case >= 0
    kind = np.where(passed, 0, rng.choice(len(KINDS), n, p=[k[1] for k in KINDS]))
    source = np.where(passed, 0, rng.choice(len(SOURCES), n, p=SOURCE_WEIGHTS))
    accepted = reported + rng.integers(120, 40 * 60, n)
    registered = _instants(cases, "reported_at")[own] if len(cases) else reported
    accepted = np.where(passed, np.minimum(reported + 300, registered), accepted)
    due = OfficeClock(period).add(accepted, np.array([k[2] for k in KINDS])[kind] * OFFICE_DAY)
    street = grid["street_n"].to_numpy()[cell]
    late = rng.random(n) < np.array([LATE_STREETS.get(i, LATE_SHARE) for i in range(len(STREETS))])[street]
    ratio = np.where(late, 1.02 + rng.lognormal(-1.0, 0.9, n), rng.beta(1.8, 2.8, n) * 0.98)
    closed = accepted + np.maximum(((due - accepted) * ratio).astype(np.int64), 900)
    if len(cases):
        end = _instants(cases, "closed_at")[own]
        end = np.where(end == MISSING, MISSING, end + rng.integers(600, 5 * HOUR, n))
        closed = np.where(passed, end, closed)
        due = np.where(passed, np.maximum(_instants(cases, "due_at")[own], due), due)
    void = ~passed & (rng.random(n) < VOID_SHARE)
    waiting = accepted > period.end
    closed = np.where(void | waiting | (closed > period.end), MISSING, closed)
    status = np.where(void, 4, np.where(waiting, 0, np.where(closed != MISSING, 3, np.where(passed, 2, 1))))
    worker = cell // 2
    by_terminal = source == 0
    shifted = np.where(by_terminal, worker % 3 == 0, source == 2)
    lon_shifted, lat_shifted = geo.to_gcj02(lon, lat)
    calls = (source == 1) | (source == 2)
    callers = scene.people.filter(pl.col("phone").is_not_null())["phone"]
    phone = callers.gather(rng.integers(0, len(callers), n))
    phone = phone.zip_with(
        pl.Series(calls & (rng.random(n) >= MISSING_PHONE_SHARE)), pl.Series([None], dtype=pl.String)
    )
    code = _codes(scene, grid["grid_code"].gather(cell), reported)
    numbers = pl.Series(clock.serial_in_day(reported)).cast(pl.String).str.zfill(5)
    accepted = np.where(waiting, MISSING, accepted)
    frame = pl.DataFrame(
        {
            "event_id": "E" + clock.written(reported, "%Y%m%d") + numbers,
            "grid_code": code,
            "category": pick([k[0] for k in KINDS], kind),
            "source": pick(SOURCES, source),
            "terminal_id": pl.select(
                pl.when(pl.Series(by_terminal)).then("T" + pl.Series(worker + 1001).cast(pl.String))
            ).to_series(),
            "reporter_phone": phone,
            "content": grid["grid_name"].gather(cell) + "：" + pick([k[0] for k in KINDS], kind) + "情况",
            "lon": pl.Series(np.where(shifted, lon_shifted, lon)).round(6),
            "lat": pl.Series(np.where(shifted, lat_shifted, lat)).round(6),
            "crs": pick(("WGS84", "GCJ02"), shifted.astype(np.int64)),
            "_status": status,
            "_reported": reported,
            "_accepted": accepted,
            "_due": np.where(accepted == MISSING, MISSING, due),
            "_closed": closed,
            "_case": cases["task_num"].gather(own) if len(cases) else pl.Series([None] * n, dtype=pl.String),
            "_passed": pl.Series(passed),
        }
    )
    return _versions(period, frame)


def _codes(scene: Scene, code: pl.Series, reported: Ints) -> pl.Series:
    """Until the handover some workers still book on the grids that were to be taken over."""
    earlier = {heir: retired for retired, heir in heirs().items()}
    old = code.replace_strict(earlier, default=None, return_dtype=pl.String)
    early = (reported < clock.day_number(RETIRED_ON) * DAY) & (scene.rng.random(len(code)) < RETIRED_SHARE)
    return old.zip_with(pl.Series(early) & old.is_not_null(), code)


def _versions(period: Period, frame: pl.DataFrame) -> pl.DataFrame:
    """Each event as its month's file showed it, and again in the file of the month in which it was settled."""
    reported, closed = frame["_reported"].to_numpy(), frame["_closed"].to_numpy()
    month = reported.astype("datetime64[s]").astype("datetime64[M]")
    month_end = (month + 1).astype("datetime64[s]").astype(np.int64) - 1
    again = closed > month_end
    updated = np.maximum.reduce([reported, frame["_accepted"].to_numpy(), closed])
    opened = np.where(frame["_passed"].to_numpy(), 2, 1)
    accepted = frame["_accepted"].to_numpy()
    first = frame.with_columns(
        pl.Series("_closed", np.where(again, MISSING, closed)),
        pl.Series("_status", np.where(again, opened, frame["_status"].to_numpy())),
        pl.Series("_updated", np.where(again, np.maximum(reported, accepted), updated)),
        pl.Series("_file", "grid_events_" + clock.written(reported, "%Y%m") + ".ndjson"),
        pl.Series("_single", ~again),
    )
    later = frame.with_columns(
        pl.Series("_updated", updated),
        pl.Series("_file", "grid_events_" + clock.written(updated, "%Y%m") + ".ndjson"),
        pl.lit(value=False).alias("_single"),
    ).filter(pl.Series(again))
    both = pl.concat([first.select(later.columns), later]).sort("_file", "_updated", maintain_order=True)
    times = [clock.text(both[f"_{name}"].to_numpy()).alias(f"{name}_at")
             for name in ("reported", "accepted", "due", "closed", "updated")]  # fmt: skip
    return both.with_columns(
        *times,
        pick(("待受理", "处理中", "已转办", "已办结", "作废"), both["_status"].to_numpy()).alias("status"),
        pl.when("_passed").then("_case").alias("forwarded_case_id"),
    ).select(
        "event_id", "grid_code", "category", "source", "terminal_id", "reporter_phone", "content", "lon", "lat", "crs",
        "status", "reported_at", "accepted_at", "due_at", "closed_at", "forwarded_case_id", "updated_at", "_file",
        "_single",
    )  # fmt: skip


def _months(period: Period) -> list[date]:
    """The month before the period and those that end within it."""
    first = (period.first.replace(day=1) - timedelta(days=1)).replace(day=1)
    found = [first]
    while (following := (found[-1] + timedelta(days=32)).replace(day=1)) <= period.last:
        if (following + timedelta(days=32)).replace(day=1) > period.last:
            break
        found.append(following)
    return found


def street_months(scene: Scene) -> pl.DataFrame:
    """The streets' returns, a book a month, each with its line of totals."""
    rng, books = scene.rng, []
    weight = np.array([street.weight for street in STREETS])
    n = len(STREETS)
    for nth, month in enumerate(_months(scene.period)):
        residents = RESIDENTS * scene.scale * weight / weight.sum() * (1 + 0.004 * nth + rng.normal(0, 0.001, n))
        floating = (residents * np.array(FLOATING)).astype(np.int64)
        foreign = (residents * 0.0035).astype(np.int64)
        registered = residents.astype(np.int64) - floating - foreign
        households = (residents / HOUSEHOLD).astype(np.int64)
        hazards = rng.poisson(9 + weight * 22)
        after = (month + timedelta(days=32)).replace(day=1)
        day = np.where(rng.random(n) < 0.88, rng.integers(0, 5, n), rng.integers(5, 13, n))
        written_as = "%Y-%m" if nth % 2 else "%Y年%m月"
        book = pl.DataFrame(
            {
                "街道代码": [DIVISION + street.code for street in STREETS],
                "街道名称": [street.name for street in STREETS],
                "统计月份": [month.strftime(written_as)] * n,
                "户籍人口": registered,
                "流动人口": floating,
                "境外人口": foreign,
                "常住人口合计": registered + floating + foreign,
                "户数": [f"{value:,}" for value in households],
                "网格员数": np.maximum((residents / PER_WORKER).astype(np.int64), 2),
                "入户走访户数": (households * np.clip(rng.normal(0.56, 0.12, n), 0.2, 0.98)).astype(np.int64),
                "排查隐患数": hazards,
                "整改隐患数": rng.binomial(hazards, 0.91),
                "填报人": list(FILERS),
                "填报日期": [after + timedelta(days=int(d)) for d in day],
            }
        )
        if nth == 2:
            book = book.filter(pl.col("街道代码") != DIVISION + STREETS[SILENT].code)
        sums = [pl.col(name).sum() for name, dtype in book.schema.items() if dtype.is_integer()]
        total = book.select(
            *sums, pl.lit("合计").alias("街道代码"), pl.col("户数").str.replace_all(",", "").cast(pl.Int64).sum()
        ).with_columns(pl.col("户数").cast(pl.String))
        book = pl.concat([book, total], how="diagonal_relaxed")
        books.append(book.with_columns(pl.lit(month.strftime("street_month_%Y%m.xlsx")).alias("_file")))
    return pl.concat(books)
