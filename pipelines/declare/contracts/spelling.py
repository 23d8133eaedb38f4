"""One thing under several spellings: the steps that make two spellings of an identifier one.

`width` writes full-width letters, digits and signs as half-width ones, `blanks` takes out every blank, tab and
invisible mark, `case` writes capitals. Each step exists in SQL for the validator and in Python. The
contract chooses the steps of a column.
"""

import re
import unicodedata

from warehouse.sql import literal

WIDTH, BLANKS, CASE = "width", "blanks", "case"
STEPS = (WIDTH, BLANKS, CASE)
"""Every step, in the order in which they are taken."""

EMPTY = (
    " \t\n\r\f\v\u0085\u00a0\u1680"
    + "".join(map(chr, range(0x2000, 0x200E)))
    + "\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
)
"""Blanks of every width, line breaks, and marks that show nothing."""
WIDE = "".join(map(chr, range(0xFF01, 0xFF5F))) + "\u3000"
NARROW = "".join(map(chr, range(0x21, 0x7F))) + " "

_LOOK_ALIKE = str.maketrans("авекмнорстухіјѕαικνορτυχ•‧∙・’‘`“”", "abekmhopctyxijsaikvoptux····'''\"\"")
"""Cyrillic and Greek small letters, dots and quotes that the eye takes for others."""
_EMPTY = re.compile(f"[{EMPTY}]+")
_NARROW = str.maketrans(WIDE, NARROW)


def spelled(text: str, steps: tuple[str, ...]) -> str:
    """SQL of a text after these steps."""
    if WIDTH in steps:
        # a text of as many bytes as characters holds nothing wide
        narrowed = f"translate({text}, {literal(WIDE)}, {literal(NARROW)})"
        text = f"CASE WHEN strlen({text}) > length({text}) THEN {narrowed} ELSE {text} END"
    if BLANKS in steps:
        text = f"regexp_replace({text}, '[{EMPTY}]+', '', 'g')"
    if CASE in steps:
        text = f"upper({text})"
    return text


def spelling(text: str, steps: tuple[str, ...] = STEPS) -> str:
    """One text after these steps."""
    if WIDTH in steps:
        text = text.translate(_NARROW)
    if BLANKS in steps:
        text = _EMPTY.sub("", text)
    if CASE in steps:
        text = "".join(map(_capital, text))
    return text


def looks(text: str) -> str:
    """Return a text's visible form: equal for texts that differ only in width, case, blanks or look-alike signs."""
    seen = _EMPTY.sub("", text)
    for _ in range(2):  # folding case may make characters that the form composes, and vice versa
        seen = unicodedata.normalize("NFKC", seen).casefold()
    seen = _EMPTY.sub("", unicodedata.normalize("NFKC", seen)).translate(_LOOK_ALIKE)
    return "".join("-" if unicodedata.category(one) == "Pd" else one for one in seen)


def _capital(letter: str) -> str:
    """The one letter that is this letter's capital."""
    return next((one for one in (letter.upper(), letter.title()) if len(one) == 1), "ẞ" if letter == "ß" else letter)
