"""The outline under the maps: drawn where its variable names a folder that has it, and nothing else changes without."""

import datetime as dt
import json
import os
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.declare.district import read_district
from pipelines.declare.places import Base
from pipelines.site.map import Spot, spots
from pipelines.site.model import Basis, Figure, same
from pipelines.site.outline import NONE, Outline
from pipelines.site.outline import read as read_with
from tests.report_site.spoken import seen
from warehouse import macros
from warehouse.errors import HgtError

ROOT = Path(__file__).resolve().parents[2]
VARIABLE, REAL = "HGT_DATA", "../shared/data"
SQUARE = [[115.80, 28.60], [115.90, 28.60], [115.90, 28.70], [115.80, 28.70], [115.80, 28.60]]
PLACES = [Spot(115.84 + step / 100, 28.66, step + 1, same(f"格 {step}"), same("街道")) for step in range(3)]


def read(base: Base | None) -> Outline:
    with duckdb.connect() as con:
        macros.define(con)
        return read_with(base, con)


def base(tmp_path: Path, crs: str = "WGS-84") -> Base:
    return Base("${OUTLINE_FOLDER}/town.json", crs, "甲", "A", tmp_path)


def write(folder: Path, geometry: dict[str, Any]) -> Path:
    feature = {"type": "Feature", "properties": {}, "geometry": geometry}
    file = folder / "town.json"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return file


def drawn(outline: Outline) -> Figure:
    basis = Basis(6, None, same(""), same(""), 0, same(""))
    return spots("key", same("图"), PLACES, basis, outline=outline)


def test_without_the_variable_or_the_file_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OUTLINE_FOLDER", raising=False)
    assert read(None) is NONE
    assert read(base(tmp_path)) is NONE
    monkeypatch.setenv("OUTLINE_FOLDER", str(tmp_path))
    assert read(base(tmp_path)) is NONE
    assert drawn(NONE) == spots("key", same("图"), PLACES, drawn(NONE).basis)


def test_polygons_are_turned_into_degrees_and_credited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTLINE_FOLDER", str(tmp_path))
    write(tmp_path, {"type": "MultiPolygon", "coordinates": [[SQUARE], [SQUARE]]})
    plain = read(base(tmp_path))
    assert plain.rings == (tuple((lon, lat) for lon, lat in SQUARE),) * 2
    shifted = read(base(tmp_path, "GCJ-02")).rings[0]
    assert all(0.002 < old[0] - new[0] < 0.008 for old, new in zip(SQUARE, shifted, strict=True))
    assert all(0.001 < new[1] - old[1] < 0.006 for old, new in zip(SQUARE, shifted, strict=True))
    figure = drawn(plain)
    assert len(figure.traces) == len(drawn(NONE).traces) + 2
    assert seen(figure).traces[0]["x"] == [lon for lon, _ in SQUARE]
    assert seen(figure).layout["annotations"][0]["text"] == "A"


@pytest.mark.parametrize(
    "text", ["not JSON", "[1]", '{"type": "Point", "coordinates": [1, 2]}', '{"features": [{"geometry": null}]}']
)
def test_a_file_that_is_no_area_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("OUTLINE_FOLDER", str(tmp_path))
    (tmp_path / "town.json").write_text(text)
    with pytest.raises(HgtError, match=r"town\.json"):
        read(base(tmp_path))


def test_a_declaration_is_read_strictly(tmp_path: Path) -> None:
    head = 'name = "n"\nname_en = "n"\ntime_zone = "UTC"\n[map]\n'
    for wrong in ('outline = "a"\ncrs = "EPSG:1"\ncredit = "c"\ncredit_en = "c"\n', 'outline = "a"\nsize = 1\n'):
        (tmp_path / "district.toml").write_text(head + wrong)
        with pytest.raises(HgtError, match=r"district\.toml"):
            read_district(tmp_path, tmp_path)


def test_the_districts_own_outline_holds_its_streets(monkeypatch: pytest.MonkeyPatch) -> None:
    from demo.world import STREETS

    district = read_district(ROOT, ROOT)
    assert district.base is not None and district.as_of == dt.date(2015, 8, 31)
    monkeypatch.setenv(VARIABLE, str((ROOT / os.environ.get(VARIABLE, REAL)).resolve()))
    if district.base.file is None:
        pytest.skip(f"the boundaries are not here; set {VARIABLE} to the folder that holds nanchang_boundaries")
    [ring] = read(district.base).rings
    west, east = min(lon for lon, _ in ring), max(lon for lon, _ in ring)
    south, north = min(lat for _, lat in ring), max(lat for _, lat in ring)
    assert all(west < street.lon < east and south < street.lat < north for street in STREETS)
