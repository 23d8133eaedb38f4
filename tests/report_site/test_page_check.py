"""Pages are checked with the other declarations: a wrong one stops a run before any table is made."""

from pathlib import Path

import pytest

from pipelines.declare.project import Content
from pipelines.ops.run import run
from pipelines.site.pages.page import check
from tests import small_root
from warehouse.errors import HgtError
from warehouse.paths import Paths

PAGE = """
title = "页|Page"
order = 1
[sections.one]
title = "一|One"
blocks = [{ type = "league", kpi = "bench_repairs", by = "bench" }]
"""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("order = 1", "order = 1\nsort = 2", ("key `sort` is not known", "accepted: title, order, lead")),
        ("bench_repairs", "bench_repair", ("there is no such KPI", "value: bench_repair", "bench_repairs.default")),
        ('"bench"', '"benches"', ("bench_repairs has no such slice", "value: benches")),
    ],
)
def test_a_wrong_page_stops_a_run_before_any_table(tmp_path: Path, old: str, new: str, told: tuple[str, ...]) -> None:
    root, paths = small_root.write(tmp_path / "root"), Paths(tmp_path / "data")
    small_root.put(root / "reports" / "own.toml", PAGE.replace(old, new))
    small_root.put(paths.district / "bench" / "repairs.csv", "id,day,phone,remark\n1,2024-05-06,1,x\n")
    made: list[str] = []
    with pytest.raises(HgtError) as caught:
        run(root, paths, on_asset=made.append)
    text = str(caught.value)
    assert [words for words in (*told, "reports/own.toml", "next: correct reports/own.toml") if words not in text] == []
    assert made == [] and not paths.published_db.exists()


def test_the_pages_of_the_district_are_right(tmp_path: Path) -> None:
    check(Content.load(Path(__file__).resolve().parents[2], Paths(tmp_path)))
