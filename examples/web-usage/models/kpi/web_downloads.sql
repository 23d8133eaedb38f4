/*
title_zh = "下载次数"
title = "Downloads"
question_zh = "文件被下载了多少次？"
question = "How often were files downloaded?"
kind = "count"
unit = "次"
better = "higher"
source = "local design"
owner = "美国总务署数字分析项目组"

[variants.default]
zh = "前一百个文件"
en = "the hundred files downloaded most"
numerator = "下载次数|downloads"
*/
select
    day_on as period_on,
    event_n as numerator,
    domain_name as domain_code
from pub.fct_download
