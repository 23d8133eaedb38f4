/*
description = "Credit ratings; a newer rating ends the one before it"
description_zh = "信用评级事实：新评级自评级日起取代旧评级"
grain = "one row per organisation and day of rating"
grain_zh = "每个主体每次评级一行"
key = ["org_key", "rated_on"]
access = "restricted"

[columns]
valid_to_on = "有效期止（不含）|First day on which it is no longer in force"
*/
with followed as (
    select
        org_key,
        rated_on,
        valid_to_on,
        rating_code,
        rater_name,
        lead(rated_on) over (partition by org_key order by rated_on) as next_on
    from std.credit_rating
)

select
    org_key,
    rated_on,
    least(valid_to_on, coalesce(next_on, valid_to_on)) as valid_to_on,
    rating_code,
    rater_name
from followed
