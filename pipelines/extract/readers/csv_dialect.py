"""Holds the dialect of delimited text as its contract's server declares it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pipelines.declare.contracts.options import has_header
from pipelines.extract.readers.csv_normal import Grammar, codec
from pipelines.extract.records.totals import Totals
from warehouse.errors import HgtError


@dataclass(frozen=True)
class Dialect:
    """The parsing rules of the text as its contract declares them."""

    delimiter: str
    quote: str
    escape: str
    header: bool
    encoding: str
    is_stated: bool = False
    """Whether the contract states the delimiter."""
    titles_n: int = 0
    """The number of lines above the header."""
    totals: Totals = field(default_factory=lambda: Totals.of({}))

    @classmethod
    def of(cls, options: Mapping[str, Any], name: str) -> "Dialect":
        """The dialect of a contract's server options."""
        delimiter = str(options.get("delimiter") or ",").replace("\\t", "\t")
        quote = str(options["quote"] or "") if "quote" in options else '"'
        escape = str(options.get("escape") or quote)
        for what, value in (("delimiter", delimiter), ("quote", quote), ("escape", escape)):
            if len(value.encode()) > 1:
                raise HgtError(
                    f"the {what} is more than one byte",
                    file=name,
                    value=value,
                    accepted="one ASCII character",
                    next="correct the contract's server, then hgt silo check",
                )
        encoding = codec(options.get("encoding"), name)
        is_stated, titles_n = bool(options.get("delimiter")), options.get("header_row", 1) - 1
        totals = Totals.of(options)
        return cls(delimiter, quote, escape, has_header(options), encoding, is_stated, titles_n, totals)

    def grammar(self, *, lone_return_ends: bool) -> Grammar:
        return Grammar(self.delimiter, self.quote, self.escape, lone_return_ends=lone_return_ends)
