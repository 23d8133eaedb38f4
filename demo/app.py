"""The citizens' app: its service items, the devices it was installed on, and what they clicked."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from demo import clock
from demo.clock import DAY, Period, Rhythm
from demo.world import pick

INSTALLS = 3_548
CLICKS = 29_417
STORES, STORE_WEIGHTS = ("应用宝", "360手机助手", "App Store", "官网二维码", "社区推广"), (0.3, 0.22, 0.2, 0.16, 0.12)
VERSIONS = ("1.0.2", "1.1.0", "1.2.1", "1.3.0")
ZERO_USE = 4  # items in force that nobody opens

# category: department: items
SERVICES = """
魅力红谷滩: 文化旅游办: 景点导览 喷泉时刻 市民公园 摩天轮预约 体育场馆 文化活动 美食地图 酒店住宿
魅力红谷滩: 文化旅游办: 商圈导航 城市影像 展馆预约
魅力红谷滩: 招商局: 投资指南 楼宇招商 重点项目
网上办事: 行政服务中心: 个体登记 企业登记 办事预约 办件查询 证照提醒 材料下载 窗口排号 投诉评价
网上办事: 民政办: 婚姻登记预约 老年证办理 低保申请 社会救助查询
网上办事: 卫生计生办: 生育服务登记 健康证查询 流动人口婚育证明
网上办事: 房产管理局: 房产信息查询 公租房申请 物业维修基金查询 租赁备案
网上办事: 人力资源和社会保障局: 社保查询 失业登记 就业岗位 技能培训报名
网上办事: 教育体育办: 学区查询 入学报名 转学办理
网上办事: 规划分局: 规划公示 建设许可查询
便民惠民: 城市管理局: 城管随手拍 公厕查找 停车泊位 渣土车举报 垃圾分类指南
便民惠民: 社会发展局: 公交查询 地铁换乘 空气质量 天气预报 水费查询 电费查询 燃气缴费 停水停电通知 公积金查询 违章查询
便民惠民: 社会发展局: 预约挂号 药店查找 养老服务 家政服务 志愿服务 失物招领 开锁服务 快递查询
新闻资讯: 党政办公室: 新区要闻 通知公告 政策解读 领导活动 社区动态 专题专栏 视频新闻 民生播报
"""
RETIRED = ("世界杯竞猜", "纸质年票登记", "短信订阅", "老版地图", "电子贺卡")
PLANNED = ("九龙湖场馆预约", "电子证照")
PAGES, PAGE_WEIGHTS = ("home", "list", "detail", "form", "result"), (0.3, 0.22, 0.28, 0.13, 0.07)
RHYTHM = Rhythm(
    hours=(14, 7, 4, 3, 3, 6, 16, 34, 46, 50, 48, 50, 56, 50, 44, 42, 44, 50, 58, 72, 80, 76, 52, 28),
    weekdays=(1.0, 0.97, 0.95, 0.97, 1.05, 1.2, 1.22), day_off=1.1, growth=0.6,
)  # fmt: skip


@dataclass
class App:
    """The three tables of the app silo."""

    services: pl.DataFrame
    installs: pl.DataFrame
    clicks: pl.DataFrame


def make(rng: np.random.Generator, period: Period, factor: float) -> App:
    """Service items do not scale; installs and clicks do."""
    services, valid_from, valid_to = _services(period)
    n = max(int(INSTALLS * factor + 0.5), 1)
    opened = RHYTHM.draw(rng, period, n)
    pool = rng.bytes(16 * n).hex()
    devices = pl.Series([pool[i * 32 : i * 32 + 32] for i in range(n)])
    age = (opened - period.start) / max(period.end - period.start, 1)
    version = np.clip((age * 3.2 + rng.normal(0, 0.35, n)).astype(np.int64), 0, len(VERSIONS) - 1)
    installs = pl.DataFrame(
        {
            "device_id": devices,
            "first_open_at": clock.text(opened),
            "channel": pick(STORES, rng.choice(len(STORES), n, p=STORE_WEIGHTS)),
            "version": pick(VERSIONS, version),
        }
    )
    m = max(int(CLICKS * factor + 0.5), 1)
    activity = rng.lognormal(0, 1.25, n)
    who = rng.choice(n, m, p=activity / activity.sum())
    since = period.end - opened[who]
    at = opened[who] + (since * rng.random(m) ** 1.8).astype(np.int64)
    at = at // DAY * DAY + RHYTHM.clock(rng, m)
    at = np.clip(at, opened[who], period.end)
    appeal = (np.arange(len(services)) * 37 % len(services) + 2.0) ** -0.9
    appeal[len(services) - len(PLANNED) :] = 0
    appeal[[11, 29, 40, 61][:ZERO_USE]] = 0
    item = rng.choice(len(services), m, p=appeal / appeal.sum())
    day = at // DAY
    closed = (day < valid_from[item]) | (day >= valid_to[item])
    item = np.where(closed, item % 7, item)  # the first seven were there from the start
    order = np.argsort(at, kind="stable")
    at, who, item, day = at[order], who[order], item[order], day[order]
    serial = pl.Series(clock.serial_in_day(at)).cast(pl.String).str.zfill(6)
    session = (who * 100_003 + day * 31) % 10**9
    clicks = pl.DataFrame(
        {
            "click_id": "K" + clock.written(at, "%Y%m%d") + serial,
            "ts": clock.text(at),
            "device_id": devices.gather(who),
            "service_id": services["service_id"].gather(item),
            "page": pick(PAGES, rng.choice(len(PAGES), m, p=PAGE_WEIGHTS)),
            "session_id": "s" + pl.Series(session).cast(pl.String).str.zfill(9),
            "_file": "clicks_" + clock.written(at, "%Y%m") + ".ndjson.gz",
        }
    )
    return App(services, installs, clicks)


def _services(period: Period) -> tuple[pl.DataFrame, clock.Ints, clock.Ints]:
    """Every service item, and the days from and to which each is in force."""
    rows: list[tuple[str, str, str, date, date | None]] = []
    launch = date(2014, 12, 1)
    for line in SERVICES.strip().splitlines():
        category, dept, names = line.split(": ")
        rows += [(name, dept, category, launch, None) for name in names.split()]
    middle = period.first + timedelta(days=period.days // 2)
    # every eighth item came with the summer's new version
    rows = [(*row[:3], middle if i % 8 == 7 else launch, None) for i, row in enumerate(rows)]
    rows += [(name, "信息化办公室", "便民惠民", launch, middle + timedelta(days=9 * i))
             for i, name in enumerate(RETIRED)]  # fmt: skip
    rows += [(name, "信息化办公室", "便民惠民", period.last + timedelta(days=31), None) for name in PLANNED]
    frame = pl.DataFrame(
        {
            "service_id": [f"S{i:03d}" for i in range(1, len(rows) + 1)],
            "name": [r[0] for r in rows],
            "dept": [r[1] for r in rows],
            "category": [r[2] for r in rows],
            "online_depth": [_depth(r[2], i) for i, r in enumerate(rows)],
            "valid_from": [r[3].isoformat() for r in rows],
            "valid_to": [r[4].isoformat() if r[4] else None for r in rows],
        }
    )
    start = np.array([clock.day_number(r[3]) for r in rows])
    stop = np.array([clock.day_number(r[4] or date(2100, 1, 1)) for r in rows])
    return frame, start, stop


def _depth(category: str, i: int) -> str:
    """1 guide, 2 advice, 3 application online, 4 wholly online."""
    return str((3, 4, 3, 2, 4)[i % 5] if category == "网上办事" else (1, 2, 1, 3)[i % 4])
