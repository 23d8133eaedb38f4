"""A full run of an example gives what the runs before gave: every table, the outcomes and the quarantine."""

import shutil
from pathlib import Path

import pytest

from bench.roads import bring, differences, state

from .conftest import KEY, PROJECT, VARIABLE, Runner

EXAMPLES = sorted(file.parent.name for file in (PROJECT / "examples").glob("*/district.toml"))


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_full_run_changes_no_row(
    name: str, runner: Runner, data_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, data = PROJECT / "examples" / name, tmp_path / "data"
    shutil.copytree(runner(name).data, data, symlinks=True)
    monkeypatch.setenv(VARIABLE, str(data_folder))
    monkeypatch.setenv("HGT_PSEUDONYM_KEY", KEY)
    before = state(root, data, (), (), released=False)
    assert bring(root, data, full=True) == []
    after = state(root, data, (), (), released=False)
    assert len(before) > 3 and list(differences(before, after)) == []
