/*
title_zh = "会议到会率"
title = "Attendance of meetings"
question_zh = "应到会的人有多少到会？"
question = "What share of those invited came?"
kind = "ratio"
unit = "%"
better = "higher"
source = "local design"
owner = "红谷滩新区办公室"

[variants.default]
zh = "人次口径"
en = "of people invited"
numerator = "实到人次|people who came"
denominator = "已召开且有签到的会议应到人次|people invited to meetings that were held and counted"
*/
select
    cast(begins_at as date) as period_on,
    attended_n as numerator,
    invited_n as denominator,
    dept_id,
    meeting_kind as meeting_kind_code
from pub.fct_meeting
where not is_cancelled and ends_at < as_of_at() and attended_n is not null
