"""The assets: every dataset, every model, the KPI values, the audit, the release, the report.

Each calls the kernel and reports the result. A table's own materialisation commits validated rows. Only the asset
`release` releases, and it is the gate on every path.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

import dagster as dg

from pipelines.declare.dag import OUTCOME
from pipelines.declare.model import Model
from pipelines.declare.project import Content
from pipelines.ingest import load
from pipelines.metrics import index_values, kpi
from pipelines.orchestration import checks, describe
from pipelines.orchestration.describe import key, words
from pipelines.orchestration.steps import step
from pipelines.quality import score
from pipelines.quality.audit import run
from pipelines.release import catalogue, gate
from pipelines.state.session import Session
from pipelines.transform import materialize
from warehouse import kpi_value
from warehouse.errors import HgtError

AUDIT, RELEASE, REPORT = dg.AssetKey(["audit"]), dg.AssetKey(["release"]), dg.AssetKey(["report"])
PUBLICATION = "publication"
RESOURCES = {"session"}


def everything(content: Content) -> tuple[list[Any], list[dg.AssetChecksDefinition]]:
    """All assets, and the checks that have a step of their own."""
    found: list[Any] = [describe.source_spec(contract) for contract in content.contracts.values()]
    apart = []
    for model in content.models.values():
        wide = bool(checks.later_inputs(content, model.name))
        found.append(_table(content, model, wide))
        if wide:
            apart.append(checks.apart(content, model.name))
    return [*found, *_publication(content)], apart


def _table(content: Content, model: Model, wide: bool) -> dg.AssetsDefinition:
    @dg.multi_asset(
        name=model.name.replace(".", "__"),
        specs=[describe.model_spec(content, model)],
        check_specs=[] if wide else checks.specs(content, model.name),
        required_resource_keys=RESOURCES,
    )
    @step
    def make(session: Session) -> Iterator[Any]:
        metadata = _load(session, model) if model.layer == "std" else _build(session, model)
        metadata |= describe.built_schema(session, model)
        yield dg.MaterializeResult(asset_key=key(model.name), metadata=metadata)
        if not wide:
            yield from checks.results(session, model.name)

    return make


def _load(session: Session, model: Model) -> dict[str, Any]:
    """Load a dataset. Of a failure Dagster keeps the public message only: the other may quote names of the source."""
    try:
        reports = load.load(session, model.table, full=session.full)
    except HgtError:
        _, told = session.state.attempts.newest[model.table]
        raise HgtError(f"dataset {model.table}: {told}") from None
    return dict(describe.batch_metadata(session, model.table, reports))


def _build(session: Session, model: Model) -> dict[str, Any]:
    report = materialize.build(session, model.name, full=session.full, defer=True)
    return {
        "dagster/row_count": report.rows_n,
        "mode": report.mode,
        "inserted": report.inserted,
        "deleted": report.deleted,
        "changed": report.changed,
        "seconds": round(report.seconds, 3),
    }


def _publication(content: Content) -> list[dg.AssetsDefinition]:
    """The assets after the tables: check results, KPI values, audit, release, report, each on the one before."""
    tables = [key(name) for name, model in content.models.items() if model.layer != "kpi"]
    kpis = [key(model.name) for model in content.kpis().values()]
    value = key(kpi_value.TABLE)
    return [
        _asset(
            _outcomes, key(OUTCOME), tables, ("duckdb",),
            "各规则检查结果与数据质量得分", "What each rule asked and what passed, and the scores of quality",
        ),
        _asset(
            _values, value, [key(OUTCOME), *kpis], ("duckdb",),
            "指标值长表", "Values of every KPI in one long table", checks.specs(content, kpi_value.TABLE),
        ),
        _asset(
            _audited, AUDIT, [value, *(key(name) for name in content.models)], ("duckdb",),
            "发布前的独立审计", "The independent audit of what is about to be published",
        ),
        _asset(
            _released, RELEASE, [AUDIT], ("duckdb", "parquet"),
            "发布闸门：全部通过才发布", "The gate: a release is made only when everything passes",
        ),
        _asset(
            _reported, REPORT, [RELEASE], ("plotly",),
            "领导看板：由发布生成的静态页面", "The report site, built from the newest release",
        ),
    ]  # fmt: skip


def _asset(
    body: Callable[[Session], Iterator[Any]],
    asset_key: dg.AssetKey,
    deps: Sequence[dg.AssetKey],
    kinds: Collection[str],
    zh: str,
    en: str,
    check_specs: Sequence[dg.AssetCheckSpec] = (),
) -> dg.AssetsDefinition:
    """An asset of one step; its group is the layer of its table, or the publication."""
    group = asset_key.path[0] if len(asset_key.path) > 1 else PUBLICATION
    made = dg.asset(
        key=asset_key,
        group_name=group,
        deps=deps,
        description=words(zh, en),
        kinds=set(kinds),
        owners=describe.owners(group),
        required_resource_keys=RESOURCES,
        check_specs=check_specs,
    )
    return made(step(body))


def _outcomes(session: Session) -> Iterator[Any]:
    changed = score.write(session)
    scores = session.writer.con.execute(
        "SELECT subject_id, grade FROM lake.meta.quality_score WHERE level = ? AND dimension_code = ? ORDER BY ALL",
        [score.DATASET, score.WHOLE],
    ).fetchall()
    yield dg.MaterializeResult(metadata={"changed": changed, "grades": dg.MetadataValue.json(dict(scores))})


def _values(session: Session) -> Iterator[Any]:
    rolled = kpi.roll_up(session, full=session.full)
    index_values.write(session)
    yield dg.MaterializeResult(
        metadata={"dagster/row_count": rolled.rows_n, "KPIs": len(rolled.kpis), "changed": rolled.changed}
    )
    yield from checks.results(session, kpi_value.TABLE)


def _audited(session: Session) -> Iterator[Any]:
    with session.state.transaction() as con:
        catalogue.write(con, session.content)  # its comments change tables, which are then audited once
    report = run.run(session)
    yield dg.MaterializeResult(
        metadata={
            "tables asked": len(report.asked),
            "verdicts that are kept": len(report.standing),
            "findings": dg.MetadataValue.json(
                [[finding.table, finding.rule, finding.state, finding.message] for finding in report.findings]
            ),
        }
    )


def _released(session: Session) -> Iterator[Any]:
    made = gate.make(session)
    newest = made or gate.newest(session.writer.con)
    yield dg.MaterializeResult(
        metadata={
            "release": newest.release_id if newest is not None else 0,
            "new": made is not None,
            "snapshot": newest.snapshot_id if newest is not None else 0,
        }
    )


def _reported(session: Session) -> Iterator[Any]:
    pages_n = _report(session)
    yield dg.MaterializeResult(metadata={"files": pages_n, "folder": str(session.paths.reports)})


def _report(session: Session) -> int:
    """Build the site from the newest release, as its readers see it."""
    from pipelines.release.reader import reading
    from pipelines.site.build import build as build_site
    from pipelines.site.wording import wording

    content = session.content
    with reading(session.paths, content.district.time_zone) as found:
        return len(build_site(found.con, content, session.paths.reports, found.release, wording(content)))
