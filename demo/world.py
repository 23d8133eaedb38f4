"""The place the demo is set in: streets, communities, grids, units, problem categories, channels.

Names and division codes of streets and communities are Honggutan's own public ones; grids, units, weights and
limits are invented. Only `people` draws from chance.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from demo import geo
from demo.clock import HOUR, OFFICE_DAY, Floats, Ints, Names

DIVISION = "360113"


@dataclass(frozen=True)
class Street:
    code: str
    name: str
    lon: float
    lat: float
    weight: float  # how much of the district's life happens here
    communities: str


STREETS = (
    Street("001", "沙井街道", 115.857, 28.690, 1.7,
           "002芳华 003昌北 004沙井 005丰和 006风华 007齐云 008红谷雅苑 009绿茵 010春晖 011红谷凯旋"),
    Street("002", "卫东街道", 115.862, 28.672, 1.9,
           "005万达星城 006滨江豪园 008江信国际花园 009红谷春天 010翠林 011丽景 015世纪中央城 016普贤 021卫东 022红岭"),
    Street("003", "生米街道", 115.802, 28.628, 0.7,
           "001为民 002同乐 003同泽 004同悦 005同庆 006同瑞 007生米花园 008同禧"),
    Street("004", "凤凰洲街道", 115.868, 28.714, 1.5,
           "001凤凰城 002凤凰花园 003老北站 005黄河路 006碟子湖 009丰和新城 010海德堡 013长江路 015牛行 018香江"),
    Street("005", "红角洲街道", 115.835, 28.655, 1.6,
           "001瑞都 002龙岗 003云溪 004悦城东 006华府 008香域滨江 017桥郡 019枫湖 022站西花园 025天悦"),
    Street("006", "九龙湖街道", 115.812, 28.602, 1.0,
           "001阁皂山 002新琚东 003安丰花园 004富源花园 005广源南 006广源北 008明珠 011博海"),
    Street("007", "龙兴街道", 115.776, 28.650, 0.4, "001璜源山 002半山禧园"),
    Street("101", "流湖镇", 115.748, 28.562, 0.35, "001流湖街 002义渡街 003汀兰湖 004桃花源筑"),
    Street("200", "厚田乡", 115.795, 28.523, 0.2, "001厚田街"),
)  # fmt: skip
GRIDS_PER_COMMUNITY = 3
GRID_STEP_M = 260.0
HOT_GRIDS = {"36011300400101": 9.0, "36011300200502": 8.0, "36011300500401": 7.0, "36011300100402": 6.0,
             "36011300200101": 5.0, "36011300600301": 5.0}  # fmt: skip

# unit_id, name, kind, share of cases closed in time, share that comes back for rework
UNITS = (
    *((f"U{i:02d}", f"{s.name.removesuffix('街道')}城管中队", "街道中队", 0.90 + 0.01 * (i % 6), 0.02 + 0.006 * (i % 4))
      for i, s in enumerate(STREETS, 1)),
    ("U10", "环境卫生管理所", "区直部门", 0.97, 0.02),
    ("U11", "园林绿化管理处", "区直部门", 0.94, 0.03),
    ("U12", "市政公用管理处", "区直部门", 0.90, 0.05),
    ("U13", "建设工程管理局", "区直部门", 0.84, 0.07),
    ("U14", "交警红谷滩大队", "区直部门", 0.93, 0.03),
    ("U15", "水务管理处", "区直部门", 0.91, 0.04),
    ("U16", "供电服务中心", "专业公司", 0.95, 0.02),
    ("U17", "燃气服务中心", "专业公司", 0.96, 0.01),
    ("U18", "通信管线维护中心", "专业公司", 0.82, 0.06),
)  # fmt: skip


@dataclass(frozen=True)
class Category:
    """A problem class with its disposal limit; an empty unit means the street's own squad."""

    case_type: str
    main_code: str
    main_name: str
    sub_code: str
    sub_name: str
    limit: int
    limit_unit: str
    unit: str
    weight: float

    @property
    def seconds(self) -> int:
        return self.limit * (OFFICE_DAY if self.limit_unit == "工作日" else HOUR)


# case type, main code and name: sub code, name, limit, d(ay) h(our) or e(mergency hour), unit, weight
_CATEGORIES = """
event 01 市容环境: 01 私搭乱建 15d - 26; 02 暴露垃圾 1d U10 150; 03 积存垃圾渣土 2d U10 84; 04 道路不洁 5h U10 110; \
05 水域不洁 2d U15 18; 06 绿地脏乱 1d U11 46; 07 废弃车辆 5d U14 14; 16 油烟污染 3d - 38; 99 其他市容问题 3d - 8
event 02 宣传广告: 01 非法小广告 4h - 92; 05 广告招牌破损 2d - 30; 99 其他广告问题 3d - 5
event 03 施工管理: 01 施工扰民 4h U13 64; 02 工地扬尘 4h U13 48; 05 无证掘路 1d U12 11
event 04 突发事件: 01 路面塌陷 6e U12 9; 02 自来水管破裂 3e U15 14; 03 燃气管道破裂 3e U17 2; 04 下水道堵塞 1d U12 36; \
06 道路积水 4e U15 22
event 05 街面秩序: 01 无照经营游商 2h - 118; 04 店外经营 4h - 102; 05 机动车乱停放 2h U14 96; 10 露天烧烤 4h - 34
part 01 公用设施: 01 上水井盖 1d U15 16; 02 污水井盖 1d U12 28; 05 电力设施 2d U16 12; 08 通信交接箱 3d U18 24
part 02 道路交通: 01 交通信号灯 4h U14 15; 06 路名牌 3d U12 9; 09 人行道破损 5d U12 33
part 03 市容环境: 01 公共厕所 1d U10 7; 04 果皮箱 1d U10 19
part 04 园林绿化: 01 行道树 2d U11 25; 03 护树设施 3d U11 8
part 05 其他部件: 01 重大危险源 4e U13 1; 99 其他 5d - 3
"""
_LIMIT_UNITS = {"d": "工作日", "h": "工作时", "e": "紧急工作时"}


def _read_categories() -> tuple[Category, ...]:
    found = []
    for line in _CATEGORIES.replace("\\\n", "").strip().splitlines():
        head, subs = line.split(": ", 1)
        case_type, main_code, main_name = head.split()
        for sub in subs.split("; "):
            sub_code, sub_name, limit, unit, weight = sub.split()
            found.append(
                Category(
                    case_type,
                    main_code,
                    main_name,
                    sub_code,
                    sub_name,
                    limit=int(limit[:-1]),
                    limit_unit=_LIMIT_UNITS[limit[-1]],
                    unit=unit.strip("-"),
                    weight=float(weight),
                )
            )
    return tuple(found)


CATEGORIES = _read_categories()
IN_FORCE = "2013-01-01"
RETIRED = [("event", "05", "街面秩序", "06", "占道洗车", "2010-07-01", "2014-12-31")]
"""Classes that were given up before the period: class, names, first day, first day no longer in force."""
# A street's own troubles: main code of events -> factor.
STREET_TROUBLES = {0: {"05": 1.5}, 3: {"01": 1.3}, 5: {"03": 3.2, "04": 1.5}, 2: {"03": 1.9}, 7: {"01": 1.6}}

# code, share of cases, reported in GCJ-02, reporter leaves a phone
CHANNELS = (
    ("app", 0.23, True, True),
    ("hotline", 0.18, False, True),
    ("sms", 0.06, False, True),
    ("wechat", 0.19, True, True),
    ("website", 0.09, False, True),
    ("inspector", 0.18, False, False),
    ("iot_video", 0.03, False, False),
    ("transfer_12345", 0.02, False, True),
    ("dept_transfer", 0.015, False, False),
    ("media", 0.005, False, False),
)

DEPARTMENTS = (
    "党政办公室", "组织人事部", "经济发展局", "财政局", "城市建设局", "城市管理局", "社会发展局",
    "教育体育办", "卫生计生办", "民政办", "人力资源和社会保障局", "国土资源分局", "规划分局",
    "房产管理局", "环境保护分局", "安全生产监管局", "综治办", "信访办", "审计局", "招商局", "金融办",
    "文化旅游办", "农业农村办", "行政服务中心", "信息化办公室",
)  # fmt: skip


class World:
    """Grids with positions and weights, and the categories as arrays."""

    @cached_property
    def grid(self) -> pl.DataFrame:
        """One row per grid, with `street_n` and `weight` beside the columns of the extract."""
        rows = []
        for street_n, street in enumerate(STREETS):
            cells = [
                (community[:3], community[3:], seq)
                for community in street.communities.split()
                for seq in range(1, GRIDS_PER_COMMUNITY + 1)
            ]
            for i, (code, name, seq) in enumerate(cells):
                radius, turn = GRID_STEP_M * np.sqrt(i + 0.5), i * 2.399963
                lon, lat = geo.moved(
                    np.array([street.lon]), np.array([street.lat]),
                    np.array([radius * np.cos(turn)]), np.array([radius * np.sin(turn)]),
                )  # fmt: skip
                street_code = DIVISION + street.code
                grid_code = f"{street_code}{code}{seq:02d}"
                weight = street.weight * (1 + 0.35 * np.sin(i * 1.7)) * HOT_GRIDS.get(grid_code, 1.0)
                rows.append((
                    grid_code, f"{name}第{seq}网格", street_code + code, f"{name}社区", street_code, street.name,
                    round(float(lon[0]), 6), round(float(lat[0]), 6), 52_000 + (i * 7919) % 31_000,
                    street_n, float(weight) / len(cells),
                ))  # fmt: skip
        names = ("grid_code", "grid_name", "community_code", "community_name", "street_code", "street_name",
                 "lon", "lat", "area_m2", "street_n", "weight")  # fmt: skip
        return pl.DataFrame(rows, schema=names, orient="row")

    @cached_property
    def unit(self) -> pl.DataFrame:
        return pl.DataFrame([u[:3] for u in UNITS], schema=("unit_id", "unit_name", "kind"), orient="row")

    @cached_property
    def event_code(self) -> pl.DataFrame:
        rows = [
            *((c.case_type, c.main_code, c.main_name, c.sub_code, c.sub_name, IN_FORCE, None) for c in CATEGORIES),
            *RETIRED,
        ]
        names = ("case_type", "main_code", "main_name", "sub_code", "sub_name", "valid_from", "valid_to")
        return pl.DataFrame(rows, schema=names, orient="row")

    @property
    def limit_seconds(self) -> Ints:
        return np.array([c.seconds for c in CATEGORIES], dtype=np.int64)

    def category_weights(self, street_n: int) -> Floats:
        """The spread of one street's problems over the categories."""
        trouble = STREET_TROUBLES.get(street_n, {})
        weight = np.array(
            [c.weight * (trouble.get(c.main_code, 1.0) if c.case_type == "event" else 1.0) for c in CATEGORIES]
        )
        return np.asarray(weight / weight.sum(), dtype=np.float64)

    def unit_numbers(self, category: Ints, street_n: Ints) -> Ints:
        """The position in UNITS of who must dispose of each case."""
        order = {unit[0]: i for i, unit in enumerate(UNITS)}
        own = np.array([order.get(c.unit, -1) for c in CATEGORIES])[category]
        return np.where(own < 0, street_n, own)


def pick(names: list[str] | tuple[str, ...], index: Ints) -> pl.Series:
    """Names by position, as a text series."""
    return pl.Series(list(names), dtype=pl.String).gather(pl.Series(index))


def people(rng: np.random.Generator, n: int, factor: float) -> Ints:
    """Reporters and callers as person numbers: most people once or twice, a few again and again."""
    population = max(14_000 * factor, 50)
    return np.asarray((population * rng.random(n) ** 1.6).astype(np.int64) * 7919 % 1_400_000)


def phones(people: Ints) -> Names:
    """Invented mobile numbers, one per person number; the middle block 000x marks them as made up."""
    prefix = np.array([130, 135, 137, 138, 139, 150, 151, 158, 159, 170, 177, 180, 186, 187, 189])
    number = prefix[people % 15] * 100_000_000 + (people // 15) % 100_000
    return number.astype(str)
