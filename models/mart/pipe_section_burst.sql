/*
description = "Sections of 100 m that burst twice or more within the 365 days up to the day observed"
description_zh = "反复爆管主题：截至观察日 365 天内爆管两次及以上的百米段"
grain = "one row per section and street"
grain_zh = "每个百米段与街道一行"
key = ["pipe_section_id", "street_code"]

[columns]
pipe_section_id = "百米段|100 m section"
street_code = "街道|Street"
burst_n = "次数|Bursts"
last_on = "最近一次|Newest"
material_code = "材质|Material"
built_on = "建设年份|Laid"
is_current = "已换管|Laid again"
*/
select
    b.pipe_section_id,
    coalesce(b.street_code, 'unknown') as street_code,
    count(*) as burst_n,
    max(b.reported_on) as last_on,
    coalesce(arg_max(b.material_code, b.reported_at), 'unknown') as material_code,
    arg_max(s.built_on, b.reported_at) as built_on,
    coalesce(bool_or(s.is_current), false) as is_current
from pub.fct_pipe_burst as b
left join pub.dim_pipe_segment as s on b.pipe_line_id = s.pipe_line_id
where b.reported_on > as_of() - 365 and b.reported_on <= as_of()
group by b.pipe_section_id, coalesce(b.street_code, 'unknown')
having count(*) >= 2
