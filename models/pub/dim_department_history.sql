/*
description = "Departments through time, and the bodies outside the district that the hotline hands work to"
description_zh = "承办部门沿革：区直部门，以及热线转办的垂直管理单位与公用企业"
grain = "one row per department and the day from which its name is in force"
grain_zh = "每个部门每个名称版本一行"
key = ["dept_id", "dept_name"]

[columns]
dept_id = "部门编号|Number of the department"
dept_name = "部门名称|Name of the department"
valid_from_on = "生效日期，区外单位不详|First day in force, not known of bodies outside"
valid_to_on = "失效日期，空为现行|First day no longer in force, empty while in force"
is_current = "是否最新版本|Whether this is the newest version"
*/
select
    dept_id,
    dept_name,
    valid_from_on,
    valid_to_on,
    valid_to_on is null as is_current
from std.oa_department
union all
select
    t.dept_id,
    t.dept_name,
    cast(null as date) as valid_from_on,
    cast(null as date) as valid_to_on,
    true as is_current
from (
    values
        ('B01', '交警大队'),
        ('B02', '水务集团'),
        ('B03', '供电公司')
) as t (dept_id, dept_name)
