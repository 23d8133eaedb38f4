/*
description = "What health files lack of the last 90 days; nothing where one of the counts is below ten"
description_zh = "健康档案近 90 天所缺项目；任一数不足十份则不列"
grain = "one row for the district"
grain_zh = "全区一行"
key = ["file_n"]
aggregate = ["file_n", "no_pressure_n", "no_glucose_n", "no_heart_rate_n"]

[columns]
file_n = "健康档案数|Health files"
no_pressure_n = "缺血压|Files without blood pressures"
no_glucose_n = "缺血糖|Files without glucose"
no_heart_rate_n = "缺心率|Files without a heart rate"
*/
with counted as (
    select
        count(*) as file_n,
        count(case when not has_pressure then 1 end) as no_pressure_n,
        count(case when not has_glucose then 1 end) as no_glucose_n,
        count(case when not has_heart_rate then 1 end) as no_heart_rate_n
    from mart.health_file
)

select
    file_n,
    no_pressure_n,
    no_glucose_n,
    no_heart_rate_n
from counted
where
    file_n >= 10
    and no_pressure_n not between 1 and 9
    and no_glucose_n not between 1 and 9
    and no_heart_rate_n not between 1 and 9
