"""The enterprises of the invented district: finance houses, tenants of parks, scenic operators, shops.

Credit codes satisfy GB 32100 and GB 11714; their serial block lies outside the one that Jiangxi's enterprises got, so
no such code was ever issued. Names are invented.
"""

import numpy as np
import polars as pl

from demo.clock import DAY, Ints, Period, day_number, written
from demo.world import DIVISION, World, pick

KINDS = {"finance": 80, "park": 230, "scenic": 12, "shop": 60}
# park_id, code of the street it lies in, share of the park tenants
PARKS = (("P01", "002", 0.34), ("P02", "005", 0.27), ("P03", "004", 0.19), ("P04", "006", 0.14), ("P05", "003", 0.06))
FINANCE_IN_PARK = 0.2
SOLE_TRADERS = {"park": 0.04, "shop": 0.28}  # shares
# kind: industry code of GB/T 4754-2011, what the name ends in, weight
TRADES = {
    "finance": (("J6620", "银行", 22), ("J6631", "融资租赁", 3), ("J6639", "小额贷款", 9), ("J6712", "证券", 11),
                ("J6713", "基金管理", 7), ("J6811", "人寿保险", 10), ("J6820", "财产保险", 10),
                ("J6850", "保险代理", 4), ("J6990", "投资", 3), ("L7296", "融资担保", 3)),
    "park": (("I6510", "软件", 40), ("I6520", "系统集成", 22), ("I6530", "信息咨询", 14), ("I6540", "数据服务", 20),
             ("M7320", "工程技术", 14), ("M7482", "规划设计", 8), ("C3963", "电子器件", 6), ("C2720", "制药", 4),
             ("L7211", "企业管理", 14), ("L7231", "法律服务", 8), ("L7233", "咨询", 14), ("G5821", "货运代理", 10),
             ("G5990", "仓储", 6), ("E4700", "建筑", 8), ("K7010", "房地产", 8), ("K7020", "物业服务", 8)),
    "scenic": (("N7851", "公园管理", 3), ("N7852", "景区管理", 4), ("L7271", "旅行社", 2), ("H6110", "旅游酒店", 3)),
    "shop": (("F5212", "超市", 11), ("F5211", "百货", 5), ("H6210", "餐饮", 26), ("H6220", "快餐", 9),
             ("F5221", "食品", 6), ("O7940", "摄影", 3)),
}  # fmt: skip
BRANDS = ("赣江", "红谷", "秋水", "洪城", "豫章", "滕阁", "青云", "梅岭", "九龙", "凤凰", "鄱湖", "新洲", "瑶湖",
          "润田", "华泽", "启明", "云帆", "金穗", "天和", "博远")  # fmt: skip
SUFFIXES = ("科技", "实业", "信息", "创新", "联合", "卓越", "同创", "汇智")
STATES, STATE_SHARES = ("存续", "迁出", "注销", "吊销"), (0.93, 0.035, 0.03, 0.005)
FAMILIES = "王李张刘陈杨黄吴熊万涂罗"
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
COMPANY, SOLE_TRADER = "91", "92"


def firms(rng: np.random.Generator, world: World, period: Period, scale: float) -> pl.DataFrame:
    """Columns: uscc, name (one per uscc), kind, is_sole_trader, industry_code, park_id (null outside parks), grid_code,
    community_code, street_code, settled_on, status (存续 迁出 注销 吊销), left_on (null while 存续), contact_name,
    contact_phone; all text but is_sole_trader.
    """
    kind = np.repeat(list(KINDS), [max(int(n * scale + 0.5), 4) for n in KINDS.values()])
    n = len(kind)
    trade = [TRADES[k][_weighted(rng, [t[2] for t in TRADES[k]])] for k in kind]
    tenant = (kind == "park") | ((kind == "finance") & (rng.random(n) < FINANCE_IN_PARK))
    park = rng.choice(len(PARKS), n, p=[p[2] for p in PARKS])
    grid = _grids(rng, world, np.where(tenant, park, -1))
    settled = day_number(period.last) - (rng.random(n) ** 1.6 * 3_400).astype(np.int64)
    state = rng.choice(len(STATES), n, p=STATE_SHARES)
    left = settled + ((day_number(period.last) - settled) * rng.uniform(0.3, 1.0, n)).astype(np.int64)
    alone = rng.random(n) < np.array([SOLE_TRADERS.get(k, 0.0) for k in kind])
    number = np.arange(1, n + 1, dtype=np.int64)
    nth: dict[str, int] = {}
    names = [
        _name(str(k), trade_name, bool(one), nth.setdefault(trade_name, 0), nth)
        for k, (_, trade_name, _), one in zip(kind, trade, alone, strict=True)
    ]
    places = world.grid
    contact = pick(list(FAMILIES), rng.integers(0, len(FAMILIES), n)) + pick(
        ("经理", "女士", "先生"), rng.integers(0, 3, n)
    )
    return pl.DataFrame(
        {
            "uscc": [
                credit_code(int(i), SOLE_TRADER if one else COMPANY) for i, one in zip(number, alone, strict=True)
            ],
            "name": names,
            "kind": pl.Series(kind.tolist()),
            "is_sole_trader": pl.Series(alone),
            "industry_code": [t[0] for t in trade],
            "park_id": pl.select(pl.when(pl.Series(tenant)).then(pick([p[0] for p in PARKS], park))).to_series(),
            "grid_code": places["grid_code"].gather(grid),
            "community_code": places["community_code"].gather(grid),
            "street_code": places["street_code"].gather(grid),
            "settled_on": written(settled * DAY, "%Y-%m-%d"),
            "status": pick(STATES, state),
            "left_on": pl.select(pl.when(pl.Series(state > 0)).then(written(left * DAY, "%Y-%m-%d"))).to_series(),
            "contact_name": contact,
            "contact_phone": "0791-8300" + pl.Series(number % 10_000).cast(pl.String).str.zfill(4),
        }
    )


def _name(kind: str, trade: str, alone: bool, n: int, nth: dict[str, int]) -> str:
    """The n-th name of its trade; no two are alike."""
    nth[trade] = n + 1
    brand, suffix, turn = BRANDS[n % len(BRANDS)], SUFFIXES[n // len(BRANDS) % len(SUFFIXES)], n // 160
    if alone:
        return f"红谷滩新区{FAMILIES[n % len(FAMILIES)]}记{brand}{suffix if n >= 60 else ''}{trade}店{turn or ''}"
    if kind == "finance":
        branch = "" if n < len(BRANDS) else f"第{n // len(BRANDS) + 1}"
        return f"{brand}{trade}南昌红谷滩{branch}{'支行' if trade == '银行' else '分公司'}"
    return f"江西{brand}{suffix}{trade}有限公司{turn or ''}"


def _weighted(rng: np.random.Generator, weights: list[int]) -> int:
    return int(rng.choice(len(weights), p=np.array(weights) / sum(weights)))


def _grids(rng: np.random.Generator, world: World, park: Ints) -> Ints:
    """One of the first grids of the park's street, or any grid."""
    weight = world.grid["weight"].to_numpy()
    out = rng.choice(len(weight), len(park), p=weight / weight.sum())
    for i, (_, street, _) in enumerate(PARKS):
        here = np.flatnonzero((world.grid["street_code"] == DIVISION + street).to_numpy())[:4]
        out = np.where(park == i, here[rng.integers(0, len(here), len(park))], out)
    return np.asarray(out, dtype=np.int64)


def credit_code(number: int, lead: str) -> str:
    """A unified social credit code with both check characters."""
    organisation = f"MA0{number:05d}"
    values = [ORGANISATION_ALPHABET.index(c) for c in organisation]
    rest = 11 - sum(v * w for v, w in zip(values, ORGANISATION_WEIGHTS, strict=True)) % 11
    stem = f"{lead}{DIVISION}{organisation}{'0123456789X0'[rest]}"
    total = sum(ALPHABET.index(c) * (3**i % 31) for i, c in enumerate(stem))
    return stem + ALPHABET[(31 - total % 31) % 31]
