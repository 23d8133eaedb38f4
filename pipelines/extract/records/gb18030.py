"""Decodes GB18030 in its edition of 2022: the codec `gb18030-2022`, which importing this module registers.

Python's own codec keeps the edition of 2000. It gives 25 two-byte codes a private-use code point that no other system
writes, so that one name in two files becomes two names. Here each code is decoded to its character of 2022.
"""

import codecs
import re
from typing import Any

NAME = "gb18030-2022"
CHARACTERS = {
    **dict(
        zip("\ue78d\ue78e\ue78f\ue790\ue791\ue792\ue793", "\ufe10\ufe12\ufe11\ufe13\ufe14\ufe15\ufe16", strict=True)
    ),
    **dict(zip("\ue794\ue795\ue796\ue7c7", "\ufe17\ufe18\ufe19\u1e3f", strict=True)),
    **dict(zip("\ue81e\ue826\ue82b\ue82c", "\u9fb4\u9fb5\u9fb6\u9fb7", strict=True)),
    **dict(zip("\ue832\ue843\ue854\ue864", "\u9fb8\u9fb9\u9fba\u9fbb", strict=True)),
    **dict(zip("\ue816\ue817\ue818", "\U00020087\U00020089\U000200cc", strict=True)),
    **dict(zip("\ue831\ue83b\ue855", "\U000215d7\U0002298f\U000241fe", strict=True)),
}
"""Private code points that Python's codec reads, and the characters that they denote."""

_PRIVATE = re.compile(f"[{''.join(CHARACTERS)}]")
_LEAD = b"\xee"
"""The first byte of each of these private code points in UTF-8; most texts contain none of these bytes."""


def _mended(text: str) -> str:
    if text.isascii() or _LEAD not in text.encode("utf-8", "surrogatepass"):
        return text
    return _PRIVATE.sub(lambda found: CHARACTERS[found.group()], text)


def _decode(data: Any, errors: str = "strict", /) -> tuple[str, int]:
    text, length = codecs.getdecoder("gb18030")(data, errors)
    return _mended(text), length


class _Decoder(codecs.IncrementalDecoder):
    """Decodes piece by piece; a character that a piece cuts in two waits for the next."""

    def __init__(self, errors: str = "strict") -> None:
        super().__init__(errors)
        self._inner = codecs.getincrementaldecoder("gb18030")(errors)

    def decode(self, data: bytes, final: bool = False) -> str:  # type: ignore[override]
        return _mended(self._inner.decode(data, final))

    def reset(self) -> None:
        self._inner.reset()

    def getstate(self) -> tuple[bytes, int]:
        return self._inner.getstate()

    def setstate(self, state: tuple[bytes, int]) -> None:
        self._inner.setstate(state)


def _search(name: str) -> codecs.CodecInfo | None:
    if name.replace("_", "-") != NAME:
        return None
    plain = codecs.lookup("gb18030")
    return codecs.CodecInfo(
        encode=plain.encode, decode=_decode, incrementalencoder=plain.incrementalencoder, incrementaldecoder=_Decoder,
        streamreader=plain.streamreader, streamwriter=plain.streamwriter, name=NAME,
    )  # fmt: skip


codecs.register(_search)
