"""Docstrings, comments and texts that people read use the field's terms; the first two in short sentences."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from .tree import ROOT, python

DONE = (
    "warehouse",
    *(
        f"pipelines/{name}"
        for name in (
            "cli", "declare", "extract", "ingest", "metrics", "ops", "orchestration", "quality", "release", "site",
            "state", "transform",
        )
    ),
)  # fmt: skip
"""Packages whose docstrings and comments keep the rules."""
LONGEST_WORDS_N = 30
"""The limit of a sentence; the goal is 25 words."""
PREFERRED = {
    "stand": "be, hold, remain",
    "stands": "is, holds, remains",
    "stood": "was, held",
    "comes": "is read from, follows, arrives",
    "came": "was inserted, arrived",
    "goes": "is written to, is passed to",
    "went": "was deleted, was written to",
    "tell": "report, name, give",
    "tells": "reports, names, gives",
    "telling": "reporting",
    "told": "reported, distinguished",
    "mend": "repair",
    "mends": "repairs",
    "mended": "repaired",
    "anew": "again",
    "beside": "next to, in addition to",
    "besides": "in addition to",
    "set aside": "quarantined",
    "sets aside": "quarantines",
    "set-aside": "quarantined",
    "none is": "no … is, missing",
    "is none": "is not a …, is missing",
    "are none": "are not …, are missing",
    "judge": "validator, validate",
    "judged": "validated",
    "judges": "validates",
    "ledger": "build log",
    "recall": "source lookup",
    "tee": "quarantine sink",
    "worktop": "input views",
    "upkeep": "maintenance",
    "whoever": "the reader, the caller, every …",
    "what is": "the noun itself",
}
"""A word of the house → the field's term for it."""
IN_TEXTS = (
    "stands",
    "stood",
    "mend",
    "mends",
    "mended",
    "anew",
    "beside",
    "set aside",
    "set-aside",
    "none is",
    "upkeep",
)
"""The words that no error, help or heading may hold either."""
STORED = ("set aside",)
"""Values of stored columns."""
QUERY = re.compile(r"\b(?:SELECT|FROM|WHERE|INSERT|CREATE|UPDATE|DELETE)\b")
WORDS = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, PREFERRED))})(?![\w-])")
OPENING = re.compile(r"(?:What|Who|Whom|Whose|That|How)\b")
CODE = re.compile(r"`[^`\n]*`")
DIRECTIVE = re.compile(r"#\s*(?:noqa|fmt:|type:|pragma|ruff)")
LAID_OUT = re.compile(r"\S {3,}\S")
"""A paragraph with columns is a listing and not sentences."""


def remarks(text: str) -> Iterator[tuple[int, str, bool]]:
    """Yield (line, text, whether it is a docstring) of each docstring and each block of comments."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.lineno, node.value.value, True
    begin = 0
    block: list[str] = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT and not DIRECTIVE.match(token.string):
            is_next = block and token.line.lstrip().startswith("#") and token.start[0] == begin + len(block)
            if block and not is_next:
                yield begin, "\n".join(block), False
                block = []
            begin = begin if block else token.start[0]
            block.append(token.string.lstrip("# "))
    if block:
        yield begin, "\n".join(block), False


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a docstring or comment, begun in lower case; a piece of code counts as one word."""
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        if not any(LAID_OUT.search(line.strip()) for line in paragraph.splitlines()):
            for sentence in re.split(r"(?<=[.!?])\s+(?=[\w(-])", CODE.sub("code", " ".join(paragraph.split()))):
                yield sentence[:1].lower() + sentence[1:]


def faults(text: str) -> list[str]:
    """The breaches in a module's text: line, rule and the words."""
    found = []
    for line, remark, is_docstring in remarks(text):
        if is_docstring and (opening := OPENING.match(remark.strip())):
            found.append(f"{line}: a docstring begins with {opening[0]}; begin with the component")
        for sentence in sentences(remark):
            found += [f"{line}: `{word}`; prefer: {PREFERRED[word]}" for word in WORDS.findall(sentence)]
            if (words_n := len(sentence.split())) > LONGEST_WORDS_N:
                found.append(f"{line}: {words_n} words, at most {LONGEST_WORDS_N}: {sentence[:60]}…")
    return found


def texts(text: str) -> Iterator[tuple[int, str]]:
    """Yield (line, text) of each string of several words that is neither a docstring nor a query."""
    tree = ast.parse(text)
    remarked = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in remarked:
            continue
        if " " in node.value and node.value not in STORED and not QUERY.search(node.value):
            yield node.lineno, node.value


def unclear(text: str) -> list[str]:
    """The words in texts for which the field has another: line and word."""
    words = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, IN_TEXTS))})(?![\w-])")
    return [
        f"{line}: `{word}`; prefer: {PREFERRED[word]}" for line, said in texts(text) for word in words.findall(said)
    ]


@pytest.mark.parametrize("package", DONE)
def test_a_package_speaks_in_the_terms_of_the_field(package: str) -> None:
    files = [file for file in python("warehouse", "pipelines") if Path(package) in file.parents]
    assert [f"{file}:{fault}" for file in files for fault in unclear((ROOT / file).read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    ("planted", "word"),
    [
        ('raise HgtError("the row is set aside")', "quarantined"),
        ('HELP = f"mend {file}, then hgt run"', "repair"),
        ('TITLE = "the release stands"', "is"),
    ],
)
def test_a_planted_text_is_found(planted: str, word: str) -> None:
    assert len(found := unclear(planted)) == 1
    assert word in found[0]


@pytest.mark.parametrize("package", DONE)
def test_a_package_uses_the_terms_of_the_field(package: str) -> None:
    files = [file for file in python("warehouse", "pipelines") if Path(package) in file.parents]
    assert files
    assert [f"{file}:{fault}" for file in files for fault in faults((ROOT / file).read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    ("planted", "word"),
    [
        ('"""Rows that were set aside."""', "quarantined"),
        ('"""Told by the file."""', "reported"),
        ('X = 1\n"""The build ledger."""', "build log"),
        ("# the table is made anew", "again"),
        ("x = 1  # as the source\n# the row\n# stands there", "remains"),
        ('"""What the run did."""', "begin with the component"),
        ('def f():\n    """Reads.\n\n    It reads ' + "a word and " * 10 + 'ends."""', "at most 30"),
    ],
)
def test_a_planted_sentence_is_found(planted: str, word: str) -> None:
    assert len(found := faults(planted)) == 1
    assert word in found[0]


@pytest.mark.parametrize(
    "accepted",
    [
        '"""Reads `anew` and calls `stands`."""',
        'TEXT = "what is set aside goes anew"',
        "x = 1  # fmt: skip",
        '"""' + "One word. " * 40 + '"""',
        '"""A folder.\n\nDIR/data           the store, which comes\n"""',
    ],
)
def test_names_strings_and_short_sentences_are_accepted(accepted: str) -> None:
    assert faults(accepted) == []
