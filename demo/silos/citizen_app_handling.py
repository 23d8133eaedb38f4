"""市民公共服务平台（办件）: applications in the approval system's database, ratings (好差评) as NDJSON by month."""

from pathlib import Path

import polars as pl

from demo import handling, writers
from demo.defects import Defect, none, put, serial, shift, year
from demo.silo import Scene, Silo, Tables

decided = pl.col("result") == "准予"
of_person = pl.col("applicant_type") == "个人"
praised = pl.col("active") & (pl.col("level") >= 3)
blamed = pl.col("active") & (pl.col("level") <= 2)
TIMES = ("submitted_at", "accepted_at", "promised_at", "finished_at")


def whole(**values: int) -> pl.Expr:
    """A column becomes this whole number."""
    ((name, value),) = values.items()
    return pl.lit(value, dtype=pl.Int64).alias(name)


def _other_end(name: str) -> pl.Expr:
    """The same number with another last character, which its check does not bear."""
    last = pl.when(pl.col(name).str.ends_with("1")).then(pl.lit("2")).otherwise(pl.lit("1"))
    return (pl.col(name).str.slice(0, 17) + last).alias(name)


DEFECTS = (
    Defect("application_number_wrong", "application", 6, ("pattern_app_no",),
           ((pl.lit("B0") + pl.col("app_no").str.slice(2)).alias("app_no"),)),
    Defect("application_copied", "application", 8, ("duplicate_key",), rekey=False),
    Defect("application_channel_unknown", "application", 5, ("enum_apply_channel",), put(channel="fax")),
    Defect("application_finished_early", "application", 7, ("application_time_order",),
           (shift("finished_at", "submitted_at", -5400),), decided),
    Defect("application_without_result", "application", 5, ("finished_iff_result",), none("result"), decided),
    Defect("application_promise_long", "application", 4, ("promise_within_statutory",), (whole(promised_days=99),)),
    Defect("application_of_nobody", "application", 4, ("applicant_is_named",), none("applicant_id_no"), of_person),
    Defect("application_person_check", "application", 6, ("id_no_checks",),
           (_other_end("applicant_id_no"),), of_person),
    Defect("application_firm_check", "application", 4, ("uscc_checks",), (_other_end("applicant_uscc"),), ~of_person),
    Defect("application_in_the_future", "application", 4, ("future_time",), year("2051", *TIMES), decided),
    Defect("application_before_go_live", "application", 3, ("before_go_live",), year("2012", *TIMES), decided),
    Defect("application_phone_wrong", "application", 8, ("pattern_phone_key",), put(applicant_phone="12345")),
    Defect("application_service_gone", "application", 4, (), put(service_id="S999"),
           finds=("application_service_exists",)),
    Defect("rating_line_cut", "service_rating", 5, ("malformed",), form="cut"),
    Defect("rating_copied", "service_rating", 5, ("duplicate_key",), rekey=False),
    Defect("rating_level_unknown", "service_rating", 4, ("range_rating_level",), (whole(level=9),), praised),
    Defect("rating_default_not_best", "service_rating", 4, ("default_rating_is_best",), (whole(level=4),),
           ~pl.col("active")),
    Defect("rating_bad_without_limit", "service_rating", 3, ("bad_rating_has_limit",), none("due_at"), blamed),
    Defect("rating_replied_early", "service_rating", 4, ("rating_time_order",),
           (shift("replied_at", "rated_at", -600),), praised),
    Defect("rating_satisfied_unvisited", "service_rating", 3, ("rectify_satisfaction_needs_visit",),
           put(rectify_satisfied=True), praised),
    Defect("rating_in_the_future", "service_rating", 3, ("future_time",), year("2051", "rated_at"), praised),
    Defect("rating_of_nothing", "service_rating", 6, (), put(app_no="BJ2015010199999"), praised,
           finds=("rating_application_finished",)),
)  # fmt: skip


def make(scene: Scene) -> dict[str, pl.DataFrame]:
    """Applications of the district's people and enterprises, and what they think of the outcome."""
    services = scene.made["service_item"]
    made = handling.make(scene.rng, services, scene.people, scene.firms, scene.period, scene.factor)
    return {"application": made.applications, "service_rating": made.ratings}


def write(folder: Path, tables: Tables) -> list[writers.Place]:
    """The approval system's database, and one file of ratings a month."""
    return [
        *writers.sqlite(folder, "approval.sqlite", {"apply_case": tables["application"]}),
        *writers.ndjson(folder, *tables["service_rating"]),
    ]


SILO = Silo(
    id="citizen_app",
    keys={"application": ("app_no",), "service_rating": ("rating_id",)},
    make=make,
    write=write,
    defects=DEFECTS,
    rekey={
        "application": (pl.col("app_no").str.slice(0, 10) + serial(4, "9")).alias("app_no"),
        "service_rating": (pl.col("rating_id").str.slice(0, 10) + serial(4, "9")).alias("rating_id"),
    },
    fit={
        "application": lambda end: pl.col("updated_at") < end,
        "service_rating": lambda end: ~pl.col("_late") & (pl.col("updated_at") < end),
    },
    needs=("service_item",),
)
