"""Loads one dataset: finds new objects in its silo, lands them, and passes them to the validator batch by batch."""

import itertools
from dataclasses import dataclass, replace
from pathlib import Path

from pipelines.declare.contracts.contract import Contract
from pipelines.extract import delivery, landing, readers
from pipelines.extract.delivery import Delivery
from pipelines.extract.records.extract import Landed, Refusal
from pipelines.ingest import merge, registry
from pipelines.ingest.batch import Loader
from pipelines.ingest.due import Pending, offered, pending, text_hash
from pipelines.ingest.reconciliation import BatchReport
from pipelines.ingest.registry import Entry
from pipelines.state.session import Session
from warehouse.errors import HgtError, plain
from warehouse.paths import Paths

NOT_LOADED = f"it could not be read or validated; {registry.WHY}"


class Unkept(Paths):
    """The place of objects that may hold refused rows: scratch space, emptied with the writer's next start."""

    @property
    def landed(self) -> Path:
        return self.tmp / "unkept"


def load(session: Session, dataset: str, *, full: bool = False) -> list[BatchReport]:
    """Load everything new of one dataset and return a report per batch; an empty list when nothing is new.

    A refused object does not hold up the others: they are loaded. The dataset is marked as failed, which bars the next
    release. The first refusal is raised after the good objects are in.
    """
    try:
        session.state.batches.forget_unfinished()
        work = pending(session, dataset, full=full)
        if work:
            session.state.attempts.begin(dataset)
        reports, refusals = _load(session, dataset, work, full=full)
    except HgtError as error:
        session.state.attempts.end(dataset, "failed", NOT_LOADED, str(error))
        raise
    except Exception as error:
        wrapped = _explained(session.content.contracts[dataset], error)
        session.state.attempts.end(dataset, "failed", NOT_LOADED, str(wrapped))
        # The cause may quote a value, and Dagster keeps the causes of each error that it gets.
        raise wrapped from None
    barring = [refusal.error for refusal in refusals if not refusal.set_aside]
    if barring:
        told = f"{len(barring)} object(s) are refused; {registry.WHY}"
        session.state.attempts.end(dataset, "failed", told, "\n".join(map(str, barring)))
        raise barring[0]
    noted = "\n".join(str(refusal.error) for refusal in refusals)
    if reports or noted or session.state.attempts.states.get(dataset) != "ok":
        told = f"{len(refusals)} object(s) are quarantined whole; {registry.WHY}" if refusals else ""
        session.state.attempts.end(dataset, "ok", told, noted)
    return reports


@dataclass(frozen=True)
class Plan:
    """The deliveries that a load validates, in order. `anew`: from nothing. `stays`: deliveries whose counts stay."""

    due: list[Delivery]
    anew: bool
    stays: list[Delivery]


def _load(session: Session, dataset: str, work: Pending, *, full: bool) -> tuple[list[BatchReport], list[Refusal]]:
    reports: list[BatchReport] = []
    refusals: list[Refusal] = []
    if not work:
        return reports, refusals
    contract, writer = session.content.contracts[dataset], session.writer
    plan, seen = _planned(session, contract, work)
    loader = Loader(session, dataset, text_hash(session, dataset), accept_shrinking=full)
    # A full extract is a batch of its own; the objects of a delta are validated together.
    groups = [[one] for one in plan.due]
    if contract.mode == "delta":
        groups = [list(some) for _, some in itertools.groupby(plan.due, lambda one: readers.is_kept_as_rows(one.item))]
    stays = registry.judging(writer.con, dataset)
    stay_ids = [stays[one.content] for one in plan.stays if one.content in stays]
    for position, group in enumerate(groups):
        final = not plan.anew or position == len(groups) - 1
        report, refused = loader.load(
            group, anew=plan.anew and not reports, final=final, stays=None if reports else stay_ids
        )
        refusals += refused
        if report is not None:
            reports.append(report)
        barring = {refusal.source for refusal in refused if not refusal.set_aside}
        if barring and plan.anew and contract.mode == "delta":
            coming = tuple(item for item in work.objects if item.name not in barring)
            if work.anew or len(coming) == len(work.objects):
                break
            # Only new objects are refused: the others do not wait for it.
            more, others = _load(session, dataset, replace(work, objects=coming), full=full)
            return reports + more, refusals + others
    newest = session.state.batches.newest.get(dataset)
    if newest is not None and (reports or not plan.due):
        validated = {one.name for one in plan.due}
        registry.note(
            session.state, dataset, newest, [Entry(item, "known") for item in seen if item.name not in validated]
        )
    return reports, refusals


def _planned(session: Session, contract: Contract, work: Pending) -> tuple[Plan, list[Landed]]:
    """Return the plan that makes the table equal to all deliveries in order, and the objects that were seen.

    Objects that add to the end are validated alone. Any other change (a content that replaced another, was inserted or
    returned) validates everything again from the landed bytes.
    """
    paths = Unkept(session.paths.data) if _holds_refusable(session, contract, work) else session.paths
    seen = [landing.land(paths, item) for item in work.objects]
    is_made = f"std.{contract.name}" in session.state.builds.entries
    stood = registry.standing(session.writer.con, session.paths, contract) if is_made else {}
    if contract.mode == "full" and [item.path for item in work.objects] == [_place(session, contract)]:
        stood = {name: one for name, one in stood.items() if name == seen[0].name}
    now = stood | {
        item.name: replace(stood[item.name], item=item)
        if item.name in stood and stood[item.name].content == item.content_hash
        else Delivery(item, item.source.mtime_ns)
        for item in seen
    }
    now = {name: delivery.dated(contract.order, one) for name, one in now.items()}
    redated = any(one.taken not in (None, now[name].taken) for name, one in stood.items() if contract.order.taken)
    stood = {name: replace(one, taken=one.taken or now[name].taken) for name, one in stood.items()}
    lasting = {name: one for name, one in stood.items() if now[name].content == one.content}
    before, after = delivery.contents(contract.order, lasting.values()), delivery.contents(contract.order, now.values())
    tail = after[len(before) :]
    moved = [one.content for one in after[: len(before)]] != [one.content for one in before]
    replaced = len(lasting) < len(stood) and (contract.mode == "delta" or not tail)
    told = contract.mode == "full" or contract.version is None or merge.carries(contract, session.content)
    if not (work.anew or moved or replaced or redated) and (told or not tail or not before):
        return Plan(tail, anew=False, stays=before), seen
    if not work.anew and (contract.mode == "full" or isinstance(paths, Unkept)):
        return _planned(session, contract, replace(work, objects=tuple(offered(session, contract).objects), anew=True))
    if contract.mode == "delta":
        return Plan(after, anew=True, stays=[]), seen
    # Of full extracts that the silo no longer offers only the present one has to be validated again.
    present = {item.name for item in seen}
    due = [one for one in after if one.name in present or one is after[-1]]
    return Plan(due, anew=True, stays=[one for one in after if one not in due]), seen


def _place(session: Session, contract: Contract) -> Path:
    return Path(session.content.district.silos[contract.silo].location) / contract.server.path


def _holds_refusable(session: Session, contract: Contract, work: Pending) -> bool:
    """Whether a dataset that refuses rows reads one of these objects: then nobody may keep its bytes, only rows."""
    if contract.refuse is not None:
        return True
    files = {item.path for item in work.objects}
    for other in session.content.contracts.values():
        if other.refuse is not None and other.silo == contract.silo:
            try:
                read = offered(session, other).objects
            except HgtError:
                continue
            if files & {item.path for item in read}:
                return True
    return False


def _explained(contract: Contract, error: Exception) -> HgtError:
    if isinstance(error, OSError):
        return HgtError(
            f"dataset {contract.name}: {error.strerror or error}",
            file=error.filename,
            accepted="a readable source and enough free disk space",
            next="grant access or free disk space, then hgt run",
        )
    return HgtError(
        f"dataset {contract.name} could not be validated: {plain(error)}",
        file=contract.file,
        next=f"hgt silo check {contract.silo}",
    )
