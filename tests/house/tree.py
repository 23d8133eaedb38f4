"""The files of this repository, as the rules see them."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KERNEL = ("pipelines", "warehouse")
WRITTEN = (".py", ".md", ".sql", ".toml", ".yaml", ".yml", "")
"""Endings of the files that people write and read."""


@cache
def tracked() -> tuple[Path, ...]:
    """Every file under version control that still stands; without git every file that is not ignored by habit."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0 and listed.stdout:
        names = [Path(name) for name in listed.stdout.split("\0") if name]
    else:
        names = [path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file()]
        names = [name for name in names if not {".venv", "data", "__pycache__", ".git"} & set(name.parts)]
    return tuple(sorted(name for name in names if (ROOT / name).is_file()))


def texts() -> list[tuple[Path, str]]:
    """Written files with their text; locks are machine-made and have a rule of their own."""
    return [(name, (ROOT / name).read_text(encoding="utf-8")) for name in tracked() if name.suffix in WRITTEN]


def python(*folders: str) -> list[Path]:
    """Python files of these folders; of the whole repository when none is given."""
    return [name for name in tracked() if name.suffix == ".py" and (not folders or name.parts[0] in folders)]


@cache
def parsed(name: Path) -> ast.Module:
    """A Python file's syntax tree."""
    return ast.parse((ROOT / name).read_text(encoding="utf-8"), filename=str(name))


def imported(name: Path) -> set[str]:
    """The top-level packages that a Python file imports, wherever in the file."""
    found: set[str] = set()
    for node in ast.walk(parsed(name)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found
