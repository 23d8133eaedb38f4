/*
description = "Materials of pipe and the years that each is meant to last"
description_zh = "管材及其设计使用年限（本地设计）"
grain = "one row per material"
grain_zh = "每种管材一行"
key = ["material_code"]

[columns]
material_code = "材质代码|Material: DI, CI, PE, ST, RC, PVC or CU"
material_name = "材质名称|Name of the material in Chinese"
material_name_en = "材质英文名称|Name of the material in English"
design_life_n = "设计使用年限，年|Years that it is meant to last"
*/
select
    material_code,
    material_name,
    material_name_en,
    design_life_n
from (
    values
    ('DI', '球墨铸铁', 'ductile iron', 50),
    ('CI', '灰口铸铁', 'grey iron', 30),
    ('PE', 'PE', 'polyethylene', 50),
    ('ST', '钢', 'steel', 30),
    ('RC', '钢筋混凝土', 'reinforced concrete', 50),
    ('PVC', 'PVC-U', 'PVC-U', 30),
    ('CU', '铜', 'copper', 30)
) as known (material_code, material_name, material_name_en, design_life_n)
