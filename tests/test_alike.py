"""Values that look the same are reported as candidates to merge, and only those."""

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.alike import Alike, merge_candidates
from pipelines.site.data import Data
from pipelines.site.quality import look_alikes
from pipelines.spelling import EMPTY, NARROW, WIDE, looks
from tests.report_site.fabricated import Release


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
