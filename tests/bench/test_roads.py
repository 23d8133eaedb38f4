"""The proof of the roads finds a root equal, and finds what differs."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.roads import Piece, arrivals, differences, main
from tests import small_root

AS_OF = "as_of = 2024-05-31"
PIECES = [Piece("bench", (Path(f"{n}.csv"),), (f"table_{n % 3}",)) for n in range(7)]


@given(st.integers(0, 10**6), st.integers(1, 5))
def test_every_object_arrives_once_and_most_datasets_at_first(seed: int, steps_n: int) -> None:
    steps = arrivals(PIECES, steps_n, random.Random(seed))
    assert sorted(piece.files for step in steps for piece in step) == sorted(piece.files for piece in PIECES)
    assert len(steps) <= steps_n and all(steps)
    assert len({name for piece in steps[0] for name in piece.datasets}) >= (2 if steps_n > 1 else 3)


def test_a_difference_names_table_rows_and_columns() -> None:
    def table(rows: int, **columns: str) -> dict[str, object]:
        return {"rows": rows, "hash": "".join(columns.values()), "columns": columns}

    first = {"pub.a": table(2, id="1", n="7"), "pub.b": table(1, id="1"), "pub.c": table(0)}
    other = {"pub.a": table(2, id="1", n="8"), "pub.c": table(0), "pub.d": table(3)}
    assert list(differences(first, other)) == [
        "pub.a: 2 rows against 2; columns n",
        "pub.b: 1 rows against nothing",
        "pub.d: nothing against 3 rows",
    ]
    assert list(differences(first, first)) == []


def written(folder: Path, silos: Path) -> Path:
    """The small root, its silo outside of the store, with three files of repairs that correct one another."""
    root = small_root.write(folder)
    district = root / "district.toml"
    text = district.read_text(encoding="utf-8").replace("{data}/district", "${ROADS_SILOS}")
    district.write_text(text.replace('generator = "bench_demo"\n', ""), encoding="utf-8")
    contract = root / "assets" / "bench" / "bench_repair.odcs.yaml"
    text = contract.read_text(encoding="utf-8").replace("repairs.csv", "'repairs_*.csv'")
    contract.write_text(f"{text}customProperties: [{{property: mode, value: delta}}]\n", encoding="utf-8")
    for number, rows in enumerate((["1,2024-05-02", "2,2024-05-03"], ["2,2024-05-11", "3,x"], ["3,2024-05-20"]), 9):
        lines = ["id,day,phone,remark", *(f"{row},138{number:08},ok" for row in rows)]
        small_root.put(silos / "bench" / f"repairs_{number}.csv", "\n".join([*lines, ""]))
    return root


def test_three_roads_over_a_small_root_are_equal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ROADS_SILOS", str(tmp_path / "silos"))
    root = written(tmp_path / "root", tmp_path / "silos")
    options = ["--root", str(root), "--seed", "4", "--quick", "--steps", "2", "--scratch", str(tmp_path)]
    assert main(options) == 0
    said = capsys.readouterr().out
    assert "seed 4" in said and "equal on all roads" in said and "--full" in said


def test_a_root_whose_clock_goes_on_is_not_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = small_root.write(tmp_path / "root")
    district = root / "district.toml"
    district.write_text(district.read_text(encoding="utf-8").replace(f"{AS_OF}\n", ""), encoding="utf-8")
    assert main(["--root", str(root), "--scratch", str(tmp_path)]) == 1
    assert "does not stand still" in capsys.readouterr().out
