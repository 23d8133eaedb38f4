"""智慧园区: parks, enterprises and their changes, requests and meters in SQLite; readings as CSV and returns as XLSX by
month.

The electricity that the meters count is what the returns report, but for a few firms that write something else.
"""

from pathlib import Path

import numpy as np
import polars as pl

from demo import clock, metering, registers, returns, writers
from demo.clock import DAY, MISSING, OFFICE_DAY, OfficeClock, Rhythm
from demo.defects import Defect, none, put, serial, shift, year
from demo.firms import PARKS
from demo.registers import IN_BUSINESS, SUSPENDED, Firm, day_text
from demo.silo import Scene, Silo, Tables
from demo.world import DIVISION, pick

REQUESTS = 800
# name, kind, land in square metres, opened, share of the floor area that is let, share of requests closed in time
NAMES = {
    "P01": ("红谷中央商务园", "商务楼宇", 86_000, "2009-06-18", 0.91, 0.95),
    "P02": ("红角洲科技园", "科技园", 142_000, "2011-03-28", 0.84, 0.92),
    "P03": ("凤凰洲软件园", "科技园", 97_000, "2012-09-10", 0.78, 0.88),
    "P04": ("九龙湖创新园", "产业园", 164_000, "2013-11-06", 0.63, 0.90),
    "P05": ("生米物流园", "物流园", 210_000, "2010-05-20", 0.71, 0.80),
}
# kind of request: weight, working days, who handles it
KINDS = {
    "物业维修": (30, 2, "招商局"),
    "政策兑现": (20, 10, "财政局"),
    "招工用工": (14, 5, "人社局"),
    "融资需求": (12, 10, "金融办"),
    "供电供水": (12, 1, "建设局"),
    "证照办理": (8, 3, "行政服务中心"),
    "其他": (4, 5, "经济发展局"),
}
RHYTHM = Rhythm(hours=(0,) * 8 + (5, 7, 6, 3, 1, 2, 6, 6, 4, 1) + (0,) * 6, weekdays=(1.3, 1.1, 1, 1, 1, 0.1, 0.05),
                day_off=0.06)  # fmt: skip
HEAVY = ("C", "G")
"""Sections of industry that need land."""
STALE = 2
"""Firms whose suspension the register of enterprises has not taken over."""
MISNAMED, STATE_APART = 2, 1
"""Financial institutions in a park that this register calls otherwise, or holds for open."""


def _cell(name: str, value: str | float) -> tuple[pl.Expr, ...]:
    """A column, whatever it is called, becomes this value."""
    return (pl.lit(value, dtype=pl.Int64 if isinstance(value, int) else None).alias(name),)


closed = pl.col("closed_at").is_not_null()
DEFECTS = (
    Defect("enterprise_code_wrong", "enterprise", 4, ("uscc_checksum",), (registers.spoilt_code("uscc"),),
           ~pl.col("uscc").str.starts_with("92")),
    Defect("enterprise_kind_not_that_of_its_code", "enterprise", 3, ("org_kind_matches_uscc",),
           put(ent_type="个体工商户")),
    Defect("enterprise_industry_malformed", "enterprise", 3, ("pattern_industry_code",), put(industry="软件")),
    Defect("enterprise_gone_without_day", "enterprise", 3, ("left_iff_gone",), (*put(status="注销"), *none("left_at"))),
    Defect("enterprise_left_before_it_settled", "enterprise", 2, ("left_after_settled",),
           put(status="迁出", settled_at="2015-06-02", left_at="2015-06-01")),
    Defect("enterprise_copied", "enterprise", 4, ("duplicate_key",), rekey=False),
    Defect("enterprise_industry_unknown", "enterprise", 2, (), put(industry="S9999"),
           pl.col("park_id").is_null() & (pl.col("status") == IN_BUSINESS), finds=("enterprise_codes_exist",)),
    Defect("change_state_unknown", "enterprise_status", 3, ("enum_org_status",), put(status="搬家")),
    Defect("change_day_text", "enterprise_status", 2, ("type_changed_on",), put(changed_at="上月")),
    Defect("request_closed_before_accepted", "park_request", 6, ("park_request_time_order",),
           (shift("closed_at", "accepted_at", -3600),), closed),
    Defect("request_closed_without_time", "park_request", 5, ("closed_iff_closed_at",),
           (*none("closed_at"), *none("satisfied")), closed),
    Defect("request_rated_before_closed", "park_request", 5, ("rating_needs_closure",), put(satisfied="满意"),
           pl.col("status") == "撤回"),
    Defect("request_without_limit", "park_request", 4, ("required_due_at",), none("due_at")),
    Defect("park_request_in_the_future", "park_request", 3, ("park_request_future_time",),
           year("2051", "accepted_at", "due_at", "closed_at"), closed),
    Defect("request_copied", "park_request", 5, ("duplicate_key",), rekey=False),
    Defect("request_conflicting", "park_request", 3, ("duplicate_key",),
           rival=_cell("returned_cnt", 7)),
    Defect("request_phone_short", "park_request", 4, ("pattern_contact_key",), put(contact_phone="8300"), closed),
    Defect("meter_without_ratio", "park_meter", 2, ("range_multiplier_n",), _cell("ratio", 0)),
    Defect("meter_removed_without_reading", "park_meter", 2, ("removed_with_reading",), put(removed_at="2015-08-01"),
           pl.col("removed_at").is_null() & (pl.col("installed_at") < "2015-08-01")),
    Defect("reading_line_short", "meter_reading", 5, ("malformed",), form="short"),
    Defect("reading_line_long", "meter_reading", 4, ("malformed",), form="long"),
    Defect("reading_negative", "meter_reading", 6, ("range_reading",), put(示数="-12.50")),
    Defect("reading_day_impossible", "meter_reading", 4, ("type_read_on",), put(抄表日期="2015-06-31")),
    Defect("reading_kind_unknown", "meter_reading", 4, ("enum_reading_kind",), put(抄表方式="推测")),
    Defect("reading_copied", "meter_reading", 9, ("duplicate_key",), rekey=False),
    Defect("reading_of_no_meter", "meter_reading", 5, (), finds=("meter_reading_plausible",)),
    Defect("return_code_wrong", "monthly_return", 4, ("uscc_checksum",), (registers.spoilt_code("统一社会信用代码"),)),
    Defect("return_month_in_words", "monthly_return", 3, ("type_month_on",), put(报表月份="三月")),
    Defect("return_output_about", "monthly_return", 3, ("type_output_10k_cny",),
           _cell("产值（万元）", "约500")),
    Defect("return_tax_above_output", "monthly_return", 4, ("tax_within_output",),
           _cell("税收（万元）", 9_999_999.5)),
    Defect("return_before_the_month_ended", "monthly_return", 3, ("filed_after_month",),
           ((pl.col("报表月份") + "-20 10:00:00").alias("填报时间"),)),
    Defect("return_staff_negative", "monthly_return", 3, ("range_staff_n",),
           _cell("从业人员（人）", -3)),
    Defect("return_copied", "monthly_return", 5, ("duplicate_key",), rekey=False),
)  # fmt: skip


def make(scene: Scene) -> dict[str, pl.DataFrame]:
    """Parks, enterprises, changes, requests, meters, readings and returns."""
    rng, first = scene.rng, clock.day_number(scene.period.first)
    # the banks outside the parks stand in the other register only
    listed = [firm for firm in registers.firms(scene) if firm.kind != "finance" or firm.changes[0].park_id]
    tenants = [firm for firm in listed if firm.changes[0].park_id and (firm.left is None or firm.left > first)]
    area = np.round(np.exp(rng.normal(6.0, 0.7, len(listed)))).astype(np.int64)
    leased = {firm.uscc: int(space) if firm.changes[0].park_id else 0 for firm, space in zip(listed, area, strict=True)}
    scope = [firm for firm in tenants if not firm.is_sole_trader and rng.random() < 0.68]
    metered = metering.meter(rng, scene.period, tenants)
    filed = returns.filed(rng, scene.period, scope, metered.used)
    scene.once("park_backwards", lambda: metered.backwards)
    scene.once("park_filed", lambda: filed)
    return {
        "park": _parks(scene, listed, leased),
        "enterprise": _enterprises(scene, listed, leased, {firm.uscc for firm in scope}),
        "enterprise_status": _changes(listed),
        "park_request": _requests(scene, tenants),
        "park_meter": metered.meter_frame(),
        "meter_reading": metered.reading_frame(),
        "monthly_return": filed.frame(),
    }


def _parks(scene: Scene, listed: list[Firm], leased: dict[str, int]) -> pl.DataFrame:
    """The floor area of a park follows from what its tenants lease and from how full it is."""
    grid = scene.world.grid
    rows = []
    for park_id, street, _ in PARKS:
        name, kind, land, opened, share, _ = NAMES[park_id]
        held = sum(leased[firm.uscc] for firm in listed if firm.park_id == park_id)
        cell = grid.filter(pl.col("street_code") == DIVISION + street)["grid_code"][0]
        rows.append((park_id, name, kind, DIVISION + street, cell, land, max(round(held / share, -2), 1_000), opened))
    names = ("park_id", "park_name", "kind", "street_code", "grid_code", "land_area", "rentable_area", "opened_at")
    return pl.DataFrame(rows, schema=names, orient="row").cast({"land_area": pl.Int64, "rentable_area": pl.Int64})


def _enterprises(scene: Scene, listed: list[Firm], leased: dict[str, int], scope: set[str]) -> pl.DataFrame:
    rng, n = scene.rng, len(listed)
    heavy = np.array([firm.industry_code[0] in HEAVY for firm in listed])
    tenant = np.array([firm.changes[0].park_id is not None for firm in listed])
    land = np.where(tenant, np.where(heavy, rng.uniform(6, 30, n), rng.uniform(0.4, 4, n)), 0.0)
    banks = [at for at, firm in enumerate(listed) if firm.kind == "finance" and firm.state == IN_BUSINESS]
    idle = [at for at, firm in enumerate(listed) if firm.state == SUSPENDED and not firm.is_sole_trader]
    names, states = [firm.name for firm in listed], [firm.state for firm in listed]
    for at in banks[:MISNAMED]:
        names[at] = names[at].replace("红谷滩", "红谷滩新区")
    for at in banks[MISNAMED : MISNAMED + STATE_APART]:
        states[at] = SUSPENDED
    for at in idle[:STALE]:
        states[at] = IN_BUSINESS
    changed = np.array([firm.changes[-1].day for firm in listed])
    return pl.DataFrame(
        {
            "uscc": [firm.uscc for firm in listed],
            "ent_name": names,
            "ent_type": ["个体工商户" if firm.is_sole_trader else "企业" for firm in listed],
            "industry": [firm.industry_code for firm in listed],
            "park_id": pl.Series([firm.park_id for firm in listed], dtype=pl.String),
            "grid_code": [firm.grid_code for firm in listed],
            "land_mu": [f"{value:.2f}" for value in land],
            "leased_area": [leased[firm.uscc] for firm in listed],
            "settled_at": [day_text(firm.settled) for firm in listed],
            "left_at": pl.Series([day_text(firm.left) for firm in listed], dtype=pl.String),
            "status": states,
            "in_report_scope": [firm.uscc in scope for firm in listed],
            "legal_person": [firm.contact_name for firm in listed],
            "address": [f"红谷滩新区丰和大道{200 + at}号" for at in range(n)],
            "contact": [firm.contact_name for firm in listed],
            "contact_phone": [firm.contact_phone for firm in listed],
            "updated_at": clock.text(changed * DAY + 36_000),
        }
    )


def _changes(listed: list[Firm]) -> pl.DataFrame:
    rows = [
        (firm.uscc, day_text(change.day), change.name, change.state, change.park_id, change.reason)
        for firm in listed
        for change in firm.changes
    ]
    names = ("uscc", "changed_at", "ent_name", "status", "park_id", "reason")
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")


def _requests(scene: Scene, tenants: list[Firm]) -> pl.DataFrame:
    rng, period = scene.rng, scene.period
    n = max(int(REQUESTS * scene.factor + 0.5), 12)
    accepted = RHYTHM.draw(rng, period, n)
    pool = [firm for firm in tenants if firm.left is None and firm.settled < clock.day_number(period.first)]
    chosen = [pool[int(at)] for at in rng.integers(0, len(pool), n)]
    names, weights = list(KINDS), np.array([row[0] for row in KINDS.values()])
    kind = rng.choice(len(names), n, p=weights / weights.sum())
    limit = np.array([row[1] for row in KINDS.values()])[kind]
    extended = (rng.random(n) < 0.05).astype(np.int64)
    due = OfficeClock(period).add(accepted, (limit + extended * 3) * OFFICE_DAY)
    skill = np.array([NAMES[firm.park_id or "P01"][5] for firm in chosen]) - np.where(
        kind == names.index("供电供水"), 0.1, 0
    )
    in_time = rng.random(n) < skill
    ratio = np.where(in_time, rng.beta(2, 2, n), 1 + rng.lognormal(-1.0, 0.9, n))
    ends = accepted + np.maximum(((due - accepted) * ratio).astype(np.int64), 600)
    left = (rng.random(n) < 0.03) & (ends < period.end)
    closed_at = np.where((ends < period.end) & ~left, ends, MISSING)
    withdrawn_at = np.where(left, ends, MISSING)
    rated = (closed_at > MISSING) & (rng.random(n) < 0.7)
    grade = np.where(in_time, rng.choice(3, n, p=(0.7, 0.25, 0.05)), rng.choice(3, n, p=(0.25, 0.35, 0.4)))
    number = pl.Series(clock.serial_in_month(accepted)).cast(pl.String).str.zfill(5)
    texts = ("电梯故障请尽快维修", "请问稳岗补贴何时到账", "会议室空调不制冷", "需要新增车位")
    return pl.DataFrame(
        {
            "request_no": "SQ" + clock.written(accepted, "%Y%m") + number,
            "uscc": [firm.uscc for firm in chosen],
            "kind": pick(names, kind),
            "dept": pick([row[2] for row in KINDS.values()], kind),
            "accepted_at": clock.text(accepted),
            "due_at": clock.text(due),
            "closed_at": clock.text(closed_at),
            "withdrawn_at": clock.text(withdrawn_at),
            "status": pick(("在办", "办结", "撤回"), np.where(left, 2, np.where(closed_at > MISSING, 1, 0))),
            "returned_cnt": pl.Series((rng.random(n) < 0.07).astype(np.int64)),
            "extended_cnt": pl.Series(extended),
            "satisfied": pick(("满意", "基本满意", "不满意"), grade).zip_with(
                pl.Series(rated), pl.Series([None] * n, dtype=pl.String)
            ),
            "content": pick(texts, rng.integers(0, len(texts), n)),
            "contact": [firm.contact_name for firm in chosen],
            "contact_phone": [firm.contact_phone for firm in chosen],
            "updated_at": clock.text(np.maximum(np.maximum(closed_at, withdrawn_at), accepted)),
        }
    )


def found(scene: Scene) -> dict[str, pl.DataFrame]:
    """Findings of rules across tables in the good rows: registers at odds, meters misread, odd returns."""
    enterprise = scene.made["enterprise"]
    banks = scene.made["fin_org"].join(enterprise, left_on="统一社会信用代码", right_on="uscc")
    apart = (pl.col("机构名称") != pl.col("ent_name")) | (pl.col("状态") != pl.col("status"))
    newest = (
        scene.made["enterprise_status"]
        .group_by("uscc")
        .agg(pl.col("status").sort_by("changed_at").last().alias("newest"))
    )
    filed: returns.Filed = scene.once("park_filed", returns.Filed)
    backwards: list[tuple[str, str]] = scene.once("park_backwards", list)
    return {
        "org_registers_agree": banks.filter(apart).select(
            pl.col("机构名称").alias("fin_org_name"), pl.col("ent_name").alias("enterprise_name")
        ),
        "enterprise_state_matches_history": enterprise.join(newest, on="uscc")
        .filter(pl.col("status") != pl.col("newest"))
        .select(pl.col("ent_name").alias("org_name")),
        "meter_reading_plausible": pl.DataFrame(backwards, schema=("meter_id", "read_on"), orient="row"),
        "return_is_owed": pl.DataFrame(filed.not_owed, schema=("month_on", "first_filed_at"), orient="row"),
        "return_agrees_with_meter": pl.DataFrame(filed.exaggerated, schema=("month_on", "returned_kwh"), orient="row"),
    }


def write(folder: Path, tables: Tables) -> list[writers.Place]:
    """A database, a CSV file of readings and a workbook of returns a month."""
    frame, key = tables["monthly_return"]
    return [
        *writers.sqlite(folder, "park.sqlite", {
            "park": tables["park"],
            "enterprise": tables["enterprise"],
            "enterprise_status": tables["enterprise_status"],
            "service_request": tables["park_request"],
            "meter": tables["park_meter"],
        }),
        *writers.csv(folder, *tables["meter_reading"], encoding="utf-8", end="\r\n"),
        *(
            place
            for file, part in writers.by_file(frame)
            for place in writers.xlsx(folder, file, {"企业月报": (part, key)})
        ),
    ]  # fmt: skip


SILO = Silo(
    id="park",
    keys={
        "park": ("park_id",),
        "enterprise": ("uscc",),
        "enterprise_status": ("uscc", "changed_at"),
        "park_request": ("request_no",),
        "park_meter": ("meter_no",),
        "meter_reading": ("表号", "抄表日期"),
        "monthly_return": ("统一社会信用代码", "报表月份", "填报时间"),
    },
    make=make,
    write=write,
    defects=DEFECTS,
    rekey={
        "enterprise": registers.own_code(9_400).alias("uscc"),
        "enterprise_status": registers.own_code(9_500).alias("uscc"),
        "park_request": (pl.col("request_no").str.slice(0, 8) + serial(4, "9")).alias("request_no"),
        "park_meter": serial(7, "D9").alias("meter_no"),
        "meter_reading": serial(7, "D9").alias("表号"),
        "monthly_return": registers.own_code(9_600).alias("统一社会信用代码"),
    },
    fit={
        "enterprise": lambda end: ~pl.col("uscc").str.starts_with("92") & pl.col("left_at").is_null(),
        "park_request": lambda end: pl.col("accepted_at") < end,
    },
    needs=("fin_org",),
    found=found,
)
