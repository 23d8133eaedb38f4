/*
description = "Industries that the registers use, GB/T 4754 (edition of 2011, in force in the district's period)"
description_zh = "登记所用的国民经济行业小类，GB/T 4754（2011 年版）"
grain = "one row per industry"
grain_zh = "每个行业小类一行"
key = ["industry_code"]

[columns]
industry_code = "行业代码，GB/T 4754|Industry, GB/T 4754"
industry_name = "行业名称|Name of the industry"
name_en = "英文名称|Name in English"
industry_section_code = "行业门类代码|Section of industry"
*/
select
    t.industry_code,
    t.industry_name,
    t.name_en,
    left(t.industry_code, 1) as industry_section_code
from (
    values
        ('C2720', '化学药品制剂制造', 'Manufacture of medicaments'),
        ('C3919', '其他计算机制造', 'Manufacture of other computers'),
        ('C3963', '集成电路制造', 'Manufacture of integrated circuits'),
        ('C3969', '光电子器件及其他电子器件制造', 'Manufacture of optoelectronic and other devices'),
        ('E4700', '房屋建筑业', 'Construction of buildings'),
        ('F5211', '百货零售', 'Department stores'),
        ('F5212', '超级市场零售', 'Supermarkets'),
        ('F5221', '粮油零售', 'Retail of grain and oil'),
        ('G5821', '货运代理', 'Freight forwarding'),
        ('G5990', '其他仓储业', 'Other warehousing'),
        ('H6110', '旅游饭店', 'Tourist hotels'),
        ('H6210', '正餐服务', 'Restaurants'),
        ('H6220', '快餐服务', 'Fast food'),
        ('I6510', '软件开发', 'Software development'),
        ('I6520', '信息系统集成服务', 'Systems integration'),
        ('I6530', '信息技术咨询服务', 'Information technology consulting'),
        ('I6540', '数据处理和存储服务', 'Data processing and storage'),
        ('J6620', '货币银行服务', 'Banking'),
        ('J6631', '金融租赁服务', 'Financial leasing'),
        ('J6633', '典当', 'Pawnbroking'),
        ('J6639', '其他非货币银行服务', 'Other non-bank credit'),
        ('J6712', '证券经纪交易服务', 'Securities brokerage'),
        ('J6713', '基金管理服务', 'Fund management'),
        ('J6811', '人寿保险', 'Life insurance'),
        ('J6820', '财产保险', 'Property insurance'),
        ('J6850', '保险经纪与代理服务', 'Insurance brokers and agents'),
        ('J6990', '其他未列明金融业', 'Other finance'),
        ('K7010', '房地产开发经营', 'Real estate development'),
        ('K7020', '物业管理', 'Property management'),
        ('L7211', '企业总部管理', 'Head offices'),
        ('L7212', '投资与资产管理', 'Investment and asset management'),
        ('L7231', '律师及相关法律服务', 'Legal services'),
        ('L7233', '社会经济咨询', 'Economic consulting'),
        ('L7271', '旅行社服务', 'Travel agencies'),
        ('L7296', '担保服务', 'Guarantee services'),
        ('M7320', '工程和技术研究和试验发展', 'Engineering research and development'),
        ('M7482', '工程勘察设计', 'Engineering survey and design'),
        ('N7851', '公园管理', 'Parks and gardens'),
        ('N7852', '游览景区管理', 'Scenic areas'),
        ('O7940', '理发及美容服务', 'Hairdressing and beauty')
) as t (industry_code, industry_name, name_en)
