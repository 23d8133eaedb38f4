"""Nothing that makes a figure asks the machine what day it is: not a macro, a model, a rule or a contract."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.declare.functions import BARE, MOVING
from pipelines.declare.parse import MACROS_OF_THE_DAY, moving
from warehouse import macros

from .tree import ROOT, tracked

DECLARED = [name for name in tracked() if {"models", "quality", "assets"} & set(name.parts)]
TEXTS = [name for name in DECLARED if name.suffix in (".sql", ".yaml", ".toml") and "tests" not in name.parts]


def code(name: Path) -> str:
    """A declaration's text without what is said about it in headers."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)


def test_macros_read_the_day_observed_only() -> None:
    assert {name: moving(body) for name, body in macros.MACROS if moving(body)} == {}
    dated = {signature.partition("(")[0] for signature, body in macros.MACROS if "as_of" in body}
    assert dated <= set(MACROS_OF_THE_DAY), "a text that calls one of these is asked again on another day"


def test_declarations_read_the_day_observed_only() -> None:
    assert len(TEXTS) > 300
    lines = [(name, line) for name in TEXTS for line in code(name).splitlines() if "implementation" in line]
    lines += [(name, code(name)) for name in TEXTS if name.suffix == ".sql"]
    quoted = re.compile(r"implementation:\s*(['\"])(.*)\1\s*$")
    found = []
    for name, text in lines:
        inner = quoted.search(text)
        if moved := moving(inner[2].replace("''", "'") if inner else text):
            found.append(f"{name}: {moved}")
    assert found == []


@pytest.mark.parametrize("name", sorted(MOVING))
def test_every_moving_function_is_seen(name: str) -> None:
    assert moving(f"a_at < {name.upper()} ()") == name
    assert moving(f"a = '{name}()' and \"{name}()\" is null") is None
    assert moving(f"my_{name}(a) and {name}_at < b and {name}s") is None


@given(st.sampled_from(BARE), st.text("ab_ (),=<>'", max_size=12))
def test_a_bare_word_is_seen_unless_it_is_quoted(name: str, before: str) -> None:
    if before.count("'") % 2 == 0 and not re.search(r"\w$", before):
        assert moving(f"{before}{name}") == name
