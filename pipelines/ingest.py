"""Loads one dataset: find what is new in its silo, land it, and hand it to the judge batch by batch."""

import hashlib
import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines import forms, landing, ledger, registry
from pipelines.balance import BatchReport
from pipelines.batch import Loader
from pipelines.contract import Contract
from pipelines.forms.extract import Landed, Refusal, SourceObject
from pipelines.registry import Entry
from pipelines.session import Session
from warehouse.errors import HgtError
from warehouse.paths import Paths

JUDGE_VERSION = "1"
"""Part of every `std` table's text hash: a change of the judge's meaning re-judges what is landed."""


class Unkept(Paths):
    """Where objects are read that may hold refused rows: scratch space, emptied with the writer's next start."""

    @property
    def landed(self) -> Path:
        return self.tmp / "unkept"


@dataclass(frozen=True)
class Pending:
    """What a dataset has to load: `objects` in order. `anew`: everything ever landed is judged again."""

    objects: tuple[SourceObject, ...]
    anew: bool

    def __bool__(self) -> bool:
        return bool(self.objects) or self.anew


def text_hash(session: Session, dataset: str) -> str:
    """What a `std` table's rows depend on besides the source: the contract, the model and the judge."""
    contract, model = session.content.contracts[dataset], session.content.models[f"std.{dataset}"]
    return hashlib.sha256(f"{JUDGE_VERSION} {contract.text_hash} {model.text_hash}".encode()).hexdigest()


def pending(session: Session, dataset: str, *, full: bool = False) -> Pending:
    """What `load` would do, from the silo's folder and the registry alone: no source is opened.

    Raises `HgtError` when the silo or its objects are missing.
    """
    built = ledger.entries(session.writer).get(f"std.{dataset}")
    known = registry.fingerprints(session.writer.con, dataset).get(dataset, {}) if built is not None else {}
    return _pending(session, dataset, built, known, full=full)


def _pending(
    session: Session, dataset: str, built: ledger.Entry | None, known: Mapping[str, str], *, full: bool = False
) -> Pending:
    contract = session.content.contracts[dataset]
    objects = landing.find(Path(session.content.district.silos[contract.silo].location), contract.server)
    if built is None:
        return Pending(tuple(objects), anew=False)
    if full or built.text_hash != text_hash(session, dataset):
        return Pending(tuple(objects), anew=True)
    fresh = tuple(item for item in objects if known.get(item.name) != registry.fingerprint(item))
    return Pending(fresh, anew=False)


def stale(session: Session) -> set[str]:
    """The datasets for which `load` has something to do or a failure to clear; a missing source is such a failure."""
    con = session.writer.con
    entries, known, states = ledger.entries(session.writer), registry.fingerprints(con), registry.states(session.writer)
    found = set()
    for dataset in session.content.contracts:
        try:
            work = _pending(session, dataset, entries.get(f"std.{dataset}"), known.get(dataset, {}))
        except HgtError:
            found.add(dataset)
            continue
        if work or states.get(dataset) != "ok":
            found.add(dataset)
    return found


def load(session: Session, dataset: str, *, full: bool = False) -> list[BatchReport]:
    """Load everything new of one dataset and return a report per batch; an empty list when nothing is new.

    A refused object does not hold up the others: they are loaded, the dataset is marked as failed, which bars the next
    release, and the first refusal is raised after the good ones are in.
    """
    writer = session.writer
    try:
        registry.forget_unfinished(writer)
        reports, refusals = _load(session, dataset, pending(session, dataset, full=full), full=full)
    except HgtError as error:
        registry.mark(writer, dataset, "failed", str(error))
        raise
    except (duckdb.Error, OSError) as error:
        wrapped = _explained(session.content.contracts[dataset], error)
        registry.mark(writer, dataset, "failed", str(wrapped))
        # The cause may quote a value; of a dataset that refuses rows nothing may be kept, not even in a log.
        raise wrapped from (None if session.content.contracts[dataset].refuse else error)
    barring = [refusal.error for refusal in refusals if not refusal.set_aside]
    if barring:
        registry.mark(writer, dataset, "failed", "\n".join(str(error) for error in barring))
        raise barring[0]
    noted = "\n".join(str(refusal.error) for refusal in refusals)
    if reports or noted or registry.states(writer).get(dataset) != "ok":
        registry.mark(writer, dataset, "ok", noted)
    return reports


def _load(session: Session, dataset: str, work: Pending, *, full: bool) -> tuple[list[BatchReport], list[Refusal]]:
    reports: list[BatchReport] = []
    refusals: list[Refusal] = []
    if not work:
        return reports, refusals
    contract = session.content.contracts[dataset]
    loader = Loader(session, dataset, text_hash(session, dataset), accept_shrinking=full)
    landed, twins = _landed(session, contract, work)
    # A full extract is a batch of its own; new delta objects are judged together, later ones winning.
    groups = [[item] for item in landed]
    if contract.mode == "delta":
        groups = [list(items) for _, items in itertools.groupby(landed, forms.is_kept_as_rows)]
    for position, group in enumerate(groups):
        final = not work.anew or position == len(groups) - 1
        report, refused = loader.load(group, anew=work.anew and position == 0, final=final)
        refusals += refused
        if report is not None:
            reports.append(report)
        if any(not refusal.set_aside for refusal in refused):
            # A later full extract waits for an earlier one: mended, that one would put old rows over new.
            break
    if reports and twins:
        registry.note(session.writer, dataset, reports[-1].batch_id, [Entry(item, "known") for item in twins])
    return reports, refusals


def _landed(session: Session, contract: Contract, work: Pending) -> tuple[list[Landed], list[Landed]]:
    """The objects to judge, landed, and those among them that hold the same content as an earlier one.

    An object whose content was judged before gets its new fingerprint noted and no batch. When all is judged anew the
    objects come in the order in which they first came.
    """
    writer = session.writer
    paths = Unkept(session.paths.data) if _holds_refusable(session, contract, work) else session.paths
    found = [landing.land(paths, item) for item in work.objects]
    once = {item.content_hash: item for item in reversed(found)}
    twins = [item for item in found if once[item.content_hash] is not item]
    fresh = [item for item in found if once[item.content_hash] is item]
    if work.anew:
        past = registry.history(writer.con, session.paths, contract)
        rank = {item.content_hash: position for position, item in enumerate(past)}
        if contract.mode == "full":
            past = [] if found else past[-1:]
        fresh += [item for item in past if item.content_hash not in once]
        return sorted(fresh, key=lambda item: rank.get(item.content_hash, len(rank))), twins
    newest = registry.newest_batches(writer).get(contract.name)
    if newest is None:
        return fresh, twins
    known: dict[int, list[Entry]] = {}
    contents = registry.contents(writer.con, contract.name)
    batches = registry.batches(writer.con, contract.name)
    for item in found:
        batch_id = batches.get(item.content_hash)
        # A full extract that comes back after another one is news; one that was only touched or renamed is not.
        same = contract.mode == "delta" or batch_id == newest or contents.get(item.name) == item.content_hash
        if batch_id is not None and same:
            known.setdefault(batch_id, []).append(Entry(item, "known"))
    for batch_id, entries in known.items():
        registry.note(writer, contract.name, batch_id, entries)
    old = {entry.item.content_hash for entries in known.values() for entry in entries}
    return [item for item in fresh if item.content_hash not in old], [t for t in twins if t.content_hash not in old]


def _holds_refusable(session: Session, contract: Contract, work: Pending) -> bool:
    """Whether a dataset that refuses rows reads one of these objects: then nobody may keep its bytes, only rows."""
    if contract.refuse is not None:
        return True
    files = {item.path for item in work.objects}
    location = Path(session.content.district.silos[contract.silo].location)
    for other in session.content.contracts.values():
        if other.refuse is not None and other.silo == contract.silo:
            try:
                read = landing.find(location, other.server)
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
            next="mend the access or free some space, then hgt run",
        )
    # The engine quotes values in single quotes; the message is stored where analysts read.
    message = re.sub(r"'[^']*'", "'…'", str(error).splitlines()[0])
    return HgtError(
        f"dataset {contract.name} could not be judged: {message}",
        file=contract.file,
        next=f"hgt silo check {contract.silo}",
    )
