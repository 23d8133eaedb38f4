/*
description = "Channels that cases come through"
description_zh = "问题来源"
grain = "one row per channel"
grain_zh = "每个来源一行"
key = ["channel_code"]

[columns]
channel_code = "问题来源代码|Channel the case came through"
name_zh = "中文名称|Name in Chinese"
name_en = "英文名称|Name in English"
is_public = "是否公众上报|Whether citizens use it"
*/
select t.channel_code, t.name_zh, t.name_en, t.is_public
from (
    values
        ('app', '手机 APP', 'Mobile app', true),
        ('hotline', '88812345 热线', 'Hotline 88812345', true),
        ('sms', '短信', 'Text message', true),
        ('wechat', '微信', 'WeChat', true),
        ('website', '网站', 'Website', true),
        ('inspector', '信息采集员', 'Inspector', false),
        ('iot_video', '物联与视频', 'Sensors and video', false),
        ('transfer_12345', '12345 转办', 'Transfer from 12345', true),
        ('superior', '上级交办', 'Higher authority', false),
        ('police_110', '110 联动', 'Police 110', false),
        ('dept_transfer', '部门转办', 'Other department', false),
        ('visit', '来访', 'Visit in person', true),
        ('media', '媒体', 'Media', false),
        ('weibo', '微博', 'Weibo', true),
        ('other', '其他', 'Other', false)
) as t (channel_code, name_zh, name_en, is_public)
