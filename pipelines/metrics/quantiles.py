"""The quantiles of a KPI over many rows, updated by the few inserted or deleted rows instead of measured from all.

A quantile does not add up, but it moves only past its neighbouring values. So for every period and slice the values
around its quantile are kept, each with the number of its rows. The number of rows below them is kept, too. Inserted and
deleted rows are counted in; a period whose quantile has left the kept values is measured from its rows again. Every
value is that of `quantile_cont` over all rows.

The kept values are a DuckDB file for each KPI. It follows from the KPI's text, its input at a snapshot and the observed
day, all of which it names. It is made again where it belongs to others, is missing or cannot be read.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import duckdb

from pipelines.declare.indicator import IS_OPEN, QUANTILE
from pipelines.declare.model import Model
from pipelines.declare.periods import ALL, LAST_DAY
from pipelines.state import build_log
from pipelines.state.session import Session
from pipelines.transform import change_feed, input_views, table_writer
from pipelines.transform.kpi_days import counted, member, sets, spread
from warehouse import store
from warehouse.paths import Paths
from warehouse.transaction import atomic

KEPT_ROWS_N = 500_000
"""Below this many input rows measuring all of them costs less."""
SHARES = (0.1, 0.05, 0.02, 0.01, 0.004)
"""Widths around a quantile in which values are kept, as shares of a period's rows; the smallest that holds enough."""
LEAST_BESIDE_N = 8
"""The minimum number of values kept on either side; of a period too small for any share, all of them."""
TOO_MANY = "100 + 0.04 * values_n"
"""A period that keeps more distinct values than this is measured again to keep fewer."""
GROWN = 1.5
"""The kept values are compacted when they take this much more room than after the last compaction."""
LAYOUT = 1

KEY = "variant, grain, period_start, slice_type, slice_id"
PERIOD = ("variant", "grain", "period_start")
TEMPORARY = ("moved_rows", "moved_values", "touched", "found", "lost", "bounds", "beside")
_TABLES = """
CREATE TABLE kept.mark (
    layout INTEGER, text_hash VARCHAR, input VARCHAR, snapshot BIGINT, as_of DATE, beside_n BIGINT);
CREATE SEQUENCE kept.ids;
CREATE TABLE kept.period (
    id BIGINT, variant VARCHAR, grain VARCHAR, period_start DATE, slice_type VARCHAR, slice_id VARCHAR,
    rows_n BIGINT, values_n BIGINT, below_n BIGINT, low DOUBLE, high DOUBLE, value DOUBLE);
CREATE TABLE kept.beside (id BIGINT, value DOUBLE, values_n BIGINT);
"""


def fits(model: Model, entry: build_log.Entry) -> bool:
    """Whether the KPI's periods are worth keeping; `entry` is the build log's on its one input."""
    is_plain = model.kpi.kind == QUANTILE and not (model.kpi.windows or model.uses_as_of or IS_OPEN in model.columns)
    return is_plain and model.is_row_wise and entry.rows_n >= KEPT_ROWS_N


@contextmanager
def measured(session: Session, model: Model) -> Iterator[str]:
    """A query of the quantile in every period, as `kpi_days.measured_select` gives it; it holds within the context."""
    con = session.writer.con
    session.paths.quantiles.mkdir(exist_ok=True)
    _attach(con, session.paths, model.table)
    try:
        _Kept(session, model).bring_up()
        yield (
            "SELECT variant, grain, period_start, slice_type, slice_id, CAST(NULL AS BIGINT) AS numerator,"
            " values_n AS denominator, value FROM kept.period"
        )
    finally:
        for table in TEMPORARY:
            con.execute(f"DROP TABLE IF EXISTS temp.main.{table}")
        con.execute("DETACH kept")


def forget(paths: Paths, kpi_id: str) -> None:
    """Remove the kept values of a KPI."""
    for part in paths.quantiles.glob(f"{kpi_id}.duckdb*"):
        part.unlink()


def _attach(con: duckdb.DuckDBPyConnection, paths: Paths, kpi_id: str) -> None:
    file = paths.quantiles / f"{kpi_id}.duckdb"
    try:
        store.attach_file(con, "kept", file)
    except duckdb.Error:
        forget(paths, kpi_id)
        store.attach_file(con, "kept", file)


class _Mark(NamedTuple):
    """The meaning of the kept values, and the number of rows that they took after the last compaction."""

    layout: int
    text_hash: str
    input: str
    snapshot: int
    as_of: dt.date
    beside_n: int = 0


class _Kept:
    """The kept values of one KPI, in the attached database `kept`."""

    def __init__(self, session: Session, model: Model) -> None:
        self.con, self.state, self.model, self.as_of = session.writer.con, session.state, model, session.as_of
        (self.table,) = model.inputs
        self.entry = self.state.builds.entries[self.table]
        self.slices = list(model.slices)
        self.rows = f"({counted(model)})"

    def bring_up(self) -> None:
        """Bring it to the present input on the observed day, by the changed rows or from all rows."""
        now = _Mark(
            LAYOUT,
            self.model.text_hash,
            change_feed.identity(self.con, self.table),
            self.entry.changed_snapshot,
            self.as_of,
        )
        mark = self._mark()
        input_views.offer(self.state, [self.table])
        if mark is not None and mark[:-1] == now[:-1]:
            return
        span = self._span(mark, now) if mark is not None else None
        if span is not None and mark is not None:
            self._find_moved(span, f"DATE '{mark.as_of}'")
        with atomic(self.con):
            if span is not None and mark is not None:
                self._count_in()
                beside_n = self._put_together(mark.beside_n)
            else:
                self._start()
                self._measure("")
                beside_n = table_writer.count(self.con, "kept.beside")
            self.con.execute("DELETE FROM kept.mark")
            self.con.execute("INSERT INTO kept.mark VALUES (?, ?, ?, ?, ?, ?)", [*now[:-1], beside_n])

    def _mark(self) -> _Mark | None:
        try:
            row = self.con.execute("FROM kept.mark").fetchone()
        except duckdb.Error:
            return None
        return _Mark(*row) if row is not None else None

    def _span(self, mark: _Mark, now: _Mark) -> change_feed.Span | None:
        """The rows that changed in the input since it was kept; None where the feed lacks them, or they are many."""
        if mark[:3] != now[:3] or mark.as_of > now.as_of:
            return None
        if mark.snapshot == now.snapshot:
            return change_feed.Span(self.table, mark.snapshot, now.snapshot)
        return change_feed.span(self.state, self.table, mark.snapshot, now.snapshot, self.entry.rows_n, lost=True)

    def _start(self) -> None:
        for kind, name in (("TABLE", "mark"), ("TABLE", "period"), ("TABLE", "beside"), ("SEQUENCE", "ids")):
            self.con.execute(f"DROP {kind} IF EXISTS kept.{name}")
        self.con.execute(_TABLES)

    def _find_moved(self, span: change_feed.Span, before: str) -> None:
        """Make `moved_values`: the change in each period's rows per value since `before` was observed.

        Rows of days that were not observed then are new, whenever they were inserted.
        """
        self.con.execute(f"CREATE OR REPLACE TEMP TABLE moved_rows AS SELECT *, 1 AS moved_n FROM {self.rows} LIMIT 0")
        moved = ((span.inserted(), 1), (span.deleted(), -1)) if span.since < span.until else ()
        for rows, sign in moved:
            input_views.narrow(self.state, self.table, change_feed.visible(self.table, rows))
            self.con.execute(
                f"INSERT INTO moved_rows SELECT *, {sign} FROM {self.rows} counted WHERE period_on <= {before}"
            )
        input_views.offer(self.state, [self.table])
        self.con.execute(
            f"INSERT INTO moved_rows SELECT *, 1 FROM {self.rows} counted"
            f" WHERE period_on > {before} AND period_on <= as_of()"
        )
        self.con.execute(
            f"CREATE OR REPLACE TEMP TABLE moved_values AS SELECT variant, grain, period_start, {member(self.slices)},"
            f" value, CAST(sum(moved_n) AS BIGINT) AS moved_n FROM ({spread('moved_rows', self.model.kpi)}) spread"
            f" GROUP BY GROUPING SETS ({sets(self.slices, 'variant, grain, period_start, value')})"
            " HAVING sum(moved_n) <> 0"
        )

    def _count_in(self) -> None:
        """Count `moved_values` in; periods that lost their quantile are measured again."""
        same = table_writer.match("m", "p", (*PERIOD, "slice_type", "slice_id"))
        self.con.execute(
            f"INSERT INTO kept.period SELECT nextval('kept.main.ids'), {KEY}, 0, 0, 0, '-infinity', 'infinity', NULL"
            f" FROM (SELECT DISTINCT {KEY} FROM moved_values m ANTI JOIN kept.period p ON {same}) fresh"
        )
        self.con.execute(
            "CREATE OR REPLACE TEMP TABLE touched AS SELECT p.id, p.low, p.high, m.value, m.moved_n"
            f" FROM moved_values m JOIN kept.period p ON {same}"
        )
        self.con.execute(
            "UPDATE kept.period AS p SET rows_n = p.rows_n + t.rows_n, values_n = p.values_n + t.values_n,"
            " below_n = p.below_n + t.below_n FROM (SELECT id, sum(moved_n) AS rows_n,"
            " coalesce(sum(moved_n) FILTER (value IS NOT NULL), 0) AS values_n,"
            " coalesce(sum(moved_n) FILTER (value < low), 0) AS below_n FROM touched GROUP BY id) AS t"
            " WHERE p.id = t.id"
        )
        self.con.execute(
            "INSERT INTO kept.beside SELECT id, value, moved_n FROM touched WHERE value BETWEEN low AND high"
        )
        self.con.execute("DELETE FROM kept.period WHERE rows_n = 0")
        self._value("touched")
        self.con.execute(
            f"CREATE OR REPLACE TEMP TABLE lost AS SELECT DISTINCT {', '.join(PERIOD)} FROM kept.period SEMI JOIN"
            f" (SELECT id FROM touched) USING (id) LEFT JOIN found USING (id) WHERE values_n > 0"
            f" AND (lower IS NULL OR upper IS NULL OR is_below OR beside_n > {TOO_MANY})"
        )
        if self.con.execute("SELECT 1 FROM lost LIMIT 1").fetchone():
            self.con.execute(f"DELETE FROM kept.period AS p USING lost WHERE {table_writer.match('p', 'lost', PERIOD)}")
            self._measure(f" SEMI JOIN lost ON {table_writer.match('spread', 'lost', PERIOD)}")

    def _measure(self, wanted: str) -> None:
        """Measure periods from their rows; `wanted` is a join that leaves only some."""
        rows, (first, last) = self.rows, self._days(wanted)
        if first is not None:
            rows = f"(SELECT * FROM {rows} around WHERE period_on BETWEEN DATE '{first}' AND DATE '{last}')"
        source = f"(SELECT spread.* FROM ({spread(rows, self.model.kpi)}) spread{wanted})"
        quantile = self.model.kpi.quantile
        assert quantile is not None
        ends = [max(quantile - share, 0.0) for share in SHARES] + [min(quantile + share, 1.0) for share in SHARES]
        self.con.execute(
            f"CREATE OR REPLACE TEMP TABLE bounds AS SELECT nextval('kept.main.ids') AS id, {KEY}, rows_n, values_n,"
            f" {_end(quantile, -1)} AS low, {_end(quantile, 1)} AS high FROM ("
            f"SELECT variant, grain, period_start, {member(self.slices)}, count(*) AS rows_n,"
            f" count(value) AS values_n, quantile_disc(value, {ends!r}) AS ends FROM {source} rows"
            f" GROUP BY GROUPING SETS ({sets(self.slices, 'variant, grain, period_start')})) measured"
        )
        parts = " UNION ALL ".join(
            f"SELECT b.id, CASE WHEN s.value >= b.low THEN s.value END AS value FROM {source} s"
            f" JOIN bounds b ON {table_writer.match('s', 'b', PERIOD)} AND b.slice_type = '{kind}'"
            f"{'' if kind == ALL else f' AND b.slice_id = s.slice_{kind}'} WHERE s.value <= b.high"
            for kind in (ALL, *self.slices)
        )
        self.con.execute(
            "CREATE OR REPLACE TEMP TABLE beside AS"
            f" SELECT id, value, count(*) AS values_n FROM ({parts}) parts GROUP BY ALL"
        )
        self.con.execute(
            f"INSERT INTO kept.period SELECT id, {KEY}, b.rows_n, b.values_n, coalesce(n.values_n, 0), low, high, NULL"
            " FROM bounds b LEFT JOIN (FROM beside WHERE value IS NULL) n USING (id)"
        )
        self.con.execute("INSERT INTO kept.beside FROM beside WHERE value IS NOT NULL")
        self._value("bounds")

    def _days(self, wanted: str) -> tuple[object, object]:
        """The first and the last day of the wanted periods; none where they are all or reach over all."""
        if not wanted:
            return None, None
        row = self.con.execute(
            f"SELECT CASE WHEN bool_and(period_start IS NOT NULL) THEN min(period_start) END, max({LAST_DAY}) FROM lost"
        ).fetchone()
        assert row is not None
        return row[0], row[1]

    def _value(self, ids: str) -> None:
        """Take the quantile of some periods from its kept neighbouring values; makes `found`."""
        self.con.execute(
            f"""CREATE OR REPLACE TEMP TABLE found AS
            SELECT id, count(*) AS beside_n, any_value(rank - floor(rank)) AS share,
              any_value(below_n > floor(rank)) AS is_below,
              min(value) FILTER (upto_n > floor(rank)) AS lower, min(value) FILTER (upto_n > ceil(rank)) AS upper
            FROM (
              SELECT id, b.value, below_n, (p.values_n - 1) * CAST({self.model.kpi.quantile!r} AS DOUBLE) AS rank,
                below_n + sum(b.values_n) OVER (PARTITION BY id ORDER BY b.value) AS upto_n
              FROM (SELECT id, value, sum(values_n) AS values_n FROM kept.beside
                    SEMI JOIN (SELECT id FROM {ids}) USING (id) GROUP BY ALL HAVING sum(values_n) <> 0) b
              JOIN kept.period p USING (id)) ranked
            GROUP BY id"""
        )
        self.con.execute(f"UPDATE kept.period SET value = NULL WHERE id IN (SELECT id FROM {ids}) AND values_n = 0")
        self.con.execute(
            "UPDATE kept.period AS p SET value = f.lower * (1 - f.share) + f.upper * f.share FROM found AS f"
            " WHERE p.id = f.id"
        )

    def _put_together(self, before_n: int) -> int:
        """Compact the kept neighbouring values when they have grown; returns their number after the last compaction."""
        if table_writer.count(self.con, "kept.beside") <= GROWN * before_n:
            return before_n
        self.con.execute(
            "CREATE OR REPLACE TABLE kept.beside AS SELECT id, value, CAST(sum(values_n) AS BIGINT) AS values_n"
            " FROM kept.beside SEMI JOIN kept.period USING (id) GROUP BY ALL HAVING sum(values_n) <> 0"
        )
        return table_writer.count(self.con, "kept.beside")


def _end(quantile: float, side: int) -> str:
    """The end of the kept values on one side: at the smallest share that is enough, open where no share is."""
    nowhere = "'infinity'" if side > 0 else "'-infinity'"
    first = len(SHARES) if side > 0 else 0
    steps = " ".join(
        f"WHEN values_n * {share!r} >= {LEAST_BESIDE_N} THEN"
        f" {f'ends[{first + place + 1}]' if 0 < quantile + side * share < 1 else f'{nowhere}::DOUBLE'}"
        for place, share in reversed(list(enumerate(SHARES)))
    )
    return f"CASE {steps} ELSE {nowhere}::DOUBLE END"
