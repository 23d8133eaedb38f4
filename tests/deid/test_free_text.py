"""Public free text: what counts as free, that it is restricted by default, and that a district may refuse it."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.declare.contracts import free_text
from pipelines.declare.contracts.contract import read_contract
from pipelines.declare.project import Content
from tests.judge import stand
from tests.small_root import CONTRACT, DISTRICT, put, write
from warehouse.errors import HgtError
from warehouse.paths import Paths

ROOT = Path(__file__).parents[2]
ROOTS = [ROOT, *sorted(path.parent for path in (ROOT / "examples").glob("*/district.toml"))]
NAMES = st.sampled_from(["remark", "title_name", "unit_code", "order_id", "person_key", "licence_no"])


@settings(deadline=None)
@given(
    name=NAMES,
    kind=st.sampled_from(["string", "integer", "date"]),
    has_enum=st.booleans(),
    has_pattern=st.booleans(),
    longest=st.sampled_from([None, 1, 64, 65, 4000]),
    is_key=st.booleans(),
    said=st.sampled_from([None, "public", "restricted"]),
    has_reason=st.booleans(),
)
def test_what_is_free_is_restricted_unless_it_is_said(
    tmp_path_factory: pytest.TempPathFactory,
    name: str,
    kind: str,
    has_enum: bool,
    has_pattern: bool,
    longest: int | None,
    is_key: bool,
    said: str | None,
    has_reason: bool,
) -> None:
    entry = stand.column(name, kind, options={"reason": "words of a list"} if has_reason else {})
    del entry["classification"]
    if said is not None:
        entry["classification"] = said
    typed: dict[str, object] = {"pattern": "[a-z]+"} if has_pattern else {}
    typed |= {"maxLength": longest} if longest is not None else {}
    if kind == "string":
        entry |= {"logicalTypeOptions": typed} if typed else {}
        entry |= {"enum": [{"value": "a"}]} if has_enum else {}
    if is_key:
        entry |= {"primaryKey": True, "primaryKeyPosition": 2}
    is_coded = name.endswith(("_code", "_id", "_key", "_no"))
    free = kind == "string" and not (has_enum or has_pattern or longest in (1, 64) or is_coded)
    folder = tmp_path_factory.mktemp("contract")
    if has_reason and said == "restricted":
        with pytest.raises(HgtError, match="reason"):
            stand.contract(folder, [stand.ID, entry])
        return
    read = stand.contract(folder, [stand.ID, entry])
    column = read.column(name)
    assert free_text.is_free(column) is free
    assert column.classification == (said or ("restricted" if free and not has_reason else "public"))
    left = list(free_text.unexplained({"thing": read}))
    assert left == ([("thing", name)] if free and said == "public" and not has_reason else [])


@pytest.mark.parametrize(
    ("declared", "refused"),
    [
        ("classification: public", True),
        ("classification: public, logicalTypeOptions: {maxLength: 65}", True),
        ("classification: public, logicalTypeOptions: {maxLength: 64}", False),
        ("classification: public, customProperties: [{property: reason, value: kinds of repairs}]", False),
        ("classification: restricted", False),
    ],
)
def test_a_district_may_refuse_free_text_without_a_reason(tmp_path: Path, declared: str, refused: bool) -> None:
    root = write(tmp_path / "root")
    put(root / "district.toml", DISTRICT + '[privacy]\nfree_text = "refuse"\n')
    contract = CONTRACT.replace(
        "logicalType: string, classification: restricted}", f"logicalType: string, {declared}}}"
    )
    assert declared == "classification: restricted" or contract != CONTRACT
    put(root / "assets/bench/bench_repair.odcs.yaml", contract)
    if refused:
        with pytest.raises(HgtError, match="column remark is free text") as caught:
            Content.load(root, Paths(tmp_path / "data"))
        assert str(caught.value.file) == str(root / "assets/bench/bench_repair.odcs.yaml")
    else:
        Content.load(root, Paths(tmp_path / "data"))


@pytest.mark.parametrize("root", ROOTS, ids=lambda root: root.name)
def test_every_root_refuses_it_and_gives_its_reasons(root: Path) -> None:
    assert re.search(r'^free_text = "refuse"', (root / "district.toml").read_text(encoding="utf-8"), re.MULTILINE)
    contracts = {file.stem: read_contract(file) for file in sorted((root / "assets").glob("*/*.odcs.yaml"))}
    assert list(free_text.unexplained(contracts)) == []
