/*
description = "The department that hands in a report exists"
description_zh = "报送信息的部门存在"
table = "pub.fct_info_report"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
*/
select
    p.report_id,
    p.dept_id
from pub.fct_info_report as p
left join pub.dim_department as d on p.dept_id = d.dept_id
where d.dept_id is null
