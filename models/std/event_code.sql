/*
description = "Classes of events and parts"
description_zh = "案件分类，标准层"
grain = "one row per sub-class"
grain_zh = "每个小类一行"
key = ["case_type", "main_code", "sub_code"]

[columns]
case_type = "案件类型：事件或部件|Type of the case: event or part"
valid_to_on = "停用日期（不含），空为在用|First day no longer in force, NULL while it is"
*/
select
    case_type,
    main_code,
    main_name,
    sub_code,
    sub_name,
    valid_from_on,
    valid_to_on
from raw.event_code
