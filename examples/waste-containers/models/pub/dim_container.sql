/*
description = "The containers with place, size and features"
description_zh = "垃圾容器的位置、容量与构件"
grain = "one row per container"
grain_zh = "每个容器一行"
key = ["container_id"]

[columns]
litre_n = "容量（升）|Litres; NULL where unknown"
address_text = "地址|Address or street where it stands"
has_ashtray = "是否带烟灰缸|Whether one of its features is an ashtray"
has_bag_dispenser = "是否带狗粪袋|Whether one of its features gives dog bags"
lon = "经度|Longitude, WGS-84 degrees, within a metre or two"
lat = "纬度|Latitude, WGS-84 degrees, within a metre or two"
*/
with grid as (
    select
        container_id,
        kind_code,
        kind_name,
        try_cast(substr(size_name, 2) as integer) as litre_n,
        region_name,
        season_name,
        address_text,
        list_contains([feature1_name, feature2_name, feature3_name, feature4_name, feature5_name], 'Ascher') as has_ashtray,
        list_contains([feature1_name, feature2_name, feature3_name, feature4_name, feature5_name], 'Dispenser_Dog') as has_bag_dispenser,
        easting_m,
        northing_m,
        (easting_m - 2600000) / 1000000 as y,
        (northing_m - 1200000) / 1000000 as x
    from std.waste_container
)
select
    container_id,
    kind_code,
    kind_name,
    litre_n,
    region_name,
    season_name,
    address_text,
    has_ashtray,
    has_bag_dispenser,
    easting_m,
    northing_m,
    (2.6779094 + 4.728982 * y + 0.791484 * y * x + 0.1306 * y * x * x - 0.0436 * y * y * y) * 100 / 36 as lon,
    (16.9023892 + 3.238272 * x - 0.270978 * y * y - 0.002528 * x * x - 0.0447 * y * y * x - 0.0140 * x * x * x)
    * 100 / 36 as lat
from grid
