"""Makes case extracts of any size: the same row number always gives the same case, so a correction knows its row.

About one and a half rows in a hundred break a blocking rule, one phone number in a hundred is odd, one case in five
has a phone number, one description in thirty holds a comma.
"""

import datetime as dt
from pathlib import Path

import duckdb

FIRST_DAY = dt.date(2009, 1, 1)
LAST_DAY = dt.date(2015, 8, 30)
NEXT_DAY = dt.date(2015, 8, 31)
DAYS_N = (LAST_DAY - FIRST_DAY).days + 1
RECENT_DAYS_N = 30
RECENT_ROWS_N = 10_000
"""So many rows at least lie in the last days, so that corrections find as many in a small history as in a large."""
MALFORMED_EVERY = 50_000

ZONE = "Asia/Shanghai"
NAMES = (
    "task_num", "event_src", "case_type", "main_code", "sub_code", "lon", "lat", "grid_code", "street_code", "status",
    "reported_at", "registered_at", "dispatched_at", "closed_at", "due_at", "dispose_unit", "rework_cnt",
    "reporter_phone", "event_desc", "updated_at",
)  # fmt: skip

_CASES = """
WITH given AS ({given}),
drawn AS (
    SELECT i, revision, reported_on,
        CAST(hash(i, 1) >> 1 AS BIGINT) AS a, CAST(hash(i, 2) >> 1 AS BIGINT) AS b,
        CAST(hash(i, 3) >> 1 AS BIGINT) AS c, CAST(hash(i, 4) >> 1 AS BIGINT) % 10000 AS bad,
        CAST(reported_on AS TIMESTAMP) + to_seconds(21600 + CAST(hash(i, 5) >> 1 AS BIGINT) % 57600) AS reported
    FROM given),
timed AS (
    SELECT *, revision > 0 OR c % 100 < 96 AS is_closed, 1 + a % 12 AS street, (a >> 8) % 40 AS unit,
        reported + to_minutes(5 + b % 300) AS registered
    FROM (SELECT *, (a >> 20) % 1000 AS place FROM drawn)),
closing AS (
    SELECT * REPLACE (is_closed AND closed < {until} AS is_closed) FROM (
        SELECT *, registered + to_minutes(10 + (c >> 8) % 120) AS dispatched,
            registered + to_minutes(200 + (b >> 10) % 6000 + revision) AS closed FROM timed))
SELECT strftime(reported_on, '%y%m%d') || lpad(CAST(i AS VARCHAR), 8, '0') AS task_num,
    ['app', 'hotline', 'hotline', 'sms', 'wechat', 'website', 'inspector', 'iot_video'][1 + (b >> 4) % 8] AS event_src,
    CASE WHEN c % 5 = 0 THEN 'part' ELSE 'event' END AS case_type,
    lpad(CAST(1 + a % 6 AS VARCHAR), 2, '0') AS main_code,
    lpad(CAST(1 + b % 20 AS VARCHAR), 2, '0') AS sub_code,
    CASE WHEN bad < 30 THEN '—' ELSE CAST(round(115.8 + place / 5000.0, 6) AS VARCHAR) END AS lon,
    CASE WHEN bad BETWEEN 30 AND 49 THEN '0' ELSE CAST(round(28.6 + (b >> 30) % 1000 / 5000.0, 6) AS VARCHAR) END
        AS lat,
    CASE WHEN bad BETWEEN 50 AND 69 THEN 'X' ELSE '3' END || '6011300' || street % 10
        || lpad(CAST(place AS VARCHAR), 5, '0') AS grid_code,
    '3601130' || lpad(CAST(street AS VARCHAR), 2, '0') AS street_code,
    CASE WHEN bad BETWEEN 70 AND 99 THEN '99' WHEN is_closed THEN '6'
        ELSE ['3', '4', '5', '7'][1 + (c >> 20) % 4] END AS status,
    CASE WHEN bad NOT BETWEEN 100 AND 109 THEN reported END AS reported_at,
    CASE WHEN bad BETWEEN 110 AND 139 THEN registered - INTERVAL 3 DAY
        WHEN registered < {until} THEN registered END AS registered_at,
    CASE WHEN dispatched < {until} THEN dispatched END AS dispatched_at,
    CASE WHEN is_closed THEN closed END AS closed_at,
    registered + INTERVAL 3 DAY AS due_at,
    'U' || lpad(CAST(unit AS VARCHAR), 3, '0') AS dispose_unit,
    CASE WHEN (c >> 40) % 25 = 0 THEN 1 + revision ELSE 0 END AS rework_cnt,
    CASE WHEN (a >> 40) % 5 = 0 THEN CASE WHEN (a >> 44) % 100 = 0 THEN '电话' ELSE '1' END || '38'
        || lpad(CAST((b >> 20) % 100000000 AS VARCHAR), 8, '0') END AS reporter_phone,
    ['路面破损积水，行人难行', '垃圾满溢无人清运', '井盖缺失', '路灯不亮', '占道经营', '施工噪声扰民', '违章停车']
        [1 + (c >> 12) % 7] || CASE WHEN (c >> 24) % 30 = 0 THEN ', ' ELSE '' END || '编号' || a % 1000000
        AS event_desc,
    CASE WHEN revision > 0 THEN TIMESTAMP '2015-08-31 08:00:00'
        WHEN is_closed THEN closed ELSE reported END AS updated_at
FROM closing, unnest(CASE WHEN bad BETWEEN 140 AND 144 THEN [0, 1] ELSE [0] END) AS copies(copy)
"""


def write_history(file: Path, rows_n: int) -> None:
    """A whole history of `rows_n` cases, spread over all days, with the least number in the last days."""
    _write(
        file,
        f"SELECT i, 0 AS revision, {_day(rows_n)} AS reported_on FROM range({rows_n}) AS numbers(i)",
        rows_n,
        LAST_DAY,
    )


def write_day(file: Path, history_n: int, rows_n: int, *, recent: bool) -> None:
    """One more day: half new cases, half corrections of cases of the last days (`recent`) or of all history."""
    new_n = rows_n // 2
    fixed_n = rows_n - new_n
    if recent:
        tail = max(_recent(history_n), history_n * RECENT_DAYS_N // DAYS_N)
        pool, first = tail, history_n - tail
    else:
        pool, first = history_n, 0
    spaced = f"SELECT {first} + k * {pool} // {fixed_n} AS i FROM range({fixed_n}) AS numbers(k)"
    given = (
        f"SELECT i, 1 AS revision, {_day(history_n)} AS reported_on FROM ({spaced})"
        f" UNION ALL SELECT {history_n} + k, 0, DATE '{NEXT_DAY}' FROM range({new_n}) AS numbers(k)"
    )
    _write(file, given, rows_n, NEXT_DAY)


def recode(file: Path, target: Path, encoding: str) -> None:
    """The same text in another encoding."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with file.open(encoding="utf-8", newline="") as source, target.open("w", encoding=encoding, newline="") as out:
        while text := source.read(1 << 22):
            out.write(text)


def _recent(rows_n: int) -> int:
    return min(RECENT_ROWS_N, rows_n // 2)


def _day(rows_n: int) -> str:
    """The day of row `i`: the last rows lie in the last days, all others evenly over history."""
    recent = _recent(rows_n)
    old = rows_n - recent
    offset = f"CASE WHEN i < {old} THEN i * {DAYS_N} // {max(old, 1)}"
    return (
        f"DATE '{FIRST_DAY}' + CAST({offset} ELSE {DAYS_N - RECENT_DAYS_N} + (i - {old}) * {RECENT_DAYS_N}"
        f" // {max(recent, 1)} END AS INTEGER)"
    )


def _write(file: Path, given: str, rows_n: int, last_day: dt.date) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    listed = ", ".join(NAMES)
    until = f"TIMESTAMP '{last_day + dt.timedelta(days=1)}'"
    with duckdb.connect() as con:
        con.execute(
            f"COPY (SELECT {listed} FROM ({_CASES.format(given=given, until=until)})) TO '{file}' (FORMAT csv, HEADER)"
        )
    with file.open("a", encoding="utf-8", newline="") as out:
        out.writelines(f"{number},断行\n" for number in range(rows_n // MALFORMED_EVERY))
