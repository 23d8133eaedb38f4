"""The cameras of the invented district and their states: who built them, when they were dark, for how long and why."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from demo import clock, geo
from demo.clock import DAY, HOUR, MISSING
from demo.silo import Scene
from demo.world import pick

CAMERAS = 400
PLATFORM = "36011300002000000001"
# owner, share of cameras, industry code, outages a camera and day, hours of the middle outage
OWNERS = (
    ("公安红谷滩分局", 0.48, "00", 0.026, 1.6),
    ("交警红谷滩大队", 0.19, "00", 0.030, 1.9),
    ("城市管理局", 0.12, "03", 0.042, 3.0),
    ("街道综治办", 0.15, "01", 0.060, 5.0),
    ("社会单位接入", 0.06, "02", 0.105, 9.0),
)
MAKERS = (("海康威视", ("DS-2CD4026F", "DS-2DF7286", "DS-2CD2T45")), ("大华", ("IPC-HFW5238", "SD-6C1230U")),
          ("宇视", ("HIC6621", "IPC742")))  # fmt: skip
PLACES = ("路口", "东门", "西门", "广场", "停车场", "江边步道", "市场", "学校门口", "公交站", "地下通道")
BUILDS, BUILD_SHARES = ("1", "2", "3", "4"), (0.34, 0.12, 0.44, 0.10)
CAUSES, CAUSE_SHARES = (
    ("断电", "断网", "设备故障", "存储故障", "遮挡移位", "原因不明"),
    (0.24, 0.37, 0.19, 0.06, 0.05, 0.09),
)
LONG_TAIL, UPKEEP, UNAPPROVED = 1.35, 0.0035, 0.25  # spread of outages; visits of upkeep a day, those without approval
STORM_STREETS, STORM_DAY = ("360113006", "360113003"), 128  # a storm cut the power on this day of the period
EMPTY = {"Address": 0.02, "IPAddress": 0.03, "Model": 0.015, "Longitude": 0.012, "Info/InstallTime": 0.01}


@dataclass(frozen=True)
class Cameras:
    """`catalogue` by the elements of GB/T 28181; `states` with the second of retirement beside them."""

    catalogue: pl.DataFrame
    states: pl.DataFrame


def make(scene: Scene) -> Cameras:
    """Stocks follow the scale; outages the days that are covered."""
    rng, period, grid = scene.rng, scene.period, scene.world.grid
    n = max(int(CAMERAS * scene.scale + 0.5), 40)
    weight = np.sqrt(grid["weight"].to_numpy())
    cell = np.sort(rng.choice(len(grid), n, p=weight / weight.sum()))
    owner = rng.choice(len(OWNERS), n, p=[o[1] for o in OWNERS])
    maker = rng.choice(len(MAKERS), n, p=(0.52, 0.33, 0.15))
    east, north = rng.uniform(-90, 90, n), rng.uniform(-90, 90, n)
    lon, lat = geo.moved(grid["lon"].to_numpy()[cell], grid["lat"].to_numpy()[cell], east, north)
    first = period.start - rng.integers(30, 1_100, n) * DAY
    is_new = rng.random(n) < 0.08
    first = np.where(is_new, period.start + rng.integers(5, max(period.days - 2, 6), n) * DAY, first)
    is_gone = ~is_new & (rng.random(n) < 0.03)
    gone = np.where(is_gone, period.start + rng.integers(4, max(period.days - 3, 5), n) * DAY, MISSING)
    serial = pl.Series(np.arange(1, n + 1)).cast(pl.String).str.zfill(6)
    camera_id = "36011300" + pick([o[2] for o in OWNERS], owner) + "1320" + serial
    grid_name = grid["grid_name"].gather(cell)
    states = _states(scene, camera_id, owner, grid["street_code"].gather(cell).to_list(), first, gone)
    dark = set(states.filter(pl.col("to_ts").is_null() & (pl.col("state") != "online"))["camera_id"])
    catalogue = pl.DataFrame(
        {
            "DeviceID": camera_id,
            "Name": grid_name + pick(PLACES, rng.integers(0, len(PLACES), n)),
            "Manufacturer": pick([m[0] for m in MAKERS], maker),
            "Model": [MAKERS[m][1][k % len(MAKERS[m][1])] for m, k in zip(maker, rng.integers(0, 6, n), strict=True)],
            "Owner": pick([o[0] for o in OWNERS], owner),
            "CivilCode": pl.Series(["360113"] * n),
            "Block": grid["grid_code"].gather(cell),
            "Address": "红谷滩新区" + grid["street_name"].gather(cell) + grid_name
            + pl.Series(rng.integers(1, 200, n)).cast(pl.String) + "号",
            "Parental": pl.Series(["0"] * n),
            "ParentID": pl.Series([PLATFORM] * n),
            "SafetyWay": pl.Series(["0"] * n),
            "RegisterWay": pl.Series(["1"] * n),
            "Secrecy": pl.Series(["0"] * n),
            "IPAddress": [f"10.{36 + o}.{i // 250}.{i % 250 + 2}" for i, o in enumerate(owner)],
            "Status": ["OFF" if i in dark or g else "ON" for i, g in zip(camera_id, is_gone, strict=True)],
            "Longitude": pl.Series(np.round(lon, 6)).cast(pl.String),
            "Latitude": pl.Series(np.round(lat, 6)).cast(pl.String),
            "Info/PTZType": pick(BUILDS, rng.choice(4, n, p=BUILD_SHARES)),
            "Info/InstallTime": clock.written(first, "%Y-%m-%dT%H:%M:%S"),
            "Info/RetireTime": clock.written(gone, "%Y-%m-%dT%H:%M:%S"),
        }
    )  # fmt: skip
    old = ~is_new & ~is_gone
    for name, share in EMPTY.items():
        empty = pl.Series(old & (rng.random(n) < share))
        also = ("Latitude",) if name == "Longitude" else ()
        catalogue = catalogue.with_columns(pl.when(~empty).then(column).alias(column) for column in (name, *also))
    return Cameras(catalogue, states)


def _states(
    scene: Scene, camera_id: pl.Series, owner: clock.Ints, street: list[str], first: clock.Ints, gone: clock.Ints
) -> pl.DataFrame:
    """Online between outages and visits of upkeep; what lasts at the end of the period has no end."""
    rng, period = scene.rng, scene.period
    rows: list[tuple[str, int, int, str, str | None, str | None, int]] = []
    approvals = 0
    for i, camera in enumerate(camera_id):
        begin = max(int(first[i]), period.start)
        stop = int(gone[i]) if gone[i] != MISSING else MISSING
        end = stop if stop != MISSING else period.end + 1
        days = (end - begin) / DAY
        at, state = begin, "online"
        for start, lasts, kind in _breaks(scene, OWNERS[owner[i]][3:], begin, days, street[i]):
            if start <= at + 600 or start >= end - 900:
                continue
            rows.append((camera, at, start, "online", None, None, stop))
            until = start + lasts
            state, cause, approval = kind, None, None
            if kind == "offline":
                is_storm = lasts > 5 * HOUR and (start - period.start) // DAY == STORM_DAY
                cause = "断电" if is_storm else str(rng.choice(CAUSES, p=CAUSE_SHARES))
            elif rng.random() >= UNAPPROVED:
                approvals += 1
                approval = f"JX{clock.written(np.array([start]), '%Y')[0]}{approvals:06d}"
            rows.append((camera, start, until if until < end else stop, state, cause, approval, stop))
            at = until
            if until >= end:
                break
        if at < end:
            rows.append((camera, at, stop, "online", None, None, stop))
    kinds = {"camera_id": pl.String, "from": pl.Int64, "to": pl.Int64, "state": pl.String, "cause": pl.String,
             "approval_no": pl.String, "retired": pl.Int64}  # fmt: skip
    frame = pl.DataFrame(rows, schema=kinds, orient="row")
    begun, over, retired = (frame[name].to_numpy() for name in ("from", "to", "retired"))
    return pl.DataFrame(
        {
            "camera_id": frame["camera_id"],
            "from_ts": clock.text(begun),
            "to_ts": clock.text(over),
            "state": frame["state"],
            "cause": frame["cause"],
            "approval_no": frame["approval_no"],
            "updated_at": clock.text(np.where(over == MISSING, begun, over)),
            "_span": np.where(over == MISSING, period.end, over) - begun,
            "_retired": clock.text(retired),
        }
    ).sort("from_ts", "camera_id")


def _breaks(
    scene: Scene, habits: tuple[float, float], begin: int, days: float, street: str
) -> list[tuple[int, int, str]]:
    """The stops of a camera in order of time: moment, seconds, and whether somebody works on it."""
    rng = scene.rng
    often, hours = habits
    n, m = int(rng.poisson(often * days)), int(rng.poisson(UPKEEP * days))
    start = begin + (rng.random(n) * days * DAY).astype(np.int64)
    lasts = np.maximum(rng.lognormal(np.log(hours * HOUR), LONG_TAIL, n), 120).astype(np.int64)
    visit = begin + (rng.integers(0, max(int(days), 1), m) * DAY + rng.integers(9, 16, m) * HOUR)
    works = rng.integers(40 * 60, 5 * HOUR, m)
    found = [(int(s), int(d), "offline") for s, d in zip(start, lasts, strict=True)]
    found += [(int(s), int(d), "maintenance") for s, d in zip(visit, works, strict=True)]
    if street in STORM_STREETS and rng.random() < 0.6:
        storm = scene.period.start + STORM_DAY * DAY + 17 * HOUR + int(rng.integers(0, HOUR))
        found.append((storm, int(rng.integers(6 * HOUR, 20 * HOUR)), "offline"))
    return sorted(found)
