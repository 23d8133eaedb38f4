"""What a data steward asks of silos and of set-aside rows. Reads only; quarantine payloads may hold personal data."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines import landing
from pipelines.contract import Contract
from pipelines.judge import compile_contract, json_path
from pipelines.content import Content
from warehouse.errors import HgtError, UsageError
from warehouse.paths import Paths
from warehouse.store import connect, open_reader, open_restricted

Rows = list[tuple[Any, ...]]
STATES = ("all", "open", "superseded")


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: good or not, and what to do about it."""

    ok: bool
    text: str
    next: str | None = None


def silo_rows(root: Path, paths: Paths) -> tuple[tuple[str, ...], Rows]:
    """Per dataset: silo, form, path, rows in `std`, open set-aside rows, newest batch, state."""
    content = Content.load(root, paths)
    counts: dict[str, tuple[Any, ...]] = {}
    if paths.lake_catalog.exists():
        con = open_reader(paths)
        counts = {
            row[0]: row[1:]
            for row in con.execute(
                """SELECT dataset, arg_max(batch_id, batch_id), max(extracted_at), sum(source_n),
                any_value(rows_n), any_value(open_n), any_value(state)
                FROM meta.batch LEFT JOIN (SELECT substr(table_name, 5) AS dataset, rows_n FROM meta.build) USING (dataset)
                LEFT JOIN (SELECT dataset, open_n FROM meta.quarantine WHERE rule_id = '*') USING (dataset)
                LEFT JOIN meta.extraction USING (dataset) GROUP BY dataset"""
            ).fetchall()
        }
    rows: Rows = []
    for name, contract in content.contracts.items():
        batch_id, extracted_at, source_n, rows_n, open_n, state = counts.get(name, (None, None, 0, 0, 0, None))
        rows.append(
            (
                contract.silo,
                name,
                contract.title_zh,
                contract.server.format,
                contract.server.path,
                contract.mode,
                rows_n or 0,
                source_n or 0,
                open_n or 0,
                batch_id,
                extracted_at,
                state or "never read",
            )
        )
    columns = (
        "silo", "dataset", "title_zh", "form", "path", "mode", "rows_n", "source_n", "set_aside_n", "batch_id",
        "extracted_at", "state",
    )  # fmt: skip
    return columns, sorted(rows)


def check(root: Path, paths: Paths, names: tuple[str, ...]) -> list[Finding]:
    """Read every contract strictly, bind its rules, and find its sources."""
    content = Content.load(root, paths)
    known = {*content.contracts, *content.district.silos}
    for name in names:
        if name not in known:
            raise UsageError("no such silo or dataset", value=name, accepted=sorted(known), next="hgt silo list")
    findings = []
    for contract in content.contracts.values():
        if names and contract.name not in names and contract.silo not in names:
            continue
        findings += [_contract_finding(contract), _source_finding(content, contract)]
    findings += [Finding(False, gap) for gap in content.gaps()]
    return findings


def _contract_finding(contract: Contract) -> Finding:
    judge = compile_contract(contract)
    return Finding(
        True, f"{contract.name}: contract holds, {len(judge.rules)} rules over {len(contract.columns)} columns"
    )


def _source_finding(content: Content, contract: Contract) -> Finding:
    try:
        objects = landing.find(Path(content.district.silos[contract.silo].location), contract.server)
    except HgtError as error:
        return Finding(False, str(error), error.next)
    size = sum(item.size for item in objects)
    return Finding(
        True, f"{contract.name}: {len(objects):,} source object(s), {size / 1e6:,.1f} MB, {contract.server.format}"
    )


def quarantine_rows(paths: Paths, *, dataset: str | None, rule: str | None, state: str) -> tuple[tuple[str, ...], Rows]:
    """Set-aside rows without their payload, newest batch first."""
    if state not in STATES:
        raise UsageError("no such state", value=state, accepted=STATES, next="hgt quarantine list")
    con = open_restricted(paths)
    columns = ("set_aside_id", "dataset", "source", "rules", "state", "batch_id", "set_aside_at")
    rows = con.execute(
        f"""SELECT {", ".join(columns)} FROM quarantine.set_aside
        WHERE ($1 IS NULL OR dataset = $1) AND ($2 IS NULL OR list_contains(rules, $2)) AND ($3 = 'all' OR state = $3)
        ORDER BY batch_id DESC, dataset, set_aside_id""",
        [dataset, rule, state],
    ).fetchall()
    return columns, rows


def quarantine_row(root: Path, paths: Paths, set_aside_id: str) -> tuple[tuple[str, ...], Rows]:
    """One set-aside row: where it stands, what it broke, and the source's own text by column."""
    con = open_restricted(paths)
    row = con.execute(
        """SELECT dataset, source, batch_id, row_number, record_key, payload, rules, state, set_aside_at
        FROM quarantine.set_aside WHERE set_aside_id = ?""",
        [set_aside_id],
    ).fetchone()
    if row is None:
        raise UsageError("no such set-aside row", value=set_aside_id, next="hgt quarantine list --state all")
    dataset, source, batch_id, row_number, record_key, payload, rules, state, set_aside_at = row
    content = Content.load(root, paths)
    contract = content.contracts.get(dataset)
    stated = {rule.id: f"{rule.zh}: {rule.sql}" for rule in contract.rules} if contract else {}
    rows: Rows = [
        ("dataset", dataset),
        ("source", source),
        ("batch", batch_id),
        (
            "row number",
            row_number if row_number is not None else _row_number(con, contract, paths, batch_id, source, payload),
        ),
        ("key", record_key),
        ("state", state),
        ("set aside at", set_aside_at),
    ]
    rows += [("broken rule", f"{rule}  {stated.get(rule, '')}".strip()) for rule in rules]
    rows += _payload_rows(contract, payload)
    return ("what", "value"), rows


def _payload_rows(contract: Contract | None, payload: str | None) -> Rows:
    if payload is None:
        return [("payload", "not kept: only its hash is")]
    try:
        fields = json.loads(payload)
    except ValueError:
        return [("payload", payload)]
    if not isinstance(fields, dict):
        return [("payload", payload)]
    words = {column.physical_name: column.zh for column in contract.columns} if contract else {}
    return [(f"{name} {words.get(name, '')}".strip(), value) for name, value in fields.items()]
