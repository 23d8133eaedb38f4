"""Reads models and KPIs: one file is a TOML header and one SELECT, and its path is its name.

`header` defines the keys of the header, `parse` finds the inputs of the SELECT. Nothing here opens the store, and the
text of a SELECT is kept unchanged.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipelines.declare import dag, header, indicator, lineage, naming, parse, suppression
from pipelines.declare.dag import LAYERS, NEXT, RAW, SUPPLIED
from pipelines.declare.header import ModelHeader, Words
from pipelines.declare.indicator import DENOMINATOR, ENTITY, IS_OPEN, NUMERATOR, PERIOD, VALUE, VARIANT, KpiHeader
from pipelines.declare.parse import STAR, Cache
from warehouse.errors import HgtError
from warehouse.schema import PUBLIC_TABLES

Schema = Mapping[str, Sequence[str]]
"""Column names by table, `raw.<dataset>` included."""
Meanings = Mapping[str, Mapping[str, Words]]
"""Words of columns by table and column."""
AS_OF_LAYERS = ("mart", "kpi")
SLICE_SUFFIXES = ("_code", "_id")


@dataclass(frozen=True)
class Model:
    """One table that content derives. `select` is the text after the header, inside that of `cells` where the header
    has that key; `columns` are its outputs in order.

    `is_row_wise`: each row is made from one row of the one input. `tells_apart`: the columns that DISTINCT is over.
    """

    name: str
    layer: str
    path: Path
    text: str
    select: str
    header: ModelHeader | KpiHeader
    text_hash: str
    inputs: tuple[str, ...]
    columns: tuple[str, ...]
    uses_as_of: bool
    is_row_wise: bool
    tells_apart: tuple[str, ...] = ()

    def in_zone(self, zone: str) -> "Model":
        """The model of a district in this zone, which gives a moment its day: in another one its rows are others."""
        return replace(self, text_hash=parse.hash_of(self.text_hash, zone))

    @property
    def table(self) -> str:
        """The name without its layer; for a KPI its id."""
        return self.name.split(".", 1)[1]

    @property
    def meaning(self) -> ModelHeader:
        """The header of a std, pub or mart model."""
        assert isinstance(self.header, ModelHeader), f"{self.name} is a KPI"
        return self.header

    @property
    def kpi(self) -> KpiHeader:
        """The header of a KPI."""
        assert isinstance(self.header, KpiHeader), f"{self.name} is not a KPI"
        return self.header

    @property
    def slices(self) -> dict[str, str]:
        """A KPI's slice types, each with the column that carries its members."""
        fixed = (VARIANT, PERIOD, NUMERATOR, DENOMINATOR, VALUE, IS_OPEN, *self.kpi.shape.entities.values())
        return {slice_type(column): column for column in self.columns if column not in fixed}


def slice_type(column: str) -> str:
    """`street_code` carries the slice `street`."""
    for suffix in SLICE_SUFFIXES:
        column = column.removesuffix(suffix)
    return column


def read_model(path: Path, root: Path, *, schema: Schema | None = None, cache: Cache | None = None) -> Model:
    """One model; `schema` is needed only where its SELECT has a star."""
    return _complete(_open(path, root, cache or Cache()), schema or {}, cache or Cache(), {})


def read_models(
    root: Path, datasets: Schema | None = None, cache: Cache | None = None, words: Meanings | None = None
) -> dict[str, Model]:
    """Every model under `root/models` by name (`pub.fct_x`); `datasets` gives the columns of each raw dataset.

    `words` gives the meaning of the datasets' columns, by `raw.<dataset>`.
    """
    cache = cache or Cache()
    found: dict[str, Model] = {}
    for path in sorted((root / "models").rglob("*.sql")):
        model = _open(path, root, cache)
        if model.name in found:
            raise naming.twice(model.name, "table", path, found[model.name].path, NEXT)
        found[model.name] = model
    schema: dict[str, Sequence[str]] = {**SUPPLIED}
    schema.update({f"{RAW}.{name}": columns for name, columns in (datasets or {}).items()})
    complete: dict[str, Model] = {}
    meanings = dict(words or {})
    inputs = {name: model.inputs for name, model in found.items()}
    for name in dag.order({name: model.path for name, model in found.items()}, inputs):
        complete[name] = _complete(found[name], schema, cache, meanings)
        schema[name] = complete[name].columns
        if complete[name].layer != "kpi":
            meanings[name] = complete[name].meaning.columns
    return {name: complete[name] for name in sorted(complete)}


def _open(path: Path, root: Path, cache: Cache) -> Model:
    """A model whose columns may still hold a star."""
    name, layer = _name(path, root)
    text = text_of(path)
    values, select = header.split(text, path, cache.get)
    facts = parse.facts_of(select, path, cache, is_model=True)
    head = indicator.kpi_header(values, path) if layer == "kpi" else header.model_header(values, path)
    if isinstance(head, ModelHeader) and head.cells is not None:
        select = suppression.told_apart(select, _known(facts.columns, head, path), head.cells)
        facts = parse.facts_of(select, path, cache, is_model=True)
    if facts.uses_as_of and layer not in AS_OF_LAYERS:
        raise HgtError(
            f"a {layer} model may not depend on the day it is observed",
            file=path,
            value="as_of()",
            accepted=f"as_of() and as_of_at() in {', '.join(AS_OF_LAYERS)}",
            next=NEXT,
        )
    return Model(
        name=name,
        layer=layer,
        path=path,
        text=text,
        select=select,
        header=head,
        text_hash=hashlib.sha256(text.encode()).hexdigest(),
        inputs=facts.inputs,
        columns=facts.columns,
        uses_as_of=facts.uses_as_of,
        is_row_wise=facts.is_row_wise,
        tells_apart=facts.tells_apart,
    )


def _known(columns: Sequence[str], head: ModelHeader, path: Path) -> Sequence[str]:
    """The columns of a SELECT whose header has the key `cells`, which names some of them."""
    assert head.cells is not None
    for name in (head.cells.of, *head.cells.columns, *([head.cells.by] if head.cells.by else [])):
        if name not in columns:
            raise HgtError(
                f"header key `cells` names `{name}`, which the SELECT does not give",
                file=path,
                value=name,
                accepted=columns,
                next=NEXT,
            )
    return columns


def _name(path: Path, root: Path) -> tuple[str, str]:
    parts = path.relative_to(root / "models").with_suffix("").parts
    if len(parts) != 2 or parts[0] not in LAYERS:
        raise HgtError(
            "a model lies in the folder of its layer",
            file=path,
            value="/".join(parts),
            accepted=", ".join(f"models/{layer}/<table>.sql" for layer in LAYERS),
            next=NEXT,
        )
    layer, table = parts
    name = f"{layer}.{table}"
    check_name(table, "table", path)
    if name in SUPPLIED or name in PUBLIC_TABLES:
        raise HgtError(f"the kernel fills {name} itself", file=path, value=name, accepted="another name", next=NEXT)
    return name, layer


def check_name(name: str, what: str, path: Path) -> None:
    """Refuse a name that no table, column or rule may have."""
    problem = naming.fault(name)
    if problem is not None:
        raise HgtError(
            f"{what} `{name}`: {problem}",
            file=path,
            value=name,
            accepted="lower snake case that is no reserved word",
            next=NEXT,
        )


def text_of(path: Path) -> str:
    """The text of a file of content."""
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise HgtError("the file is not UTF-8", file=path, value=str(error), accepted="UTF-8", next=NEXT) from error
    except OSError as error:
        raise HgtError(f"the file cannot be read: {error.strerror}", file=path, next=NEXT) from error


def _complete(model: Model, schema: Schema, cache: Cache, meanings: Meanings) -> Model:
    """The model with its stars resolved, and its header with the words of every column."""
    columns = model.columns
    if STAR in columns:
        columns = lineage.output_columns(model, schema, cache)
    for position, column in enumerate(columns):
        check_name(column, "column", model.path)
        if column in columns[:position]:
            raise HgtError(
                f"column `{column}` appears twice", file=model.path, value=column, accepted="each name once", next=NEXT
            )
    complete = replace(model, columns=columns)
    if isinstance(model.header, KpiHeader):
        _check_kpi(complete, model.header)
        return complete
    head = _inherited(complete, model.header, schema, cache, meanings)
    _check_meaning(complete, head)
    return replace(complete, header=head)


def _inherited(model: Model, head: ModelHeader, schema: Schema, cache: Cache, meanings: Meanings) -> ModelHeader:
    """The header where a column without words has those of the one column that it is taken from unchanged."""
    if set(model.columns) <= set(head.columns) or not set(model.inputs) <= set(schema):
        return head
    origins = lineage.table_lineage(model, schema, cache).unchanged
    taken = {name: meanings.get(table, {}).get(column) for name, (table, column) in origins.items()}
    words = {name: said for name in model.columns if (said := head.columns.get(name) or taken.get(name))}
    return head.model_copy(update={"columns": head.columns | words})


def _check_meaning(model: Model, head: ModelHeader) -> None:
    for column in model.columns:
        if column not in head.columns:
            raise HgtError(
                f"column `{column}` has no description",
                file=model.path,
                value=column,
                accepted=f'[columns] {column} = "中文|English", or a column taken unchanged from one that has words',
                next=NEXT,
            )
    mentioned = [("columns", name) for name in head.columns] + [("key", name) for name in head.key]
    mentioned += [("aggregate", name) for name in head.aggregate]
    mentioned += [("overwritten", name) for name in head.overwritten]
    if head.partition is not None:
        mentioned.append(("partition", head.partition))
    if head.incremental is not None:
        mentioned.append(("incremental", head.incremental.on or head.incremental.by))
    for key, name in mentioned:
        if name not in model.columns:
            raise HgtError(
                f"header key `{key}` names `{name}`, which the SELECT does not give",
                file=model.path,
                value=name,
                accepted=model.columns,
                next=NEXT,
            )


def _check_kpi(model: Model, head: KpiHeader) -> None:
    required = head.shape.columns
    if len(head.variants) > 1:
        required = (VARIANT, *required)
    allowed = (VARIANT, *required, *head.shape.optional)
    shape = f"{', '.join(required)} and slices as <slice>_code or <slice>_id"
    for column in required:
        if column not in model.columns:
            raise HgtError(
                f"a KPI of kind {head.kind} needs the column `{column}`",
                file=model.path,
                value=", ".join(model.columns),
                accepted=shape,
                next=NEXT,
            )
    if "open_share" in head.model_fields_set and IS_OPEN not in model.columns:
        raise HgtError(
            f"header key `open_share` needs the column `{IS_OPEN}`, which the SELECT does not give",
            file=model.path,
            value=head.open_share,
            accepted=f"a SELECT with `{IS_OPEN}`, or a header without the key",
            next=NEXT,
        )
    _check_adds_up(model, head)
    taken: dict[str, str] = {}
    for column in model.columns:
        if column in allowed:
            continue
        if not column.endswith(SLICE_SUFFIXES):
            raise HgtError(
                f"a KPI of kind {head.kind} has no use for the column `{column}`",
                file=model.path,
                value=column,
                accepted=shape,
                next=NEXT,
            )
        other = taken.setdefault(slice_type(column), column)
        if other != column or slice_type(column) == "all":
            raise HgtError(
                f"column `{column}` gives a slice that is taken",
                file=model.path,
                value=column,
                accepted=f"one column per slice; {slice_type(column)} is already there",
                next=NEXT,
            )


def _check_adds_up(model: Model, head: KpiHeader) -> None:
    """Refuse to add up, over days and slices, units that were distinguished within each day only."""
    things = [name for name in model.tells_apart if name not in (VARIANT, PERIOD, NUMERATOR)]
    if head.kind != indicator.COUNT or not (things or model.tells_apart == (NUMERATOR,)):
        return
    entity = things[0] if len(things) == 1 else "<thing>"
    raise HgtError(
        f"a KPI of kind {head.kind} adds up its days, and DISTINCT counts a thing once within one day only: who comes"
        " on two days counts twice in the month",
        file=model.path,
        value=f"DISTINCT in {', '.join(model.tells_apart)}",
        accepted=f'kind = "{indicator.DISTINCT}" with the columns {PERIOD} and {entity} as {ENTITY}, without DISTINCT;'
        " or, where a thing counts again each day, a mart with one row per day and thing",
        next=f"correct models/{model.layer}/{model.path.name}, then {NEXT}",
    )


def passed_on(model: Model) -> dict[str, str]:
    """Contract columns that the model's SELECT outputs unchanged, with the name that they get there."""
    import sqlglot
    from sqlglot import exp

    query = sqlglot.parse_one(model.select, dialect="duckdb")
    if not isinstance(query, exp.Select) or query.args.get("with_") or query.args.get("joins"):
        return {}
    found = {}
    for projection in query.selects:
        inner = projection.this if isinstance(projection, exp.Alias) else projection
        if isinstance(inner, exp.Column) and not isinstance(inner.this, exp.Star):
            found[inner.name] = projection.alias_or_name
        elif isinstance(inner, exp.Star | exp.Column) and not inner.args.get("except_"):
            found.update({column: column for column in model.columns if column not in found})
    return found
