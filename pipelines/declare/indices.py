"""Composite indices: what `models/index/<index>.toml` declares, read strictly, and their arithmetic as SQL text.

An index is made of KPI values that stand already. `combine = "sum"` adds weight times score of declared parts, `"mean"`
divides that by the weights, `"targets"` is the plain mean over every KPI that has a target: actual over target, turned
round where lower is better, from 0 to `at_most`. Weights and targets are those of a period's last day. Writing and
asking are `composite`'s business.
"""

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.declare import effective, keys, naming, rounding
from pipelines.declare.effective import Versions, in_force
from pipelines.declare.header import BETTER, Words
from pipelines.declare.keys import Keys
from pipelines.declare.naming import close
from pipelines.declare.periods import ALL, CUMULATIVE, GRAINS, LAST_DAY
from pipelines.declare.rounding import Number, in_order
from warehouse.errors import HgtError
from warehouse.sql import literal

if TYPE_CHECKING:
    from pipelines.declare.project import Content

NEXT = "hgt kpi list"
PLACES = 2
SUM, MEAN, TARGETS = "sum", "mean", "targets"
COMBINE = (SUM, MEAN, TARGETS)
VARIANT = "default"
WORDS = ("title_zh", "title", "question_zh", "question", "unit", "source", "owner")
KEYS = (*WORDS, "better", "combine", "slices", "values", "parts", "weights", "at_most")
PART_KEYS = ("zh", "en", "score")
SCORE = re.compile(r"[a-z0-9_+\-*/()., ]+")
SHARED = "grain IN (" + ", ".join(f"'{name}'" for name in GRAINS) + ")"
"""The periods that every KPI has, of which an index is made."""
PARTS_COLUMNS = (
    "kpi_id, grain, period_start, slice_type, slice_id, part_id, part_zh, part_en, value, target, score, weight,"
    " points, as_of"
)


@dataclass(frozen=True)
class Part:
    """One part: an expression over the declared values that is 1 when all is as it should be."""

    id: str
    words: Words
    score: str


@dataclass(frozen=True)
class Index:
    """One composite index. `values` names the KPI variants that scores may use."""

    id: str
    path: Path
    title_zh: str
    title: str
    question_zh: str
    question: str
    unit: str
    source: str
    owner: str
    better: str
    combine: str
    slices: tuple[str, ...]
    values: Mapping[str, tuple[str, str]]
    parts: tuple[Part, ...]
    weights: Versions[Mapping[str, float]]
    at_most: float
    text_hash: str


def read_indices(root: Path) -> dict[str, Index]:
    """Every index of a content root by its id."""
    return {path.stem: read_index(path) for path in sorted((root / "models" / "index").glob("*.toml"))}


def read_index(path: Path) -> Index:
    """One index, or an `HgtError` that names the file, the key and what is accepted."""
    try:
        text = path.read_bytes()
        given = tomllib.loads(text.decode("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise HgtError(f"the index cannot be read as TOML: {error}", file=path, next=NEXT) from error
    if naming.fault(path.stem):
        raise _wrong(path, "the file's name", path.stem, "lower snake case that is no reserved word")
    by_targets = given.get("combine") == TARGETS
    needed = ("at_most",) if by_targets else ("values", "parts", "weights")
    keys.check(path, [Keys(given, KEYS, (*WORDS, "better", "combine", *needed), noun="key")], NEXT)
    for key in WORDS:
        if not isinstance(given.get(key), str) or not given[key].strip():
            raise _wrong(path, key, given.get(key), "a text that is not empty")
    for choice, known in (("better", BETTER), ("combine", COMBINE)):
        if given.get(choice) not in known:
            raise _wrong(path, choice, given.get(choice), ", ".join(known))
    slices = given.get("slices", [])
    if not isinstance(slices, list) or not all(isinstance(name, str) for name in slices):
        raise _wrong(path, "slices", slices, "a list of slices that the KPIs have")
    forbidden = ("values", "parts", "weights") if by_targets else ("at_most",)
    for key in forbidden:
        if key in given:
            raise _wrong(path, key, given[key], f"nothing: combine = {given['combine']} does not use it")
    at_most = given.get("at_most", 0.0)
    if by_targets and (not isinstance(at_most, float) or at_most <= 1):
        raise _wrong(path, "at_most", at_most, "a number above 1 that no single score exceeds, such as 2.0")
    values = {} if by_targets else _values(path, given.get("values"))
    parts = () if by_targets else _parts(path, given.get("parts"), values)
    weights: Versions[Mapping[str, float]] = Versions(((None, {}),))
    if not by_targets:
        try:
            weights = effective.read(given.get("weights"), lambda value: _weights(value, parts))
        except ValueError as error:
            accepted = f"a number for each of {', '.join(part.id for part in parts)}: {effective.ACCEPTED}"
            raise _wrong(path, "weights", str(error), accepted) from error
    return Index(
        id=path.stem, path=path, **{key: given[key].strip() for key in WORDS}, better=given["better"],
        combine=given["combine"], slices=tuple(slices), values=values, parts=parts, weights=weights, at_most=at_most,
        text_hash=hashlib.sha256(text).hexdigest(),
    )  # fmt: skip


def _values(path: Path, given: Any) -> dict[str, tuple[str, str]]:
    accepted = '[values] with name = "kpi_id.variant"'
    if not isinstance(given, dict) or not given:
        raise _wrong(path, "values", given, accepted)
    found = {}
    for name, measure in given.items():
        if naming.fault(name) or not isinstance(measure, str) or measure.count(".") != 1:
            raise _wrong(path, f"values.{name}", measure, accepted)
        kpi_id, _, variant = measure.partition(".")
        found[name] = (kpi_id, variant)
    return found


def _parts(path: Path, given: Any, values: Mapping[str, Any]) -> tuple[Part, ...]:
    accepted = '{zh = "…", en = "…", score = "an expression over the names of [values]"}'
    if not isinstance(given, dict) or not given:
        raise _wrong(path, "parts", given, accepted)
    found = []
    for name, part in given.items():
        good = isinstance(part, dict) and set(part) == set(PART_KEYS) and all(isinstance(v, str) for v in part.values())
        if not good or not SCORE.fullmatch(part["score"]):
            raise _wrong(path, f"parts.{name}", part, accepted)
        for word in set(re.findall(r"[a-z_][a-z0-9_]*", part["score"])) - {"greatest", "least", "abs", "sqrt"}:
            if word not in values:
                raise _wrong(path, f"parts.{name}.score", word, f"{', '.join(values)}, greatest, least, abs, sqrt")
        found.append(Part(name, Words(part["zh"], part["en"]), part["score"]))
    return tuple(found)


def _weights(value: Any, parts: tuple[Part, ...]) -> Mapping[str, float]:
    if not isinstance(value, dict) or set(value) != {part.id for part in parts}:
        raise ValueError(repr(value))
    if any(isinstance(weight, bool) or not isinstance(weight, int | float) or weight < 0 for weight in value.values()):
        raise ValueError(repr(value))
    return {name: float(weight) for name, weight in value.items()}


def _wrong(path: Path, key: str, value: object, accepted: str) -> HgtError:
    return HgtError(
        f"key `{key}` of the index is missing or wrong", file=path, value=value, accepted=accepted, next=NEXT
    )


def check(content: "Content") -> None:
    """Refuse an index that has a KPI's name, or names a KPI, variant or slice that is not there."""
    kpis = content.kpis()
    known = [f"{kpi_id}.{variant}" for kpi_id, model in kpis.items() for variant in model.kpi.variants]
    for index in content.indices.values():
        if index.id in kpis:
            raise _wrong(index.path, "the file's name", index.id, "a name that no KPI has")
        for name, (kpi_id, variant) in index.values.items():
            if f"{kpi_id}.{variant}" not in known:
                raise _wrong(index.path, f"values.{name}", f"{kpi_id}.{variant}", ", ".join(close(kpi_id, known)))
            for slice_type in index.slices:
                if slice_type not in kpis[kpi_id].slices:
                    accepted = f"slices that {kpi_id} has: {', '.join(kpis[kpi_id].slices)}"
                    raise _wrong(index.path, "slices", slice_type, accepted)


def parts_select(content: "Content", index: Index, values: str) -> str:
    """The rows of `kpi.index_part` of one index over the relation `values`, which has the columns of `kpi.value`."""
    rows = _by_targets(content, index, values) if index.combine == TARGETS else _by_parts(content, index, values)
    return (
        f"SELECT '{index.id}' AS kpi_id, grain, period_start, slice_type, slice_id, part_id, part_zh, part_en, value,"
        f" target, score, weight, weight * score AS points, as_of() AS as_of FROM ({rows}) scored"
    )


def value_select(index: Index, parts: str, target: str) -> str:
    """The rows of `kpi.value` of one index over its parts. A part without a score leaves a sum without a value."""
    whole = f"CASE WHEN count(*) = count(points) THEN {in_order('sum', 'points')} END"
    value = {
        SUM: whole,
        MEAN: f"{whole} / nullif({in_order('sum', 'weight')}, 0)",
        TARGETS: in_order("avg", "score"),
    }[index.combine]
    first = "min(CASE WHEN grain = 'day' THEN period_start END) OVER ()"
    return (
        f"SELECT '{index.id}' AS kpi_id, '{VARIANT}' AS variant, grain,"
        f" CASE WHEN grain = '{CUMULATIVE}' THEN coalesce({first}, period_start) ELSE period_start END AS period_start,"
        " slice_type, slice_id, CAST(NULL AS BIGINT) AS numerator, CAST(NULL AS BIGINT) AS denominator,"
        f" CAST(value AS DOUBLE) AS value, CAST({target} AS DOUBLE) AS target, as_of() AS as_of,"
        " CAST(0 AS BIGINT) AS set_aside_rows FROM ("
        f"SELECT grain, period_start, slice_type, slice_id, {value} AS value FROM ({parts}) parts"
        " GROUP BY grain, period_start, slice_type, slice_id) measured"
    )


def _by_parts(content: "Content", index: Index, values: str) -> str:
    counts = {name: content.kpis()[kpi_id].kpi.is_count for name, (kpi_id, _) in index.values.items()}
    picked = []
    for name, (kpi_id, variant) in index.values.items():
        its = f"FILTER (kpi_id = '{kpi_id}' AND variant = '{variant}')"
        chosen = f"max(value) {its}"
        picked.append(
            f"CASE WHEN count(*) {its} = 0 THEN 0 ELSE {chosen} END AS {name}"
            if counts[name]
            else f"{chosen} AS {name}"
        )
    wanted = ", ".join(f"('{kpi_id}', '{variant}')" for kpi_id, variant in index.values.values())
    shares = " OR ".join(
        f"kpi_id = '{kpi_id}' AND variant = '{variant}'"
        for name, (kpi_id, variant) in index.values.items()
        if not counts[name]
    )
    slices = ", ".join(f"'{name}'" for name in (ALL, *index.slices))
    # The cumulative rows of KPIs begin on different days: they are one period here.
    start = f"CASE WHEN grain = '{CUMULATIVE}' THEN as_of() ELSE period_start END"
    wide = (
        f"SELECT grain, {start} AS period_start, slice_type, slice_id, {', '.join(picked)} FROM {values} given"
        f" WHERE (kpi_id, variant) IN ({wanted}) AND slice_type IN ({slices}) AND {SHARED} GROUP BY ALL"
        f" HAVING count(*) FILTER ({shares or 'true'}) > 0"
    )
    branches = []
    for part in index.parts:
        weights = Versions(tuple((day, weights[part.id]) for day, weights in index.weights))
        words = f"'{part.id}' AS part_id, {literal(part.words.zh)} AS part_zh, {literal(part.words.en)} AS part_en"
        branches.append(
            f"SELECT grain, period_start, slice_type, slice_id, {words}, CAST(NULL AS DOUBLE) AS value,"
            f" CAST(NULL AS DOUBLE) AS target, CAST({part.score} AS DOUBLE) AS score,"
            f" CAST({in_force(weights, LAST_DAY)} AS DOUBLE) AS weight FROM wide"
        )
    return f"WITH wide AS ({wide}) {' UNION ALL '.join(branches)}"


def _by_targets(content: "Content", index: Index, values: str) -> str:
    kpis = content.kpis()
    aims = []
    for name, entries in sorted(content.district.targets.items()):
        kpi_id, _, variant = name.partition(".")
        model = kpis.get(kpi_id)
        if model is None or model.kpi.better not in ("higher", "lower"):
            continue
        zh, en = model.kpi.title_zh, model.kpi.title
        if len(model.kpi.variants) > 1:
            title = model.kpi.variants[variant].title
            zh, en = f"{zh}（{title.zh}）", f"{en} ({title.en})"
        words = f"'{name}' AS part_id, {literal(zh)} AS part_zh, {literal(en)} AS part_en"
        aims.append(
            f"SELECT grain, period_start, value, {words}, {model.kpi.better == 'lower'} AS is_lower,"
            f" CAST({in_force(entries, LAST_DAY)} AS DOUBLE) AS target"
            f" FROM observed WHERE kpi_id = '{kpi_id}' AND variant = '{variant}'"
        )
    start = f"CASE WHEN grain = '{CUMULATIVE}' THEN as_of() ELSE period_start END"
    score = (
        f"least(CASE WHEN is_lower THEN CASE WHEN value <= 0 THEN {index.at_most!r} ELSE target / value END"
        f" WHEN target > 0 THEN greatest(value, 0) / target END, {index.at_most!r})"
    )
    none = (
        "SELECT grain, period_start, value, '' AS part_id, '' AS part_zh, '' AS part_en, false AS is_lower,"
        " CAST(NULL AS DOUBLE) AS target FROM observed WHERE false"
    )
    return (
        f"WITH observed AS (SELECT kpi_id, variant, grain, {start} AS period_start, value FROM {values} given"
        f" WHERE slice_type = '{ALL}' AND value IS NOT NULL AND {SHARED}), aims AS ({' UNION ALL '.join(aims) or none})"
        f" SELECT grain, period_start, '{ALL}' AS slice_type, '{ALL}' AS slice_id, part_id, part_zh, part_en, value,"
        f" target, {score} AS score, 1e0 AS weight FROM aims WHERE target IS NOT NULL AND ({score}) IS NOT NULL"
    )


def shown(value: Number | None, unit: str, missed: Number | None = None) -> str:
    """An index as people read it: `PLACES` decimals at least, since 1.0 is a whole scale."""
    return rounding.shown(value, unit, missed, places=PLACES)
