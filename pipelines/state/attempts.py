"""The newest attempt to load each dataset: its state and public message (`meta.extraction`), and a reason for stewards.

An attempt is registered before anything is read. One that was opened and not closed failed, whatever the result of the
one before. Reasons may quote names of the source, so they stay in the restricted store.
"""

import datetime as dt
import os
from collections.abc import Mapping
from functools import cached_property

from pipelines.state.commits import Commits

BROKEN_OFF = "the last attempt to read it began and did not end: a run reads it now, or was broken off"
OK, FAILED = "ok", "failed"


class Attempts:
    """The attempts of a run and of the runs before."""

    def __init__(self, commits: Commits) -> None:
        self._commits = commits
        self._writer = commits.writer

    @cached_property
    def _newest(self) -> dict[str, tuple[str, str]]:
        rows = self._commits.con.execute("SELECT dataset, state, message FROM lake.meta.extraction").fetchall()
        folder = self._writer.paths.attempts
        broken_off = {file.name: (FAILED, BROKEN_OFF) for file in folder.iterdir()} if folder.is_dir() else {}
        return {dataset: (state, message) for dataset, state, message in rows} | broken_off

    @cached_property
    def _reasons(self) -> dict[str, str]:
        return dict(self._writer.side.execute("SELECT dataset, reason FROM vault.raw.attempt").fetchall())

    @property
    def newest(self) -> Mapping[str, tuple[str, str]]:
        """The state (`ok` or `failed`) and the public message of each dataset that was ever tried."""
        return self._newest

    @property
    def states(self) -> Mapping[str, str]:
        """`ok` or `failed` for each dataset that was ever tried."""
        return {dataset: state for dataset, (state, _) in self._newest.items()}

    @property
    def reasons(self) -> dict[str, str]:
        """The words for stewards on each dataset whose newest attempt has a message."""
        return {
            dataset: message if message == BROKEN_OFF else self._reasons.get(dataset, message)
            for dataset, (_, message) in self._newest.items()
            if message
        }

    def begin(self, dataset: str) -> None:
        """Register an attempt before anything is read; `end` closes it."""
        file = self._writer.paths.attempts / dataset
        file.touch(mode=0o600)
        descriptor = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def end(self, dataset: str, new_state: str, message: str = "", reason: str = "") -> None:
        """Record the result of the newest attempt, and close it; nothing is written when nothing changed.

        The message is public, the reason is for stewards. The success of a first attempt can wait for the next
        transaction: a dataset without a mark is tried again.
        """
        known = self._newest.get(dataset)
        self._write_reason(dataset, reason)
        if known != (new_state, message):
            self._newest[dataset] = (new_state, message)
            row = [dataset, new_state, message, dt.datetime.now(dt.UTC)]
            self._commits.replace("lake.meta.extraction", "dataset", dataset, [row], is_new=known is None)
            if known is not None or new_state != OK:
                self._commits.flush()
        (self._writer.paths.attempts / dataset).unlink(missing_ok=True)

    def _write_reason(self, dataset: str, reason: str) -> None:
        if self._reasons.get(dataset, "") == reason:
            return
        with self._writer.restricted() as side:
            if self._reasons.pop(dataset, None) is not None:
                side.execute("DELETE FROM vault.raw.attempt WHERE dataset = ?", [dataset])
            if reason:
                self._reasons[dataset] = reason
                side.execute("INSERT INTO vault.raw.attempt VALUES (?, ?)", [dataset, reason])
