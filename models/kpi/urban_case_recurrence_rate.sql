/*
title_zh = "城管案件重复发生率"
title = "Recurrence rate of cases"
question_zh = "同一地点的同类问题是否反复发生？"
question = "Does the same problem come back to the same place?"
kind = "ratio"
unit = "%"
better = "lower"
source = "本地设计：同一小类、同一约百米见方的位置、30 天内第三次及以后"
owner = "城管监督指挥中心"

[variants.default]
zh = "上报口径"
en = "of cases reported"
numerator = "30 天（含当日）内同一小类同一位置的第三次及以后，同日的按上报先后|cases that are the third or a later one of their sub-class at their place (about 100 m) within 30 days, their own day included; those of one day in the order of their reports"
denominator = "上报且有位置的案件，扣除作废、撤回、并案|cases reported with a point, less those void, withdrawn or merged"
*/
with placed as (
    select
        reported_on,
        street_code,
        main_category_code,
        count(*) over (
            partition by category_code, lon, lat
            order by reported_on
            range between interval 29 days preceding and current row
        ) as until_night_n,
        count(*) over (partition by category_code, lon, lat, reported_on) as of_day_n,
        row_number() over (
            partition by category_code, lon, lat, reported_on
            order by reported_at, case_id
        ) as place_in_day
    from mart.case_closure
    where not is_excluded and lon is not null and lat is not null
)

select
    reported_on as period_on,
    cast(until_night_n - of_day_n + place_in_day >= 3 as integer) as numerator,
    1 as denominator,
    street_code,
    main_category_code as category_code
from placed
