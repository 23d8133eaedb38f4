"""Every contract of every content root passes the standard's own linter, without a network."""

from pathlib import Path

import pytest

from .tree import ROOT

CONTRACTS = sorted([*ROOT.glob("assets/*/*.odcs.yaml"), *ROOT.glob("examples/*/assets/*/*.odcs.yaml")])


@pytest.mark.parametrize("file", CONTRACTS, ids=lambda file: file.name)
def test_datacontract_lint_passes(file: Path) -> None:
    from datacontract.data_contract import DataContract

    run = DataContract(data_contract_file=str(file), inline_references=False).lint()
    assert run.result == "passed", [check.reason for check in run.checks or []]
