"""Keeps the reason why the newest attempt to build a table failed (`meta.failure`), until the table is built.

`registry` holds a loader's failures, `checks` failing rules. `gate` decides what bars a release.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb

from pipelines.state.session import Session
from warehouse.errors import HgtError
from warehouse.store import Writer

REMEMBERED = "meta.failure"


@dataclass(frozen=True)
class Failure:
    """One failed attempt. `text_hash` is that of the model which failed: a model that was edited since is due again."""

    text_hash: str
    message: str
    next: str


@contextmanager
def kept(session: Session, table: str) -> Iterator[None]:
    """Keep the error with which the attempt inside ends; an attempt that succeeds clears that of an earlier one."""
    try:
        yield
    except HgtError as error:
        _write(
            session.writer, table, Failure(_text_hash(session, table), _told(session, error), error.next or "hgt run")
        )
        raise
    _write(session.writer, table, None)


def standing(session: Session) -> dict[str, Failure]:
    """Failed attempts by table, of the models as they are written now."""
    found = session.writer.recall(REMEMBERED, _read)
    return {
        table: failure for table, failure in sorted(found.items()) if failure.text_hash == _text_hash(session, table)
    }


def _text_hash(session: Session, table: str) -> str:
    model = session.content.models.get(table)
    return model.text_hash if model is not None else ""


def _told(session: Session, error: HgtError) -> str:
    """The error without its next command, on one line; files are named relative to the content root."""
    lines = str(error).removesuffix(f"\n  next: {error.next}").splitlines()
    return "; ".join(filter(None, map(str.strip, lines))).replace(f"{session.content.root}/", "")


def _read(con: duckdb.DuckDBPyConnection) -> dict[str, Failure]:
    try:
        rows = con.execute("SELECT table_name, text_hash, message, next FROM lake.meta.failure").fetchall()
    except duckdb.CatalogException:
        return {}  # a store that is older than the table
    return {table: Failure(*rest) for table, *rest in rows}


def _write(writer: Writer, table: str, failure: Failure | None) -> None:
    """Replace the table's older failure; None removes it. Nothing is written where nothing changes."""
    known: dict[str, Failure] = writer.recall(REMEMBERED, _read)
    if known.get(table) == failure:
        return
    known.pop(table, None)
    if failure is not None:
        known[table] = failure

    def put(con: duckdb.DuckDBPyConnection) -> None:
        con.execute("DELETE FROM lake.meta.failure WHERE table_name = ?", [table])
        if failure is not None:
            con.execute(
                "INSERT INTO lake.meta.failure VALUES (?, ?, ?, ?)",
                [table, failure.text_hash, failure.message, failure.next],
            )

    writer.later(put)
    writer.settle()
