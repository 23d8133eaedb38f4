"""Values that look the same are reported as candidates to merge, and only those."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.alike import Alike, merge_candidates
from pipelines.spelling import EMPTY, NARROW, WIDE, looks


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
