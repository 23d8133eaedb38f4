"""The parts of a page: words in two languages, sections, figures, tables, cards, and the basis each one prints.

Only shapes live here. Numbers come from `data`, drawings from `chart`, HTML from `render`.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Literal, Protocol

from markupsafe import Markup, escape

from pipelines.declare.contracts.bound import Bound
from warehouse.visible import visible

STACKED_CELLS = 250


@dataclass(frozen=True)
class Text:
    """One sentence in both languages. A page carries both; the reader's switch shows one."""

    zh: str
    en: str

    def __add__(self, other: "Text | str") -> "Text":
        return Text(self.zh + other.zh, self.en + other.en) if isinstance(other, Text) else self + same(other)

    def __html__(self) -> str:
        """Both languages as a template writes them: two spans, or the plain words where they are the same."""
        zh, en = (escape(visible(words, lines=True)) for words in (self.zh, self.en))
        return zh if zh == en else Markup('<span lang="zh">{}</span><span lang="en">{}</span>').format(zh, en)

    @property
    def inside(self) -> "Text":
        """The same words within a sentence, where English begins them small."""
        return Text(self.zh, self.en[:1].lower() + self.en[1:])

    @property
    def leading(self) -> "Text":
        """The same words at the head of a line, where English begins them large."""
        return Text(self.zh, self.en[:1].upper() + self.en[1:])


def same(words: object) -> Text:
    """Words that read alike in both languages: a number, a code, a proper name that has no translation."""
    return Text(str(words), str(words))


@dataclass(frozen=True)
class Wording:
    """Words of a content root's declarations for its pages: variants by KPI and name, slices, parts in Chinese.

    They include the bounds of datasets' quarantines, the slices of each KPI and the datasets that it rests on.
    """

    ways: Mapping[tuple[str, str], Text] = field(default_factory=dict)
    slices: Mapping[str, Text] = field(default_factory=dict)
    parts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    bounds: Mapping[str, Bound] = field(default_factory=dict)
    cuts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rests_on: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    caps: Mapping[str, float] = field(default_factory=dict)
    """The most that one score counts, by index of targets."""


class District(Protocol):
    """The part of the district that the site reads."""

    @property
    def name(self) -> str: ...
    @property
    def name_en(self) -> str: ...
    @property
    def time_zone(self) -> str: ...
    @property
    def language(self) -> str: ...


class Content(Protocol):
    """The part of a content root that the site reads."""

    @property
    def root(self) -> Path: ...
    @property
    def district(self) -> Any: ...


class Release(Protocol):
    """The release a site is built from. Nothing else decides what the pages say."""

    @property
    def release_id(self) -> int: ...
    @property
    def snapshot_id(self) -> int: ...
    @property
    def as_of(self) -> dt.date: ...
    @property
    def created_at(self) -> dt.datetime: ...


@dataclass(frozen=True)
class Basis:
    """The basis of a figure. The renderer adds as-of, rounding and release, which are the same for every figure.

    `d` is None where nothing is divided; `variant` names the way of counting; `window` the days that are counted;
    `places` the decimals that are shown.
    """

    n: int
    d: int | None
    variant: Text
    window: Text
    set_aside: int
    note: Text | None = None
    places: int = 1


@dataclass(frozen=True)
class Figure:
    """A chart as Plotly's graph objects, whose words are made by `axes.both`. `finding` says what it shows."""

    key: str
    title: Text
    traces: Sequence[Any]
    layout: Any
    basis: Basis
    finding: Text | None = None
    height: int = 320
    wide: bool = False
    tall: bool = False


@dataclass(frozen=True)
class Column:
    """A table's column: its heading, and whether its cells are figures (set right, in even-width digits)."""

    title: Text
    is_number: bool = False
    stays: bool = False
    """Its cells are never broken into lines."""


@dataclass(frozen=True)
class Table:
    """Rows of `Text` under headings. A cell of None is shown as a dash."""

    key: str
    title: Text
    columns: Sequence[Column]
    rows: Sequence[Sequence[Text | None]]
    basis: Basis | None
    finding: Text | None = None
    marks: Sequence[str] = ()
    """One status word (`met`, `missed`, `empty`, `none`) per row, or nothing."""
    wide: bool = True

    @property
    def stacks(self) -> bool:
        """Whether on a phone each row becomes a block of labelled lines: a table that is broad, and not too long for
        that. Another scrolls sideways under its first column, which stays."""
        return len(self.columns) > 3 and len(self.rows) * len(self.columns) <= STACKED_CELLS


@dataclass(frozen=True)
class Card:
    """One KPI at a glance."""

    key: str
    title: Text
    variant: Text
    value: Text
    status: str
    verdict: Text
    target: Text
    fraction: Text
    points: Sequence[tuple[str, float | None]]
    target_value: float | None
    basis: Basis
    period: Text = field(default_factory=lambda: Text("", ""))
    """The period of the value, in a word."""
    newest: Text | None = None
    """The newest complete month, and how it compares."""
    is_from_zero: bool = False
    """Whether the line's axis includes zero, as that of counts does."""
    unripe: Sequence[str] = ()
    """The names of the points whose cohort has not had its time; they are drawn hollow."""


@dataclass(frozen=True)
class Cards:
    """A row of cards that wraps."""

    cards: Sequence[Card]


@dataclass(frozen=True)
class Statement:
    """The answer in one or two sentences, before any chart."""

    lines: Sequence[Text]


@dataclass(frozen=True)
class Choice:
    """One of the things that a reader may pick. `facts` and `runs` are in the order of the chooser's headings."""

    choice_id: str
    name: Text
    group: Text
    facts: Sequence[Text | None]
    runs: Sequence[Sequence[int]] = ()
    outline: Sequence[tuple[float, float]] = ()
    """Its boundary as longitude and latitude, where it has one; a reader may pick it on the map of all of them."""


@dataclass(frozen=True)
class Chooser:
    """Many things of one kind, of which one is shown at a time: its facts, its runs over the same periods, its place.

    The first choice is shown at first; an address that ends in `?<key>=<choice_id>` shows another.
    """

    key: str
    title: Text
    prompt: Text
    heads: Sequence[tuple[Text, Sequence[Text]]]
    """Groups of facts: a heading and the titles of its facts."""
    choices: Sequence[Choice]
    basis: Basis
    runs: Sequence[Text] = ()
    periods: Sequence[str] = ()
    finding: Text | None = None

    @property
    def numbered(self) -> list[tuple[Text, list[tuple[int, Text]]]]:
        """The headings with their facts, each with its place among all facts of a choice."""
        places = count()
        return [(title, [(next(places), fact) for fact in facts]) for title, facts in self.heads]

    @property
    def groups(self) -> list[tuple[Text, list[tuple[int, Choice]]]]:
        """The choices by group, each with its place among all choices."""
        found: dict[Text, list[tuple[int, Choice]]] = {}
        for place, choice in enumerate(self.choices):
            found.setdefault(choice.group, []).append((place, choice))
        return list(found.items())


Block = Figure | Table | Cards | Statement | Chooser


@dataclass(frozen=True)
class Section:
    """A heading and the blocks under it."""

    key: str
    title: Text
    blocks: Sequence[Block]
    lead: Text | None = None


@dataclass(frozen=True)
class Slice:
    """The name of a slice of a KPI; its `parts`, or SQL of two or three columns (id, name, English name) for them."""

    title: Text
    names: str | None = None
    role: Literal["place", "actor", "kind"] = "kind"
    """Whether its parts are places, bodies that can be instructed to act, or kinds of things."""
    parts: Mapping[str, Text] = field(default_factory=dict)


@dataclass(frozen=True)
class Page:
    """A page, from `reports/<page>.toml` or `PAGE` in `reports/<page>.py`; the file's stem is its address.

    A slice is named by one page and known to all.
    """

    title: Text
    order: int
    sections: Callable[[Any], Sequence[Section]]
    slices: Mapping[str, Slice] = field(default_factory=dict)
    lead: Text | None = None
