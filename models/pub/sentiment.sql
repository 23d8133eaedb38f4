/*
description = "情: what citizens and firms ask for, and how they rate what they got, by theme"
description_zh = "情：市民和企业的诉求与评价，按主题"
grain = "one row per demand or rating"
grain_zh = "每条诉求或评价一行"
key = ["sentiment_type_code", "silo_code", "sentiment_id"]

[columns]
sentiment_type_code = "类型：demand 诉求 rating 评价|Kind: demand or rating"
sentiment_id = "编号|Number of the demand or of what is rated"
theme_kind_code = "主题类型：demand_type consultation_type request_kind category dept|What the theme is one of: demand_type, consultation_type, request_kind, category or dept"
theme_code = "主题|Theme"
score_n = "评价：1 好 -1 差，诉求为空|Rating: 1 good, -1 bad, empty for a demand"
felt_on = "日期|Day of the demand or rating"
street_code = "街道代码，不明为空|Code of the street, empty where it is not known"
silo_code = "所属系统|Silo that took it in"
*/
select
    'demand' as sentiment_type_code,
    order_id as sentiment_id,
    'demand_type' as theme_kind_code,
    demand_type as theme_code,
    cast(null as bigint) as score_n,
    accepted_on as felt_on,
    street_code,
    'hotline' as silo_code
from pub.fct_order
union all
select
    'demand' as sentiment_type_code,
    c.case_id as sentiment_id,
    'category' as theme_kind_code,
    c.category_code as theme_code,
    cast(null as bigint) as score_n,
    c.reported_on as felt_on,
    c.street_code,
    'urban_management' as silo_code
from pub.fct_case as c
inner join pub.dim_channel as h on c.channel_code = h.channel_code
where h.is_public
union all
select
    'demand' as sentiment_type_code,
    park_request_id as sentiment_id,
    'request_kind' as theme_kind_code,
    request_kind_code as theme_code,
    cast(null as bigint) as score_n,
    accepted_on as felt_on,
    cast(null as varchar) as street_code,
    'park' as silo_code
from pub.fct_park_request
union all
select
    'demand' as sentiment_type_code,
    consultation_id as sentiment_id,
    'consultation_type' as theme_kind_code,
    consultation_type_code as theme_code,
    cast(null as bigint) as score_n,
    asked_on as felt_on,
    cast(null as varchar) as street_code,
    'open_government' as silo_code
from pub.fct_consultation
union all
select
    'rating' as sentiment_type_code,
    order_id as sentiment_id,
    'demand_type' as theme_kind_code,
    demand_type as theme_code,
    cast(case when satisfaction_code in ('satisfied', 'basically_satisfied') then 1 when satisfaction_code = 'dissatisfied' then -1 end as bigint) as score_n,
    cast(visited_at as date) as felt_on,
    street_code,
    'hotline' as silo_code
from pub.fct_order
where satisfaction_code is not null
union all
select
    'rating' as sentiment_type_code,
    park_request_id as sentiment_id,
    'request_kind' as theme_kind_code,
    request_kind_code as theme_code,
    cast(case when satisfaction_code in ('satisfied', 'basically_satisfied') then 1 when satisfaction_code = 'dissatisfied' then -1 end as bigint) as score_n,
    cast(closed_at as date) as felt_on,
    cast(null as varchar) as street_code,
    'park' as silo_code
from pub.fct_park_request
where satisfaction_code is not null
union all
select
    'rating' as sentiment_type_code,
    rating_id as sentiment_id,
    'dept' as theme_kind_code,
    dept_id as theme_code,
    cast(case when rating_level_n >= 3 then 1 else -1 end as bigint) as score_n,
    cast(rated_at as date) as felt_on,
    cast(null as varchar) as street_code,
    'citizen_app' as silo_code
from pub.fct_service_rating
where is_active_rating
