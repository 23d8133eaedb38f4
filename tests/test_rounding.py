"""Numbers as people read them: half-up, exact, and never shown as what they are not."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.declare.rounding import Number, exact, in_order, missed_by, per_cent, rounded, share, shown, verdict


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (84.55, "%", "84.6 %"),
        (100.0 * 17927 / 18200, "%", "98.5 %"),
        (18200.0, "件", "18,200 件"),
        (2.25, "h", "2.3 h"),
        (-0.05, "h", "-0.1 h"),
        (-0.04, "h", "0.0 h"),
        (120.94999999999999, "h", "121.0 h"),
        (7256 / 60 * 0.5 + 7258 / 60 * 0.5, "h", "121.0 h"),
        (100 * 11431766 / 11433783, "%", "99.98 %"),
        (Fraction(100 * 11433783, 11433783), "%", "100.0 %"),
        (0.04, "%", "0.04 %"),
        (0.0, "%", "0.0 %"),
        (100.04, "%", "100.04 %"),
        (-99.96, "%", "-99.96 %"),
        (-100.0, "%", "-100.0 %"),
        (None, "%", "—"),
        (Decimal("5.70"), "t", "5.7 t"),
        (12345678901234567, "件", "12,345,678,901,234,567 件"),
    ],
)
def test_a_value_as_it_is_shown(value: Number | None, unit: str, text: str) -> None:
    assert shown(value, unit) == text


def test_a_value_that_misses_its_target_is_told_apart_from_it() -> None:
    assert shown(100.0 * 9496 / 10000, "%", missed_by(94.96, 95.0, "higher")) == "94.96 %"
    assert shown(95.04, "%", missed_by(95.04, 95.0, "higher")) == "95.0 %"
    assert shown(95.04, "%", missed_by(95.04, 95.0, "lower")) == "95.04 %"
    assert shown(72.04, "h", missed_by(72.04, 72.0, "lower")) == "72.04 h"
    assert shown(Fraction(10**9 * 95 - 1, 10**9), "%", 95) == "94.999999999 %"


@pytest.mark.parametrize(
    ("value", "target", "better", "word"),
    [
        (95.0, 95.0, "higher", "met"),
        (94.99999999999999, 95.0, "higher", "met"),
        (94.96, 95.0, "higher", "missed"),
        (95.04, 95.0, "lower", "missed"),
        (95.04, 95.0, "none", "none"),
        (None, 95.0, "higher", "none"),
        (95.04, None, "higher", "none"),
    ],
)
def test_the_verdict_is_exact(value: Number | None, target: Number | None, better: str, word: str) -> None:
    assert verdict(value, target, better) == word


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**9), st.integers(0, 6))
def test_rounding_is_that_of_the_exact_quotient(numerator: int, denominator: int, places: int) -> None:
    number = Fraction(numerator, denominator)
    units = abs(number) * 10**places
    whole = units.numerator // units.denominator
    expected = whole + (units - whole >= Fraction(1, 2))
    assert abs(rounded(number, places)) == Decimal(expected).scaleb(-places)
    assert not str(rounded(number, places)).startswith("-0.0") or rounded(number, places) != 0


@given(st.integers(0, 10**7), st.integers(1, 10**7))
def test_a_share_is_shown_as_all_or_nothing_only_when_it_is(part: int, rest: int) -> None:
    whole = part + rest
    text = shown(Fraction(100 * part, whole), "%")
    assert text == shown(100.0 * part / whole, "%")
    assert not text.startswith("100.0")
    assert (text == "0.0 %") == (part == 0)


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (9_999, 10_000, "99.99%"),
        (99_999, 100_000, "99.999%"),
        (10_000, 10_000, "100.0%"),
        (1, 10_000, "0.01%"),
        (0, 3, "0.0%"),
        (2, 3, "66.7%"),
        (1, 0, "—"),
    ],
)
def test_a_share_has_its_sign_close(part: int, whole: int, text: str) -> None:
    assert share(part, whole) == text


def test_a_percentage_of_a_query_is_all_only_when_it_is() -> None:
    assert [per_cent(99.96), per_cent(100.0), per_cent(0.02)] == ["99.96%", "100.0%", "0.02%"]


@given(st.integers(-(10**8), 10**8), st.integers(0, 6))
def test_a_double_stands_for_its_decimal(units: int, places: int) -> None:
    written = Decimal(units).scaleb(-places)
    assert exact(float(written)) == Fraction(written)
    assert rounded(exact(float(written)), 1) == written.quantize(Decimal("0.1"), ROUND_HALF_UP)


@settings(deadline=None)
@given(
    st.lists(st.floats(-1e12, 1e12, allow_subnormal=False), min_size=2, max_size=40).flatmap(
        lambda numbers: st.tuples(st.permutations(numbers), st.permutations(numbers))
    )
)
def test_a_sum_of_doubles_has_one_set_of_bits(orders: tuple[list[float], list[float]]) -> None:
    with duckdb.connect() as con:
        asked = f"SELECT {in_order('sum', 'x')}, {in_order('avg', 'x')} FROM (SELECT unnest(?::DOUBLE[]) AS x)"
        first, other = (con.execute(asked, [order]).fetchone() for order in orders)
    assert first == other


def test_without_an_order_the_bits_differ() -> None:
    """The guard is needed: the same three numbers, plainly added up, differ in the last bit."""
    with duckdb.connect() as con:
        first, other = (
            con.execute("SELECT sum(x) FROM (SELECT unnest(?::DOUBLE[]) AS x)", [order]).fetchone()
            for order in ([0.1, 0.2, 0.3], [0.3, 0.2, 0.1])
        )
    assert first != other
