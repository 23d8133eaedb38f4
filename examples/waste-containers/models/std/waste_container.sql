/*
description = "Public waste containers as the city's geodata portal hands them out, codes and words side by side, typed"
description_zh = "公共垃圾容器，标准层"
grain = "one row per container"
grain_zh = "每个容器一行"
key = ["container_id"]

[columns]
container_id = "容器编号|Number of the container"
object_id = "对象编号|Number of the object in the source system"
note_length_n = "备注字数|Characters in the remark"
kind_code = "容器类型代码|Kind of container, coded"
kind_name = "容器类型|Kind of container in words"
feature1_code = "构件1代码|Feature 1, coded"
feature1_name = "构件1|Feature 1 in words"
feature2_code = "构件2代码|Feature 2, coded"
feature2_name = "构件2|Feature 2 in words"
feature3_code = "构件3代码|Feature 3, coded"
feature3_name = "构件3|Feature 3 in words"
feature4_code = "构件4代码|Feature 4, coded"
feature4_name = "构件4|Feature 4 in words"
feature5_code = "构件5代码|Feature 5, coded"
feature5_name = "构件5|Feature 5 in words"
size_code = "容量代码|Size, coded"
size_name = "容量|Size in words: litres behind an L, or unknown"
address_text = "地址|Address or street where it stands; a public place"
region_code = "分区代码|Region, coded"
region_name = "分区|Region in words"
season_code = "季节代码|Season, coded"
season_name = "季节|Season in words"
sequence_text = "顺序|Sequence; empty on all rows"
transfer_code = "交换代码|Code in the exchange format; a copy of the season's code"
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
