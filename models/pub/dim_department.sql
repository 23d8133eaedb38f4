/*
description = "Departments of the district, and the bodies outside it that the hotline hands work to, under their newest name"
description_zh = "承办部门：区直部门，以及热线转办的垂直管理单位与公用企业，取最新名称"
grain = "one row per department"
grain_zh = "每个部门一行"
key = ["dept_id"]

[columns]
dept_id = "部门编号|Number of the department"
dept_name = "部门名称|Name of the department"
*/
with named as (
    select
        dept_id,
        dept_name,
        row_number() over (partition by dept_id order by valid_from_on desc) as place_n
    from pub.dim_department_history
)

select
    dept_id,
    dept_name
from named
where place_n = 1
union all
select
    t.dept_id,
    t.dept_name
from (
    values
        ('B01', '交警大队'),
        ('B02', '水务集团'),
        ('B03', '供电公司')
) as t (dept_id, dept_name)
