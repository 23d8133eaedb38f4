"""Pages of all keys of the declarations, generated from the models that read them: `docs/reference/*.md`.

`reference` writes the pages. A key's type, default, meaning and example come from its field alone.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from pydantic.fields import FieldInfo

from pipelines.declare import district_file, header, indicator, indices
from pipelines.declare.contracts import properties, server_options
from pipelines.declare.declaration import Declaration, is_table, keys_of, kind_of, written
from pipelines.site.pages import block, sections
from pipelines.site.pages.page import PageKeys
from pipelines.site.pages.template import __doc__ as FIELDS

Table = tuple[str, type[Declaration]]
"""Heading of a table of keys, and the declaration that reads it."""


@dataclass(frozen=True)
class Page:
    """One page: its title, the words under it, its tables, and the mark between key and value in its language."""

    title: str
    lead: str
    tables: Sequence[Table]
    mark: str = " = "


def _inside(kinds: Iterable[type[Declaration]]) -> list[type[Declaration]]:
    """The declarations within others, however deep, by name."""
    found: dict[str, type[Declaration]] = {}
    waiting = list(kinds)
    while waiting:
        for _, field in keys_of(waiting.pop()):
            fresh = [kind for kind in _tables(field.annotation) if kind.__name__ not in found]
            found.update({kind.__name__: kind for kind in fresh})
            waiting += fresh
    return [found[name] for name in sorted(found)]


def _tables(kind: Any) -> Iterator[type[Declaration]]:
    """The declarations that a type holds."""
    if is_table(kind):
        yield kind
    for inner in get_args(kind):
        yield from _tables(inner)


PAGE_KINDS: tuple[Table, ...] = (
    ("A page", PageKeys),
    *((f"Section `{name}`", kind) for name, kind in sorted(sections.TYPES.items()) if name),
    *((f"Block `{name}`", kind) for name, kind in sorted(block.TYPES.items())),
)
PAGES = {
    "district.md": Page(
        "Keys of `district.toml`",
        "The file is at the top of a content root.",
        (
            ("`district.toml`", district_file.DistrictFile),
            ("`[silos.<id>]`", district_file.SiloTable),
            ("`[map]`", district_file.MapTable),
            ("`[calendar]`", district_file.CalendarTable),
            ("`[quality]`", district_file.QualityTable),
            ("`[privacy]`", district_file.PrivacyTable),
        ),
    ),
    "models.md": Page(
        "Keys of models, KPIs, rules and indices",
        "Models, KPIs and rules are SQL files that begin with a header: `/* TOML */`. An index is a TOML file.",
        (
            ("Models: `models/std`, `models/pub`, `models/mart`", header.ModelHeader),
            ("`incremental` of a model", header.Incremental),
            ("`references` of a model, by column", header.Reference),
            ("`cells` of a model", header.Cells),
            ("KPIs: `models/kpi`", indicator.KpiHeader),
            ("`[variants.<name>]` of a KPI", indicator.Variant),
            ("Rules: `quality`", header.RuleHeader),
            ("Indices: `models/index`, `combine` is `sum` or `mean`", indices.PartsIndex),
            ("`[parts]` of an index, by id", indices.Part),
            ("Indices: `models/index`, `combine` is `targets`", indices.TargetsIndex),
        ),
    ),
    "contracts.md": Page(
        "Custom properties of contracts",
        "A contract is a document of the Open Data Contract Standard, `assets/<silo>/<dataset>.odcs.yaml`, whose own"
        " keys are described there. A key below is a custom property, `{property: key, value: …}`, of the part that the"
        " heading names. A property or the schema may have `relationships` of the standard, `{to: dataset.column}`,"
        " whose `id` and custom properties are the keys of `references` of a model. A column without"
        " `classification` is public, or restricted where it is free text.",
        (
            ("The contract", properties.DatasetProperties),
            ("`formats` of the contract", properties.FormatsTable),
            ("`quarantine_bound` of the contract", properties.BoundTable),
            ("`neighbours` of the contract", properties.NeighboursTable),
            ("`taken` of the contract", properties.TakenTable),
            ("A column", properties.ColumnProperties),
            ("`logicalTypeOptions` of a column, keys of the standard", properties.TypeOptions),
            ("A rule under `quality`", properties.RuleProperties),
            ("The server", server_options.ServerOptions),
            ("`limits` of the server", server_options.LimitsTable),
        ),
        ": ",
    ),
    "pages.md": Page(
        "Pages of the report",
        f"""A page is one file, `reports/<page>.toml`; its name is the page's address. A drawing that no type of block
makes is a page in Python, `reports/<page>.py`, with `PAGE = Page(title, order, sections)`. A new type of block is one
class with `TYPE` and `draw` in `pipelines/site/pages/`.

Words are `中文|English`. {str(FIELDS).strip()}

```toml
title = "道路|Roads"
order = 20

[sections.open]
title = "未结|Open"
blocks = [{{ type = "trend", kpi = "open_rate" }}, "holders"]

[blocks.holders]
type = "table"
title = "在谁手里|Who holds them"
select = "select unit_id, open_n from mart.open_task_unit order by open_n desc, unit_id"
columns = ["承办|Holder = unit_id:part unit", "open_n:,"]
basis = {{ kpi = "things", n = "open_n" }}
```
""",
        (*PAGE_KINDS, *((f"Table `{kind.__name__}`", kind) for kind in _inside(kind for _, kind in PAGE_KINDS))),
    ),
}


def markdown(page: Page) -> str:
    """The whole page."""
    note = "Generated by `python -m pipelines.cli.reference`; a test fails when this page and the models differ."
    parts = [f"# {page.title}\n", f"{page.lead.rstrip()}\n", f"Any other key is refused. {note}\n"]
    for heading, kind in page.tables:
        parts += [f"## {heading}\n", f"{_line(kind.__doc__ or '')}\n"]
        parts += ["| key | type | default | meaning | example |", "| --- | --- | --- | --- | --- |"]
        for name, field in keys_of(kind):
            cells = (
                f"`{name}`",
                _line(kind_of(field.annotation, field.metadata)),
                _default(field, page.mark),
                _line(field.description or ""),
                _line(f"`{name}{page.mark}{written(field.examples[0], page.mark)}`") if field.examples else "",
            )
            parts.append(f"| {' | '.join(cells)} |")
        parts.append("")
    return "\n".join(parts)


def faults() -> Iterator[str]:
    """Keys that a page shows without a meaning or an example, and tables that no page shows."""
    for file, page in PAGES.items():
        shown = {kind for _, kind in page.tables}
        for _, kind in page.tables:
            for name, field in keys_of(kind):
                inner = set(_tables(field.annotation))
                if not field.description:
                    yield f"{file}: `{name}` of {kind.__name__} has no description"
                if not field.examples and not inner:
                    yield f"{file}: `{name}` of {kind.__name__} has no example"
                yield from (f"{file}: {found.__name__} is not shown" for found in inner - shown)


def _default(field: FieldInfo, mark: str) -> str:
    if field.is_required():
        return "required"
    value = field.default
    if isinstance(value, bool | int | float | str) or (isinstance(value, tuple) and value):
        return f"`{written(value, mark)}`"
    return ""


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("|", "\\|")).strip()
