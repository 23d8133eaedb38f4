/*
description = "Uses of the community card: who, what kind, which day; neither amount nor terminal nor time of day"
description_zh = "社区卡使用，标准层：只留假名、业务类型、社区与日期"
grain = "one row per use"
grain_zh = "每次使用一行"
key = ["tx_id"]
access = "restricted"

[columns]
card_key = "社区卡（假名）|Keyed hash of the card's number"
person_key = "居民（假名）|Keyed hash of the resident"
tx_type_code = "业务类型：open 开卡 pay 消费 top_up 充值 door 门禁 check_in 签到 close 销卡|What the card was used for"
tx_on = "业务日期|Day of the use"
*/
select
    tx_id,
    card_key,
    person_key,
    tx_type as tx_type_code,
    community_code,
    deid_day(tx_at) as tx_on
from raw.card_tx
