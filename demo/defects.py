"""Planted defects, and their way into a dataset; the defects of a silo stand in its module.

A defect is an extra row: a good row is cloned, gets a key of its own (unless the point is a shared key) and is
spoiled. Good rows are never touched, so the figures of the validated rows stay what they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from demo.clock import TIME_FORMAT, Ints


def moment(name: str) -> pl.Expr:
    """A time column as a moment."""
    return pl.col(name).str.to_datetime(TIME_FORMAT)


def shift(name: str, anchor: str, seconds: int) -> pl.Expr:
    """The column becomes the anchor's time, moved by seconds."""
    return (moment(anchor) + pl.duration(seconds=seconds)).dt.strftime(TIME_FORMAT).alias(name)


def put(**values: object) -> tuple[pl.Expr, ...]:
    """Columns become these values."""
    return tuple(pl.lit(value).alias(name) for name, value in values.items())


def none(*names: str) -> tuple[pl.Expr, ...]:
    """Columns lose their values."""
    return tuple(pl.lit(None, dtype=pl.String).alias(name) for name in names)


def year(number: str, *names: str) -> tuple[pl.Expr, ...]:
    """Times move to another year."""
    return tuple((pl.lit(number) + pl.col(name).str.slice(4)).alias(name) for name in names)


def serial(width: int, lead: str) -> pl.Expr:
    """`lead` and the clone's number within its dataset, zero-filled."""
    return pl.lit(lead) + pl.col("_serial").cast(pl.String).str.zfill(width)


@dataclass(frozen=True)
class Defect:
    """One kind: `count` rows at scale 1, cloned from rows where `base` holds and changed by `spoil`.

    `rules` are the rules of the dataset's contract that such a row breaks, no more and no fewer; `finds` the rules of
    `quality/` of which it is an offender.
    """

    kind: str
    dataset: str
    count: int
    rules: tuple[str, ...]
    spoil: tuple[pl.Expr, ...] = ()
    base: pl.Expr = field(default_factory=lambda: pl.lit(True))
    form: str | None = None  # short | long | cut: the line itself is broken
    rekey: bool = True
    rival: tuple[pl.Expr, ...] = ()  # writes the clone twice, the second time changed by this
    finds: tuple[str, ...] = ()


def plant(
    rng: np.random.Generator,
    frame: pl.DataFrame,
    defects: Sequence[Defect],
    factor: float,
    *,
    rekey: pl.Expr | None = None,
    fit: pl.Expr | None = None,
    distinct: str | None = None,
) -> pl.DataFrame:
    """The frame with its defective clones, each just behind the row it was made from."""
    frame = frame.with_row_index("_row").with_columns(pl.col("_row").cast(pl.Int64))
    source = frame if fit is None else frame.filter(fit)
    if distinct is not None:
        source = source.unique(distinct, keep="first", maintain_order=True)
    source = source.gather(rng.permutation(len(source)))
    marked = [frame.with_columns(*none("_kind", "_form"))]
    used, done = pl.Series("_row", [], dtype=pl.Int64), 0
    for defect in defects:
        count = max(int(defect.count * factor + 0.5), 1)
        clones = source.filter(defect.base & ~pl.col("_row").is_in(used.implode())).head(count)
        used = pl.concat([used, clones["_row"]])
        numbers: Ints = np.arange(done + 1, done + 1 + len(clones))
        done += len(clones)
        clones = clones.with_columns(pl.Series("_serial", numbers))
        if defect.rekey:
            if rekey is None:
                raise ValueError(f"{defect.kind} needs a key of its own, but its silo has no rekey[{defect.dataset!r}]")
            clones = clones.with_columns(rekey)
        clones = clones.with_columns(*defect.spoil).drop("_serial").cast(frame.schema)
        clones = clones.with_columns(
            pl.lit(defect.kind).alias("_kind"), pl.lit(defect.form, dtype=pl.String).alias("_form")
        )
        marked.append(clones)
        if defect.rival:
            marked.append(clones.with_columns(*defect.rival))
    return pl.concat(marked).sort("_row", maintain_order=True).drop("_row")
