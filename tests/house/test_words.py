"""Documentation and product agree, and a leader's words stand in Chinese and English."""

import re
import shlex
from pathlib import Path

import pytest
from pydantic import ValidationError

from pipelines.cli import key_reference, reference
from pipelines.declare.declaration import Declaration, keys_of
from pipelines.declare.project import Content
from warehouse.paths import Paths

from .tree import ROOT

PAGES = ("README.md", "README.zh-CN.md")
ROOTS = [ROOT, *sorted(path.parent for path in (ROOT / "examples").glob("*/district.toml"))]
CHINESE = re.compile(r"[一-鿿]")
LATIN = re.compile(r"[A-Za-z]")


def commands(page: str) -> list[list[str]]:
    """Every call of `hgt` in a page, in code blocks and in running text, without its comment."""
    text = (ROOT / page).read_text(encoding="utf-8")
    blocks = "\n".join(re.findall(r"```sh\n(.*?)```", text, flags=re.DOTALL)).splitlines()
    inline = re.findall(r"`((?:\.venv/bin/)?hgt [^`]+)`", text)
    lines = [line for line in [*blocks, *inline] if re.match(r"(\.venv/bin/)?hgt\b", line)]
    return [shlex.split(line, comments=True)[1:] for line in lines]


@pytest.mark.parametrize("page", [*PAGES, *(f"examples/{root.name}/README.md" for root in ROOTS[1:])])
def test_commands_in_a_readme_exist(page: str) -> None:
    known = {tuple(words.split()[1:]): command for words, command in reference.walk()}
    for call in commands(page):
        rest = list(call)
        while rest and rest[0] in ("--root", "--data"):
            rest = rest[2:]
        found = next((known[tuple(rest[:size])] for size in (2, 1) if tuple(rest[:size]) in known), None)
        assert found is not None, call
        taken = reference.names(found)
        assert all(word in taken for word in rest if word.startswith("--")), call


@pytest.mark.parametrize("page", PAGES)
def test_targets_in_a_readme_exist(page: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, flags=re.MULTILINE))
    text = (ROOT / page).read_text(encoding="utf-8")
    named = set(re.findall(r"^make ([a-z]+)", text, flags=re.MULTILINE)) | set(re.findall(r"`make ([a-z]+)`", text))
    assert {"run", "ui", "test", "check", "bench"} <= named <= targets
    for link in re.findall(r"\]\(([^)#]+)\)", text):
        assert (ROOT / link).exists(), link


def test_both_readmes_show_the_same_commands() -> None:
    first, second = (commands(page) for page in PAGES)
    assert [call for call in first if call[0] == "--root" or len(call) > 2] == [
        call for call in second if call[0] == "--root" or len(call) > 2
    ]


def test_generated_pages_are_up_to_date() -> None:
    written = {file.name: file.read_text(encoding="utf-8") for file in reference.pages()}
    expected = {file.name: text for file, text in reference.pages().items()}
    assert written == expected, "python -m pipelines.cli.reference"
    assert set(reference.FOLDER.iterdir()) == set(reference.pages()) - {reference.FILE}


def test_every_key_of_a_declaration_has_a_meaning_and_an_example() -> None:
    assert list(key_reference.faults()) == []


KEYS = [
    pytest.param(kind, name, id=f"{kind.__name__}.{name}")
    for page in key_reference.PAGES.values()
    for _, kind in page.tables
    for name, field in keys_of(kind)
    if field.examples
]


@pytest.mark.parametrize(("kind", "name"), KEYS)
def test_the_example_of_a_key_is_accepted(kind: type[Declaration], name: str) -> None:
    """The other keys of the table are missing here: they may be at fault, and the key with its example may not."""
    example = (dict(keys_of(kind))[name].examples or [])[0]
    try:
        kind.model_validate({name: example})
    except ValidationError as error:
        assert [fault for fault in error.errors() if name in fault["loc"] and fault["type"] != "missing"] == []


def test_every_command_and_option_says_what_it_is() -> None:
    for words, command in reference.walk():
        assert command.help, words
        assert all(entry.help for entry in command.params), words


@pytest.mark.parametrize("root", ROOTS, ids=lambda root: root.name)
def test_declarations_speak_both_languages(root: Path, tmp_path: Path) -> None:
    content = Content.load(root, Paths(tmp_path))
    assert content.gaps() == []
    for contract in content.contracts.values():
        assert CHINESE.search(contract.title_zh) and CHINESE.search(contract.description_zh), contract.file
        assert LATIN.search(contract.description), contract.file
    for model in content.kpis().values():
        head = model.kpi
        assert CHINESE.search(head.title_zh) and CHINESE.search(head.question_zh), model.path
        assert LATIN.search(head.title) and LATIN.search(head.question), model.path
    for model in content.models.values():
        if model.layer != "kpi":
            assert CHINESE.search(model.meaning.description_zh) and LATIN.search(model.meaning.description), model.path
            assert all(CHINESE.search(text.zh) for text in model.meaning.columns.values()), model.path
    for rule in content.rules.values():
        assert CHINESE.search(rule.header.description_zh) and LATIN.search(rule.header.description), rule.path
