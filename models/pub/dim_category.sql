/*
description = "Classes of cases"
description_zh = "案件分类"
grain = "one row per sub-class"
grain_zh = "每个小类一行"
key = ["category_code"]

[columns]
category_code = "案件分类代码：类型-大类-小类|Class of the case: type-main class-sub-class"
case_type = "案件类型：事件或部件|Type of the case: event or part"
main_code = "大类代码|Code of the main class"
main_name = "大类名称|Name of the main class"
sub_code = "小类代码|Code of the sub-class within the main class"
sub_name = "小类名称|Name of the sub-class"
valid_from_on = "启用日期|First day in force"
valid_to_on = "停用日期（不含），空为在用|First day no longer in force, NULL while it is"
is_current = "是否在用|Whether the class is in force"
*/
select
    case_type || '-' || main_code || '-' || sub_code as category_code,
    case_type,
    main_code,
    main_name,
    sub_code,
    sub_name,
    valid_from_on,
    valid_to_on,
    valid_to_on is null as is_current
from std.event_code
