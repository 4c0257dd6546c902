"""The values of formulas, put back where openpyxl writes the formula alone.

Without them a workbook that only passed through here would look as if it had never
been calculated, to us as to any other program that reads values.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Mapping

_FORMULA = re.compile(
    rb'<c r="([A-Z]+\d+)"([^>]*)>(<f(?:/>|[^>]*/>|[^>]*>[^<]*</f>))<v(?: ?/>|></v>)',
)
_TYPE = re.compile(rb'\s+t="[^"]*"')


def with_cached_values(raw: bytes, cached: Mapping[int, Mapping[str, object]]) -> bytes:
    """Return the workbook with ``cached`` values, by the sheet's position and the cell's name.

    Dates are given as the numbers that the workbook counts them by.
    """
    parts = {f"xl/worksheets/sheet{number + 1}.xml": cells for number, cells in cached.items()}
    source = zipfile.ZipFile(io.BytesIO(raw))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            content = source.read(info)
            if info.filename in parts:
                content = _filled(content, parts[info.filename])
            target.writestr(info, content)
    return buffer.getvalue()


def _filled(xml: bytes, cells: Mapping[str, object]) -> bytes:
    def fill(found: re.Match[bytes]) -> bytes:
        written = _written(cells.get(found[1].decode()))
        if written is None:
            return found[0]
        kind, value = written
        attributes = _TYPE.sub(b"", found[2]) + (b' t="%s"' % kind if kind else b"")
        return b'<c r="%s"%s>%s<v>%s</v>' % (found[1], attributes, found[3], value)

    return _FORMULA.sub(fill, xml)


def _written(value: object) -> tuple[bytes, bytes] | None:
    """Return a value's type and text as workbooks keep them."""
    if value is None:
        return None
    if isinstance(value, bool):
        return b"b", b"1" if value else b"0"
    if isinstance(value, int | float):
        return b"", repr(value).encode()
    kind = b"e" if str(value).startswith("#") and str(value).isupper() else b"str"
    return kind, escape(str(value)).encode()
