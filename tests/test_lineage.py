"""Lineage follows every path, fails closed, and lets no restricted column out bare."""

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from pipelines.declare import disclosure, lineage
from pipelines.declare.contracts.contract import Server
from pipelines.declare.lineage import Source, TableLineage, trace
from pipelines.declare.parse import Cache, facts_of
from tests.forms.stand import column_of, contract_of
from warehouse.errors import HgtError

SCHEMA = {
    "pub.t": ["a", "b", "v", "xs", "day_on"],
    "pub.k": ["a", "w"],
    "raw.visit": ["visit_id", "phone", "lon", "seen_at"],
}


@dataclass(frozen=True)
class Text:
    name: str
    path: Path
    select: str
    inputs: tuple[str, ...]


CLASSES = {"visit_id": "public", "phone": "restricted", "lon": "restricted", "seen_at": "identifier"}
VISIT = contract_of(
    "visit",
    Server("csv", "visit.csv"),
    [replace(column_of(name, name), classification=kind) for name, kind in CLASSES.items()],
)


def text(select: str, name: str = "pub.x") -> Text:
    path = Path(f"models/{name}.sql")
    return Text(name, path, select, facts_of(select, path, Cache(), is_model=True).inputs)


def shown(sources: tuple[Source, ...]) -> str:
    return " ".join(f"{s.table}.{s.column}" + "".join(f"<{name}>" for name in s.through) for s in sources)


def read(select: str) -> tuple[dict[str, str], str]:
    found = lineage.table_lineage(text(select), SCHEMA, Cache())
    return {name: shown(sources) for name, sources in found.columns.items()}, shown(found.indirect)


@pytest.mark.parametrize(
    ("select", "columns", "indirect"),
    [
        ("select a as p, a + b as q from pub.t", {"p": "pub.t.a", "q": "pub.t.a pub.t.b"}, ""),
        ("select a as p, p + 1 as q from pub.t where p > 2", {"p": "pub.t.a", "q": "pub.t.a"}, "pub.t.a"),
        ("select t.a from pub.t as t semi join pub.k as k on k.w = t.b", {"a": "pub.t.a"}, "pub.k.w pub.t.b"),
        ("select a from pub.t anti join pub.k using (a)", {"a": "pub.t.a"}, "pub.k.a pub.t.a"),
        ("with c as (select a, b as z from pub.t) select * from c", {"a": "pub.t.a", "z": "pub.t.b"}, ""),
        ("with t as (select w as a from pub.k) select t.a from pub.t as t", {"a": "pub.t.a"}, ""),
        ("select * exclude (xs, day_on, v) replace (b + 1 as b) from pub.t", {"a": "pub.t.a", "b": "pub.t.b"}, ""),
        ("select a from pub.t union all select w from pub.k", {"a": "pub.k.w pub.t.a"}, ""),
        ("(select a from pub.t) union all (select w as q from pub.k) order by 1", {"a": "pub.k.w pub.t.a"}, ""),
        (
            "select a, b from pub.t union all by name select w as b, a from pub.k",
            {"a": "pub.k.a pub.t.a", "b": "pub.k.w pub.t.b"},
            "",
        ),
        (
            "with recursive r as (select a, b from pub.t union all select r.a + 1, k.w from r join pub.k as k"
            " on k.a = r.a) select a, b from r",
            {"a": "pub.t.a", "b": "pub.k.w pub.t.b"},
            "pub.k.a pub.t.a",
        ),
        (
            "select a, exists (select 1 from pub.k where k.a = t.b) as has_k from pub.t",
            {"a": "pub.t.a", "has_k": "pub.k.a pub.t.b"},
            "pub.k.a pub.t.b",
        ),
        ("select a, n from (select a, row_number() over (order by v) as n from pub.t) where n = 1",
         {"a": "pub.t.a", "n": "pub.t.v"}, "pub.t.v"),
        ("select a from pub.t window w as (partition by b order by v) qualify row_number() over w = 1",
         {"a": "pub.t.a"}, "pub.t.b pub.t.v"),
        ("select u.x, t.a from pub.t as t, unnest(t.xs) as u(x)", {"x": "pub.t.xs", "a": "pub.t.a"}, "pub.t.xs"),
        ("select list_transform(xs, lambda x: x + b) as ys from pub.t", {"ys": "pub.t.b pub.t.xs"}, ""),
        ("select count(*) as n, count(*) filter (where v > 1) as m from pub.t group by b", {"n": "", "m": "pub.t.v"},
         "pub.t.b"),
        ("from pub.t select a, z: b + 1", {"a": "pub.t.a", "z": "pub.t.b"}, ""),
        ("select t.a, k.w from pub.t as t asof join pub.k as k on t.a = k.a and t.v >= k.w",
         {"a": "pub.t.a", "w": "pub.k.w"}, "pub.k.a pub.k.w pub.t.a pub.t.v"),
        ("select d.r as day_n from range(1, 10) as d(r)", {"day_n": ""}, ""),
        ("with d as (select phone as p from raw.visit) select deid_length(p) as n from d",
         {"n": "raw.visit.phone<deid_length>"}, ""),
        ("select phone || deid_length(phone) as x from raw.visit",
         {"x": "raw.visit.phone raw.visit.phone<deid_length>"}, ""),
        ("select deid_point(lon) as lon, count(*) as n from raw.visit group by deid_point(lon)",
         {"lon": "raw.visit.lon<deid_point>", "n": ""}, "raw.visit.lon<deid_point>"),
    ],
)  # fmt: skip
def test_paths(select: str, columns: dict[str, str], indirect: str) -> None:
    assert read(select) == (columns, indirect)


@pytest.mark.parametrize(
    ("select", "word"),
    [
        ("select c from pub.t as c", "a row is used"),
        ("select to_json(c) as j from pub.t as c", "a row is used"),
        ("select count(c) as n from pub.t as c", "a row is used"),
        ("select nope from pub.t", "nope"),
        ("select t.nope from pub.t as t", "nope"),
        ("select rowid from pub.t", "rowid"),
        ("select _batch_id from pub.t", "_batch_id"),
        ("select a from pub.t where nope = 1", "nope"),
        ("select * from pub.unknown", "no table pub.unknown"),
        ("select a from pub.t join pub.k on true", "a"),
    ],
)
def test_a_leaf_that_is_no_column_is_refused(select: str, word: str) -> None:
    with pytest.raises(HgtError, match=word) as caught:
        read(select)
    assert "models/pub.x.sql" in str(caught.value)


def check(select: str) -> None:
    disclosure.check_classification({"std.visit": text(select, "std.visit")}, {"visit": VISIT})


@pytest.mark.parametrize(
    "select",
    [
        "select visit_id, seen_at, deid_length(phone) as phone_length from raw.visit",
        "select visit_id, deid_point(lon) * 2 as lon from raw.visit",
        "select visit_id, deid_length(coalesce(phone, '')) as phone_length from raw.visit",
        "select visit_id, deid_firm(phone, phone) is null as is_sole_trader from raw.visit",
        "select visit_id, deid_seconds(lon, phone) / 60.0 as stay_min from raw.visit",
        "with v as (select visit_id, phone as p from raw.visit) select visit_id, DEID_LENGTH(p) as n from v",
        "select visit_id from (select visit_id, deid_length(phone) as n from raw.visit) where n > 3",
        "select visit_id, deid_length((select max(q) from (select phone as q from raw.visit))) as n from raw.visit",
    ],
)
def test_a_restricted_column_may_pass_through_a_function(select: str) -> None:
    check(select)


@pytest.mark.parametrize(
    ("select", "place"),
    [
        ("select visit_id, phone from raw.visit", "column `phone`"),
        ("select visit_id, phone - deid_seconds(lon, phone) as x from raw.visit", "column `x`"),
        ("select * from raw.visit", "column `phone`"),
        ("select visit_id, phone || deid_length(phone) as x from raw.visit", "column `x`"),
        ("select visit_id, deid_firm(visit_id, visit_id) || phone as x from raw.visit", "column `x`"),
        ("select visit_id, length(phone) as x from raw.visit", "column `x`"),
        ("select visit_id, md5(phone) as x from raw.visit", "column `x`"),
        ("with v as (select visit_id, phone as p from raw.visit) select visit_id, p as x from v", "column `x`"),
        ("select visit_id, case when phone like '13%' then 1 end as x from raw.visit", "column `x`"),
        ("select visit_id, (select max(phone) from raw.visit) as x from raw.visit", "column `x`"),
        ("select visit_id, row_number() over (order by phone) as x from raw.visit", "column `x`"),
        ("select visit_id, deid_length(seen_at) as x from raw.visit where phone = '1'", "a condition"),
        ("select visit_id from raw.visit order by phone", "a condition"),
        ("select visit_id, count(*) as n from raw.visit group by visit_id, phone", "a condition"),
        ("select visit_id from raw.visit qualify row_number() over (partition by phone) = 1", "a condition"),
        ("select visit_id from raw.visit union all select phone from raw.visit", "column `visit_id`"),
        ("select v.visit_id from raw.visit as v semi join raw.visit as w on w.phone = v.phone", "a condition"),
    ],
)
def test_a_restricted_column_may_not_pass_bare(select: str, place: str) -> None:
    with pytest.raises(HgtError) as caught:
        check(select)
    said = str(caught.value)
    assert place in said
    assert "raw.visit.phone" in said
    assert "models/std.visit.sql" in said
    for function in ("deid_point", "deid_length", "deid_year", "deid_day", "deid_firm"):
        assert function in said


def test_a_trace_goes_down_to_the_source_and_keeps_the_functions() -> None:
    lineages = {
        "std.visit": lineage.table_lineage(
            text("select visit_id, deid_length(phone) as n from raw.visit"), SCHEMA, Cache()
        ),
        "pub.visit": TableLineage({"m": (Source("std.visit", "n"), Source("std.calendar", "workday_n"))}, ()),
    }
    assert shown(trace(lineages, "pub.visit", "m")) == "raw.visit.phone<deid_length> std.calendar.workday_n"


def test_lineage_is_made_once_for_a_text_and_a_schema() -> None:
    cache = Cache()
    model = text("select * from pub.k")
    first = lineage.table_lineage(model, SCHEMA, cache)
    entries = len(cache.entries)
    assert lineage.table_lineage(model, SCHEMA, cache) == first
    assert len(cache.entries) == entries
    wider = lineage.table_lineage(model, {"pub.k": ["a", "w", "z"]}, cache)
    assert list(wider.columns) == ["a", "w", "z"]
