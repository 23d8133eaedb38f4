/*
description = "Disputes taken up for mediation"
description_zh = "矛盾纠纷事实"
grain = "one row per dispute"
grain_zh = "每件纠纷一行"
key = ["dispute_id"]
access = "restricted"

[columns]
street_code = "街道代码|Code of the street"
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
