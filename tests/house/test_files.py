"""No tracked file holds secrets, addresses of other machines or places of one machine; each has what it needs."""

import os
import re
from fnmatch import fnmatch

import pytest

from .tree import ROOT, python, texts, tracked

ADDRESS = re.compile(r"https?://(?!127\.0\.0\.1\b)[^\s'\"`)>]+")
MACHINE = re.compile(r"(?<![\w.{}~-])/(?:home|root|work|Users|tmp|opt|mnt|srv)/[\w.-]+")
SECRETS = {
    "private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "access key": re.compile(r"\b(?:AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|glpat-[\w-]{20}|xox[abp]-[\w-]{10,})\b"),
    "password in an address": re.compile(r"://[^\s/:@'\"]+:(?![$][{]|s3cret@)[^\s/@'\"]+@"),
    "key of the store": re.compile(r"HGT_PSEUDONYM_KEY\s*[=:]\s*['\"]?[0-9a-f]{32,}"),
}
MADE_UP = ("tests/",)
"""Files in which an address is a made-up example: tests of code that strips addresses."""


def test_no_file_holds_a_secret() -> None:
    found = [f"{name}: {what}" for name, text in texts() for what, pattern in SECRETS.items() if pattern.search(text)]
    assert found == []
    kept = [str(name) for name in tracked() if name.suffix in (".key", ".pem") or name.name == ".env"]
    assert kept == []


def test_no_file_points_to_another_machine() -> None:
    found = [
        f"{name}: {address}"
        for name, text in texts()
        if not name.as_posix().startswith(MADE_UP)
        for address in ADDRESS.findall(text)
    ]
    assert found == []


def test_no_file_knows_a_place_of_this_machine() -> None:
    found = [
        f"{name}: {place}"
        for name, text in texts()
        if not name.as_posix().startswith(MADE_UP)
        for place in MACHINE.findall(text)
    ]
    assert found == []


@pytest.mark.parametrize("name", [str(name) for name in tracked() if name.suffix == ".lock"])
def test_a_lock_pins_by_hash_and_names_no_host(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    pinned = re.findall(r"^([\w.\[\]-]+)==[^\s\\]+(.*)$", text, flags=re.MULTILINE)
    hashed = re.findall(r"^[\w.\[\]-]+==[^\n]*\\\n    --hash=sha256:[0-9a-f]{64}", text, flags=re.MULTILINE)
    assert len(pinned) == len(hashed) > 0
    assert "://" not in text and "index-url" not in text


def test_nothing_is_left_undone_in_words() -> None:
    words = re.compile(r"\b(?:" + "|".join(("TO" + "DO", "FIX" + "ME", "X" * 3)) + r")\b")
    assert [str(name) for name, text in texts() if words.search(text)] == []


def test_headings_and_sentences_do_not_shout() -> None:
    found = [
        f"{name}:{number}"
        for name, text in texts()
        if name.suffix == ".md"
        for number, line in enumerate(text.splitlines(), 1)
        if re.search(r"(?<![!\w`=<])[!！](?=\s|$)", line)
    ]
    assert found == []


@pytest.mark.parametrize("name", [".ci/run"])
def test_scripts_may_be_run(name: str) -> None:
    assert os.access(ROOT / name, os.X_OK)


def test_every_folder_of_the_map_is_there() -> None:
    for room in ("assets", "models", "quality", "reports", "pipelines", "warehouse", "demo", "examples", "docs"):
        assert (ROOT / room).is_dir()
    assert python("pipelines", "warehouse")


def test_every_test_is_collected(request: pytest.FixtureRequest) -> None:
    """A folder whose name pytest leaves out holds tests that never run and never fail."""
    left_out = request.config.getini("norecursedirs")
    files = (file.relative_to(ROOT) for file in (ROOT / "tests").rglob("test_*.py"))
    hidden = [file for file in files if any(fnmatch(part, name) for part in file.parts for name in left_out)]
    assert hidden == []
    assert request.config.getini("testpaths") == ["tests"]
