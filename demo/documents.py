"""The office's documents and the tasks that departments have with them.

Tasks to handle are those of incoming documents that ask for action, for a lead or a supporting department, and
not sent back; how many there are and how many were done online is counted out exactly.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from demo import clock
from demo.clock import DAY, HOUR, MISSING, OFFICE_DAY, Ints, OfficeClock, Period, Rhythm
from demo.world import DEPARTMENTS, pick

DOCUMENTS = 3_356
TO_HANDLE = 2_189
DONE_ONLINE = 1_852
DONE_OFFLINE = 214  # the rest of what is not done online is still in hand
INCOMING_SHARE, ACTION_SHARE = 0.60, 0.55
RETURNED_SHARE = 0.05
REFORM_ON, RENAMED, FORMER_NAME = date(2014, 1, 1), "卫生计生办", "人口计生办"
# How readily each department works online; the last one (信息化办公室) gets no tasks.
OFFLINE_HABIT = np.array([0.3, 0.6, 0.5, 0.8, 1.0, 1.1, 1.6, 1.8, 2.2, 1.2, 1.4, 2.6, 0.9, 1.7, 0.8, 0.7, 1.0,
                          0.9, 0.6, 0.5, 0.4, 1.3, 3.0, 0.3])  # fmt: skip
WORKLOAD = np.array([9, 3, 4, 5, 7, 8, 6, 4, 4, 4, 5, 5, 4, 5, 4, 5, 4, 3, 3, 3, 2, 3, 3, 4], dtype=float)
KINDS = ("通知", "请示", "报告", "函", "意见", "纪要", "通报", "批复")
KIND_WEIGHTS = (0.44, 0.13, 0.12, 0.14, 0.06, 0.04, 0.04, 0.03)
SUBJECTS = ("防汛工作", "安全生产大检查", "创建全国文明城市", "棚户区改造", "预算执行情况", "招商引资", "义务教育招生",
            "环境综合整治", "老旧小区物业管理", "信访积案化解", "智慧城市试点建设", "人才引进", "征地补偿",
            "食品安全专项整治", "重点项目推进")  # fmt: skip
SENDERS = ("南昌市人民政府办公厅", "南昌市委办公厅", "江西省住房和城乡建设厅", "南昌市城市管理委员会", "南昌市财政局",
           "红谷滩新区管委会", "南昌市发展和改革委员会")  # fmt: skip
SURNAMES, GIVEN = "王李张刘陈杨黄吴赵周徐孙胡朱高", ("建国", "志强", "丽华", "文斌", "晓燕", "国平", "海燕", "明辉")
URGENCY_DAYS = (1, 3, 8)
RHYTHM = Rhythm(
    hours=(0, 0, 0, 0, 0, 0, 0, 0, 30, 80, 75, 45, 2, 4, 40, 70, 60, 28, 3, 1, 0, 0, 0, 0),
    weekdays=(1.2, 1.1, 1.0, 1.0, 0.95, 0.6, 0.6), day_off=0.02,
)  # fmt: skip


@dataclass
class Documents:
    """The three tables of the office silo."""

    documents: pl.DataFrame
    departments: pl.DataFrame
    tasks: pl.DataFrame


def make(rng: np.random.Generator, period: Period, factor: float) -> Documents:
    """Documents registered in the period and their tasks."""
    n = max(int(DOCUMENTS * factor + 0.5), 1)
    registered = RHYTHM.draw(rng, period, n)
    registered = np.minimum(registered, period.end - HOUR)
    incoming = np.zeros(n, dtype=bool)
    incoming[rng.permutation(n)[: max(int(n * INCOMING_SHARE + 0.5), 1)]] = True
    mail = np.flatnonzero(incoming)
    action = np.zeros(n, dtype=bool)
    action[rng.permutation(mail)[: max(int(len(mail) * ACTION_SHARE + 0.5), 1)]] = True
    urgency = np.where(action, rng.choice(3, n, p=(0.06, 0.16, 0.78)), rng.choice(3, n, p=(0.01, 0.05, 0.94)))
    doc_id = "OA" + clock.written(registered, "%Y") + pl.Series(np.arange(1, n + 1)).cast(pl.String).str.zfill(6)
    tasks = _tasks(rng, period, factor, doc_id, registered, incoming, action, urgency)
    return Documents(
        _document_frame(rng, doc_id, registered, incoming, action, urgency),
        _departments(),
        tasks,
    )


def _departments() -> pl.DataFrame:
    """Every department since the last reform, and the name that one of them had before."""
    rows: list[tuple[str, str, str, str | None]] = [
        (f"D{number:02d}", name, str(REFORM_ON), None) for number, name in enumerate(DEPARTMENTS, 1)
    ]
    number = f"D{DEPARTMENTS.index(RENAMED) + 1:02d}"
    rows.append((number, FORMER_NAME, "2008-01-01", str(REFORM_ON)))
    return pl.DataFrame(rows, schema=["部门编号", "部门名称", "启用日期", "停用日期"], orient="row")


def _document_frame(
    rng: np.random.Generator, doc_id: pl.Series, registered: Ints, incoming: Ints, action: Ints, urgency: Ints
) -> pl.DataFrame:
    n = len(doc_id)
    kind = rng.choice(len(KINDS), n, p=KIND_WEIGHTS)
    subject = pick(SUBJECTS, rng.integers(0, len(SUBJECTS), n))
    formed = registered // DAY - rng.integers(0, 7, n)
    # the register was typed by several hands: real dates and three ways to write one
    style = rng.choice(4, n, p=(0.62, 0.18, 0.12, 0.08))
    forms = [clock.written(formed * DAY, f) for f in ("%Y-%m-%d", "%Y-%m-%d", "%Y/%-m/%-d", "%Y年%-m月%-d日")]
    formed_text = pl.select(
        pl.when(pl.Series(style == 2)).then(forms[2]).when(pl.Series(style == 3)).then(forms[3]).otherwise(forms[0])
    ).to_series()
    signer = [SURNAMES[a] + GIVEN[b] for a, b in zip(
        rng.integers(0, len(SURNAMES), n), rng.integers(0, len(GIVEN), n), strict=True)]  # fmt: skip
    own = pl.Series(incoming)
    number = pl.Series(np.arange(1, n + 1)).cast(pl.String)
    year = clock.written(registered, "%Y")
    return pl.DataFrame(
        {
            "公文标识": doc_id,
            "标题": "关于" + subject + "的" + pick(KINDS, kind),
            "文种": pick(KINDS, kind),
            "密级": pick(("内部", "公开"), (rng.random(n) < 0.7).astype(np.int64)),
            "紧急程度": pick(("特急", "加急", "平件"), urgency),
            "发文字号": pick(("红办发", "洪府"), incoming.astype(np.int64)) + "〔" + year + "〕" + number + "号",
            "签发人": pl.Series(signer),
            "方向": pick(("发文", "收文"), incoming.astype(np.int64)),
            "公文性质": pick(("阅知", "批办"), action.astype(np.int64)),
            "主送机关": pick(SENDERS, rng.integers(0, len(SENDERS), n)).zip_with(
                ~own, pl.Series(["红谷滩新区管委会"] * n)
            ),
            "成文日期": formed_text,
            "登记时间": clock.text(registered),
            "_real_date": pl.Series(style == 0),
        }
    )


def _tasks(
    rng: np.random.Generator, period: Period, factor: float, doc_id: pl.Series, registered: Ints,
    incoming: Ints, action: Ints, urgency: Ints,
) -> pl.DataFrame:  # fmt: skip
    n_handle = max(int(TO_HANDLE * factor + 0.5), 1)
    n_online = min(int(DONE_ONLINE * factor + 0.5), n_handle)
    n_offline = min(int(DONE_OFFLINE * factor + 0.5), n_handle - n_online)
    acting = np.flatnonzero(action)[:n_handle]
    lead = rng.choice(len(WORKLOAD), len(doc_id), p=WORKLOAD / WORKLOAD.sum())
    # slots 1..6 of a document are supporting departments; a stride coprime to 24 keeps departments distinct
    slots = np.repeat(acting, 6), np.tile(np.arange(1, 7), len(acting))
    chosen = rng.permutation(len(slots[0]))
    n_support = n_handle - len(acting)
    n_returned = int(n_handle * RETURNED_SHARE)
    support, returned = chosen[:n_support], chosen[n_support : n_support + n_returned]
    reading = rng.integers(1, 5, len(doc_id)) * (rng.random(len(doc_id)) < np.where(incoming, 0.9, 0.5))
    readers = np.repeat(np.arange(len(doc_id)), reading)
    first = np.concatenate([[0], np.cumsum(reading)])[:-1]
    reader_slot = 7 + np.arange(len(readers)) - np.repeat(first, reading)

    doc = np.concatenate([acting, slots[0][support], slots[0][returned], readers])
    slot = np.concatenate([np.zeros(len(acting), dtype=np.int64), slots[1][support], slots[1][returned], reader_slot])
    sizes = (len(acting), len(support), len(returned), len(readers))
    part = np.repeat(np.arange(4), sizes)
    dept = (lead[doc] + 7 * slot) % len(WORKLOAD)
    assigned = np.minimum(registered[doc] + rng.integers(HOUR // 6, 9 * HOUR, len(doc)), period.end - 60)
    office = OfficeClock(period)
    due = office.add(assigned, np.array(URGENCY_DAYS)[urgency[doc]] * OFFICE_DAY)
    ratio = np.where(rng.random(len(doc)) < 0.91, rng.beta(1.8, 2.4, len(doc)), 1 + rng.lognormal(-1, 0.9, len(doc)))
    done = assigned + np.maximum(((due - assigned) * ratio).astype(np.int64), 300)
    room = np.maximum(period.end - assigned, 1)
    done = np.where(done > period.end, assigned + (room * rng.uniform(0.3, 0.95, len(doc))).astype(np.int64), done)

    outcome = np.where(part == 3, np.where(rng.random(len(doc)) < 0.93, 2, 0), 0)  # 2 online, 1 offline, 0 in hand
    handled = np.flatnonzero(part < 2)
    freshness = (assigned[handled] + rng.gumbel(0, 3 * DAY, len(handled))).argsort(kind="stable")[::-1]
    rest = handled[freshness[n_handle - n_online - n_offline :]]
    habit = OFFLINE_HABIT[dept[rest]]
    offline = rest[np.argsort(rng.exponential(1, len(rest)) / habit, kind="stable")[:n_offline]]
    outcome[rest] = 2
    outcome[offline] = 1
    order = np.lexsort((slot, assigned))
    gone = part == 2
    back = np.minimum(assigned + rng.integers(HOUR, 30 * HOUR, len(doc)), period.end)
    return pl.DataFrame(
        {
            "doc_id": doc_id.gather(doc),
            "dept_id": pick([f"D{i:02d}" for i in range(1, len(WORKLOAD) + 1)], dept),
            "role": pick(("主办", "协办", "协办", "传阅"), part),
            "assigned_at": clock.text(assigned),
            "due_at": clock.text(due),
            "done_at": clock.text(np.where(outcome > 0, done, MISSING)),
            "done_online": pl.Series(outcome == 2).cast(pl.Int64).cast(pl.String),
            "returned_at": clock.text(np.where(gone, back, MISSING)),
        }
    ).gather(order)
