/*
description = "Street centre lines of the city and its surroundings, in state plane feet, typed"
description_zh = "街道中心线，标准层"
grain = "one row per block"
grain_zh = "每个路段一行"
key = ["street_id"]

[columns]
street_id = "路段编号|Number of the block, as in the ratings"
line_id = "线段编号|Number of the line that the block was cut from"
street_name = "街名|Whole name of the street"
owner_name = "道路产权|Who owns the road"
plow_name = "扫雪单位|Who clears it of snow"
type_name = "街道类型|Kind of street"
one_way_code = "单行方向|Direction of a one-way street: with the line or against it"
speed_mph = "限速（英里/小时）|Speed limit"
length_ft = "长度（英尺）|Length, US survey feet"
*/
select
    street_id,
    line_id,
    street_name,
    owner_name,
    plow_name,
    type_name,
    one_way_code,
    speed_mph,
    length_ft
from raw.street
