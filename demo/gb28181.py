"""The catalogue answer of GB/T 28181: XML in GB2312 with the number of devices stated."""

from pathlib import Path
from xml.sax.saxutils import escape

import polars as pl

from demo import writers

HEAD = '<?xml version="1.0" encoding="GB2312"?>'
NESTED = "Info/"


def catalogue(
    folder: Path, file: str, frame: pl.DataFrame, key: tuple[str, ...], *, platform_id: str
) -> list[writers.Place]:
    """One answer. The frame's columns are elements of an item; those in `Info/` stand in its inner element."""
    items = [_item(row) for row in writers.visible(frame).iter_rows(named=True)]
    lines = [
        HEAD, "<Response>", "<CmdType>Catalog</CmdType>", "<SN>17430</SN>", f"<DeviceID>{platform_id}</DeviceID>",
        f"<SumNum>{len(items)}</SumNum>", f'<DeviceList Num="{len(items)}">', *items, "</DeviceList>",
        "</Response>", "",
    ]  # fmt: skip
    (folder / file).write_bytes("\r\n".join(lines).encode("gb18030"))
    return writers.placed(frame, file, "row", 1, key)


def _item(row: dict[str, str | None]) -> str:
    plain = [_element(name, text) for name, text in row.items() if text is not None and not name.startswith(NESTED)]
    inner = [
        _element(name.removeprefix(NESTED), text)
        for name, text in row.items()
        if text is not None and name.startswith(NESTED)
    ]
    return "<Item>" + "".join(plain) + "<Info>" + "".join(inner) + "</Info></Item>"


def _element(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>"
