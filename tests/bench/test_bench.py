"""The benchmarks run, at sizes that say nothing about speed: what they compare must be the same work."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bench import rows, step
from bench.__main__ import main, table
from bench.figures import FIGURES, Bench
from bench.measure import KEY, Figure
from bench.stand import DATASET, HISTORY, cases, content, content_root, session
from bench.step import hand_scan, judge_scan, load
from pipelines.ingest import load as ingest
from pipelines.metrics import kpi
from pipelines.transform import materialize

ROWS_N = 3_000
DAY_N = 200


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("HGT_PSEUDONYM_KEY", KEY)
    data = tmp_path / "data"
    rows.write_history(cases(data) / HISTORY, ROWS_N)
    yield data


def test_the_content_root_is_sound(tmp_path: Path) -> None:
    found = content(tmp_path / "data")
    assert found.gaps() == []
    assert {model.kpi.kind for model in found.kpis().values()} == {"ratio", "count", "quantile"}


def test_both_scans_find_the_same_offenders(data: Path) -> None:
    by_judge, by_hand = judge_scan(str(data)), hand_scan(str(cases(data) / HISTORY))
    assert by_judge["broken"] == by_hand["broken"]
    assert sum(by_judge["broken"].values()) > 0


def test_the_same_rows_in_another_encoding_load_alike(data: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    rows.recode(cases(data) / HISTORY, cases(other) / HISTORY, "gb18030")
    root = content_root(tmp_path, "gb18030")
    drop = ("seconds", "cpu_seconds")
    found = [load(str(data)), load(str(other), str(root))]
    first, second = ({name: value for name, value in facts.items() if name not in drop} for facts in found)
    assert first == second
    assert first["source_n"] == first["landed_n"] + first["set_aside_n"]


@pytest.mark.parametrize("recent", [True, False])
def test_a_day_is_half_new_and_half_corrections(data: Path, recent: bool) -> None:
    with session(data, as_of=rows.LAST_DAY) as found:
        ingest.load(found, DATASET)
    rows.write_day(cases(data) / "001_day.csv", ROWS_N, DAY_N, recent=recent)
    with session(data, as_of=rows.NEXT_DAY) as found:
        (report,) = ingest.load(found, DATASET)
        for name in found.content.graph.order:
            if not name.startswith("std."):
                materialize.build(found, name)
        kpi.roll_up(found)
        cumulative = found.writer.con.execute(
            "SELECT numerator FROM lake.kpi.value WHERE kpi_id = 'bench_cases' AND slice_type = 'all'"
            " AND grain = 'cumulative'"
        ).fetchall()
        whole = found.writer.con.execute("SELECT count(*) FROM lake.std.bench_case").fetchall()
    assert cumulative == whole
    assert report.inserted_n + report.updated_n + report.set_aside_n == DAY_N
    assert abs(report.inserted_n - report.updated_n) < DAY_N // 10


def test_every_step_has_a_name() -> None:
    assert {"history", "day", "bare_copy", "load", "judge_scan", "hand_scan", "derive", "next_day", "site"} <= {
        *step.STEPS
    }


def test_a_scan_figure_is_measured_and_shown(tmp_path: Path) -> None:
    (figure,) = FIGURES["scan"](Bench(tmp_path, 1_000))
    assert figure.ratio is not None
    assert table([figure]).row_count == 1


def test_a_target_is_a_ratio_or_a_time() -> None:
    assert Figure("a", "a", 3.0, "b", 2.0, limit=2.0).met
    assert not Figure("a", "a", 3.0, limit=2.0).met
    assert Figure("a", "a", 3.0).met is None


def test_the_figures_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list"]) == 0
    shown = capsys.readouterr().out
    assert all(name in shown for name in FIGURES)
