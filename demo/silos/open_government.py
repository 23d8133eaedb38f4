"""外网政务公开: the website's database, the register of disclosure requests as a workbook, the access log by week."""

from pathlib import Path

import polars as pl

from demo import openness, weblog, writers
from demo.defects import Defect, none, put, serial, shift, year
from demo.silo import Scene, Silo, Tables

shown = pl.col("published_at").is_not_null()
answered = pl.col("答复结果").is_not_null()
replied = pl.col("replied_at").is_not_null()
NOBODY = "无此部门"
last = pl.when(pl.col("证件号码").str.ends_with("1")).then(pl.lit("2")).otherwise(pl.lit("1"))

DEFECTS = (
    Defect("publication_index_wrong", "publication", 5, ("pattern_index_no",), put(index_no="洪红公开12号")),
    Defect("publication_category_unknown", "publication", 4, ("enum_publication_category",), put(category="其他")),
    Defect("publication_shown_early", "publication", 6, ("publication_time_order",),
           ((pl.lit("2099-01-01")).alias("formed_at"),), shown),
    Defect("publication_without_page", "publication", 4, ("published_has_path",), none("url"), shown),
    Defect("publication_in_the_future", "publication", 3, ("future_time",),
           (*year("2051", "published_at"), *none("offline_at")), shown),
    Defect("publication_copied", "publication", 5, ("duplicate_key",), rekey=False),
    Defect("publication_of_nobody", "publication", 4, (), put(dept=NOBODY),
           finds=("publication_department_exists",)),
    Defect("request_outcome_unknown", "foi_request", 2, ("enum_outcome",), put(答复结果="口头答复"), answered),
    Defect("request_answered_early", "foi_request", 2, ("request_time_order",), put(答复日期="2014-12-31"), answered),
    Defect("request_without_outcome", "foi_request", 3, ("replied_iff_outcome",), none("答复结果"), answered),
    Defect("request_date_in_words", "foi_request", 2, ("type_received_on",),
           put(收到日期="五月中旬", _real_date=False)),
    Defect("foi_request_in_the_future", "foi_request", 2, ("future_time",),
           (*put(收到日期="2051-03-02", _real_date=False), *none("答复日期", "答复结果"))),
    Defect("request_person_check", "foi_request", 3, ("id_no_checks",),
           ((pl.col("证件号码").str.slice(0, 17) + last).alias("证件号码"),)),
    Defect("request_phone_wrong", "foi_request", 2, ("pattern_phone_key",), put(联系电话="无")),
    Defect("request_of_nobody", "foi_request", 2, (), put(承办部门=NOBODY), finds=("foi_request_department_exists",)),
    Defect("question_kind_unknown", "consultation", 3, ("enum_consultation_type",), put(kind="闲聊")),
    Defect("question_answered_early", "consultation", 4, ("consultation_time_order",),
           (shift("replied_at", "asked_at", -900),), replied),
    Defect("question_shown_unanswered", "consultation", 3, ("shown_needs_reply",),
           (*none("replied_at"), pl.lit(1, dtype=pl.Int64).alias("shown")), replied),
    Defect("question_in_the_future", "consultation", 2, ("future_time",),
           (*year("2051", "asked_at"), *none("replied_at"), pl.lit(0, dtype=pl.Int64).alias("shown"))),
    Defect("question_phone_wrong", "consultation", 5, ("pattern_phone_key",), put(phone="12345")),
    Defect("question_of_nobody", "consultation", 3, (), put(dept=NOBODY), finds=("consultation_department_exists",)),
    Defect("log_line_cut", "web_access", 6, ("malformed",), form="cut"),
    Defect("log_line_copied", "web_access", 6, ("duplicate_key",), rekey=False),
    Defect("log_status_unknown", "web_access", 3, ("pattern_response_code",), put(status="999")),
    Defect("log_zone_other", "web_access", 3, ("enum_time_zone",), put(time_zone="+0900]")),
    Defect("log_request_garbled", "web_access", 5, ("request_has_form",), put(request="\\x16\\x03\\x01")),
    Defect("log_in_the_future", "web_access", 3, ("future_time",),
           ((pl.col("time_local").str.replace(r"/2015:|/2016:", "/2051:")).alias("time_local"),)),
)  # fmt: skip


def make(scene: Scene) -> dict[str, pl.DataFrame]:
    """Information with its pages, requests, questions, and who looked at which page."""
    published = openness.publications(scene.stream("publications"), scene.period, scene.factor)
    return {
        "publication": published,
        "foi_request": openness.requests(scene.stream("requests"), scene.people, scene.period, scene.factor),
        "consultation": openness.questions(scene.stream("questions"), scene.people, scene.period, scene.factor),
        "web_access": weblog.lines(scene.rng, published, scene.period, scene.factor),
    }


def write(folder: Path, tables: Tables) -> list[writers.Place]:
    """A database, a workbook, and a log a week."""
    names = {"publication": tables["publication"], "consult": tables["consultation"]}
    return [
        *writers.sqlite(folder, "cms.sqlite", names),
        *writers.xlsx(folder, "foi_register.xlsx", {"台账": tables["foi_request"]}, "收到日期"),
        *weblog.write(folder, *tables["web_access"]),
    ]


def found(scene: Scene) -> dict[str, pl.DataFrame]:
    """Too many applicants leave no telephone."""
    phones = scene.made["foi_request"]["联系电话"]
    bad = phones.null_count() > 0.02 * len(phones)
    return {"fill_rate": pl.DataFrame({"column_code": ["fct_foi_request.has_phone"]})} if bad else {}


SILO = Silo(
    id="open_government",
    keys={
        "publication": ("doc_id",),
        "foi_request": ("受理编号",),
        "consultation": ("consult_id",),
        "web_access": weblog.KEY,
    },
    make=make,
    write=write,
    defects=DEFECTS,
    rekey={
        "publication": (pl.col("doc_id").str.slice(0, 6) + serial(5, "9")).alias("doc_id"),
        "foi_request": (pl.col("受理编号").str.slice(0, 7) + serial(3, "9")).alias("受理编号"),
        "consultation": (pl.col("consult_id").str.slice(0, 10) + serial(3, "9")).alias("consult_id"),
        "web_access": (pl.lit("100.127.255.") + pl.col("_serial").cast(pl.String)).alias("remote_addr"),
    },
    fit={
        "publication": lambda end: pl.col("updated_at") < end,
        "consultation": lambda end: pl.col("updated_at") < end,
    },
    found=found,
)
