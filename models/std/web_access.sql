/*
description = "Requests to the website: path without its query, kind of client instead of its name"
description_zh = "网站访问，标准层：路径去掉查询串，客户端只留类别"
grain = "one row per client, second, request and answer"
grain_zh = "每个访问者、秒、请求与响应一行"
key = ["client_key", "requested_at", "request_line", "response_code"]
access = "restricted"

[columns]
client_key = "访问地址（假名）|Keyed hash of the client's address"
requested_at = "访问时间|When the page was requested"
method_code = "请求方法|Method of the request"
path = "网页路径|Path of the page"
login_key = "登录用户（假名）|Keyed hash of the user who is logged in"
referrer_host = "来源网站|Host of the referring page"
agent_code = "客户端类别代码|Kind of client: robot, mobile, desktop or unknown"
*/
select
    client_key,
    requested_at,
    request_line,
    response_code,
    nullif(regexp_extract(request_line, '^([A-Z]+) ', 1), '') as method_code,
    nullif(regexp_extract(request_line, '^[A-Z]+ ([^ ?#]+)', 1), '') as path,
    sent_bytes_n,
    login_key,
    nullif(regexp_extract(referrer, '^https?://([^/:]+)', 1), '') as referrer_host,
    case
        when user_agent is null then 'unknown'
        when regexp_matches(lower(user_agent), 'bot|spider|crawl|slurp|curl|python|scan') then 'robot'
        when regexp_matches(user_agent, 'Mobile|Android|iPhone|iPad') then 'mobile'
        else 'desktop'
    end as agent_code
from raw.web_access
