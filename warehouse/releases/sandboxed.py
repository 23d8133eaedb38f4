"""The process that runs an analyst's statement: one database file, no other path, bounded memory, no writing.

It starts without secrets in its environment and ends after one statement. `warehouse.releases.sandbox` starts it.
"""

import os
import pickle
import resource
import sys
from pathlib import Path
from typing import Any, BinaryIO

import duckdb

from warehouse import frames, macros
from warehouse.store import open_file

CHUNK_ROWS_N = 10_000
SETTINGS = ("allow_community_extensions = false", "temp_directory = ''")
OVERHEAD = 3 << 30
"""Address space of Python, the engine's code and its threads, in addition to the memory that the engine counts."""


class Refused(Exception):
    """The statement is of a kind that is refused."""


def main() -> None:
    """Answer the one request on standard input with pickled messages on standard output."""
    request = pickle.load(sys.stdin.buffer)
    # A library that prints must not mix its words with the answer.
    answer = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    confine(request["limits"])
    frames.without_pandas()
    try:
        _run(request, answer)
    except (Refused, duckdb.Error) as error:
        pickle.dump(("error", _words(str(error))), answer)
    except MemoryError:
        pickle.dump(("error", "the statement needs more memory than it may"), answer)
    answer.flush()


def _words(message: str) -> str:
    """Return the engine's message on the statement, without its advice on settings that are locked here."""
    return "\n".join(part for part in message.split("\n\n") if part == message.split("\n\n")[0] or "LINE " in part)


def confine(limits: dict[str, Any]) -> None:
    """Bound the resources of the process: no file grows, no core is written."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    space = limits["memory"] + limits["answer"] + OVERHEAD
    resource.setrlimit(resource.RLIMIT_AS, (space, space))


def _run(request: dict[str, Any], answer: BinaryIO) -> None:
    limits = request["limits"]
    con = opened(request)
    result = con.execute(checked(con, request["statement"]))
    pickle.dump(("columns", [entry[0] for entry in result.description or ()]), answer)
    left, size = limits["rows_n"], 0
    while rows := result.fetchmany(min(CHUNK_ROWS_N, left + 1)):
        chunk = pickle.dumps(("rows", rows[:left]))
        left -= len(rows)
        size += len(chunk)
        if size > limits["answer"]:
            raise Refused(f"the answer is larger than {limits['answer'] / (1 << 20):,.0f} MiB")
        answer.write(chunk)
        if left < 0:
            break
    pickle.dump(("end", left < 0), answer)


def opened(request: dict[str, Any]) -> duckdb.DuckDBPyConnection:
    """The request's database file, read-only, on a connection that reaches no path but the request's Parquet files."""
    limits = request["limits"]
    con = open_file(Path(request["file"]), request["zone"])
    for setting in SETTINGS:
        con.execute(f"SET {setting}")
    con.execute("SET memory_limit = ?", [f"{limits['memory'] >> 20}MiB"])
    con.execute(f"SET threads = {limits['threads']}")
    con.execute("SET allowed_paths = ?", [request["parquet"]])
    con.execute("SET enable_external_access = false")
    macros.define(con)
    macros.observe(con, request["as_of"])
    con.execute("SET lock_configuration = true")
    return con


def checked(con: duckdb.DuckDBPyConnection, text: str) -> str:
    """The text, where DuckDB's own parser finds one statement of the SELECT family in it.

    A PIVOT without listed values parses as the creation of a temporary type and a SELECT, both without a text of their
    own.
    """
    found = con.extract_statements(text)
    if not found:
        raise Refused("there is no statement")
    kinds = [statement.type.name for statement in found]
    of_pivot = len(found) > 1 and all(statement.query == "" for statement in found)
    if of_pivot and set(kinds) <= {"CREATE", "SELECT"} and kinds[-1] == "SELECT":
        return text
    if len(found) > 1:
        raise Refused(f"one statement at a time: there are {len(found)}")
    if kinds[0] == "EXPLAIN":
        return _explained(con, text)
    if kinds[0] != "SELECT":
        raise Refused(f"only statements that read may be run, not {kinds[0]}")
    return text


def _explained(con: duckdb.DuckDBPyConnection, text: str) -> str:
    """An EXPLAIN of a statement that reads; EXPLAIN ANALYZE would run any other one."""
    words = text.split(None, 2)
    rest = words[2] if len(words) > 2 and words[1].upper() == "ANALYZE" else text.split(None, 1)[1]
    if words[0].upper() != "EXPLAIN" or [entry.type.name for entry in con.extract_statements(rest)] != ["SELECT"]:
        raise Refused("EXPLAIN and EXPLAIN ANALYZE take one SELECT")
    return text


if __name__ == "__main__":
    main()
