"""Composite indices: what `models/index/<index>.toml` declares, read strictly, and their arithmetic as SQL text.

An index is made of KPI values that exist already. `combine = "sum"` adds weight times score of declared parts, and
`"mean"` divides that by the weights. `"targets"` is the plain mean over every KPI that has a target: actual over
target, inverted where lower is better, from 0 to `at_most`. Weights and targets are those of a period's last day. A
quarter, a year and the whole are the mean of the scores of their months, and so lie among them. Months with less than
half of the KPIs are left out. A KPI with one figure only counts in the month observed.
`index_values` runs the SQL and writes the values.
"""

import hashlib
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, PlainValidator, StringConstraints, model_validator

from pipelines.declare import effective, naming, rounding
from pipelines.declare.declaration import Declaration, Kind, Text, Wrong, read
from pipelines.declare.effective import Versions, in_force
from pipelines.declare.header import Better
from pipelines.declare.naming import close
from pipelines.declare.periods import ALL, CUMULATIVE, GRAINS, LAST_DAY, OPEN_SHARE, OpenShare, ripe
from pipelines.declare.rounding import Number, in_order
from warehouse.errors import HgtError
from warehouse.sql import literal

if TYPE_CHECKING:
    from pipelines.declare.project import Content

NEXT = "hgt kpi list"
PLACES = 2
MOST = 1.25
"""The most that one score of an index of targets counts, where its file states no other."""
SUM, MEAN, TARGETS = "sum", "mean", "targets"
COMBINE = (SUM, MEAN, TARGETS)
VARIANT = "default"
SCORE = r"^[a-z0-9_+\-*/()., ]+$"
FUNCTIONS = ("greatest", "least", "abs", "sqrt")
MEASURE = '"kpi_id.variant"'
SHARED = "grain IN (" + ", ".join(f"'{name}'" for name in GRAINS) + ")"
"""The periods that every KPI has, of which an index is made."""


class Part(Declaration):
    """One part of an index: an expression over the declared values that is 1 when all is as it should be."""

    zh: Text = Field(description="Name in Chinese.", examples=["结案"])
    en: Text = Field(description="Name in English.", examples=["closure"])
    score: Annotated[Text, StringConstraints(pattern=SCORE), Kind("an expression over the names of [values]")] = Field(
        description="Score of the part: an expression over the names of `[values]` with `+ - * /`, `greatest`,"
        " `least`, `abs` and `sqrt`.",
        examples=["closed / 100"],
    )


def _measure(value: object) -> tuple[str, str]:
    if not isinstance(value, str) or value.count(".") != 1:
        raise Wrong(MEASURE)
    kpi_id, _, variant = value.partition(".")
    return kpi_id, variant


def _names(values: dict[str, Any]) -> dict[str, Any]:
    for name in values:
        if naming.fault(name):
            raise Wrong("a name in lower snake case that is no reserved word", value=name, key=name)
    return values


def _weights(declared: Any) -> Versions[Mapping[str, float]]:
    def weights(value: Any) -> Mapping[str, float]:
        if not isinstance(value, dict):
            raise ValueError(repr(value))
        numbers = {name: effective.number(weight) for name, weight in value.items()}
        if any(weight < 0 for weight in numbers.values()):
            raise ValueError(repr(value))
        return numbers

    return effective.read(declared, weights)


Measures = Annotated[
    dict[str, Annotated[tuple[str, str], PlainValidator(_measure), Kind(MEASURE)]],
    Field(min_length=1),
    AfterValidator(_names),
    Kind(f"[values] with name = {MEASURE}"),
]
Weights = Annotated[
    Versions[Mapping[str, float]],
    PlainValidator(_weights),
    Kind(f"a number from 0 for each part: {effective.ACCEPTED}"),
]


class IndexWords(Declaration):
    """Keys of every index."""

    title_zh: Text = Field(description="Title in Chinese.", examples=["综合评分"])
    title: Text = Field(description="Title in English.", examples=["Overall score"])
    question_zh: Text = Field(description="Question that the index answers, in Chinese.", examples=["总体如何？"])
    question: Text = Field(description="The same in English.", examples=["How well does it do?"])
    unit: Text = Field(description="Unit of the value.", examples=["分"])
    source: Text = Field(description="Norm or document that defines the index.", examples=["local design"])
    owner: Text = Field(description="Office that answers for the index.", examples=["服务办"])
    better: Better = Field(description="Direction in which the value is better.", examples=["higher"])
    slices: Annotated[tuple[str, ...], Field(strict=False), Kind("a list of slices that the KPIs have")] = Field(
        default=(),
        description="Slices in which the index is measured, in addition to the whole.",
        examples=[["street"]],
    )


def _words(score: str) -> set[str]:
    return set(re.findall(r"[a-z_][a-z0-9_]*", score))


class PartsIndex(IndexWords):
    """An index of declared parts."""

    combine: Annotated[Literal["sum", "mean"], Kind(", ".join(COMBINE))] = Field(
        description="`sum` adds weight times score of the parts, `mean` divides that by the weights.", examples=["sum"]
    )
    values: Measures = Field(
        description="KPI values that scores use, by the name that they have there.",
        examples=[{"closed": "closure_rate.default"}],
    )
    parts: Annotated[dict[str, Part], Field(min_length=1), Kind("[parts] with at least one part")] = Field(
        description="Parts by id, each a table `[parts]` `id = {zh, en, score}`."
    )
    weights: Weights = Field(
        description="Weight of each part. A list of `{from, value}` keeps what weights were before.",
        examples=[{"closure": 60.0, "calm": 40.0}],
    )

    @model_validator(mode="after")
    def _parts_are_known(self) -> Self:
        for name, part in self.parts.items():
            for word in _words(part.score) - {*FUNCTIONS}:
                if word not in self.values:
                    accepted = ", ".join((*self.values, *FUNCTIONS))
                    raise Wrong(accepted, value=word, key=f"parts.{name}.score")
        for _, weights in self.weights:
            if set(weights) != set(self.parts):
                accepted = f"a number for each of {', '.join(self.parts)}: {effective.ACCEPTED}"
                raise Wrong(accepted, value=dict(weights), key="weights")
        return self


class TargetsIndex(IndexWords):
    """An index of all KPIs that have a target."""

    combine: Literal["targets"] = Field(
        description="Plain mean of actual over target, inverted where lower is better; each KPI by its headline"
        " variant. A quarter, a year and the whole are the mean of their months' scores.",
        examples=["targets"],
    )
    at_most: Annotated[float, Field(gt=1), Kind("a number above 1 that no single score exceeds, such as 1.25")] = Field(
        default=MOST,
        description="The most that one KPI's score counts: a larger one lets good scores hide bad ones.",
        examples=[1.5],
    )
    open_share: OpenShare = Field(
        default=OPEN_SHARE,
        description="Share of parts that are not ripe, and not in the mean, up to which a period of the index is ripe.",
        examples=[0.05],
    )


class Index(IndexWords):
    """One composite index with its file. `values` names the KPI variants that scores may use."""

    id: str
    path: Path
    text_hash: str
    combine: str
    values: Mapping[str, tuple[str, str]] = {}
    parts: Mapping[str, Part] = {}
    weights: Versions[Mapping[str, float]] = Versions(((None, {}),))
    at_most: float = 0.0
    open_share: float = OPEN_SHARE


def read_indices(root: Path) -> dict[str, Index]:
    """Every index of a content root by its id."""
    return {path.stem: read_index(path) for path in sorted((root / "models" / "index").glob("*.toml"))}


def read_index(path: Path) -> Index:
    """One index, or an `HgtError` that names the file, the key and the accepted values."""
    try:
        text = path.read_bytes()
        given = tomllib.loads(text.decode("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise HgtError(f"the index cannot be read as TOML: {error}", file=path, next=NEXT) from error
    if naming.fault(path.stem):
        raise _wrong(path, "the file's name", path.stem, "lower snake case that is no reserved word")
    declared = read(TargetsIndex if given.get("combine") == TARGETS else PartsIndex, given, path, NEXT, noun="key")
    text_hash = hashlib.sha256(text).hexdigest()
    return Index.model_construct(id=path.stem, path=path, text_hash=text_hash, **dict(declared))


def _wrong(path: Path, key: str, value: object, accepted: str) -> HgtError:
    return HgtError(f"key `{key}` of the index is wrong", file=path, value=value, accepted=accepted, next=NEXT)


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
        f" target, score, weight, weight * score AS points, as_of() AS as_of, is_ripe"
        f" FROM ({rows}) scored"
    )


def value_select(index: Index, parts: str, target: str) -> str:
    """The rows of `kpi.value` of one index over its parts. A part without a score leaves a sum without a value.

    Parts that are not ripe have no score: `open_n` counts them, and `cohort_n` all parts. A period in which fewer than
    half of the targets' KPIs have a score is not ripe either: it cannot be compared with others.
    """
    whole = f"CASE WHEN count(*) = count(points) THEN {in_order('sum', 'points')} END"
    value = {
        SUM: whole,
        MEAN: f"{whole} / nullif({in_order('sum', 'weight')}, 0)",
        TARGETS: f"{in_order('sum', 'points')} / nullif({in_order('sum', 'weight')}, 0)",
    }[index.combine]
    is_ripe = ripe(index.open_share)
    if index.combine == TARGETS:
        is_ripe += " AND 2 * (cohort_n - open_n) >= max(cohort_n) OVER ()"
    first = "min(CASE WHEN grain = 'day' THEN period_start END) OVER ()"
    return (
        f"SELECT '{index.id}' AS kpi_id, '{VARIANT}' AS variant, grain,"
        f" CASE WHEN grain = '{CUMULATIVE}' THEN coalesce({first}, period_start) ELSE period_start END AS period_start,"
        " slice_type, slice_id, CAST(NULL AS BIGINT) AS numerator, CAST(NULL AS BIGINT) AS denominator,"
        f" CAST(value AS DOUBLE) AS value, CAST({target} AS DOUBLE) AS target, as_of() AS as_of,"
        f" CAST(0 AS BIGINT) AS set_aside_rows, open_n, cohort_n, {is_ripe} AS is_ripe FROM ("
        f"SELECT grain, period_start, slice_type, slice_id, {value} AS value,"
        f" count(*) FILTER (NOT is_ripe) AS open_n, count(*) AS cohort_n FROM ({parts}) parts"
        " GROUP BY grain, period_start, slice_type, slice_id) measured"
    )


def _by_parts(content: "Content", index: Index, values: str) -> str:
    counts = {name: content.kpis()[kpi_id].kpi.is_count for name, (kpi_id, _) in index.values.items()}
    picked = []
    for name, (kpi_id, variant) in index.values.items():
        its = f"FILTER (kpi_id = '{kpi_id}' AND variant = '{variant}')"
        chosen = f"max(value) {its}"
        picked.append(f'coalesce(bool_and(is_ripe) {its}, true) AS "ripe {name}"')
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
    for name, part in index.parts.items():
        weights = Versions(tuple((day, weights[name]) for day, weights in index.weights))
        words = f"'{name}' AS part_id, {literal(part.zh)} AS part_zh, {literal(part.en)} AS part_en"
        is_ripe = " AND ".join(f'"ripe {used}"' for used in index.values if used in _words(part.score)) or "true"
        branches.append(
            f"SELECT grain, period_start, slice_type, slice_id, {words}, CAST(NULL AS DOUBLE) AS value,"
            f" CAST(NULL AS DOUBLE) AS target, CASE WHEN {is_ripe} THEN CAST({part.score} AS DOUBLE) END AS score,"
            f" CAST({in_force(weights, LAST_DAY)} AS DOUBLE) AS weight, {is_ripe} AS is_ripe FROM wide"
        )
    return f"WITH wide AS ({wide}) {' UNION ALL '.join(branches)}"


def _by_targets(content: "Content", index: Index, values: str) -> str:
    kpis = content.kpis()
    aims = []
    for name, entries in sorted(content.district.targets.items()):
        kpi_id, _, variant = name.partition(".")
        model = kpis.get(kpi_id)
        if model is None or model.kpi.better not in ("higher", "lower") or variant != model.kpi.headline_variant:
            continue
        zh, en = model.kpi.title_zh, model.kpi.title
        if len(model.kpi.variants) > 1:
            title = model.kpi.variants[variant].title
            zh, en = f"{zh}（{title.zh}）", f"{en} ({title.en})"
        words = f"'{name}' AS part_id, {literal(zh)} AS part_zh, {literal(en)} AS part_en"
        aims.append(
            f"SELECT grain, period_start, value, is_ripe, {words}, {model.kpi.better == 'lower'} AS is_lower,"
            f" CAST({in_force(entries, LAST_DAY)} AS DOUBLE) AS target"
            f" FROM observed WHERE kpi_id = '{kpi_id}' AND variant = '{variant}'"
        )
    start = f"CASE WHEN grain = '{CUMULATIVE}' THEN as_of() ELSE period_start END"
    score = (
        f"least(CASE WHEN is_lower THEN CASE WHEN value <= 0 THEN {index.at_most!r} ELSE target / value END"
        f" WHEN target > 0 THEN greatest(value, 0) / target END, {index.at_most!r})"
    )
    none = (
        "SELECT grain, period_start, value, is_ripe, '' AS part_id, '' AS part_zh, '' AS part_en, false AS is_lower,"
        " CAST(NULL AS DOUBLE) AS target FROM observed WHERE false"
    )
    return f"""WITH observed AS (
        SELECT kpi_id, variant, grain, {start} AS period_start, value, is_ripe FROM {values} given
        WHERE slice_type = '{ALL}' AND value IS NOT NULL AND {SHARED}),
    aims AS ({" UNION ALL ".join(aims) or none}),
    scored AS (
        SELECT * EXCLUDE is_lower, CASE WHEN is_ripe THEN {score} END AS score FROM aims
        WHERE target IS NOT NULL AND ({score}) IS NOT NULL),
    monthly AS (
        FROM scored WHERE grain = 'month'
        UNION ALL SELECT * REPLACE ('month' AS grain, date_trunc('month', as_of())::DATE AS period_start) FROM scored
        WHERE grain = '{CUMULATIVE}' AND part_id NOT IN (SELECT part_id FROM scored WHERE grain = 'month')),
    compared AS (
        SELECT period_start FROM monthly GROUP BY ALL
        HAVING 2 * count(score) >= (SELECT count(DISTINCT part_id) FROM monthly)),
    months AS (
        SELECT part_id, period_start, score, unnest(['quarter', 'year', '{CUMULATIVE}']) AS grain,
            unnest([date_trunc('quarter', period_start), date_trunc('year', period_start), as_of()])::DATE AS start
        FROM monthly SEMI JOIN compared USING (period_start) WHERE score IS NOT NULL),
    pooled AS (
        SELECT grain, start AS period_start, part_id, {in_order("avg", "score")} AS score,
            count(*) AS months_n
        FROM months GROUP BY ALL)
    SELECT grain, period_start, '{ALL}' AS slice_type, '{ALL}' AS slice_id, part_id, part_zh, part_en, value, target,
        score, if(score IS NULL, 0e0, 1e0) AS weight, is_ripe
    FROM (FROM scored WHERE grain IN ('day', 'week') UNION ALL FROM monthly)
    UNION ALL SELECT grain, period_start, '{ALL}', '{ALL}', part_id, part_zh, part_en, value, target, p.score,
        coalesce(p.months_n, 0)::DOUBLE, p.score IS NOT NULL
    FROM scored LEFT JOIN pooled AS p USING (grain, period_start, part_id)
    WHERE grain NOT IN ('day', 'week', 'month')"""


def shown(value: Number | None, unit: str, missed: Number | None = None) -> str:
    """An index as people read it: `PLACES` decimals at least, since 1.0 is a whole scale."""
    return rounding.shown(value, unit, missed, places=PLACES)
