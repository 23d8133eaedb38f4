"""Disputes, incidents and warnings of the invented district."""

import numpy as np
import polars as pl

from demo import clock
from demo.clock import DAY, HOUR, MISSING, Ints, Rhythm
from demo.silo import Scene
from demo.world import STREETS, pick

DISPUTES, INCIDENTS, BROADCASTS = 900, 700, 150
LIMIT_DAYS = 30
QUARRELS = {"邻里": 26, "物业": 22, "婚姻家庭": 15, "劳资": 12, "合同债务": 10, "征地拆迁": 7, "医疗": 3, "其他": 5}
RESULTS = {"调解成功": 0.915, "调解不成": 0.045, "引导诉讼": 0.025, "当事人撤回": 0.015}
OFFICE = Rhythm(
    hours=(0, 0, 0, 0, 0, 0, 0, 1, 14, 24, 20, 12, 2, 3, 15, 19, 13, 6, 2, 1, 0, 0, 0, 0),
    weekdays=(1.2, 1.05, 1.0, 1.0, 0.95, 0.35, 0.25), day_off=0.4,
)  # fmt: skip
KINDS = {"治安": 34, "交通": 24, "消防": 12, "走失": 10, "群体": 5, "灾害": 6, "其他": 9}
LEVELS, LEVEL_SHARES = ("一般", "较大", "重大", "特别重大"), (0.9, 0.082, 0.016, 0.002)
SOURCES, SOURCE_SHARES = ("视频巡查", "网格员上报", "群众报警", "联动转入"), (0.27, 0.31, 0.3, 0.12)
SOURCE_MINUTES = (5.6, 8.0, 7.4, 9.5)
NIGHTS = Rhythm(
    hours=(28, 20, 14, 9, 7, 8, 14, 28, 36, 34, 32, 34, 38, 34, 33, 36, 42, 50, 54, 58, 60, 58, 50, 38),
    weekdays=(1.0, 0.97, 0.97, 1.0, 1.1, 1.18, 1.1), day_off=1.05, growth=0.1,
)  # fmt: skip
THEMES = {"气象预警": 26, "反诈": 22, "停水停电": 20, "防汛": 16, "平安宣传": 10, "交通管制": 6}
WAYS = (("短信", 0.42, 0.962, 420_000), ("微信", 0.28, 0.985, 86_000), ("应急广播", 0.18, 0.91, 640),
        ("户外屏", 0.12, 0.94, 128))  # fmt: skip


def _cells(scene: Scene, n: int) -> Ints:
    weight = np.sqrt(scene.world.grid["weight"].to_numpy())
    return np.asarray(scene.rng.choice(len(scene.world.grid), n, p=weight / weight.sum()), dtype=np.int64)


def _share(weights: dict[str, float] | dict[str, int]) -> list[float]:
    return [value / sum(weights.values()) for value in weights.values()]


def _numbers(lead: str, at: Ints) -> pl.Series:
    serial = pl.Series(clock.serial_in_day(at)).cast(pl.String).str.zfill(3)
    return lead + clock.written(at, "%Y%m%d") + serial


def disputes(scene: Scene) -> pl.DataFrame:
    """Mediation is due after thirty days; most end within ten, some never in time."""
    rng, period = scene.rng, scene.period
    n = max(int(DISPUTES * scene.factor + 0.5), 12)
    at = OFFICE.draw(rng, period, n)
    cell = _cells(scene, n)
    kind = rng.choice(len(QUARRELS), n, p=_share(QUARRELS))
    slow = np.array([1.0, 1.1, 1.4, 0.9, 1.6, 2.6, 2.2, 1.0])[kind]
    ended = at + np.maximum(rng.lognormal(np.log(6.5 * slow), 0.85, n) * DAY, 2 * HOUR).astype(np.int64)
    ended = ended // DAY * DAY + np.maximum(ended % DAY // 3 + 9 * HOUR, at % DAY + 600)
    stuck = rng.random(n) < 0.025
    ended = np.where((ended > period.end) | stuck, MISSING, ended)
    result = rng.choice(len(RESULTS), n, p=list(RESULTS.values()))
    is_open = pl.Series(ended == MISSING)
    person = rng.integers(0, len(scene.people), (2, n))
    names = scene.people["name"]
    return pl.DataFrame(
        {
            "id": _numbers("MD", at),
            "type": pick(tuple(QUARRELS), kind),
            "grid_code": scene.world.grid["grid_code"].gather(cell),
            "accepted_at": clock.text(at),
            "due_at": clock.text(at + LIMIT_DAYS * DAY),
            "mediated_at": clock.text(ended),
            "_result": pick(tuple(RESULTS), result),
            "parties": names.gather(person[0]) + "、" + names.gather(person[1]),
            "summary": names.gather(person[0]) + "与" + names.gather(person[1]) + "因"
            + pick(tuple(QUARRELS), kind) + "问题发生争执，申请调解",
            "mediator_no": "T" + pl.Series(101 + rng.integers(0, 40, n)).cast(pl.String),
            "updated_at": clock.text(np.where(ended == MISSING, at, ended)),
        }
    ).with_columns(pl.when(~is_open).then("_result").alias("_result")).rename({"_result": "result"}).select(
        "id", "type", "grid_code", "accepted_at", "due_at", "mediated_at", "result", "parties", "summary",
        "mediator_no", "updated_at",
    )  # fmt: skip


def incidents(scene: Scene, catalogue: pl.DataFrame) -> pl.DataFrame:
    """Incidents on camera happen in grid cells that have one; response has a long tail."""
    rng, period, grid = scene.rng, scene.period, scene.world.grid
    n = max(int(INCIDENTS * scene.factor + 0.5), 12)
    at = NIGHTS.draw(rng, period, n)
    source = rng.choice(len(SOURCES), n, p=SOURCE_SHARES)
    watching = catalogue.filter(pl.col("Info/RetireTime").is_null())
    seen = rng.integers(0, len(watching), n)
    seen_by = pl.Series(source == 0)
    cell = _cells(scene, n)
    place = pl.select(
        pl.when(seen_by).then(watching["Block"].gather(seen)).otherwise(grid["grid_code"].gather(cell))
    ).to_series()
    far = np.array([1.55 if code[6:9] in ("101", "200", "003") else 1.0 for code in place])
    minutes = rng.lognormal(np.log(np.array(SOURCE_MINUTES)[source] * far), 0.52, n)
    minutes = np.where(rng.random(n) < 0.02, minutes * rng.uniform(4, 12, n), minutes)
    there = at + np.maximum(minutes * 60, 45).astype(np.int64)
    level = rng.choice(4, n, p=LEVEL_SHARES)
    done = there + (rng.lognormal(0.6, 0.9, n) * HOUR * (1 + level)).astype(np.int64)
    there = np.where((there > period.end) | (rng.random(n) < 0.006), MISSING, there)
    done = np.where((done > period.end) | (there == MISSING), MISSING, done)
    kind = rng.choice(len(KINDS), n, p=_share(KINDS))
    return pl.DataFrame(
        {
            "id": _numbers("SJ", at),
            "level": pick(LEVELS, level),
            "type": pick(tuple(KINDS), kind),
            "source": pick(SOURCES, source),
            "grid_code": place,
            "camera_id": pl.select(pl.when(seen_by).then(watching["DeviceID"].gather(seen))).to_series(),
            "reported_at": clock.text(at),
            "responded_at": clock.text(there),
            "closed_at": clock.text(done),
            "summary": pick(SOURCES, source) + "发现" + pick(tuple(KINDS), kind) + "事件，已派员处置",
            "updated_at": clock.text(np.max(np.stack([at, there, done]), axis=0)),
        }
    )


def broadcasts(scene: Scene) -> pl.DataFrame:
    """Warnings to the whole district or to a street, over four channels."""
    rng, period = scene.rng, scene.period
    n = max(int(BROADCASTS * scene.factor + 0.5), 12)
    at = OFFICE.draw(rng, period, n)
    way = rng.choice(len(WAYS), n, p=[w[1] for w in WAYS])
    street = rng.integers(0, len(STREETS), n)
    local = rng.random(n) < 0.35
    share = np.array([s.weight for s in STREETS])[street] / sum(s.weight for s in STREETS)
    reach = np.array([w[3] for w in WAYS])[way] * np.where(local, share, 1.0) * rng.uniform(0.92, 1.0, n)
    meant = np.maximum(reach.astype(np.int64), 4)
    good = np.clip(rng.normal(np.array([w[2] for w in WAYS])[way], 0.018), 0.5, 1)
    good = np.where(rng.random(n) < 0.03, good * 0.7, good)  # a gateway that failed half way
    return pl.DataFrame(
        {
            "批次号": _numbers("GB", at),
            "渠道": pick([w[0] for w in WAYS], way),
            "主题": pick(tuple(THEMES), rng.choice(len(THEMES), n, p=_share(THEMES))),
            "街道代码": pl.select(
                pl.when(pl.Series(local)).then(pl.Series(["360113" + s.code for s in STREETS]).gather(street))
            ).to_series(),
            "发送时间": clock.text(at),
            "应送达数": pl.Series(meant).cast(pl.String),
            "送达数": pl.Series((meant * good).astype(np.int64)).cast(pl.String),
            "_file": "broadcasts_" + clock.written(at, "%Y%m") + ".csv",
        }
    )
