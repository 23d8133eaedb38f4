"""智慧管网, its control room: sensors and their maintenance in SQLite, readings as NDJSON by month, bursts as CSV.

A burst that urban management sent for lies where its case was reported, on an old water main; the same weak spots
burst again. Pressure falls in the street while water runs out.
"""

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from demo import clock, writers
from demo.clock import DAY, HOUR, MISSING, Bools, Floats, Ints, Period, Rhythm, day_number
from demo.defects import Defect, none, put, serial, shift
from demo.silo import Scene, Silo, Tables
from demo.world import pick

READING_DAYS = 92
# metric, pipe class, sensors, minutes between readings
KINDS = (
    ("pressure_kpa", "JS", 18, 60),
    ("flow_m3h", "JS", 6, 60),
    ("level_m", "PS", 12, 120),
    ("gas_lel", "RQ", 6, 60),
)
NAMES = {"pressure_kpa": "压力监测点", "flow_m3h": "流量计", "level_m": "井下液位计", "gas_lel": "燃气泄漏探头"}
OWN_BURSTS, EARLIER_BURSTS = 34, 118
CASE_SHARE = 0.62
SOUND_DAYS = 9
"""A mended spot holds for so long at least."""
BURST_RHYTHM = Rhythm(
    hours=(3, 3, 3, 3, 4, 6, 9, 10, 8, 6, 5, 5, 5, 4, 4, 4, 5, 6, 7, 6, 5, 4, 4, 3), weekdays=(1,) * 7, day_off=1.0
)
CAUSES = ("管龄老化", "施工损坏", "压力波动", "接口脱落", "其他")
AWAY = {"灰口铸铁": 4.0, "钢": 2.5, "PVC-U": 2.0, "球墨铸铁": 0.6, "PE": 0.4}

told = pl.col("城管任务号").is_not_null()
DEFECTS = (
    Defect("sensor_metric_unknown", "pipe_sensor", 2, ("enum_metric",), put(metric="turbidity")),
    Defect("sensor_at_no_point", "pipe_sensor", 2, (),
           (*put(exp_no="JS99998"), pl.col("installed_on").alias("retired_on")), finds=("pipe_sensor_point_exists",)),
    Defect("maintenance_ends_early", "pipe_maintenance", 3, ("maintenance_time_order",),
           (shift("to_at", "from_at", -1800),)),
    Defect("maintenance_approval_unknown", "pipe_maintenance", 2, ("enum_approval",), put(approval="口头同意")),
    Defect("reading_out_of_range", "pipe_reading", 14, ("reading_in_range",), put(value=9999.0)),
    Defect("reading_cut", "pipe_reading", 6, ("malformed",), form="cut"),
    Defect("pipe_reading_copied", "pipe_reading", 10, ("duplicate_key",), rekey=False),
    Defect("reading_of_no_sensor", "pipe_reading", 8, (), put(sensor_id="SN-JS-999"),
           finds=("pipe_reading_sensor_exists",)),
    Defect("reading_of_the_future", "pipe_reading", 5, ("future_time",),
           ((pl.lit("2051") + pl.col("ts").str.slice(4)).alias("ts"),)),
    Defect("burst_line_short", "pipe_burst", 3, ("malformed",), form="short"),
    Defect("burst_repaired_before_reported", "pipe_burst", 4, ("burst_time_order",),
           (shift("修复时间", "报修时间", -3600),), pl.col("修复时间").is_not_null()),
    Defect("burst_of_no_case", "pipe_burst", 4, (), put(城管任务号="15990199999"), told,
           finds=("pipe_burst_case_agrees",)),
    Defect("burst_sent_without_case", "pipe_burst", 3, ("dispatch_names_its_case",), none("城管任务号"), told),
    Defect("burst_on_no_line", "pipe_burst", 3, (), put(管线编号="JSL99999"), finds=("pipe_burst_line_exists",)),
    Defect("burst_cause_unknown", "pipe_burst", 2, ("enum_cause",), put(爆管原因="地震")),
)  # fmt: skip


def make(scene: Scene) -> dict[str, pl.DataFrame]:
    """Bursts first, because sensors feel them."""
    rng = scene.rng
    bursts = _bursts(rng, scene)
    sensors = _sensors(rng, scene)
    maintenance, silent = _maintenance(rng, scene, sensors)
    return {
        "pipe_sensor": sensors.select(pl.exclude("^_.*$")),
        "pipe_maintenance": maintenance,
        "pipe_reading": _readings(rng, scene, sensors, silent, bursts),
        "pipe_burst": bursts.select(pl.exclude("_street", "_at", "_until")),
    }


def _sensors(rng: np.random.Generator, scene: Scene) -> pl.DataFrame:
    """On points of their class; two came late and two went early in the last quarter."""
    points, street_of = scene.made["pipe_point"], dict(scene.world.grid.select("grid_code", "street_n").iter_rows())
    last = day_number(scene.period.last)
    rows: list[tuple[str, str, str, str, int, int, int, int, int]] = []
    for metric, pipe_class, count, every in KINDS:
        fit = points.filter((pl.col("pipe_class") == pipe_class) & pl.col("feature").is_in(["三通", "四通", "直线点"]))
        for i, at in enumerate(rng.permutation(len(fit))[: max(int(count * scene.scale + 0.5), 2)], 1):
            number = len(rows) + 1
            come = last - 48 if i == 3 and metric == "level_m" else last - int(rng.integers(200, 700))
            gone = last - 40 if i == 2 and metric == "pressure_kpa" else MISSING
            code = fit["grid_code"][int(at)]
            name = scene.world.grid.filter(pl.col("grid_code") == code)["community_name"][0]
            rows.append((f"SN-{pipe_class}-{number:03d}", f"{name}{NAMES[metric]}", metric, fit["exp_no"][int(at)],
                         every, come, gone, street_of[code], int(rng.integers(0, every * 60))))  # fmt: skip
    names = ("sensor_id", "sensor_name", "metric", "exp_no", "interval_min", "_come", "_gone", "_street", "_offset")
    frame = pl.DataFrame(rows, schema=names, orient="row")
    days = {name: frame[f"_{name}"].to_numpy() for name in ("come", "gone")}
    return frame.with_columns(
        clock.written(days["come"] * DAY, "%Y-%m-%d").alias("installed_on"),
        clock.written(np.where(days["gone"] == MISSING, MISSING, days["gone"] * DAY), "%Y-%m-%d").alias("retired_on"),
    )


def _since(period: Period) -> int:
    return max(period.start, period.end + 1 - READING_DAYS * DAY)


def _maintenance(
    rng: np.random.Generator, scene: Scene, sensors: pl.DataFrame
) -> tuple[pl.DataFrame, list[tuple[int, int, int]]]:
    """Orders, and when each sensor says nothing: during them, and in outages nobody ordered."""
    begin, end = _since(scene.period), scene.period.end
    n = max(int(36 * scene.factor + 0.5), 4)
    who = rng.integers(0, len(sensors), n)
    start = begin + (rng.random(n) * (end - begin)).astype(np.int64) // HOUR * HOUR
    stop = start + rng.integers(4, 40, n) * HOUR
    stop = np.where(stop > end, MISSING, stop)
    order = np.argsort(start, kind="stable")
    who, start, stop = who[order], start[order], stop[order]
    approval = rng.choice(3, n, p=(0.78, 0.12, 0.1))
    number = clock.written(start, "%Y%m%d") + pl.Series(clock.serial_in_day(start)).cast(pl.String).str.zfill(3)
    frame = pl.DataFrame(
        {
            "order_no": "JX" + number,
            "sensor_id": sensors["sensor_id"].gather(who),
            "reason": pick(("更换电池", "标定", "井下积水", "通信模块升级"), rng.integers(0, 4, n)),
            "approval": pick(("已批准", "待审批", "未批准"), approval),
            "from_at": clock.text(start),
            "to_at": clock.text(stop),
        }
    )
    silent = [(int(w), int(a), int(b) if b != MISSING else end + 1) for w, a, b in zip(who, start, stop, strict=True)]
    outages = rng.poisson(2.6 * min(scene.period.days, READING_DAYS) / READING_DAYS, len(sensors))
    for sensor, count in enumerate(outages.tolist()):
        for _ in range(count):
            at = begin + int(rng.random() * (end - begin))
            silent.append((sensor, at, at + int(rng.lognormal(3.0, 0.8) * HOUR)))
    return frame, silent


def _demand(at: Ints) -> Floats:
    """The water drawn at each moment: two peaks a day, a quiet night."""
    hour = at % DAY / HOUR
    return np.asarray(
        0.35 + 0.5 * np.exp(-((hour - 7.5) ** 2) / 5) + 0.6 * np.exp(-((hour - 19.5) ** 2) / 7), dtype=np.float64
    )


def _readings(
    rng: np.random.Generator, scene: Scene, sensors: pl.DataFrame, silent: list[tuple[int, int, int]],
    bursts: pl.DataFrame,
) -> pl.DataFrame:  # fmt: skip
    begin, end = _since(scene.period), scene.period.end
    wet = bursts.filter(pl.col("_until") >= begin).select("_street", "_at", "_until").rows()
    parts = []
    for n, sensor in enumerate(sensors.iter_rows(named=True)):
        step = sensor["interval_min"] * 60
        first = max(begin, sensor["_come"] * DAY) + sensor["_offset"]
        last = end if sensor["_gone"] == MISSING else sensor["_gone"] * DAY - 1
        at = np.arange(first, last + 1, step, dtype=np.int64)
        keep = rng.random(len(at)) > 0.008
        for who, start, stop in silent:
            if who == n:
                keep &= (at < start) | (at >= stop)
        at = at[keep]
        value = _values(rng, sensor["metric"], at)
        if sensor["metric"] == "pressure_kpa":
            for street, start, stop in wet:
                if street == sensor["_street"]:
                    value = np.where((at >= start) & (at < stop), value - 85, value)
        parts.append(
            pl.DataFrame(
                {
                    "sensor_id": pl.Series([sensor["sensor_id"]] * len(at), dtype=pl.String),
                    "_at": at,
                    "metric": pl.Series([sensor["metric"]] * len(at), dtype=pl.String),
                    "value": np.round(value, 2),
                }
            )
        )
    whole = pl.concat(parts).sort("_at", "sensor_id")
    at = whole["_at"].to_numpy()
    return whole.select(
        "sensor_id",
        clock.text(at).alias("ts"),
        "metric",
        "value",
        ("readings/readings_" + clock.written(at, "%Y%m") + ".ndjson").alias("_file"),
    )


def _values(rng: np.random.Generator, metric: str, at: Ints) -> Floats:
    n, drawn = len(at), _demand(at)
    match metric:
        case "pressure_kpa":
            return np.asarray(345 + rng.normal(0, 12) - 75 * drawn + rng.normal(0, 6, n), dtype=np.float64)
        case "flow_m3h":
            return np.asarray(rng.uniform(120, 320) * drawn + rng.normal(0, 5, n), dtype=np.float64)
        case "level_m":
            rain = np.maximum(rng.normal(0, 1, max(n // 60, 1) + 1) - 1.1, 0)[np.arange(n) // 60]
            return np.asarray(
                np.clip(0.35 + 0.4 * drawn + 0.9 * rain + rng.normal(0, 0.03, n), 0.02, 6), dtype=np.float64
            )
    return np.asarray(np.clip(rng.gamma(1.2, 0.6, n), 0, 40), dtype=np.float64)


def _bursts(rng: np.random.Generator, scene: Scene) -> pl.DataFrame:
    """Bursts of a year and a half: those behind cases, those the water company heard of itself."""
    cases = _cases(scene)
    cases = cases.filter(pl.Series(rng.random(len(cases)) < CASE_SHARE))
    own = BURST_RHYTHM.draw(rng, scene.period, max(int(OWN_BURSTS * scene.factor + 0.5), 2))
    earlier = Period(date.fromordinal(scene.period.first.toordinal() - 181),
                     date.fromordinal(scene.period.first.toordinal() - 1))  # fmt: skip
    before = BURST_RHYTHM.draw(rng, earlier, max(int(EARLIER_BURSTS * scene.scale + 0.5), 2))
    at = np.concatenate([cases["_at"].to_numpy(), own, before])
    called = len(cases)
    grids = scene.world.grid
    weight = grids["weight"].to_numpy()
    spread = rng.choice(len(grids), len(at) - called, p=weight / weight.sum())
    position = {code: i for i, code in enumerate(grids["grid_code"])}
    grid = np.concatenate([np.array([position[code] for code in cases["grid_code"]], dtype=np.int64), spread])
    line, along = _struck(rng, scene, grid, at)
    source = np.concatenate(
        [np.zeros(called, dtype=np.int64), rng.choice([1, 2, 3], len(at) - called, p=(0.6, 0.15, 0.25))]
    )
    phone = pl.concat([cases["reporter_phone"], _callers(rng, scene, source[called:] == 1)])
    task = pl.concat([cases["task_num"], pl.Series([None] * (len(at) - called), dtype=pl.String)])
    order = np.argsort(at, kind="stable")
    at, source, line, along, grid = at[order], source[order], line[order], along[order], grid[order]
    n, end = len(at), scene.period.end
    arrived = at + rng.integers(15, 80, n) * 60
    stopped = arrived + rng.integers(10, 90, n) * 60
    repaired = stopped + (np.clip(rng.lognormal(1.35, 0.5, n), 0.7, 30) * HOUR).astype(np.int64)
    lines = scene.made["pipe_line"]
    return pl.DataFrame(
        {
            "抢修单号": "BG" + clock.written(at, "%Y%m%d")
            + pl.Series(clock.serial_in_day(at)).cast(pl.String).str.zfill(4),
            "管线编号": lines["line_no"].gather(line),
            "距起点米数": np.round(along, 1),
            "报修时间": clock.text(at),
            "到场时间": clock.text(np.where(arrived > end, MISSING, arrived)),
            "止水时间": clock.text(np.where(stopped > end, MISSING, stopped)),
            "修复时间": clock.text(np.where(repaired > end, MISSING, repaired)),
            "爆管原因": pick(CAUSES, rng.choice(5, n, p=(0.5, 0.16, 0.16, 0.13, 0.05))),
            "来源": pick(("城管派遣", "热线报修", "监测告警", "巡查发现"), source),
            "城管任务号": task.gather(order),
            "影响户数": rng.integers(0, 60, n) * 8,
            "报修电话": phone.gather(order),
            "_file": pl.Series(["bursts.csv"] * n, dtype=pl.String),
            "_street": grids["street_n"].gather(grid),
            "_at": at - 30 * 60,
            "_until": repaired,
        }
    )  # fmt: skip


def _cases(scene: Scene) -> pl.DataFrame:
    """Cases of burst water pipes that a unit was sent to, with the moment of that."""
    dead = ("7", "merged", "withdrawn", "rejected", "not_registered")
    sent = pl.col("dispatched_at").str.to_datetime(clock.TIME_FORMAT).dt.epoch("s")
    return (
        scene.made["urban_case"]
        .filter(
            (pl.col("case_type") == "event") & (pl.col("main_code") == "04") & (pl.col("sub_code") == "02"),
            pl.col("dispatched_at").is_not_null(),
            ~pl.col("status").is_in(dead),
        )
        .select("task_num", "grid_code", "reporter_phone", (sent + 300).alias("_at"))
        .filter(pl.col("_at") <= scene.period.end)
    )


def _callers(rng: np.random.Generator, scene: Scene, called: Bools) -> pl.Series:
    phones = scene.people["phone"].drop_nulls()
    found = phones.gather(rng.integers(0, len(phones), len(called)))
    return found.zip_with(pl.Series(called), pl.Series([None] * len(called), dtype=pl.String))


def _struck(rng: np.random.Generator, scene: Scene, grid: Ints, at: Ints) -> tuple[Ints, Floats]:
    """The water main that burst and where along it: an old one in the grid cell, at its weak spot."""
    lines = scene.made["pipe_line"].with_row_index("_n").filter(pl.col("pipe_class") == "JS")
    number = lines["_n"].to_numpy().astype(np.int64)
    epoch = {"build_date": day_number(date(1995, 1, 1)), "retire_date": day_number(date(2099, 1, 1))}
    built, retired = (
        lines[name].str.to_date("%Y-%m-%d").to_physical().cast(pl.Int64).fill_null(unknown).to_numpy() * DAY
        for name, unknown in epoch.items()
    )
    years = (day_number(scene.period.last) * DAY - built) / (365.25 * DAY)
    material = np.array([AWAY.get(name or "", 1.5) for name in lines["material"]])
    length = lines["length_m"].to_numpy()
    weak = rng.uniform(0.05, 0.9, len(lines))
    frail = material * np.maximum(years, 1) * length * rng.gamma(1.6, 0.6, len(lines))
    frail = np.maximum(frail, 1e-9)
    code = lines["grid_code"].to_list()
    members: dict[str, list[int]] = {}
    for i, name in enumerate(code):
        members.setdefault(name, []).append(i)
    east, north = scene.world.grid["lon"].to_numpy(), scene.world.grid["lat"].to_numpy()
    names = scene.world.grid["grid_code"].to_list()
    struck = np.zeros(len(at), dtype=np.int64)
    mended = np.zeros(len(lines))
    for i in np.argsort(at, kind="stable").tolist():
        cell, moment = int(grid[i]), int(at[i])
        reach = np.argsort(np.hypot(east - east[cell], north - north[cell]))
        for cells in (reach[:3], reach[:30]):
            near = np.array([n for at_cell in cells for n in members.get(names[at_cell], ())], dtype=np.int64)
            fit = near[(built[near] < moment) & (retired[near] > moment) & (mended[near] < moment)]
            if len(fit):
                struck[i] = fit[rng.choice(len(fit), p=frail[fit] / frail[fit].sum())]
                mended[struck[i]] = moment + SOUND_DAYS * DAY
                break
    along = np.clip(length[struck] * weak[struck] + rng.normal(0, 1.5, len(at)), 0, length[struck])
    return number[struck], along


def write(folder: Path, tables: Tables) -> list[writers.Place]:
    """The control room's database, one file of readings a month, one list of bursts."""
    (folder / "readings").mkdir()
    return [
        *writers.sqlite(
            folder,
            "scada.sqlite",
            {"sensor_info": tables["pipe_sensor"], "maintenance_order": tables["pipe_maintenance"]},
        ),
        *writers.ndjson(folder, *tables["pipe_reading"]),
        *writers.csv(folder, *tables["pipe_burst"], encoding="gb18030", end="\r\n"),
    ]


SILO = Silo(
    id="pipes",
    keys={
        "pipe_sensor": ("sensor_id",),
        "pipe_maintenance": ("order_no",),
        "pipe_reading": ("sensor_id", "ts"),
        "pipe_burst": ("抢修单号",),
    },
    make=make,
    write=write,
    defects=DEFECTS,
    rekey={
        "pipe_sensor": (pl.col("sensor_id").str.slice(0, 6) + serial(3, "9")).alias("sensor_id"),
        "pipe_maintenance": (pl.col("order_no").str.slice(0, 10) + serial(2, "9")).alias("order_no"),
        "pipe_reading": shift("ts", "ts", 77),
        "pipe_burst": (pl.col("抢修单号").str.slice(0, 10) + serial(3, "9")).alias("抢修单号"),
    },
    fit={"pipe_reading": lambda end: pl.col("ts") < end},
    needs=("urban_case", "pipe_point", "pipe_line"),
)
