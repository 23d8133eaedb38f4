"""智慧平安: the camera catalogue as GB/T 28181 XML; states, disputes, incidents as SQLite; warnings as CSV."""

from pathlib import Path

import polars as pl

from demo import cameras, gb28181, safety, writers
from demo.defects import Defect, none, put, serial, shift, year
from demo.silo import Scene, Silo, Tables

NOWHERE = "36011399900101"
GONE = {"Info/InstallTime": "2013-05-01T00:00:00", "Info/RetireTime": "2015-02-01T00:00:00"}
"""Planted cameras that land were out of service before the period, so that no figure waits for their states."""
ended, mediated = pl.col("to_ts").is_not_null(), pl.col("result").is_not_null()
online, responded = pl.col("state") == "online", pl.col("responded_at").is_not_null()

DEFECTS = (
    Defect("camera_copied", "camera", 3, ("duplicate_key",), rekey=False),
    Defect("camera_number_short", "camera", 2, ("pattern_camera_id",),
           (serial(5, "36011300001320").alias("DeviceID"), *put(**GONE))),
    Defect("camera_point_zero", "camera", 3, ("camera_point_in_city",), put(Longitude="0", Latitude="0")),
    Defect("camera_status_unknown", "camera", 2, ("enum_catalogue_status",), put(Status="正常")),
    Defect("camera_retired_too_soon", "camera", 2, ("camera_retired_after_installed",),
           put(**{"Info/InstallTime": "2014-05-01T00:00:00", "Info/RetireTime": "2014-04-30T00:00:00"})),
    Defect("camera_in_no_grid", "camera", 3, (), put(Block=NOWHERE, **GONE), finds=("camera_grid_exists",)),
    Defect("state_copied", "camera_status", 9, ("duplicate_key",), rekey=False),
    Defect("state_ends_before_it_begins", "camera_status", 8, ("state_time_order",),
           (shift("to_ts", "from_ts", -600),), ended),
    Defect("state_unknown", "camera_status", 6, ("enum_state",), (*put(state="unknown"), *none("approval_no"))),
    Defect("state_approved_while_online", "camera_status", 5, ("approval_needs_maintenance",),
           put(approval_no="JX2015990001"), online),
    Defect("state_in_the_future", "camera_status", 5, ("future_time",), (*year("2051", "from_ts"), *none("to_ts"))),
    Defect("state_time_text", "camera_status", 4, ("type_state_to_at",), put(to_ts="至今")),
    Defect("state_overlaps", "camera_status", 7, (), base=online & ended & (pl.col("_span") > 3600),
           finds=("camera_state_overlap",)),
    Defect("state_after_retirement", "camera_status", 3, (),
           (shift("from_ts", "_retired", 86_400), shift("to_ts", "_retired", 90_000)),
           pl.col("_retired").is_not_null() & online, finds=("camera_online_in_service",)),
    Defect("state_of_no_camera", "camera_status", 4, (), (serial(5, "360113000013209").alias("camera_id"),),
           online & ended, finds=("camera_state_camera_exists",)),
    Defect("dispute_copied", "dispute", 4, ("duplicate_key",), rekey=False),
    Defect("dispute_ended_before_it_began", "dispute", 5, ("dispute_time_order",),
           (shift("mediated_at", "accepted_at", -3600),), mediated),
    Defect("dispute_result_without_end", "dispute", 5, ("result_iff_mediated",), none("mediated_at"), mediated),
    Defect("dispute_type_unknown", "dispute", 4, ("enum_dispute_type",), put(type="吵架")),
    Defect("dispute_without_grid", "dispute", 3, ("required_grid_code",), none("grid_code")),
    Defect("incident_copied", "incident", 4, ("duplicate_key",), rekey=False),
    Defect("incident_answered_before_report", "incident", 5, ("incident_time_order",),
           (shift("responded_at", "reported_at", -240),), responded),
    Defect("incident_level_unknown", "incident", 4, ("enum_incident_level",), put(level="4")),
    Defect("incident_in_no_grid", "incident", 4, (), put(grid_code=NOWHERE), finds=("incident_place_exists",)),
    Defect("broadcast_line_short", "broadcast", 3, ("malformed",), form="short"),
    Defect("broadcast_reached_too_many", "broadcast", 3, ("delivered_within_target",),
           put(应送达数="100", 送达数="101")),
    Defect("broadcast_channel_unknown", "broadcast", 2, ("enum_broadcast_channel",), put(渠道="大喇叭")),
    Defect("broadcast_meant_for_nobody", "broadcast", 2, ("range_target_n",), put(应送达数="0", 送达数="0")),
)  # fmt: skip


def make(scene: Scene) -> dict[str, pl.DataFrame]:
    """Cameras and their states tell one story; incidents are seen by cameras of their own grid cell."""
    park = cameras.make(scene)
    return {
        "camera": park.catalogue,
        "camera_status": park.states,
        "dispute": safety.disputes(scene),
        "incident": safety.incidents(scene, park.catalogue),
        "broadcast": safety.broadcasts(scene),
    }


def write(folder: Path, tables: Tables) -> list[writers.Place]:
    """The catalogue, one database, one file of warnings a month."""
    return [
        *gb28181.catalogue(folder, "catalog.xml", *tables["camera"], platform_id=cameras.PLATFORM),
        *writers.sqlite(
            folder, "safe_city.sqlite", {name: tables[name] for name in ("camera_status", "dispute", "incident")}
        ),
        *writers.csv(folder, *tables["broadcast"], encoding="gb18030", end="\r\n"),
    ]


SILO = Silo(
    id="safe_city",
    keys={
        "camera": ("DeviceID",),
        "camera_status": ("camera_id", "from_ts"),
        "dispute": ("id",),
        "incident": ("id",),
        "broadcast": ("批次号",),
    },
    make=make,
    write=write,
    defects=DEFECTS,
    rekey={
        "camera": serial(5, "360113000013209").alias("DeviceID"),
        "camera_status": shift("from_ts", "from_ts", 77),
        "dispute": (pl.col("id").str.slice(0, 10) + serial(2, "9")).alias("id"),
        "incident": (pl.col("id").str.slice(0, 10) + serial(2, "9")).alias("id"),
        "broadcast": (pl.col("批次号").str.slice(0, 10) + serial(2, "9")).alias("批次号"),
    },
    fit={
        "camera": lambda end: pl.col("Info/RetireTime").is_null(),
        "camera_status": lambda end: (pl.col("from_ts") < end) & (pl.col("_span") > 300),
        "dispute": lambda end: pl.col("accepted_at") < end,
        "incident": lambda end: pl.col("reported_at") < end,
    },
)
