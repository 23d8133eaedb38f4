"""A chooser: the first choice stands on the page, the others wait in it as data, and nothing in them becomes markup."""

import json
import re
import shutil
from pathlib import Path

import pytest

from pipelines.site import Basis, Choice, Chooser, Page, Section, Text, same
from pipelines.site.render import Renderer
from pipelines.site.svg import cells
from tests.report_site import fabricated

BASIS = Basis(3, None, Text("甲", "A"), Text("乙", "B"), 0)
SQUARE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


def choice(code: str, group: str, facts: tuple[Text | None, ...], run: tuple[int, ...] = (1, 2)) -> Choice:
    return Choice(code, Text(f"名{code}", f"name {code}"), Text(f"组{group}", f"group {group}"), facts, (run,), SQUARE)


def chooser(*choices: Choice) -> Chooser:
    heads = [(Text("事", "Events"), [Text("件", "cases"), Text("余", "rest")])]
    runs, periods = [Text("按月", "by month")], ["2015-03", "2015-04"]
    return Chooser("grid", Text("题", "Title"), Text("选", "Pick"), heads, choices, BASIS, runs, periods)


def written(block: Chooser) -> str:
    page = Page(Text("页", "Page"), 1, lambda data: [])
    renderer = Renderer(fabricated.District(), fabricated.Release(), [("page", page)])
    return renderer.page("page", page, [Section("one", Text("节", "Section"), [block])])


THREE = (
    choice("1", "a", (same("7"), None)),
    choice("2", "b", (same("8"), Text("少于 10", "under 10"))),
    choice("3", "a", (same("9"), same("</script><b>"))),
)


def test_the_first_choice_stands_and_all_wait_in_order() -> None:
    text = written(chooser(*THREE))
    assert re.findall(r"<dd data-fact=\d>(.*?)</dd>", text) == ["7", "—"]
    (spec,) = re.findall(r'data-choices="grid">(.*?)</script>', text, re.S)
    made = json.loads(spec)
    assert made["facts"] == [["7", None], ["8", {"$t": ["少于 10", "under 10"]}], ["9", "</script><b>"]]
    assert made["runs"] == [[[1, 2]]] * 3
    assert "</script><b>" not in text


def test_choices_of_one_group_stand_together_and_keep_their_number() -> None:
    text = written(chooser(*THREE))
    assert re.findall(r'<option value="(\d)" data-n=(\d)', text) == [("1", "0"), ("3", "2"), ("2", "1")]
    assert re.findall(r'<optgroup label="(.*?)"', text) == ["组a", "组b"]


def test_the_map_has_every_outline_north_up() -> None:
    north = Choice("4", same("n"), same("g"), (None, None), ((0, 0),), tuple((x, y + 1) for x, y in SQUARE))
    drawn = cells(chooser(THREE[0], north))
    assert drawn is not None
    heights = [int(points.split()[0].split(",")[1]) for _, points in drawn.rings]
    assert heights[0] > heights[1]
    assert cells(chooser(Choice("5", same("n"), same("g"), (None, None)))) is None


def test_nothing_to_choose_from_says_so() -> None:
    empty = Chooser("grid", Text("题", "Title"), Text("选", "Pick"), [], (), BASIS, finding=Text("没有", "None"))
    text = written(empty)
    assert "<select" not in text and "没有" in text


@pytest.mark.skipif(shutil.which("chromium") is None, reason="chromium is not installed: apt-get install chromium")
@pytest.mark.timeout(240)
def test_an_address_picks_a_choice_in_a_browser(tmp_path: Path) -> None:
    from pipelines.site.build import _copy_assets
    from tests.browser import load

    _copy_assets(tmp_path / "assets")
    page = tmp_path / "page.html"
    page.write_text(written(chooser(*THREE)), encoding="utf-8")
    document, complaints = load(f"{page.as_uri()}?grid=2&lang=en", tmp_path / "profile")
    assert complaints == ""
    assert re.findall(r'<dd data-fact="\d">(.*?)</dd>', document) == ["8", "under 10"]
    assert 'data-sum="0">3<' in document
    assert re.findall(r'<polygon data-n="(\d)" points="[^"]*" class="here"', document) == ["1"]
    assert 'label="group b"' in document
