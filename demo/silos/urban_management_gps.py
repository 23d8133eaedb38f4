"""智慧城管定位: vehicles report by JT/T 808, one binary file a day; crews by their app, JSON lines by day."""

from pathlib import Path

import numpy as np
import polars as pl

from demo import clock, geo, jt808, patrol, writers
from demo.clock import DAY, HOUR, Ints
from demo.defects import Defect, put, serial, year
from demo.patrol import Gait, Track
from demo.silo import Scene, Silo, Tables
from demo.world import STREETS

DAYS = 7
VEHICLES, CREWS = 26, 36
DRIVING = Gait(slowest_kmh=14, fastest_kmh=42, shortest_stop_s=240, longest_stop_s=1500, every_s=110)
WALKING = Gait(slowest_kmh=2.5, fastest_kmh=5, shortest_stop_s=300, longest_stop_s=1400, every_s=400)
SHIFTS = ((6 * HOUR + HOUR // 2, 8 * HOUR + HOUR // 2), (9 * HOUR, 9 * HOUR), (13 * HOUR, 8 * HOUR))
"""The beginning of a shift and its length."""
OFF_SHARE = 0.12
"""Of the vehicles and crews stand still on a day."""
POSITIONED = 3

inner = pl.col("_inner")
ahead = (pl.col("lat").cast(pl.Float64) + 0.17).round(6).cast(pl.String)
AWAY = {"lon": "121.473700", "lat": "31.230400"}
NOWHERE = {"lon": "0.000000", "lat": "0.000000"}


def _stamp(place: int, digits: str) -> pl.Expr:
    """The report's own time with other digits in one place; the terminal stands before it."""
    whole = pl.col("position_id")
    return (whole.str.slice(0, place) + digits + whole.str.slice(place + len(digits))).alias("position_id")


DEFECTS = (
    Defect("gps_point_zero", "gps_point", 40, ("point_not_zero",), put(**NOWHERE, status_flags="1")),
    Defect("gps_point_abroad", "gps_point", 12, ("point_in_city",), put(**AWAY)),
    Defect("gps_point_too_fast", "gps_point", 18, ("range_speed_kmh",), put(speed_kmh="163.0")),
    Defect("gps_point_jumps", "gps_point", 15, ("no_jump",), (ahead.alias("lat"),), inner),
    Defect("gps_point_of_no_month", "gps_point", 6, ("type_located_at",), (_stamp(15, "13"),)),
    Defect("gps_point_of_later", "gps_point", 5, ("future_time",), (_stamp(13, "51"),)),
    Defect("gps_point_copied", "gps_point", 25, ("duplicate_key",), rekey=False),
    Defect("gps_frame_spoiled", "gps_point", 9, ("malformed",), form="checksum"),
    Defect("gps_frame_cut", "gps_point", 7, ("malformed",), form="cut"),
    Defect("gps_app_point_zero", "gps_point_app", 14, ("point_not_zero",), put(lon="0", lat="0")),
    Defect("gps_app_point_swapped", "gps_point_app", 6, ("point_in_city",),
           (pl.col("lat").alias("lon"), pl.col("lon").alias("lat"))),
    Defect("gps_app_point_jumps", "gps_point_app", 8, ("no_jump",),
           ((pl.col("lat").cast(pl.Float64) + 0.31).round(6).cast(pl.String).alias("lat"),), inner),
    Defect("gps_app_point_in_words", "gps_point_app", 5, ("type_accuracy_m",), put(accuracy_m="良好")),
    Defect("gps_app_point_vague", "gps_point_app", 9, ("range_accuracy_m",), put(accuracy_m="1500.0")),
    Defect("gps_app_point_of_later", "gps_point_app", 4, ("future_time",), year("2051", "ts")),
    Defect("gps_app_line_cut", "gps_point_app", 5, ("malformed",), form="cut"),
)  # fmt: skip


def _shifts(scene: Scene, n: int, gait: Gait, *, local: bool) -> tuple[list[Track], list[int]]:
    """The tracks of `n` patrols over the last days and who made each; `local` ones keep to one street."""
    rng = scene.rng
    east, north = patrol.metres(scene.world.grid)
    weight = scene.world.grid["weight"].to_numpy() ** 0.7
    street = scene.world.grid["street_n"].to_numpy()
    tracks, who = [], []
    last = clock.day_number(scene.period.last)
    for number in range(n):
        home = number % len(STREETS)
        begin, length = SHIFTS[number % len(SHIFTS)]
        own = (street == home) if local or number % 3 else (street >= 0)
        for day in range(max(last - DAYS + 1, clock.day_number(scene.period.first)), last + 1):
            if rng.random() < OFF_SHARE:
                continue
            start = day * DAY + begin + int(rng.integers(-600, 600))
            tracks.append(patrol.walk(rng, east[own], north[own], weight[own], gait, start, start + length))
            who.append(number)
    return tracks, who


def _inner(tracks: list[Track]) -> pl.Series:
    """Whether a point has others of its track before and after it."""
    marks = []
    for track in tracks:
        mark = np.ones(len(track.at), dtype=bool)
        mark[:2] = mark[-2:] = False
        marks.append(mark)
    return pl.Series(np.concatenate(marks))


def _texts(values: list[np.ndarray], digits: int) -> pl.Series:
    return pl.Series([f"{value:.{digits}f}" for value in np.concatenate(values)])


def _vehicles(scene: Scene) -> pl.DataFrame:
    tracks, who = _shifts(scene, max(int(VEHICLES * scene.factor + 0.5), 2), DRIVING, local=False)
    at: Ints = np.concatenate([track.at for track in tracks])
    number = np.repeat(np.array(who), [len(track.at) for track in tracks])
    phone = pl.Series(106_480_017_000 + number * 37).cast(pl.String)
    return pl.DataFrame(
        {
            "position_id": phone + "-" + clock.written(at, "%y%m%d%H%M%S"),
            "phone": phone,
            "located_at": clock.text(at),
            "lon": _texts([track.lon for track in tracks], 6),
            "lat": _texts([track.lat for track in tracks], 6),
            "speed_kmh": _texts([track.speed_kmh for track in tracks], 1),
            "alarm_flags": pl.Series(np.where(scene.rng.random(len(at)) < 0.002, 2, 0)).cast(pl.String),
            "status_flags": pl.Series(np.full(len(at), POSITIONED)).cast(pl.String),
            "_heading": np.concatenate([track.heading for track in tracks]),
            "_inner": _inner(tracks),
            "_at": at,
            "_file": "jt808_" + clock.written(at, "%Y%m%d") + ".bin",
        }
    ).sort("_at", "phone", maintain_order=True)


def _crews(scene: Scene) -> pl.DataFrame:
    tracks, who = _shifts(scene, max(int(CREWS * scene.factor + 0.5), 2), WALKING, local=True)
    at: Ints = np.concatenate([track.at for track in tracks])
    number = np.repeat(np.array(who), [len(track.at) for track in tracks])
    lon, lat = np.concatenate([track.lon for track in tracks]), np.concatenate([track.lat for track in tracks])
    shifted = number % 4 != 0  # the phones of three crews in four give GCJ-02
    lon_shifted, lat_shifted = geo.to_gcj02(lon, lat)
    frame = pl.DataFrame(
        {
            "staff_no": "CG" + pl.Series(1001 + number).cast(pl.String),
            "ts": clock.text(at),
            "lon": _texts([np.where(shifted, lon_shifted, lon)], 6),
            "lat": _texts([np.where(shifted, lat_shifted, lat)], 6),
            "crs": pl.Series(np.where(shifted, "GCJ02", "WGS84")),
            "accuracy_m": _texts([scene.rng.gamma(4, 3, len(at)) + 3], 1),
            "_inner": _inner(tracks),
            "_at": at,
            "_file": "app_" + clock.written(at, "%Y%m%d") + ".ndjson",
        }
    ).sort("_at", "staff_no", maintain_order=True)
    day = pl.Series("day", clock.written(frame["_at"].to_numpy(), "%Y%m%d"))
    serial = pl.Series(clock.serial_in_day(frame["_at"].to_numpy())).cast(pl.String).str.zfill(6)
    return frame.select(("P" + day + serial).alias("point_id"), pl.all())


def make(scene: Scene) -> dict[str, pl.DataFrame]:
    """Positions of the last days."""
    return {"gps_point": _vehicles(scene), "gps_point_app": _crews(scene)}


def write(folder: Path, tables: Tables) -> list[writers.Place]:
    """A folder with one file a day and kind."""
    (folder / "gps").mkdir(exist_ok=True)
    vehicles, key = tables["gps_point"]
    crews, crew_key = tables["gps_point_app"]
    inside = ("gps/" + pl.col("_file")).alias("_file")
    return [
        *jt808.reports(folder, vehicles.with_columns(inside), key),
        *writers.ndjson(folder, crews.with_columns(inside), crew_key),
    ]


_next = pl.col("located_at").str.to_datetime(clock.TIME_FORMAT) + pl.duration(seconds=1)
_later = (pl.col("position_id").str.slice(0, 13) + _next.dt.strftime("%y%m%d%H%M%S")).alias("position_id")

SILO = Silo(
    id="urban_management",
    keys={"gps_point": ("position_id",), "gps_point_app": ("point_id",)},
    make=make,
    write=write,
    defects=DEFECTS,
    # a terminal reports again a second later, when none of its own reports comes
    rekey={
        "gps_point": _later,
        "gps_point_app": (pl.col("point_id").str.slice(0, 9) + serial(6, "9")).alias("point_id"),
    },
)
