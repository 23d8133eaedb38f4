/*
description = "A page of a list stands under one title"
description_zh = "同一页面不应有多个标题"
table = "pub.fct_page"
dimension = "uniqueness"
gbt36344 = "03"
severity = "warn"
*/
select
    report_code,
    domain_name,
    page_url
from pub.fct_page
where title_n > 1
