"""Asset checks: one for the generated rules of a table, one for each rule that people declared or wrote.

A table whose rules read only earlier tables is checked in its own step; a rule that reads other tables waits for them.
Nothing is decided here: `checks` of `pipelines.quality` runs rules, the gate bars.
"""

from collections.abc import Iterator, Sequence

import dagster as dg

from pipelines.declare.dag import RAW
from pipelines.declare.header import BLOCK
from pipelines.declare.project import Content
from pipelines.orchestration.describe import key, words
from pipelines.orchestration.steps import step
from pipelines.quality import checks, rule_catalogue
from pipelines.quality.generated import OVER_BOUND, OVER_WARNING
from pipelines.quality.rule import GENERATED, Rule
from pipelines.state import check_results
from pipelines.state.check_results import RuleResult
from pipelines.state.session import Session

NAME = "generated_rules"
BOUND = "quarantine_bound"
BOUNDED = (OVER_BOUND, OVER_WARNING)
"""These two have a check of their own that stops no step: the gate bars, and the tables hold the accepted rows."""


def specs(content: Content, table: str) -> list[dg.AssetCheckSpec]:
    """Every check of a table.

    Checks that wait for other tables block no step, since two tables may be checked against each other; the gate bars
    for them.
    """
    after = [key(name) for name in later_inputs(content, table)]
    rules = rule_catalogue.of_table(content, table)
    found = [
        dg.AssetCheckSpec(
            NAME,
            asset=key(table),
            description=words("由声明生成的规则", "Rules that declarations imply"),
            blocking=not after,
            additional_deps=after or None,
            metadata={"codes": dg.MetadataValue.json(_codes(content, table, rules))},
        )
    ]
    if table.removeprefix("std.") in content.contracts and table.startswith("std."):
        said = words("隔离比例在契约限度内", "No more is quarantined than the contract allows")
        found.append(dg.AssetCheckSpec(BOUND, asset=key(table), description=said, additional_deps=after or None))
    for rule in rules:
        if rule.kind != GENERATED:
            found.append(
                dg.AssetCheckSpec(
                    rule.rule_id,
                    asset=key(table),
                    description=words(rule.words.zh, rule.words.en),
                    blocking=rule.severity == BLOCK and not after,
                    additional_deps=after or None,
                    metadata={
                        "dimension": rule.dimension,
                        "GB/T 36344": rule.gbt36344,
                        "severity": rule.severity,
                        "codes": ", ".join(rule.codes),
                    },
                )
            )
    return found


def _codes(content: Content, table: str, rules: Sequence[Rule]) -> dict[str, list[str]]:
    """Codes of the district's own list for the table's generated rules and, of a dataset, its row rules."""
    contract = content.contracts.get(table.removeprefix("std.")) if table.startswith("std.") else None
    found = {rule.rule_id: rule.codes for rule in rules if rule.kind == GENERATED}
    found |= contract.rule_codes if contract is not None else {}
    return {rule_id: list(codes) for rule_id, codes in found.items() if codes}


def later_inputs(content: Content, table: str) -> list[str]:
    """Tables that the table's rules read and that may be built after it."""
    before = {table, *content.graph.upstream(table)}
    read = {name for rule in content.rules_of(table) for name in rule.inputs if not name.startswith(f"{RAW}.")}
    return sorted(name for name in read - before if name in content.models)


def results(session: Session, table: str) -> Iterator[dg.AssetCheckResult]:
    """Run the table's checks and report the result of each."""
    found = checks.check(session, table, full=session.full)
    bounds = [entry for entry in found if entry.rule_id in BOUNDED]
    yield _result(table, NAME, [entry for entry in found if entry.kind == GENERATED and entry not in bounds])
    if bounds:
        yield _result(table, BOUND, bounds)
    for entry in found:
        if entry.kind != GENERATED:
            yield _result(table, entry.rule_id, [entry])


def _result(table: str, name: str, found: Sequence[RuleResult]) -> dg.AssetCheckResult:
    failing = [entry for entry in found if entry.state != check_results.PASS]
    bars = any(entry.severity == BLOCK or entry.state == check_results.BROKEN for entry in failing)
    return dg.AssetCheckResult(
        check_name=name,
        asset_key=key(table),
        passed=not failing,
        severity=dg.AssetCheckSeverity.ERROR if bars or not failing else dg.AssetCheckSeverity.WARN,
        metadata={
            "rules": len(found),
            "failing rules": dg.MetadataValue.json(
                {entry.rule_id: [entry.state, entry.offenders_n, entry.message] for entry in failing}
            ),
        },
    )


def apart(content: Content, table: str) -> dg.AssetChecksDefinition:
    """The checks of a table whose rules read tables beyond it, in a step of their own."""

    @dg.multi_asset_check(
        name=f"{table.replace('.', '__')}__checks", specs=specs(content, table), required_resource_keys={"session"}
    )
    @step
    def run_checks(session: Session) -> Iterator[dg.AssetCheckResult]:
        return results(session, table)

    return run_checks
