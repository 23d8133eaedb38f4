"""One rule across tables, and the rules that are written in `quality/` as SQL with a header."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from pipelines.declare import header, naming, parse
from pipelines.declare.header import NEXT, RuleHeader
from pipelines.declare.model import check_name, text_of
from pipelines.declare.parse import Cache


@dataclass(frozen=True)
class Rule:
    """One rule across tables: `select` returns offenders, an empty result is a pass.

    A declared rule is compiled from headers or a contract, which are its `path`.
    """

    name: str
    path: Path
    select: str
    header: RuleHeader
    text_hash: str
    inputs: tuple[str, ...]
    columns: tuple[str, ...]
    uses_as_of: bool = False
    is_declared: bool = False


def declared(
    name: str, path: Path, head: RuleHeader, select: str, inputs: tuple[str, ...], columns: tuple[str, ...]
) -> Rule:
    """The rule that a declaration implies."""
    text_hash = parse.hash_of(repr(head), select)
    return Rule(name, path, select, head, text_hash, inputs, columns, is_declared=True)


def read_rule(path: Path, cache: Cache | None = None) -> Rule:
    """One rule."""
    check_name(path.stem, "rule", path)
    text, cache = text_of(path), cache or Cache()
    values, select = header.split(text, path, cache.get)
    facts = parse.facts_of(select, path, cache, is_model=False)
    return Rule(
        name=path.stem,
        path=path,
        select=select,
        header=header.rule_header(values, path),
        text_hash=hashlib.sha256(text.encode()).hexdigest(),
        inputs=facts.inputs,
        columns=facts.columns,
        uses_as_of=facts.uses_as_of,
    )


def read_rules(root: Path, cache: Cache | None = None) -> list[Rule]:
    """Every rule under `root/quality`."""
    cache = cache or Cache()
    return [read_rule(path, cache) for path in sorted((root / "quality").rglob("*.sql"))]


def together(rules: list[Rule]) -> dict[str, Rule]:
    """Rules by name, or an `HgtError` for a name that two have."""
    found: dict[str, Rule] = {}
    for rule in rules:
        if rule.name in found:
            raise naming.twice(rule.name, "rule", rule.path, found[rule.name].path, NEXT)
        found[rule.name] = rule
    return found
