"""The planted defects: one table says what is wrong, where, how often, and which rules must find it.

A defect is an extra row: a good row is cloned, gets a key of its own (unless the point is a shared key) and is
spoiled. Good rows are never touched, so the figures of the judged rows stay what they are.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from demo.clock import TIME_FORMAT, Ints

KEYS: dict[str, tuple[str, ...]] = {
    "urban_case": ("task_num",),
    "urban_case_step": ("task_num", "seq"),
    "grid": ("grid_code",),
    "unit": ("unit_id",),
    "event_code": ("case_type", "main_code", "sub_code"),
    "hotline_call": ("呼叫编号",),
    "hotline_order": ("order_id",),
    "hotline_visit": ("order_id", "visited_at"),
    "oa_document": ("公文标识",),
    "oa_department": ("部门编号",),
    "oa_doc_task": ("doc_id", "dept_id", "role"),
    "service_item": ("service_id",),
    "app_install": ("device_id",),
    "app_click": ("click_id",),
}
SPARE_DEPARTMENT = "D25"  # has no tasks of its own

CASE_TIMES = ("reported_at", "accepted_at", "registered_at", "dispatched_at", "disposed_at", "verified_at", "closed_at")


def _time(name: str) -> pl.Expr:
    return pl.col(name).str.to_datetime(TIME_FORMAT)


def _shift(name: str, anchor: str, seconds: int) -> pl.Expr:
    return (_time(anchor) + pl.duration(seconds=seconds)).dt.strftime(TIME_FORMAT).alias(name)


def _set(**values: object) -> tuple[pl.Expr, ...]:
    return tuple(pl.lit(value).alias(name) for name, value in values.items())


def _none(*names: str) -> tuple[pl.Expr, ...]:
    return tuple(pl.lit(None, dtype=pl.String).alias(name) for name in names)


def _year(year: str, *names: str) -> tuple[pl.Expr, ...]:
    return tuple((pl.lit(year) + pl.col(name).str.slice(4)).alias(name) for name in names)


def _serial(width: int, lead: str) -> pl.Expr:
    return pl.lit(lead) + pl.col("_serial").cast(pl.String).str.zfill(width)


# A key of its own for a clone, per dataset.
REKEY: dict[str, pl.Expr] = {
    "urban_case": (pl.col("task_num").str.slice(0, 6) + _serial(4, "9")).alias("task_num"),
    "urban_case_step": (pl.lit("9") + pl.col("_serial").cast(pl.String).str.zfill(3)).alias("seq"),
    "hotline_call": (pl.col("呼叫编号").str.slice(0, 8) + _serial(5, "9")).alias("呼叫编号"),
    "hotline_order": (pl.col("order_id").str.slice(0, 10) + _serial(4, "9")).alias("order_id"),
    "hotline_visit": _shift("visited_at", "visited_at", 77),
    "oa_document": (pl.col("公文标识").str.slice(0, 6) + _serial(5, "9")).alias("公文标识"),
    "oa_doc_task": pl.lit(SPARE_DEPARTMENT).alias("dept_id"),
    "service_item": _serial(2, "S9").alias("service_id"),
    "app_install": (pl.lit("f" * 24) + _serial(7, "0")).alias("device_id"),
    "app_click": (pl.col("click_id").str.slice(0, 9) + _serial(5, "9")).alias("click_id"),
}


@dataclass(frozen=True)
class Defect:
    """One kind: `count` rows at scale 1, cloned from rows where `base` holds and changed by `spoil`."""

    kind: str
    dataset: str
    count: int
    rules: tuple[str, ...]
    spoil: tuple[pl.Expr, ...] = ()
    base: pl.Expr = field(default_factory=lambda: pl.lit(True))
    form: str | None = None  # short | long | cut: the line itself is broken
    rekey: bool = True
    rival: tuple[pl.Expr, ...] = ()  # writes the clone twice, the second time changed by this


closed = pl.col("status") == "6"
answered = pl.col("接听时间").is_not_null()
replied = pl.col("closed_at").is_not_null()

DEFECTS: tuple[Defect, ...] = (
    Defect("case_without_grid", "urban_case", 23, ("required_grid_code",), _none("grid_code")),
    Defect("case_reported_no_time", "urban_case", 17, ("type_reported_at",),
           _set(reported_at="2015-13-45 10:00:00"), closed),
    Defect("case_status_unknown", "urban_case", 14, ("enum_status",), (*_set(status="99"), *_none("closed_at"))),
    Defect("case_type_unknown", "urban_case", 9, ("enum_case_type",), _set(case_type="thing")),
    Defect("case_number_with_letter", "urban_case", 12, ("pattern_case_id",),
           ((pl.col("task_num").str.slice(0, 6) + "O" + pl.col("task_num").str.slice(7)).alias("task_num"),)),
    Defect("case_copied", "urban_case", 31, ("duplicate_key",), rekey=False),
    Defect("case_conflicting", "urban_case", 8, ("duplicate_key",), rival=_set(urge_cnt="9")),
    Defect("case_outdated_copy", "urban_case", 11, ("duplicate_key",),
           (_shift("updated_at", "updated_at", -1), *_set(urge_cnt="8")), closed, rekey=False),
    Defect("case_closed_before_registered", "urban_case", 19, ("time_order",),
           (_shift("closed_at", "registered_at", -3000),), closed),
    Defect("case_closed_without_time", "urban_case", 15, ("closed_iff_closed_at",), _none("closed_at"), closed),
    Defect("case_merged_nowhere", "urban_case", 7, ("merged_needs_target",),
           (*_set(status="merged"), *_none("closed_at", "merged_into")), closed),
    Defect("case_in_the_future", "urban_case", 9, ("future_time",),
           (*_set(status="1"), *_year("2051", "reported_at"), *_none(*CASE_TIMES[1:], "due_at", "extended_due_at")),
           closed),
    Defect("case_before_go_live", "urban_case", 6, ("before_go_live",), _year("2012", *CASE_TIMES), closed),
    Defect("case_point_zero", "urban_case", 21, ("point_in_city",), _set(lon="0", lat="0")),
    Defect("case_point_swapped", "urban_case", 13, ("point_in_city",),
           (pl.col("lat").alias("lon"), pl.col("lon").alias("lat"))),
    Defect("case_longitude_text", "urban_case", 5, ("type_lon",), _set(lon="abc")),
    Defect("case_rework_negative", "urban_case", 6, ("range_rework_n",), _set(rework_cnt="-1")),
    Defect("step_state_unknown", "urban_case_step", 12, ("enum_to_state",), _set(to_state="flying")),
    Defect("step_number_text", "urban_case_step", 7, ("type_seq",), (_serial(2, "x").alias("seq"),)),
    Defect("call_line_short", "hotline_call", 6, ("malformed",), form="short"),
    Defect("call_line_long", "hotline_call", 5, ("malformed",), form="long"),
    Defect("call_number_wrong", "hotline_call", 8, ("pattern_call_id",),
           ((pl.lit("HW-") + pl.col("呼叫编号").str.slice(8)).alias("呼叫编号"),)),
    Defect("call_answered_before_queued", "hotline_call", 9, ("call_time_order",),
           (_shift("接听时间", "排队时间", -25),), answered),
    Defect("call_abandoned_yet_answered", "hotline_call", 7, ("abandoned_not_answered",),
           _set(是否放弃="是"), answered),
    Defect("order_line_cut", "hotline_order", 6, ("malformed",), form="cut"),
    Defect("order_demand_unknown", "hotline_order", 8, ("enum_demand_type",), _set(demand_type="吐槽")),
    Defect("order_without_time", "hotline_order", 7, ("required_accepted_at",), _none("accepted_at")),
    Defect("order_closed_before_accepted", "hotline_order", 9, ("order_time_order",),
           (_shift("closed_at", "accepted_at", -2700),), replied),
    Defect("visit_rated_unreached", "hotline_visit", 10, ("satisfaction_needs_reached",),
           (*_set(reached=False, satisfied="满意"), pl.lit(None, dtype=pl.Boolean).alias("solved"))),
    Defect("visit_rating_unknown", "hotline_visit", 6, ("enum_satisfied",), _set(satisfied="还行"), pl.col("reached")),
    Defect("document_classified", "oa_document", 5, ("refused",), _set(密级="秘密")),
    Defect("document_direction_unknown", "oa_document", 6, ("enum_direction",), _set(方向="来文")),
    Defect("document_date_in_words", "oa_document", 8, ("type_formed_on",),
           _set(成文日期="二〇一五年", _real_date=False)),
    Defect("task_copied", "oa_doc_task", 9, ("duplicate_key",), rekey=False),
    Defect("task_conflicting", "oa_doc_task", 4, ("duplicate_key",), rival=_none("done_at")),
    Defect("task_role_unknown", "oa_doc_task", 7, ("enum_role",), _set(role="督办")),
    Defect("task_done_before_assigned", "oa_doc_task", 8, ("task_time_order",),
           (_shift("done_at", "assigned_at", -1800),), pl.col("done_at").is_not_null()),
    Defect("task_line_short", "oa_doc_task", 5, ("malformed",), form="short"),
    Defect("service_depth_out_of_range", "service_item", 2, ("range_online_depth",), _set(online_depth="7")),
    Defect("install_without_device", "app_install", 6, ("required_device_id",), _none("device_id")),
    Defect("click_time_text", "app_click", 11, ("type_clicked_at",), _set(ts="昨天下午")),
    Defect("click_line_cut", "app_click", 9, ("malformed",), form="cut"),
)  # fmt: skip

# Rows fit to be cloned: nothing in another table hangs on them, and the clone stays inside the period.
FIT: dict[str, Callable[[str], pl.Expr]] = {
    "urban_case": lambda end: pl.col("hotline_order_id").is_null() & pl.col("merged_into").is_null(),
    "hotline_order": lambda end: pl.col("forwarded_case_no").is_null(),
    "hotline_visit": lambda end: pl.col("visited_at") < end,
    "oa_doc_task": lambda end: pl.col("done_at").is_not_null() & pl.col("returned_at").is_null(),
}
DISTINCT = {"oa_doc_task": "doc_id", "hotline_order": "order_id"}  # clones share this column with their base


def plant(rng: np.random.Generator, dataset: str, frame: pl.DataFrame, factor: float, end: str) -> pl.DataFrame:
    """The frame with its defective clones, each just behind the row it was made from."""
    frame = frame.with_row_index("_row").with_columns(pl.col("_row").cast(pl.Int64))
    fit = frame.filter(FIT[dataset](end)) if dataset in FIT else frame
    if dataset in DISTINCT:
        fit = fit.unique(DISTINCT[dataset], keep="first", maintain_order=True)
    fit = fit.gather(rng.permutation(len(fit)))
    marked = [frame.with_columns(*_none("_kind", "_form"))]
    used, serial = pl.Series("_row", [], dtype=pl.Int64), 0
    for defect in (d for d in DEFECTS if d.dataset == dataset):
        count = max(int(defect.count * factor + 0.5), 1)
        clones = fit.filter(defect.base & ~pl.col("_row").is_in(used.implode())).head(count)
        used = pl.concat([used, clones["_row"]])
        numbers: Ints = np.arange(serial + 1, serial + 1 + len(clones))
        serial += len(clones)
        clones = clones.with_columns(pl.Series("_serial", numbers))
        if defect.rekey:
            clones = clones.with_columns(REKEY[dataset])
        clones = clones.with_columns(*defect.spoil).drop("_serial")
        clones = clones.with_columns(
            pl.lit(defect.kind).alias("_kind"), pl.lit(defect.form, dtype=pl.String).alias("_form")
        )
        marked.append(clones)
        if defect.rival:
            marked.append(clones.with_columns(*defect.rival))
    return pl.concat(marked).sort("_row", maintain_order=True).drop("_row")
