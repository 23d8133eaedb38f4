/*
description = "Sections of industry, GB/T 4754"
description_zh = "国民经济行业门类，GB/T 4754"
grain = "one row per section"
grain_zh = "每个门类一行"
key = ["industry_section_code"]

[columns]
industry_section_code = "行业门类代码|Section of industry"
industry_section_name = "行业门类名称|Name of the section"
name_en = "英文名称|Name in English"
*/
select t.industry_section_code, t.industry_section_name, t.name_en
from (
    values
        ('A', '农、林、牧、渔业', 'Farming, forestry and fishing'),
        ('B', '采矿业', 'Mining'),
        ('C', '制造业', 'Manufacturing'),
        ('D', '电力、热力、燃气及水生产和供应业', 'Electricity, heat, gas and water'),
        ('E', '建筑业', 'Construction'),
        ('F', '批发和零售业', 'Wholesale and retail'),
        ('G', '交通运输、仓储和邮政业', 'Transport, storage and post'),
        ('H', '住宿和餐饮业', 'Hotels and catering'),
        ('I', '信息传输、软件和信息技术服务业', 'Information technology'),
        ('J', '金融业', 'Finance'),
        ('K', '房地产业', 'Real estate'),
        ('L', '租赁和商务服务业', 'Leasing and business services'),
        ('M', '科学研究和技术服务业', 'Research and technical services'),
        ('N', '水利、环境和公共设施管理业', 'Water, environment and public facilities'),
        ('O', '居民服务、修理和其他服务业', 'Services to households'),
        ('P', '教育', 'Education'),
        ('Q', '卫生和社会工作', 'Health and social work'),
        ('R', '文化、体育和娱乐业', 'Culture, sport and entertainment'),
        ('S', '公共管理、社会保障和社会组织', 'Public administration'),
        ('T', '国际组织', 'International organisations')
) as t (industry_section_code, industry_section_name, name_en)
