"""Foreign text made fit to be shown: file names, cells, messages that quote them.

On a terminal a character may move the cursor, change a title or open a link; on a page it may change the reading
direction. Such characters are shown as their escapes. Names of files are bytes and are decoded here.
"""

import os
import re
from pathlib import PurePath

HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b\u200e\u200f\u2028-\u202e"
    "\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f\ud800-\udfff]"
)
"""Control and format characters, line and paragraph separators, surrogates; the two joiners are part of words."""
_RAW_BYTE = range(0xDC80, 0xDD00)
"""The surrogates that Python uses for bytes that are not UTF-8."""


def visible(text: str, *, lines: bool = False) -> str:
    """The text with every hidden character as its escape; `lines` keeps line ends and tabs."""
    if lines:
        return HIDDEN.sub(lambda found: _kept(found[0]), text.replace("\r\n", "\n"))
    return HIDDEN.sub(lambda found: _escape(found[0]), text)


def decoded(name: str | bytes) -> str:
    """The name of a file: UTF-8, else GB18030, else with the odd bytes as escapes."""
    raw = os.fsencode(name) if isinstance(name, str) else name
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "backslashreplace")


def path_text(path: PurePath) -> str:
    """A path as it is shown: each part decoded, nothing hidden in it."""
    root, *rest = [str(path.anchor), *path.relative_to(path.anchor).parts] if path.anchor else ["", *path.parts]
    return root + "/".join(visible(decoded(part)) for part in rest) if rest or root else "."


def _kept(letter: str) -> str:
    return letter if letter in "\n\t" else _escape(letter)


def _escape(letter: str) -> str:
    code = ord(letter)
    if letter in "\n\r\t":
        return {"\n": "\\n", "\r": "\\r", "\t": "\\t"}[letter]
    if code in _RAW_BYTE:
        return f"\\x{code - 0xDC00:02x}"
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
