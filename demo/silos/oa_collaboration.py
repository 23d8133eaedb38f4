"""内网政务协作（档案、会议、信息、论坛）: a GB18030 catalogue, a workbook, a CSV file, gzipped NDJSON by month."""

from pathlib import Path

import polars as pl

from demo import office, writers
from demo.defects import Defect, none, put, serial, shift, year
from demo.silo import Scene, Silo, Tables

filed = pl.col("归档日期").is_not_null()
held = pl.col("是否取消") == "否"
adopted = pl.col("adopted_at").is_not_null()
opening = pl.col("post_id") == pl.col("thread_id")
NOBODY = "无此部门"

DEFECTS = (
    Defect("item_classified", "archive_item", 4, ("refused",), put(密级="机密")),
    Defect("item_line_short", "archive_item", 4, ("malformed",), form="short"),
    Defect("item_number_wrong", "archive_item", 4, ("pattern_archive_no",), put(档号="红管字12"), filed),
    Defect("item_filed_unnumbered", "archive_item", 5, ("archived_iff_numbered",), none("档号"), filed),
    Defect("item_filed_early", "archive_item", 4, ("archive_time_order",), put(归档日期="2014-12-31"), filed),
    Defect("item_retention_unknown", "archive_item", 3, ("enum_retention",), put(保管期限="长期")),
    Defect("item_in_the_future", "archive_item", 3, ("future_time",), put(归档日期="2051-01-01"), filed),
    Defect("item_copied", "archive_item", 5, ("duplicate_key",), rekey=False),
    Defect("item_of_no_document", "archive_item", 4, (), put(公文标识="OA2015999999"),
           finds=("archive_document_exists",)),
    Defect("item_of_nobody", "archive_item", 3, (), put(归档部门=NOBODY), finds=("archive_item_department_exists",)),
    Defect("meeting_kind_unknown", "meeting", 2, ("enum_meeting_kind",), put(会议类型="座谈会")),
    Defect("meeting_ends_early", "meeting", 3, ("meeting_time_order",), (shift("结束时间", "开始时间", -1800),)),
    Defect("meeting_crowded", "meeting", 3, ("attended_within_invited",),
           ((pl.col("应到人数") + 5).alias("实到人数"),), held),
    Defect("meeting_cancelled_yet_held", "meeting", 2, ("cancelled_has_nothing",), put(是否取消="是"), held),
    Defect("meeting_minutes_in_the_future", "meeting", 2, ("future_time",), put(纪要印发日期="2051-01-01"), held),
    Defect("meeting_of_nobody", "meeting", 2, (), put(承办部门=NOBODY), finds=("meeting_department_exists",)),
    Defect("report_line_long", "info_report", 3, ("malformed",), form="long"),
    Defect("report_adopted_early", "info_report", 4, ("report_time_order",),
           (shift("adopted_at", "submitted_at", -3600),), adopted),
    Defect("report_adopted_nowhere", "info_report", 3, ("adopted_iff_level",), none("adopted_level"), adopted),
    Defect("report_in_the_future", "info_report", 2, ("future_time",),
           (*year("2051", "submitted_at"), *none("adopted_at", "adopted_level"))),
    Defect("report_of_nobody", "info_report", 3, (), put(dept_id="D77"), finds=("info_report_department_exists",)),
    Defect("post_line_cut", "forum_post", 3, ("malformed",), form="cut"),
    Defect("post_board_unknown", "forum_post", 3, ("enum_board",), put(board="水区")),
    Defect("post_answers_itself", "forum_post", 3, ("opening_is_no_reply",),
           (pl.col("post_id").alias("thread_id"), *put(official=True))),
    Defect("post_in_the_future", "forum_post", 2, ("future_time",), year("2051", "posted_at"), ~opening),
    Defect("post_of_no_thread", "forum_post", 3, (), put(thread_id="T2015999999", official=False), ~opening,
           finds=("forum_thread_exists",)),
)  # fmt: skip


def make(scene: Scene) -> dict[str, pl.DataFrame]:
    """The documents as they are filed, and the office's work beside them."""
    period, factor = scene.period, scene.factor
    return {
        "archive_item": office.items(scene.stream("archive"), scene.made["oa_document"], period, factor),
        "meeting": office.meetings(scene.stream("meetings"), period, factor),
        "info_report": office.reports(scene.stream("reports"), period, factor),
        "forum_post": office.posts(scene.stream("forum"), period, factor),
    }


def write(folder: Path, tables: Tables) -> list[writers.Place]:
    """Four exports of four systems."""
    return [
        *writers.csv(folder, *tables["archive_item"], encoding="gb18030", end="\r\n"),
        *writers.xlsx(folder, "meetings.xlsx", {"会议": tables["meeting"]}),
        *writers.csv(folder, *tables["info_report"], encoding="utf-8", end="\r\n", bom=True),
        *writers.ndjson(folder, *tables["forum_post"]),
    ]


SILO = Silo(
    id="oa",
    keys={
        "archive_item": ("条目编号",),
        "meeting": ("会议编号",),
        "info_report": ("report_id",),
        "forum_post": ("post_id",),
    },
    make=make,
    write=write,
    defects=DEFECTS,
    rekey={
        "archive_item": (pl.col("条目编号").str.slice(0, 6) + serial(3, "9")).alias("条目编号"),
        "meeting": (pl.col("会议编号").str.slice(0, 6) + serial(2, "9")).alias("会议编号"),
        "info_report": (pl.col("report_id").str.slice(0, 6) + serial(3, "9")).alias("report_id"),
        "forum_post": (pl.col("post_id").str.slice(0, 5) + serial(5, "9")).alias("post_id"),
    },
    fit={"forum_post": lambda end: pl.col("posted_at") < end},
    needs=("oa_document",),
)
