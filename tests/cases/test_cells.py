"""The shared cases about what a cell says, each with its right value as the validator reads it."""

import shutil
from pathlib import Path

import pytest

from pipelines.declare.project import Content
from pipelines.ingest import load
from pipelines.state.session import KEY_VARIABLE, Session
from pipelines.state.state import State
from warehouse.paths import Paths
from warehouse.store import Writer

CASES = Path(__file__).parents[3] / "shared" / "cases"
ANEW = {"09-gbk-rare-character": {"c09utf.csv": "编号,社区\n1,\u9fb4山社区\n2,新城社区\n"}}
"""Inputs that a case describes and does not hold: its UTF-8 file is a dump of the other one."""
ROWS: dict[str, dict[str, list[tuple[object, ...]]]] = {
    "07-csv-two-digit-year": {
        "SELECT rec_id, CAST(day_on AS VARCHAR) FROM lake.std.c07": [("1", "2024-05-06")],
        "SELECT rec_id, CAST(day_on AS VARCHAR) FROM lake.std.c07us": [("u1", "2024-05-06")],
        "SELECT dataset, rules, count(*)::INT FROM vault.quarantine.set_aside GROUP BY ALL ORDER BY ALL": [
            ("c07", ["type_day_on"], 3),
            ("c07us", ["type_day_on"], 1),
        ],
    },
    "09-gbk-rare-character": {
        "SELECT count(*)::INT FROM lake.std.c09gbk JOIN lake.std.c09utf USING (community_name)": [(2,)],
    },
    "10-spellings-of-one-key": {
        "SELECT order_id FROM lake.std.c10s": [("GD-001",)],
        "SELECT count(DISTINCT person_key)::INT FROM lake.std.c10": [(1,)],
        "SELECT rules, count(*)::INT FROM vault.quarantine.set_aside GROUP BY ALL": [(["duplicate_key"], 5)],
    },
    "20-json-utc-midnight": {
        "SELECT count(*)::INT FROM lake.std.c20": [(0,)],
        "SELECT rules, count(*)::INT FROM vault.quarantine.set_aside GROUP BY ALL": [(["type_day_on"], 3)],
    },
    "32-copies-that-differ-by-blanks": {
        "SELECT order_id, status, item_n::INT FROM lake.std.dup ORDER BY ALL": [
            ("GD-1", "办结", 1),
            ("GD-2", "办结", 1),
            ("GD-3", "办结", 1),
        ],
        "SELECT rules, count(*)::INT FROM vault.quarantine.set_aside GROUP BY ALL": [(["duplicate_key"], 3)],
    },
}


@pytest.mark.parametrize("case", ROWS)
def test_a_case_gives_its_right_value(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not (CASES / case).exists():
        pytest.skip("the shared cases are not beside this checkout")
    monkeypatch.setenv(KEY_VARIABLE, "a key for the tests only")
    paths = Paths(tmp_path / "data")
    place = shutil.copytree(CASES / case, tmp_path / "case")
    for name, text in ANEW.get(case, {}).items():
        (place / "input" / name).write_text(text, encoding="utf-8")
    content = Content.load(place / "root", paths)
    with Writer.open(paths, content.district.time_zone) as writer:
        for dataset in content.contracts:
            load.load(Session(content, State(writer), content.district.today()), dataset)
        found = {query: writer.con.execute(query).fetchall() for query in ROWS[case]}
    assert found == ROWS[case]
