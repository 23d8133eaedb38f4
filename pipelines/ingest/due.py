"""Finds what a dataset has to load, from what its silo offers and the registry alone: no source is opened.

Every run asks this first. So nothing is imported here that only a load needs.
"""

import contextlib
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.declare.contracts.contract import Contract
from pipelines.extract import drop_folder
from pipelines.extract.records.extract import SourceObject
from pipelines.ingest import registry
from pipelines.state import build_log
from pipelines.state.session import Session
from warehouse.errors import HgtError

VALIDATOR_VERSION = "2"
"""Part of every `std` table's text hash: a change in the validator's meaning re-validates all landed objects."""


@dataclass(frozen=True)
class Pending:
    """The work that a dataset has to load: `objects` in order. `anew`: everything ever landed is validated again."""

    objects: tuple[SourceObject, ...]
    anew: bool

    def __bool__(self) -> bool:
        return bool(self.objects) or self.anew


def text_hash(session: Session, dataset: str) -> str:
    """The hash of all that a `std` table's rows depend on apart from the source: contract, model and validator."""
    contract, model = session.content.contracts[dataset], session.content.models[f"std.{dataset}"]
    return hashlib.sha256(f"{VALIDATOR_VERSION} {contract.rows_hash} {model.text_hash}".encode()).hexdigest()


def pending(
    session: Session, dataset: str, objects: Sequence[SourceObject] | None = None, *, full: bool = False
) -> Pending:
    """The work that `load` would do, from what the silo offers and the registry alone: no source is opened.

    `objects` are the offered ones where they were listed before. Raises `HgtError` when they are missing.
    """
    if objects is None:
        objects = offered(session, session.content.contracts[dataset]).objects
    built = session.state.builds.entries.get(f"std.{dataset}")
    known = registry.fingerprints(session.writer.con, dataset).get(dataset, {}) if built is not None else {}
    return _pending(session, dataset, objects, built, known, full=full)


def _pending(
    session: Session,
    dataset: str,
    objects: Sequence[SourceObject],
    built: build_log.Entry | None,
    known: Mapping[str, str],
    *,
    full: bool = False,
) -> Pending:
    if built is None:
        return Pending(tuple(objects), anew=False)
    if full or built.text_hash != text_hash(session, dataset):
        return Pending(tuple(objects), anew=True)
    fresh = tuple(item for item in objects if known.get(item.name) != registry.fingerprint(item))
    return Pending(fresh, anew=False)


def stale(session: Session) -> dict[str, int]:
    """The datasets for which `load` has something to do or a failure to clear, each with the bytes that it would read.

    A missing source is such a failure, of no bytes.
    """
    entries, known = session.state.builds.entries, registry.fingerprints(session.writer.con)
    states, found = session.state.attempts.states, {}
    for dataset, contract in session.content.contracts.items():
        work = None
        with contextlib.suppress(HgtError):
            objects = offered(session, contract).objects
            work = _pending(session, dataset, objects, entries.get(f"std.{dataset}"), known.get(dataset, {}))
        if work is None or work or states.get(dataset) != "ok":
            found[dataset] = sum(item.size for item in work.objects) if work else 0
    return found


def offered(session: Session, contract: Contract) -> drop_folder.Offer:
    """The objects that the silo offers for a dataset; an `HgtError` where the silo or its objects are missing."""
    location = Path(session.content.district.silos[contract.silo].location)
    return drop_folder.offered(location, contract.server, contract.order.sidecar)
