"""The page on forms tells every form and every option, and every form has a reader."""

import re
from pathlib import Path

from pipelines.declare.contracts.options import FORMS
from pipelines.extract import readers
from pipelines.extract.readers.jt808 import COLUMNS

PAGE = Path(__file__).parents[2] / "docs" / "forms.md"


def test_every_form_has_a_reader() -> None:
    assert set(readers.READERS) == set(FORMS)


def test_the_page_tells_every_form_with_its_options() -> None:
    rows = {}
    page = PAGE.read_text(encoding="utf-8")
    table = page[page.index("| format | options |") :].split("\n\n")[0]
    for line in table.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        found = re.fullmatch(r"`(\w+)`", cells[0])
        if found:
            rows[found.group(1)] = cells[1:]
    assert set(rows) == set(FORMS)
    assert {name: set(re.findall(r"`(\w+)`", cells[0])) for name, cells in rows.items()} == {
        name: {*options} - {"limits", "links"} for name, options in FORMS.items()
    }
    assert all("limits" in options for options in FORMS.values()) and "`limits: {" in page
    assert re.findall(r"`(\w+)`", rows["jt808"][1]) == list(COLUMNS)
