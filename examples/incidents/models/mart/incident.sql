/*
description = "Tickets with the way that they went"
description_zh = "工单及其流转路径"
grain = "one row per ticket"
grain_zh = "每张工单一行"
key = ["ticket_id"]

[columns]
impact_code = "影响程度|Impact of the ticket"
product_code = "产品|Product that the ticket is about"
first_line_name = "首个组织线|Organisation line that had it first"
opened_at = "开单时间|First event"
opened_on = "开单日期|Day of the first event"
closed_at = "完成时间|When the ticket was last completed; NULL while it is not"
is_closed = "是否完成|Whether the last event left it completed"
is_pushed = "是否上推|Whether a group of the second or third line had it"
is_first_line = "是否一线解决|Whether it is completed and the first line alone had it"
is_ping_pong = "是否往返|Whether it came back to a group that had given it away"
is_reopened = "是否重开|Whether it was taken up again after completion"
is_user_waited = "是否等待用户|Whether it ever waited for the user"
handover_n = "转派次数|Times it went from a group to another"
event_n = "环节数|Events of the ticket"
duration_min = "历时（分钟）|Minutes from the first event to the last completion"
*/
with ticket as (
    select
        ticket_id,
        min(impact_code) as impact_code,
        min(product_code) as product_code,
        arg_min(line_name, step_n) as first_line_name,
        min(happened_at) as opened_at,
        arg_max(status_code, step_n) = 'Completed' as is_closed,
        max(support_level_n) > 1 as is_pushed,
        bool_or(is_return) as is_ping_pong,
        bool_or(is_reopened) as is_reopened,
        bool_or(sub_status_code = 'Wait - User') as is_user_waited,
        count(*) filter (where is_handover) as handover_n,
        count(*) as event_n,
        max(case when status_code <> 'Completed' then step_n else 0 end) as last_open_n
    from pub.fct_incident_event
    where happened_at < as_of_at()
    group by ticket_id
),
closing as (
    select
        event.ticket_id,
        min(event.happened_at) as closed_at
    from pub.fct_incident_event as event
    inner join ticket on event.ticket_id = ticket.ticket_id
    where ticket.is_closed and event.step_n > ticket.last_open_n and event.happened_at < as_of_at()
    group by event.ticket_id
)
select
    ticket.ticket_id,
    ticket.impact_code,
    ticket.product_code,
    ticket.first_line_name,
    ticket.opened_at,
    cast(ticket.opened_at as date) as opened_on,
    closing.closed_at,
    ticket.is_closed,
    ticket.is_pushed,
    ticket.is_closed and not ticket.is_pushed as is_first_line,
    ticket.is_ping_pong,
    ticket.is_reopened,
    ticket.is_user_waited,
    ticket.handover_n,
    ticket.event_n,
    (epoch(closing.closed_at) - epoch(ticket.opened_at)) / 60.0 as duration_min
from ticket
left join closing on ticket.ticket_id = closing.ticket_id
