"""Values that look the same are reported as candidates to merge, and only those."""

from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.declare.contracts.spelling import EMPTY, NARROW, WIDE, looks
from pipelines.ops.status import status
from pipelines.quality.alike import Alike, merge_candidates
from pipelines.site.data import Data
from pipelines.site.quality import look_alikes
from pipelines.state.session import KEY_VARIABLE
from tests.gate import town
from tests.report_site.fabricated import Release
from warehouse.paths import Paths


@pytest.mark.parametrize(
    ("one", "other"),
    [("（甲）区", "(甲)区"), ("Ａ座", "a座"), ("沙井 街道", "沙井街道"), ("\u2f00号", "一号"), ("А1", "A1"),
     ("3–5", "3-5"), ("东·西", "东•西"), ("O’Hare", "O'Hare"), ("沙井\u200b", "沙井")],
)  # fmt: skip
def test_look_alikes_are_candidates(one: str, other: str) -> None:
    assert merge_candidates([("place", one), ("place", other), ("place", "别处"), ("other", one)]) == [
        Alike("place", tuple(sorted((one, other))))
    ]


def test_what_differs_to_the_eye_is_left_alone() -> None:
    assert (
        merge_candidates(("n", value) for value in ("1", "2", "10", "沙井", "沙丼", "a-b", "ab", "东区", "西区")) == []
    )


def test_the_code_points_that_differ_are_shown() -> None:
    assert Alike("place", ("A1", "А1")).shown == "'A1' (U+0041), 'А1' (U+0410)"


@given(st.text(st.characters(categories=["L", "N", "P", "Z"]), max_size=12), st.sampled_from(EMPTY))
def test_looks_once_seen_stay(text: str, blank: str) -> None:
    assert looks(looks(text)) == looks(text)
    assert looks(blank.join(text)) == looks(text)


@given(st.text(NARROW, min_size=1))
def test_full_width_looks_like_half_width(text: str) -> None:
    assert looks(text.translate(str.maketrans(NARROW, WIDE))) == looks(text)


def test_the_page_of_data_quality_lists_half_width_beside_full_width() -> None:
    """Two spellings of one block are a row; the other slice has one spelling of each value and no row."""
    with duckdb.connect() as con:
        con.execute("CREATE SCHEMA kpi")
        con.execute("CREATE TABLE kpi.value (slice_type VARCHAR, slice_id VARCHAR)")
        values = [
            ("block", "（甲）"),
            ("block", "(甲)"),
            ("block", "(甲)"),
            ("block", "乙"),
            ("kind", "(甲)"),
            ("all", "all"),
        ]
        con.executemany("INSERT INTO kpi.value VALUES (?, ?)", values)
        table = look_alikes(Data(con, Release()))
    assert [[cell.zh for cell in row if cell is not None] for row in table.rows] == [
        ["block", "'(甲)' (U+0028 U+0029), '（甲）' (U+FF08 U+FF09)"]
    ]


def test_status_and_the_page_name_the_same_candidates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two tickets of one state in two widths count as 1 + 1; both places name the pair, and nothing is merged."""
    monkeypatch.setenv(KEY_VARIABLE, "a key for the tests only")
    contract = town.FILES["assets/desk/ticket.odcs.yaml"].replace(
        "enum: [{value: open, label: 未结}, {value: done, label: 已结}], ", "")  # fmt: skip
    select = "SELECT opened_on AS period_on"
    kpi = town.FILES["models/kpi/ticket_done_rate.sql"].replace(select, f"{select}, state_code")
    rows = "no,state,opened,phone\n1,（甲）,2015-03-02,\n2,(甲),2015-03-02,\n3,乙,2015-03-03,\n"
    root = town.write(tmp_path / "root", ticket_csv=rows, ticket_odcs_yaml=contract, ticket_done_rate_sql=kpi)
    with town.opened(root, tmp_path / "data") as session:
        town.bring_up_to_date(session)
        con = session.writer.con
        counted = con.execute(
            "SELECT slice_id, denominator FROM lake.kpi.value WHERE grain = 'cumulative' AND slice_type = 'state'"
            " ORDER BY ALL"
        ).fetchall()
        con.execute("USE lake")
        (row,) = look_alikes(Data(con, Release())).rows
        con.execute("USE work")
    assert counted == [("(甲)", 1), ("乙", 1), ("（甲）", 1)]
    shown = "'(甲)' (U+0028 U+0029), '（甲）' (U+FF08 U+FF09)"
    assert [cell.en for cell in row if cell is not None] == ["state", shown]
    report = status(root, Paths(tmp_path / "data"))
    (line,) = [line for line in report.alerts if "several spellings" in line.text]
    assert line.text == f"slice state may hold one thing under several spellings: {shown}"
    assert line.next.startswith("normalise the column in its contract, or name one spelling in its std model")
