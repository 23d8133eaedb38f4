"""The message board: a time column of texts and date cells, answer times, and re-posts found without their text."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from . import source
from .conftest import Outcome, Runner

FOLDER = "taidi_c_2020"
TEXT_FORM = "%Y/%m/%d %H:%M:%S"
ROWS = {"category": 517, "message": 4_326, "answered_message": 2_816}


def instant(value: Any) -> dt.datetime:
    """A cell of a time column: a real date, a text with a time, or a bare date."""
    if isinstance(value, dt.datetime):
        return value
    text = str(value)
    return dt.datetime.strptime(text, TEXT_FORM if " " in text else "%Y/%m/%d")


@dataclass(frozen=True)
class Message:
    """The part of one record that the figures need."""

    extract: str
    number: int
    author: str
    topic: str
    detail: str
    asked: dt.datetime
    answered: dt.datetime | None


@pytest.fixture(scope="module")
def outcome(runner: Runner) -> Outcome:
    return runner("message-board")


@pytest.fixture(scope="module")
def messages(data_folder: Path) -> list[Message]:
    return [
        Message(
            extract,
            int(row["留言编号"]),
            row["留言用户"],
            row["留言主题"],
            row["留言详情"],
            instant(row["留言时间"]),
            instant(row["答复时间"]) if "答复时间" in row else None,
        )
        for extract, name in (("message", "附件3.xlsx"), ("answered_message", "附件4.xlsx"))
        for row in source.sheet(data_folder / FOLDER / name)
    ]


def first_by(messages: list[Message], column: str) -> dict[tuple[str, str], Message]:
    """The first message of each extract with each text."""
    found: dict[tuple[str, str], Message] = {}
    for message in sorted(messages, key=lambda item: (item.asked, item.number)):
        found.setdefault((message.extract, getattr(message, column).strip()), message)
    return found


def test_records_reconcile(outcome: Outcome, messages: list[Message], data_folder: Path) -> None:
    assert len(source.sheet(data_folder / FOLDER / "附件1.xlsx")) == ROWS["category"]
    assert len(messages) == ROWS["message"] + ROWS["answered_message"]
    assert outcome.sources() == ROWS
    assert outcome.set_aside() == {}
    assert outcome.count("pub.fct_message") == len(messages)
    assert outcome.count("pub.dim_category") == ROWS["category"]


def test_texts_and_date_cells_give_the_same_times(outcome: Outcome, messages: list[Message]) -> None:
    expected = {str(message.number): message.asked for message in messages}
    found = dict(outcome.rows("select message_id, strftime(asked_at, '%Y-%m-%d %H:%M:%S') from pub.fct_message"))
    assert found.keys() == expected.keys()
    for number, asked in expected.items():
        rounded = (asked + dt.timedelta(milliseconds=500)).replace(microsecond=0)
        assert abs((dt.datetime.fromisoformat(found[number]) - rounded).total_seconds()) <= 1, number


def test_quirks_are_judged(outcome: Outcome) -> None:
    assert outcome.broken("message") == {"detail_begins_clean": 4_207, "detail_has_plain_spaces": 204}
    assert outcome.broken("answered_message") == {
        "detail_begins_clean": 2_816,
        "detail_has_plain_spaces": 1_311,
        "answer_has_time": 1,
        "answer_says_something": 49,
        "answer_without_landline": 538,
    }
    assert outcome.broken("category") == {}


def test_answers(outcome: Outcome, messages: list[Message]) -> None:
    assert outcome.ratio("message_answer_rate") == (2_816, len(messages)) == (2_816, 7_142)
    delays = [source.hours(item.asked, item.answered) for item in messages if item.answered is not None]
    assert outcome.value("answer_duration_p50") == pytest.approx(source.quantile(delays, 0.5), abs=0.01)
    assert outcome.value("answer_duration_p90") == pytest.approx(source.quantile(delays, 0.9), abs=0.01)
    assert round(source.quantile(delays, 0.5) / 24, 1) == 11.2
    assert round(source.quantile(delays, 0.9) / 24) == 41


@pytest.mark.parametrize(
    ("variant", "column", "reposts_n"), [("detail", "detail", 104 + 34), ("topic", "topic", 117 + 51)]
)
def test_reposts(outcome: Outcome, messages: list[Message], variant: str, column: str, reposts_n: int) -> None:
    assert len(messages) - len(first_by(messages, column)) == reposts_n
    assert outcome.ratio("message_repost_rate", variant) == (reposts_n, len(messages))


def test_reposts_by_another_user(outcome: Outcome, messages: list[Message]) -> None:
    first = first_by(messages, "detail")
    others_n = sum(message.author != first[message.extract, message.detail.strip()].author for message in messages)
    assert outcome.ratio("message_repost_rate", "detail_by_other") == (others_n, len(messages))


def test_no_text_reaches_the_public_lake(outcome: Outcome, messages: list[Message]) -> None:
    keys = outcome.rows("select user_key, topic_key, detail_key from pub.fct_message")
    assert {len(key) for row in keys for key in row} == {32}
    assert not {key for row in keys for key in row} & {message.author for message in messages}
