"""88812345 热线: calls as GB18030 CSV by day, orders and call-backs as NDJSON by month."""

from pathlib import Path

import polars as pl

from demo import story, writers
from demo.defects import Defect, none, put, serial, shift, year
from demo.silo import Scene, Silo, Tables

answered = pl.col("接听时间").is_not_null()
replied = pl.col("closed_at").is_not_null()

LOST_CASE = "15083199999"
"""A case that urban management does not have, named on the last day: a day later it would bar the release."""

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
    Defect("call_in_the_future", "hotline_call", 4, ("future_time",),
           year("2051", "进线时间", "排队时间", "接听时间", "结束时间")),
    Defect("order_in_the_future", "hotline_order", 3, ("future_time",),
           year("2051", "accepted_at", "signed_at", "due_at", "replied_at", "closed_at"), replied),
    Defect("order_to_a_lost_case", "hotline_order", 2, (), put(forwarded_case_no=LOST_CASE),
           ~replied & (pl.col("accepted_at") >= "2015-08-31"), finds=("forwarded_case_exists",)),
    Defect("visit_in_the_future", "hotline_visit", 3, ("future_time",), year("2051", "visited_at")),
    Defect("visit_before_closure", "hotline_visit", 5, (), (shift("visited_at", "visited_at", -40 * 86_400),),
           pl.col("satisfied").is_not_null(), finds=("visit_order_closed",)),
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
