"""The command that an error names is one that the command line takes."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from pipelines.cli import backup, kpi, run, steward, store
from pipelines.cli.app import app

PROJECT = Path(__file__).parents[1]
COMMANDS = (backup, kpi, run, steward, store)
"""Importing them registers their commands."""
WRONG_USAGE: Any = typer.BadParameter.__bases__[0]
SPOKEN = re.compile(r"\bhgt((?: +(?:--?[\w-]+|[\w{}/.…-]+))*)")


def texts(node: ast.AST) -> Iterator[str]:
    """The texts that an expression may give; a value in one is shown as its last name in braces."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        parts = ""
        for part in node.values:
            if isinstance(part, ast.Constant):
                parts += str(part.value)
            else:
                assert isinstance(part, ast.FormattedValue)
                parts += "{" + re.findall(r"\w+", ast.unparse(part.value))[-1] + "}"
        yield parts
    elif isinstance(node, ast.IfExp):
        yield from texts(node.body)
        yield from texts(node.orelse)


def steps() -> dict[str, set[str]]:
    """Every text in the kernel that tells what to do next, and where it stands."""
    found: dict[str, set[str]] = {}
    for folder in ("pipelines", "warehouse"):
        for path in sorted((PROJECT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                asked: list[ast.AST] = []
                if isinstance(node, ast.Call):
                    asked += [
                        keyword.value for keyword in node.keywords if keyword.arg in ("next", "next_step", "step")
                    ]
                    if isinstance(node.func, ast.Name) and node.func.id in ("Line", "Finding"):
                        asked += node.args[1:]
                elif isinstance(node, ast.Assign):
                    names = [target.id for target in node.targets if isinstance(target, ast.Name)]
                    if any(name in ("NEXT", "AGAIN", "next_step", "step", "again") for name in names):
                        asked.append(node.value)
                for value in asked:
                    for text in texts(value):
                        found.setdefault(text, set()).add(path.relative_to(PROJECT).as_posix())
    return found


def spoken(text: str) -> list[list[str]]:
    """The commands in a text, as words of a command line."""
    commands = []
    for words in SPOKEN.findall(text):
        words = words.replace("hgt", "").split()
        if words:
            commands.append(["bench" if word.startswith("{") else word for word in words])
    return commands


def taken(words: list[str]) -> int:
    """The number of words that the command line takes as one command; -1 when it takes none."""
    root = typer.main.get_command(app)
    for end in range(len(words), 0, -1):
        command: Any = root
        context: Any = None
        rest = words[:end]
        try:
            while True:
                context = command.make_context(command.name, list(rest), parent=context)
                if not hasattr(command, "resolve_command"):
                    return end
                left = [*context._protected_args, *context.args]
                name, found, rest = command.resolve_command(context, left)
                assert found is not None and name is not None
                command = found
        except typer.Exit:
            if "--help" in words[:end]:
                return end
        except (WRONG_USAGE, IndexError):
            continue
    return -1


STEPS = steps()


def test_there_are_steps_to_look_at() -> None:
    assert len(STEPS) > 60
    assert len([text for text in STEPS if spoken(text)]) > 50


@pytest.mark.parametrize("text", sorted(text for text in STEPS if spoken(text)))
def test_a_named_command_is_taken(text: str) -> None:
    for words in spoken(text):
        assert taken(words) > 0, (words, STEPS[text])
        options = [word for word in words if word.startswith("-")]
        assert taken(words) >= max((words.index(word) + 1 for word in options), default=1), (words, STEPS[text])


def test_a_wrong_command_is_not_taken() -> None:
    assert taken(["silo", "mend"]) == -1
    assert taken(["run", "--everything"]) == 1
    assert taken(["silo", "check", "bench"]) == 3
