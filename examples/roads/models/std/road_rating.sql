/*
description = "Yearly pavement ratings by block; the year stands in the file name, remarks stand in the columns of figures, typed"
description_zh = "路面评分，标准层"
grain = "one row per year and block"
grain_zh = "每年每路段一行"
key = ["rating_year", "street_id"]

[columns]
rating_year = "评分年份|Year of the list, from the file name"
street_id = "路段编号|Number of the block"
block_text = "街区号|Hundred of the house numbers"
street_name = "街名|Street"
street_type = "街道类别|Kind of street"
direction_code = "方位|Direction before the name"
overall_text = "总评分|Overall rating, 1 to 10, where no remark stands in its place"
crack_text = "裂缝评分|Rating of the cracks, 1 to 5"
patch_text = "修补评分|Rating of the patches, 1 to 5"
length_text = "长度（英尺）|Length, feet"
width_text = "宽度（英尺）|Width, feet"
rated_text = "评分月份|Month of the rating, mostly month/year"
overlay_text = "上次罩面年份|Year of the last overlay; two years stand in some"
flush_oil_code = "封层类别|Kind of seal"
class_code = "道路等级|Class: local, collector, minor or principal arterial, parks"
pavement_code = "路面类别|Kind of pavement"
*/
select
    rating_year,
    street_id,
    block_text,
    street_name,
    street_type,
    direction_code,
    overall_text,
    crack_text,
    patch_text,
    length_text,
    width_text,
    rated_text,
    overlay_text,
    flush_oil_code,
    class_code,
    pavement_code
from raw.road_rating
