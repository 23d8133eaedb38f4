/*
description = "Corners of the drawn links; their order in the file is the order along the link, typed"
description_zh = "折点，标准层"
grain = "one row per network, link and corner"
grain_zh = "每个管网每个管段每个折点一行"
key = ["network_code", "link_id", "x", "y"]

[columns]
network_code = "管网|Network, from the file name"
link_id = "管段编号|Number of the link"
x = "横坐标|Horizontal place on the drawing"
y = "纵坐标|Vertical place on the drawing"
*/
select
    network_code,
    link_id,
    x,
    y
from raw.vertex
