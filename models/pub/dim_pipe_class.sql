/*
description = "Classes of underground pipe"
description_zh = "管类"
grain = "one row per class of pipe"
grain_zh = "每个管类一行"
key = ["pipe_class_code"]

[columns]
pipe_class_code = "管类代码|Class of pipe: JS water, PS drainage, RQ gas, DL power, TX telecom, GY industry, RL heat"
pipe_class_name = "管类名称|Name of the class in Chinese"
pipe_class_name_en = "管类英文名称|Name of the class in English"
*/
select
    pipe_class_code,
    pipe_class_name,
    pipe_class_name_en
from (
    values
    ('JS', '给水', 'Water'),
    ('PS', '排水', 'Drainage'),
    ('RQ', '燃气', 'Gas'),
    ('DL', '电力', 'Power'),
    ('TX', '通讯', 'Telecom'),
    ('GY', '工业', 'Industry'),
    ('RL', '热力', 'Heat')
) as known (pipe_class_code, pipe_class_name, pipe_class_name_en)
