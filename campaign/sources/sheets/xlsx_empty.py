"""A workbook without the rows of which nothing is but their look.

Somebody colours a whole column, and every row of the sheet is in the file, empty. Millions
of them take a parser of XML ten seconds, and a regular expression a fraction of that.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import deque

_LARGE = 1024 * 1024
"""Bytes of a part from which on it is worth while."""

_CELL = rb"<(?:\w+:)?c\b[^<>]*+(?:(?<=/)>|>\s*+</(?:\w+:)?c>)"
_ROW = rb"<(?:(\w+):)?row\b[^<>]*+(?:(?<=/)>|>\s*+(?:%b\s*+)*+</(?:\w+:)?row>)" % _CELL
_RUN = re.compile(rb"(?:%b\s*+)++" % _ROW)
_OPENED = re.compile(rb"<(?:\w+:)?row\b")
_NUMBER = re.compile(rb"<(?:\w+:)?row\b[^<>]*?\sr=[\"'](\d+)")
_HIDING = (b"<!--", b"<![CDATA[", b"<!DOCTYPE")
"""What may hold the text of a row without there being one, or be another matter altogether."""


def without_empty_rows(workbook: bytes) -> bytes:
    """Return the workbook with one row for each run of empty ones: the last, for its number.

    What is small is left as it is.
    """
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        large = [part for part in archive.infolist() if part.file_size > _LARGE]
        slim = {part.filename: _slim(archive.read(part)) for part in large if _is_sheet(part)}
        if not slim:
            return workbook
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as copy:
            for part in archive.infolist():
                content = slim.get(part.filename)
                copy.writestr(part.filename, archive.read(part) if content is None else content)
    return made.getvalue()


def _is_sheet(part: zipfile.ZipInfo) -> bool:
    return part.filename.startswith("xl/worksheets/")


def _slim(markup: bytes) -> bytes:
    if any(sign in markup for sign in _HIDING):
        return markup
    pieces: list[bytes] = []
    number, end = 0, 0
    for run in _RUN.finditer(markup):
        full = markup[end : run.start()]
        number = _last_number(run[0], _last_number(full, number))
        prefix = run[1] + b":" if run[1] else b""
        pieces += [full, b'<%brow r="%d"/>' % (prefix, number)]
        end = run.end()
    return b"".join([*pieces, markup[end:]])


def _last_number(rows: bytes, before: int) -> int:
    """Return the number of the last of ``rows``: its own, or counted from the ones before."""
    last = max(rows.rfind(b"<row"), rows.rfind(b":row"))
    own = _NUMBER.search(rows, max(rows.rfind(b"<", 0, last + 1), 0)) if last >= 0 else None
    if own is not None:
        return int(own[1])
    numbered = next(iter(deque(_NUMBER.finditer(rows), maxlen=1)), None)
    if numbered is None:
        return before + len(_OPENED.findall(rows))
    return int(numbered[1]) + len(_OPENED.findall(rows, numbered.end()))
