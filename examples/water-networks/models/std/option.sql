/*
description = "Options: among them the flow unit, which tells all other units, typed"
description_zh = "选项，标准层"
grain = "one row per network, option and second word"
grain_zh = "每个管网每个选项每个值一行"
key = ["network_code", "option_name", "option_value"]
*/
select
    network_code,
    option_name,
    option_value,
    option_more,
    option_rest
from raw.option
