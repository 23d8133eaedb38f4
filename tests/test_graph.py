"""Edges, existence, cycles, order and what goes stale."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.declare import dag
from warehouse.errors import HgtError


@dataclass(frozen=True)
class Table:
    path: Path
    inputs: tuple[str, ...]


def nodes(**inputs: str) -> dict[str, Table]:
    """`pub__a="std.x std.y"` is the model pub.a that reads both."""
    return {
        name.replace("__", "."): Table(Path(f"models/{name}.sql"), tuple(sorted(reads.split())))
        for name, reads in inputs.items()
    }


GOOD = nodes(
    std__call="raw.call",
    std__visit="raw.visit",
    pub__fct_call="std.call std.visit std.calendar",
    pub__dim_day="std.calendar",
    mart__call="pub.fct_call pub.dim_day",
    mart__week="mart.call",
    kpi__calls="mart.call pub.dim_day",
)


def test_inputs_come_before_those_who_read_them() -> None:
    built = dag.build(GOOD, {"call", "visit"})
    place = {name: i for i, name in enumerate(built.order)}
    assert set(place) == set(GOOD)
    assert all(place[source] < place[name] for name in GOOD for source in GOOD[name].inputs if source in place)


def test_what_rests_on_what() -> None:
    built = dag.build(GOOD, {"call", "visit"})
    assert built.upstream("mart.week") == {
        "mart.call", "pub.fct_call", "pub.dim_day", "std.call", "std.visit", "std.calendar", "raw.call", "raw.visit",
    }  # fmt: skip
    assert set(built.downstream(["raw.visit"])) == {
        "std.visit", "pub.fct_call", "mart.call", "mart.week", "kpi.calls",
    }  # fmt: skip
    assert set(built.readers("mart.call")) == {"mart.week", "kpi.calls"}
    assert set(built.stale(["mart.call"])) == {"mart.call", "mart.week", "kpi.calls"}
    assert built.stale([]) == ()


@pytest.mark.parametrize(
    ("edge", "words"),
    [
        ({"std__call": "raw.call std.visit"}, ("may not read std.visit", "raw.*")),
        ({"std__call": "raw.visit"}, ("own dataset", "from raw.call")),
        ({"std__call": "raw.call raw.visit"}, ("own dataset",)),
        ({"std__call": ""}, ("own dataset", "no table")),
        ({"std__call": "raw.call std.calendar"}, ("may not read std.calendar",)),
        ({"pub__fct_call": "raw.call"}, ("may not read raw.call", "std.*, pub.*")),
        ({"pub__fct_call": "mart.call"}, ("may not read mart.call",)),
        ({"mart__call": "std.call"}, ("may not read std.call", "pub.*, mart.*")),
        ({"mart__call": "std.calendar"}, ("may not read std.calendar",)),
        ({"kpi__calls": "std.call"}, ("may not read std.call", "mart.*, pub.*")),
        ({"kpi__calls": "meta.batch"}, ("may not read meta.batch",)),
        ({"kpi__calls": "mart.cal"}, ("no table mart.cal", "mart.call")),
        ({"pub__fct_call": "std.calls"}, ("no table std.calls", "std.call")),
        ({"std__call": "raw.call", "std__other": "raw.other"}, ("no table raw.other", "raw.call")),
    ],
)
def test_an_edge_that_is_not_allowed_is_refused(edge: dict[str, str], words: tuple[str, ...]) -> None:
    with pytest.raises(HgtError) as caught:
        dag.build({**GOOD, **nodes(**edge)}, {"call", "visit"})
    assert "models/" in str(caught.value)
    for word in words:
        assert word in str(caught.value)


def test_a_cycle_is_refused_with_its_path() -> None:
    with pytest.raises(HgtError, match=r"pub\.\w -> pub\.\w -> pub\.\w -> pub\.\w"):
        dag.build(nodes(pub__a="pub.b", pub__b="pub.c", pub__c="pub.a"), ())
    with pytest.raises(HgtError, match=r"pub\.a -> pub\.a"):
        dag.build(nodes(pub__a="pub.a"), ())


def test_rules_read_what_is_public_and_exists() -> None:
    rules = nodes(calls_have_visits="pub.fct_call meta.batch kpi.value std.calendar")
    dag.check_rules(rules, {"calls_have_visits": "pub.fct_call"}, GOOD)
    for reads, table, word in [
        ("raw.call", "pub.fct_call", "may not read raw.call"),
        ("pub.fct_cal", "pub.fct_call", "no table pub.fct_cal"),
        ("pub.fct_call", "pub.fct_visit", "no table pub.fct_visit"),
        ("vault.call", "pub.fct_call", "may not read vault.call"),
    ]:
        with pytest.raises(HgtError, match=word):
            dag.check_rules(nodes(one=reads), {"one": table}, GOOD)


@given(st.lists(st.sets(st.integers(0, 11), max_size=4), min_size=1, max_size=12), st.sets(st.integers(0, 11)))
def test_downstream_is_the_reverse_of_upstream(reads: list[set[int]], dirty: set[int]) -> None:
    names = [f"pub.t{i}" for i in range(len(reads))]
    models = {
        names[i]: Table(Path(f"{i}.sql"), tuple(names[j] for j in sorted(found) if j < i))
        for i, found in enumerate(reads)
    }
    built = dag.build(models, ())
    start = {f"pub.t{i}" for i in dirty}
    expected = {name for name in models if built.upstream(name) & start}
    found = built.downstream(start)
    assert set(found) == expected
    assert list(found) == [name for name in built.order if name in expected]
