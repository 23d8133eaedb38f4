"""The residents of the invented district and the rooms they live in; every silo that knows people knows these.

Nobody here exists. Identity numbers satisfy GB 11643, but their division code is younger than every birth date, so
no such number was ever issued. The phones are those that hotline callers and case reporters have
(`demo.world.phones`): the first residents call most, children have none. Foreign residents have no identity number.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from demo.clock import Bools, Floats, Ints, Period, day_number, written
from demo.world import DIVISION, World, phones, pick

RESIDENTS, ROOMS = 12_000, 6_000
OCCUPIED, SHOPS, OFFICES = 0.84, 0.07, 0.05  # shares of rooms; the other dwellings stand empty
HOUSEHOLDS = (0.17, 0.31, 0.32, 0.13, 0.07)  # share of households of 1, 2 … members
RESIDENT_TYPES, RESIDENT_SHARES = ("户籍", "流动", "境外"), (0.71, 0.286, 0.004)
SURNAMES = "王李张刘陈杨黄吴赵周徐孙胡朱高熊万涂罗邓曾彭谢龚付饶"
SURNAME_WEIGHTS = np.array([7, 7, 6, 6, 6, 4, 5, 4, 2, 4, 4, 2, 4, 3, 2, 4, 4, 3, 4, 3, 2, 2, 2, 3, 2, 2], dtype=float)
GIVEN = {0: "芳丽娟敏静霞燕秀英玲桂兰红梅雪婷欣怡佳慧", 1: "伟强军勇涛斌杰明华建国平志刚鹏辉浩宇轩文"}
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
CALLERS_STEP, CALLERS_RING = 7_919, 1_400_000  # how `demo.world.people` numbers persons
PHONE_AGE = 14
PER_DAY = 499  # identity numbers of one sex, birth date and division


@dataclass(frozen=True)
class Homes:
    """`people`: person_n, person_id, id_no, name, phone, gender, birth_on, resident_type, addr_code, and the codes of
    its grid, community and street. `rooms`: addr_code, building_no, room_no, use_type, and the same codes.
    """

    people: pl.DataFrame
    rooms: pl.DataFrame


def homes(rng: np.random.Generator, world: World, period: Period, scale: float) -> Homes:
    """Stocks: they follow the scale, not the length of the period."""
    rooms = _rooms(rng, world, max(int(ROOMS * scale + 0.5), 60))
    n = max(int(RESIDENTS * scale + 0.5), 120)
    lived_in = np.flatnonzero((rooms["use_type"] == "住宅").to_numpy())
    lived_in = rng.permutation(lived_in)[: max(int(len(rooms) * OCCUPIED), 1)]
    size = rng.choice(np.arange(1, 6), len(lived_in), p=HOUSEHOLDS)
    while size.sum() < n:  # crowded flats, where the dice gave too few people
        size[rng.integers(0, len(size))] += 1
    home = np.repeat(lived_in, size)[:n]
    member = np.concatenate([np.arange(k) for k in size])[:n]
    age = _ages(rng, member)
    gender = np.where(
        member == 0, rng.random(n) < 0.62, np.where(member == 1, rng.random(n) < 0.3, rng.random(n) < 0.52)
    )
    born = day_number(period.last) - (age * 365.25).astype(np.int64) - rng.integers(1, 365, n)
    kind = rng.choice(3, n, p=RESIDENT_SHARES)
    who = rng.permutation(n)  # neighbours do not call one after the other, children do not call
    who = who[np.argsort(age[who] < PHONE_AGE, kind="stable")]
    home, born, gender, kind = home[who], born[who], gender[who].astype(np.int64), kind[who]
    number = np.arange(n, dtype=np.int64) * CALLERS_STEP % CALLERS_RING
    given = [
        "".join(GIVEN[sex][i] for i in chosen[: 1 + two])
        for sex, two, chosen in zip(gender, rng.random(n) < 0.78, rng.integers(0, 20, (n, 2)), strict=True)
    ]
    surname = rng.choice(len(SURNAMES), n, p=SURNAME_WEIGHTS / SURNAME_WEIGHTS.sum())
    people = pl.DataFrame(
        {
            "person_n": number,
            "person_id": "P" + pl.Series(np.arange(1, n + 1)).cast(pl.String).str.zfill(7),
            "id_no": pl.Series(id_numbers(born, gender)),
            "name": [SURNAMES[s] + g for s, g in zip(surname, given, strict=True)],
            "phone": pl.Series(phones(number).tolist()),
            "gender": pick(("女", "男"), gender),
            "birth_on": written(born * 86_400, "%Y-%m-%d"),
            "resident_type": pick(RESIDENT_TYPES, kind),
            "addr_code": rooms["addr_code"].gather(home),
            "grid_code": rooms["grid_code"].gather(home),
            "community_code": rooms["community_code"].gather(home),
            "street_code": rooms["street_code"].gather(home),
        }
    ).with_columns(
        pl.when(pl.col("resident_type") != "境外").then("id_no").alias("id_no"),
        pl.when(pl.Series(age[who] >= PHONE_AGE)).then("phone").alias("phone"),
    )
    return Homes(people, rooms)


def _ages(rng: np.random.Generator, member: Ints) -> Floats:
    """A household's head first, then the partner, then children or a parent."""
    n = len(member)
    heads = np.flatnonzero(member == 0)
    head = np.repeat(np.clip(rng.gamma(7.0, 6.6, len(heads)) + 1, 21, 92), np.diff(np.append(heads, n)))
    partner = np.clip(head + rng.normal(-1.5, 3, n), 20, 95)
    child = np.clip(head - rng.normal(28, 4, n), 0.1, 60)
    parent = np.clip(head + rng.normal(27, 4, n), 55, 97)
    third = np.where((rng.random(n) < 0.2) & (head < 62), parent, child)
    age = np.where(member == 0, head, np.where(member == 1, partner, third))
    return np.asarray(age, dtype=np.float64)


def _rooms(rng: np.random.Generator, world: World, n: int) -> pl.DataFrame:
    """Rooms by grid: a grid's buildings are numbered, a room by storey and door."""
    grid = world.grid
    weight = np.minimum(grid["weight"].to_numpy(), np.quantile(grid["weight"].to_numpy(), 0.9))
    cell = np.sort(rng.choice(len(grid), n, p=weight / weight.sum()))
    first = np.searchsorted(cell, cell)
    at = np.arange(n) - first
    building, within = at // 24 + 1, at % 24
    room = (within // 4 + 1) * 100 + within % 4 + 1
    use = rng.choice(3, n, p=(1 - SHOPS - OFFICES, SHOPS, OFFICES))
    building_no = pl.Series(building).cast(pl.String).str.zfill(3)
    room_no = pl.Series(room).cast(pl.String).str.zfill(4)
    return pl.DataFrame(
        {
            "addr_code": grid["grid_code"].gather(cell) + building_no + room_no,
            "building_no": building_no,
            "room_no": room_no,
            "use_type": pick(("住宅", "商铺", "办公"), use),
            "grid_code": grid["grid_code"].gather(cell),
            "community_code": grid["community_code"].gather(cell),
            "street_code": grid["street_code"].gather(cell),
        }
    )


def id_numbers(born: Ints, male: Bools | Ints) -> list[str]:
    """Identity numbers with valid check characters, each once; `born` counts days since 1970-01-01."""
    group = born * 2 + male
    order = np.argsort(group, kind="stable")
    ranked = group[order]
    nth = np.empty(len(group), dtype=np.int64)
    nth[order] = np.arange(len(group)) - np.searchsorted(ranked, ranked)
    division = pl.Series(int(DIVISION) + nth // PER_DAY).cast(pl.String)
    serial = pl.Series(nth % PER_DAY * 2 + np.where(male, 1, 2)).cast(pl.String).str.zfill(3)
    stem = division + written(born * 86_400, "%Y%m%d") + serial
    digits = np.array([list(text) for text in stem.to_list()], dtype=np.int64).reshape(-1, len(WEIGHTS))
    check = pick(list(CHECKS), digits @ np.array(WEIGHTS) % 11)
    return (stem + check).to_list()
