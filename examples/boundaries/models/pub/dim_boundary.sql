/*
description = "Divisions in each version, with area and the seat in WGS-84"
description_zh = "各版本区划及其面积与中心点"
grain = "one row per version and division"
grain_zh = "每个版本每个区划一行"
key = ["version_code", "division_code"]

[columns]
version_code = "版本|Version: after, before or city"
division_code = "区划代码|Code of the division"
division_name = "区划名称|Name of the division"
parent_code = "上级区划代码|Code of the division above"
lon = "中心经度|Longitude of the seat, WGS-84 degrees"
lat = "中心纬度|Latitude of the seat, WGS-84 degrees"
shift_m = "坐标偏移（米）|Metres between the seat in GCJ-02 and in WGS-84"
area_m2 = "面积（平方米）|Area in square metres"
point_n = "折点数|Corners of the boundary"
geometry_text = "边界（GCJ-02）|Boundary in GCJ-02 degrees"
*/
with boundary as (
    select 'after' as version_code, division_code, division_name, parent_code, center_lon, center_lat, geometry_text
    from std.district_after
    union all
    select 'before' as version_code, division_code, division_name, parent_code, center_lon, center_lat, geometry_text
    from std.district_before
    union all
    select 'city' as version_code, division_code, division_name, parent_code, center_lon, center_lat, geometry_text
    from std.city
)
select
    version_code,
    division_code,
    division_name,
    parent_code,
    gcj02_to_wgs84_lon(center_lon, center_lat) as lon,
    gcj02_to_wgs84_lat(center_lon, center_lat) as lat,
    distance_m(
        center_lon,
        center_lat,
        gcj02_to_wgs84_lon(center_lon, center_lat),
        gcj02_to_wgs84_lat(center_lon, center_lat)
    ) as shift_m,
    wkt_area_m2(geometry_text) as area_m2,
    len(flatten(wkt_parts(geometry_text))) as point_n,
    geometry_text
from boundary
