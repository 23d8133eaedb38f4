"""The district's publications: information by department, disclosure requests, and questions on the website."""

import numpy as np
import polars as pl

from demo import clock
from demo.clock import DAY, HOUR, MISSING, OFFICE_DAY, Ints, OfficeClock, Period, Rhythm
from demo.documents import SUBJECTS
from demo.world import DEPARTMENTS, pick

PUBLICATIONS, REQUESTS, QUESTIONS = 3_000, 250, 900
CATEGORIES = {"政策文件": "zcwj", "规划计划": "ghjh", "财政预决算": "czyjs", "人事信息": "rsxx", "重点领域": "zdly",
              "通知公告": "tzgg", "工作动态": "gzdt"}  # fmt: skip
CATEGORY_SHARES = (0.08, 0.04, 0.05, 0.04, 0.14, 0.25, 0.40)
BUSY = np.array([9, 3, 6, 5, 7, 8, 6, 5, 4, 5, 6, 5, 4, 4, 5, 4, 2, 3, 2, 4, 3, 5, 3, 6], dtype=float)
LAX = (5, 11, 13, 22)  # departments that publish and answer late, by their number
OUTCOMES = ("予以公开", "部分公开", "不予公开", "信息不存在", "非本机关公开", "不予处理", "撤回")
OUTCOME_SHARES = (0.44, 0.13, 0.09, 0.16, 0.10, 0.04, 0.04)
TOPICS = ("征地补偿安置方案", "年度部门预算", "建设工程规划许可", "环评批复", "学区划分依据", "棚改项目资金",
          "物业企业名录", "公租房分配结果", "道路改造工期", "食品抽检结果")  # fmt: skip
NAMES = ("王先生", "李女士", "熊先生", "万女士", "涂先生", "胡女士", "邓先生", "罗女士")
OFFICE = Rhythm(
    hours=(0, 0, 0, 0, 0, 0, 0, 0, 24, 70, 80, 50, 4, 8, 52, 70, 64, 30, 4, 2, 0, 0, 0, 0),
    weekdays=(1.15, 1.1, 1.0, 1.0, 1.0, 0.4, 0.4), day_off=0.02,
)  # fmt: skip
ANY_TIME = Rhythm(
    hours=(8, 4, 2, 2, 2, 3, 8, 20, 52, 66, 62, 48, 36, 40, 56, 60, 54, 40, 38, 46, 50, 46, 34, 18),
    weekdays=(1.1, 1.05, 1.0, 1.0, 1.0, 0.8, 0.75), day_off=0.7,
)  # fmt: skip


def _departments(rng: np.random.Generator, n: int) -> Ints:
    return rng.choice(len(BUSY), n, p=BUSY / BUSY.sum())


def _outlived(rng: np.random.Generator, dept: Ints, share: float) -> Ints:
    """The departments that miss a limit: everybody sometimes, the lax ones often."""
    return np.asarray(rng.random(len(dept)) < np.where(np.isin(dept, LAX), 5 * share, share), dtype=np.int64)


def publications(rng: np.random.Generator, period: Period, factor: float) -> pl.DataFrame:
    """Information as it is formed, and its page once it is published."""
    n = max(int(PUBLICATIONS * factor + 0.5), 1)
    formed = OFFICE.draw(rng, period, n)
    dept = _departments(rng, n)
    category = rng.choice(len(CATEGORIES), n, p=CATEGORY_SHARES)
    office = OfficeClock(period)
    days = np.where(_outlived(rng, dept, 0.03) == 1, 22 + rng.exponential(9, n), np.minimum(rng.gamma(1.6, 2.6, n), 18))
    published = office.add(formed, np.maximum((days * OFFICE_DAY).astype(np.int64), 1800))
    published = np.where((published > period.end) | (rng.random(n) < 0.006), MISSING, published)
    removed = published + rng.integers(20, 120, n) * DAY
    removed = np.where((published == MISSING) | (removed > period.end) | (rng.random(n) > 0.05), MISSING, removed)
    number = pl.Series(np.arange(1, n + 1)).cast(pl.String)
    doc_id = "ZW" + clock.written(formed, "%Y") + number.str.zfill(6)
    name = pick(DEPARTMENTS[: len(BUSY)], dept)
    office_no = pl.Series([f"0145013{d + 1:02d}" for d in dept])
    subject = pick(SUBJECTS, rng.integers(0, len(SUBJECTS), n))
    path = "/zwgk/" + pick(list(CATEGORIES.values()), category) + clock.written(published, "/%Y%m/") + number + ".html"
    return pl.DataFrame(
        {
            "doc_id": doc_id,
            "index_no": office_no + clock.written(formed, "/%Y-") + number.str.zfill(5),
            "title": name + "关于" + subject + "的" + pick(("公告", "通知", "情况通报"), rng.integers(0, 3, n)),
            "category": pick(list(CATEGORIES), category),
            "dept": name,
            "formed_at": clock.written(formed, "%Y-%m-%d"),
            "published_at": clock.text(published),
            "url": path,
            "offline_at": clock.text(removed),
            "updated_at": clock.text(np.max(np.stack([formed, published, removed]), axis=0)),
        }
    )  # fmt: skip


def requests(rng: np.random.Generator, people: pl.DataFrame, period: Period, factor: float) -> pl.DataFrame:
    """The register of disclosure requests, typed by several hands. Some applicants write and leave no telephone."""
    n = max(int(REQUESTS * factor + 0.5), 1)
    received = OFFICE.draw(rng, period, n)
    dept = _departments(rng, n)
    outcome = rng.choice(len(OUTCOMES), n, p=OUTCOME_SHARES)
    extended = rng.random(n) < 0.09
    days = np.where(extended, rng.uniform(22, 39, n), rng.uniform(3, 19.5, n))
    days = np.where(_outlived(rng, dept, 0.035) == 1, np.where(extended, 43, 23) + rng.exponential(4, n), days)
    days = np.where(outcome == 6, rng.uniform(1, 8, n), days)
    replied = OfficeClock(period).add(received, (days * OFFICE_DAY).astype(np.int64))
    replied = np.where(replied > period.end, MISSING, replied)
    adults = people.filter(
        pl.col("id_no").is_not_null() & pl.col("phone").is_not_null() & (pl.col("birth_on") < "1997-01-01")
    )
    who = adults.gather(rng.integers(0, len(adults), n))
    number = pl.Series(np.arange(1, n + 1)).cast(pl.String).str.zfill(4)
    style = rng.choice(3, n, p=(0.7, 0.2, 0.1))
    plain, slashed = clock.written(received, "%Y-%m-%d"), clock.written(received, "%Y年%-m月%-d日")
    return pl.DataFrame(
        {
            "受理编号": "YSQ" + clock.written(received, "%Y") + number,
            "申请人类别": pick(("公民", "法人或其他组织"), (rng.random(n) < 0.12).astype(np.int64)),
            "申请人": who["name"],
            "证件号码": who["id_no"],
            "联系电话": pl.select(pl.when(pl.Series(rng.random(n) < 0.94)).then(who["phone"])).to_series(),
            "收到日期": slashed.zip_with(pl.Series(style == 1), plain),
            "申请内容": "申请公开" + pick(TOPICS, rng.integers(0, len(TOPICS), n)),
            "承办部门": pick(DEPARTMENTS[: len(BUSY)], dept),
            "是否延期": pick(("否", "是"), extended.astype(np.int64)),
            "答复日期": clock.written(replied, "%Y-%m-%d"),
            "答复结果": pl.select(pl.when(pl.Series(replied != MISSING)).then(pick(OUTCOMES, outcome))).to_series(),
            "_real_date": pl.Series(style == 0),
            "_received": clock.text(received),
        }
    )  # fmt: skip


def questions(rng: np.random.Generator, people: pl.DataFrame, period: Period, factor: float) -> pl.DataFrame:
    """Citizens' questions on the website, and the moments of a department's answers."""
    n = max(int(QUESTIONS * factor + 0.5), 1)
    asked = np.minimum(ANY_TIME.draw(rng, period, n), period.end - HOUR)
    dept = _departments(rng, n)
    days = np.where(
        _outlived(rng, dept, 0.045) == 1, 6.5 + rng.exponential(5, n), rng.gamma(2.2, 0.75, n).clip(0.1, 4.6)
    )
    replied = OfficeClock(period).add(asked, (days * OFFICE_DAY).astype(np.int64))
    replied = np.where(replied > period.end, MISSING, replied)
    called = people.filter(pl.col("phone").is_not_null())
    who = called["phone"].gather(rng.integers(0, len(called), n))
    serial = pl.Series(clock.serial_in_day(asked)).cast(pl.String).str.zfill(4)
    return pl.DataFrame(
        {
            "consult_id": "ZX" + clock.written(asked, "%Y%m%d") + serial,
            "kind": pick(("咨询", "建议", "投诉"), rng.choice(3, n, p=(0.66, 0.13, 0.21))),
            "name": pick(NAMES, rng.integers(0, len(NAMES), n)),
            "phone": pl.select(pl.when(pl.Series(rng.random(n) < 0.995)).then(who)).to_series(),
            "question": "请问" + pick(TOPICS, rng.integers(0, len(TOPICS), n)) + "在哪里可以查到",
            "dept": pick(DEPARTMENTS[: len(BUSY)], dept),
            "asked_at": clock.text(asked),
            "replied_at": clock.text(replied),
            "shown": pl.Series((replied != MISSING) & (rng.random(n) < 0.8)).cast(pl.Int64),
            "updated_at": clock.text(np.maximum(asked, replied)),
        }
    )
