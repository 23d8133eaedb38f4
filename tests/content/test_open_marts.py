"""Things that are open, late or held on the observed day: marts over rows written and counted by hand.

The day observed is 30 June. A thing that ended on that day is closed; one that ended on 1 July is open.
"""

import datetime as dt
from typing import Any

import duckdb
import pytest

from pipelines.declare.project import Content
from tests.content.stand import moment, rows_of
from warehouse import macros

JUNE = dt.date(2015, 6, 30)
TYPES = {"_at": "TIMESTAMPTZ", "_on": "DATE", "_m2": "DOUBLE", "h_m": "DOUBLE", "min": "DOUBLE", "t_n": "BIGINT"}
DAYS = ("_at", "_on")
Rows = list[tuple[Any, ...]]


def asked(content: Content, mart: str, columns: str, as_of: dt.date = JUNE, /, **tables: str) -> Rows:
    """Some columns of a mart over hand-written tables of `pub` and `mart`, `layer__table` by keyword."""
    con = duckdb.connect()
    con.execute("SET TimeZone = 'Asia/Shanghai'")
    macros.define(con)
    macros.observe(con, as_of)
    con.execute("CREATE SCHEMA pub; CREATE SCHEMA mart")
    for name, text in tables.items():
        rows = rows_of(text)
        casts = ", ".join(
            f"CAST(${at} AS {TYPES.get(column[-3:], 'BOOLEAN' if column.startswith('is_') else 'VARCHAR')}) AS {column}"
            for at, column in enumerate(rows[0], 1)
        )
        table = name.replace("__", ".")
        for at, row in enumerate(rows):
            values = [moment(v) if v and c.endswith(DAYS) else v for c, v in row.items()]
            con.execute(
                f"INSERT INTO {table} SELECT {casts}" if at else f"CREATE TABLE {table} AS SELECT {casts}", values
            )
    select = content.models[f"mart.{mart}"].select
    return con.execute(f"SELECT {columns} FROM ({select}) ORDER BY ALL").fetchall()


# 1 open · 2 past due · 3 past due but suspended · 4 closed on the day · 5 closed the day after · 6 void
# 7 reported the day after · 8 suspended the day after · 9 said to be closed, no moment
CASES = """
 case_id | unit_id | status_code | reported_at | reported_on | due_at | suspended_at | closed_at
 1       | U1      | in_progress | 6-28        | 6-28        | 7-05   |              |
 2       | U1      | in_progress | 6-01        | 6-01        | 6-30   |              |
 3       | U2      | suspended   | 6-20        | 6-20        | 6-22   | 6-21         |
 4       | U2      | closed      | 6-20        | 6-20        | 6-22   |              | 6-30 23:59
 5       | U2      | closed      | 6-20        | 6-20        | 6-30   |              | 7-01
 6       | U2      | void        | 6-20        | 6-20        | 6-22   |              |
 7       |         | in_progress | 7-01        | 7-01        |        |              |
 8       |         | suspended   | 6-30        | 6-30        | 6-30   | 7-01         |
 9       |         | closed      | 6-01        | 6-01        | 6-02   |              |
"""


def test_open_cases(content: Content) -> None:
    rows = asked(content, "open_case", "case_id, unit_id, age_day_n, is_suspended, is_late", pub__fct_case=CASES)
    assert rows == [
        ("1", "U1", 2, False, False),
        ("2", "U1", 29, False, True),
        ("3", "U2", 10, True, False),
        ("5", "U2", 10, False, True),
        ("8", None, 0, False, True),
    ]
    later = asked(
        content, "open_case", "count(*), count(*) filter (where is_late)", dt.date(2015, 7, 1), pub__fct_case=CASES
    )
    assert later == [(5, 1)], "1, 2, 3, 7, 8: case 5 is closed on that day and case 8 is suspended"


TASKS = """
 doc_id | dept_id | role | doc_kind | urgency | assigned_at | assigned_on | due_at | is_to_handle | is_done
 1      | D1      | 主办 | 函       | 平件    | 6-20        | 6-20        | 6-27   | true         | false
 2      | D1      | 协办 | 函       | 平件    | 6-29        | 6-29        | 7-10   | true         | false
 3      | D1      | 传阅 | 函       | 平件    | 6-20        | 6-20        | 6-27   | false        | false
 4      | D2      | 主办 | 函       | 平件    | 6-20        | 6-20        | 6-27   | true         | true
 5      | D2      | 主办 | 函       | 平件    | 6-20        | 6-20        |        | true         | false
"""


def test_open_document_tasks(content: Content) -> None:
    rows = asked(content, "open_document_task", "doc_id, age_day_n, late_day_n, is_late", mart__document_task=TASKS)
    assert rows == [("1", 10, 3, True), ("2", 1, 0, False), ("5", 10, 0, False)]


# 1 and 2 are late · 3 is due within a day · 4 has time · 5 finished on the day · 6 finished after it · 7 withdrawn
# 8 accepted after it
GREEN = """
 green_case_id | dept_id | dept_name | accepted_at | accepted_on | promised_at | finished_at | withdrawn_at
 1             | D21     | 金融办    | 6-01        | 6-01        | 6-29        |             |
 2             | D21     | 金融办    | 6-10        | 6-10        | 6-30 17:00  |             |
 3             | D21     | 金融办    | 6-10        | 6-10        | 7-01 09:00  |             |
 4             |         | 人民银行  | 6-20        | 6-20        | 7-02        |             |
 5             | D21     | 金融办    | 6-01        | 6-01        | 6-05        | 6-30 17:00  |
 6             | D21     | 金融办    | 6-25        | 6-25        | 7-09        | 7-01        |
 7             | D21     | 金融办    | 6-01        | 6-01        | 6-05        |             | 6-02
 8             | D21     | 金融办    | 7-01        | 7-01        | 7-05        |             |
"""


def test_holders_of_green_cases(content: Content) -> None:
    departments = " dept_id | dept_name\n D21 | 金融办公室"
    rows = asked(content, "green_case_holder", "*", pub__fct_green_case=GREEN, pub__dim_department=departments)
    assert rows == [("D21", "金融办公室", 4, 2, 1, 29), ("人民银行", "人民银行", 1, 0, 0, 10)]


def test_holders_of_park_requests(content: Content) -> None:
    requests = GREEN.replace("promised_at", "due_at").replace("finished_at", "closed_at")
    rows = asked(content, "park_request_holder", "*", pub__fct_park_request=requests)
    assert rows == [("D21", 4, 2, 1, 29), ("unknown", 1, 0, 0, 10)]


# each of the three kinds has one that is past due, one that ended on the day and one that is not due
PUBLICATIONS = """
 publication_id | dept_id | formed_on | due_on | published_at
 p1             | D1      | 6-01      | 6-21   |
 p2             | D1      | 6-01      | 6-21   | 6-30 12:00
 p3             | D1      | 6-20      | 7-10   |
 p4             |         | 6-01      | 6-30   | 7-01
"""
REQUESTS = """
 req_no | dept_id | received_on | due_on | replied_on
 r1     | D2      | 6-01        | 6-22   |
 r2     | D2      | 6-01        | 6-22   | 6-30
"""
QUESTIONS = """
 consultation_id | dept_id | asked_on | due_on | replied_at
 q1              | D2      | 6-20     | 6-27   | 7-02
 q2              | D2      | 7-01     | 7-08   |
"""


def test_overdue_disclosure(content: Content) -> None:
    tables = {
        "pub__fct_publication": PUBLICATIONS,
        "pub__fct_foi_request": REQUESTS,
        "pub__fct_consultation": QUESTIONS,
    }
    rows = asked(content, "overdue_disclosure", "item_id, disclosure_kind, dept_id, late_day_n", **tables)
    assert rows == [
        ("p1", "publication", "D1", 9),
        ("p4", "publication", "unknown", 0),
        ("q1", "question", "D2", 3),
        ("r1", "request", "D2", 8),
    ]


# c1 is dark · c2 came back on the day · c3 comes back after it · c4 is retired · c5 goes dark after it
STATES = """
 camera_id | state_code | state_from_at | state_to_at | offline_cause
 c1        | offline    | 6-30 12:00    |             | 断电
 c2        | offline    | 6-29          | 6-30 12:00  | 断电
 c3        | offline    | 6-30          | 7-01 12:00  |
 c4        | offline    | 6-20          |             |
 c5        | offline    | 7-01          |             |
"""
CAMERAS = """
 camera_id | camera_name | street_code | owner_name | retired_on
 c1        | 甲          | S1          | 公安       |
 c2        | 乙          | S1          | 公安       |
 c3        | 丙          |             |            |
 c4        | 丁          | S1          | 公安       | 6-30
 c5        | 戊          | S1          | 公安       |
"""


def test_dark_cameras(content: Content) -> None:
    rows = asked(content, "dark_camera", "camera_id, street_code, dark_hour_n", pub__fct_camera_state=STATES,
                 pub__dim_camera=CAMERAS)  # fmt: skip
    assert rows == [("c1", "S1", 12), ("c3", "unknown", 24)]


def test_devices_that_are_down(content: Content) -> None:
    states = (
        STATES.replace("camera_id", "device_id").replace("state_from_at", "from_at").replace("state_to_at", "to_at")
    )
    states = states.replace("offline_cause", "is_approved").replace("断电", "true")
    devices = CAMERAS.replace("camera_id", "device_id").replace("camera_name", "device_name")
    devices = devices.replace("owner_name", "device_kind")
    rows = asked(content, "tourism_device_down", "device_id, state_code, is_approved", pub__dim_tourism_device=devices,
                 pub__fct_tourism_device_status=states)  # fmt: skip
    assert rows == [("c1", "offline", True), ("c3", "offline", False)]


def test_incidents_that_wait(content: Content) -> None:
    incidents = """
 incident_id | reported_at | reported_on | responded_at
 1           | 6-29 09:10  | 6-29        | 6-29 09:20
 2           | 6-29 09:50  | 6-29        |
 3           | 6-30 23:00  | 6-30        | 7-01 00:00
 4           | 7-01 09:00  | 7-01        |
"""
    rows = asked(content, "incident_hour", "*", pub__fct_incident=incidents)
    assert rows == [(0, 9, 2, 1), (1, 23, 1, 1)], "29 June 2015 is a Monday"


@pytest.mark.parametrize(("as_of", "codes"), [(JUNE, ["G1"]), (dt.date(2015, 7, 2), ["G1", "V1"])])
def test_codes_that_have_ended(content: Content, as_of: dt.date, codes: list[str]) -> None:
    divisions = " division_code | division_name | valid_to_on | successor_code\n V1 | 甲村 | 7-02 | V2\n V2 | 乙村 | |"
    grids = " grid_code | grid_name | valid_to_on | successor_code\n G1 | 一格 | 6-30 | G2\n G2 | 二格 | |"
    rows = asked(content, "code_change", "code, code_kind, successor_code", as_of, pub__dim_division=divisions,
                 pub__dim_grid_history=grids)  # fmt: skip
    assert [row[0] for row in rows] == codes and rows[0] == ("G1", "grid", "G2")


def test_cameras_and_incidents_of_streets(content: Content) -> None:
    incidents = """
 incident_id | street_code | reported_on | incident_source
 1           | S1          | 6-29        | 视频巡查
 2           | S1          | 6-30        | 群众报警
 3           | S1          | 7-01        | 群众报警
"""
    cameras = CAMERAS.replace("retired_on", "retired_on | installed_on").replace(" |\n", " | |\n")
    cameras = cameras.replace("| 6-30", "| 6-30 |").replace(
        " 戊          | S1          | 公安       | |", " 戊 | S1 | 公安 | | 7-01"
    )
    grids = " grid_code | street_code | area_m2\n G1 | S1 | 500000\n G2 | S1 | 1500000"
    streets = " street_code | street_name\n S1 | 甲街\n S2 | 乙街"
    tables = {"pub__dim_grid": grids, "pub__dim_camera": cameras, "pub__fct_incident": incidents}
    rows = asked(content, "street_safety", "*", pub__dim_street=streets, **tables)
    assert rows == [("S1", 2, 2, 1, 1.0, 1.0), ("S2", 0, 0, 0, None, None)], (
        "c1 and c2; c4 is retired, c5 comes in July"
    )


# b1 was repaired within 90 minutes · b2 on the day after the day observed · b3 never
BURSTS = """
 burst_id | reported_at | street_code | cause_code | household_n | repaired_at | repair_min | lon | lat
 b1       | 6-29        | S1          | age        | 10          | 6-29 01:30  | 90         | 1   | 2
 b2       | 6-30        |             |            | 20          | 7-01        | 1440       | 1   | 2
 b3       | 6-30        | S1          | age        | 30          |             |            | 1   | 2
 b4       | 1-01        | S1          | age        | 40          | 1-02        | 1440       | 1   | 2
"""
LINES = """
 burst_id | pipe_line_id | burst_line_id | pipe_class_code | length_m | is_adjoining | is_over_age
 b1       | l1           | l1            | JS              | 100      | true         | true
 b1       | l2           | l1            | JS              | 50       | true         | false
 b1       | l3           | l1            | RQ              | 70       | false        | true
 b2       | l4           | l4            | DL              | 30       | true         |
 b3       | l5           | l5            | JS              | 30       | true         |
"""


def test_bursts_and_what_they_reach(content: Content) -> None:
    names = "burst_id, street_code, is_open, repair_h::double, water_m::double, adjoining_n, gas_n, power_n, old_n"
    lines = {"mart__pipe_near_burst": LINES, "pub__fct_pipe_burst": BURSTS}
    assert asked(content, "pipe_burst_reach", names, **lines) == [
        ("b1", "S1", False, 1.5, 150.0, 1, 1, 0, 2),
        ("b2", "unknown", True, None, 0.0, 0, 0, 1, 0),
        ("b3", "S1", True, None, 30.0, 0, 0, 0, 0),
    ]


def test_residents_of_grid_cells(content: Content) -> None:
    grids = " grid_code | grid_name | street_name | lon | lat\n G1 | 一格 | 甲街 | 115.8 | 28.7"
    people = " grid_code | resident_n\n G1 | 12\n G2 |"
    rows = asked(content, "grid_resident", "grid_code, grid_name, resident_n", pub__fct_grid_population=people,
                 pub__dim_grid=grids)  # fmt: skip
    assert rows == [("G1", "一格", 12), ("G2", None, None)]


# s1 was last heard on the 27th · s2 never · s3 is heard on the day · s4 is under maintenance · s5 ended before the day
READINGS = """
 sensor_id | sensor_name | metric_code | read_on | is_online | is_maintained
 s1        | 甲          | level_m     | 6-27    | true      | false
 s1        | 甲          | level_m     | 6-28    | false     | false
 s1        | 甲          | level_m     | 6-30    | false     | false
 s2        | 乙          | gas_lel     | 6-29    | false     | false
 s2        | 乙          | gas_lel     | 6-30    | false     | false
 s3        | 丙          | gas_lel     | 6-29    | false     | false
 s3        | 丙          | gas_lel     | 6-30    | true      | false
 s4        | 丁          | gas_lel     | 6-30    | false     | true
 s5        | 戊          | gas_lel     | 6-29    | false     | false
"""


def test_silent_sensors(content: Content) -> None:
    rows = asked(content, "silent_sensor", "sensor_id, silent_on::varchar", mart__pipe_sensor_day=READINGS)
    assert rows == [("s1", "2015-06-28"), ("s2", "2015-06-29")]


def test_sections_that_burst_again(content: Content) -> None:
    bursts = """
 pipe_section_id | street_code | reported_at | reported_on | material_code | pipe_line_id
 a#1             | S1          | 1-05        | 1-05        | CI            | l1
 a#1             | S1          | 6-30        | 6-30        | PE            | l2
 a#1             | S1          | 7-01        | 7-01        | PE            | l2
 b#1             | S1          | 6-01        | 6-01        | CI            | l1
 c#1             |             | 2-01        | 2-01        |               |
 c#1             |             | 3-01        | 3-01        |               |
 c#1             |             | 3-02        | 3-02        |               |
"""
    segments = " pipe_line_id | built_on | is_current\n l1 | 1-01 | false\n l2 | 2-02 | true"
    names = "pipe_section_id, street_code, burst_n, last_on::varchar, material_code, built_on::varchar, is_current"
    tables = {"pub__fct_pipe_burst": bursts, "pub__dim_pipe_segment": segments}
    assert asked(content, "pipe_section_burst", names, **tables) == [
        ("a#1", "S1", 2, "2015-06-30", "PE", "2015-02-02", True),
        ("c#1", "unknown", 3, "2015-03-02", "unknown", None, False),
    ]


def test_patrols_beside_cases_of_grid_cells(content: Content) -> None:
    patrols = """
 grid_code | grid_name | street_code | area_m2 | day_on | vehicle_slot_n | crew_slot_n
 G1        | 一格      | S1          | 500000  | 6-29   | 2              | 1
 G1        | 一格      | S1          | 500000  | 6-30   | 0              | 1
 G1        | 一格      | S1          | 500000  | 7-01   | 9              | 9
 G2        | 二格      | S1          | 500000  | 6-30   | 0              | 0
"""
    cases = """
 grid_code | reported_at
 G1        | 6-01
 G1        | 6-30
 G1        | 7-01
 G3        | 6-01
"""
    rows = asked(content, "grid_patrol", "grid_code, case_n, case_per_km2, patrol_min, case_per_slot",
                 mart__patrol_coverage=patrols, pub__fct_case=cases)  # fmt: skip
    assert rows == [("G1", 2, 4.0, 10.0, 0.4)], "two cases on half a km²; four slots of five minutes on two days"


def test_classes_of_components(content: Content) -> None:
    components = """
 component_id | category_code | component_status_code | surveyed_on
 k1           | part-01-01    | intact                | 6-01
 k2           | part-01-01    | lost                  | 6-30
 k3           | part-01-01    | intact                | 7-01
 k4           | part-02-01    | moved                 | 6-01
"""
    cases = """
 component_id | case_type | reported_at
 k1           | part      | 6-01
 k1           | part      | 6-30
 k1           | part      | 7-01
 k2           | part      | 6-02
 k4           | event     | 6-02
"""
    classes = " category_code | main_name | sub_name\n part-01-01 | 公用设施 | 井盖"
    rows = asked(content, "component_class", "* exclude (case_per_100), case_per_100::double", pub__fct_case=cases,
                 pub__dim_component=components, pub__dim_category=classes)  # fmt: skip
    assert rows == [
        ("part-01-01", "公用设施", "井盖", 2, 1, 1, 3, 150.0),
        ("part-02-01", "part-02-01", "", 1, 0, 0, 0, 0.0),
    ]
