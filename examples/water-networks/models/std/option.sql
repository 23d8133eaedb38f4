/*
description = "Options: among them the flow unit, which tells all other units, typed"
description_zh = "选项，标准层"
grain = "one row per network, option and second word"
grain_zh = "每个管网每个选项每个值一行"
key = ["network_code", "option_name", "option_value"]

[columns]
network_code = "管网|Network, from the file name"
option_name = "选项|First word of the option"
option_value = "值|Second word"
option_more = "其余一|Third word"
option_rest = "其余二|Fourth word"
*/
select
    network_code,
    option_name,
    option_value,
    option_more,
    option_rest
from raw.option
