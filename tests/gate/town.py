"""A town small enough to read: one silo, one dataset, one fact, one mart, one KPI, one rule."""

import datetime as dt
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.declare.project import Content
from pipelines.ingest import load
from pipelines.metrics import kpi
from pipelines.quality import checks
from pipelines.release import catalogue
from pipelines.state.session import Session
from pipelines.state.state import State
from pipelines.transform import materialize
from tests.lake_stand import ZONE
from warehouse import kpi_value
from warehouse.paths import Paths

DAY = dt.date(2015, 8, 31)
FILES = {
    "district.toml": """
        name = "小镇"
        name_en = "Town"
        time_zone = "Asia/Shanghai"
        as_of = 2015-08-31
        [silos.desk]
        name = "前台"
        name_en = "Desk"
        location = "{root}/silo"
        """,
    "silo/ticket.csv": """
        no,state,opened,phone
        1,open,2015-03-02,13800000001
        2,done,2015-04-05,13800000002
        3,done,2015-04-06,13800000003
        """,
    "assets/desk/ticket.odcs.yaml": """
        apiVersion: v3.1.0
        kind: DataContract
        id: ticket
        name: ticket
        version: 1.0.0
        status: active
        domain: desk
        description: {purpose: "Tickets", usage: "工单"}
        servers:
          - {server: silo, type: local, path: ticket.csv, format: csv}
        schema:
          - name: ticket
            physicalName: ticket
            businessName: 工单
            description: One row per ticket.
            properties:
              - {name: ticket_id, physicalName: "no", businessName: 编号, logicalType: string, required: true,
                 primaryKey: true, primaryKeyPosition: 1, classification: public}
              - {name: state_code, physicalName: state, businessName: 状态, logicalType: string, required: true,
                 enum: [{value: open, label: 未结}, {value: done, label: 已结}], classification: public}
              - {name: opened_on, physicalName: opened, businessName: 日期, logicalType: date, classification: public}
              - {name: caller_key, physicalName: phone, businessName: 电话, logicalType: string,
                 classification: identifier, customProperties: [{property: namespace, value: phone}]}
        slaProperties: [{property: frequency, value: 1, unit: d}]
        team: {name: 前台, members: [{username: steward, role: steward}]}
        customProperties:
          - {property: mode, value: full}
          - {property: drift, value: stop}
        """,
    "models/std/ticket.sql": """
        /*
        description = "Tickets"
        description_zh = "工单"
        grain = "ticket"
        grain_zh = "工单"
        key = ["ticket_id"]
        [columns]
        ticket_id = "编号|Number"
        state_code = "状态|State"
        opened_on = "日期|Day"
        caller_key = "来电人|Caller"
        */
        SELECT ticket_id, state_code, opened_on, caller_key FROM raw.ticket
        """,
    "models/pub/fct_ticket.sql": """
        /*
        description = "Tickets"
        description_zh = "工单"
        grain = "ticket"
        grain_zh = "工单"
        key = ["ticket_id"]
        partition = "opened_on"
        [columns]
        ticket_id = "编号|Number"
        state_code = "状态|State"
        opened_on = "日期|Day"
        */
        SELECT ticket_id, state_code, opened_on FROM std.ticket
        """,
    "models/kpi/ticket_done_rate.sql": """
        /*
        title_zh = "办结率"
        title = "Done"
        question_zh = "办结多少？"
        question = "How many are done?"
        kind = "ratio"
        unit = "%"
        better = "higher"
        source = "local design"
        owner = "desk"
        [variants.default]
        zh = "办结率"
        en = "Done"
        numerator = "已结|Done"
        denominator = "全部|All"
        */
        SELECT opened_on AS period_on, CAST(state_code = 'done' AS INTEGER) AS numerator, 1 AS denominator
        FROM pub.fct_ticket
        """,
    "quality/ticket_is_dated.sql": """
        /*
        description = "Every ticket has a day; not '12:mm' {x}"
        description_zh = "工单都有日期"
        table = "pub.fct_ticket"
        dimension = "completeness"
        gbt36344 = "02"
        severity = "block"
        */
        SELECT ticket_id FROM pub.fct_ticket WHERE opened_on IS NULL OR ticket_id = 'HH:mm {x}'
        """,
}


def write(root: Path, **changed: str) -> Path:
    """Write the town; `changed` replaces files whose name ends with a key (`ticket_csv`)."""
    for name, text in FILES.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        key = file.name.replace(".", "_")
        file.write_text(textwrap.dedent(changed.get(key, text)).lstrip("\n"), encoding="utf-8")
    return root


@contextmanager
def opened(root: Path, data: Path) -> Iterator[Session]:
    """A session over the town."""
    paths = Paths(data)
    with State.open(paths, ZONE) as state:
        yield Session(Content.load(root, paths), state, DAY)


def bring_up_to_date(session: Session) -> None:
    """Load, build, roll up, check, describe."""
    content = session.content
    for dataset in content.contracts:
        load.load(session, dataset)
    for table in content.graph.order:
        if table in content.models and content.models[table].layer != "std":
            materialize.build(session, table)
    kpi.roll_up(session)
    for table in (*content.models, kpi_value.TABLE):
        checks.check(session, table)
    with session.state.transaction() as con:
        catalogue.write(con, content)
