"""Descriptions of an asset in the UI: words in both languages, columns, lineage, owners, freshness, quarantine.

Nothing here reads a row of a content table; samples of the quarantine are row ids, never payloads.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import dagster as dg

from pipelines.declare.contracts.contract import Contract
from pipelines.declare.dag import OUTCOME, RAW
from pipelines.declare.model import Model
from pipelines.declare.project import Content
from pipelines.ingest import registry
from pipelines.state.session import Session
from pipelines.transform import input_views, table_writer

KIND_OF_FORM = {"ndjson": "json", "xlsx": "excel"}
"""Kinds of the UI whose names differ from the format's."""


def kind_of(form: str) -> str:
    """The kind that the UI shows for a file format."""
    return KIND_OF_FORM.get(form, form)


def key(table: str) -> dg.AssetKey:
    """`pub.fct_x` is the asset `pub/fct_x`."""
    return dg.AssetKey(table.split("."))


def words(zh: str, en: str) -> str:
    return f"{zh}\n\n{en}"


def source_spec(contract: Contract) -> dg.AssetSpec:
    """The dataset as the silo delivers it: it is observed, never materialised. Its path may hold a person's name."""
    return dg.AssetSpec(
        key=[RAW, contract.name],
        group_name=contract.silo,
        description=words(contract.description_zh or contract.title_zh, contract.description),
        kinds={kind_of(contract.server.format)},
        owners=owners(contract.silo),
        metadata={"steward": contract.steward or "", "mode": contract.mode},
    )


def model_spec(content: Content, model: Model) -> dg.AssetSpec:
    """One model's table."""
    contract = content.contracts.get(model.table) if model.layer == "std" else None
    if model.layer == "kpi":
        head = model.kpi
        text = words(f"{head.title_zh}：{head.question_zh}", f"{head.title}: {head.question}")
        owner = owners("kpi")
    else:
        text = words(
            f"{model.meaning.description_zh}（粒度：{model.meaning.grain_zh}）",
            f"{model.meaning.description} (grain: {model.meaning.grain})",
        )
        owner = owners(contract.silo if contract is not None else model.layer)
    return dg.AssetSpec(
        key=key(model.name),
        deps=[
            key(name)
            for name in model.inputs
            if name in content.models or name.startswith(f"{RAW}.") or name == OUTCOME
        ],
        group_name=contract.silo if contract is not None else model.layer,
        description=text,
        kinds={"duckdb", "sql"} if contract is None else {"duckdb", kind_of(contract.server.format)},
        owners=owner,
        code_version=model.text_hash[:12],
        freshness_policy=freshness(contract),
        metadata={
            "dagster/column_schema": column_schema(content, model),
            "dagster/column_lineage": column_lineage(content, model),
            "dagster/table_name": model.name,
        },
    )


def owners(group: str) -> list[str]:
    return [f"team:{group}"]


def freshness(contract: Contract | None) -> "dg.FreshnessPolicy | None":
    """The contract's freshness: late is a warning, twice as late a failure."""
    if contract is None or not contract.freshness_minutes:
        return None
    late = dt.timedelta(minutes=max(contract.freshness_minutes, 1))
    return dg.FreshnessPolicy.time_window(fail_window=2 * late, warn_window=late)


def column_schema(content: Content, model: Model, types: Mapping[str, str] | None = None) -> dg.TableSchema:
    """The columns with their meanings; `types` are those of the built table, unknown before the first build."""
    meanings = {} if model.layer == "kpi" else model.meaning.columns
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                name=column,
                type=(types or {}).get(column, "not built yet"),
                description=f"{meanings[column].zh} | {meanings[column].en}" if column in meanings else None,
            )
            for column in model.columns
        ]
    )


def built_schema(session: Session, model: Model) -> Mapping[str, Any]:
    """The columns as the table has them now, for a materialisation's metadata."""
    input_views.offer(session.state, [model.name])
    types = dict(table_writer.shape(session.writer.con, f"FROM work.{model.name}"))
    return {"dagster/column_schema": column_schema(session.content, model, types)}


def column_lineage(content: Content, model: Model) -> dg.TableColumnLineage:
    found = content.lineage[model.name].columns
    return dg.TableColumnLineage(
        deps_by_column={
            column: [
                dg.TableColumnDep(asset_key=key(table), column_name=name)
                for table, name in sorted({(source.table, source.column) for source in sources})
            ]
            for column, sources in found.items()
        }
    )


def batch_metadata(session: Session, dataset: str, reports: Sequence[Any]) -> Mapping[str, Any]:
    """Rows of the newest batches and the content of the quarantine, by rule, with ids of sample rows."""
    held = (reports[-1].still_open if reports else None) or registry.set_aside(session.writer.con, dataset)
    return {
        "dagster/row_count": session.state.builds.entries[f"std.{dataset}"].rows_n,
        "source records": sum(report.source_n for report in reports),
        "landed": sum(report.landed_n for report in reports),
        "quarantined": sum(report.set_aside_n for report in reports),
        "filtered": sum(report.filtered_n for report in reports),
        "quarantine by rule": dg.MetadataValue.json(held.rows_n),
        "quarantine samples": dg.MetadataValue.json(list(held.ids)),
    }
