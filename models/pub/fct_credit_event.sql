/*
description = "Credit events of organisations: failings, commendations and repair"
description_zh = "信用事件事实：失信、守信与修复"
grain = "one row per event"
grain_zh = "每个事件一行"
key = ["credit_event_id"]
access = "restricted"

[columns]
credit_event_id = "信用事件编号|Number of the credit event"
org_key = "统一社会信用代码（假名）|Keyed hash of the organisation's code"
credit_event_kind_code = "信用事件类别代码|Kind of credit event"
is_failing = "是否失信|Whether the event is a failing; a commendation is not"
occurred_on = "发生日期|Day on which it occurred"
repaired_on = "修复日期|Day on which credit was repaired"
source_name = "来源部门名称|Department that reported it"
*/
select
    credit_event_id,
    org_key,
    credit_event_kind_code,
    is_failing,
    occurred_on,
    repaired_on,
    source_name
from std.credit_event
