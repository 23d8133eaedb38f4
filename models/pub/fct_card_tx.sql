/*
description = "Uses of the community card by day"
description_zh = "社区卡使用事实"
grain = "one row per use"
grain_zh = "每次使用一行"
key = ["tx_id"]
access = "restricted"

[columns]
street_code = "街道代码|Code of the street"
*/
select
    tx_id,
    card_key,
    person_key,
    tx_type_code,
    community_code,
    left(community_code, 9) as street_code,
    tx_on
from std.card_tx
