"""Reads data contracts: one ODCS file per dataset says what enters, in which form, and which rows are good.

Reading is strict in two steps. ODCS's own JSON schema refuses keys that the standard does not know. The closed sets
below then refuse values that this project does not know. The result is plain frozen data; nothing reads a silo.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from pipelines.declare import naming
from pipelines.declare.contracts import actions, odcs, rule_codes
from pipelines.declare.contracts import options as form_options
from pipelines.declare.contracts.actions import Duplicates, read_duplicates
from pipelines.declare.contracts.bound import PROPERTY as BOUND
from pipelines.declare.contracts.bound import Bound, read_bound, read_quantity
from pipelines.declare.contracts.cadence import freshness_minutes
from pipelines.declare.contracts.column import NAME, NEXT, Column, ColumnReader, texts
from pipelines.declare.contracts.order import Order, read_order
from pipelines.declare.contracts.presence import refuse_numbers_over_objects
from pipelines.declare.contracts.properties import DatasetProperties, RuleProperties
from pipelines.declare.contracts.relationships import read_relationships
from pipelines.declare.contracts.server_options import ServerOptions
from pipelines.declare.contracts.taken import observed, read_taken
from pipelines.declare.contracts.window import Neighbours, read_neighbours
from pipelines.declare.declaration import read
from pipelines.declare.functions import Passed, expression, passed_never
from pipelines.declare.header import Reference, Words
from pipelines.declare.parse import hash_of
from warehouse.errors import HgtError, collected

SUFFIX = ".odcs.yaml"


@dataclass(frozen=True)
class Server:
    """The place of the silo's objects and the way they are read; `options` holds only what the form takes."""

    format: str
    path: str
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class RowRule:
    """A condition that each row must meet; NULL counts as met. `block` quarantines the row, `warn` counts it."""

    id: str
    zh: str
    description: str
    sql: str
    severity: str
    dimension: str
    gbt36344: str
    nulls: tuple[str, ...] = ()
    """The columns whose values are removed where the condition is broken; the row remains."""


@dataclass(frozen=True)
class Contract:
    """Promise of one dataset. `text_hash` changes with anything in the file, `rows_hash` with the declarations about
    rows. The bound is not part of `rows_hash`: the gate checks it again at each run."""

    name: str
    silo: str
    file: Path
    title_zh: str
    description: str
    description_zh: str
    server: Server
    columns: tuple[Column, ...]
    rules: tuple[RowRule, ...]
    key: tuple[str, ...]
    mode: str
    drift: str
    version: str | None
    filter: str | None
    refuse: str | None
    neighbours: Neighbours | None
    freshness_minutes: int | None
    steward: str | None
    text_hash: str
    rows_hash: str
    rule_codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Codes of the district's own list of rules, by rule id."""
    volume: str | None = None
    """The column whose day counts a row when the volume of days is watched."""
    order: Order = field(default_factory=Order)
    bound: Bound = field(default_factory=Bound)
    quantity: tuple[str, ...] = ()
    """The columns whose sum is reported for quarantined rows."""
    duplicates: Duplicates = field(default_factory=Duplicates)
    references: Mapping[str, Reference] = field(default_factory=dict)
    """References to other datasets, by their columns with commas between them."""

    def column(self, name: str) -> Column:
        """The column of that name of ours."""
        return next(column for column in self.columns if column.name == name)

    @property
    def meanings(self) -> dict[str, Words]:
        """The words of the columns that the contract describes in both languages."""
        return {column.name: Words(column.zh, column.description) for column in self.columns if column.description}

    def in_zone(self, zone: str) -> "Contract":
        """The contract where times that name no zone of their own are times of this one, which its rows rest on."""
        columns = tuple(replace(column, zone=column.zone or zone) for column in self.columns)
        text_hash, rows_hash = hash_of(self.text_hash, zone), hash_of(self.rows_hash, zone)
        order = self.order.in_zone(zone)
        return replace(self, columns=columns, order=order, text_hash=text_hash, rows_hash=rows_hash)


def read_contracts(root: Path, passed: Passed = passed_never) -> dict[str, Contract]:
    """Every contract under `root/assets`, by dataset name, in name order.

    `passed` may keep the fact that a text passed the standard's schema or the parser: these are the slow parts. No
    text of a contract is kept, since its `path` may name a person.
    """
    found: dict[str, Contract] = {}
    for file in sorted((root / "assets").glob(f"*/*{SUFFIX}")):
        contract = read_contract(file, passed)
        if contract.name in found:
            raise naming.twice(contract.name, "dataset", file, found[contract.name].file, "rename one of the two")
        found[contract.name] = contract
    return dict(sorted(found.items()))


def read_contract(file: Path, passed: Passed = passed_never) -> Contract:
    """One contract, or an `HgtError` that names the file, the place in it, the bad value and the accepted ones."""
    text = file.read_bytes()
    text_hash = hashlib.sha256(text).hexdigest()
    document = _document(file, text)

    def check() -> bool:
        odcs.check(file, document)
        return True

    passed(f"odcs {text_hash}", check)
    return _Reader(file, passed).contract(document, text_hash)


def _document(file: Path, text: bytes) -> Any:
    """The document of the standard, with days and moments as texts."""
    try:
        document = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        raise HgtError(f"this is not YAML: {error}", file=file, next=NEXT) from error
    try:
        return json.loads(json.dumps(document, default=str))
    except (TypeError, ValueError) as error:
        raise HgtError(f"the file holds what JSON cannot: {error}", file=file, next=NEXT) from error


def _rows_hash(document: Mapping[str, Any]) -> str:
    """A hash of the whole document except the bound."""
    properties = [one for one in document.get("customProperties") or () if one.get("property") != BOUND]
    return hash_of(json.dumps({**document, "customProperties": properties}, sort_keys=True, default=repr))


class _Reader(ColumnReader):
    """Turns one validated document into a `Contract`."""

    def __init__(self, file: Path, passed: Passed) -> None:
        super().__init__(file)
        self.passed = passed
        self.dataset = file.name.removesuffix(SUFFIX)

    def body(self, document: Mapping[str, Any]) -> Mapping[str, Any]:
        """The one object of the schema, which the file, the folder and the document name alike."""
        fault = naming.fault(self.dataset)
        if fault is not None:
            accepted = "lower snake case that is no reserved word, as in `street_light`: a table has this name"
            raise self.refuse(f"the file's name is no name of a dataset: {fault}", self.dataset, accepted)
        if document.get("name") != self.dataset:
            raise self.refuse("`name` differs from the file's name", document.get("name"), self.dataset)
        if document.get("domain") != self.file.parent.name:
            raise self.refuse("`domain` differs from the folder's name", document.get("domain"), self.file.parent.name)
        objects = document.get("schema") or []
        if len(objects) != 1 or objects[0].get("name") != self.dataset:
            raise self.refuse(
                "`schema` must hold one object named as the file",
                [entry.get("name") for entry in objects],
                self.dataset,
            )
        found: Mapping[str, Any] = objects[0]
        return found

    def contract(self, document: Mapping[str, Any], text_hash: str) -> Contract:
        body, server = self.body(document), self.server(document)
        options = self.options("dataset", document, DatasetProperties)
        self.null_words = texts(options.get("null_values"), self.null_words)
        self.usual_formats = options.get("formats") or {}
        columns = tuple(collected(lambda entry: self.column(entry, server.format), body.get("properties") or ()))
        self.check_names(columns, server)
        taken = read_taken(options.get("taken"), server.format, server.options, self.refuse)
        key = self.key(body)
        refuse_numbers_over_objects(columns, options.get("mode", "full"), options.get("version"), self.refuse)
        nullable = [column.name for column in columns if not column.required]
        rules = tuple(collected(lambda entry: self.rule(entry, nullable), body.get("quality") or ()))
        self.distinct("rule id", [rule.id for rule in rules])
        description = document.get("description") or {}
        return Contract(
            name=self.dataset,
            silo=str(document["domain"]),
            file=self.file,
            title_zh=str(body.get("businessName") or self.dataset),
            description=str(description.get("purpose") or body.get("description") or ""),
            description_zh=str(description.get("usage") or ""),
            server=server,
            columns=observed(columns, taken),
            rules=rules,
            key=key,
            mode=options.get("mode", "full"),
            drift=options.get("drift", "stop"),
            version=expression("version", options.get("version"), self.refuse, self.passed),
            filter=expression("filter", options.get("filter"), self.refuse, self.passed),
            refuse=expression("refuse", options.get("refuse"), self.refuse, self.passed),
            neighbours=read_neighbours(options.get("neighbours"), [column.name for column in columns], self.refuse),
            freshness_minutes=freshness_minutes(document, self.one_of),
            steward=(document.get("team") or {}).get("name") if isinstance(document.get("team"), dict) else None,
            text_hash=text_hash,
            rows_hash=_rows_hash(document),
            rule_codes=self.codes(options.get(rule_codes.KEY) or {}, body, [column.name for column in columns]),
            volume=options.get("volume"),
            order=read_order(options.get("order"), taken, self.refuse),
            bound=read_bound(options.get(BOUND)),
            quantity=read_quantity(options.get("quantity"), {c.name: c.sql_type for c in columns}, self.refuse),
            references=read_relationships(body, self.file, NEXT, self.given, self.refuse),
            duplicates=read_duplicates(
                options.get("duplicates"),
                options.get("version"),
                key,
                [c.name for c in columns if c.reads_what_is_put_together],
                self.refuse,
            ),
        )

    def check_names(self, columns: Sequence[Column], server: Server) -> None:
        """Refuse columns of one name, physical names that differ in case only, and fill-down of an unknown column."""
        self.distinct("column name", [column.name for column in columns])
        physical = dict.fromkeys(column.physical_name for column in columns)
        alike = {name.lower(): name for name in physical}
        for name in physical:
            if alike[name.lower()] != name:
                accepted = "physical names that differ in more than case: the engine takes them for one"
                raise self.refuse("physicalName", f"{name}, {alike[name.lower()]}", accepted)
        known = dict.fromkeys([*physical, *(column.name for column in columns)])
        for name in server.options.get("fill_down", ()):
            self.one_of("server: fill_down: the column", name, known)

    def key(self, body: Mapping[str, Any]) -> tuple[str, ...]:
        """The columns of the primary key in their order."""
        keyed = [
            (entry.get("primaryKeyPosition") or position, entry["name"])
            for position, entry in enumerate(body.get("properties") or (), 1)
            if entry.get("primaryKey")
        ]
        if not keyed:
            raise self.refuse("no column is a primary key", None, "primaryKey: true on at least one column")
        return tuple(name for _, name in sorted(keyed))

    def codes(self, given: Any, body: Mapping[str, Any], columns: list[str]) -> dict[str, tuple[str, ...]]:
        found = {e["id"]: self.given("rule", e).get(rule_codes.KEY) for e in body.get("quality") or ()}
        try:
            return rule_codes.of_contract(given, {key: code for key, code in found.items() if code}, columns)
        except (ValueError, TypeError, AttributeError) as error:
            accepted = f"{rule_codes.ACCEPTED}; for the dataset {{duplicate_key: R-01, pattern_<column>: R-02}}"
            raise self.refuse("custom property rule", str(error), accepted) from error

    def server(self, document: Mapping[str, Any]) -> Server:
        servers = document.get("servers") or []
        if len(servers) != 1:
            raise self.refuse("a contract names exactly one server", len(servers), "1")
        server = servers[0]
        self.one_of("server type", server.get("type"), ("local",))
        form = self.one_of("server format", server.get("format"), form_options.FORMS)
        what, accepted = f"server of format {form}: custom property", form_options.FORMS[form]
        options = self.given(f"server of format {form}", server)
        options |= {key: server[key] for key in ("delimiter", "encoding") if server.get(key) is not None}
        for key in options:
            self.one_of(what, key, accepted)
        read(ServerOptions, options, self.file, NEXT, noun=what)
        return Server(format=form, path=str(server.get("path") or ""), options=options)

    def rule(self, entry: Mapping[str, Any], nullable: list[str]) -> RowRule:
        rule_id = str(entry.get("id"))
        if not NAME.fullmatch(rule_id):
            raise self.refuse("a row rule needs an id in lower snake case", entry.get("id"), NAME.pattern)
        self.one_of(f"rule {rule_id}: type", entry.get("type"), ("custom",))
        self.one_of(f"rule {rule_id}: engine", entry.get("engine"), ("hgt",))
        options = self.options(f"rule {rule_id}", entry, RuleProperties)
        implementation = entry.get("implementation")
        if not isinstance(implementation, str):
            raise self.refuse(f"rule {rule_id}: implementation", implementation, "a boolean SQL expression")
        return RowRule(
            id=rule_id,
            zh=str(entry.get("name") or rule_id),
            description=str(entry.get("description") or ""),
            sql=expression(f"rule {rule_id}: implementation", implementation, self.refuse, self.passed),
            severity=actions.read_severity(rule_id, entry, options, self.refuse),
            nulls=actions.read_nulls(rule_id, options, nullable, self.refuse),
            dimension=str(entry.get("dimension") or "conformity"),
            gbt36344=str(options.get("gbt36344") or ""),
        )
