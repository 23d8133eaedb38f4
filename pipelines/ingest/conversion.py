"""Compiles a contract's columns into SQL that turns the source's text into values.

Three nested levels: the text in the contract's spelling, the engine's readings of it, and the value. A text that no
declared format reads is NULL there: nothing is guessed. Pure text in, pure text out; `validate` compiles the rules.
"""

import itertools
import re
from collections.abc import Callable, Sequence

from pipelines.declare.contracts import value_formats
from pipelines.declare.contracts.column import Column
from pipelines.declare.contracts.spelling import EMPTY, spelled
from warehouse.sql import identifier, literal
from warehouse.zone import still

EXCEL_EPOCHS = {value_formats.EXCEL: ("1899-12-30", 61, 2958466), value_formats.EXCEL_1904: ("1904-01-01", 0, 2957004)}
"""The day 0 of a sheet's two date systems, the first unambiguous serial day, the day after 9999-12-31.

A sheet that counts from 1900 has a 29 February of that year, so its days before 1 March are ambiguous.
"""
ISO_DAY = r"[1-9]\d{3}-\d\d-\d\d"
ISO_TIME = r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?"
ISO_ZONE = r"(Z|[+-](0\d|1[0-4])(:?[0-5]\d)?)"
WHOLE = r"[+-]?\d+"
EXACT = 15
"""Digits of a whole number that every double holds."""
SHORT = 19
"""Characters of a number that the finer type of a cast holds exactly."""
FIRST_YEAR = "1000-01-01"
"""A year of fewer digits is a year cut short."""


def typed_level(
    columns: Sequence[Column], relation: str, form: str, *, carry: Sequence[str], end: Sequence[str] = ()
) -> str:
    """SELECT of `carry`, each column's text and its value under our name, and `end`."""
    texts = [f"{_text(column)} AS {text_name(column)}" for column in columns]
    reads: list[str] = []
    values: list[str] = []
    for column in columns:
        found, value = _reading(column, form)
        reads += [f"{read} AS {_read_name(column, i)}" for i, read in enumerate(found)]
        values.append(f"{value} AS {identifier(column.name)}")
    level = f"SELECT {', '.join([*carry, *texts])} FROM {relation}"
    if reads:
        level = f"SELECT *, {', '.join(reads)} FROM ({level})"
    return f"SELECT *, {', '.join([*values, *end])} FROM ({level})"


def is_text(column: Column) -> bool:
    """Whether the column's value is its text."""
    return column.sql_type == "VARCHAR"


def trimmed(text: str) -> str:
    """SQL of a text without the blanks around it. The engine's trim builds its set of blanks for each row it sees."""
    return (
        f"CASE WHEN regexp_matches({text}, '^[{EMPTY}]|[{EMPTY}]$') THEN trim({text}, {literal(EMPTY)}) ELSE {text} END"
    )


def cut_short(text: str) -> str:
    """SQL: whether this is a number that a sheet shows by its first digits and a power of ten."""
    shown = r"[+-]?\d(\.\d+)?[eE]\+\d+"
    return f"(contains({text}, '+') AND {_is(text, shown)})"


def holds_nul(text: str) -> str:
    """SQL: whether a text holds the character NUL, at which a lake's catalogue would end the text."""
    return f"contains({text}, chr(0))"


def text_name(column: Column) -> str:
    """Return the name of the text column that belongs to its value."""
    return identifier(f"_text {column.name}")


def _read_name(column: Column, index: int) -> str:
    return identifier(f"_read {index} {column.name}")


def _text(column: Column) -> str:
    text = identifier(column.physical_name)
    if column.strip:
        text = trimmed(text)
    if len(column.null_values) == 1:
        text = f"nullif({text}, {literal(column.null_values[0])})"
    elif column.null_values:
        listed = ", ".join(literal(item) for item in column.null_values)
        text = f"CASE WHEN {text} NOT IN ({listed}) THEN {text} END"
    return spelled(text, column.normalise or ())


def _reading(column: Column, form: str) -> tuple[list[str], str]:
    """Return the engine's readings of the text, and the value as SQL over those readings."""
    text = text_name(column)
    if is_text(column):
        return [], f"CASE WHEN NOT {holds_nul(text)} THEN {text} END"
    if column.sql_type == "BOOLEAN":
        true_values = ", ".join(literal(item.lower()) for item in column.true_values)
        false_values = ", ".join(literal(item.lower()) for item in column.false_values)
        word = f"lower({text})"
        return [], f"CASE WHEN {word} IN ({true_values}) THEN true WHEN {word} IN ({false_values}) THEN false END"
    reads: list[str] = []
    values: list[str] = []
    patterns = [item for item in column.formats if value_formats.is_pattern(item)]
    plain = [item for item in patterns if not value_formats.has_zone(item)]
    words = [item for item in column.formats if item not in patterns]
    if (
        form == "xlsx"
        and value_formats.ISO in value_formats.WORDS.get(column.sql_type, ())
        and value_formats.ISO not in words
    ):
        words.append(value_formats.ISO)  # a date cell is a date, whatever formats the cells with text have

    def read(sql: str) -> str:
        reads.append(sql)
        return _read_name(column, len(reads) - 1)

    # a short year, or a number cut short, fails the long pattern only after it was read: these share no list
    for _, group in itertools.groupby(plain, lambda item: item if value_formats.shape(item) else "%y" in item):
        listed = ", ".join(map(literal, found := list(group)))
        naive = read(f"try_strptime({text}, {listed if len(found) == 1 else f'[{listed}]'})")
        told = f"{naive} >= TIMESTAMP '{FIRST_YEAR}'{_in_shape(text, found[0])}"
        values.append(f"CASE WHEN {told} THEN {_of_naive(column, naive)} END")
    for item in patterns:
        if item not in plain:
            moment = read(f"try_strptime({text}, {literal(item)})")
            told = f"{moment} >= TIMESTAMPTZ '{FIRST_YEAR}'{_in_shape(text, item)}"
            values.append(f"CASE WHEN {told} THEN {_of_moment(column, moment)} END")
    for word in words:
        if word in value_formats.DURATIONS:
            seconds = read(_seconds(word, text))
            values.append(_whole(column.sql_type, seconds))
        elif word in (value_formats.PLAIN, value_formats.SCIENTIFIC):
            values.append(_number(column, text, read, scientific=word == value_formats.SCIENTIFIC))
        elif word in EXCEL_EPOCHS:
            values.append(_serial(column, word, read(f"TRY_CAST({text} AS DOUBLE)")))
        else:
            values.append(_iso(column, word, text, read))
    value = values[0] if len(values) == 1 else f"coalesce({', '.join(values)})"
    return reads, value


Read = Callable[[str], str]
"""Add a reading of the text and return its name."""


def _number(column: Column, text: str, read: Read, *, scientific: bool) -> str:
    number, grouped = text, ""
    if column.thousands:
        mark = literal(column.thousands)
        number = f"replace({text}, {mark}, '')"
        point = "" if column.thousands == "." else r"(\.\d*)?"
        groups = rf"[+-]?\d{{1,3}}({re.escape(column.thousands)}\d{{3}})+{point}"
        grouped = f" AND (NOT contains({text}, {mark}) OR {_is(text, groups)})"
    found = read(f"TRY_CAST({number} AS {column.sql_type})")
    # The engine's cast also reads 1_000 and rounds values that do not fit: neither is in the source. A value too small
    # for a type reads as zero.
    zero = f"NOT regexp_matches(split_part(lower({number}), 'e', 1), '[1-9]')"
    if column.sql_type == "DOUBLE":
        # A whole number of many digits may be another one as a double; DECIMAL holds it.
        # A cast that fails is dear, so only the texts that may need this one reach it.
        other = f"coalesce(TRY_CAST({number} AS DECIMAL(38, 0)) <> TRY_CAST({found} AS DECIMAL(38, 0)), false)"
        many = f"length({number}) > {EXACT} AND {_is(number, WHOLE)}"
        fits = f"isfinite({found}) AND ({found} <> 0 OR {zero}) AND NOT CASE WHEN {many} THEN {other} ELSE false END"
    else:
        finer = "DECIMAL(38, 19)" if column.sql_type == "BIGINT" else _finer(column.sql_type)
        scale = 0 if column.sql_type == "BIGINT" else int(column.sql_type.rstrip(" )").rpartition(",")[2])
        # The finer type rounds, too, where a text has more digits than it.
        long = f"length({number}) > {SHORT} AND regexp_matches({number}, '^[^eE]*\\.\\d{{{scale}}}\\d*[1-9]\\d*$')"
        fits = f"TRY_CAST({number} AS {finer}) = {found} AND ({found} <> 0 OR {zero}) AND NOT ({long})"
    marks = ["_"] if column.sql_type != "BIGINT" or scientific else ["_", "e", "E"]
    plain = " AND ".join(f"NOT contains({number}, '{mark}')" for mark in marks)
    # Most texts are written as the engine writes their value, which is cheaper to detect.
    usual = (
        f"WHEN CAST({found} AS VARCHAR) = {text} THEN {found} " if column.sql_type != "DOUBLE" and not grouped else ""
    )
    return f"CASE {usual}WHEN {fits} AND {plain}{grouped} THEN {found} END"


def _finer(decimal: str) -> str:
    """A DECIMAL type with as many digits before the point as this one and as many as possible after it."""
    precision, scale = (int(part) for part in decimal.removeprefix("DECIMAL(").rstrip(" )").split(","))
    return f"DECIMAL(38, {38 - precision + scale})"


def _seconds(word: str, text: str) -> str:
    """The seconds of a duration, exact to the microsecond; NULL where the text is not written this way."""
    number = r"\d{1,9}(\.\d{1,6})?"
    bare = f"ltrim(trim({text}), '-')"
    if word == "iso_duration":
        # a week, a day, an hour have a fixed length; a month and a year have not
        shape = rf"P(\d{{1,9}}W|(\d{{1,9}}D)?(T(\d{{1,9}}H)?(\d{{1,9}}M)?({number}S)?)?)"
        units = {"W": 604800, "D": 86400, "H": 3600, "M": 60, "S": 1}
        parts = [(f"regexp_extract({text}, '({number}){unit}', 1)", seconds) for unit, seconds in units.items()]
        ends = rf" AND regexp_matches({text}, '\d[WDHMS]\s*$')"
    elif ":" in word:
        names = word.split(":")
        shape = r"\d{1,9}" + r":[0-5]\d" * (len(names) - 1) + (r"(\.\d{1,6})?" if names[-1] == "ss" else "")
        lengths = {"h": 3600, "mm": 60, "m": 60, "ss": 1}
        parts = [(f"split_part({bare}, ':', {i})", lengths[name]) for i, name in enumerate(names, 1)]
        ends = ""
    else:
        shape = number
        parts = [(bare, {"minutes": 60, "hours": 3600, "days": 86400}[word])]
        ends = ""
    terms = " + ".join(f"coalesce(TRY_CAST({part} AS DECIMAL(15, 6)), 0) * {seconds}" for part, seconds in parts)
    signed = f"CAST(CASE WHEN contains({text}, '-') THEN -1 ELSE 1 END * ({terms}) AS DECIMAL(28, 6))"
    return f"CASE WHEN {_is(text, f'-?{shape}')}{ends} THEN {signed} END"


def _whole(sql_type: str, seconds: str) -> str:
    """Seconds in a column's own type; NULL where it cannot hold them exactly."""
    found = f"TRY_CAST({seconds} AS {sql_type})"
    return found if sql_type == "DOUBLE" else f"CASE WHEN {found} = {seconds} THEN {found} END"


def _iso(column: Column, word: str, text: str, read: Read) -> str:
    """ISO 8601, restricted to the declared type: a time with an offset has no day of its own."""
    if column.sql_type == "TIME":
        found = read(f"TRY_CAST({text} AS TIME)")
        return f"CASE WHEN {_is(text, ISO_TIME)} THEN {found} END"
    if word == value_formats.ISO_OFFSET:
        found = read(f"TRY_CAST({text} AS TIMESTAMPTZ)")
        return f"CASE WHEN {_is(text, f'{ISO_DAY}[T ]{ISO_TIME}{ISO_ZONE}')} THEN {_of_moment(column, found)} END"
    local = f"{ISO_DAY}([T ]{ISO_TIME})?"
    if column.sql_type == "DATE":
        found = read(f"TRY_CAST({text} AS DATE)")
        # nearly every text is the day alone, which is cheaper to detect
        usual = f"CAST({found} AS VARCHAR) = {text} AND length({text}) = 10 AND {text} >= '1'"
        return f"CASE WHEN {usual} THEN {found} WHEN {_is(text, local)} THEN {found} END"
    if word == value_formats.ISO_24H:
        local = rf"{ISO_DAY}([T ]({ISO_TIME}|24:00(:00(\.0+)?)?))?"
    found = read(f"TRY_CAST({text} AS TIMESTAMP)")
    moment = f"TRY_CAST({text} AS TIMESTAMPTZ)"
    return (
        f"CASE WHEN {_is(text, local)} THEN {_of_naive(column, found)}"
        f" WHEN {_is(text, f'{ISO_DAY}[T ]{ISO_TIME}{ISO_ZONE}')} THEN {moment} END"
    )


def _in_shape(text: str, pattern: str) -> str:
    """SQL to add behind a condition: whether the text is one that the pattern reads in one way only."""
    shape = value_formats.shape(pattern)
    return f" AND {_is(text, shape)}" if shape is not None else ""


def _is(text: str, shape: str) -> str:
    """SQL: whether the text has this shape, ignoring blanks around it."""
    padded = rf"\s*({shape})\s*"
    return f"regexp_full_match({text}, {literal(padded)})"


def _serial(column: Column, word: str, number: str) -> str:
    """A sheet's serial day; its precision is the millisecond, as in the cell itself."""
    epoch, first, end = EXCEL_EPOCHS[word]
    if column.sql_type == "TIME":
        first, end = 0, 1
    naive = f"(TIMESTAMP '{epoch}' + to_milliseconds(CAST(round({number} * 86400000) AS BIGINT)))"
    return f"CASE WHEN {number} >= {first} AND {number} < {end} THEN {_of_naive(column, naive)} END"


def _of_naive(column: Column, naive: str) -> str:
    """The value of a time without an offset: one of the column's zone."""
    if column.sql_type == "TIMESTAMPTZ" and column.zone is not None:
        return _placed(naive, column.zone)
    return f"CAST({naive} AS {column.sql_type})"


def _of_moment(column: Column, moment: str) -> str:
    """The value of a time with an offset: itself, or its day in the column's zone."""
    if column.sql_type == "DATE" and column.zone is not None:
        return f"CAST(timezone({literal(column.zone)}, {moment}) AS DATE)"
    return f"CAST({moment} AS {column.sql_type})"


def _placed(naive: str, zone: str) -> str:
    """A time without an offset as a moment of its zone; NULL where the zone's clock leaps over it.

    Plain arithmetic is enough from the year on in which the zone keeps one offset. A time that a clock shows twice is
    the later one.
    """
    moment = f"timezone({literal(zone)}, {naive})"
    asked = f"CASE WHEN timezone({literal(zone)}, {moment}) = {naive} THEN {moment} END"
    found = still(zone)
    if found is None:
        return asked
    since, microseconds = found
    moved = f"make_timestamptz(epoch_us({naive}) - {microseconds})"
    return f"CASE WHEN {naive} >= TIMESTAMP '{since}-01-01' AND isfinite({naive}) THEN {moved} ELSE {asked} END"
