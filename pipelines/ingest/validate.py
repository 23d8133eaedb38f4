"""Compiles a contract into SQL that types, validates and keys a batch in one scan. Pure text in, pure text out.

The scan has four nested levels: the source's own text, the typed values, whether the key repeats, the validated row. A
row that breaks no rule enters the dataset's `std` model. Every other row is passed with the mask of its broken rules to
the function `hgt_quarantine`. It keeps the row where a rule bars it and returns whether the row enters. The file is
parsed once, and `std` is the only full-width write.
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import duckdb

from pipelines.declare.contracts.actions import AFTER_TAKEN, GENERATED, QUARANTINE
from pipelines.declare.contracts.column import Column
from pipelines.declare.contracts.contract import Contract, RowRule
from pipelines.declare.contracts.spelling import STEPS, spelled, spelling
from pipelines.declare.header import BLOCK, WARN, Words
from pipelines.extract.records.totals import Totals
from pipelines.ingest.column_rules import fault_name, faults, is_mended, mended
from pipelines.ingest.conversion import holds_nul, is_text, text_name, trimmed, typed_level
from warehouse.errors import HgtError
from warehouse.sql import identifier, literal

SINK = "hgt_quarantine"
BESIDE = "_beside "
"""Prefix of a neighbour's values below the level at which rules see them."""
FILTERED = "filtered"
REFUSED = "refused"
DUPLICATE = "duplicate_key"
MALFORMED = "malformed"
WORDS: Mapping[str, Words] = {
    MALFORMED: Words("记录可按声明的字段拆分", "the record splits into the declared columns"),
    "required": Words("必填", "is given"),
    "type": Words("类型正确", "reads as its type"),
    "enum": Words("在值域内", "is one of the declared values"),
    "pattern": Words("格式正确", "has the declared form"),
    "range": Words("在范围内", "lies within the declared bounds"),
    AFTER_TAKEN: Words("不晚于数据取出时间", "was there when the delivery was taken"),
    DUPLICATE: Words("主键不重复", "the key occurs once"),
    FILTERED: Words("按约定不入库", "rows that are left out by agreement"),
    REFUSED: Words("不得入库", "rows that must not be kept"),
}
"""The meaning of the rules that a contract implies; those of a column follow its name."""
KEY_LENGTH = 32
MASK_BITS, MASKS = 62, 3


@dataclass(frozen=True)
class Rule:
    """One bit of the mask. `broken` is SQL over the typed level that is true where the row breaks the rule, else false
    or NULL."""

    id: str
    severity: str
    dimension: str
    gbt36344: str
    words: Words
    broken: str
    is_rare: bool = False
    """Relevant for few texts only: it is counted where it found something, and nowhere else."""
    nulls: tuple[str, ...] = ()
    """The columns that a row loses when it breaks the rule."""


@dataclass(frozen=True)
class Validator:
    """A compiled contract. Bit `i` of a mask is that of `rules[i]`."""

    contract: Contract
    rules: tuple[Rule, ...]

    def masks(self, *severities: str) -> tuple[int, ...]:
        """The rules of these severities as `MASKS` integers of `MASK_BITS` bits each."""
        wanted = sum(1 << i for i, rule in enumerate(self.rules) if rule.severity in severities)
        return tuple(wanted >> part * MASK_BITS & (1 << MASK_BITS) - 1 for part in range(MASKS))

    def broken(self, mask: tuple[int, ...]) -> list[str]:
        """The ids of the rules in a mask, in the contract's order."""
        return [rule.id for i, rule in enumerate(self.rules) if mask[i // MASK_BITS] >> i % MASK_BITS & 1]


def compile_contract(contract: Contract) -> Validator:
    """All row rules of a contract: those implied by its columns, then those it states, then its filters."""
    rules = [
        Rule(MALFORMED, BLOCK, *GENERATED[MALFORMED], WORDS[MALFORMED], _unreadable(contract.columns), is_rare=True)
    ]
    left_out = [_scoped(contract.filter)] if contract.filter is not None else []
    totals = Totals.of(contract.server.options)
    if totals.are_dropped and contract.server.format == "csv":  # the reader of sheets drops them itself
        made = {c.physical_name for c in contract.columns if c.presence.generated or c.source_pattern}
        left_out.append(
            totals.condition([_raw_name(i) for i, name in enumerate(_physical(contract)) if name not in made])
        )
    if left_out:
        rules.append(Rule(FILTERED, FILTERED, "coverage", "02", WORDS[FILTERED], " OR ".join(left_out)))
    if contract.refuse is not None:
        broken = f"coalesce({_scoped(contract.refuse)}, true)"
        rules.append(Rule(REFUSED, REFUSED, "conformity", "01", WORDS[REFUSED], broken))
    for column in contract.columns:
        rules += _implied(column)
    rules += [_stated(rule) for rule in contract.rules]
    rules.append(Rule(DUPLICATE, "duplicate", *GENERATED[DUPLICATE], WORDS[DUPLICATE], "_is_candidate"))
    if len(rules) > MASKS * MASK_BITS:
        raise HgtError(
            "the contract implies too many rules",
            file=contract.file,
            value=len(rules),
            accepted=f"at most {MASKS * MASK_BITS}",
            next="split the dataset",
        )
    return Validator(contract, tuple(rules))


def _unreadable(columns: Sequence[Column]) -> str:
    """SQL over the typed level: whether some text is invalid in a table."""
    found = [holds_nul(text_name(column)) for column in columns if is_text(column)]
    return f"({' OR '.join(found)})" if found else "false"


def _scoped(condition: str) -> str:
    return f"({condition}\n)"


def _stated(rule: RowRule) -> Rule:
    words = Words(rule.zh, rule.description or rule.id)
    broken = f"NOT {_scoped(rule.sql)}"
    return Rule(rule.id, rule.severity, rule.dimension, rule.gbt36344, words, broken, nulls=rule.nulls)


def _implied(column: Column) -> list[Rule]:
    found = []
    for kind, broken in faults(column).items():
        action, rule_id = column.action(kind), f"{kind}_{column.name}"
        severity = BLOCK if action == QUARANTINE else WARN
        words = Words(f"{column.zh}{WORDS[kind].zh}", f"{column.name} {WORDS[kind].en}")
        seen = fault_name(column, kind) if is_mended(column) else broken
        rare = kind == "type" and is_text(column)
        found.append(Rule(rule_id, severity, *GENERATED[kind], words, seen, is_rare=rare))
    return found


def validated_select(
    validator: Validator,
    relation: str,
    *,
    extracted_at: str,
    candidates: str | None = None,
    keyed: str | None = None,
    alone: bool = False,
) -> str:
    """The validated batch as one SELECT over `relation`; `alone` where its rows are read without their batch.

    `relation` yields the physical columns as VARCHAR and `_source`. `extracted_at` is a TIMESTAMPTZ literal.
    `candidates` names a table of key hashes that occur more than once (column `key_hash`); None when no key repeats.
    `keyed` names a table of `neighbour_keys`; None where each row's own are computed.
    """
    contract = validator.contract
    level3 = ruled_level(validator, relation, extracted_at=extracted_at, candidates=candidates, alone=alone)
    live = [
        (i, rule) for i, rule in enumerate(validator.rules) if rule.severity != "duplicate" or candidates is not None
    ]
    masks = [
        " | ".join(
            f"CASE WHEN {rule.broken} THEN {1 << i % MASK_BITS}::BIGINT ELSE 0::BIGINT END"
            for i, rule in live
            if i // MASK_BITS == part
        )
        or "0::BIGINT"
        for part in range(MASKS)
    ]
    # Level 4: identifiers keyed, offenders passed on with the source's own text. A good row is checked once for any
    # fault; the list of broken rules is computed for bad rows alone.
    validated = [
        f"{_kept(validator, column, is_keyed=keyed is not None)} AS {identifier(column.name)}"
        for column in contract.columns
    ]
    stops = ("block", REFUSED, "duplicate")
    kept = " OR ".join(f"({rule.broken})" for _, rule in live if rule.severity in stops) or "false"
    fields = ", ".join(f"{identifier(name)} := {_raw_name(i)}" for i, name in enumerate(_physical(contract)))
    payload = f"CASE WHEN {kept} THEN CAST(to_json(struct_pack({fields})) AS VARCHAR) END"
    breaks = " OR ".join(f"({rule.broken})" for _, rule in live) or "false"
    select = f"SELECT {', '.join(validated)}, _source, _extracted_at FROM ({level3})"
    if keyed is not None and contract.neighbours is not None:
        select += f" LEFT JOIN {keyed} ON {identifier(contract.neighbours.of)} = _keyed_value"
    if alone:
        return select  # these rows were validated among the others
    return f"{select} WHERE CASE WHEN {breaks} THEN {SINK}({', '.join(masks)}, _source, {payload}) ELSE true END"


def neighbour_keys(contract: Contract, relation: Callable[[Sequence[str]], str]) -> str | None:
    """A SELECT of the identifiers that neighbours share and their keys, each once; None where rows share none.

    `relation` gives a scan of physical columns. Many rows hold one identifier, and a key is costly.
    """
    column = None if contract.neighbours is None else contract.column(contract.neighbours.of)
    if column is None or not column.namespace:
        return None
    typed = typed_level([column], relation([column.physical_name]), contract.server.format, carry=[])
    name = identifier(column.name)
    distinct = f"SELECT DISTINCT {name} FROM ({mended([column], typed)})"
    return f"SELECT {name} AS _keyed_value, {_keyed(column)} AS _keyed FROM ({distinct})"


def _kept(validator: Validator, column: Column, *, is_keyed: bool) -> str:
    """Return the SQL of a value in `std`: keyed where it identifies, null where a stated rule removes it."""
    near = validator.contract.neighbours
    value = "_keyed" if is_keyed and near is not None and column.name == near.of else _stored(column)
    empties = " OR ".join(f"({rule.broken})" for rule in validator.rules if column.name in rule.nulls)
    return f"CASE WHEN {empties} THEN NULL ELSE {value} END" if empties else value


def ruled_level(
    validator: Validator, relation: str, *, extracted_at: str, candidates: str | None = None, alone: bool = False
) -> str:
    """The level that rules are evaluated over: the source's text, the typed values, whether the key occurs again."""
    contract = validator.contract
    carry, beside = ["_source"], ""
    if contract.neighbours is not None and alone:
        beside = contract.neighbours.none(lambda name: contract.column(name).sql_type)
    elif contract.neighbours is not None:
        # The window sorts all rows: it carries the source's own text alone, which is typed again above it.
        names = [name for name, _ in contract.neighbours.names()]
        raw = ", ".join(f"{_raw_name(i)} AS {identifier(name)}" for i, name in enumerate(_physical(contract)))
        typed_rows = _typed_level(contract, relation, extracted_at, with_raw=True)
        windows = contract.neighbours.select(BESIDE)
        relation = f"(SELECT {raw}, _source{windows} FROM ({typed_rows}))"
        carry += [identifier(BESIDE + name) for name in names]
        beside = "".join(f", {identifier(BESIDE + name)} AS {identifier(name)}" for name in names)
    level2 = _typed_level(contract, relation, extracted_at, with_raw=True, carry=tuple(carry))
    is_candidate = "false"
    if candidates is not None:
        is_candidate = f"{key_hash(contract)} IN (SELECT key_hash FROM {candidates})"
    return f"SELECT *, {is_candidate} AS _is_candidate{beside} FROM ({level2})"


def admitted_select(contract: Contract, relation: str, source: str, extracted_at: str) -> str:
    """The source's own text of the rows of one source that the contract does not refuse, by physical name."""
    raw = ", ".join(f"{_raw_name(i)} AS {identifier(name)}" for i, name in enumerate(_physical(contract)))
    typed_rows = _typed_level(contract, relation, extracted_at, with_raw=True)
    admitted = f"NOT coalesce({_scoped(contract.refuse)}, true)" if contract.refuse is not None else "true"
    return f"SELECT {raw} FROM ({typed_rows}) WHERE _source = {literal(source)} AND {admitted}"


def typed_candidates(contract: Contract, table: str, extracted_at: str) -> str:
    """Rows of a table of (source, payload) as typed columns with `_source` and `_payload`."""
    return _typed_level(contract, payload_relation(contract, table), extracted_at, carry=("_source", "_payload"))


def key_select(contract: Contract, table: str, extracted_at: str) -> str:
    """The keys as `std` stores them, `_version`, `_source` and `_payload` of rows of a table of (source, payload)."""
    listed = [f"({contract.version or 'NULL'}\n) AS _version", *_stored_keys(contract)]
    return f"SELECT _source, _payload, {', '.join(listed)} FROM ({typed_candidates(contract, table, extracted_at)})"


def stored_keys(contract: Contract, relation: str) -> str:
    """A SELECT of the keys as `std` stores them, of a reader's relation."""
    return f"SELECT {', '.join(_stored_keys(contract))} FROM ({_keys_level(contract, relation)})"


def _stored_keys(contract: Contract) -> list[str]:
    return [f"{_stored(key)} AS {identifier(key.name)}" for key in map(contract.column, contract.key)]


def _keys_level(contract: Contract, relation: str) -> str:
    """The typed values of the keys alone."""
    keys = [contract.column(name) for name in contract.key]
    return mended(keys, typed_level(keys, relation, contract.server.format, carry=[]))


def _typed_level(
    contract: Contract,
    relation: str,
    extracted_at: str,
    *,
    with_raw: bool = False,
    carry: tuple[str, ...] = ("_source",),
) -> str:
    """The typed values under our names, the texts they were read from and, `with_raw`, the source's own text."""
    own = [f"{identifier(name)} AS {_raw_name(i)}" for i, name in enumerate(_physical(contract))] if with_raw else []
    level = typed_level(
        contract.columns,
        relation,
        contract.server.format,
        carry=[*carry, *own],
        end=[f"{extracted_at} AS _extracted_at"],
    )
    return mended(contract.columns, level)


def _physical(contract: Contract) -> list[str]:
    return list(dict.fromkeys(column.physical_name for column in contract.columns))


def identities(contract: Contract) -> list[str]:
    """SQL over the typed level: the values by which two rows have one key, however it is spelled."""
    keys = [contract.column(name) for name in contract.key]
    return [spelled(identifier(key.name), key.alike) if key.alike else identifier(key.name) for key in keys]


def content_text(contract: Contract) -> str:
    """SQL over the typed level: the content of a row as one text; blanks around a text are ignored."""
    alike = {column.name: spelled(identifier(column.name), column.alike) for column in contract.columns if column.alike}
    fields = ", ".join(
        f"{identifier(column.name)} := "
        + (alike.get(column.name) or (trimmed(identifier(column.name)) if is_text(column) else identifier(column.name)))
        for column in contract.columns
    )
    return f"CAST(to_json(struct_pack({fields})) AS VARCHAR)"


def key_hash(contract: Contract) -> str:
    """SQL over the typed level: one number per key."""
    return f"hash({', '.join(identities(contract))})"


def repeated_keys(contract: Contract, relation: str) -> str:
    """A SELECT of the hashes of keys that occur more than once; equal hashes of different keys are separated later."""
    return (
        f"SELECT key_hash FROM (SELECT {key_hash(contract)} AS key_hash FROM ({_keys_level(contract, relation)}))"
        " GROUP BY key_hash HAVING count(*) > 1"
    )


def key_columns(contract: Contract) -> list[str]:
    """The physical columns that the key is made of."""
    return [contract.column(name).physical_name for name in contract.key]


def numbered_payloads(contract: Contract, numbered: str) -> str:
    """SELECT of source, payload and `_row_number` of a relation of one object's records, as the sink has them."""
    fields = ", ".join(f"{identifier(name)} := {identifier(name)}" for name in _physical(contract))
    return (
        f"SELECT _source AS source, CAST(to_json(struct_pack({fields})) AS VARCHAR) AS payload, _row_number"
        f" FROM {numbered}"
    )


def payload_relation(contract: Contract, table: str) -> str:
    """A relation like a reader's over a table with columns `source` and `payload` (JSON by physical name)."""
    fields = ", ".join(
        f"json_extract_string(payload, {literal(json_path(name))}) AS {identifier(name)}"
        for name in _physical(contract)
    )
    return f"(SELECT source AS _source, payload AS _payload, {fields} FROM {table})"


def define_keys(con: duckdb.DuckDBPyConnection, contract: Contract, key: bytes) -> None:
    """Put each namespace's HMAC pads into variables of this connection; no statement contains the key itself."""
    for namespace in {column.namespace for column in contract.columns if column.namespace}:
        derived = hmac.new(key, namespace.encode(), hashlib.sha256).digest().ljust(64, b"\0")
        for pad, byte in (("ipad", 0x36), ("opad", 0x5C)):
            con.execute(
                f"SET VARIABLE {_variable(pad, namespace)} = from_hex(?)", [bytes(b ^ byte for b in derived).hex()]
            )


def pseudonym(key: bytes, namespace: str, value: str, steps: tuple[str, ...] = STEPS) -> str:
    """The pseudonym of one identifier: HMAC-SHA256 under the namespace's own key, 32 hex characters."""
    derived = hmac.new(key, namespace.encode(), hashlib.sha256).digest()
    return hmac.new(derived, spelling(value, steps).encode(), hashlib.sha256).hexdigest()[:KEY_LENGTH]


def _stored(column: Column) -> str:
    """SQL over the typed level: the value as `std` stores it."""
    return _keyed(column) if column.namespace else identifier(column.name)


def _keyed(column: Column) -> str:
    assert column.namespace is not None
    value = spelled(identifier(column.name), column.alike)
    inner = f"getvariable('{_variable('ipad', column.namespace)}') || encode({value})"
    outer = f"getvariable('{_variable('opad', column.namespace)}') || from_hex(sha256({inner}))"
    return f"left(sha256({outer}), {KEY_LENGTH})"


def _variable(pad: str, namespace: str) -> str:
    return f"hgt_{pad}_{hashlib.sha256(namespace.encode()).hexdigest()[:12]}"


def _raw_name(index: int) -> str:
    return identifier(f"_raw {index}")


def json_path(name: str) -> str:
    """The JSON path of one member, whatever its name."""
    return '$."' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
