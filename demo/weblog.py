"""The website's access log in Combined Log Format, as nginx writes it: gzipped, rotated on Sundays."""

import gzip
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from demo import clock, writers
from demo.clock import DAY, Ints, Period
from demo.openness import ANY_TIME
from demo.world import pick

LINES = 40_000
CLIENTS = 2_600
SITE = "www.honggutan.example"
COLUMNS = ("remote_addr", "remote_identity", "remote_user", "time_local", "time_zone", "request", "status",
           "body_bytes_sent", "http_referer", "http_user_agent")  # fmt: skip
KEY = ("remote_addr", "time_local", "request", "status")
FRONT = ("/", "/index.html", "/zwgk/", "/bsfw/", "/hdjl/", "/zwgk/tzgg/", "/zwgk/gzdt/", "/ysqgk/index.html")
PARTS = ("/css/main.css", "/js/jquery.min.js", "/images/logo.png", "/images/banner01.jpg", "/favicon.ico")
LOST = tuple(f"/{folder}/{number}.html" for folder in ("old", "xxgk/2013", "news", "2014/zt", "english")
             for number in range(101, 111))  # fmt: skip
"""Pages of the site before its last change, which others still link to."""
BROWSERS = (
    "Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/43.0.2357.130 Safari/537.36",
    "Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 6.1; Trident/6.0)",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 8_3 like Mac OS X) AppleWebKit/600.1.4 (KHTML, like Gecko) Mobile/12F70",
    "Mozilla/5.0 (Linux; Android 4.4.4; MI 4LTE) AppleWebKit/537.36 (KHTML, like Gecko) Mobile Safari/537.36",
    "-",
)
BROWSER_SHARES = (0.44, 0.22, 0.15, 0.17, 0.02)
ROBOTS = (
    "Mozilla/5.0 (compatible; Baiduspider/2.0; search/spider.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; bingbot.htm)",
    "Sogou web spider/4.0",
    "Mozilla/5.0 \\x22scanner\\x22 python-requests/2.7",
)
PROBES = ("/wp-login.php", "/phpmyadmin/index.php", "/admin.asp", "/manager/html")
OTHERS = ("www.search.example/link", "www.find.example/s", "www.nanchang.example/", "bbs.nanchang.example/thread")


def lines(rng: np.random.Generator, published: pl.DataFrame, period: Period, factor: float) -> pl.DataFrame:
    """Requests in the order of time; a page answers 404 before it is published, and 410 after it is removed."""
    n = max(int(LINES * factor + 0.5), 1)
    at = ANY_TIME.draw(rng, period, n)
    kind = rng.choice(6, n, p=(0.20, 0.36, 0.27, 0.028, 0.12, 0.022))  # front, page, part, lost page, robot, probe
    pages = published.filter(pl.col("url").is_not_null())
    fame = (np.arange(len(pages)) * 7919 % len(pages) + 3.0) ** -0.8
    page = rng.choice(len(pages), n, p=fame / fame.sum())
    path = pick(FRONT, rng.choice(len(FRONT), n))
    shown = pages["url"].gather(page)
    for code, other in ((1, shown), (2, pick(PARTS, rng.integers(0, len(PARTS), n))),
                        (3, pick(LOST, (rng.random(n) ** 2.2 * len(LOST)).astype(np.int64))), (4, shown),
                        (5, pick(PROBES, rng.integers(0, len(PROBES), n)))):  # fmt: skip
        path = other.zip_with(pl.Series(kind == code), path)
    of_page = np.isin(kind, (1, 4))
    live, dead = _seconds(pages["published_at"])[page], _seconds(pages["offline_at"])[page]
    at = np.where(of_page & (at < live), np.minimum(live + rng.integers(60, 9 * DAY, n), period.end), at)
    gone = of_page & (dead > 0) & (at >= dead)
    fresh = np.where(rng.random(n) < 0.12, 304, 200)
    status = np.where(gone, 410, np.where((kind == 3) | (kind == 5), 404, fresh))
    robot = kind >= 4
    client = np.where(robot, CLIENTS + rng.integers(0, 40, n), (CLIENTS * rng.random(n) ** 1.8).astype(np.int64))
    agent = pick(ROBOTS, rng.integers(0, len(ROBOTS), n)).zip_with(
        pl.Series(robot), pick(BROWSERS, rng.choice(len(BROWSERS), n, p=BROWSER_SHARES)[client % n])
    )
    order = np.argsort(at, kind="stable")
    query = pick(("", "?from=search", "?page=2"), rng.choice(3, n, p=(0.93, 0.04, 0.03)))
    method = pick(("GET ", "HEAD "), (robot & (rng.random(n) < 0.1)).astype(np.int64))
    frame = pl.DataFrame(
        {
            "remote_addr": pl.Series([f"100.{64 + c // 256 % 64}.{c % 256}.{c * 37 % 251 + 1}" for c in client]),
            "remote_identity": pl.Series(["-"] * n),
            "remote_user": pl.Series(["-"] * n),
            "time_local": clock.written(at, "[%d/%b/%Y:%H:%M:%S"),
            "time_zone": pl.Series(["+0800]"] * n),
            "request": method + path + query + " HTTP/1.1",
            "status": pl.Series(status).cast(pl.String),
            "body_bytes_sent": pl.Series(np.where(status == 304, 0, rng.integers(180, 60_000, n))).cast(pl.String),
            "http_referer": _referrers(rng, n, kind),
            "http_user_agent": agent,
            "_file": pl.Series([f"access.log-{_rotation(int(day)):%Y%m%d}.gz" for day in at // DAY]),
            "_at": pl.Series(at),
        }
    )  # fmt: skip
    return frame.gather(order).unique(KEY, keep="first", maintain_order=True)


def _seconds(texts: pl.Series) -> Ints:
    moments = texts.str.to_datetime(clock.TIME_FORMAT, strict=False).dt.epoch("s").fill_null(0)
    return np.asarray(moments.to_numpy(), dtype=np.int64)


def _referrers(rng: np.random.Generator, n: int, kind: Ints) -> pl.Series:
    """The origins of visitors; pages that are lost are linked to from elsewhere."""
    scheme = "http:" + "//"
    places = ["-", f"{scheme}{SITE}/zwgk/", *(scheme + other for other in OTHERS)]
    own = rng.choice(len(places), n, p=(0.34, 0.42, 0.12, 0.04, 0.06, 0.02))
    return pick(places, np.where(kind == 3, 2 + rng.integers(0, len(OTHERS), n), np.where(kind >= 4, 0, own)))


def _rotation(day: int) -> date:
    """The Sunday on which a day's log is put aside."""
    on = date(1970, 1, 1) + timedelta(days=day)
    return on + timedelta(days=6 - on.weekday())


def write(folder: Path, frame: pl.DataFrame, key: tuple[str, ...]) -> list[writers.Place]:
    """One gzipped log a week. Half a line is what a full disk leaves."""
    places = []
    quoted = {"request", "http_referer", "http_user_agent"}
    whole = pl.concat_str(
        [pl.lit('"') + pl.col(name) + pl.lit('"') if name in quoted else pl.col(name) for name in COLUMNS],
        separator=" ",
    )
    for file, part in writers.by_file(frame):
        rows = part.select(whole.alias("line"), "_form").rows()
        text = "".join((line[: len(line) * 2 // 5] if form else line) + "\n" for line, form in rows)
        (folder / file).write_bytes(gzip.compress(text.encode(), 6, mtime=0))
        places += writers.placed(part, file, "line", 1, key)
    return places
