"""Small extracts made up from contracts alone, with a canary in every classified column: for roots without a generator.

A text carries a name, a phone number, an e-mail address and a street address with the column's own word in each; an
address of a page carries them where pages do, in its query string and in a mailbox of its path. A number has digits
that no other row has. Values keep to the enum, pattern, range and format of their column; rules between columns are
left to roots that tell of them without barring (`lenient`). The last row of a file lacks a required value, so that
the quarantine holds canaries too.
"""

import datetime as dt
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from pipelines.declare.contracts.column import Column
from pipelines.declare.contracts.contract import Contract
from pipelines.declare.project import Content
from tests.deid import envelopes
from tests.deid.canary import TELLING, WORD, Canaries

ROWS = 60
FILES = ("a", "b", "c", "d", "e")
"""Words for the star of a file's name, where the name is a value: so many things there are."""
YEAR = 2011
"""The first number where the name of a file tells a number without bounds."""
DAYS_BEFORE = 100
"""Days before the day observed on which things begin."""
DIGITS = 9
"""The length at which a number is told apart from others."""
LINK = re.compile(r"\w+_(url|path)")


def lenient(root: Path, copy: Path, data: Path) -> Path:
    """Copy a root that reads its extracts from `data`, and whose rules tell of what they find without barring."""
    shutil.copytree(root, copy)
    for file in (*copy.rglob("*.odcs.yaml"), *copy.rglob("quality/*.sql"), copy / "district.toml"):
        text = re.sub(r'(severity( = "|: ))block', r"\1warn", file.read_text(encoding="utf-8"))
        file.write_text(text.replace("${HGT_DATA}", str(data)), encoding="utf-8")
    return copy


def write(content: Content) -> Canaries:
    """Write an extract of every dataset of a root into its silo and return what was planted."""
    maker = _Maker(content)
    for place, contract in enumerate(content.contracts.values()):
        folder = Path(content.district.location(contract.silo))
        folder.mkdir(parents=True, exist_ok=True)
        maker.extract(contract, folder, ROWS * place)
    return maker.canaries


class _Maker:
    """Makes the values of one root's extracts and keeps what was planted."""

    def __init__(self, content: Content) -> None:
        self.canaries = Canaries()
        self.begin = dt.datetime.combine(content.district.today(), dt.time(9)) - dt.timedelta(days=DAYS_BEFORE)

    def extract(self, contract: Contract, folder: Path, first: int) -> None:
        """Write the files of a dataset; `first` numbers its rows apart from those of others."""
        in_name = [column for column in contract.columns if column.source_pattern]
        # A cell of which several columns are made is written once, as the one of them that is classified.
        written: dict[str, Column] = {}
        for column in sorted(contract.columns, key=_is_personal):
            if not column.source_pattern and not column.presence.generated:
                written[column.physical_name] = column
        heads = [name for name in dict.fromkeys(c.physical_name for c in contract.columns) if name in written]
        for number, part in enumerate(_parts(contract, in_name)):
            rows = [
                [self._value(contract, written[head], first, n + number * ROWS, n) for head in heads]
                for n in range(ROWS + 1)
            ]
            if (lost := _lacking(heads, written)) is not None:
                rows[-1][lost] = ""
            name = _file(contract, part)
            (folder / name).write_bytes(envelopes.pack(contract.server, name, heads, rows))
            for column in in_name:
                if _is_personal(column):
                    self._planted(f"{contract.name}.{column.name}", part)
        for column in contract.columns:
            if column.physical_name in written:
                self._share(contract, column, written[column.physical_name])

    def _value(self, contract: Contract, column: Column, first: int, n: int, row: int) -> Any:
        """The value of a column in row `row` of its file, which is the dataset's row `n`."""
        place = contract.columns.index(column)
        name, is_personal = f"{contract.name}.{column.name}", _is_personal(column)
        if column.enum:
            return column.enum[row % len(column.enum)]
        if column.sql_type in ("DATE", "TIMESTAMPTZ"):
            moment = self.begin + dt.timedelta(days=row if column.is_key else place, hours=row)
            default = "%Y-%m-%d" if column.sql_type == "DATE" else "%Y-%m-%d %H:%M:%S"
            return moment.strftime(next((entry for entry in column.formats if "%" in entry), default))
        if column.sql_type == "BOOLEAN":
            return column.true_values[0] if column.true_values else "true"
        if column.sql_type == "VARCHAR" and column.pattern:
            text = matching(column.pattern, f"{place:02}{first + n + 1:03}", DIGITS if is_personal else 3)
            return self._planted(name, text) if is_personal else text
        if column.sql_type == "VARCHAR":
            return self._said(name, column, n) if is_personal else f"{column.name} {n if column.is_key else n % 2}"
        number = _number(column, place, first + n, row, is_personal)
        return self._planted(name, number) if is_personal else number

    def _said(self, name: str, column: Column, n: int) -> str:
        """A text of all that people write about themselves."""
        word = self.canaries.words.setdefault(name, f"{WORD}{len(self.canaries.words)}q")
        if LINK.fullmatch(column.name):
            return f"www.example.gov/mail/{word}@example.org/{n}?name=J+{word}&mail={word}%40example.org"
        return f"{word}, J. Jansen{n}, tel. 555{n:04} {word}, {word}@example.org, {n + 1} {word} Street"

    def _planted(self, name: str, text: str) -> str:
        """The text as it is given; what of it can be told apart is a canary."""
        runs = {run.strip(".-") for run in TELLING.findall(text)}
        if runs:
            self.canaries.values.setdefault(name, set()).update(runs)
        return text

    def _share(self, contract: Contract, column: Column, writer: Column) -> None:
        """Note of a classified column which canary its cells hold; enums are too common to be told apart."""
        name, of = f"{contract.name}.{column.name}", f"{contract.name}.{writer.name}"
        if not _is_personal(column):
            return
        if of in self.canaries.words:
            self.canaries.words[name] = self.canaries.words[of]
        elif of in self.canaries.values:
            self.canaries.values[name] = self.canaries.values[of]
        else:
            self.canaries.common.append(name)


def _is_personal(column: Column) -> bool:
    return column.classification != "public"


def _lacking(heads: Sequence[str], written: dict[str, Column]) -> int | None:
    """The place of a public column whose value a row may not lack."""
    places = [place for place, head in enumerate(heads) if written[head].required and not _is_personal(written[head])]
    return places[-1] if places else None


def _file(contract: Contract, part: str) -> str:
    """The name of the contract's path with `part` for its star and one letter for each set of letters."""
    return re.sub(r"\[(.).*?\]", r"\1", str(contract.server.path).replace("*", part))


def _parts(contract: Contract, in_name: list[Column]) -> Iterator[str]:
    """The words for the star of the contract's path, one file each."""
    for column in in_name:
        words = [f"{WORD}of{letter}" for letter in FILES]
        tells = re.search(str(column.source_pattern), _file(contract, words[0])) is not None
        numbers = [str(int(column.minimum or YEAR) + n) for n in range(len(FILES))]
        yield from column.enum or (words if tells and column.sql_type == "VARCHAR" else numbers)
        return
    yield FILES[0]


def _number(column: Column, place: int, n: int, row: int, is_personal: bool) -> str:
    least = float(column.minimum) if column.minimum is not None else 1.0
    most = float(column.maximum) if column.maximum is not None else None
    if column.sql_type != "DOUBLE":
        if is_personal and most is None:
            return str(10 ** (DIGITS - 1) + max(int(least), 0) + place * 10**6 + n)
        return str(int(least + 1 + row if most is None else min(least + 1 + row, most)))
    most = least + 2 * ROWS if most is None else most
    # Ends in no zero, so that it is written as it is read.
    return f"{least + (most - least) * (row + 1) / (ROWS + 3) + (place + 1) / 10**7:.8f}{n % 9 + 1}"


def matching(pattern: str, given: str, often: int) -> str:
    """A text of a pattern that ends in the given digits where it may; `often` digits where it may have any number."""
    digits = iter(given[::-1])
    text = _expand(parser.parse(pattern), digits, often)
    assert re.fullmatch(pattern, text) or re.search(pattern, text), (pattern, text)
    return text


def _expand(tree: Any, digits: Iterator[str], often: int) -> str:
    pieces = []
    for kind, given in reversed(list(tree)):
        if kind is sre.LITERAL:
            pieces.append(chr(given))
        elif kind is sre.IN:
            pieces.append(_one_of(given, digits))
        elif kind in (sre.MAX_REPEAT, sre.MIN_REPEAT):
            least, most, inner = given
            times = min(most, max(least, often)) if inner[0][0] in (sre.IN, sre.ANY) else least
            pieces.append("".join([_expand(inner, digits, often) for _ in range(times)][::-1]))
        elif kind is sre.SUBPATTERN:
            pieces.append(_expand(given[-1], digits, often))
        elif kind is sre.BRANCH:
            pieces.append(_expand(given[1][0], digits, often))
        elif kind is sre.ANY:
            pieces.append("x")
    return "".join(reversed(pieces))


def _one_of(given: Any, digits: Iterator[str]) -> str:
    kind, first = given[0]
    if kind is sre.CATEGORY or (kind is sre.RANGE and first[0] == ord("0")):
        return next(digits, "1")
    return chr(first[0] if kind is sre.RANGE else first)
