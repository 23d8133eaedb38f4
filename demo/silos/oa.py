"""内网政务协作: the register of documents as a workbook, the tasks as a CSV file."""

from pathlib import Path

import polars as pl

from demo import documents, writers
from demo.defects import Defect, none, put, serial, shift, year
from demo.silo import Scene, Silo, Tables

SPARE_DEPARTMENT = "D25"  # has no tasks of its own

DEFECTS = (
    Defect("document_classified", "oa_document", 5, ("refused",), put(密级="秘密")),
    Defect("document_direction_unknown", "oa_document", 6, ("enum_direction",), put(方向="来文")),
    Defect("document_date_in_words", "oa_document", 8, ("type_formed_on",),
           put(成文日期="二〇一五年", _real_date=False)),
    Defect("task_copied", "oa_doc_task", 9, ("duplicate_key",), rekey=False),
    Defect("task_conflicting", "oa_doc_task", 4, ("duplicate_key",), rival=none("done_at")),
    Defect("task_role_unknown", "oa_doc_task", 7, ("enum_role",), put(role="督办")),
    Defect("task_done_before_assigned", "oa_doc_task", 8, ("task_time_order",),
           (shift("done_at", "assigned_at", -1800),), pl.col("done_at").is_not_null()),
    Defect("task_line_short", "oa_doc_task", 5, ("malformed",), form="short"),
    Defect("document_in_the_future", "oa_document", 3, ("future_time",), year("2051", "登记时间")),
    Defect("task_in_the_future", "oa_doc_task", 3, ("future_time",),
           year("2051", "assigned_at", "due_at", "done_at"), pl.col("done_at").is_not_null()),
)  # fmt: skip


def make(scene: Scene) -> dict[str, pl.DataFrame]:
    """Documents, departments, and who has to do what with which document."""
    office = documents.make(scene.rng, scene.period, scene.factor)
    return {
        "oa_document": office.documents,
        "oa_department": office.departments,
        "oa_doc_task": office.tasks.with_columns(pl.lit("doc_tasks.csv").alias("_file")),
    }


def write(folder: Path, tables: Tables) -> list[writers.Place]:
    """A workbook of two sheets and a CSV file with BOM and CRLF."""
    sheets = {"公文": tables["oa_document"], "部门": tables["oa_department"]}
    return [
        *writers.xlsx(folder, "documents.xlsx", sheets, "成文日期"),
        *writers.csv(folder, *tables["oa_doc_task"], encoding="utf-8", end="\r\n", bom=True),
    ]


SILO = Silo(
    id="oa",
    keys={
        "oa_document": ("公文标识",),
        "oa_department": ("部门编号", "启用日期"),
        "oa_doc_task": ("doc_id", "dept_id", "role"),
    },
    make=make,
    write=write,
    defects=DEFECTS,
    rekey={
        "oa_document": (pl.col("公文标识").str.slice(0, 6) + serial(5, "9")).alias("公文标识"),
        "oa_doc_task": pl.lit(SPARE_DEPARTMENT).alias("dept_id"),
    },
    fit={"oa_doc_task": lambda end: pl.col("done_at").is_not_null() & pl.col("returned_at").is_null()},
    distinct={"oa_doc_task": "doc_id"},
)
