/*
description = "A code stands for one word and a word has one code"
description_zh = "代码与文字一一对应"
table = "pub.dim_container"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
*/
with pair as (
    select 'kind_code' as list_code, kind_code as code, kind_name as word from std.waste_container
    union
    select 'size_code' as list_code, size_code as code, size_name as word from std.waste_container
    union
    select 'region_code' as list_code, region_code as code, region_name as word from std.waste_container
    union
    select 'season_code' as list_code, season_code as code, season_name as word from std.waste_container
    union
    select 'feature_code' as list_code, feature1_code as code, feature1_name as word from std.waste_container
    union
    select 'feature_code' as list_code, feature2_code as code, feature2_name as word from std.waste_container
    union
    select 'feature_code' as list_code, feature3_code as code, feature3_name as word from std.waste_container
    union
    select 'feature_code' as list_code, feature4_code as code, feature4_name as word from std.waste_container
    union
    select 'feature_code' as list_code, feature5_code as code, feature5_name as word from std.waste_container
)
select
    list_code,
    code,
    word
from pair
qualify count(*) over (partition by list_code, code) > 1 or count(*) over (partition by list_code, word) > 1
