"""The one memory of a run: facts of the lake, each read once, and what the run made of them.

Each part is changed by its own methods only, which also write the change: in the open transaction, or deferred to the
next. After a rollback every fact of the lake is read again. The parts are lazy: a run reads only what it asks for.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pipelines.state.attempts import Attempts
from pipelines.state.audits import Audits
from pipelines.state.batches import Batches
from pipelines.state.build_log import Builds
from pipelines.state.check_results import CheckResults
from pipelines.state.commits import Commits
from pipelines.state.failures import Failures
from pipelines.state.scratch import EmptyTables, Fetched, Views
from warehouse.paths import Paths
from warehouse.store import Writer


class State(Commits):
    """The state of an open store, for all sessions on one writer."""

    def __init__(self, writer: Writer) -> None:
        super().__init__(writer)
        self.views = Views()
        self.read_again()

    def read_again(self) -> None:
        self.builds = Builds(self)
        self.failures = Failures(self)
        self.attempts = Attempts(self)
        self.batches = Batches(self.writer)
        self.checks = CheckResults(self)
        self.audits = Audits(self)
        self.fetched = Fetched(self.con)
        self.empty = EmptyTables()

    @classmethod
    @contextmanager
    def open(cls, paths: Paths, zone: str, on_wait: Callable[[str], None] | None = None) -> Iterator["State"]:
        """Open the store for writing; deferred writes are flushed at the end, unless it ends with an error."""
        with Writer.open(paths, zone, on_wait) as writer:
            state = cls(writer)
            yield state
            state.flush()
