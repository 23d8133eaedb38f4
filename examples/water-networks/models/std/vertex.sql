/*
description = "Corners of the drawn links; their order in the file is the order along the link, typed"
description_zh = "折点，标准层"
grain = "one row per network, link and corner"
grain_zh = "每个管网每个管段每个折点一行"
key = ["network_code", "link_id", "x", "y"]
*/
select
    network_code,
    link_id,
    x,
    y
from raw.vertex
