/*
description = "Networks with the units that their flow unit implies"
description_zh = "管网及其流量单位所定的单位制"
grain = "one row per network"
grain_zh = "每个管网一行"
key = ["network_code"]

[columns]
network_code = "管网|Network"
flow_unit_code = "流量单位|Flow unit of the file"
headloss_code = "水头损失公式|Head-loss formula: H-W, D-W or C-M"
is_us = "是否英制|Whether lengths are feet and diameters inches"
metre_per_unit = "长度换算（米）|Metres in a unit of length"
mm_per_unit = "管径换算（毫米）|Millimetres in a unit of diameter"
lps_per_unit = "流量换算（升/秒）|Litres a second in a unit of flow"
*/
with unit as (
    select
        network_code,
        max(upper(option_value)) filter (where lower(option_name) = 'units') as flow_unit_code,
        max(upper(option_value)) filter (where lower(option_name) = 'headloss') as headloss_code
    from std.option
    group by network_code
)
select
    network_code,
    flow_unit_code,
    headloss_code,
    flow_unit_code in ('CFS', 'GPM', 'MGD', 'IMGD', 'AFD') as is_us,
    case when flow_unit_code in ('CFS', 'GPM', 'MGD', 'IMGD', 'AFD') then 0.3048 else 1.0 end as metre_per_unit,
    case when flow_unit_code in ('CFS', 'GPM', 'MGD', 'IMGD', 'AFD') then 25.4 else 1.0 end as mm_per_unit,
    case flow_unit_code
        when 'LPS' then 1.0
        when 'LPM' then 1.0 / 60
        when 'CMH' then 1000.0 / 3600
        when 'CMD' then 1000.0 / 86400
        when 'MLD' then 1000000.0 / 86400
        when 'GPM' then 3.785411784 / 60
        when 'CFS' then 28.316846592
        when 'MGD' then 3785411.784 / 86400
    end as lps_per_unit
from unit
