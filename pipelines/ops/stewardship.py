"""A data steward's questions about silos and quarantined rows. Reads only; payloads may hold personal data."""

import contextlib
import json
import tempfile
from pathlib import Path
from typing import Any

import duckdb

from pipelines.declare.contracts import actions
from pipelines.declare.contracts.column import Column
from pipelines.declare.contracts.contract import Contract
from pipelines.declare.project import Content
from pipelines.extract import delivery, drop_folder, lookup
from pipelines.extract.records.notes import sentences
from pipelines.ingest.validate import compile_contract
from pipelines.ops import rehearsal
from pipelines.ops.finding import Finding
from warehouse.errors import HgtError, UsageError, plain
from warehouse.paths import Paths
from warehouse.store import Writer, connect, is_made, looking, open_restricted

Rows = list[tuple[Any, ...]]
STATES = ("all", "open", "superseded")
UNKNOWN = "not known: the object is not kept, or it was another form then"

COUNTS = """
    SELECT dataset, arg_max(batch_id, batch_id), max(extracted_at),
    sum(source_n) FILTER ((dataset, batch_id) IN (SELECT (dataset, batch_id) FROM meta.batch_rule)),
    any_value(rows_n), any_value(open_n), any_value(state)
    FROM meta.batch
    LEFT JOIN (SELECT substr(table_name, 5) AS dataset, rows_n FROM meta.build) USING (dataset)
    LEFT JOIN (SELECT dataset, open_n FROM meta.quarantine WHERE rule_id = '*') USING (dataset)
    LEFT JOIN meta.extraction USING (dataset) GROUP BY dataset"""

WHOLE_ROW = {
    "malformed": "the record cannot be split into the declared columns",
    "duplicate_key": "the key occurs more than once, and nothing says which copy counts",
}


def silo_rows(root: Path, paths: Paths) -> tuple[tuple[str, ...], Rows]:
    """Per dataset: silo, form, path, rows in `std`, open quarantined rows, newest batch, state."""
    content = Content.load(root, paths)
    counts: dict[str, tuple[Any, ...]] = {}
    if is_made(paths):
        with looking(paths, content.district.time_zone) as look:
            look.con.execute("USE lake")
            counts = {row[0]: row[1:] for row in look.con.execute(COUNTS).fetchall()}
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
    """Read every contract strictly, bind it, read its sources and validate a sample of them; nothing is kept."""
    content = Content.load(root, paths)
    known = {*content.contracts, *content.district.silos}
    for name in names:
        if name not in known:
            raise UsageError("no such silo or dataset", value=name, accepted=sorted(known), next="hgt silo list")
    findings = []
    with contextlib.ExitStack() as stack:
        look = None
        with contextlib.suppress(HgtError):  # for a store that cannot be read `hgt status` gives the details
            if is_made(paths):
                look = stack.enter_context(looking(paths, content.district.time_zone))
        for contract in content.contracts.values():
            if not names or contract.name in names or contract.silo in names:
                with contextlib.closing(connect(content.district.time_zone)) as con:
                    rehearsal.prepare(con, content)
                    findings += _contract_findings(content, contract, con, look)
    findings += [Finding(False, gap, "write the missing file, then hgt silo check") for gap in content.gaps()]
    return findings


def _contract_findings(
    content: Content, contract: Contract, con: duckdb.DuckDBPyConnection, look: Writer | None
) -> list[Finding]:
    """A contract holds when it binds and its sources are read and validated without a fault; a sample may hold."""
    found = rehearsal.bind(con, content, contract)
    is_whole = True
    if not found:
        found, is_whole = _source_findings(content, contract, con, look)
    if all(finding.ok for finding in found):
        holds = "contract holds" if is_whole else "contract binds, and the sample of its records holds"
        rules_n = len(compile_contract(contract).rules)
        text = f"{contract.name}: {holds}, {rules_n} rules over {len(contract.columns)} columns"
        found.insert(0, Finding(True, f"{text}; {actions.chosen(contract)}"))
    return found


def _source_findings(
    content: Content, contract: Contract, con: duckdb.DuckDBPyConnection, look: Writer | None
) -> tuple[list[Finding], bool]:
    """The findings in the sources of a dataset, and whether all their records were validated."""
    name, is_whole = contract.name, True
    try:
        location = Path(content.district.silos[contract.silo].location)
        offer = drop_folder.offered(location, contract.server, contract.order.sidecar)
        objects = offer.objects
        clock = rehearsal.clock(content, delivery.dates(contract.order, objects))
        with tempfile.TemporaryDirectory(prefix="hgt-check-") as scratch:
            extract, refusals = lookup.survey(con, contract, objects, Path(scratch))
            found = [Finding(False, f"{name}: {refusal.error}", refusal.error.next) for refusal in refusals]
            if extract is not None:
                size = sum(item.size for item in objects)
                text = (
                    f"{name}: {len(objects) - len(refusals):,} source object(s), {sum(extract.records_n.values()):,}"
                    f" records, {size / 1e6:,.1f} MB of {contract.server.format}, columns as declared"
                )
                found.append(Finding(True, text))
                found += [Finding(True, f"{name}: ignored: {entry}", notice=True) for entry in offer.ignored]
                found += [Finding(True, f"{name}: {text}", notice=True) for text in sentences(extract.notes)]
                found += rehearsal.rehearse(con, content, contract, extract, Path(scratch), clock)
                is_whole = rehearsal.is_whole(extract)
                if look is not None:
                    found += rehearsal.shrunk(con, look, contract, extract, delivery.newest(contract.order, objects))
            return found, is_whole
    except HgtError as error:
        return [Finding(False, f"{name}: {error}", error.next)], is_whole
    except Exception as error:  # an error of any kind is a finding of this dataset
        where = f"{error.filename}: " if isinstance(error, OSError) and error.filename else ""
        return [Finding(False, f"{name}: {where}{plain(error)}", "correct the source, then hgt silo check")], is_whole


def quarantine_rows(
    paths: Paths, zone: str, *, dataset: str | None, rule: str | None, state: str
) -> tuple[tuple[str, ...], Rows]:
    """Quarantined rows without their payload, newest batch first."""
    if state not in STATES:
        raise UsageError("no such state", value=state, accepted=STATES, next="hgt quarantine list")
    columns = ("set_aside_id", "dataset", "source", "rules", "state", "batch_id", "set_aside_at")
    with open_restricted(paths, zone) as con:
        rows = con.execute(
            f"""SELECT {", ".join(columns)} FROM quarantine.set_aside
            WHERE ($1 IS NULL OR dataset = $1) AND ($2 IS NULL OR list_contains(rules, $2))
            AND ($3 = 'all' OR state = $3) ORDER BY batch_id DESC, dataset, set_aside_id""",
            [dataset, rule, state],
        ).fetchall()
    return columns, rows


def quarantine_row(root: Path, paths: Paths, set_aside_id: str) -> tuple[tuple[str, ...], Rows]:
    """One quarantined row: its place, the rules that it broke, and the source's own text by column."""
    content = Content.load(root, paths)
    with open_restricted(paths, content.district.time_zone) as con:
        return ("what", "value"), _set_aside(con, content, paths, set_aside_id)


def _set_aside(con: duckdb.DuckDBPyConnection, content: Content, paths: Paths, set_aside_id: str) -> Rows:
    row = con.execute(
        """SELECT dataset, source, batch_id, row_number, record_key, payload, rules, state, set_aside_at, reason
        FROM quarantine.set_aside WHERE set_aside_id = ?""",
        [set_aside_id],
    ).fetchone()
    if row is None:
        raise UsageError("no such quarantined row", value=set_aside_id, next="hgt quarantine list --state all")
    dataset, source, batch_id, row_number, record_key, payload, rules, state, set_aside_at, reason = row
    contract = content.contracts.get(dataset)
    rows: Rows = [
        ("dataset", dataset),
        ("source", source),
        ("batch", batch_id),
        ("row number", row_number or lookup.row_number(con, contract, paths, batch_id, source, payload) or UNKNOWN),
        ("key", record_key),
        ("state", state),
        ("quarantined at", set_aside_at),
    ]
    rows += [("broken rule", f"{rule}: {reason or _in_words(contract, rule)}") for rule in rules]
    return [*rows, *_payload_rows(contract, payload)]


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
    labels = {name: f"{name} {words[name]}" for name in fields if words.get(name, name) != name}
    return [(labels.get(name, name), value) for name, value in fields.items()]


def _in_words(contract: Contract | None, rule_id: str) -> str:
    """The wording of a rule: the contract's own, or the meaning of its kind for the column."""
    if contract is None:
        return "its contract is gone"
    for rule in contract.rules:
        if rule.id == rule_id:
            return f"{rule.zh} {rule.description}: {rule.sql}".replace("\n", " ")
    if rule_id in WHOLE_ROW:
        return WHOLE_ROW[rule_id]
    kind, name = actions.implied(rule_id)
    column = next((entry for entry in contract.columns if entry.name == name), None)
    if column is None:
        return "the contract states it no longer"
    asked = {
        "required": "must be given",
        "type": _readable(column),
        "enum": f"must be one of {', '.join(column.enum)}",
        "after_taken": "must be there when the delivery was taken",
        "pattern": f"must match {column.pattern}",
        "range": "must lie within "
        + ", ".join(
            f"{label} {limit}"
            for label, limit in (
                ("minimum", column.minimum),
                ("maximum", column.maximum),
                ("shortest", column.min_length),
                ("longest", column.max_length),
            )
            if limit is not None
        ),
    }
    names = " ".join(dict.fromkeys((column.zh, column.physical_name)))
    return f"{names} {asked.get(kind, '')}".strip()


def _readable(column: Column) -> str:
    if column.names_a_thing:
        return "must be whole, not a number that a sheet cut short"
    return (
        f"must read as {column.sql_type} by the formats {', '.join(column.formats)}"
        if column.formats
        else (f"must read as {column.sql_type}")
    )
