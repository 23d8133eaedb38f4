"""The reference of pages from their keys; `python -m pipelines.cli.reference` writes docs/reference/pages.md."""

import json
from collections.abc import Iterator
from typing import Any, get_args, get_origin

from pipelines.site.pages import block, page, sections
from pipelines.site.pages.keys import ACCEPTED, Keys, KpiName, Name, Words, tables
from pipelines.site.pages.template import __doc__ as FIELDS

FILE = "pages.md"
HEAD = f"""# Pages

Written from the keys by `python -m pipelines.cli.reference`; a test fails when this page and they differ.

A page of the report is one file, `reports/<page>.toml`; its name is the page's address. An unknown key, a KPI or a
column that does not exist is an error that names the file, the key, the value and what is accepted. A drawing that no
type of block makes is a page in Python, `reports/<page>.py`, with `PAGE = Page(title, order, sections)`. A new type of
block is one class with `TYPE` and `draw` in `pipelines/site/pages/`.

Words are `中文|English`. {str(FIELDS).strip()}

```toml
title = "道路|Roads"
order = 20

[[sections]]
key = "open"
title = "未结|Open"
blocks = [{{ type = "trend", kpi = "open_rate" }}, "holders"]

[blocks.holders]
type = "table"
title = "在谁手里|Who holds them"
select = "select unit_id, count(*) as open_n from mart.open_case group by all order by open_n desc, unit_id"
columns = [
  {{ title = "承办|Holder", show = "{{unit_id:part unit}}" }},
  {{ title = "未结|Open", show = "{{open_n:,}}", number = true }},
]
basis = {{ kpi = "things", n = "open_n" }}
```
"""
PLAIN = {str: "text", int: "whole number", float: "number", bool: "true or false", Any: "any", type(None): "none"}


def markdown() -> str:
    """The whole page."""
    parts = [HEAD, _part("A page", page.PageKeys)]
    parts += [_part(f"Section `{name}`", kind) for name, kind in sorted(sections.TYPES.items()) if name]
    parts += [_part(f"Block `{name}`", kind) for name, kind in sorted(block.TYPES.items())]
    parts += [_part(f"Table `{kind.__name__}`", kind) for kind in inner()]
    return "\n".join(parts)


def inner() -> list[type[Keys]]:
    """Tables within the tables of pages, sections and blocks, in the order of their names."""
    found: dict[str, type[Keys]] = {}
    waiting: list[type[Keys]] = [page.PageKeys, *sections.TYPES.values(), *block.TYPES.values()]
    while waiting:
        for field in waiting.pop().model_fields.values():
            for kind in tables(field.annotation):
                if kind.__name__ not in found:
                    found[kind.__name__] = kind
                    waiting.append(kind)
    return [found[name] for name in sorted(found)]


def undocumented(kind: type[Keys]) -> Iterator[str]:
    """Yield the keys of a table that lack a meaning or an example."""
    for name, field in kind.model_fields.items():
        if not field.description or not field.examples:
            yield f"{kind.__name__}.{name}"


def _part(title: str, kind: type[Keys]) -> str:
    lines = [f"## {title}", "", str(kind.__doc__).strip().replace("\n    ", "\n"), ""]
    lines += ["| key | type | default | meaning | example |", "| --- | --- | --- | --- | --- |"]
    for name, field in kind.model_fields.items():
        default = "required" if field.is_required() else _shown(field.get_default(call_default_factory=True))
        example = _shown(getattr(kind, "TYPE", "") if name == "type" else (field.examples or [None])[0])
        cells = (f"`{name}`", _type(field), default, field.description or "", example)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join([*lines, ""])


def _shown(value: object) -> str:
    return "none" if value is None else f"`{json.dumps(value, ensure_ascii=False)}`"


def _type(field: Any) -> str:
    for known, name in ((Words, "Words"), (KpiName, "KpiName"), (Name, "Name")):
        of = get_args(known)
        if field.annotation is of[0] and (name == "Words" or field.metadata[:1] == list(of[1:])):
            return ACCEPTED[name]
    return _named(field.annotation)


def _named(kind: Any) -> str:
    for known, name in ((Words, "Words"), (KpiName, "KpiName"), (Name, "Name")):
        if kind == known:
            return ACCEPTED[name]
    if kind in PLAIN:
        return PLAIN[kind]
    if isinstance(kind, type) and issubclass(kind, Keys):
        return f"table `{kind.__name__}`"
    of = get_args(kind)
    if get_origin(kind) is list:
        return f"list of {_named(of[0])}"
    if get_origin(kind) is dict:
        return f"tables by name: {_named(of[1])}"
    if all(isinstance(one, str) for one in of):
        return " or ".join(f"`{one}`" for one in of)
    return " or ".join(_named(one) for one in of if one is not type(None))
