"""The kernel's own tables: `meta` in the public lake, `raw` and `quarantine` in the restricted store.

No content table is named here; contracts and models declare those.
"""

from warehouse import kpi_value

LAYERS = ("std", "pub", "mart", "kpi")

PUBLIC_TABLES: dict[str, str] = {
    "meta.batch": """
        batch_id BIGINT, dataset VARCHAR, silo VARCHAR, source VARCHAR, content_hash VARCHAR, extracted_at TIMESTAMPTZ,
        source_n BIGINT, landed_n BIGINT, set_aside_n BIGINT, filtered_n BIGINT, inserted_n BIGINT, updated_n BIGINT,
        unchanged_n BIGINT, deleted_n BIGINT, run_id VARCHAR""",
    "meta.batch_rule": """
        batch_id BIGINT, dataset VARCHAR, rule_id VARCHAR, severity VARCHAR, dimension VARCHAR, gbt36344 VARCHAR,
        evaluated_n BIGINT, broken_n BIGINT, checked_on DATE""",
    "meta.batch_note": """
        batch_id BIGINT, dataset VARCHAR, note VARCHAR, counted_n BIGINT""",
    "meta.extraction": """
        dataset VARCHAR, state VARCHAR, message VARCHAR, attempted_at TIMESTAMPTZ""",
    "meta.quarantine": """
        dataset VARCHAR, rule_id VARCHAR, open_n BIGINT""",
    "meta.quarantine_share": """
        dataset VARCHAR, batch_id BIGINT, source VARCHAR, rule_id VARCHAR, quarantined_n BIGINT, received_n BIGINT""",
    "meta.quarantine_quantity": """
        dataset VARCHAR, rule_id VARCHAR, column_name VARCHAR, quantity DECIMAL(38, 6), unread_n BIGINT""",
    "meta.build": """
        table_name VARCHAR, text_hash VARCHAR, mode VARCHAR, rows_n BIGINT, changed_snapshot BIGINT, inputs VARCHAR,
        as_of DATE, built_at TIMESTAMPTZ, seconds DOUBLE""",
    "meta.failure": """
        table_name VARCHAR, text_hash VARCHAR, message VARCHAR, next VARCHAR""",
    "meta.rule_result": """
        table_name VARCHAR, rule_id VARCHAR, kind VARCHAR, severity VARCHAR, dimension VARCHAR, gbt36344 VARCHAR,
        state VARCHAR, offenders_n BIGINT, message VARCHAR, checked_at TIMESTAMPTZ, changed_snapshot BIGINT""",
    "meta.rule": """
        table_name VARCHAR, rule_id VARCHAR, codes VARCHAR, kind VARCHAR, severity VARCHAR, dimension VARCHAR,
        gbt36344 VARCHAR, zh VARCHAR, en VARCHAR, owner VARCHAR""",
    "meta.quality_score": """
        level VARCHAR, subject_id VARCHAR, subject_zh VARCHAR, subject_en VARCHAR, dimension_code VARCHAR,
        rules_n BIGINT, evaluated_n BIGINT, passing_n BIGINT, score DOUBLE, weight DOUBLE, grade VARCHAR,
        as_of DATE""",
    "meta.release": """
        release_id BIGINT, snapshot_id BIGINT, as_of DATE, created_at TIMESTAMPTZ, tables_n BIGINT, rows_n BIGINT""",
    "meta.catalogue": """
        table_name VARCHAR, layer VARCHAR, description_zh VARCHAR, description VARCHAR, grain VARCHAR,
        key_columns VARCHAR, rows_n BIGINT""",
    "meta.catalogue_column": """
        table_name VARCHAR, column_name VARCHAR, data_type VARCHAR, zh VARCHAR, en VARCHAR, classification VARCHAR""",
    "meta.glossary": """
        column_name VARCHAR, zh VARCHAR, en VARCHAR, table_names VARCHAR""",
    "meta.lineage": """
        table_name VARCHAR, column_name VARCHAR, source_table VARCHAR, source_column VARCHAR, is_indirect BOOLEAN""",
    "meta.relationship": """
        table_name VARCHAR, column_names VARCHAR, target_table VARCHAR, target_columns VARCHAR, rule_id VARCHAR""",
    "meta.kpi": """
        kpi_id VARCHAR, variant VARCHAR, title_zh VARCHAR, title VARCHAR, question_zh VARCHAR, question VARCHAR,
        numerator_zh VARCHAR, numerator VARCHAR, denominator_zh VARCHAR, denominator VARCHAR, kind VARCHAR,
        unit VARCHAR, better VARCHAR, source VARCHAR, owner VARCHAR, target DOUBLE,
        is_headline BOOLEAN""",
    "meta.kpi_shape": """
        kpi_id VARCHAR, factor BIGINT, scale INTEGER, integer_range VARCHAR, windows VARCHAR,
        is_present_only BOOLEAN, open_share DOUBLE""",
    "kpi.index_part": """
        kpi_id VARCHAR, grain VARCHAR, period_start DATE, slice_type VARCHAR, slice_id VARCHAR, part_id VARCHAR,
        part_zh VARCHAR, part_en VARCHAR, value DOUBLE, target DOUBLE, score DOUBLE, weight DOUBLE, points DOUBLE,
        as_of DATE, is_ripe BOOLEAN""",
    kpi_value.TABLE: kpi_value.SHAPE,
}

SOURCE_ID = "source_id"
"""The column by which a registry shows that the public tables hold no names of files."""
RESTRICTED_TABLES: dict[str, str] = {
    "raw.landed": f"""
        batch_id BIGINT, dataset VARCHAR, source VARCHAR, fingerprint VARCHAR, content_hash VARCHAR, path VARCHAR,
        bytes_n BIGINT, records_n BIGINT, state VARCHAR, message VARCHAR, extracted_at TIMESTAMPTZ,
        taken_at TIMESTAMPTZ, {SOURCE_ID} VARCHAR""",
    "raw.attempt": """
        dataset VARCHAR, reason VARCHAR""",
    "quarantine.set_aside": """
        set_aside_id VARCHAR, batch_id BIGINT, dataset VARCHAR, source VARCHAR, row_number BIGINT, record_key VARCHAR,
        payload VARCHAR, rules VARCHAR[], state VARCHAR, set_aside_at TIMESTAMPTZ, reason VARCHAR""",
    "quarantine.refused": """
        batch_id BIGINT, dataset VARCHAR, source VARCHAR, record_hash VARCHAR, refused_at TIMESTAMPTZ""",
}


LATER_COLUMNS = {
    "meta.batch_rule": ("checked_on DATE",),
    "meta.kpi": ("is_headline BOOLEAN",),
    "meta.kpi_shape": ("open_share DOUBLE",),
    "kpi.index_part": ("is_ripe BOOLEAN",),
    kpi_value.TABLE: ("open_n BIGINT", "cohort_n BIGINT", "is_ripe BOOLEAN"),
    "quarantine.set_aside": ("reason VARCHAR",),
    "raw.landed": ("taken_at TIMESTAMPTZ",),
}
"""Columns that stores of older versions lack."""


def bootstrap(lake: str, tables: dict[str, str], schemas: tuple[str, ...] = ()) -> list[str]:
    """The statements that bring an empty lake to the kernel's schema; each may be repeated."""
    wanted = sorted({name.split(".")[0] for name in tables} | set(schemas))
    return (
        [f"CREATE SCHEMA IF NOT EXISTS {lake}.{schema}" for schema in wanted]
        + [f"CREATE TABLE IF NOT EXISTS {lake}.{name} ({columns})" for name, columns in tables.items()]
        + [
            f"ALTER TABLE {lake}.{name} ADD COLUMN IF NOT EXISTS {column}"
            for name, later in LATER_COLUMNS.items()
            if name in tables
            for column in later
        ]
    )
