/*
description = "Information reports, without their titles"
description_zh = "政务信息，标准层：不含标题"
grain = "one row per report"
grain_zh = "每条信息一行"
key = ["report_id"]

[columns]
title_length_n = "标题字数|Characters in the title"
submitted_at = "提交时间|When it was submitted"
adopted_level_code = "采用层级代码|Level that adopted it: district, city, province or state"
score_n = "得分|Score"
*/
select
    report_id,
    dept_id,
    report_kind,
    deid_length(report_title) as title_length_n,
    submitted_at,
    case adopted_level
        when '区级' then 'district'
        when '市级' then 'city'
        when '省级' then 'province'
        when '国家级' then 'state'
    end as adopted_level_code,
    adopted_at,
    coalesce(score_n, 0) as score_n
from raw.info_report
