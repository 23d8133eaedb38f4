"""Official documents and the office: what is handled and filed in time, which documents are stuck, and with whom."""

from collections.abc import Sequence
from dataclasses import replace

from pipelines.site import Basis, Column, Data, Figure, Page, Section, Slice, Table, Text, chart, overview, same

AGES = (
    (3, Text("3 天内", "≤ 3 days")),
    (7, Text("4–7 天", "4–7 days")),
    (15, Text("8–15 天", "8–15 days")),
    (30, Text("16–30 天", "16–30 days")),
    (None, Text("30 天以上", "> 30 days")),
)
CARDS = (
    "document_online_rate",
    "document_on_time_rate",
    "document_in_hand_p90",
    "archive_on_time_rate",
    "meeting_minutes_on_time_rate",
    "meeting_attendance_rate",
    "info_report_adoption_rate",
    "forum_answer_rate",
    "documents",
    "document_tasks",
)
ROLES = {"主办": Text("主办", "lead"), "协办": Text("协办", "assist"), "传阅": Text("传阅", "read")}
URGENCIES = {"特急": Text("特急", "most urgent"), "加急": Text("加急", "urgent"), "平件": Text("平件", "ordinary")}
STUCK = (
    "from mart.document_task where is_to_handle and done_at is null and returned_at is null"
    " and assigned_at < $1::date + interval 1 day"
)


def stuck_basis(data: Data, n: int) -> Basis:
    """The basis of figures over tasks that are not done."""
    whole = data.basis("document_tasks")
    way = Text("应办理而未办结的（公文，部门）任务", "tasks (document, department) to handle and not done")
    return Basis(n, None, way, whole.window, whole.set_aside)


def ages(data: Data) -> Figure:
    """Unfinished tasks by age."""
    found = data.rows(
        "select date_diff('day', assigned_at::date, $1::date) as age_n, count(*) as task_n,"
        f" count(*) filter (where due_at < $1::date + interval 1 day) as late_n {STUCK}"
        " group by age_n order by age_n",
        data.as_of,
    )
    counts, low = [], -1
    for high, _ in AGES:
        counts.append(sum(r["task_n"] for r in found if r["age_n"] > low and (high is None or r["age_n"] <= high)))
        low = high if high is not None else low
    total, late = sum(r["task_n"] for r in found), sum(r["late_n"] for r in found)
    return chart.columns(
        "stuck-ages",
        Text("未办结任务存续时间", "Age of unfinished tasks"),
        [name for _, name in AGES],
        counts,
        stuck_basis(data, total),
        finding=Text(
            f"未办结 {total:,} 件，其中 {late:,} 件已超期。",
            f"{total:,} tasks are not done, {late:,} of them past due.",
        ),
        missed=[False, False, False, True, True],
    )


def stuck(data: Data) -> Table:
    """Holders of the unfinished tasks, by department and age."""
    found = data.rows(
        "select dept_id, count(*) as open_n,"
        " count(*) filter (where due_at < $1::date + interval 1 day) as late_n,"
        " count(*) filter (where date_diff('day', assigned_at::date, $1::date) > 30) as old_n,"
        f" max(date_diff('day', assigned_at::date, $1::date)) as oldest_n {STUCK}"
        " group by dept_id order by late_n desc, open_n desc, dept_id limit 15",
        data.as_of,
    )
    heads = (
        Column(Text("部门", "Department")),
        Column(Text("未办结", "Not done"), True),
        Column(Text("已超期", "Past due"), True),
        Column(Text("30 天以上", "> 30 days"), True),
        Column(Text("最久（天）", "Oldest, days"), True),
    )
    rows = [
        [data.name("dept", row["dept_id"])]
        + [same(f"{row[name]:,}") for name in ("open_n", "late_n", "old_n", "oldest_n")]
        for row in found
    ]
    return Table(
        "stuck",
        Text("公文压在哪个部门", "Where documents are stuck"),
        heads,
        rows,
        stuck_basis(data, sum(row["open_n"] for row in found)),
        None if rows else Text("没有未办结任务。", "No task is unfinished."),
        ["missed" if row["late_n"] else "none" for row in found],
        wide=False,
    )


def longest(data: Data) -> Table:
    """The documents that wait longest, one by one, with who holds each."""
    found = data.rows(
        "select doc_id, dept_id, role, doc_kind, urgency, assigned_on, due_at::date as due_on,"
        " date_diff('day', assigned_on, $1::date) as age_n,"
        f" greatest(date_diff('day', due_at::date, $1::date), 0) as late_n {STUCK}"
        " order by late_n desc, age_n desc, doc_id, dept_id limit 15",
        data.as_of,
    )
    heads = (
        Column(Text("公文标识", "Document"), stays=True),
        Column(Text("文种", "Kind")),
        Column(Text("紧急程度", "Urgency")),
        Column(Text("在谁手里", "Held by")),
        Column(Text("角色", "Role")),
        Column(Text("分派", "Assigned"), stays=True),
        Column(Text("到期", "Due"), stays=True),
        Column(Text("在办（天）", "Days in hand"), True),
        Column(Text("超期（天）", "Days overdue"), True),
    )
    rows = [
        [
            same(row["doc_id"]),
            data.said(row["doc_kind"] or "—"),
            URGENCIES.get(row["urgency"], same(row["urgency"] or "—")),
            data.name("dept", row["dept_id"]),
            ROLES.get(row["role"], same(row["role"])),
            same(row["assigned_on"]),
            same(row["due_on"] or "—"),
            same(f"{row['age_n'] or 0:,}"),
            same(f"{row['late_n'] or 0:,}"),
        ]
        for row in found
    ]
    return Table(
        "longest",
        Text("压得最久的公文", "Documents that wait longest"),
        heads,
        rows,
        stuck_basis(data, len(rows)),
        None if rows else Text("没有未办结任务。", "No task is unfinished."),
        ["missed" if row["late_n"] else "none" for row in found],
    )


def office(data: Data) -> Section:
    """Archive, meetings, information reports and the forum."""

    def by_month(kpi_id: str, title: Text) -> Figure:
        return chart.trend(kpi_id.replace("_", "-"), title, data.series(kpi_id), data.basis(kpi_id))

    def by_dept(kpi_id: str, title: Text) -> Figure:
        return replace(overview.league(data, f"dept-{kpi_id}".replace("_", "-"), title, "dept", kpi_id), tall=True)

    return Section(
        "office",
        Text("归档、会议与信息", "Archive, meetings, reports"),
        [
            by_month("archive_on_time_rate", Text("归档及时率，按月", "Filed in time, by month")),
            by_month("meeting_minutes_on_time_rate", Text("会议纪要按时印发率，按月", "Minutes in time, by month")),
            by_month("info_report_adoption_rate", Text("信息采用率，按月", "Reports adopted, by month")),
            by_month("forum_answer_rate", Text("论坛建议答复率，按月", "Suggestions answered, by month")),
            by_dept("archive_on_time_rate", Text("各部门归档及时率", "Filed in time, by department")),
            by_dept("info_report_adoption_rate", Text("各部门信息采用率", "Reports adopted, by department")),
        ],
    )


def sections(data: Data) -> Sequence[Section]:
    """Cards; trend; departments; what is stuck; the rest of the office."""
    online = "document_online_rate"
    return [
        Section(
            "cards",
            Text("核心指标", "Key measures"),
            [overview.cards(data, *((name, "default") for name in CARDS))],
        ),
        Section(
            "trend",
            Text("走势与目标", "Trend against target"),
            [
                chart.trend(
                    "online-month",
                    Text("网上公文处理率，按月", "Handled online, by month"),
                    data.series(online),
                    data.basis(online),
                ),
                chart.trend(
                    "on-time-month",
                    Text("公文按时办结率，按月", "Done in time, by month"),
                    data.series("document_on_time_rate"),
                    data.basis("document_on_time_rate"),
                ),
                chart.trend(
                    "documents-week",
                    Text("公文量，按周", "Documents, by week"),
                    data.series("documents", grain="week"),
                    data.basis("documents"),
                    grain="week",
                ),
            ],
        ),
        Section(
            "departments",
            Text("谁落后、压在哪里", "Who is behind, what is stuck"),
            [
                replace(
                    overview.league(
                        data,
                        "dept-online",
                        Text("各部门网上公文处理率", "Handled online, by department"),
                        "dept",
                        online,
                    ),
                    tall=True,
                ),
                ages(data),
                stuck(data),
                longest(data),
            ],
        ),
        office(data),
    ]


PAGE = Page(
    title=Text("公文与政务协作", "Official documents"),
    order=30,
    sections=sections,
    slices={
        "dept": Slice(Text("部门", "Department"), "select dept_id, dept_name from pub.dim_department", "actor"),
        "role": Slice(Text("办理角色", "Role")),
        "direction": Slice(Text("收发方向", "Direction")),
        "urgency": Slice(Text("紧急程度", "Urgency")),
        "retention": Slice(Text("保管期限", "Retention")),
        "meeting_kind": Slice(Text("会议类型", "Kind of meeting")),
        "report_kind": Slice(Text("信息类别", "Kind of report")),
    },
)
