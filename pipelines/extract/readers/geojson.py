"""Reads GeoJSON: a FeatureCollection, or one Feature a line. Properties as text, geometry as WKT, digits unchanged.

A document is held in memory; lines are not.
"""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb

from pipelines.declare.contracts.contract import Contract
from pipelines.extract.readers.csv_normal import codec
from pipelines.extract.readers.json_document import constant, document
from pipelines.extract.records.archive import AGAIN
from pipelines.extract.records.decoded import Decoded, Rows, read_decoded
from pipelines.extract.records.extract import Extract, Landed, Refusal
from pipelines.extract.records.geometry import BadGeometry, Digits, from_geojson
from warehouse.errors import HgtError

CODE = re.compile(r"EPSG:+\d{4,6}|CRS84|WGS[ _]?(?:19)?84", re.IGNORECASE)
"""Names of reference systems that a message may quote."""
GEOMETRY = "geometry"
FEATURE_ID = "feature_id"
DEFAULT_CRS = "urn:ogc:def:crs:OGC:1.3:CRS84 WGS 84 EPSG:4326"
"""The reference system of a file that names none."""


class Doubled(dict[str, Any]):
    """An object that names a key twice, or holds one that does."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    parts = found.get("geometries")
    inside = [*found.values(), *(parts if isinstance(parts, list) else ())]
    is_doubled = len(found) < len(pairs) or any(isinstance(value, Doubled) for value in inside)
    return Doubled(found) if is_doubled else found


_DECODER = json.JSONDecoder(parse_float=Digits, parse_int=Digits, parse_constant=constant, object_pairs_hook=_object)
_TWICE = "a key occurs more than once"


def _written(value: Any) -> str:
    """A value as JSON, its numbers with their own digits."""
    if isinstance(value, Digits):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_written(str(key))}: {_written(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_written, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def _holds_doubled(value: Any) -> bool:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return isinstance(value, Doubled) or any(map(_holds_doubled, inside))


def _text(value: Any) -> str | None:
    if value is None or type(value) is str:
        return value
    if isinstance(value, Digits):
        return str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if _holds_doubled(value):
        raise ValueError(_TWICE)
    return _written(value)


def _row(feature: Any) -> dict[str, str | None]:
    """The columns of one feature; raises ValueError to have it quarantined."""
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        kind = feature.get("type") if isinstance(feature, dict) else type(feature).__name__
        raise ValueError(f"this is no Feature but {kind}")
    if isinstance(feature, Doubled):
        raise ValueError(_TWICE)
    properties = {} if feature.get("properties") is None else feature["properties"]
    if not isinstance(properties, dict):
        raise ValueError("the properties are no object")
    row = {str(name): _text(value) for name, value in properties.items()}
    if GEOMETRY in row:
        raise ValueError(f"a property is called {GEOMETRY}, as the feature's own geometry is")
    row[GEOMETRY] = from_geojson(feature.get("geometry"))
    if "id" in feature:
        own = _text(feature["id"])
        if row.setdefault(FEATURE_ID, own) != own:
            raise ValueError(f"its id and its property {FEATURE_ID} differ")
    return row


def _features(path: Path, source: str, encoding: str, crs: str | None) -> tuple[Iterator[tuple[Any, str]], list[int]]:
    """(feature or the error that its text gives, its text) one by one, and a cell with the number of blank lines."""
    blank = [0]
    with path.open("rb") as file:
        head = file.readline().decode(encoding, "replace").lstrip("\ufeff\x1e")
    try:
        first = _DECODER.decode(head)
    except ValueError:
        first = None
    if not (isinstance(first, dict) and first.get("type") == "Feature"):
        found = _document(path, source, encoding)
        _agree(source, crs, found.get("crs"))
        if found.get("type") == "Feature":
            return iter([(found, "")]), blank
        return ((feature, "") for feature in found["features"]), blank
    _agree(source, crs, first.get("crs"))

    def lines() -> Iterator[tuple[Any, str]]:
        with path.open("rb") as file:
            for line in file:
                if not line.strip():
                    blank[0] += 1
                    continue
                text = line.decode(encoding, "backslashreplace").rstrip("\r\n").lstrip("\ufeff\x1e")
                try:
                    line.decode(encoding)
                    yield _DECODER.decode(text), text
                except UnicodeDecodeError as error:
                    yield ValueError(f"bytes {line[error.start : error.start + 4].hex(' ')} are not text"), text
                except ValueError as error:
                    yield ValueError(f"this is not JSON: {error}"), text

    return lines(), blank


def _document(path: Path, source: str, encoding: str) -> dict[str, Any]:
    _, found = document(
        path, source, encoding, _DECODER, fault="the file is not complete GeoJSON: {}; none of it is read",
        accepted="a FeatureCollection, or one Feature a line",
    )  # fmt: skip
    kind = found.get("type") if isinstance(found, dict) else None
    if kind == "FeatureCollection" and isinstance(found, Doubled):
        raise HgtError(
            f"{_TWICE} in the collection; none of it is read", file=source, accepted="each key once", next=AGAIN
        )
    if isinstance(found, dict) and (
        kind == "Feature" or (kind == "FeatureCollection" and isinstance(found.get("features"), list))
    ):
        return found
    raise HgtError(
        "the document is no collection of features", file=source, value=type(found).__name__,
        accepted="a FeatureCollection with `features`, or one Feature a line", next=AGAIN,
    )  # fmt: skip


def _agree(source: str, wanted: str | None, declared: Any) -> None:
    text = _written(declared) if declared else DEFAULT_CRS
    check_crs(source, wanted, text)


def check_crs(source: str, wanted: str | None, text: str) -> None:
    """Refuses a file whose declared reference system differs from the contract's."""
    squeezed = "".join(text.replace("::", ":").split()).lower()
    if wanted and "".join(wanted.split()).lower() not in squeezed:
        raise HgtError(
            "the coordinates are in another reference system than the contract says", file=source,
            value=", ".join(dict.fromkeys(CODE.findall(text))) or ("words of its own" if text else "no word about it"),
            accepted=wanted,
            next="ask the silo, or set the contract's `crs`, then hgt silo check",
        )  # fmt: skip


def decode(path: Path, source: str, contract: Contract, target: Path) -> Decoded:
    """One plain file."""
    options = contract.server.options
    encoding = codec(options.get("encoding"), source)
    crs = str(options["crs"]) if options.get("crs") else None
    features, blank = _features(path, source, encoding, crs)
    rows = Rows(column.physical_name for column in contract.columns)
    names: dict[str, None] = {}
    found = Decoded(target, None, 0)
    for number, (feature, text) in enumerate(features, 1):
        found.records = number
        try:
            if isinstance(feature, ValueError):
                raise feature
            row = _row(feature)
        except ValueError as error:
            kind = "bad geometry: " if isinstance(error, BadGeometry) else ""
            found.broken.append((number, text or _written(feature), f"{kind}{error}"))
            continue
        names.update(dict.fromkeys(row))
        rows.add(number, row)
    found.blank = blank[0]
    if rows.numbers:
        found.names = list(names)
    rows.write(target)
    return found


def read_geojson(
    con: duckdb.DuckDBPyConnection, contract: Contract, landed: Sequence[Landed], tmp: Path
) -> tuple[Extract | None, list[Refusal]]:
    """The accepted files of a GeoJSON dataset, and those refused whole."""
    return read_decoded(con, contract, landed, tmp, decode, spare=(GEOMETRY, FEATURE_ID))
