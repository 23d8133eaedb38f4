"""Pages into HTML. Text is escaped here, both languages are side by side, figures are embedded as JSON.

The output depends on its arguments only: no clock, no random number, no address of another host.
"""

import dataclasses
import html
import json
import math
from collections.abc import Mapping, Sequence
from importlib.resources import files
from string import Template
from typing import Any
from zoneinfo import ZoneInfo

from pipelines.site.chart import drawn
from pipelines.site.model import (
    Basis,
    Block,
    Card,
    Cards,
    Chooser,
    Column,
    District,
    Figure,
    Page,
    Release,
    Section,
    Statement,
    Table,
    Text,
    same,
)
from warehouse.visible import visible

TEMPLATE = files("pipelines.site").joinpath("files", "page.html")
SPARK_WIDTH, SPARK_HEIGHT = 240, 40
MAP_WIDTH = 1000
TAGS = {"zh": "zh-CN", "en": "en"}
"""Language tags in HTML."""


def _escaped(text: str) -> str:
    return html.escape(visible(text, lines=True))


def words(text: Text) -> str:
    """Both languages as spans; one span without a language when they are the same."""
    zh, en = _escaped(text.zh), _escaped(text.en)
    if zh == en:
        return zh
    return f'<span lang="zh">{zh}</span><span lang="en">{en}</span>'


def plain(value: Any) -> Any:
    """A figure as JSON can carry it: each `Text` becomes a pair that the page's script resolves."""
    if isinstance(value, Text):
        zh, en = visible(value.zh, lines=True), visible(value.en, lines=True)
        return zh if zh == en else {"$t": [zh, en]}
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items() if item is not None}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return visible(value, lines=True) if isinstance(value, str) else value


def in_language(value: Any, language: str) -> Any:
    """The text that the page's script makes of `plain`'s output, for checks that run without a browser."""
    if isinstance(value, Mapping):
        if set(value) == {"$t"}:
            return value["$t"][0 if language == "zh" else 1]
        return {key: in_language(item, language) for key, item in value.items()}
    if isinstance(value, list):
        return [in_language(item, language) for item in value]
    return value


def spread(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, with one that would be alone in its row made as wide as the page."""
    made: list[Block] = []
    free = 0  # places to the right of the block at the left
    for place, block in enumerate(blocks):
        following = blocks[place + 1] if place + 1 < len(blocks) else None
        if not isinstance(block, Figure | Table) or block.wide:
            free = 0
        elif free:
            free -= 1
        elif _is_tall(block):
            free = 2
        elif _is_half(following):
            free = 1
        else:
            block = dataclasses.replace(block, wide=True)
        made.append(block)
    return made


def _is_half(block: Block | None) -> bool:
    return isinstance(block, Figure | Table) and not block.wide


def _is_tall(block: Block) -> bool:
    return isinstance(block, Figure) and block.tall


class Renderer:
    """Renders the pages of one site: district, release and navigation are the same on each."""

    def __init__(self, district: District, release: Release, pages: Sequence[tuple[str, Page]]) -> None:
        self.district = Text(district.name, district.name_en)
        self.language = district.language
        self.release = release
        self.pages = pages
        self.made_at = release.created_at.astimezone(ZoneInfo(district.time_zone)).strftime("%Y-%m-%d %H:%M")
        self.template = Template(TEMPLATE.read_text(encoding="utf-8"))

    def page(self, name: str, page: Page, sections: Sequence[Section]) -> str:
        """One page, whole."""
        body = "\n".join(self._section(section) for section in sections)
        title = page.title + same(" · ") + self.district
        return self.template.substitute(
            language=self.language,
            tag=TAGS[self.language],
            title=_escaped(in_language(plain(title), self.language)),
            title_zh=_escaped(title.zh),
            title_en=_escaped(title.en),
            district=words(self.district),
            heading=words(page.title),
            lead=f'<p class="lead">{words(page.lead)}</p>' if page.lead else "",
            links="".join(self._link(stem, other, stem == name) for stem, other in self.pages),
            contents=self._contents(sections),
            as_of=self.release.as_of,
            release_id=self.release.release_id,
            snapshot_id=self.release.snapshot_id,
            made_at=self.made_at,
            body=body,
        )

    def _link(self, stem: str, page: Page, here: bool) -> str:
        current = ' aria-current="page"' if here else ""
        return f'<a href="{stem}.html"{current}>{words(page.title)}</a>'

    def _contents(self, sections: Sequence[Section]) -> str:
        if len(sections) < 3:
            return ""
        links = "".join(f'<a href="#{section.key}">{words(section.title)}</a>' for section in sections)
        return f'<nav class="contents" aria-label="contents">{links}</nav>'

    def _section(self, section: Section) -> str:
        lead = f'<p class="lead">{words(section.lead)}</p>' if section.lead else ""
        blocks = "\n".join(self._block(block) for block in spread(section.blocks))
        return (
            f'<section id="{_escaped(section.key)}"><h2>{words(section.title)}</h2>{lead}'
            f'<div class="blocks">\n{blocks}\n</div></section>'
        )

    def _block(self, block: Block) -> str:
        if isinstance(block, Figure):
            return self._figure(block)
        if isinstance(block, Table):
            return self._table(block)
        if isinstance(block, Chooser):
            return self._chooser(block)
        if isinstance(block, Cards):
            cards = "\n".join(self._card(one) for one in block.cards)
            return f'<div class="wide"><div class="cards">{cards}</div>{self._common()}</div>'
        return self._statement(block)

    def _statement(self, statement: Statement) -> str:
        return '<div class="statement wide">' + "".join(f"<p>{words(x)}</p>" for x in statement.lines) + "</div>"

    def _figure(self, figure: Figure) -> str:
        key = _escaped(figure.key)
        spec = drawn(plain({"data": list(figure.traces), "layout": {**figure.layout, "height": figure.height}}))
        finding = f'<p class="finding">{words(figure.finding)}</p>' if figure.finding else ""
        return (
            f'<figure class="panel{" wide" * figure.wide}{" tall" * figure.tall}" id="{key}">'
            f"<figcaption><h3>{words(figure.title)}</h3>{finding}</figcaption>"
            f'<div class="chart" id="{key}-chart" style="height:{figure.height}px" role="img" '
            f'aria-labelledby="{key}"></div>'
            f'<script type="application/json" data-chart="{key}-chart">{embed(spec)}</script>'
            f"{self._basis(figure.basis)}</figure>"
        )

    def _basis(self, basis: Basis) -> str:
        """The line under a figure that says what its numbers rest on."""
        divided = Text("无", "none") if basis.d is None else same(f"{basis.d:,}")
        parts = [
            Text(f"n {basis.n:,}", f"n {basis.n:,}"),
            Text("d ", "d ") + divided,
            Text("口径 ", "counted as ") + basis.variant,
            Text("统计期 ", "window ") + basis.window,
            Text(f"观察日 {self.release.as_of}", f"as of {self.release.as_of}"),
            Text(f"四舍五入，{'一两'[basis.places - 1]}位小数起", f"rounded half-up, {basis.places} dp or more"),
            Text(f"搁置 {basis.set_aside:,} 行", f"{basis.set_aside:,} rows set aside"),
            Text(f"发布 {self.release.release_id}", f"release {self.release.release_id}"),
        ]
        if basis.note:
            parts.insert(0, basis.note)
        return '<p class="basis">' + " · ".join(words(part) for part in parts) + "</p>"

    def _card_basis(self, basis: Basis) -> str:
        """A card's own part of the basis: n and d are right above it, the part of all cards is under the group."""
        set_aside = Text(f"搁置 {basis.set_aside:,} 行", f"{basis.set_aside:,} rows set aside")
        parts = " · ".join(words(part) for part in (basis.window, set_aside))
        return f'<p class="basis">{words(basis.variant)}<br>{parts}</p>'

    def _table(self, table: Table) -> str:
        heads = "".join(f'<th scope="col"{_kind(one)}>{words(one.title)}</th>' for one in table.columns)
        marks = list(table.marks) or ["none"] * len(table.rows)
        rows = "\n".join(
            f'<tr class="{mark}">'
            + "".join(
                f"<td{_kind(column)}{_labels(column, table.stacks)}>{words(cell) if cell else '—'}</td>"
                for column, cell in zip(table.columns, row, strict=True)
            )
            + "</tr>"
            for row, mark in zip(table.rows, marks, strict=True)
        )
        finding = f'<p class="finding">{words(table.finding)}</p>' if table.finding else ""
        body = (
            f'<div class="scroll" tabindex="0"><table{" class=stacks" * table.stacks}><thead><tr>{heads}</tr></thead>'
            f"<tbody>\n{rows}\n</tbody></table></div>"
            if table.rows
            else ""
        )
        basis = self._basis(table.basis) if table.basis else self._common()
        key = _escaped(table.key)
        head = f"<h3>{words(table.title)}</h3>{finding}"
        return f'<div class="panel{" wide" * table.wide}" id="{key}">{head}{body}{basis}</div>'

    def _chooser(self, chooser: Chooser) -> str:
        """The first choice as HTML, and all of them as JSON that the page's script puts in its place."""
        key = _escaped(chooser.key)
        finding = f'<p class="finding">{words(chooser.finding)}</p>' if chooser.finding else ""
        head = f'<div class="panel wide" id="{key}"><h3>{words(chooser.title)}</h3>{finding}'
        if not chooser.choices:
            return f"{head}{self._basis(chooser.basis)}</div>"
        first, at, groups = chooser.choices[0], 0, ""
        for title, facts in chooser.heads:
            lines = ""
            for fact in facts:
                value = first.facts[at]
                lines += f"<dt>{words(fact)}</dt><dd data-fact={at}>{words(value) if value else '—'}</dd>"
                at += 1
            groups += f"<div><h4>{words(title)}</h4><dl>{lines}</dl></div>"
        ends = f"<span>{chooser.periods[0]}</span><span>{chooser.periods[-1]}</span>" if chooser.periods else ""
        box = f'viewBox="0 0 {SPARK_WIDTH} {SPARK_HEIGHT}" preserveAspectRatio="none" aria-hidden="true"'
        runs = "".join(
            f"<div><h4>{words(run)} <b data-sum={n}></b></h4>"
            f'<svg class="run" {box}><path data-run={n} /></svg><p class="months">{ends}</p></div>'
            for n, run in enumerate(chooser.runs)
        )
        spec = {"facts": [list(c.facts) for c in chooser.choices], "runs": [list(c.runs) for c in chooser.choices]}
        prompt = f'<label for="{key}-pick">{words(chooser.prompt)}</label>'
        return (
            f'{head}<p class="pick">{prompt} {_options(chooser, key)}</p>'
            f'<div class="chosen">{cells(chooser)}<div><div class="facts">{groups}</div>'
            f'<div class="runs">{runs}</div></div></div>'
            f'<script type="application/json" data-choices="{key}">{embed(_kept(spec))}</script>'
            f"{self._basis(chooser.basis)}</div>"
        )

    def _common(self) -> str:
        """The basis of a table whose rows carry their own integers and windows."""
        text = Text(
            f"观察日 {self.release.as_of} · 四舍五入，一位小数起 · 发布 {self.release.release_id}",
            f"as of {self.release.as_of} · rounded half-up, 1 dp or more · release {self.release.release_id}",
        )
        return f'<p class="basis">{words(text)}</p>'

    def _card(self, card: Card) -> str:
        target = f'<span class="target">{words(card.target)}</span>' if card.target.zh else ""
        return (
            f'<article class="card {card.status}" id="card-{_escaped(card.key)}"><h3>{words(card.title)}</h3>'
            f'<p class="value">{words(card.value)}</p>'
            f'<p class="verdict"><b>{words(card.verdict)}</b> {target}</p>'
            f"{spark(card)}"
            f'<p class="fraction">{words(card.fraction)}</p>{self._card_basis(card.basis)}</article>'
        )


def _options(chooser: Chooser, key: str) -> str:
    """The list to pick from; names that differ by language carry both, because an option holds plain text only."""

    def both(text: Text) -> str:
        if text.zh == text.en:
            return ""
        return f' data-zh="{_escaped(text.zh)}" data-en="{_escaped(text.en)}"'

    groups: dict[Text, str] = {}
    for n, choice in enumerate(chooser.choices):
        one = f'<option value="{_escaped(choice.choice_id)}" data-n={n}{both(choice.name)}>'
        groups[choice.group] = groups.get(choice.group, "") + one + f"{_escaped(choice.name.zh)}</option>"
    listed = "".join(
        f'<optgroup label="{_escaped(group.zh)}"{both(group)}>{options}</optgroup>' for group, options in groups.items()
    )
    return f'<select id="{key}-pick">{listed}</select>'


def cells(chooser: Chooser) -> str:
    """The outlines of all choices that have one, north up; the script marks the chosen and picks the one clicked."""
    known = [(n, choice) for n, choice in enumerate(chooser.choices) if len(choice.outline) > 2]
    if not known:
        return ""
    lons = [lon for _, choice in known for lon, _ in choice.outline]
    lats = [lat for _, choice in known for _, lat in choice.outline]
    narrow = math.cos(math.radians((min(lats) + max(lats)) / 2))
    wide = max((max(lons) - min(lons)) * narrow, 1e-9)
    high = max(max(lats) - min(lats), 1e-9) / wide * MAP_WIDTH

    def drawn(lon: float, lat: float) -> str:
        x = (lon - min(lons)) * narrow / wide * MAP_WIDTH
        return f"{x:.0f},{(max(lats) - lat) / wide * MAP_WIDTH:.0f}"

    shapes = "".join(
        f'<polygon data-n={n} points="{" ".join(drawn(*point) for point in choice.outline)}"/>' for n, choice in known
    )
    return f'<svg class="cells" viewBox="-4 -4 {MAP_WIDTH + 8} {high + 8:.0f}" aria-hidden="true">{shapes}</svg>'


def _kept(value: Any) -> Any:
    """Like `plain`, with empty values kept in their places."""
    if isinstance(value, Mapping):
        return {key: _kept(item) for key, item in value.items()}
    return [_kept(item) for item in value] if isinstance(value, list | tuple) else plain(value)


def _kind(column: Column) -> str:
    """The classes of a column."""
    return " class=number" if column.is_number else " class=stays" * column.stays


def _labels(column: Column, wanted: bool) -> str:
    """A cell's own heading, for the narrow form of a table that stacks."""
    if not wanted:
        return ""
    return f' data-zh="{_escaped(column.title.zh)}" data-en="{_escaped(column.title.en)}"'


def embed(spec: object) -> str:
    """JSON without a single angle bracket, so that nothing in it can end its script element or begin another."""
    text = json.dumps(spec, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e")


def spark(card: Card) -> str:
    """The monthly line of a card as a small drawing: target dashed, last month as a dot, first and last month named.

    Months without a value are gaps in the line; a month alone between two gaps is a small dot.
    """
    valued = [place for place, (_, value) in enumerate(card.points) if value is not None]
    if len(valued) < 2:
        return ""
    points = card.points[valued[0] : valued[-1] + 1]
    levels = [value for _, value in points if value is not None]
    levels += [card.target_value] if card.target_value is not None else []
    levels += [0.0] if card.is_from_zero else []
    low, span = min(levels), (max(levels) - min(levels)) or 1.0

    def height(value: float) -> str:
        return f"{SPARK_HEIGHT - 4 - (value - low) / span * (SPARK_HEIGHT - 8):.1f}"

    runs: list[list[tuple[str, str]]] = [[]]
    for place, (_, value) in enumerate(points):
        if value is not None:
            runs[-1].append((f"{3 + place * (SPARK_WIDTH - 6) / (len(points) - 1):.1f}", height(value)))
        elif runs[-1]:
            runs.append([])
    lines = "".join(
        f'<polyline points="{" ".join(map(",".join, run))}"/>'
        if len(run) > 1
        else f'<circle cx="{run[0][0]}" cy="{run[0][1]}" r="1.6"/>'
        for run in runs
    )
    x, y = runs[-1][-1]
    aim = ""
    if card.target_value is not None:
        level = height(card.target_value)
        aim = f'<line class="aim" x1="0" x2="{SPARK_WIDTH}" y1="{level}" y2="{level}"/>'
    return (
        f'<svg class="spark" viewBox="0 0 {SPARK_WIDTH} {SPARK_HEIGHT}" aria-hidden="true">{aim}'
        f'{lines}<circle cx="{x}" cy="{y}" r="3"/></svg>'
        f'<p class="months"><span>{points[0][0]}</span><span>{points[-1][0]}</span></p>'
    )


def with_texts(value: Any) -> list[Text]:
    """Every `Text` inside a block or a figure, however deep."""
    if isinstance(value, Text):
        return [value]
    if isinstance(value, Mapping):
        return [text for item in value.values() for text in with_texts(item)]
    if isinstance(value, list | tuple):
        return [text for item in value for text in with_texts(item)]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return [text for item in dataclasses.fields(value) for text in with_texts(getattr(value, item.name))]
    return []
