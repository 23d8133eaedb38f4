"""The answer sheet is true: every planted row lies where it says and is broken as it says."""

from collections import Counter, defaultdict
from pathlib import Path

import pytest

import demo
from demo import silo
from demo.silos.hotline import LOST_CASE
from tests.demo.extracts import Extracts

DEFECTS, KEYS = silo.defects(), silo.keys()
REKEYED = {dataset for part in silo.parts().values() for dataset in part.rekey}
DATASETS = sorted({d.dataset for d in DEFECTS} & set(Extracts.READABLE))


def test_there_are_many_kinds_each_named_once() -> None:
    assert len(DEFECTS) >= 20
    assert len({d.kind for d in DEFECTS}) == len(DEFECTS)
    assert all(d.rules or d.finds for d in DEFECTS)
    assert not [d.kind for d in DEFECTS if d.rekey and d.dataset not in REKEYED]


def test_every_kind_is_planted_as_often_as_declared(district: Extracts) -> None:
    found = Counter(p["kind"] for p in district.planted)
    assert found == {d.kind: d.count * (2 if d.rival else 1) for d in DEFECTS}
    assert district.summary.planted == len(district.planted)


@pytest.mark.parametrize("dataset", DATASETS)
def test_planted_rows_lie_where_the_sheet_says(district: Extracts, dataset: str) -> None:
    rows = {row["_place"]: row for row in district.read(dataset)}
    assert len(rows) == district.summary.records[dataset]
    for planted in (p for p in district.planted if p["dataset"] == dataset):
        row = rows[(planted["source"], planted.get("row", planted.get("line")))]
        assert ("_broken" in row) == (planted["rules"] == ["malformed"])
        if "_broken" not in row:
            key = [row[name] if row[name] in (None, "") else str(row[name]) for name in KEYS[dataset]]
            assert key == planted["key"]


@pytest.mark.parametrize("dataset", DATASETS)
def test_only_planted_rows_share_a_key(district: Extracts, dataset: str) -> None:
    keys: defaultdict[tuple[object, ...], list[tuple[str, int]]] = defaultdict(list)
    for row in district.read(dataset):
        if "_broken" not in row and all(row[name] is not None for name in KEYS[dataset]):
            keys[(row["_place"][0], *(row[name] for name in KEYS[dataset]))].append(row["_place"][1])
    shared = {number for places in keys.values() if len(places) > 1 for number in places}
    duplicates = {p.get("row", p.get("line")) for p in district.planted
                  if p["dataset"] == dataset and p["rules"] == ["duplicate_key"]}  # fmt: skip
    assert duplicates <= shared
    copies = sum(d.count for d in DEFECTS if d.dataset == dataset and d.rules == ("duplicate_key",))
    assert len(shared) == 2 * copies


def test_each_kind_is_broken_as_named(district: Extracts) -> None:
    places = {p["kind"]: (p["dataset"], (p["source"], p.get("row", p.get("line")))) for p in district.planted}
    rows = {dataset: {row["_place"]: row for row in district.read(dataset)} for dataset in DATASETS}
    row = {kind: rows[dataset][place] for kind, (dataset, place) in places.items() if dataset in rows}
    assert row["case_without_grid"]["grid_code"] is None
    assert row["case_longitude_text"]["lon"] == "abc"
    assert row["case_point_swapped"]["lon"] < row["case_point_swapped"]["lat"]
    assert row["case_closed_before_registered"]["closed_at"] < row["case_closed_before_registered"]["registered_at"]
    assert row["case_closed_without_time"]["closed_at"] is None
    assert row["case_in_the_future"]["reported_at"] > "2016"
    assert row["case_before_go_live"]["closed_at"] < "2013"
    assert row["step_number_text"]["seq"].startswith("x")
    assert row["call_answered_before_queued"]["接听时间"] < row["call_answered_before_queued"]["排队时间"]
    assert row["order_closed_before_accepted"]["closed_at"] < row["order_closed_before_accepted"]["accepted_at"]
    assert (row["visit_rated_unreached"]["reached"], row["visit_rated_unreached"]["satisfied"]) == (False, "满意")
    assert row["document_classified"]["密级"] == "秘密"
    assert row["document_date_in_words"]["成文日期"] == "二〇一五年"
    assert row["task_done_before_assigned"]["done_at"] < row["task_done_before_assigned"]["assigned_at"]
    assert row["service_depth_out_of_range"]["online_depth"] == 7
    assert row["install_without_device"]["device_id"] is None


def test_planted_rows_hang_on_nothing(district: Extracts) -> None:
    good = {c["task_num"] for c in district.validated("urban_case")}
    assert {s["task_num"] for s in district.read("urban_case_step")} <= good
    assert {o.get("forwarded_case_no") for o in district.read("hotline_order")} <= {*good, None, LOST_CASE}


def test_a_second_district_is_byte_identical(district: Extracts, tmp_path: Path) -> None:
    (tmp_path / "hotline" / "calls").mkdir(parents=True)
    (tmp_path / "hotline" / "calls" / "cdr_19990101.csv").write_text("left over", encoding="utf-8")
    demo.write(tmp_path)
    files = {p.relative_to(district.root) for p in district.root.rglob("*") if p.is_file()}
    assert files == {p.relative_to(tmp_path) for p in tmp_path.rglob("*") if p.is_file()}
    for file in files:
        assert (district.root / file).read_bytes() == (tmp_path / file).read_bytes(), file


def test_another_seed_gives_another_district_with_the_same_counts(tmp_path: Path) -> None:
    one = Extracts(tmp_path / "1", demo.write(tmp_path / "1", seed=1, scale=0.1))
    two = Extracts(tmp_path / "2", demo.write(tmp_path / "2", seed=2, scale=0.1))
    cases = one.validated("urban_case"), two.validated("urban_case")
    assert [c["reported_at"] for c in cases[0]] != [c["reported_at"] for c in cases[1]]
    for side in cases:
        assert (len(side), sum(c["status"] == "6" for c in side)) == (1_820, 1_793)


@pytest.mark.parametrize(
    ("days", "first", "last"), [(30, "2015-08-02", "2015-08-31"), (400, "2015-03-01", "2016-04-03")]
)
def test_days_move_the_period(tmp_path: Path, days: int, first: str, last: str) -> None:
    stages: list[int] = []
    summary = demo.write(
        tmp_path, scale=0.1, days=days, on_progress=lambda name, done, total: stages.append(done * 100 // total)
    )
    assert (summary.first_day.isoformat(), summary.as_of.isoformat()) == (first, last)
    cases = Extracts(tmp_path, summary).validated("urban_case")
    assert len(cases) == int(18_200 * 0.1 * days / 184 + 0.5)
    assert first <= min(c["reported_at"] for c in cases)
    assert max(c["updated_at"] for c in cases)[:10] <= last
    assert stages == sorted(stages)
    assert stages[-1] == 100


def test_the_shortest_district_has_records_of_every_dataset(tmp_path: Path) -> None:
    summary = demo.write(tmp_path, scale=0.1, days=7)
    assert [dataset for dataset, count in summary.records.items() if not count] == []


def test_a_nonsense_size_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="scale must be above 0"):
        demo.write(tmp_path, scale=0)
