"""A parish of four feeds, in four forms, whose every personal column holds a canary of its class in every row."""

import io
import json
import re
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl

from tests.bad_input.stand import header
from tests.deid.canary import Canaries
from tests.gate import town
from tests.judge.stand import column, document
from warehouse.paths import Paths

MAKERS: dict[str, Callable[[int], str]] = {
    "name": lambda n: f"卡纳{chr(0x4E00 + n)}",
    "phone": lambda n: f"1391234{n:04}",
    "identity_no": lambda n: f"36010319900101{n:04}",
    "plate": lambda n: f"赣MKN{n:04}",
    "address": lambda n: f"鹦鹉巷{n}号",
    "said": lambda n: f"来人报称黄莺{n}只不见",
    "email": lambda n: f"kn{n}@canary.example",
    "bank_card": lambda n: f"6222021234{n:06}",
    "device": lambda n: f"86012345671{n:04}",
    "longitude": lambda n: f"115.81234{n:04}",
}
"""By personal class, the value of person `n`."""
MARKS = {
    "name": "卡纳", "phone": r"1391234\d{4}", "identity_no": r"36010319900101\d{4}", "plate": r"赣MKN\d{4}",
    "address": "鹦鹉巷", "said": "黄莺", "email": "@canary.example", "bank_card": r"6222021234\d{6}",
    "device": r"86012345671\d{4}", "longitude": r"115\.81234\d+",
}  # fmt: skip
"""By class, the pattern that every value of it has and nothing else."""
CLASSES = tuple(MAKERS)
IDENTIFIERS = ("phone", "identity_no", "bank_card", "device")
COLUMNS = ("record", *CLASSES, "state", "seen")
FEEDS = {"paper": "csv", "message": "ndjson", "sheet": "xlsx", "account": "sqlite"}
"""The form of each feed. `message` and `sheet` are deltas, the others come whole."""
DELTAS = ("message", "sheet")
PERSONS_N = 12
"""New persons of each feed on each day."""

CLOSED = 'access = "restricted"\n'
OPEN = 'reason = "长度与网格不指向个人|Lengths and cells tell of no person"\n'

Row = dict[str, str]


def _written(mark: str) -> re.Pattern[bytes]:
    """The pattern in each encoding in which a text may lie, escaped or not."""
    plain = re.split(r"(?=\\)", mark)[0]
    ways = {mark.encode(), mark.encode("gb18030")}
    if not plain.isascii():
        escaped = plain.encode("unicode_escape").replace(b"\\", b"\\\\")
        ways |= {re.escape(plain.encode("utf-16-le")), escaped, escaped.upper().replace(b"\\\\U", b"\\\\u")}
    return re.compile(b"|".join(sorted(ways)))


@dataclass
class Marked(Canaries):
    """The canaries of every class, found by their pattern."""

    patterns: dict[str, re.Pattern[bytes]] = field(
        default_factory=lambda: {name: _written(mark) for name, mark in MARKS.items()}
    )

    def search(self, data: bytes) -> set[str]:
        return {name for name, pattern in self.patterns.items() if pattern.search(data)}


class Parish:
    """The content root and its silo; `planted` has the values of each class that were written."""

    def __init__(self, root: Path) -> None:
        self.root = town.write(root)
        self.paths = Paths(root / "data")
        self.silo = root / "silo"
        self.planted: dict[str, set[str]] = {name: set() for name in CLASSES}
        self.persons_n = 0
        self.rows: dict[str, dict[str, Row]] = {name: {} for name in FEEDS}
        for name in FEEDS:
            self.contract(name)
            listed = ", ".join(COLUMNS)
            self.put(
                f"models/std/{name}.sql", header("record", *COLUMNS, more=CLOSED) + f"SELECT {listed} FROM raw.{name}\n"
            )
            shown = ("record", "state", "seen", "said_len", "east")
            select = "SELECT record, state, seen, deid_length(said) AS said_len, deid_cell(longitude) AS east"
            self.put(f"models/pub/fct_{name}.sql", header("record", *shown, more=OPEN) + f"{select} FROM std.{name}\n")

    def put(self, name: str, data: str | bytes) -> None:
        """A file under the root."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)

    def contract(self, name: str, *rules: dict[str, Any], **more: Any) -> None:
        """Write a feed's contract with these row rules beside its columns' own."""
        columns = [column("record", primaryKey=True, primaryKeyPosition=1, required=True)]
        for one in CLASSES:
            options = {"namespace": one} if one in IDENTIFIERS else {}
            typed = {"pattern": r"^1\d{10}$"} if one == "phone" else {"maxLength": 40} if one == "name" else {}
            if one == "longitude":
                typed = {"minimum": 73, "maximum": 136}
            kind = "number" if one == "longitude" else "string"
            classification = "identifier" if one in IDENTIFIERS else "restricted"
            columns.append(column(one, kind, classification=classification, options=options, typed=typed))
        columns.append(column("state", enum=[{"value": "open", "label": "开"}, {"value": "done", "label": "结"}]))
        columns.append(column("seen", "integer", typed={"minimum": 0, "maximum": 99}))
        form = FEEDS[name]
        path = {"csv": "paper.csv", "ndjson": "message/*.ndjson", "xlsx": "sheet/*.xlsx", "sqlite": "account.sqlite"}
        server = {"table": "account"} if form == "sqlite" else None
        bound = {"warn": 1, "block": 1, "reason": "few rows, of which many are planted"}
        mode = "delta" if name in DELTAS else "full"
        made = document(
            columns, rules, name=name, form=form, path=path[form], server=server, mode=mode,
            quarantine_bound=bound, **more,
        )  # fmt: skip
        self.put(f"assets/desk/{name}.odcs.yaml", json.dumps(made, ensure_ascii=False))

    def person(self) -> Row:
        """The values of a new person."""
        self.persons_n += 1
        row = {name: make(self.persons_n) for name, make in MAKERS.items()}
        for name, value in row.items():
            self.planted[name].add(value)
        return row

    def add(self, feed: str) -> list[str]:
        """New records; their keys."""
        keys = [f"{feed[0]}{len(self.rows[feed]) + n}" for n in range(PERSONS_N)]
        for key in keys:
            self.rows[feed][key] = {"record": key, **self.person(), "state": "open", "seen": "1"}
        return keys

    def correct(self, feed: str, keys: list[str]) -> None:
        """Other persons in records that were sent before."""
        for key in keys:
            self.rows[feed][key] |= {**self.person(), "state": "done"}

    def send(self, day: int, feed: str, keys: list[str], bad: list[Row] | None = None) -> None:
        """Write what the feed hands over on a day: all records, of a delta these ones; bad ones behind them."""
        rows = self.rows[feed]
        sent = [rows[key] for key in (keys if feed in DELTAS else rows)] + (bad or [])
        self.write(day, feed, COLUMNS, [[row[name] for name in COLUMNS] for row in sent])

    def write(self, day: int, feed: str, head: tuple[str, ...], rows: list[list[str]]) -> None:
        """Write a table in the form of its feed."""
        match FEEDS[feed]:
            case "csv":
                self.put("silo/paper.csv", "".join(",".join(row) + "\n" for row in [list(head), *rows]))
            case "ndjson":
                lines = (json.dumps(dict(zip(head, row, strict=True)), ensure_ascii=False) for row in rows)
                self.put(f"silo/message/{day:02}.ndjson", "".join(f"{line}\n" for line in lines))
            case "xlsx":
                book = openpyxl.Workbook()
                for row in [list(head), *rows]:
                    book.worksheets[0].append(row)
                data = io.BytesIO()
                book.save(data)
                self.put(f"silo/sheet/{day:02}.xlsx", data.getvalue())
            case _:
                file = self.silo / "account.sqlite"
                file.unlink(missing_ok=True)
                con = sqlite3.connect(file)
                listed = ", ".join(f'"{name}"' for name in head)
                con.execute(f"CREATE TABLE account ({listed})")
                con.executemany(f"INSERT INTO account VALUES ({', '.join('?' * len(head))})", rows)
                con.commit()
                con.close()

    def bad(self, feed: str) -> list[Row]:
        """Records that break a rule, each with a person in a column that cannot hold it."""
        found = []
        for place in ("state", "seen", "longitude", "phone"):
            for name in CLASSES:
                if name != place:
                    row = {"record": f"{feed[0]}bad{place}{name}", **self.person(), "state": "open", "seen": "1"}
                    found.append(row | {place: row[name]})
        twice = {"record": f"{feed[0]}twice", "state": "open", "seen": "1"}
        return [*found, twice | self.person(), twice | self.person()]
