"""智慧城管: cases and their history, grids, units and problem classes, in one SQLite database."""

from pathlib import Path

import polars as pl

from demo import cases, geo, steps, story, writers
from demo.defects import Defect, moment, none, put, serial, shift, year
from demo.silo import Scene, Silo, Tables

TIMES = ("reported_at", "accepted_at", "registered_at", "dispatched_at", "disposed_at", "verified_at", "closed_at")
closed = pl.col("status") == "6"

DEFECTS = (
    Defect("case_without_grid", "urban_case", 23, ("required_grid_code",), none("grid_code")),
    Defect("case_reported_no_time", "urban_case", 17, ("type_reported_at",),
           put(reported_at="2015-13-45 10:00:00"), closed),
    Defect("case_status_unknown", "urban_case", 14, ("enum_status",), (*put(status="99"), *none("closed_at"))),
    Defect("case_type_unknown", "urban_case", 9, ("enum_case_type",), put(case_type="thing")),
    Defect("case_number_with_letter", "urban_case", 12, ("pattern_case_id",),
           ((pl.col("task_num").str.slice(0, 6) + "O" + pl.col("task_num").str.slice(7)).alias("task_num"),)),
    Defect("case_copied", "urban_case", 31, ("duplicate_key",), rekey=False),
    Defect("case_conflicting", "urban_case", 8, ("duplicate_key",), rival=put(urge_cnt="9")),
    Defect("case_outdated_copy", "urban_case", 11, ("duplicate_key",),
           (shift("updated_at", "updated_at", -1), *put(urge_cnt="8")), closed, rekey=False),
    Defect("case_closed_before_registered", "urban_case", 19, ("time_order",),
           (shift("closed_at", "registered_at", -3000),), closed),
    Defect("case_closed_without_time", "urban_case", 15, ("closed_iff_closed_at",), none("closed_at"), closed),
    Defect("case_merged_nowhere", "urban_case", 7, ("merged_needs_target",),
           (*put(status="merged"), *none("closed_at", "merged_into")), closed),
    Defect("case_in_the_future", "urban_case", 9, ("future_time",),
           (*put(status="1"), *year("2051", "reported_at"), *none(*TIMES[1:], "due_at", "extended_due_at")),
           closed),
    Defect("case_before_go_live", "urban_case", 6, ("before_go_live",), year("2012", *TIMES), closed),
    Defect("case_point_zero", "urban_case", 21, ("point_in_city",), put(lon="0", lat="0")),
    Defect("case_point_swapped", "urban_case", 13, ("point_in_city",),
           (pl.col("lat").alias("lon"), pl.col("lon").alias("lat"))),
    Defect("case_longitude_text", "urban_case", 5, ("type_lon",), put(lon="abc")),
    Defect("case_rework_negative", "urban_case", 6, ("range_rework_n",), put(rework_cnt="-1")),
    Defect("case_main_class_unknown", "urban_case", 8, ("main_class_of_type",), put(main_code="17")),
    Defect("step_state_unknown", "urban_case_step", 12, ("enum_to_state",), put(to_state="flying")),
    Defect("step_number_text", "urban_case_step", 7, ("type_seq",), (serial(2, "x").alias("seq"),)),
    Defect("step_back_from_closure", "urban_case_step", 6, ("legal_transition",),
           put(from_state="closed", to_state="in_progress")),
    Defect("step_after_the_end", "urban_case_step", 4, ("legal_transition",),
           put(from_state="merged", to_state="in_progress")),
)  # fmt: skip


def make(scene: Scene) -> dict[str, pl.DataFrame]:
    """Cases and their steps, and the lists they refer to."""
    drawn = story.drawn_cases(scene)
    order_of_case = story.drawn_hotline(scene).order_of_case
    return {
        "urban_case": cases.frame(drawn.rng, scene.world, drawn.cases, order_of_case),
        "urban_case_step": steps.frame(drawn.cases),
        "grid": scene.world.grid.select(pl.exclude("street_n", "weight")),
        "unit": scene.world.unit,
        "event_code": scene.world.event_code,
    }


def write(folder: Path, tables: Tables) -> list[writers.Place]:
    """One database with the vendor's table names."""
    names = {"case_info": "urban_case", "case_step": "urban_case_step"}
    names |= {name: name for name in ("grid", "unit", "event_code")}
    shown = {name: tables[dataset] for name, dataset in names.items()}
    return writers.sqlite(folder, "urban_management.sqlite", shown)


def told_twice(made: pl.DataFrame) -> pl.DataFrame:
    """One problem that a caller and somebody else report within a quarter of an hour, as close as the lake shows it."""
    alive = made.filter(~pl.col("status").is_in(["7", "withdrawn", "rejected", "not_registered", "merged"]))
    lon, lat = (alive[name].cast(pl.Float64).to_numpy() for name in ("lon", "lat"))
    shifted_lon, shifted_lat = geo.to_gcj02(lon, lat)
    shifted = alive["crs"] == "GCJ02"
    seen = alive.select(
        "task_num", "event_src", "case_type", "main_code", "sub_code", moment("reported_at").alias("at"),
        (pl.Series(lon) - pl.Series(shifted_lon - lon) * shifted.cast(pl.Float64)).round(3).alias("x"),
        (pl.Series(lat) - pl.Series(shifted_lat - lat) * shifted.cast(pl.Float64)).round(3).alias("y"),
    )  # fmt: skip
    called = pl.col("event_src") == "hotline"
    pairs = seen.filter(called).join(seen.filter(~called), on=["case_type", "main_code", "sub_code", "x", "y"])
    pairs = pairs.filter((pl.col("at") - pl.col("at_right")).abs() <= pl.duration(minutes=15))
    return pairs.select(case_id="task_num", other_case_id="task_num_right")


def found(scene: Scene) -> dict[str, pl.DataFrame]:
    """Cases whose limit the vendor counted wrongly, and cases that may be one."""
    made = story.drawn_cases(scene).cases
    wrong = made.task_num.filter(pl.Series(cases.miscounted(made)))
    return {
        "case_due_follows_the_clock": pl.DataFrame({"case_id": wrong}),
        "merge_candidate": told_twice(scene.made["urban_case"]),
    }


SILO = Silo(
    id="urban_management",
    keys={
        "urban_case": ("task_num",),
        "urban_case_step": ("task_num", "seq"),
        "grid": ("grid_code",),
        "unit": ("unit_id",),
        "event_code": ("case_type", "main_code", "sub_code"),
    },
    make=make,
    write=write,
    defects=DEFECTS,
    rekey={
        "urban_case": (pl.col("task_num").str.slice(0, 6) + serial(4, "9")).alias("task_num"),
        "urban_case_step": serial(3, "9").alias("seq"),
    },
    found=found,
    # nothing in another table hangs on a clone
    fit={"urban_case": lambda end: pl.col("hotline_order_id").is_null() & pl.col("merged_into").is_null()},
)
