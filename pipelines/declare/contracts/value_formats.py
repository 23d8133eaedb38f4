"""Formats that a contract may declare for a column: patterns of strptime, and words for forms that no pattern can say.

A text is read by the declared formats alone. Without any, a date or a time is ISO 8601 and a number is a plain number.
This module checks whether a format fits its column's type; `conversion` reads a text by a format.
"""

import re

ISO = "iso"
ISO_24H = "iso_24h"
ISO_OFFSET = "iso_offset"
EXCEL = "excel_serial"
EXCEL_1904 = "excel_serial_1904"
PLAIN = "plain"
SCIENTIFIC = "scientific"
DURATIONS = ("iso_duration", "h:mm:ss", "h:mm", "m:ss", "minutes", "hours", "days")
"""Lengths of time, which become seconds."""

WORDS: dict[str, tuple[str, ...]] = {
    "BIGINT": (PLAIN, SCIENTIFIC, *DURATIONS),
    "DATE": (ISO, ISO_OFFSET, EXCEL, EXCEL_1904),
    "DECIMAL": (PLAIN, *DURATIONS),
    "DOUBLE": (PLAIN, *DURATIONS),
    "TIME": (ISO, EXCEL),
    "TIMESTAMPTZ": (ISO, ISO_24H, EXCEL, EXCEL_1904),
}
"""SQL type → the words that its column may use as a format."""

YEAR, MONTH, DAY, CLOCK, ZONE = "Yy", "mbBj", "dj", "HIMSfp", "zZ"
WIDTHS = {"Y": 4, "y": 2, "m": 2, "d": 2, "j": 3, "H": 2, "I": 2, "M": 2, "S": 2}
"""Digits of the numbers in a pattern; a part of a second has as many as it has."""
TOKEN = re.compile(r"%-?.|.", re.DOTALL)
SPECIFIER = re.compile(r"%(-?.|$)", re.DOTALL)


def default(sql_type: str) -> tuple[str, ...]:
    """The formats of a column that declares none."""
    return WORDS.get(kind(sql_type), ())[:1]


def kind(sql_type: str) -> str:
    """The type without its precision."""
    return sql_type.partition("(")[0]


def is_pattern(form: str) -> bool:
    """Whether this is a pattern of strptime and no word."""
    return "%" in form


def has_zone(pattern: str) -> bool:
    """Whether a text of this pattern names its own offset."""
    return bool(_letters(pattern) & set(ZONE))


def shape(pattern: str) -> str | None:
    """A regular expression of the texts that a pattern reads in one way only; None where its separators see to that.

    Numbers that nothing parts have all their digits: by `%Y%m%d`, 2024111 might be 11 January or 1 November. The last
    of them may be shorter where the pattern says so (`%Y%-m`).
    """
    tokens = TOKEN.findall(pattern)
    widths = [WIDTHS.get(token[-1]) if token[0] == "%" else None for token in tokens]
    follows = [*widths[1:], None]
    if not any(width and after for width, after in zip(widths, follows, strict=True)):
        return None
    parts = []
    for token, width, after, before in zip(tokens, widths, follows, [None, *widths], strict=False):
        if width and (after or before):
            parts.append(rf"\d{{{width}}}" if after or "-" not in token else rf"\d{{1,{width}}}")
        elif token[0] == "%" and token != "%%":
            parts.append(".+")
        else:
            parts.append(r"\s*" if token.isspace() else re.escape(token[-1]))
    return "".join(parts)


def fault(sql_type: str, form: str) -> str | None:
    """Why a column of this type cannot have this format, or None."""
    words = WORDS.get(kind(sql_type), ())
    if form in words:
        return None
    if not words:
        return f"a {sql_type} column has no format"
    if not is_pattern(form):
        return "this is neither a pattern with % nor a known word"
    if kind(sql_type) not in ("DATE", "TIMESTAMPTZ", "TIME"):
        return "a number has no pattern"
    letters = _letters(form)
    unknown = letters - set(YEAR + MONTH + DAY + CLOCK + ZONE + "aA%")
    if unknown:
        return f"the pattern's %{min(unknown)} is not known"
    if ("I" in letters) != ("p" in letters):
        return "%I needs %p, or a morning cannot be told from an evening"
    if kind(sql_type) == "TIME":
        if not letters & set("HI"):
            return "the pattern of a time of day holds no hour"
        if letters - set(CLOCK + "%"):
            return "the pattern of a time of day holds a date or a zone"
        return None
    if not letters & set(YEAR):
        return "the pattern holds no year"
    if "d" in letters and not letters & set(MONTH):
        return "the pattern holds a day and no month"
    return None


def accepted(sql_type: str) -> str:
    """Return the formats that a column of this type may declare, for a message."""
    words = WORDS.get(kind(sql_type), ())
    if not words:
        return "no `formats`"
    pattern = {"DATE": "%Y-%m-%d", "TIMESTAMPTZ": "%Y-%m-%d %H:%M:%S", "TIME": "%H:%M"}.get(kind(sql_type))
    return ", ".join([*words, *([f"or a pattern such as {pattern}"] if pattern else [])])


def _letters(pattern: str) -> set[str]:
    return {found.removeprefix("-") for found in SPECIFIER.findall(pattern)}
