/*
description = "Events of the tickets in their order, with what each one changed"
description_zh = "按序排列的工单环节及其变化"
grain = "one row per event"
grain_zh = "每个环节一行"
key = ["ticket_id", "happened_at", "status_code"]

[columns]
step_n = "环节序号|Number of the event within the ticket"
group_name = "支持组|Group that had the ticket"
support_level_n = "支持线|Lowest line that the group serves"
officer_key = "经办人|Whoever changed the ticket, keyed"
group_country_code = "支持组国家|Country of the group"
is_handover = "是否转派|Whether the ticket came from another group with this event"
is_return = "是否回流|Whether it came back to a group that had had it and given it away"
is_reopened = "是否重开|Whether a completed ticket was taken up again with this event"
*/
with numbered as (
    select
        incident_event.ticket_id,
        incident_event.happened_at,
        incident_event.status_code,
        incident_event.sub_status_code,
        incident_event.group_name,
        incident_event.line_name,
        incident_event.officer_key,
        incident_event.impact_code,
        incident_event.product_code,
        incident_event.group_country_code,
        dim_support_group.support_level_n,
        row_number() over ticket as step_n,
        lag(incident_event.group_name) over ticket as previous_group,
        lag(incident_event.status_code) over ticket as previous_status,
        list(incident_event.group_name) over (
            partition by incident_event.ticket_id order by incident_event.happened_at, incident_event.status_code
            rows between unbounded preceding and 1 preceding
        ) as earlier_groups
    from std.incident_event as incident_event
    inner join pub.dim_support_group as dim_support_group on incident_event.group_name = dim_support_group.group_name
    window ticket as (partition by incident_event.ticket_id order by incident_event.happened_at, incident_event.status_code)
)
select
    ticket_id,
    happened_at,
    step_n,
    status_code,
    sub_status_code,
    group_name,
    line_name,
    support_level_n,
    officer_key,
    impact_code,
    product_code,
    group_country_code,
    coalesce(previous_group <> group_name, false) as is_handover,
    coalesce(previous_group <> group_name and list_contains(earlier_groups, group_name), false) as is_return,
    coalesce(previous_status = 'Completed' and status_code <> 'Completed', false) as is_reopened
from numbered
