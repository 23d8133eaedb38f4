/*
description = "Information reports and where they were adopted"
description_zh = "政务信息事实"
grain = "one row per report"
grain_zh = "每条信息一行"
key = ["report_id"]

[references]
dept_id = {to = "pub.dim_department.dept_id", id = "info_report_department_exists", words = "报送信息的部门存在|The department that hands in a report exists"}

[columns]
report_id = "信息编号|Number of the report"
dept_id = "报送部门编号|Department that handed it in"
report_kind = "信息类别|Kind of report"
title_length_n = "标题字数|Characters in the title"
submitted_at = "提交时间|When it was submitted"
adopted_level_code = "采用层级代码|Level that adopted it: district, city, province or state"
adopted_at = "采用时间|When it was adopted"
score_n = "得分|Score"
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
