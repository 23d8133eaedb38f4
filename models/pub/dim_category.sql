/*
description = "Classes of cases"
description_zh = "案件分类"
grain = "one row per sub-class"
grain_zh = "每个小类一行"
key = ["category_code"]

[columns]
category_code = "案件分类代码：类型-大类-小类|Class of the case: type-main class-sub-class"
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
