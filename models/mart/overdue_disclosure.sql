/*
description = "Information not published and requests and questions not answered that are past due on the day observed"
description_zh = "政务公开欠账主题：观察日已到期而未公开、未答复的事项"
grain = "one row per item"
grain_zh = "每个事项一行"
key = ["disclosure_kind", "item_id"]
reason = "只列事项编号与部门，不含申请人|Numbers and departments, no applicant"

[columns]
disclosure_kind = "类别|Kind"
item_id = "编号|Number"
dept_id = "部门|Department"
begun_on = "起算日|Since"
due_on = "到期日|Due"
late_day_n = "超期（天）|Days overdue"
*/
with waiting as (
    select 'publication' as disclosure_kind, publication_id as item_id, dept_id, formed_on as begun_on, due_on
    from pub.fct_publication
    where published_at is null or published_at >= as_of_at()
    union all
    select 'request' as disclosure_kind, req_no as item_id, dept_id, received_on as begun_on, due_on
    from pub.fct_foi_request
    where replied_on is null or replied_on > as_of()
    union all
    select 'question' as disclosure_kind, consultation_id as item_id, dept_id, asked_on as begun_on, due_on
    from pub.fct_consultation
    where replied_at is null or replied_at >= as_of_at()
)

select
    disclosure_kind,
    item_id,
    coalesce(dept_id, 'unknown') as dept_id,
    begun_on,
    due_on,
    date_diff('day', due_on, as_of()) as late_day_n
from waiting
where begun_on <= as_of() and due_on <= as_of()
