"""Dagster's entry point: assets, checks, job, schedule and the writer, wired for the content root of this process."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from pipelines.declare.project import Content
from pipelines.orchestration import assets, place
from pipelines.orchestration.plan import ask_room, opened, plan
from pipelines.state.session import Session

JOB = "daily"
MORNING = "30 6 * * *"


@dg.resource(description="The one writer, with the content it works for. A second run waits until the first has ended.")
def session(context: dg.InitResourceContext) -> Iterator[Session]:
    """Open the store for one run."""
    content = Content.load(*place.of_environment())

    def waiting(holder: str) -> None:
        if context.log is not None:
            context.log.info(f"the store is being written by {holder}; this run waits for it")

    with opened(content, waiting) as found:
        ask_room(found, plan(found))
        yield found


def wired(content: Content, resource: Any) -> dg.Definitions:
    """The definitions of a content root."""
    tables, apart = assets.everything(content)
    job = dg.define_asset_job(JOB, selection=dg.AssetSelection.all(), description="全部资产 | Everything")
    return dg.Definitions(
        assets=tables,
        asset_checks=apart,
        jobs=[job],
        schedules=[
            dg.ScheduleDefinition(
                name=f"{JOB}_at_half_past_six",
                job=job,
                cron_schedule=MORNING,
                execution_timezone=content.district.time_zone,
                default_status=dg.DefaultScheduleStatus.RUNNING,
            )
        ],
        resources={"session": resource},
        executor=dg.in_process_executor,
    )


@dg.definitions
def defs() -> dg.Definitions:
    """Read the content root when Dagster asks, not at import."""
    return wired(Content.load(*place.of_environment()), session)
