/*
description = "Disputes by day, without parties, mediators' names or texts"
description_zh = "矛盾纠纷，标准层：只留日期与社区，不含当事人与内容"
grain = "one row per dispute"
grain_zh = "每件纠纷一行"
key = ["dispute_id"]
access = "restricted"

[columns]
community_code = "社区代码|Code of the community"
accepted_on = "受理日期|Day on which the dispute was taken up"
due_on = "调解期限|Day on which mediation is due"
mediated_on = "调解结束日期|Day on which mediation ended"
mediator_key = "调解员（假名）|Keyed hash of the mediator's number"
summary_length_n = "纠纷摘要字数|Characters in the summary"
*/
select
    dispute_id,
    dispute_type,
    left(grid_code, 12) as community_code,
    deid_day(accepted_at) as accepted_on,
    deid_day(due_at) as due_on,
    deid_day(mediated_at) as mediated_on,
    mediation_result,
    mediator_key,
    deid_length(summary) as summary_length_n
from raw.dispute
