/*
description = "Credit ratings"
description_zh = "信用评级，标准层"
grain = "one row per organisation and day of rating"
grain_zh = "每个主体每次评级一行"
key = ["org_key", "rated_on"]
access = "restricted"

[columns]
org_key = "统一社会信用代码（假名）|Keyed hash of the organisation's code"
valid_to_on = "有效期止（不含）|First day on which it is no longer in force"
rating_code = "信用等级|Rating: A, B, C, D, or M for no record yet"
rater_name = "评级机构名称|Who rated"
*/
select
    org_key,
    rated_on,
    valid_to_on,
    rating_code,
    rater_name
from raw.credit_rating
