/*
description = "The districts' areas add up to the city's within one per cent"
description_zh = "区县面积之和须等于地级市"
table = "pub.dim_boundary"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
*/
select
    district.version_code,
    sum(district.area_m2) as area_m2
from pub.dim_boundary as district
inner join pub.dim_boundary as city
    on district.parent_code = city.division_code and city.version_code = 'city'
where district.version_code <> 'city'
group by district.version_code
having abs(sum(district.area_m2) - max(city.area_m2)) > 0.01 * max(city.area_m2)
