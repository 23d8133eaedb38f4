"""Quality of the data: the rows that each rule asked and passed, and the score that dimensions and weights make of it.

`mart.rule_outcome` is supplied to KPI models like the calendar; `meta.quality_score` grades each dataset, each silo and
the district. A rule's score is passing over evaluated; a dimension's is the mean of its rules. The whole is the mean of
the dimensions by the district's weights of the day. `checks` runs the rules.
"""

import hashlib
import json
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from pipelines.declare.contracts.contract import Contract
from pipelines.declare.dag import OUTCOME, RAW
from pipelines.declare.district import QUALITY_CODES
from pipelines.declare.header import Words
from pipelines.declare.project import Content
from pipelines.declare.rounding import in_order
from pipelines.quality import checks, generated, rule_catalogue
from pipelines.quality.rule import BATCHES, DAYS, FEED, GENERATED, ROWS
from pipelines.state import build_log
from pipelines.state.session import Session
from pipelines.transform import table_writer

if TYPE_CHECKING:
    import pyarrow as pa

SCORE = "meta.quality_score"
WHOLE = "all"
DATASET, SILO, DISTRICT = "dataset", "silo", "district"
OUTCOME_KEY = ("checked_on", "table_name", "rule_id", "dataset_id")
DIMENSIONS: dict[str, Words] = {
    "01": Words("规范性", "conformity"),
    "02": Words("完整性", "completeness"),
    "03": Words("准确性", "accuracy"),
    "04": Words("一致性", "consistency"),
    "05": Words("时效性", "timeliness"),
    "06": Words("可访问性", "accessibility"),
}
"""The dimensions of GB/T 36344."""
GRADES: tuple[tuple[float, str, Words], ...] = (
    (99.0, "A", Words("优", "excellent")),
    (95.0, "B", Words("良", "good")),
    (90.0, "C", Words("中", "fair")),
    (80.0, "D", Words("及格", "passable")),
    (0.0, "E", Words("差", "poor")),
)
"""Grades by the least score that earns them."""
TYPES = (
    "checked_on DATE, table_name VARCHAR, rule_id VARCHAR, dimension_code VARCHAR, dataset_id VARCHAR,"
    " silo_id VARCHAR, evaluated_n BIGINT, passing_n BIGINT"
)
"""The columns of `mart.rule_outcome`."""


def grade(score: float) -> str:
    """The letter of a score."""
    return next(letter for least, letter, _ in GRADES if score >= least)


def belongs(content: Content, table: str) -> tuple[str, ...]:
    """The datasets that answer for a table: its own, else those upstream with its key, else all upstream."""
    name = table.removeprefix("std.")
    if name != table:
        return (name,) if name in content.contracts else ()
    upstream = [entry.removeprefix(f"{RAW}.") for entry in content.graph.upstream(table) if entry.startswith(f"{RAW}.")]
    model = content.models.get(table)
    key = sorted(model.meaning.key) if model is not None and model.layer != "kpi" else []
    same = [dataset for dataset in upstream if sorted(content.contracts[dataset].key) == key]
    return tuple(sorted(same or upstream))


def stale(session: Session) -> bool:
    """Whether outcomes and scores are older than batches, tables, rules, weights or the day."""
    entry = session.state.builds.entries.get(OUTCOME)
    if entry is None:
        return True
    return (entry.text_hash, dict(entry.inputs), entry.as_of) != (_text(session), _inputs(session), session.as_of)


def write(session: Session) -> bool:
    """Check what was not checked yet, then bring outcomes and scores up to date. True when an outcome changed."""
    started = time.perf_counter()
    session.state.flush()
    rows = _table_outcomes(session)
    con = session.writer.con
    con.register("table_outcomes", rows)
    try:
        with session.state.transaction():
            con.execute(
                f"CREATE OR REPLACE TEMP TABLE fresh_outcomes AS {_row_outcomes()} UNION ALL FROM table_outcomes"
            )
            query = "FROM temp.main.fresh_outcomes"
            written = None
            if table_writer.exists(con, OUTCOME):
                written = table_writer.compared(con, OUTCOME, query, OUTCOME_KEY)
            written = written or table_writer.whole(con, OUTCOME, query)
            entry = session.state.builds.entries.get(OUTCOME)
            moved = written.changed or entry is None
            snapshot = session.writer.next_snapshot() if moved or entry is None else entry.changed_snapshot
            seconds = time.perf_counter() - started
            session.state.builds.write(
                build_log.Entry(
                    OUTCOME,
                    _text(session),
                    "quality",
                    written.rows_n,
                    snapshot,
                    _inputs(session),
                    session.as_of,
                    seconds,
                ),
            )
            _write_scores(session)
    finally:
        con.unregister("table_outcomes")
        con.execute("DROP TABLE IF EXISTS temp.main.fresh_outcomes")
    return moved


def _text(session: Session) -> str:
    content = session.content
    facts = [
        *(rule.text_hash for rule in content.rules.values()),
        *(contract.text_hash for contract in content.contracts.values()),
        repr(content.district.quality_weights),
        repr(sorted(content.district.abnormal_days)),
        repr(GRADES),
    ]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def _inputs(session: Session) -> dict[str, int]:
    entries = session.state.builds.entries
    found = {name: entries[name].changed_snapshot for name in _tables(session) if name in entries}
    failing = [state for state in session.state.attempts.states.values() if state != "ok"]
    newest = max(session.state.batches.newest.values(), default=0)
    return {**found, "meta.batch": newest, "meta.extraction": len(failing)}


def _tables(session: Session) -> list[str]:
    return [name for name, model in session.content.models.items() if model.layer != "kpi"]


def _row_outcomes() -> str:
    """Select the validator's results for every row of the deliveries in force, by the day of their arrival."""
    return f"""SELECT coalesce(r.checked_on, CAST(b.extracted_at - INTERVAL 1 MICROSECOND AS DATE)) AS checked_on,
          'std.' || r.dataset AS table_name, r.rule_id, {_code("r.gbt36344")} AS dimension_code,
          r.dataset AS dataset_id, b.silo AS silo_id,
          CAST(sum(r.evaluated_n) AS BIGINT) AS evaluated_n,
          CAST(sum(r.evaluated_n - r.broken_n) AS BIGINT) AS passing_n
        FROM lake.meta.batch_rule r JOIN lake.meta.batch b ON r.batch_id = b.batch_id AND r.dataset = b.dataset
        GROUP BY ALL HAVING sum(r.evaluated_n) > 0"""


def _code(given: str) -> str:
    """The dimension's code of a rule's code, which may be finer; a rule without one asks for conformity."""
    return f"CASE WHEN left({given}, 2) IN ({_listed(QUALITY_CODES)}) THEN left({given}, 2) ELSE '01' END"


def _table_outcomes(session: Session) -> "pa.Table":
    """Outcomes of rules on tables on the day that is observed: a broken rule passed nothing."""
    con, content = session.writer.con, session.content
    entries = session.state.builds.entries
    batches = dict(
        con.execute("SELECT dataset, count(DISTINCT batch_id) FROM lake.meta.batch_rule GROUP BY dataset").fetchall()
    )
    found: list[tuple[object, ...]] = []
    for table in (name for name in _tables(session) if name in entries):
        read = {name for rule in content.rules_of(table) for name in rule.inputs if not name.startswith("meta.")}
        if not read <= set(entries):
            continue  # a table that a rule reads failed to build: the rule cannot run
        rules = {rule.rule_id: rule for rule in rule_catalogue.of_table(content, table)}
        for result in checks.check(session, table):
            rule = rules[result.rule_id]
            if rule.kind == GENERATED and not table.startswith("std."):
                continue
            if rule.unit is None or any(name.startswith("kpi.") for name in rule.inputs):
                continue
            for dataset in belongs(content, table):
                # A delta gives one whole, in however many batches it arrived.
                batches_n = batches.get(dataset, 0) if _is_full(content.contracts[dataset]) else 1
                counts = {ROWS: entries[table].rows_n, BATCHES: batches_n, DAYS: generated.WATCHED_DAYS, FEED: 1}
                evaluated_n = counts[rule.unit]
                broken_n = evaluated_n if result.offenders_n is None else min(result.offenders_n, evaluated_n)
                if evaluated_n:
                    code = result.gbt36344[:2] if result.gbt36344[:2] in QUALITY_CODES else QUALITY_CODES[0]
                    silo = content.contracts[dataset].silo
                    passing_n = evaluated_n - broken_n
                    found.append(
                        (session.as_of, table, result.rule_id, code, dataset, silo, evaluated_n, passing_n)
                    )  # fmt: skip
    import pyarrow as pa  # takes long; most runs score nothing

    kinds = {"DATE": pa.date32(), "VARCHAR": pa.string(), "BIGINT": pa.int64()}
    shape = pa.schema([(column.split()[0], kinds[column.split()[1]]) for column in TYPES.split(",")])
    columns = list(zip(*found, strict=True)) if found else [()] * len(shape)
    return pa.table([pa.array(column, kind) for column, kind in zip(columns, shape.types, strict=True)], schema=shape)


def _write_scores(session: Session) -> None:
    """Replace `meta.quality_score` where it differs."""
    con = session.writer.con
    weights = session.content.district.quality_weights.on(session.as_of) or dict.fromkeys(QUALITY_CODES, 1.0)
    listed = ", ".join(f"('{code}', {weight!r})" for code, weight in weights.items())
    grades = " ".join(f"WHEN score >= {least!r} THEN '{letter}'" for least, letter, _ in GRADES)
    full = _listed(name for name, contract in session.content.contracts.items() if _is_full(contract))
    con.register("subjects", _subjects(session.content))
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE fresh_scores AS
        WITH weights(dimension_code, weight) AS (VALUES {listed}),
        newest AS (
            SELECT 'std.' || r.dataset AS table_name, r.rule_id, {_code("r.gbt36344")} AS dimension_code,
              r.dataset AS dataset_id, b.silo AS silo_id, sum(r.evaluated_n) AS evaluated_n,
              sum(r.evaluated_n - r.broken_n) AS passing_n
            FROM lake.meta.batch_rule r JOIN lake.meta.batch b ON r.batch_id = b.batch_id AND r.dataset = b.dataset
            WHERE r.dataset NOT IN ({full})
              OR b.batch_id = (SELECT max(n.batch_id) FROM lake.meta.batch n WHERE n.dataset = b.dataset)
            GROUP BY ALL HAVING sum(r.evaluated_n) > 0
            UNION ALL SELECT table_name, rule_id, dimension_code, dataset_id, silo_id, evaluated_n, passing_n
            FROM table_outcomes),
        placed AS (
            SELECT '{DATASET}' AS level, dataset_id AS subject_id, * FROM newest
            UNION ALL SELECT '{SILO}', silo_id, * FROM newest
            UNION ALL SELECT '{DISTRICT}', '{WHOLE}', * FROM newest),
        dimensions AS (
            SELECT level, subject_id, dimension_code, count(*) AS rules_n,
              CAST(sum(evaluated_n) AS BIGINT) AS evaluated_n, CAST(sum(passing_n) AS BIGINT) AS passing_n,
              1e2 * {in_order("avg", "passing_n / evaluated_n")} AS score, weight
            FROM placed JOIN weights USING (dimension_code) GROUP BY ALL),
        scored AS (
            FROM dimensions UNION ALL SELECT level, subject_id, '{WHOLE}', CAST(sum(rules_n) AS BIGINT),
              CAST(sum(evaluated_n) AS BIGINT), CAST(sum(passing_n) AS BIGINT),
              {in_order("sum", "weight * score")} / nullif({in_order("sum", "weight")}, 0), {in_order("sum", "weight")}
            FROM dimensions GROUP BY ALL)
        SELECT level, subject_id, subject_zh, subject_en, dimension_code, rules_n, evaluated_n, passing_n, score,
          weight, CASE {grades} END AS grade, as_of() AS as_of
        FROM scored LEFT JOIN subjects USING (level, subject_id)"""
    )
    con.unregister("subjects")
    differs = con.execute(
        f"""SELECT count(*) FROM ((FROM temp.main.fresh_scores EXCEPT FROM lake.{SCORE})
        UNION ALL (FROM lake.{SCORE} EXCEPT FROM temp.main.fresh_scores))"""
    ).fetchone()
    if differs and differs[0]:
        con.execute(f"DELETE FROM lake.{SCORE}")
        con.execute(f"INSERT INTO lake.{SCORE} FROM temp.main.fresh_scores")
    con.execute("DROP TABLE temp.main.fresh_scores")


def _subjects(content: Content) -> "pa.Table":
    """The scored things by name."""
    import pyarrow as pa

    district = content.district
    found = [(DISTRICT, WHOLE, district.name, district.name_en)]
    found += [(SILO, silo.id, silo.name, silo.name_en) for silo in district.silos.values()]
    found += [(DATASET, name, one.title_zh, one.description or name) for name, one in content.contracts.items()]
    return pa.table(
        dict(zip(("level", "subject_id", "subject_zh", "subject_en"), zip(*found, strict=True), strict=True))
    )


def _is_full(contract: Contract) -> bool:
    return contract.mode == "full"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in names) or "''"
