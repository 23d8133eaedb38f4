"""智慧金融: institutions as a workbook; green channel, credit events and ratings in the portal's SQLite.

Most firms are those of the registers. A few applicants stand in no register, and a few cases lie with bodies outside
the district: `found` says which rules across tables must say so.
"""

from pathlib import Path

import numpy as np
import polars as pl

from demo import clock, registers, writers
from demo.clock import DAY, HOUR, MISSING, OFFICE_DAY, OfficeClock, Rhythm
from demo.defects import Defect, none, put, serial, shift, year
from demo.registers import Firm, day_text
from demo.silo import Scene, Silo, Tables
from demo.world import pick

CASES, EVENTS, HISTORY_DAYS = 900, 600, 900
LICENCES = {"J6620": "银行", "J6631": "融资租赁", "J6639": "小额贷款", "J6712": "证券", "J6713": "基金",
            "J6811": "保险", "J6820": "保险", "J6850": "保险", "J6990": "金融科技", "L7296": "融资担保"}  # fmt: skip
# kind of service: weight, promised working days, who handles it, share finished in time
SERVICES = {
    "贷款审批": (34, 5, "金融办", 0.95),
    "融资对接": (24, 10, "金融办", 0.88),
    "设立登记": (14, 3, "行政服务中心", 0.97),
    "变更备案": (12, 2, "行政服务中心", 0.98),
    "补贴兑现": (10, 15, "财政局", 0.79),
    "上市辅导": (6, 20, "经济发展局", 0.84),
}
OUTSIDE = "人民银行南昌中心支行"
OUTSIDE_CASES, STRANGERS = 5, 4
RHYTHM = Rhythm(hours=(0,) * 8 + (4, 6, 6, 4, 1, 2, 6, 6, 4) + (0,) * 7, weekdays=(1.2, 1.1, 1, 1, 0.9, 0.1, 0.05),
                day_off=0.08, growth=0.25)  # fmt: skip
# kind of event: weight, median days to repair, share ever repaired, who reports it
FAILINGS = {
    "行政处罚": (38, 60, 0.80, ("市场监督管理局", "环境保护分局", "城市管理局")),
    "经营异常": (30, 25, 0.85, ("市场监督管理局",)),
    "失信被执行": (10, 160, 0.45, ("红谷滩法院",)),
    "欠税公告": (12, 40, 0.75, ("税务局",)),
    "守信激励": (10, 0, 0.0, ("税务局", "金融办")),
}
RATINGS, RATING_SHARES = ("A", "B", "C", "D", "M"), (0.33, 0.38, 0.16, 0.05, 0.08)
RATED = {"finance": 0.98, "park": 0.84, "scenic": 0.9, "shop": 0.6}

finished = pl.col("finished_at").is_not_null()
DEFECTS = (
    Defect("institution_code_wrong", "fin_org", 3, ("uscc_checksum",), (registers.spoilt_code("统一社会信用代码"),)),
    Defect("institution_licence_unknown", "fin_org", 2, ("enum_licence_type",), put(机构类型="信托")),
    Defect("institution_gone_without_day", "fin_org", 2, ("left_iff_gone",),
           (*put(状态="注销"), *none("退出日期"))),
    Defect("institution_date_in_words", "fin_org", 2, ("type_settled_on",),
           put(入驻日期="二〇一四年", _real_date=False)),
    Defect("institution_copied", "fin_org", 3, ("duplicate_key",), rekey=False),
    Defect("green_code_wrong", "green_case", 6, ("uscc_checksum",), (registers.spoilt_code("uscc"),)),
    Defect("green_finished_before_accepted", "green_case", 7, ("green_case_time_order",),
           (shift("finished_at", "accepted_at", -5400),), finished),
    Defect("green_finished_without_time", "green_case", 5, ("finished_iff_finished_at",), none("finished_at"),
           finished),
    Defect("green_in_the_future", "green_case", 4, ("green_case_future_time",),
           year("2051", "accepted_at", "promised_at", "finished_at"), finished),
    Defect("green_amount_negative", "green_case", 4, ("range_amount_cny",), put(amount="-50000.00"), finished),
    Defect("green_amount_in_words", "green_case", 3, ("type_amount_cny",), put(amount="约500万"), finished),
    Defect("green_copied", "green_case", 6, ("duplicate_key",), rekey=False),
    Defect("green_conflicting", "green_case", 3, ("duplicate_key",),
           rival=(pl.lit(9, dtype=pl.Int64).alias("extended_cnt"),)),
    Defect("event_repaired_before_it_occurred", "credit_event", 5, ("repaired_after_occurred",),
           put(occurred_at="2015-08-20", repaired_at="2015-08-01"), pl.col("type") != "守信激励"),
    Defect("commendation_repaired", "credit_event", 3, ("only_failings_are_repaired",),
           (pl.col("occurred_at").alias("repaired_at"),), pl.col("type") == "守信激励"),
    Defect("credit_event_kind_unknown", "credit_event", 4, ("enum_event_kind",), put(type="口头提醒")),
    Defect("event_identity_number_wrong", "credit_event", 3, ("operator_id_no",),
           put(legal_person_id_no="360113198013011234"), pl.col("legal_person_id_no").is_not_null()),
    Defect("rating_unknown", "credit_rating", 3, ("enum_rating_code",), put(rating="E")),
    Defect("rating_ended_before_it_began", "credit_rating", 3, ("rating_in_force",),
           (pl.col("rated_at").alias("valid_to"),)),
)  # fmt: skip


def make(scene: Scene) -> dict[str, pl.DataFrame]:
    """Institutions, green-channel cases, credit events and ratings."""
    known = registers.firms(scene)
    strangers = [_stranger(code) for code in registers.spare_codes(8_000, STRANGERS)]
    return {
        "fin_org": _institutions(scene, [firm for firm in known if firm.kind == "finance"]),
        "green_case": _cases(scene, known, strangers),
        "credit_event": _events(scene, known),
        "credit_rating": _ratings(scene, known),
    }


def _stranger(code: str) -> Firm:
    """A firm that no register of the district knows."""
    return Firm(code, "外地企业", "park", False, "I6510", "", 0, None, "外地联系人", "0791-83009999", ())


def _institutions(scene: Scene, houses: list[Firm]) -> pl.DataFrame:
    rng, n = scene.rng, len(houses)
    style = rng.integers(0, 4, n)
    capital = np.round(np.exp(rng.normal(8.6, 1.2, n)), 2)
    settled = [str(day_text(firm.settled)) for firm in houses]
    return pl.DataFrame(
        {
            "机构名称": [firm.name for firm in houses],
            "统一社会信用代码": [firm.uscc for firm in houses],
            "机构类型": [LICENCES[firm.industry_code] for firm in houses],
            "许可证号": [f"XK{3601130000 + number}" for number in range(1, n + 1)],
            "注册资本（万元）": [f"{value:,.2f}" for value in capital],
            "入驻日期": [_styled(text, int(way)) for text, way in zip(settled, style, strict=True)],
            "退出日期": pl.Series([day_text(firm.left) for firm in houses], dtype=pl.String),
            "状态": [firm.state for firm in houses],
            "办公地址": [f"红谷滩新区会展路{100 + number}号" for number in range(n)],
            "联系人": [firm.contact_name for firm in houses],
            "联系电话": [firm.contact_phone for firm in houses],
            "_real_date": pl.Series(style == 0),
        }
    )


def _styled(text: str, way: int) -> str:
    """A day as different clerks type it; real date cells are marked beside it."""
    year_, month, day = text.split("-")
    return {2: f"{year_}/{int(month)}/{int(day)}", 3: f"{year_}年{int(month)}月{int(day)}日"}.get(way, text)


def _cases(scene: Scene, known: list[Firm], strangers: list[Firm]) -> pl.DataFrame:
    rng, period = scene.rng, scene.period
    n = max(int(CASES * scene.factor + 0.5), 12)
    accepted = RHYTHM.draw(rng, period, n)
    pool = [firm for firm in known if firm.left is None and firm.settled < clock.day_number(period.first)]
    chosen = [pool[int(at)] for at in rng.integers(0, len(pool), n)]
    for place, firm in zip(rng.choice(n, len(strangers), replace=False), strangers, strict=True):
        chosen[int(place)] = firm
    with_money = np.isin(list(SERVICES), ("贷款审批", "融资对接", "补贴兑现"))
    names, weights = list(SERVICES), np.array([row[0] for row in SERVICES.values()])
    service = rng.choice(len(names), n, p=weights / weights.sum())
    limit = np.array([row[1] for row in SERVICES.values()])[service]
    extended = (rng.random(n) < 0.06).astype(np.int64)
    due = OfficeClock(period).add(accepted, (limit + extended * 5) * OFFICE_DAY)
    in_time = rng.random(n) < np.array([row[3] for row in SERVICES.values()])[service]
    ratio = np.where(in_time, rng.beta(2.2, 1.8, n), 1 + rng.lognormal(-1.2, 0.8, n))
    ends = accepted + np.maximum(((due - accepted) * ratio).astype(np.int64), 900)
    left = (rng.random(n) < 0.05) & (ends < period.end)
    refused = left & (rng.random(n) < 0.4)
    finished_at = np.where((ends < period.end) & ~left, ends, MISSING)
    withdrawn_at = np.where(left, ends, MISSING)
    state = np.where(refused, 3, np.where(left, 2, np.where(finished_at > MISSING, 1, 0)))
    dept = pick([row[2] for row in SERVICES.values()], service).to_list()
    for place in rng.choice(n, OUTSIDE_CASES, replace=False):
        dept[int(place)] = OUTSIDE
    amount = np.round(np.exp(rng.normal(14.2, 1.0, n)), 2)
    updated = np.maximum(np.maximum(finished_at, withdrawn_at), accepted)
    number = pl.Series(clock.serial_in_month(accepted)).cast(pl.String).str.zfill(5)
    return pl.DataFrame(
        {
            "case_no": "LT" + clock.written(accepted, "%Y%m") + number,
            "uscc": [firm.uscc for firm in chosen],
            "item": pick(names, service),
            "dept": dept,
            "status": pick(("在办", "办结", "撤回", "不予受理"), state),
            "accepted_at": clock.text(accepted),
            "promised_at": clock.text(due),
            "finished_at": clock.text(finished_at),
            "withdrawn_at": clock.text(withdrawn_at),
            "extended_cnt": pl.Series(extended),
            "amount": pl.Series([f"{value:.2f}" if with_money[at] else None
                                 for value, at in zip(amount, service, strict=True)]),
            "remark": pick(("材料齐全", "需补充近三年审计报告", "企业来电催办", ""), rng.integers(0, 4, n)),
            "contact": [firm.contact_name for firm in chosen],
            "contact_phone": [firm.contact_phone for firm in chosen],
            "updated_at": clock.text(updated),
        }
    )  # fmt: skip


def _events(scene: Scene, known: list[Firm]) -> pl.DataFrame:
    rng, last = scene.rng, clock.day_number(scene.period.last)
    n = max(int(EVENTS * scene.scale + 0.5), 12)
    pool = [firm for firm in known if firm.settled < last - 60]
    # the same few firms fail again and again
    chosen = [pool[int(at)] for at in (len(pool) * rng.random(n) ** 1.8).astype(np.int64)]
    names, weights = list(FAILINGS), np.array([row[0] for row in FAILINGS.values()])
    kind = rng.choice(len(names), n, p=weights / weights.sum())
    first = np.array([max(firm.settled, last - HISTORY_DAYS) for firm in chosen])
    end = np.array([firm.left if firm.left is not None else last for firm in chosen])
    occurred = first + ((np.maximum(end, first) - first) * rng.random(n) ** 0.8).astype(np.int64)
    median = np.array([row[1] for row in FAILINGS.values()])[kind]
    took = (median * rng.lognormal(0, 0.7, n)).astype(np.int64)
    repaired = (rng.random(n) < np.array([row[2] for row in FAILINGS.values()])[kind]) & (occurred + took <= last)
    adults = scene.people.filter(pl.col("id_no").is_not_null() & (pl.col("birth_on") < "1995"))["id_no"]
    owner = {firm.uscc: str(adults[at * 7 % len(adults)]) for at, firm in enumerate(pool) if firm.is_sole_trader}
    sources = [row[3] for row in FAILINGS.values()]
    number = pl.Series(range(1, n + 1)).cast(pl.String).str.zfill(4)
    return pl.DataFrame(
        {
            "event_no": "XY" + clock.written(occurred * DAY, "%Y%m") + number,
            "uscc": [firm.uscc for firm in chosen],
            "type": pick(names, kind),
            "occurred_at": [day_text(int(day)) for day in occurred],
            "repaired_at": pl.Series([day_text(int(day)) if is_ else None
                                      for day, is_ in zip(occurred + took, repaired, strict=True)], dtype=pl.String),
            "source": [sources[k][at % len(sources[k])] for at, k in enumerate(kind)],
            "legal_person": [firm.contact_name for firm in chosen],
            "legal_person_id_no": pl.Series([owner.get(firm.uscc) for firm in chosen], dtype=pl.String),
            "updated_at": clock.text(np.where(repaired, occurred + took, occurred) * DAY + 18 * HOUR),
        }
    )  # fmt: skip


def _ratings(scene: Scene, known: list[Firm]) -> pl.DataFrame:
    """Each rated firm once or twice; a rating is in force for a year."""
    rng, last = scene.rng, clock.day_number(scene.period.last)
    rows = []
    for firm in known:
        lots = rng.random(4)
        if lots[0] >= RATED[firm.kind]:
            continue
        newest = last - int(lots[1] * 300)
        days = [newest] if lots[2] < 0.6 else [newest - 200 - int(lots[3] * 150), newest]
        for day in (day for day in days if day >= firm.settled and (firm.left is None or day < firm.left)):
            rating = RATINGS[int(rng.choice(len(RATINGS), p=RATING_SHARES))]
            rows.append((firm.uscc, day_text(day), day_text(day + 365), rating, "江西省信用评级中心"))
    names = ("uscc", "rated_at", "valid_to", "rating", "rater")
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")


def found(scene: Scene) -> dict[str, pl.DataFrame]:
    """Findings of rules across tables in the good rows: applicants in no register, bodies outside the district."""
    cases = scene.made["green_case"]
    strangers = registers.spare_codes(8_000, STRANGERS)
    return {
        "org_is_registered": cases.filter(pl.col("uscc").is_in(strangers)).select(
            pl.lit("green_case").alias("source_name"), pl.col("case_no").alias("source_id")
        ),
        "org_service_department_exists": cases.filter(pl.col("dept") == OUTSIDE).select(
            pl.col("case_no").alias("source_id")
        ),
    }


def write(folder: Path, tables: Tables) -> list[writers.Place]:
    """A workbook and a database."""
    return [
        *writers.xlsx(folder, "institutions.xlsx", {"机构名录": tables["fin_org"]}, "入驻日期"),
        *writers.sqlite(folder, "finance_portal.sqlite", {
            "green_channel": tables["green_case"],
            "credit_event": tables["credit_event"],
            "credit_rating": tables["credit_rating"],
        }),
    ]  # fmt: skip


known_to_us = ~pl.col("uscc").is_in(registers.spare_codes(8_000, STRANGERS)) & (pl.col("dept") != OUTSIDE)
SILO = Silo(
    id="finance",
    keys={
        "fin_org": ("统一社会信用代码",),
        "green_case": ("case_no",),
        "credit_event": ("event_no",),
        "credit_rating": ("uscc", "rated_at"),
    },
    make=make,
    write=write,
    defects=DEFECTS,
    rekey={
        "fin_org": registers.own_code(9_000).alias("统一社会信用代码"),
        "green_case": (pl.col("case_no").str.slice(0, 8) + serial(4, "9")).alias("case_no"),
        "credit_event": (pl.col("event_no").str.slice(0, 8) + serial(3, "9")).alias("event_no"),
        "credit_rating": registers.own_code(9_200).alias("uscc"),
    },
    fit={"green_case": lambda end: known_to_us & (pl.col("accepted_at") < end)},
    found=found,
)
