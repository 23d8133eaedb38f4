"""Writes the generated pages of docs/: commands, and the keys of all declarations.

`python -m pipelines.cli.reference` writes them; a test compares them with commands and models.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from pipelines.cli import backup, key_reference, kpi, run, steward, store  # (each registers its commands)
from pipelines.cli.app import PROJECT, app

MODULES = (backup, kpi, run, steward, store)
FILE = PROJECT / "docs" / "commands.md"
FOLDER = PROJECT / "docs" / "reference"
HEAD = """# Commands

Written from the commands by `python -m pipelines.cli.reference`; a test fails when this page and they differ.

`hgt` is `.venv/bin/hgt`. Exit code 0 is good, 1 failed, 2 wrong usage. Options of `hgt` itself come before the command:
`hgt --data DIR run`.
"""


def markdown() -> str:
    """The page of the commands."""
    root = typer.main.get_command(app)
    parts = [HEAD, _options(root)]
    for words, command in walk():
        parts.append(f"## `{words}`\n\n{_sentence(command.help)}\n")
        table = _options(command)
        if table:
            parts.append(table)
    return "\n".join(part for part in parts if part)


def pages() -> dict[Path, str]:
    """Every generated page by its file."""
    keys = {FOLDER / name: key_reference.markdown(page) for name, page in key_reference.PAGES.items()}
    return {FILE: markdown(), **keys}


def walk() -> Iterator[tuple[str, Any]]:
    """Every command with the words that call it, in order."""

    def down(words: str, group: Any) -> Iterator[tuple[str, Any]]:
        for name, entry in sorted(group.commands.items()):
            if hasattr(entry, "commands"):
                yield from down(f"{words} {name}", entry)
            else:
                yield f"{words} {name}", entry

    return down("hgt", typer.main.get_command(app))


def names(command: Any) -> list[str]:
    """The parameters of a command: options as they are written, arguments in capitals."""
    return [_name(entry) for entry in command.params]


def _name(entry: Any) -> str:
    return entry.opts[0] if entry.param_type_name == "option" else str(entry.name).upper()


def _options(command: Any) -> str:
    if not command.params:
        return ""
    lines = ["| takes | default | meaning |", "| --- | --- | --- |"]
    for entry in command.params:
        choices = getattr(entry.type, "choices", None)
        text = _sentence(entry.help)
        if choices:
            accepted = ", ".join(f"`{getattr(choice, 'value', choice)}`" for choice in choices)
            text += f" One of {accepted}."
        lines.append(f"| `{_name(entry)}` | {_default(entry)} | {text} |")
    return "\n".join(lines) + "\n"


def _default(entry: Any) -> str:
    if entry.required:
        return "required"
    value = entry.default
    if value is None or value is False or callable(value):
        return ""
    return f"`{getattr(value, 'value', value)}`"


def _sentence(text: str | None) -> str:
    return re.sub(r"\s+", " ", (text or "").replace("|", "\\|").replace("<", "&lt;")).strip()


if __name__ == "__main__":
    for file, text in pages().items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
