/*
description = "Disputes taken up for mediation"
description_zh = "矛盾纠纷事实"
grain = "one row per dispute"
grain_zh = "每件纠纷一行"
key = ["dispute_id"]
access = "restricted"

[columns]
dispute_id = "纠纷编号|Number of the dispute"
dispute_type = "纠纷类型|Kind of dispute"
community_code = "社区代码|Code of the community"
street_code = "街道代码|Code of the street"
accepted_on = "受理日期|Day on which the dispute was taken up"
due_on = "调解期限|Day on which mediation is due"
mediated_on = "调解结束日期|Day on which mediation ended"
mediation_result = "调解结果|How mediation ended"
*/
select
    dispute_id,
    dispute_type,
    community_code,
    left(community_code, 9) as street_code,
    accepted_on,
    due_on,
    mediated_on,
    mediation_result
from std.dispute
