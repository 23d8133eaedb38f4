/*
description = "A district's own file is its feature of the collection"
description_zh = "单独文件须与合集一致"
table = "pub.dim_boundary"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
*/
with pair as (
    select
        alone.division_code,
        alone.geometry_text as alone_text,
        whole.geometry_text as whole_text
    from std.district_alone as alone
    left join std.district_after as whole on alone.division_code = whole.division_code
    union all
    select
        alone.division_code,
        alone.geometry_text as alone_text,
        whole.geometry_text as whole_text
    from std.district_abolished as alone
    left join std.district_before as whole on alone.division_code = whole.division_code
)
select
    division_code
from pair
where alone_text is distinct from whole_text
