"""One run: the content, the state of the open store, the day that is observed and the run's own name."""

import datetime as dt
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pipelines.state.failures import Failure
from pipelines.state.state import State
from warehouse import geometry, macros, withheld
from warehouse.errors import HgtError
from warehouse.paths import Paths
from warehouse.releases import released
from warehouse.store import Writer

if TYPE_CHECKING:
    from pipelines.declare.project import Content

KEY_VARIABLE = "HGT_PSEUDONYM_KEY"
MINIMUM_KEY_LENGTH = 16


@dataclass
class Session:
    """One run over one content root. Its creation sets `as_of()` on the writer's connection, and the macros that only
    some content calls. If it may write, it moves the rows of restricted tables into the restricted store.
    """

    content: "Content"
    state: State
    as_of: dt.date
    run_id: str = field(default_factory=lambda: secrets.token_hex(8))
    full: bool = False
    """Whether everything is validated and built again, whatever the build log says."""
    trusts_clock: bool = False
    """Whether the machine's clock is accepted though it is behind the newest release."""
    started_at: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))

    def __post_init__(self) -> None:
        macros.observe(self.writer.con, self.as_of)
        if self.content.measures_geometry:
            geometry.define(self.writer.con)
        if self.writer.writes:
            withheld.settle(self.writer.con, self.paths, self.content.restricted)
            released.withhold(self.writer.con, self.paths, self.content.restricted)

    @property
    def writer(self) -> Writer:
        return self.state.writer

    @property
    def paths(self) -> Paths:
        return self.writer.paths

    @property
    def zone(self) -> ZoneInfo:
        """The district's zone."""
        return ZoneInfo(self.content.district.time_zone)

    @property
    def extracted_at(self) -> dt.datetime:
        """The clock of an extraction: now, or the end of the declared day where the district's clock is frozen."""
        if self.content.district.as_of is not None:
            return dt.datetime.combine(self.content.district.as_of + dt.timedelta(days=1), dt.time(), self.zone)
        return dt.datetime.now(self.zone)

    @contextmanager
    def attempt(self, table: str) -> Iterator[None]:
        """Keep the error with which the build inside ends; a build that succeeds clears that of an earlier one."""
        try:
            yield
        except HgtError as error:
            self.state.failures.write(
                table, Failure(self._text_hash(table), self._told(error), error.next or "hgt run")
            )
            raise
        self.state.failures.write(table, None)

    def failures(self) -> dict[str, Failure]:
        """Failed builds by table, of the models as they are written now."""
        found = sorted(self.state.failures.by_table.items())
        return {table: failure for table, failure in found if failure.text_hash == self._text_hash(table)}

    def _text_hash(self, table: str) -> str:
        model = self.content.models.get(table)
        return model.text_hash if model is not None else ""

    def _told(self, error: HgtError) -> str:
        """The error without its next command, on one line; files are named relative to the content root."""
        lines = str(error).removesuffix(f"\n  next: {error.next}").splitlines()
        return "; ".join(filter(None, map(str.strip, lines))).replace(f"{self.content.root}/", "")


def pseudonym_key(paths: Paths, *, may_generate: bool) -> bytes:
    """The key that turns direct identifiers into pseudonyms, from the environment or the store's own file.

    `may_generate` is true for an empty store only: in any other a lost key is an error.
    """
    value = os.environ.get(KEY_VARIABLE)
    if value is not None:
        if len(value) < MINIMUM_KEY_LENGTH:
            raise HgtError(
                f"the environment variable {KEY_VARIABLE} is too short to be a key",
                accepted=f"at least {MINIMUM_KEY_LENGTH} characters of random text",
                next=f"export {KEY_VARIABLE}=… and run again",
            )
        return value.encode()
    if paths.key_file.exists():
        return paths.key_file.read_bytes()
    if not may_generate:
        raise HgtError(
            "identifiers cannot be keyed: there is no pseudonym key",
            accepted=f"the environment variable {KEY_VARIABLE}, or the file {paths.key_file}",
            next=f"export {KEY_VARIABLE}=… and run again",
        )
    return _generate(paths.key_file)


def _generate(file: Path) -> bytes:
    file.parent.mkdir(parents=True, exist_ok=True)
    key = secrets.token_hex(32).encode()
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as handle:
        handle.write(key)
    return key
