"""文化旅游: scenic areas on one map, their approved capacity, people through the gates, devices and their states.

Names of the areas are public facts; outlines, capacities and figures are invented. Feast days and fine summer weekends
fill two areas to more than four fifths of what they hold at once.
"""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from demo import clock, geo, geofiles, writers
from demo.clock import DAY, HOUR, MISSING, Floats, Ints, day_number
from demo.defects import Defect, moment, none, put, serial, shift
from demo.silo import Scene, Silo, Tables
from demo.world import pick

FLOW_DAYS = 92
STEP = 300
CLOSING_STEPS = 6
FEASTS = (date(2015, 6, 20), date(2015, 6, 21), date(2015, 6, 22))
FULLEST = 0.96
"""Areas whose gates are held until people have left."""


@dataclass(frozen=True)
class Area:
    scenic_id: str
    name: str
    grade: str
    grid_code: str
    opens: str
    closes: str
    stay: float
    gates: int
    reach_m: float
    usual: float  # visitors of a working day, as a share of what it holds in a day
    zones: tuple[tuple[str, int, float], ...]  # name, square metres, square metres per person


AREAS = (
    Area("SA01", "秋水广场", "AAAA", "36011300200601", "08:00", "20:30", 1.5, 12, 210, 0.165,
         (("音乐喷泉区", 9_600, 2.0), ("滨江步道", 7_200, 3.0), ("赣文化长廊", 5_100, 2.5))),
    Area("SA02", "南昌之星游乐园", "AAA", "36011300500801", "09:00", "21:30", 4.0, 10, 170, 0.235,
         (("摩天轮", 2_400, 1.5), ("游乐设施区", 11_000, 4.0), ("餐饮服务区", 2_600, 2.0))),
    Area("SA03", "赣江市民公园", "未评", "36011300400101", "07:00", "20:00", 2.0, 8, 260, 0.16,
         (("草坪区", 18_000, 8.0), ("江滩步道", 8_400, 4.0))),
    Area("SA04", "九龙湖湿地公园", "AAA", "36011300600801", "08:00", "18:00", 2.5, 6, 320, 0.14,
         (("观鸟栈道", 3_000, 5.0), ("湖滨草地", 21_000, 12.0))),
    Area("SA05", "厚田沙漠景区", "AAA", "36011320000101", "08:30", "17:30", 3.0, 6, 420, 0.15,
         (("沙地活动区", 52_000, 25.0), ("骑乘区", 9_000, 15.0))),
)  # fmt: skip
ENLARGED = ("SA03", 1, date(2015, 7, 1), 26_000)
"""A zone that was approved anew within the period: area, zone, first day, square metres."""
DEVICES = (("gate", "闸机"), ("camera", "摄像机"), ("screen", "信息屏"), ("broadcast", "广播"), ("wifi", "无线热点"),
           ("sos", "求助桩"))  # fmt: skip


def counted(came: int, left: int) -> tuple[pl.Expr, ...]:
    """A step's people in and out become these."""
    numbers = {"入园人数": came, "出园人数": left}
    return tuple(pl.lit(value, dtype=pl.Int64).alias(name) for name, value in numbers.items())


quiet = (pl.col("时段开始").str.slice(0, 10) + " 23:55:00").alias("时段开始")
DEFECTS = (
    Defect("area_closes_before_it_opens", "scenic", 1, ("opens_before_closes",), put(open_from="23:00")),
    Defect("area_at_null_island", "scenic", 1, ("scenic_in_city",),
           (pl.lit([0.0, 0.0, 0.001, 0.0, 0.001, 0.001]).alias("_path"),)),
    Defect("zone_without_standard", "scenic_zone", 1, ("range_per_capita_m2",), put(人均空间标准="0")),
    Defect("zone_ends_before_it_begins", "scenic_zone", 1, ("approval_dates_order",), put(失效日期="2009-01-01")),
    Defect("flow_off_step", "gate_flow", 4, ("five_minute_step",),
           ((pl.col("时段开始").str.slice(0, 10) + " 23:52:30").alias("时段开始"),)),
    Defect("flow_below_zero", "gate_flow", 3, ("range_in_n",), counted(-5, 0)),
    Defect("flow_line_short", "gate_flow", 3, ("malformed",), form="short"),
    Defect("flow_copied", "gate_flow", 5, ("duplicate_key",), rekey=False),
    Defect("flow_of_no_area", "gate_flow", 4, (), (*put(景区编号="SA99"), *counted(0, 0)),
           finds=("gate_flow_area_exists",)),
    Defect("flow_nobody_left", "gate_flow", 3, (), counted(640, 0), finds=("scenic_empty_at_closing",)),
    Defect("flow_more_out_than_in", "gate_flow", 3, (), counted(0, 900),
           finds=("scenic_in_park_not_negative",)),
    Defect("device_kind_unknown", "tourism_device", 2, ("enum_device_kind",), put(kind="drone")),
    Defect("device_of_no_area", "tourism_device", 2, (),
           (*put(scenicId="SA98"), pl.col("installedOn").alias("retiredOn")), finds=("tourism_device_area_exists",)),
    Defect("state_ends_early", "tourism_device_status", 4, ("status_time_order",), (shift("to", "from", -600),)),
    Defect("device_state_unknown", "tourism_device_status", 3, ("enum_state",),
           (*put(state="asleep"), *none("approvalNo"))),
    Defect("state_approved_though_online", "tourism_device_status", 2, ("only_maintenance_is_approved",),
           put(state="online", approvalNo="WX2015999999")),
    Defect("state_twice_at_once", "tourism_device_status", 4, (), (), finds=("tourism_status_no_overlap",)),
    Defect("state_of_no_device", "tourism_device_status", 3, (), put(deviceId="TD-9999"),
           finds=("tourism_status_device_exists",)),
)  # fmt: skip


def make(scene: Scene) -> dict[str, pl.DataFrame]:
    """Areas and zones; flow of the last quarter; devices and states of the whole period."""
    rng = scene.rng
    devices = _devices(rng, scene)
    return {
        "scenic": _areas(scene),
        "scenic_zone": _zones(),
        "gate_flow": _flow(rng, scene),
        "tourism_device": devices,
        "tourism_device_status": _states(rng, scene, devices),
    }


def _areas(scene: Scene) -> pl.DataFrame:
    """Each area is a blot of twelve corners around its cell's centre."""
    firms = scene.firms.filter((pl.col("kind") == "scenic") & (pl.col("status") == "存续"))["uscc"].to_list()
    turn = np.arange(12) * np.pi / 6
    rows = []
    for n, area in enumerate(AREAS):
        cell = scene.world.grid.row(by_predicate=pl.col("grid_code") == area.grid_code, named=True)
        reach = area.reach_m * (0.8 + 0.2 * np.cos(3 * turn + n))
        lon, lat = geo.moved(
            np.full(12, cell["lon"]), np.full(12, cell["lat"]), reach * np.cos(turn), reach * np.sin(turn)
        )
        rows.append((area.scenic_id, area.name, area.grade, area.opens, area.closes, area.stay, area.gates,
                     area.grid_code, firms[n % len(firms)], np.stack([lon, lat], axis=1).ravel().tolist()))  # fmt: skip
    names = ("scenic_id", "name", "grade", "open_from", "open_to", "stay_hours", "gate_n", "grid_code", "uscc", "_path")
    return pl.DataFrame(rows, schema=names, orient="row")


def _zones() -> pl.DataFrame:
    rows: list[tuple[str, ...]] = []
    area_id, number, day, size = ENLARGED
    for area in AREAS:
        for zone_no, (name, square, each) in enumerate(area.zones, 1):
            anew = (area.scenic_id, zone_no) == (area_id, number)
            rows.append((area.scenic_id, str(zone_no), name, str(square), str(each), "2013-04-01",
                         str(day) if anew else ""))  # fmt: skip
            if anew:
                rows.append((area.scenic_id, str(zone_no), name, str(size), str(each), str(day), ""))
    names = ("景区编号", "分区号", "分区名称", "可游览面积", "人均空间标准", "核定日期", "失效日期")
    frame = pl.DataFrame(rows, schema=names, orient="row").with_columns(pl.lit("capacity.csv").alias("_file"))
    return frame.with_columns(pl.col("失效日期").replace("", None))


def _capacity(area: Area, day: date) -> int:
    held = 0
    for number, (_, square, each) in enumerate(area.zones, 1):
        anew = (area.scenic_id, number) == ENLARGED[:2] and day >= ENLARGED[2]
        held += int((ENLARGED[3] if anew else square) / each)
    return held


def _flow(rng: np.random.Generator, scene: Scene) -> pl.DataFrame:
    days = min(FLOW_DAYS, scene.period.days)
    first = scene.period.last - timedelta(days=days - 1)
    dates = [first + timedelta(days=i) for i in range(days)]
    off = ~clock.workdays(scene.period)[-days:]
    parts = []
    for area in AREAS:
        opens, closes = (int(text[:2]) * HOUR + int(text[3:]) * 60 for text in (area.opens, area.closes))
        steps = (closes - opens) // STEP + CLOSING_STEPS
        weather = rng.gamma(60, 1 / 60, days)
        for i, day in enumerate(dates):
            draw = 1.8 if off[i] else 1.0
            draw = 3.4 if day in FEASTS else draw * (1.15 if day.month >= 7 else 1.0)
            held = _capacity(area, day)
            wanted = held * (closes - opens) / HOUR / area.stay * area.usual * draw * weather[i]
            came, left = _day(rng, int(wanted), steps, area.stay, held)
            at = day_number(day) * DAY + opens + np.arange(steps, dtype=np.int64) * STEP
            parts.append((np.full(steps, int(area.scenic_id[2:])), at, came, left))
    number, at, came, left = (np.concatenate([part[i] for part in parts]) for i in range(4))
    order = np.lexsort((number, at))
    number, at, came, left = number[order], at[order], came[order], left[order]
    return pl.DataFrame(
        {
            "景区编号": "SA" + pl.Series(number).cast(pl.String).str.zfill(2),
            "时段开始": clock.text(at),
            "入园人数": came,
            "出园人数": left,
            "_area_day": pl.Series(number).cast(pl.String) + " " + clock.written(at, "%Y-%m-%d"),
            "_file": "gate_flow_" + clock.written(at, "%Y%m") + ".csv",
        }
    )


def _day(rng: np.random.Generator, wanted: int, steps: int, stay: float, held: int) -> tuple[Ints, Ints]:
    """One day's people in and out by step: nobody leaves before coming, and nearly nobody is left at the end."""
    hour = np.linspace(0, 1, steps)
    rate = np.exp(-((hour - 0.28) ** 2) / 0.03) + 0.7 * np.exp(-((hour - 0.62) ** 2) / 0.035) + 0.04
    rate[-CLOSING_STEPS * 3 :] = 0
    lag = np.arange(1, steps) * STEP / HOUR
    gone = lag**2 * np.exp(-3 * lag / stay)  # a gamma distribution of stays
    kernel = np.concatenate([[0.0], gone / gone.sum()])
    shape: Floats = rate / rate.sum()
    peak = float((np.cumsum(shape) - np.cumsum(np.convolve(shape, kernel)[:steps])).max())
    wanted = min(wanted, int(FULLEST * held / peak))
    came = rng.multinomial(wanted, shape).astype(np.int64)
    inside = np.cumsum(came)
    left = np.floor(np.cumsum(np.convolve(came.astype(np.float64), kernel)[:steps])).astype(np.int64)
    uncounted = int(rng.binomial(wanted, 0.0008))
    ramp = np.linspace(0, 1, CLOSING_STEPS + 1)[1:]
    before = left[-CLOSING_STEPS - 1]
    left[-CLOSING_STEPS:] = before + np.floor((inside[-1] - uncounted - before) * ramp).astype(np.int64)
    left = np.maximum.accumulate(np.minimum(left, inside))
    return came, np.diff(left, prepend=0)


def _devices(rng: np.random.Generator, scene: Scene) -> pl.DataFrame:
    rows: list[tuple[str, str, str, str, str, str | None]] = []
    for area in AREAS:
        counts = (area.gates // 2, 4, 2, 2, 1, 1)
        for (kind, word), count in zip(DEVICES, counts, strict=True):
            for i in range(1, max(int(count * scene.scale + 0.5), 1) + 1):
                number = len(rows) + 1
                come = day_number(scene.period.first) - int(rng.integers(60, 900))
                gone = day_number(scene.period.last) - 30 if number % 29 == 0 else MISSING
                dates = clock.written(
                    np.array([come * DAY, MISSING if gone == MISSING else gone * DAY], dtype=np.int64), "%Y-%m-%d"
                )
                rows.append((f"TD-{number:04d}", f"{area.name}{word}{i:02d}", kind, area.scenic_id, dates[0], dates[1]))
    names = ("deviceId", "deviceName", "kind", "scenicId", "installedOn", "retiredOn")
    return pl.DataFrame(rows, schema=names, orient="row")


def _states(rng: np.random.Generator, scene: Scene, devices: pl.DataFrame) -> pl.DataFrame:
    """Each device goes through its states without a gap: long online, hours offline, now and then maintained."""
    parts = []
    frailty = {"SA05": 2.4, "SA03": 1.4}
    for n, device in enumerate(devices.iter_rows(named=True)):
        end = scene.period.end
        if device["retiredOn"]:
            end = day_number(date.fromisoformat(device["retiredOn"])) * DAY - 1
        if end <= scene.period.start:
            continue
        often = frailty.get(device["scenicId"], 1.0) * (1.6 if device["kind"] in ("screen", "wifi") else 1.0)
        spans = max(int((end - scene.period.start) / DAY / 5 * often) + 8, 10)
        online = rng.exponential(9.5 / often * DAY, spans) + HOUR
        broken = rng.lognormal(1.5, 0.9, spans) * HOUR + 600
        lengths = np.stack([online, broken], axis=1).ravel().astype(np.int64) // 60 * 60
        starts = scene.period.start + np.concatenate([[0], np.cumsum(lengths)[:-1]])
        kind = np.tile([0, 1], spans)
        maintained = (kind == 1) & (rng.random(len(kind)) < 0.3)
        keep = starts < end
        starts, kind = starts[keep], np.where(maintained, 2, kind)[keep]
        stops = np.append(starts[1:], MISSING if end == scene.period.end else end + 1)
        parts.append((np.full(len(starts), n), starts, stops, kind))
    which, starts, stops, kind = (np.concatenate([part[i] for part in parts]) for i in range(4))
    approved = (kind == 2) & (rng.random(len(kind)) < 0.85)
    number = (
        "WX" + clock.written(starts, "%Y%m") + pl.Series(np.arange(len(kind)) % 10_000).cast(pl.String).str.zfill(4)
    )
    return pl.DataFrame(
        {
            "deviceId": devices["deviceId"].gather(which),
            "from": clock.text(starts),
            "to": clock.text(stops),
            "state": pick(("online", "offline", "maintenance"), kind),
            "approvalNo": number.zip_with(pl.Series(approved), pl.Series([None] * len(kind), dtype=pl.String)),
            "_file": pl.Series(["device_status.ndjson"] * len(kind)),
        }
    )


def write(folder: Path, tables: Tables) -> list[writers.Place]:
    """The map, the approvals, a file of flow a month, the register, the log of states."""
    frame, key = tables["tourism_device"]
    shown = writers.visible(frame).to_dicts()
    body = json.dumps({"exported": "2015-09-01", "devices": shown}, ensure_ascii=False, indent=1)
    (folder / "devices.json").write_text(body + "\n", encoding="utf-8")
    return [
        *geofiles.geojson(folder, "scenic.geojson", *tables["scenic"], ring=True),
        *writers.csv(folder, *tables["scenic_zone"], encoding="utf-8", end="\n", bom=True),
        *writers.csv(folder, *tables["gate_flow"], encoding="utf-8", end="\n"),
        *writers.placed(frame, "devices.json", "row", 1, key),
        *writers.ndjson(folder, *tables["tourism_device_status"]),
    ]


SILO = Silo(
    id="tourism",
    keys={
        "scenic": ("scenic_id",),
        "scenic_zone": ("景区编号", "分区号", "核定日期"),
        "gate_flow": ("景区编号", "时段开始"),
        "tourism_device": ("deviceId",),
        "tourism_device_status": ("deviceId", "from"),
    },
    make=make,
    write=write,
    defects=DEFECTS,
    rekey={
        "scenic": serial(2, "SA9").alias("scenic_id"),
        "scenic_zone": serial(1, "9").alias("分区号"),
        "gate_flow": quiet,
        "tourism_device": serial(3, "TD-8").alias("deviceId"),
        "tourism_device_status": shift("from", "from", 77),
    },
    fit={
        "tourism_device_status": lambda end: (
            pl.col("to").is_not_null() & (moment("to") - moment("from") > pl.duration(hours=1))
        ),
    },
    distinct={"gate_flow": "_area_day"},
)
