"""智慧管网: the survey of points and lines as a GeoPackage, its ages, materials and owners, and what it missed.

Water, drainage, gas and power follow the communities (`demo.network`). Some old water mains were laid again: both the
abandoned pipe and its successor are in the survey, between the same points.
"""

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from demo import clock, geo, geofiles, writers
from demo.clock import DAY, Bools, Floats, Ints, day_number
from demo.defects import Defect, put, serial
from demo.network import Network, network
from demo.silo import Scene, Silo, Tables
from demo.world import pick

OWNERS = {"JS": "水务集团", "PS": "市政公用管理处", "RQ": "燃气服务中心", "DL": "供电服务中心"}
MERIDIAN = 117.0
BEGUN = (1983, 1990, 1976, 1974, 2001, 2008, 2003, 1978, 1975)
"""Year in which each street's first pipes were laid, streets in the order of the world."""
GROWTH_YEARS = 26
LAST_SURVEY = date(2014, 9, 30)
RELAID = 40
METAL, IRON, GREY, PLASTIC, HARD, STONE = "钢", "球墨铸铁", "灰口铸铁", "PE", "PVC-U", "钢筋混凝土"
SURVEYORS = ("省勘测院第一分院", "市测绘院管线所", "中测管线探测队")

in_use = pl.col("status") == "在用"
twice = ("pipe_in_force_once",)
DEFECTS = (
    Defect("point_axes_swapped", "pipe_point", 6, ("range_north_m", "range_east_m"),
           (pl.col("y").alias("x"), pl.col("x").alias("y"))),
    Defect("point_class_unknown", "pipe_point", 3, ("enum_pipe_class", "point_class_matches_number"),
           put(pipe_class="ZZ")),
    Defect("point_number_wrong", "pipe_point", 3, ("pattern_pipe_point_id",),
           ((pl.col("exp_no").str.slice(0, 2) + "-" + pl.col("exp_no").str.slice(2)).alias("exp_no"),)),
    Defect("point_at_null_island", "pipe_point", 4, ("point_in_city",), (pl.lit([0.0, 0.0]).alias("_path"),)),
    Defect("point_drawn_elsewhere", "pipe_point", 4, ("survey_agrees_with_map",), ((pl.col("y") + 320.0).alias("y"),)),
    Defect("point_well_too_deep", "pipe_point", 5, ("range_well_depth_m",), put(well_deep=27.5)),
    Defect("point_copied", "pipe_point", 4, ("duplicate_key",), rekey=False),
    Defect("line_without_end", "pipe_line", 7, (),
           ((pl.col("pipe_class") + "99999").alias("end_exp_no"),), in_use, finds=("pipe_line_ends_exist",)),
    Defect("line_too_deep", "pipe_line", 6, ("range_start_depth_m",), put(start_depth_m=31.0), in_use, finds=twice),
    Defect("line_above_ground", "pipe_line", 4, ("range_end_depth_m",), put(end_depth_m=-0.6), in_use, finds=twice),
    Defect("line_without_bore", "pipe_line", 5, ("range_diameter_mm",), (pl.col("diameter_mm") * 0,),
           in_use & pl.col("diameter_mm").is_not_null(), finds=twice),
    Defect("line_uphill", "pipe_line", 8, ("gravity_runs_downhill",),
           ((pl.col("end_invert_m") - 0.4).alias("start_invert_m"),),
           in_use & (pl.col("flow_kind") == "重力") & pl.col("end_invert_m").is_not_null(), finds=twice),
    Defect("line_to_itself", "pipe_line", 3, ("two_ends",), (pl.col("start_exp_no").alias("end_exp_no"),)),
    Defect("line_abandoned_without_day", "pipe_line", 4, ("retired_iff_abandoned",), put(status="废弃"), in_use),
    Defect("line_abandoned_before_built", "pipe_line", 3, ("built_before_retired",),
           put(status="废弃", retire_date="1955-05-01"), in_use & pl.col("build_date").is_not_null()),
    Defect("line_of_no_length", "pipe_line", 3, ("range_length_m",), put(length_m=0.0)),
)  # fmt: skip


def make(scene: Scene) -> dict[str, pl.DataFrame]:
    """Points and lines of every class."""
    rng = scene.rng
    made = [_survey(rng, scene, name, network(rng, scene.world, name, scene.scale)) for name in OWNERS]
    lines = pl.concat([line for _, line in made])
    return {"pipe_point": pl.concat([point for point, _ in made]), "pipe_line": _laid_again(rng, scene, lines)}


def _survey(rng: np.random.Generator, scene: Scene, name: str, net: Network) -> tuple[pl.DataFrame, pl.DataFrame]:
    lon, lat = net.places()
    n, m = len(net.x), len(net.start)
    point_id = name + pl.Series(np.arange(1, n + 1)).cast(pl.String).str.zfill(4)
    grid_code = scene.world.grid["grid_code"]
    street = scene.world.grid["street_n"].to_numpy()[net.grid[net.start]]
    built = _built(rng, net, street)
    material = _material(rng, name, net, built)
    bore = _bore(rng, name, net)
    surveyed = rng.integers(day_number(date(2012, 3, 1)), day_number(LAST_SURVEY), n)
    line_surveyed = np.maximum(surveyed[net.start], built + 20)
    depth = net.ground - net.invert if name == "PS" else rng.uniform(0.8, 1.7, n)
    fall = name == "PS"
    path = np.stack([lon, lat], axis=1)
    north, east = geo.gauss_krueger(lon, lat, MERIDIAN)
    points = pl.DataFrame(
        {
            "exp_no": point_id,
            "pipe_class": pl.Series([name] * n),
            "prj_no": pl.Series(["HGT-2012-01"] * n),
            "map_no": _sheet(north, east),
            "x": np.round(north, 3),
            "y": np.round(east, 3),
            "high": _missed(rng, pl.Series(net.ground), 0.01),
            "feature": _feature(rng, name, net),
            "subsid": _appendage(rng, name, net),
            "belong": _missed(rng, pl.Series([OWNERS[name]] * n), 0.012),
            "grid_code": grid_code.gather(net.grid),
            "mdate": _missed(rng, clock.written((surveyed + 30) * DAY, "%Y-%m-%d"), 0.03),
            "sunit": pick(SURVEYORS, net.grid % len(SURVEYORS)),
            "sdate": clock.written(surveyed * DAY, "%Y-%m-%d"),
            "_path": path.tolist(),
        }
    )
    deep = pl.Series(np.round(depth + 0.3, 2)).zip_with(
        points["subsid"].is_in(["检查井", "阀门井", "人孔", "雨水篦"]), pl.Series([None] * n, dtype=pl.Float64)
    )
    points = points.insert_column(points.columns.index("belong"), deep.alias("well_deep"))
    lines = pl.DataFrame(
        {
            "line_no": name + "L" + pl.Series(np.arange(1, m + 1)).cast(pl.String).str.zfill(4),
            "pipe_class": pl.Series([name] * m),
            "start_exp_no": point_id.gather(net.start),
            "end_exp_no": point_id.gather(net.end),
            "diameter_mm": _missed(rng, pl.Series(bore), 0.01)
            if name != "DL"
            else pl.Series([None] * m, dtype=pl.Int64),
            "material": _missed(rng, material, 0.03),
            "start_depth_m": _missed(rng, pl.Series(np.round(depth[net.start], 2)), 0.02),
            "end_depth_m": _missed(rng, pl.Series(np.round(depth[net.end], 2)), 0.02),
            "start_invert_m": _only(fall, net.invert[net.start]),
            "end_invert_m": _only(fall, net.invert[net.end]),
            "flow_kind": pick(("重力", "压力"), net.is_pumped.astype(np.int64)) if fall else pl.Series(["压力"] * m),
            "pressure": _pressure(rng, name, m),
            "length_m": np.round(net.length, 2),
            "belong": _missed(rng, pl.Series([OWNERS[name]] * m), 0.015),
            "grid_code": grid_code.gather(net.grid[net.start]),
            "build_date": _missed(rng, clock.written(built * DAY, "%Y-%m-%d"), 0.04),
            "retire_date": pl.Series([None] * m, dtype=pl.String),
            "status": pick(("在用", "停用"), (rng.random(m) < 0.01).astype(np.int64)),
            "sdate": clock.written(line_surveyed * DAY, "%Y-%m-%d"),
            "_path": np.concatenate([path[net.start], path[net.end]], axis=1).tolist(),
        }
    )
    if name == "DL":
        lines = lines.with_columns(pl.lit(None, dtype=pl.String).alias("flow_kind"))
    return points, lines


def _only(wanted: bool, values: Floats) -> pl.Series:
    return pl.Series(values if wanted else [None] * len(values), dtype=pl.Float64)


def _missed(rng: np.random.Generator, values: pl.Series, share: float) -> pl.Series:
    """The facts that the survey could not find out."""
    found = pl.Series(rng.random(len(values)) >= share)
    return values.zip_with(found, pl.Series([None] * len(values), dtype=values.dtype))


def _sheet(north: Floats, east: Floats) -> pl.Series:
    """The number of the 1:500 sheet: kilometres of its lower left corner."""

    def corner(metres: Floats) -> pl.Series:
        return pl.Series([f"{value:.2f}" for value in np.floor(metres / 250) / 4])

    return corner(north) + "-" + corner(east)


def _built(rng: np.random.Generator, net: Network, street: Ints) -> Ints:
    """A main and its lines are laid in one year; branches follow within a few."""
    edges = int(net.edge.max()) + 1
    age = rng.beta(1.3, 1.3, edges)[net.edge]
    begun = np.array(BEGUN)[street]
    year = begun + (age * np.minimum(GROWTH_YEARS, 2015 - begun)).astype(np.int64)
    day = rng.integers(60, 330, edges)[net.edge]
    first = np.array([day_number(date(1970 + i, 1, 1)) for i in range(46)], dtype=np.int64)
    laid: Ints = np.minimum(first[year - 1970] + day, day_number(date(2014, 6, 30)))
    return laid


def _material(rng: np.random.Generator, name: str, net: Network, built: Ints) -> pl.Series:
    era = np.digitize(built, [day_number(date(1998, 1, 1)), day_number(date(2006, 1, 1))])
    shares: dict[str, tuple[dict[str, float], ...]] = {
        "JS": (
            {"灰口铸铁": 0.72, METAL: 0.28},
            {"灰口铸铁": 0.25, IRON: 0.5, "PVC-U": 0.25},
            {IRON: 0.6, PLASTIC: 0.4},
        ),
        "PS": ({"钢筋混凝土": 1.0}, {"钢筋混凝土": 0.85, "PVC-U": 0.15}, {"钢筋混凝土": 0.6, PLASTIC: 0.4}),
        "RQ": ({METAL: 1.0}, {METAL: 0.7, PLASTIC: 0.3}, {PLASTIC: 0.9, METAL: 0.1}),
        "DL": ({"铜": 1.0}, {"铜": 1.0}, {"铜": 1.0}),
    }
    names = sorted({material for part in shares[name] for material in part})
    table = np.cumsum([[part.get(material, 0.0) for material in names] for part in shares[name]], axis=1)
    dice = rng.random(int(net.edge.max()) + 1)[net.edge]
    return pick(names, np.minimum((dice[:, None] >= table[era]).sum(axis=1), len(names) - 1))


def _bore(rng: np.random.Generator, name: str, net: Network) -> Ints:
    sizes = {"JS": ((300, 400, 600), (100, 150, 200)), "PS": ((500, 800, 1000), (300, 400)), "RQ": ((200, 315), (110,)),
             "DL": ((0,), (0,))}[name]  # fmt: skip
    dice = rng.integers(0, 6, int(net.edge.max()) + 1)[net.edge]
    return np.where(net.is_main, np.array(sizes[0])[dice % len(sizes[0])], np.array(sizes[1])[dice % len(sizes[1])])


def _feature(rng: np.random.Generator, name: str, net: Network) -> pl.Series:
    degree = np.clip(net.degree, 1, 4)
    bend = (degree == 2) & (rng.random(len(degree)) < 0.15)
    last = "出水口" if name == "PS" else "预留口"
    return pick((last, "直线点", "三通", "四通", "弯头"), np.where(bend, 4, degree - 1))


def _appendage(rng: np.random.Generator, name: str, net: Network) -> pl.Series:
    n = len(net.x)
    dice = rng.random(n)
    if name == "PS":
        return pick(("检查井", "雨水篦"), (dice < 0.12).astype(np.int64))
    often, rare = {"JS": ("阀门井", "消火栓"), "RQ": ("阀门井", "调压箱"), "DL": ("人孔", "变压器")}[name]
    kind = np.where((net.degree >= 3) | (dice < 0.22), 0, np.where(dice < 0.34, 1, 2))
    return pl.Series([often, rare, None], dtype=pl.String).gather(kind)


def _pressure(rng: np.random.Generator, name: str, n: int) -> pl.Series:
    words: dict[str, Any] = {"JS": "0.4MPa", "RQ": "中压B"}
    return _missed(rng, pl.Series([words.get(name)] * n, dtype=pl.String), 0.03)


def _laid_again(rng: np.random.Generator, scene: Scene, lines: pl.DataFrame) -> pl.DataFrame:
    """Old water mains replaced in the last two years: the old pipe is abandoned, the new one keeps both points."""
    old = (pl.col("pipe_class") == "JS") & (pl.col("build_date") < "1996") & pl.col("material").is_not_null()
    chosen = lines.with_row_index("_n").filter(old)
    chosen = chosen.gather(np.sort(rng.permutation(len(chosen))[: max(int(RELAID * scene.scale + 0.5), 1)]))
    n = len(chosen)
    day = rng.integers(day_number(date(2013, 9, 1)), day_number(scene.period.last) - 30, n)
    relaid = clock.written(day * DAY, "%Y-%m-%d")
    serials = 8_001 + np.arange(n)
    fresh = chosen.drop("_n").with_columns(
        ("JSL" + pl.Series(serials).cast(pl.String)).alias("line_no"),
        pl.lit(IRON).alias("material"),
        relaid.alias("build_date"),
        clock.written((day + 20) * DAY, "%Y-%m-%d").alias("sdate"),
        pl.lit("在用").alias("status"),
    )
    gone = np.zeros(len(lines), dtype=bool)
    gone[chosen["_n"].to_numpy()] = True
    dates = np.full(len(lines), clock.MISSING)
    dates[gone] = day * DAY
    abandoned: Bools = gone
    lines = lines.with_columns(
        clock.written(dates, "%Y-%m-%d").alias("retire_date"),
        pl.when(pl.Series(abandoned)).then(pl.lit("废弃")).otherwise("status").alias("status"),
    )
    return pl.concat([lines, fresh.select(lines.columns)])


def write(folder: Path, tables: Tables) -> list[writers.Place]:
    """One GeoPackage with two layers."""
    layers = {name: tables[name] for name in ("pipe_point", "pipe_line")}
    return geofiles.geopackage(folder, "pipe_network.gpkg", layers, srs=4490)


SILO = Silo(
    id="pipes",
    keys={"pipe_point": ("exp_no",), "pipe_line": ("line_no",)},
    make=make,
    write=write,
    defects=DEFECTS,
    rekey={
        "pipe_point": (pl.col("exp_no").str.slice(0, 2) + serial(4, "9")).alias("exp_no"),
        "pipe_line": (pl.col("line_no").str.slice(0, 3) + serial(4, "9")).alias("line_no"),
    },
)
