"""A vendor's API as it answers: one JSON document a month, the records in `data`."""

import json
from pathlib import Path

import polars as pl

from demo import writers


def answers(folder: Path, frame: pl.DataFrame, key: tuple[str, ...]) -> list[writers.Place]:
    """One document for each value of `_file`."""
    places = []
    for file, part in writers.by_file(frame):
        records = writers.visible(part).to_dicts()
        answer = {"code": 0, "message": "success", "total": len(records), "data": records}
        (folder / file).write_text(json.dumps(answer, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        places += writers.placed(part, file, "row", 1, key)
    return places
