/*
description = "Names that other silos write for a department, each with its full name"
description_zh = "部门简称：热线与 APP 所写名称对应的部门全称"
grain = "one row per alias"
grain_zh = "每个简称一行"
key = ["alias_name"]

[columns]
alias_name = "简称|Name as written"
dept_name = "部门名称|Name of the department"
*/
select t.alias_name, t.dept_name
from (
    values
        ('城管局', '城市管理局'),
        ('建设局', '城市建设局'),
        ('环保分局', '环境保护分局'),
        ('人社局', '人力资源和社会保障局')
) as t (alias_name, dept_name)
