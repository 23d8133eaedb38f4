"""Names, texts and paths as SQL: the one place that quotes."""

from pathlib import Path


def identifier(name: str) -> str:
    """A name as a quoted identifier."""
    return '"' + name.replace('"', '""') + '"'


def table_name(name: str) -> str:
    """A table's name with its schema (`pub.dim_day`) as quoted identifiers."""
    return ".".join(map(identifier, name.split(".")))


def literal(value: object) -> str:
    """A text, a path or a date as a string literal."""
    return f"'{escaped(value)}'"


def escaped(value: object) -> str:
    """A text as the inside of a string literal."""
    return str(value).replace("'", "''")


def escaped_path(path: Path) -> str:
    """A path as the inside of a string literal; absolute, since the engine may have another working folder."""
    return escaped(path.absolute())
