/*
description = "Public waste containers as the city's geodata portal hands them out, codes and words side by side, typed"
description_zh = "公共垃圾容器，标准层"
grain = "one row per container"
grain_zh = "每个容器一行"
key = ["container_id"]

[columns]
note_length_n = "备注字数|Characters in the remark"
easting_m = "东坐标（LV95，米）|Easting in LV95, metres"
northing_m = "北坐标（LV95，米）|Northing in LV95, metres"
*/
select
    container_id,
    object_id,
    deid_length(note_text) as note_length_n,
    kind_code,
    kind_name,
    feature1_code,
    feature1_name,
    feature2_code,
    feature2_name,
    feature3_code,
    feature3_name,
    feature4_code,
    feature4_name,
    feature5_code,
    feature5_name,
    size_code,
    size_name,
    address_text,
    region_code,
    region_name,
    season_code,
    season_name,
    sequence_text,
    transfer_code,
    wkt_lon(geometry_text) as easting_m,
    wkt_lat(geometry_text) as northing_m
from raw.waste_container
