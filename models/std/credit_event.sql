/*
description = "Credit events; who runs a sole trader is keyed"
description_zh = "信用事件，标准层：个体经营者以假名表示"
grain = "one row per event"
grain_zh = "每个事件一行"
key = ["credit_event_id"]
access = "restricted"

[columns]
credit_event_id = "信用事件编号|Number of the credit event"
org_key = "统一社会信用代码（假名）|Keyed hash of the organisation's code"
credit_event_kind_code = "信用事件类别代码|Kind of credit event"
is_failing = "是否失信|Whether the event is a failing; a commendation is not"
source_name = "来源部门名称|Department that reported it"
operator_key = "经营者（假名）|Keyed hash of the sole trader's identity number"
updated_at = "源系统更新时间|When the source last changed the row"
*/
select
    credit_event_id,
    org_key,
    case event_kind
        when '行政处罚' then 'penalty'
        when '经营异常' then 'irregularity'
        when '失信被执行' then 'judgement'
        when '欠税公告' then 'tax_arrears'
        when '守信激励' then 'commendation'
    end as credit_event_kind_code,
    event_kind <> '守信激励' as is_failing,
    occurred_on,
    repaired_on,
    source_name,
    operator_key,
    updated_at
from raw.credit_event
