"""Volunteers of the invented district: a few hundred residents, some every week, most now and then."""

import numpy as np
import polars as pl

from demo import clock
from demo.clock import DAY, HOUR, Rhythm
from demo.silo import Scene
from demo.world import pick

VOLUNTEERS, SHIFTS = 430, 3_000
ACTIVITIES = {"环境清洁": 26, "文明劝导": 22, "助老陪护": 18, "治安巡逻": 16, "课后辅导": 9, "义诊": 5, "其他": 4}
STYLES = ("%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M", "%Y年%m月%d日 %H:%M")
WEEKENDS = Rhythm(
    hours=(0, 0, 0, 0, 0, 0, 2, 8, 26, 22, 8, 3, 2, 6, 22, 14, 5, 4, 8, 6, 1, 0, 0, 0),
    weekdays=(0.6, 0.6, 0.7, 0.6, 0.8, 1.9, 1.5), day_off=1.2, growth=0.25,
)  # fmt: skip


def make(scene: Scene) -> pl.DataFrame:
    """The book as volunteers' desks keep it: beginnings are date cells, ends are text in whatever style."""
    rng, period = scene.rng, scene.period
    people = scene.people
    born = people["birth_on"].str.to_date()
    age = (pl.Series([period.last]).cast(pl.Date).dt.year()[0] - born.dt.year()).to_numpy()
    fit = np.flatnonzero((age >= 16) & (age <= 74))
    crew = rng.permutation(fit)[: max(int(VOLUNTEERS * scene.scale + 0.5), 14)]
    n = max(int(SHIFTS * scene.factor + 0.5), 20)
    zeal = rng.lognormal(0, 0.9, len(crew))
    who = rng.choice(crew, n, p=zeal / zeal.sum())
    at = WEEKENDS.draw(rng, period, n) // 900 * 900
    lasts = np.clip(np.round(rng.gamma(6, 0.42, n) * 2) / 2, 0.5, 8.0)
    until = at + (lasts * HOUR).astype(np.int64)
    over = until > period.end
    at, until = np.where(over, at - DAY // 2, at), np.where(over, until - DAY // 2, until)
    claimed = lasts + np.where(rng.random(n) < 0.1, 0.2, 0.0)
    style = rng.choice(3, n, p=(0.7, 0.2, 0.1))
    written = [clock.written(until, form) for form in STYLES]
    silent = pl.Series(rng.random(n) < 0.06)
    serial = pl.Series(np.arange(1, n + 1)).cast(pl.String).str.zfill(4)
    return pl.DataFrame(
        {
            "记录号": "ZY" + clock.written(at, "%Y%m") + serial,
            "志愿者编号": people["person_id"].gather(who),
            "姓名": people["name"].gather(who),
            "社区代码": people["community_code"].gather(who),
            "活动": pick(
                tuple(ACTIVITIES), rng.choice(len(ACTIVITIES), n, p=np.array(list(ACTIVITIES.values())) / 100)
            ),
            "开始时间": (pl.Series(at) * 1_000_000).cast(pl.Datetime("us")),
            "结束时间": [written[s][i] for i, s in enumerate(style)],
            "服务时长": pl.select(pl.when(~silent).then(pl.Series(claimed))).to_series(),
        }
    )
