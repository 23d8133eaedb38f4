"""88812345 热线: calls as GB18030 CSV by day, orders and call-backs as NDJSON by month."""

from pathlib import Path

import polars as pl

from demo import story, writers
from demo.defects import Defect, none, put, serial, shift
from demo.silo import Scene, Silo, Tables

answered = pl.col("接听时间").is_not_null()
replied = pl.col("closed_at").is_not_null()

DEFECTS = (
    Defect("call_line_short", "hotline_call", 6, ("malformed",), form="short"),
    Defect("call_line_long", "hotline_call", 5, ("malformed",), form="long"),
    Defect("call_number_wrong", "hotline_call", 8, ("pattern_call_id",),
           ((pl.lit("HW-") + pl.col("呼叫编号").str.slice(8)).alias("呼叫编号"),)),
    Defect("call_answered_before_queued", "hotline_call", 9, ("call_time_order",),
           (shift("接听时间", "排队时间", -25),), answered),
    Defect("call_abandoned_yet_answered", "hotline_call", 7, ("abandoned_not_answered",),
           put(是否放弃="是"), answered),
    Defect("order_line_cut", "hotline_order", 6, ("malformed",), form="cut"),
    Defect("order_demand_unknown", "hotline_order", 8, ("enum_demand_type",), put(demand_type="吐槽")),
    Defect("order_without_time", "hotline_order", 7, ("required_accepted_at",), none("accepted_at")),
    Defect("order_closed_before_accepted", "hotline_order", 9, ("order_time_order",),
           (shift("closed_at", "accepted_at", -2700),), replied),
    Defect("visit_rated_unreached", "hotline_visit", 10, ("satisfaction_needs_reached",),
           (*put(reached=False, satisfied="满意"), pl.lit(None, dtype=pl.Boolean).alias("solved"))),
    Defect("visit_rating_unknown", "hotline_visit", 6, ("enum_satisfied",), put(satisfied="还行"), pl.col("reached")),
)  # fmt: skip


def make(scene: Scene) -> dict[str, pl.DataFrame]:
    """Calls, orders with every version of them, and call-backs."""
    line = story.drawn_hotline(scene)
    return {"hotline_call": line.calls, "hotline_order": line.orders, "hotline_visit": line.visits}


def write(folder: Path, tables: Tables) -> list[writers.Place]:
    """One file a day or a month, as `_file` says."""
    (folder / "calls").mkdir()
    return [
        *writers.csv(folder, *tables["hotline_call"], encoding="gb18030", end="\n"),
        *writers.ndjson(folder, *tables["hotline_order"]),
        *writers.ndjson(folder, *tables["hotline_visit"]),
    ]


SILO = Silo(
    id="hotline",
    keys={
        "hotline_call": ("呼叫编号",),
        "hotline_order": ("order_id",),
        "hotline_visit": ("order_id", "visited_at"),
    },
    make=make,
    write=write,
    defects=DEFECTS,
    rekey={
        "hotline_call": (pl.col("呼叫编号").str.slice(0, 8) + serial(5, "9")).alias("呼叫编号"),
        "hotline_order": (pl.col("order_id").str.slice(0, 10) + serial(4, "9")).alias("order_id"),
        "hotline_visit": shift("visited_at", "visited_at", 77),
    },
    # nothing in another table hangs on a clone, and it stays inside the period
    fit={
        "hotline_order": lambda end: pl.col("forwarded_case_no").is_null(),
        "hotline_visit": lambda end: pl.col("visited_at") < end,
    },
    distinct={"hotline_order": "order_id"},
)
