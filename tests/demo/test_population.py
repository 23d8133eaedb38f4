"""Residents and enterprises of the invented district: valid numbers, nobody twice, the hotline's callers among them."""

import datetime as dt
from collections.abc import Sequence
from types import SimpleNamespace

import duckdb
import pytest

from demo import silo
from demo.clock import DEFAULT_DAYS, Period
from demo.defects import Defect
from demo.silo import Scene
from demo.world import people, phones
from warehouse import macros


@pytest.fixture(scope="module")
def scene() -> Scene:
    return Scene(20150831, Period.of(DEFAULT_DAYS), 1.0, 1.0)


def invalid(function: str, values: Sequence[str]) -> list[str]:
    """The values that a function of the warehouse, which knows nothing of the demo, does not accept."""
    con = duckdb.connect()
    macros.define(con)
    macros.observe(con, dt.date(2015, 8, 31))
    found = con.execute(f"SELECT v FROM unnest(?) t(v) WHERE {function}(v) IS DISTINCT FROM true", [list(values)])
    return [row[0] for row in found.fetchall()]


def test_identity_numbers_are_valid_and_nobodys(scene: Scene) -> None:
    numbers = scene.people["id_no"].drop_nulls().to_list()
    assert len(set(numbers)) == len(numbers) > 11_000
    assert invalid("valid_id_no", numbers) == []
    # the division is younger than anybody here
    assert {number[:6] for number in numbers} == {"360113"}
    assert max(number[6:14] for number in numbers) < "20191201"


def test_credit_codes_are_valid_and_names_tell_firms_apart(scene: Scene) -> None:
    firms = scene.firms
    assert invalid("valid_uscc", firms["uscc"].to_list()) == []
    assert firms["uscc"].n_unique() == firms["name"].n_unique() == len(firms)
    assert firms["uscc"].str.starts_with("92").to_list() == firms["is_sole_trader"].to_list()
    assert ((firms["status"] == "存续") == firms["left_on"].is_null()).all()


def test_callers_are_residents(scene: Scene) -> None:
    callers = set(phones(people(scene.stream("test"), 5_000, 1.0)).tolist())
    known = set(scene.people["phone"].drop_nulls().to_list())
    assert len(callers & known) > 0.7 * len(callers)
    assert scene.people["phone"].drop_nulls().n_unique() == len(known)


def test_households_live_in_rooms_of_their_grid(scene: Scene) -> None:
    homes = scene.people.join(scene.rooms, on="addr_code", suffix="_of_room")
    assert len(homes) == len(scene.people)
    assert (homes["grid_code"] == homes["grid_code_of_room"]).all()
    assert set(homes["use_type"]) == {"住宅"}


def test_stocks_follow_the_scale_and_not_the_days() -> None:
    small = Scene(1, Period.of(30), 0.5 * 30 / DEFAULT_DAYS, 0.5)
    assert (len(small.people), len(small.rooms)) == (6_000, 3_000)


def part(**values: object) -> SimpleNamespace:
    made = silo.Silo(id="x", **{"keys": {"a": ("k",)}, "make": lambda scene: {}, "write": lambda *_: [], **values})  # type: ignore[arg-type]
    return SimpleNamespace(SILO=made)


@pytest.mark.parametrize(
    ("modules", "said"),
    [
        ({"one": part(), "two": part()}, "two.py makes a, which demo/silos/one.py makes too"),
        ({"one": part(needs=("b",))}, "one.py needs b, which is none of a"),
        ({"one": part(defects=(Defect("d", "b", 1, ()),))}, "one.py plants defects in b"),
    ],
)
def test_parts_that_do_not_fit_together_are_named(
    monkeypatch: pytest.MonkeyPatch, modules: dict[str, SimpleNamespace], said: str
) -> None:
    monkeypatch.setattr("pkgutil.iter_modules", lambda path: [SimpleNamespace(name=name) for name in modules])
    monkeypatch.setattr("importlib.import_module", lambda name: modules[name.rpartition(".")[2]])
    with pytest.raises(ValueError, match=said.replace(".", r"\.")):
        silo.parts()
