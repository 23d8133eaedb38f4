"""One day of a mega-city in the real forms of four feeds: positions, clicks, states of cameras, cases.

`share` is the part of that day that is written, 1.0 for all of it. Rows are drawn whole columns at a time and written
in pieces, so that the day needs little memory; they are good rows, in the forms that the district's contracts declare.
"""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import numpy as np
import polars as pl

DAY = "2015-08-31"
ROWS: dict[str, int] = {
    "gps_point": 72_000_000,
    "app_click": 50_000_000,
    "camera_status": 2_300_000,
    "urban_case": 30_000,
}
"""Rows of the whole day, by dataset."""
SILOS = {
    "gps_point": "urban_management", "app_click": "citizen_app", "camera_status": "safe_city",
    "urban_case": "urban_management",
}  # fmt: skip
TRACK_N = 3_600
"""Positions of one terminal: every ten seconds for ten hours."""
PIECE_DEVICES_N = 200
PIECE_CLICKS_N = 5_000_000
TIMES = (
    "reported_at", "accepted_at", "registered_at", "dispatched_at", "disposed_at", "verified_at", "closed_at",
    "suspended_at", "updated_at",
)  # fmt: skip


def folder(data: Path, dataset: str) -> Path:
    """The folder in which the silo of a dataset hands its extracts over."""
    found = data / "district" / SILOS[dataset]
    found.mkdir(parents=True, exist_ok=True)
    return found


def write(data: Path, dataset: str, share: float) -> int:
    """Write a dataset's part of the day and say how many rows it has."""
    rows_n = max(int(ROWS[dataset] * share), 1)
    return WRITERS[dataset](folder(data, dataset), rows_n)


def positions(out: Path, rows_n: int) -> int:
    """JT/T 808 files of terminals that drive about below 60 km/h; beside each a Parquet copy for the baseline."""
    from demo import jt808

    (out / "gps").mkdir(exist_ok=True)
    devices_n = max(rows_n // TRACK_N, 1)
    for piece, first in enumerate(range(0, devices_n, PIECE_DEVICES_N)):
        frame = _tracks(first, min(PIECE_DEVICES_N, devices_n - first))
        (out / "gps" / f"jt808_{piece:04d}.bin").write_bytes(jt808.encoded(frame))
        copied = frame.select(
            pl.col("position_id").str.slice(0, 12).alias("phone"), pl.col("lon").cast(pl.Float64),
            pl.col("lat").cast(pl.Float64), pl.col("speed_kmh").cast(pl.Float64),
        )  # fmt: skip
        copied.write_parquet(out / "gps" / f"copy_{piece:04d}.parquet")
    return devices_n * TRACK_N


def _tracks(first: int, devices_n: int) -> pl.DataFrame:
    rng = np.random.default_rng([first, devices_n])
    n = devices_n * TRACK_N
    device = np.repeat(np.arange(first, first + devices_n), TRACK_N)
    second = 8 * 3600 + np.tile(np.arange(TRACK_N) * 10, devices_n)
    steps = rng.normal(0.0, 0.0002, (2, devices_n, TRACK_N)).clip(-0.0004, 0.0004)
    lon = 115.7 + rng.random((devices_n, 1)) * 0.5 + np.cumsum(steps[0], axis=1)
    lat = 28.4 + rng.random((devices_n, 1)) * 0.5 + np.cumsum(steps[1], axis=1)
    clock = pl.DataFrame({"device": device, "h": second // 3600, "m": second // 60 % 60, "s": second % 60})
    two = [pl.col(name).cast(pl.String).str.zfill(2) for name in ("h", "m", "s")]
    stamp = pl.lit(DAY[2:].replace("-", "")) + two[0] + two[1] + two[2]
    named = clock.select(position_id=pl.lit("0139") + pl.col("device").cast(pl.String).str.zfill(8) + "-" + stamp)
    return named.with_columns(
        alarm_flags=pl.lit("0"),
        status_flags=pl.lit("3"),
        lon=pl.Series(lon.reshape(-1).round(6)).cast(pl.String),
        lat=pl.Series(lat.reshape(-1).round(6)).cast(pl.String),
        speed_kmh=pl.Series(rng.integers(0, 60, n)).cast(pl.String),
        _heading=pl.Series(rng.integers(0, 360, n)),
    )


def clicks(out: Path, rows_n: int) -> int:
    """Gzipped NDJSON, one file for every five million clicks."""
    with duckdb.connect() as con:
        for piece, first in enumerate(range(0, rows_n, PIECE_CLICKS_N)):
            last = min(first + PIECE_CLICKS_N, rows_n)
            con.execute(
                f"""COPY (SELECT 'K' || lpad(i::VARCHAR, 12, '0') AS click_id,
                  strftime(TIMESTAMP '{DAY}' + to_seconds(CAST(hash(i) % 86400 AS BIGINT)), '%Y-%m-%d %H:%M:%S') AS ts,
                  'd' || lpad((hash(i, 1) % 700000)::VARCHAR, 10, '0') AS device_id,
                  'S' || lpad((1 + hash(i, 2) % 73)::VARCHAR, 3, '0') AS service_id,
                  ['home', 'list', 'detail', 'form', 'done'][1 + CAST(hash(i, 3) % 5 AS BIGINT)] AS page,
                  's' || lpad((hash(i, 4) % 5000000)::VARCHAR, 10, '0') AS session_id
                FROM range({first}, {last}) numbers(i))
                TO '{out / f"clicks_{piece:04d}.ndjson.gz"}' (FORMAT json, COMPRESSION gzip)"""
            )
    return rows_n


def states(out: Path, rows_n: int) -> int:
    """Intervals of cameras in SQLite: on and off in turn, some maintenance with its approval."""
    (out / "safe_city.sqlite").unlink(missing_ok=True)
    cameras_n = -(-rows_n // 6)
    names = ["camera_id", "from_ts", "to_ts", "state", "cause", "approval_no", "updated_at"]
    with sqlite3.connect(out / "safe_city.sqlite") as silo, duckdb.connect() as con:
        silo.execute(f"CREATE TABLE camera_status ({', '.join(f'{name} TEXT' for name in names)})")
        found = con.execute(
            f"""WITH drawn AS (
              SELECT i // {cameras_n} AS k, i % {cameras_n} AS camera, TIMESTAMP '{DAY}' AS day
              FROM range({rows_n}) numbers(i)),
            timed AS (
              SELECT *, day + to_seconds(k * 14000 + CAST(hash(camera, k) % 13000 AS BIGINT)) AS begun,
                day + to_seconds((k + 1) * 14000 + CAST(hash(camera, k + 1) % 13000 AS BIGINT)) AS ended FROM drawn)
            SELECT '36010000001320' || lpad(camera::VARCHAR, 6, '0'), strftime(begun, '%Y-%m-%d %H:%M:%S'),
              CASE WHEN ended < day + INTERVAL 1 DAY THEN strftime(ended, '%Y-%m-%d %H:%M:%S') END,
              CASE WHEN k % 2 = 0 THEN 'online' WHEN camera % 9 = 0 THEN 'maintenance' ELSE 'offline' END,
              CASE WHEN k % 2 = 1 AND camera % 9 <> 0 THEN '断网' END,
              CASE WHEN k % 2 = 1 AND camera % 9 = 0 THEN 'JX2015' || lpad((camera % 1000000)::VARCHAR, 6, '0') END,
              strftime(begun, '%Y-%m-%d %H:%M:%S')
            FROM timed"""
        )
        while piece := found.fetchmany(100_000):
            silo.executemany(f"INSERT INTO camera_status VALUES ({', '.join('?' * len(names))})", piece)
    silo.close()
    return rows_n


def cases(out: Path, rows_n: int) -> int:
    """Cases of the invented district that were over on their own day, moved to this day, as often as it takes."""
    from demo import writers
    from demo.clock import Period
    from demo.silo import Scene, parts

    scene = Scene(1, Period.of(184), 1.0, 1.0)
    part = parts()[SILOS["urban_case"]]
    given = part.make(scene.of(SILOS["urban_case"], part.needs))["urban_case"]
    times = [name for name in TIMES if name in given.columns]
    day = pl.col("reported_at").str.slice(0, 10)
    within = pl.all_horizontal(pl.col(name).is_null() | (pl.col(name).str.slice(0, 10) == day) for name in times)
    pool = given.filter(within & pl.col("merged_into").is_null())
    chosen = pool[np.random.default_rng(1).integers(0, len(pool), rows_n)]
    moved = chosen.with_columns(
        task_num=pl.lit("150831") + pl.Series(np.arange(rows_n)).cast(pl.String).str.zfill(6),
        **{name: pl.lit(DAY) + pl.col(name).str.slice(10) for name in times},
    )
    (out / "urban_management.sqlite").unlink(missing_ok=True)
    writers.sqlite(out, "urban_management.sqlite", {"case_info": (moved, ("task_num",))})
    return rows_n


WRITERS: dict[str, Callable[[Path, int], int]] = {
    "gps_point": positions, "app_click": clicks, "camera_status": states, "urban_case": cases,
}  # fmt: skip


def bare(data: Path, dataset: str) -> str:
    """A plain scan-and-aggregate of the same files; positions, which DuckDB cannot read, of their Parquet copy."""
    place = folder(data, dataset)
    if dataset == "gps_point":
        source = f"read_parquet('{place}/gps/copy_*.parquet')"
        return f"SELECT round(lon, 3), round(lat, 3), count(*), avg(speed_kmh) FROM {source} GROUP BY ALL"
    if dataset == "app_click":
        source = f"read_ndjson('{place}/clicks_*.ndjson.gz')"
        return f"SELECT service_id, hour(ts), count(*), count(DISTINCT device_id) FROM {source} GROUP BY ALL"
    file, table = ("safe_city", "camera_status") if dataset == "camera_status" else (SILOS[dataset], "case_info")
    group = "state" if dataset == "camera_status" else "status"
    return f"SELECT {group}, count(*) FROM sqlite_scan('{place}/{file}.sqlite', '{table}') GROUP BY ALL"


def datasets() -> Iterator[str]:
    """The feeds, the largest first."""
    return iter(ROWS)
