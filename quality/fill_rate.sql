/*
description = "Telephone numbers are given in 98 % of the rows that should have one and places in 95 %, where there are 50 rows to tell by"
description_zh = "应填电话的记录填写率不低于 98%，地点不低于 95%；不足 50 条不作判断"
table = "pub.fct_case"
dimension = "completeness"
gbt36344 = "02"
severity = "warn"
rule = "D-21"
*/
with filled as (
    select
        'fct_case.has_reporter' as column_code,
        0.98 as least_share,
        count(*) as row_n,
        count(*) filter (where c.has_reporter) as filled_n
    from pub.fct_case as c
    inner join pub.dim_channel as k on c.channel_code = k.channel_code
    where k.is_public and k.channel_code <> 'transfer_12345'
    union all
    select
        'fct_case.lon' as column_code,
        0.95 as least_share,
        count(*) as row_n,
        count(lon) as filled_n
    from pub.fct_case
    union all
    select
        'fct_order.caller_key' as column_code,
        0.98 as least_share,
        count(*) as row_n,
        count(caller_key) as filled_n
    from pub.fct_order
    union all
    select
        'fct_order.street_code' as column_code,
        0.95 as least_share,
        count(*) as row_n,
        count(street_code) as filled_n
    from pub.fct_order
    union all
    select
        'fct_application.phone_key' as column_code,
        0.98 as least_share,
        count(*) as row_n,
        count(phone_key) as filled_n
    from pub.fct_application
    union all
    select
        'fct_foi_request.has_phone' as column_code,
        0.98 as least_share,
        count(*) as row_n,
        count(*) filter (where has_phone) as filled_n
    from pub.fct_foi_request
    union all
    select
        'fct_consultation.has_phone' as column_code,
        0.98 as least_share,
        count(*) as row_n,
        count(*) filter (where has_phone) as filled_n
    from pub.fct_consultation
)

select
    column_code,
    row_n - filled_n as missing_n
from filled
where row_n >= 50 and filled_n < least_share * row_n
