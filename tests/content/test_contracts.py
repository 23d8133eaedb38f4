"""The contracts pass the standard's own checker, and each row rule finds the defect that it is written for."""

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from pipelines.declare.contracts import odcs
from pipelines.declare.project import Content
from tests.content import silos
from tests.content.stand import ROOT
from warehouse import macros

CONTRACTS = sorted((ROOT / "assets").glob("*/*.odcs.yaml"))
CLOCK = dt.datetime(2015, 9, 1)
GOOD, DEFECTS = silos.good(), silos.defects()


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    """A connection with the functions that a row rule may call, and without a table."""
    con = duckdb.connect()
    con.execute("SET TimeZone = 'Asia/Shanghai'")
    macros.define(con)
    macros.observe(con, CLOCK.date())
    return con


def broken(con: duckdb.DuckDBPyConnection, content: Content, dataset: str, values: dict[str, Any]) -> set[str]:
    """The row rules that a typed row breaks, as the validator reads a rule: NULL is met."""
    contract = content.contracts[dataset]
    typed = ", ".join(f'CAST(${column.name} AS {column.sql_type}) AS "{column.name}"' for column in contract.columns)
    row = {column.name: values.get(column.name) for column in contract.columns}
    for name, column in contract.neighbours.names() if contract.neighbours else ():
        typed += f', CAST(${name} AS {contract.column(column).sql_type}) AS "{name}"'
        row[name] = values.get(name)
    rules = ", ".join(f'NOT coalesce(({rule.sql}), true) AS "{rule.id}"' for rule in contract.rules)
    found = con.execute(
        f"SELECT {rules} FROM (SELECT {typed}, CAST($_extracted_at AS TIMESTAMPTZ) AS _extracted_at)",
        {**row, "_extracted_at": f"{CLOCK}+08:00"},
    ).fetchone()
    assert found is not None
    return {rule.id for rule, is_broken in zip(contract.rules, found, strict=True) if is_broken}


@pytest.mark.parametrize("file", CONTRACTS, ids=lambda file: file.name)
def test_datacontract_lint_passes(file: Path) -> None:
    from datacontract.data_contract import DataContract

    run = DataContract(data_contract_file=str(file), inline_references=False).lint()
    assert run.result == "passed", [check.reason for check in run.checks or []]


def test_every_dataset_has_its_std_table(content: Content) -> None:
    assert content.gaps() == []


@pytest.mark.parametrize("dataset", sorted(GOOD))
def test_a_clean_row_breaks_nothing(con: duckdb.DuckDBPyConnection, content: Content, dataset: str) -> None:
    assert broken(con, content, dataset, GOOD[dataset]) == set()


@pytest.mark.parametrize(("dataset", "change", "expected"), DEFECTS, ids=lambda value: str(value)[:60])
def test_a_defect_breaks_its_own_rule_only(
    con: duckdb.DuckDBPyConnection, content: Content, dataset: str, change: dict[str, Any], expected: set[str]
) -> None:
    assert broken(con, content, dataset, {**GOOD[dataset], **change}) == expected


def test_every_row_rule_has_a_defect_of_its_own(content: Content) -> None:
    stated = {(name, rule.id) for name, contract in content.contracts.items() for rule in contract.rules}
    assert stated == {(dataset, rule) for dataset, _, rules in DEFECTS for rule in rules}


def test_personal_data_is_keyed_or_withheld(content: Content) -> None:
    keyed = {
        (name, column.name, column.namespace)
        for name, contract in content.contracts.items()
        for column in contract.columns
        if column.classification == "identifier"
    }
    assert ("urban_case", "reporter_key", "phone") in keyed
    assert ("hotline_call", "caller_key", "phone") in keyed
    assert ("hotline_order", "caller_key", "phone") in keyed
    assert ("app_install", "device_id", "device") in keyed
    assert ("app_click", "device_id", "device") in keyed
    withheld = [
        ("urban_case", "event_desc"),
        ("hotline_order", "content"),
        ("oa_document", "title"),
        ("urban_case", "lon"),
    ]
    for dataset, column in withheld:
        assert content.contracts[dataset].column(column).classification == "restricted"
    assert content.contracts["oa_document"].refuse is not None


def test_the_quick_validation_accepts_what_the_exact_one_accepts() -> None:
    """Each fault is put at every level of a contract: what either validator refuses, the other refuses."""
    faults: tuple[dict[str, Any], ...] = ({}, {"nonsense": 1}, {"type": "sql"}, {"id": None}, {"properties": 1})
    verdicts = Counter[bool]()
    for file in CONTRACTS[:3]:
        for place in range(40):
            document = json.loads(json.dumps(yaml.safe_load(file.read_text(encoding="utf-8")), default=str))
            tables = list(_tables(document))
            tables[place * 7 % len(tables)].update(faults[place % len(faults)])
            exact, quick = odcs._validator().is_valid(document), odcs._quick_validator().is_valid(document)
            assert exact == quick, (file, place)
            verdicts[exact] += 1
    assert min(verdicts[True], verdicts[False]) > 20


def _tables(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _tables(part)
