"""Decodes one whole JSON document from its bytes; any other text is refused."""

import json
from pathlib import Path
from typing import Any, NoReturn

from pipelines.extract.readers.csv_normal import wrong_encoding
from pipelines.extract.records.archive import AGAIN
from warehouse.errors import HgtError, words


def constant(text: str) -> NoReturn:
    """Refuse NaN and the infinities, which Python's decoder would read."""
    raise ValueError(f"{text} is not JSON")


def document(
    path: Path, source: str, encoding: str, decoder: json.JSONDecoder, *, fault: str, accepted: str
) -> tuple[str, Any]:
    """The text of a document and its value. `fault` words the refusal around the decoder's own words."""
    try:
        text = path.read_bytes().decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        raise wrong_encoding(source, encoding, error.start) from error
    try:
        return text, decoder.decode(text)
    except ValueError as error:
        raise HgtError(fault.format(words(error)), file=source, accepted=accepted, next=AGAIN) from error
