"""Plain readers of a district's files, which share no code with the generator."""

import csv
import gzip
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl

import demo

Row = dict[str, Any]


class Extracts:
    """Records of the written files, each with `_place`: file and line or row.

    Only datasets of `READABLE` are read here; what is planted in the others is proven by the validator.
    """

    READABLE = ("urban_case", "urban_case_step", "hotline_call", "hotline_order", "hotline_visit", "oa_document",
                "oa_doc_task", "service_item", "app_install", "app_click")  # fmt: skip

    def __init__(self, root: Path, summary: demo.Summary) -> None:
        self.root = root
        self.summary = summary
        self.planted: list[Row] = json.loads((root / "planted.json").read_text(encoding="utf-8"))
        self.offenders: dict[str, list[dict[str, str]]] = json.loads((root / "offenders.json").read_text("utf-8"))
        self._rows: dict[str, list[Row]] = {}

    def table(self, silo: str, table: str) -> Iterator[Row]:
        source = f"{silo}/{silo}.sqlite"
        connection = sqlite3.connect(self.root / source)
        connection.row_factory = sqlite3.Row
        for row in connection.execute(f"select rowid as _n, * from {table} order by rowid"):
            yield {**dict(row), "_place": (source, row["_n"])}
        connection.close()

    def json_lines(self, pattern: str) -> Iterator[Row]:
        for path in sorted(self.root.glob(pattern)):
            data = path.read_bytes()
            text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
            for number, line in enumerate(text.splitlines(), 1):
                try:
                    record = json.loads(line)
                except json.JSONDecodeError:
                    record = {"_broken": line}
                yield {**record, "_place": (path.relative_to(self.root).as_posix(), number)}

    def csv_lines(self, pattern: str, encoding: str) -> Iterator[Row]:
        for path in sorted(self.root.glob(pattern)):
            head, *rows = csv.reader(path.read_bytes().decode(encoding).splitlines())
            for number, values in enumerate(rows, 2):
                record = dict(zip(head, values, strict=False))
                if len(values) != len(head):
                    record["_broken"] = ",".join(values)
                yield {**record, "_place": (path.relative_to(self.root).as_posix(), number)}

    def sheet(self, name: str) -> Iterator[Row]:
        book = openpyxl.load_workbook(self.root / "oa/documents.xlsx")
        head, *rows = book[name].iter_rows(values_only=True)
        for number, values in enumerate(rows, 2):
            yield {**dict(zip(map(str, head), values, strict=True)), "_place": ("oa/documents.xlsx", number)}

    def read(self, dataset: str) -> list[Row]:
        """Every record of a dataset, planted ones included."""
        if dataset not in self._rows:
            self._rows[dataset] = list(self._scan(dataset))
        return self._rows[dataset]

    def _scan(self, dataset: str) -> Iterator[Row]:
        match dataset:
            case "urban_case":
                return self.table("urban_management", "case_info")
            case "urban_case_step":
                return self.table("urban_management", "case_step")
            case "hotline_call":
                return self.csv_lines("hotline/calls/cdr_*.csv", "gb18030")
            case "hotline_order":
                return self.json_lines("hotline/orders_*.ndjson")
            case "hotline_visit":
                return self.json_lines("hotline/visits_*.ndjson")
            case "oa_document":
                return self.sheet("公文")
            case "oa_doc_task":
                return self.csv_lines("oa/doc_tasks.csv", "utf-8-sig")
            case "service_item" | "app_install":
                return self.table("citizen_app", dataset)
            case "app_click":
                return self.json_lines("citizen_app/clicks_*.ndjson.gz")
        raise KeyError(dataset)

    def validated(self, dataset: str) -> list[Row]:
        """The records that are not planted ones."""
        planted = {(p["source"], p.get("row", p.get("line"))) for p in self.planted if p["dataset"] == dataset}
        return [row for row in self.read(dataset) if row["_place"] not in planted]
