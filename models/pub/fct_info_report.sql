/*
description = "Information reports and where they were adopted"
description_zh = "政务信息事实"
grain = "one row per report"
grain_zh = "每条信息一行"
key = ["report_id"]

[references]
dept_id = {to = "pub.dim_department.dept_id", id = "info_report_department_exists", words = "报送信息的部门存在|The department that hands in a report exists"}
*/
select
    report_id,
    dept_id,
    report_kind,
    title_length_n,
    submitted_at,
    adopted_level_code,
    adopted_at,
    score_n
from std.info_report
