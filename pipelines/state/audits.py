"""The report of this run's independent audit. `quality.audit` makes it and keeps each table's verdict on disk."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipelines.declare.header import BLOCK
from pipelines.state.check_results import BROKEN
from pipelines.state.commits import Commits


@dataclass(frozen=True)
class Finding:
    """One expectation that failed, or is broken: it could not run, which is neither pass nor fail."""

    table: str
    rule: str
    state: str
    severity: str
    message: str
    kpis: tuple[str, ...] = ()
    """The KPIs whose values offend."""

    @property
    def bars(self) -> bool:
        return self.state == BROKEN or self.severity == BLOCK


@dataclass(frozen=True)
class AuditReport:
    """One audit: tables checked now, tables whose last verdict is still valid, and every finding in force.

    `offenders` are those of each rule by table, where the table was asked as a whole.
    """

    asked: tuple[str, ...]
    standing: tuple[str, ...]
    findings: tuple[Finding, ...] = field(default=())
    seconds: float = 0.0
    offenders: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def bars(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.bars)


class Audits:
    """The newest audit of this run."""

    def __init__(self, commits: Commits) -> None:
        self._commits = commits
        self._newest: tuple[int, AuditReport] | None = None

    def keep(self, report: AuditReport) -> None:
        """Keep the report on the lake as it is now."""
        self._newest = self._commits.writer.snapshot(), report

    def current(self) -> AuditReport | None:
        """The report, unless the lake has changed since or is about to."""
        self._commits.flush()
        if self._newest is None or self._newest[0] != self._commits.writer.snapshot():
            return None
        return self._newest[1]
