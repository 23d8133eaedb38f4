"""The benchmark's own store: the content root beside this file over a data folder that is thrown away."""

import datetime as dt
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.measure import CONTENT
from pipelines.declare.project import Content
from pipelines.metrics import kpi
from pipelines.orchestration.plan import opened
from pipelines.state.session import Session
from pipelines.transform import materialize
from warehouse.paths import Paths

DATASET = "bench_case"
CONTRACT = Path("assets/bench/bench_case.odcs.yaml")
HISTORY = "000_history.csv"
DAY = "001_day.csv"


def cases(data: Path) -> Path:
    """The folder to which the silo of a data folder writes its extracts."""
    return data / "silo" / "cases"


def content_root(folder: Path, encoding: str) -> Path:
    """A copy of the content root whose silo writes another encoding."""
    root = folder / f"content-{encoding}"
    shutil.copytree(CONTENT, root)
    contract = root / CONTRACT
    text = contract.read_text(encoding="utf-8")
    declared = "{property: encoding, value: utf-8}"
    if declared not in text:
        raise RuntimeError(f"{CONTRACT} no longer declares its encoding")
    contract.write_text(text.replace(declared, f"{{property: encoding, value: {encoding}}}"), encoding="utf-8")
    return root


def content(data: Path, root: Path = CONTENT) -> Content:
    """The content root over this data folder."""
    data.mkdir(parents=True, exist_ok=True)
    return Content.load(root, Paths(data))


@contextmanager
def session(data: Path, root: Path = CONTENT, as_of: dt.date | None = None) -> Iterator[Session]:
    """A session with the one writer."""
    with opened(content(data, root), as_of=as_of) as found:
        yield found


def derive(found: Session) -> None:
    """Build every table and roll the KPIs up, as a run does, without Dagster around it."""
    for name in found.content.graph.order:
        if not name.startswith("std."):
            materialize.build(found, name)
    kpi.roll_up(found)
