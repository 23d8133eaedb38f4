/*
description = "Yearly pavement ratings by block; the year stands in the file name, remarks stand in the columns of figures, typed"
description_zh = "路面评分，标准层"
grain = "one row per year and block"
grain_zh = "每年每路段一行"
key = ["rating_year", "street_id"]
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
