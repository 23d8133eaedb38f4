"""智慧社区: devices as SQLite, card and health logs as NDJSON, alarms as JSON, lockers as CSV, shifts as XLSX."""

from pathlib import Path

import polars as pl

from demo import apijson, neighbourhood, shifts, writers
from demo.defects import Defect, none, put, serial, shift, year
from demo.silo import Scene, Silo, Tables

money = pl.col("tx_type").is_in(["pay", "top_up"])
closed, reached = pl.col("closed_at").is_not_null(), pl.col("arrived_at").is_not_null()
taken = pl.col("出箱时间").is_not_null()

DEFECTS = (
    Defect("device_copied", "community_device", 3, ("duplicate_key",), rekey=False),
    Defect("device_point_swapped", "community_device", 3, ("device_point_in_city",),
           (pl.col("lat").alias("lng"), pl.col("lng").alias("lat"))),
    Defect("device_retired_too_soon", "community_device", 2, ("device_retired_after_installed",),
           put(installed_on="2014-05-01", retired_on="2014-04-30")),
    Defect("device_type_unknown", "community_device", 2, ("enum_device_type",), put(device_type="机器人")),
    Defect("card_line_cut", "card_tx", 5, ("malformed",), form="cut"),
    Defect("card_use_copied", "card_tx", 7, ("duplicate_key",), rekey=False),
    Defect("card_use_unknown", "card_tx", 6, ("enum_tx_type",), put(tx_type="refund"), ~money),
    Defect("card_paid_nothing", "card_tx", 6, ("amount_iff_money",), none("amount"), money),
    Defect("card_use_in_the_future", "card_tx", 4, ("future_time",), year("2051", "tx_time")),
    Defect("reading_line_cut", "health_reading", 4, ("malformed",), form="cut"),
    Defect("reading_beyond_life", "health_reading", 8, ("reading_plausible",), put(value="720"),
           pl.col("metric") == "sbp"),
    Defect("reading_in_words", "health_reading", 5, ("type_reading_value",), put(value="偏高")),
    Defect("reading_of_unknown_kind", "health_reading", 4, ("enum_metric",), put(metric="mood")),
    Defect("reading_on_no_device", "health_reading", 5, (), put(device_no="JK0000000000"),
           finds=("reading_device_exists",)),
    Defect("reading_of_no_resident", "health_reading", 5, (), (serial(6, "P9").alias("person_id"),),
           finds=("reading_person_registered",)),
    Defect("alarm_of_no_resident", "elder_alarm", 5, (), (serial(6, "P9").alias("person_id"),),
           finds=("alarm_person_registered",)),
    Defect("alarm_copied", "elder_alarm", 4, ("duplicate_key",), rekey=False),
    Defect("alarm_reached_before_it_rang", "elder_alarm", 6, ("alarm_time_order",),
           (shift("arrived_at", "alarm_at", -300),), reached),
    Defect("alarm_closed_without_outcome", "elder_alarm", 5, ("outcome_iff_closed",), none("outcome"), closed),
    Defect("alarm_outcome_unknown", "elder_alarm", 4, ("enum_alarm_outcome",), put(outcome="已处理"), closed),
    Defect("parcel_line_short", "locker_parcel", 5, ("malformed",), form="short"),
    Defect("parcel_copied", "locker_parcel", 6, ("duplicate_key",), rekey=False),
    Defect("parcel_taken_before_it_came", "locker_parcel", 7, ("parcel_time_order",),
           (shift("出箱时间", "入箱时间", -900),), taken),
    Defect("parcel_left_untold", "locker_parcel", 5, ("taken_kind_iff_taken",), none("出箱方式"), taken),
    Defect("parcel_phone_wrong", "locker_parcel", 6, ("pattern_phone_key",), put(收件人手机="138000")),
    Defect("parcel_in_no_locker", "locker_parcel", 5, (), put(柜号="KD0000000000"), finds=("parcel_device_exists",)),
    Defect("shift_copied", "volunteer_shift", 4, ("duplicate_key",), rekey=False),
    Defect("shift_ends_before_it_begins", "volunteer_shift", 4, ("shift_time_order",),
           (*put(结束时间="2015-02-01 08:00"), pl.lit(None, dtype=pl.Float64).alias("服务时长"))),
    Defect("shift_of_a_day", "volunteer_shift", 4, ("shift_within_half_day",),
           ((pl.col("开始时间") + pl.duration(hours=14)).dt.strftime("%Y-%m-%d %H:%M").alias("结束时间"),
            pl.lit(14.0).alias("服务时长"))),
    Defect("shift_hours_claimed", "volunteer_shift", 6, ("hours_agree",), (pl.lit(9.5).alias("服务时长"),)),
    Defect("shift_activity_unknown", "volunteer_shift", 3, ("enum_activity_name",), put(活动="聚餐")),
)  # fmt: skip


def make(scene: Scene) -> dict[str, pl.DataFrame]:
    """Everybody here is a resident of the district."""
    devices = neighbourhood.devices(scene)
    return {
        "community_device": devices,
        "card_tx": neighbourhood.card_uses(scene, devices),
        "health_reading": neighbourhood.readings(scene, devices),
        "elder_alarm": neighbourhood.alarms(scene),
        "locker_parcel": neighbourhood.parcels(scene, devices),
        "volunteer_shift": shifts.make(scene),
    }


def write(folder: Path, tables: Tables) -> list[writers.Place]:
    """A database, logs by month, a book."""
    frame, key = tables["community_device"]
    return [
        *writers.sqlite(folder, "community.sqlite", {"device": (frame, key)}),
        *writers.ndjson(folder, *tables["card_tx"]),
        *writers.ndjson(folder, *tables["health_reading"]),
        *apijson.answers(folder, *tables["elder_alarm"]),
        *writers.csv(folder, *tables["locker_parcel"], encoding="utf-8", end="\r\n", bom=True),
        *writers.xlsx(folder, "volunteers.xlsx", {"服务记录": tables["volunteer_shift"]}),
    ]


SILO = Silo(
    id="community",
    keys={
        "community_device": ("device_no",),
        "card_tx": ("tx_id",),
        "health_reading": ("reading_id",),
        "elder_alarm": ("alarm_id",),
        "locker_parcel": ("包裹编号",),
        "volunteer_shift": ("记录号",),
    },
    make=make,
    write=write,
    defects=DEFECTS,
    rekey={
        "community_device": (pl.col("device_no").str.slice(0, 8) + serial(3, "9")).alias("device_no"),
        "card_tx": (pl.col("tx_id").str.slice(0, 10) + serial(5, "9")).alias("tx_id"),
        "health_reading": (pl.col("reading_id").str.slice(0, 10) + serial(5, "9")).alias("reading_id"),
        "elder_alarm": (pl.col("alarm_id").str.slice(0, 10) + serial(4, "9")).alias("alarm_id"),
        "locker_parcel": (pl.col("包裹编号").str.slice(0, 10) + serial(4, "9")).alias("包裹编号"),
        "volunteer_shift": (pl.col("记录号").str.slice(0, 8) + serial(3, "9")).alias("记录号"),
    },
    fit={
        "community_device": lambda end: pl.col("retired_on").is_null(),
        "card_tx": lambda end: ~pl.col("tx_type").is_in(["open", "close"]) & (pl.col("tx_time") < end),
        "health_reading": lambda end: pl.col("measured_at") < end,
        "elder_alarm": lambda end: pl.col("alarm_at") < end,
        "locker_parcel": lambda end: pl.col("入箱时间") < end,
        "volunteer_shift": lambda end: pl.col("服务时长").is_not_null() & (pl.col("服务时长") < 9),
    },
)
