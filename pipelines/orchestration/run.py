"""Materialises assets inside this process, with the persisted instance, so that the UI shows the command's work."""

import os
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

import dagster as dg

from pipelines.orchestration import place
from pipelines.orchestration.definitions import JOB, wired
from pipelines.orchestration.describe import key
from pipelines.orchestration.events import EventLog
from pipelines.release import gate
from pipelines.state.session import Session
from warehouse import disk

CHECKS_FAILED = "DagsterAssetCheckFailedError"
"""The scheduler's name for a step that blocking checks stopped; it does not include their findings."""


@dataclass(frozen=True)
class Outcome:
    """The outcome of a run: whether all steps succeeded, the assets made, each failure's message by asset or step."""

    ok: bool
    run_id: str
    made: tuple[str, ...]
    failures: Mapping[str, str]
    failed_checks: tuple[str, ...]


def materialise(
    session_factory: Callable[[], AbstractContextManager[Session]],
    selection: Sequence[str] | None = None,
    *,
    on_asset: Callable[[str], None] | None = None,
) -> Outcome:
    """Make the selected tables (`pub.fct_x`, `audit`, `release`, `report`; None: all) in the order of the graph.

    Steps that do not depend on a failed one continue. `on_asset` gets the name of each asset that was made.
    """
    with session_factory() as session:
        os.environ.update(place.prepare(session.content.root, session.paths))
        definitions = wired(session.content, dg.ResourceDefinition.hardcoded_resource(session))
        job = definitions.resolve_job_def(JOB)
        run_id = str(uuid.uuid4())
        keys = None if selection is None else [key(name) for name in selection]
        with dg.DagsterInstance.get() as instance:
            if isinstance(instance.event_log_storage, EventLog):
                instance.event_log_storage.remember_assets()
            if on_asset is not None:
                instance.add_event_listener(run_id, _Listener(on_asset))
            result = job.execute_in_process(
                instance=instance,
                run_id=run_id,
                asset_selection=keys,
                raise_on_error=False,
                run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
            )
            made, failures, failed = [], {}, []
            for event in result.all_events:
                if event.is_step_materialization and event.asset_key is not None:
                    made.append(".".join(event.asset_key.path))
                elif event.is_step_failure:
                    table = str(event.step_key).replace("__", ".", 1)
                    failures[table] = _words(event, session, table)
            for check in result.get_asset_check_evaluations():
                if not check.passed:
                    failed.append(f"{'.'.join(check.asset_key.path)} {check.check_name}")
    return Outcome(result.success, result.run_id, tuple(made), failures, tuple(failed))


@dataclass(frozen=True)
class _Listener:
    """Receives each event as it is stored and passes on the names of assets that were made."""

    on_asset: Callable[[str], None]

    def __call__(self, entry: dg.EventLogEntry) -> None:
        event = entry.dagster_event
        if event is not None and event.is_step_materialization and event.asset_key is not None:
            self.on_asset(".".join(event.asset_key.path))


def _words(event: dg.DagsterEvent, session: Session, table: str) -> str:
    """The reason of a failed step: the kernel's own message, or the rules that stopped it.

    A failed load gives the steward's message, which Dagster does not get.
    """
    data = event.step_failure_data
    stopped = data.error is not None and data.error.cls_name == CHECKS_FAILED
    if stopped and (broken := gate.broken(session, table)):
        return "\n  ".join(map(str, broken))
    dataset = table.removeprefix("std.")
    if dataset != table and session.state.attempts.states.get(dataset) == "failed":
        return session.state.attempts.reasons[dataset]
    if data.user_failure_data is not None and data.user_failure_data.description:
        return str(data.user_failure_data.description)
    said = str(data.error.message) if data.error is not None else "it failed without a message"
    beside = RuntimeError(said)  # of Dagster's own storage, which fails outside of steps
    place = session.paths.data
    return str(disk.told(beside, place, disk.STANDS)) if disk.is_of_disk(beside, place) else said
