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
*/
select
    case_type || '-' || main_code || '-' || sub_code as category_code,
    case_type,
    main_code,
    main_name,
    sub_code,
    sub_name
from std.event_code
