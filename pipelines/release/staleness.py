"""Tables that are older than their text, their inputs or their day: one answer for run, gate and status."""

from pipelines.declare.dag import OUTCOME
from pipelines.ingest import due
from pipelines.metrics import index_values, kpi
from pipelines.quality import score
from pipelines.state import build_log
from pipelines.state.session import Session
from pipelines.transform import materialize
from warehouse import kpi_value


def reasons(session: Session) -> dict[str, str]:
    """The reason for each stale table and each stale KPI of `kpi.value`, in the order of the graph.

    Objects that were not read yet make no table stale here: `ingest.due.stale` finds them.
    """
    entries = session.state.builds.entries
    found: dict[str, str] = {}
    for name in session.content.graph.order:
        model = session.content.models[name]
        if model.layer == "std":
            reason = _of_dataset(session, model.table, entries.get(name))
        else:
            reason = materialize.stale(session, name, entries)
        if reason is not None:
            found[name] = reason
    for kpi_id in kpi.stale(session):
        found[f"{kpi_value.TABLE} {kpi_id}"] = "its values are older than its days, its target or the quarantine"
    if index_values.stale(session):
        found[index_values.TABLE] = "the indices are older than the values"
    if score.stale(session):
        found[OUTCOME] = "it is older than the tables and batches that were checked"
    return found


def _of_dataset(session: Session, dataset: str, entry: build_log.Entry | None) -> str | None:
    if entry is None:
        return "never built"
    return None if entry.text_hash == due.text_hash(session, dataset) else "its contract or its model changed"
