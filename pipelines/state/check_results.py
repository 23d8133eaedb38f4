"""The newest result of each rule on each table (`meta.rule_result`). `checks` of `pipelines.quality` runs the rules."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from functools import cached_property

from pipelines.declare.header import BLOCK
from pipelines.state.commits import Commits

PASS, FAIL, BROKEN = "pass", "fail", "broken"


@dataclass(frozen=True)
class RuleResult:
    """The newest result of one rule on one table. `message` describes the fault, with at most five sample keys."""

    table: str
    rule_id: str
    kind: str
    severity: str
    dimension: str
    gbt36344: str
    state: str
    offenders_n: int | None
    message: str

    @property
    def blocks(self) -> bool:
        """Whether this result bars a release."""
        return self.severity == BLOCK and self.state != PASS


class CheckResults:
    """The results that are in force."""

    def __init__(self, commits: Commits) -> None:
        self._commits = commits

    @cached_property
    def _by_table(self) -> dict[str, list[RuleResult]]:
        found: dict[str, list[RuleResult]] = {}
        for row in self._commits.con.execute(
            """SELECT table_name, rule_id, kind, severity, dimension, gbt36344, state, offenders_n, message
            FROM lake.meta.rule_result ORDER BY table_name, kind, rule_id"""
        ).fetchall():
            found.setdefault(row[0], []).append(RuleResult(*row))
        return found

    @property
    def by_table(self) -> Mapping[str, list[RuleResult]]:
        """The newest results by table."""
        return self._by_table

    def write(self, table: str, results: list[RuleResult], changed_snapshot: int) -> None:
        """Replace a table's results with the next commit."""
        is_new = not self._by_table.pop(table, None)
        self._by_table[table], now = results, dt.datetime.now(dt.UTC)
        rows = [(*astuple(result), now, changed_snapshot) for result in results]
        self._commits.replace("lake.meta.rule_result", "table_name", table, rows, is_new=is_new)
