"""Organisations across silos: what a sole trader shows, and one history of each from two registers."""

import datetime as dt

import pytest

from tests.content.stand import Stand, rows_of


@pytest.mark.parametrize(
    ("uscc", "shown"),
    [
        ("91360113MA0000000K", "红谷滩某公司"),
        ("93360113MA0000000K", "红谷滩某公司"),
        ("92360113MA0000000K", None),
        (None, None),
    ],
)
def test_what_a_firm_shows_a_sole_trader_does_not(stand: Stand, uscc: str | None, shown: str | None) -> None:
    found = stand.con.execute("SELECT deid_firm('红谷滩某公司', ?), deid_firm(?, ?)", [uscc, uscc, uscc]).fetchall()
    assert found == [(shown, uscc if shown else None)]


def test_two_registers_make_one_history(stand: Stand) -> None:
    """a moved and changed its name · b is a bank that left · c is in both registers · d has no recorded change."""
    stand.load("enterprise", rows_of("""
        org_key | uscc | org_name | industry_code | park_id | settled_on | left_on | org_status
        a       | 91   | 甲二     | I6510         | P02     | 1-05       |         | 在营
        c       | 91   | 丙       | J6713         | P01     | 2-01       |         | 停业
        d       | 92   | 丁记     | H6210         |         | 2-01       | 3-01    | 注销
    """))  # fmt: skip
    stand.load("enterprise_status", rows_of("""
        org_key | uscc | changed_on | org_name | org_status | park_id
        a       | 91   | 1-05       | 甲一     | 在营       | P01
        a       | 91   | 4-01       | 甲二     | 在营       | P02
        c       | 91   | 2-01       | 丙       | 在营       | P01
        c       | 91   | 5-01       | 丙       | 停业       | P01
    """))  # fmt: skip
    stand.load("fin_org", rows_of("""
        org_key | uscc | org_name | licence_type | settled_on | left_on | org_status
        b       | 91   | 乙       | 银行         | 1-05       | 6-01    | 迁出
        c       | 91   | 丙       | 基金         | 2-01       |         | 停业
    """))  # fmt: skip
    stand.build(dt.date(2015, 6, 30))
    found = stand.rows(
        "SELECT org_key, strftime(valid_from_on, '%m-%d'), strftime(valid_to_on, '%m-%d'), is_current, org_name,"
        " org_status_code, park_id, licence_type_code, is_sole_trader FROM pub.dim_organisation ORDER BY ALL"
    )
    assert found == [
        ("a", "01-05", "04-01", False, "甲一", "in_business", "P01", None, False),
        ("a", "04-01", None, True, "甲二", "in_business", "P02", None, False),
        ("b", "01-05", "06-01", False, "乙", "in_business", None, "bank", False),
        ("b", "06-01", None, True, "乙", "moved_out", None, "bank", False),
        ("c", "02-01", "05-01", False, "丙", "in_business", "P01", "fund", False),
        ("c", "05-01", None, True, "丙", "suspended", "P01", "fund", False),
        ("d", "02-01", "03-01", False, None, "in_business", None, None, True),
        ("d", "03-01", None, True, None, "deregistered", None, None, True),
    ]
