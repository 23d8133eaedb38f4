"""市民公共服务平台: service items and installs in a database, clicks as gzipped NDJSON by month."""

from pathlib import Path

import polars as pl

from demo import app, writers
from demo.defects import Defect, none, put, serial, year
from demo.silo import Scene, Silo, Tables

DEFECTS = (
    Defect("service_depth_out_of_range", "service_item", 2, ("range_online_depth",), put(online_depth="7")),
    Defect("install_without_device", "app_install", 6, ("required_device_id",), none("device_id")),
    Defect("click_time_text", "app_click", 11, ("type_clicked_at",), put(ts="昨天下午")),
    Defect("click_line_cut", "app_click", 9, ("malformed",), form="cut"),
    Defect("install_in_the_future", "app_install", 2, ("future_time",), year("2051", "first_open_at")),
    Defect("install_before_go_live", "app_install", 2, ("before_go_live",), year("2013", "first_open_at")),
    Defect("click_in_the_future", "app_click", 4, ("future_time",), year("2051", "ts")),
    Defect("click_before_go_live", "app_click", 4, ("before_go_live",), year("2013", "ts")),
)  # fmt: skip


def make(scene: Scene) -> dict[str, pl.DataFrame]:
    """Service items, the devices the app was installed on, and what they clicked."""
    phone = app.make(scene.rng, scene.period, scene.factor)
    return {"service_item": phone.services, "app_install": phone.installs, "app_click": phone.clicks}


def write(folder: Path, tables: Tables) -> list[writers.Place]:
    """A database, and one file of clicks a month."""
    names = ("service_item", "app_install")
    return [
        *writers.sqlite(folder, "citizen_app.sqlite", {name: tables[name] for name in names}),
        *writers.ndjson(folder, *tables["app_click"]),
    ]


SILO = Silo(
    id="citizen_app",
    keys={"service_item": ("service_id",), "app_install": ("device_id",), "app_click": ("click_id",)},
    make=make,
    write=write,
    defects=DEFECTS,
    rekey={
        "service_item": serial(2, "S9").alias("service_id"),
        "app_install": serial(7, "f" * 24 + "0").alias("device_id"),
        "app_click": (pl.col("click_id").str.slice(0, 9) + serial(5, "9")).alias("click_id"),
    },
)
