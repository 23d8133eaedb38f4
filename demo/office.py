"""The office beside its documents: the archive, meetings, information reports, the staff forum."""

import numpy as np
import polars as pl

from demo import clock
from demo.clock import DAY, HOUR, MISSING, OFFICE_DAY, OfficeClock, Period
from demo.documents import SUBJECTS, SURNAMES, WORKLOAD
from demo.openness import OFFICE
from demo.world import DEPARTMENTS, pick

ITEMS, MEETINGS, REPORTS, POSTS = 2_000, 500, 900, 1_200
FILED_WITHIN = 45 * DAY
TARDY_FILERS = (6, 11, 22)  # departments, by their number
RETENTIONS, MARKS = ("永久", "30年", "10年"), ("Y", "D30", "D10")
MEETING_KINDS, MEETING_SHARES = ("党工委会议", "管委会办公会", "专题会议", "部门例会"), (0.06, 0.12, 0.47, 0.35)
REPORT_KINDS, REPORT_SHARES = ("动态信息", "专报信息", "约稿信息", "问题建议"), (0.62, 0.16, 0.12, 0.10)
LEVELS, LEVEL_SHARES = ("区级", "市级", "省级", "国家级"), (0.70, 0.22, 0.07, 0.01)
SCORES = (2, 5, 10, 20)
BOARDS, BOARD_SHARES = ("工作交流", "意见建议", "后勤服务", "学习园地"), (0.34, 0.30, 0.22, 0.14)
STAFF = 320
WORDS = ("食堂能否延长供应", "系统登录经常超时", "建议共享会议室日历", "请教公文格式", "分享培训笔记", "空调检修通知")


def _numbers(n: int, width: int) -> pl.Series:
    """1, 2, 3 … zero-filled."""
    return pl.Series(np.arange(1, n + 1)).cast(pl.String).str.zfill(width)


def items(rng: np.random.Generator, documents: pl.DataFrame, period: Period, factor: float) -> pl.DataFrame:
    """Items to be filed: most documents, and some that no register of documents knows."""
    n = min(max(int(ITEMS * factor + 0.5), 1), len(documents))
    chosen = documents.gather(np.sort(rng.permutation(len(documents))[:n]))
    formed = np.asarray(chosen["登记时间"].str.to_datetime(clock.TIME_FORMAT).dt.epoch("s").to_numpy(), dtype=np.int64)
    dept = rng.choice(len(WORKLOAD), n, p=WORKLOAD / WORKLOAD.sum())
    due = formed // DAY * DAY + FILED_WITHIN
    slow = rng.random(n) < np.where(np.isin(dept, TARDY_FILERS), 0.30, 0.06)
    filed = formed + np.where(
        slow, FILED_WITHIN + rng.exponential(20 * DAY, n) + DAY, rng.beta(3, 1.6, n) * FILED_WITHIN
    )
    filed = np.where(filed.astype(np.int64) > period.end, MISSING, filed.astype(np.int64))
    retention = rng.choice(3, n, p=(0.22, 0.38, 0.40))
    number = _numbers(n, 4)
    archive_no = "0123-WS·" + clock.written(formed, "%Y") + "-" + pick(MARKS, retention) + "-" + number
    known = pl.Series(rng.random(n) < 0.93)
    return pl.DataFrame(
        {
            "条目编号": "DA" + clock.written(formed, "%Y") + number,
            "档号": pl.select(pl.when(pl.Series(filed != MISSING)).then(archive_no)).to_series(),
            "全宗号": pl.Series(["0123"] * n),
            "年度": clock.written(formed, "%Y"),
            "保管期限": pick(RETENTIONS, retention),
            "密级": chosen["密级"],
            "公文标识": pl.select(pl.when(known).then(chosen["公文标识"])).to_series(),
            "题名": chosen["标题"],
            "归档部门": pick(DEPARTMENTS[: len(WORKLOAD)], dept),
            "形成日期": clock.written(formed, "%Y-%m-%d"),
            "应归档日期": clock.written(due, "%Y-%m-%d"),
            "归档日期": clock.written(filed, "%Y-%m-%d"),
            "页数": pl.Series(rng.integers(1, 60, n)).cast(pl.String),
            "_file": pl.Series(["archive_items.csv"] * n),
        }
    )


def meetings(rng: np.random.Generator, period: Period, factor: float) -> pl.DataFrame:
    """Meetings that were held or called off, and their minutes."""
    n = max(int(MEETINGS * factor + 0.5), 1)
    begins = np.minimum(OFFICE.draw(rng, period, n) // 1800 * 1800, period.end - 4 * HOUR)
    kind = rng.choice(4, n, p=MEETING_SHARES)
    dept = rng.choice(len(WORKLOAD), n, p=WORKLOAD / WORKLOAD.sum())
    invited = np.array((18, 24, 12, 9))[kind] + rng.integers(-4, 7, n)
    cancelled = rng.random(n) < 0.05
    attended = np.where(rng.random(n) < 0.5, invited, invited - rng.binomial(invited, 0.09))
    recorded = (kind < 3) & ~cancelled
    office = OfficeClock(period)
    due = office.add(begins, np.full(n, 5 * OFFICE_DAY))
    days = np.where(rng.random(n) < np.where(dept % 7 == 4, 0.3, 0.08), rng.uniform(6, 14, n), rng.uniform(0.5, 4.8, n))
    issued = office.add(begins, (days * OFFICE_DAY).astype(np.int64))
    issued = np.where(recorded & (issued <= period.end), issued, MISSING)
    host = [SURNAMES[int(i)] + "主任" for i in rng.integers(0, len(SURNAMES), n)]
    count = pl.Series(np.where(cancelled, 0, attended))
    return pl.DataFrame(
        {
            "会议编号": "HY" + clock.written(begins, "%Y") + _numbers(n, 3),
            "会议名称": "关于" + pick(SUBJECTS, rng.integers(0, len(SUBJECTS), n)) + "的" + pick(MEETING_KINDS, kind),
            "会议类型": pick(MEETING_KINDS, kind),
            "承办部门": pick(DEPARTMENTS[: len(WORKLOAD)], dept),
            "主持人": pl.Series(host),
            "开始时间": clock.text(begins),
            "结束时间": clock.text(begins + rng.integers(2, 8, n) * 1800),
            "应到人数": pl.Series(invited),
            "实到人数": pl.select(pl.when(pl.Series(~cancelled)).then(count)).to_series(),
            "是否取消": pick(("否", "是"), cancelled.astype(np.int64)),
            "纪要时限": clock.written(np.where(kind < 3, due, MISSING), "%Y-%m-%d"),
            "纪要印发日期": clock.written(issued, "%Y-%m-%d"),
        }
    )  # fmt: skip


def reports(rng: np.random.Generator, period: Period, factor: float) -> pl.DataFrame:
    """Information that departments hand in; the better departments are adopted more often."""
    n = max(int(REPORTS * factor + 0.5), 1)
    submitted = np.minimum(OFFICE.draw(rng, period, n), period.end - HOUR)
    dept = rng.choice(len(WORKLOAD), n, p=WORKLOAD / WORKLOAD.sum())
    kind = rng.choice(4, n, p=REPORT_SHARES)
    adopted = submitted + (rng.gamma(2, 1.4, n) * DAY).astype(np.int64)
    taken = rng.random(n) < 0.24 + 0.03 * (dept % 6) + 0.12 * (kind == 2)
    adopted = np.where(taken & (adopted <= period.end), adopted, MISSING)
    level = rng.choice(4, n, p=LEVEL_SHARES)
    hit = pl.Series(adopted != MISSING)
    return pl.DataFrame(
        {
            "report_id": "XX" + clock.written(submitted, "%Y") + _numbers(n, 4),
            "dept_id": pick([f"D{i:02d}" for i in range(1, len(WORKLOAD) + 1)], dept),
            "kind": pick(REPORT_KINDS, kind),
            "title": pick(SUBJECTS, rng.integers(0, len(SUBJECTS), n)) + "有关情况",
            "submitted_at": clock.text(submitted),
            "adopted_level": pl.select(pl.when(hit).then(pick(LEVELS, level))).to_series(),
            "adopted_at": clock.text(adopted),
            "score": pl.Series(np.where(adopted != MISSING, np.array(SCORES)[level], 0)).cast(pl.String),
            "_file": pl.Series(["info_reports.csv"] * n),
        }
    )  # fmt: skip


def posts(rng: np.random.Generator, period: Period, factor: float) -> pl.DataFrame:
    """Threads of the staff forum with what colleagues and departments answer."""
    n = max(int(POSTS * factor * 0.45 + 0.5), 1)
    opened = np.minimum(OFFICE.draw(rng, period, n), period.end - HOUR)
    board = rng.choice(4, n, p=BOARD_SHARES)
    replies = rng.poisson(1.0, n)
    thread = np.repeat(np.arange(n), replies)
    answers = opened[thread] + (rng.exponential(0.8, len(thread)) * DAY).astype(np.int64) + 300
    official = np.flatnonzero((board == 1) & (rng.random(n) < 0.88))
    spoken = opened[official] + (rng.gamma(1.6, 0.9, len(official)) * DAY).astype(np.int64) + 900
    at = np.concatenate([opened, answers, spoken])
    of = np.concatenate([np.arange(n), thread, official])
    role = np.repeat([0, 1, 2], [n, len(thread), len(official)])
    keep = at <= period.end
    at, of, role = at[keep], of[keep], role[keep]
    order = np.lexsort((role, at))
    at, of, role = at[order], of[order], role[order]
    m = len(at)
    post_id = "T" + clock.written(at, "%Y") + _numbers(m, 6)
    opening = np.zeros(n, dtype=np.int64)
    opening[of[role == 0]] = np.flatnonzero(role == 0)
    author = rng.integers(0, STAFF, m)
    return pl.DataFrame(
        {
            "post_id": post_id,
            "thread_id": post_id.gather(opening[of]),
            "board": pick(BOARDS, board[of]),
            "staff_no": pl.Series([f"H{a + 1:04d}" for a in author]),
            "dept_id": pick([f"D{i:02d}" for i in range(1, len(WORKLOAD) + 1)], author % len(WORKLOAD)),
            "posted_at": clock.text(at),
            "content": pick(WORDS, rng.integers(0, len(WORDS), m)),
            "official": pl.Series(role == 2),
            "_file": "forum_" + clock.written(at, "%Y%m") + ".ndjson.gz",
        }
    )
