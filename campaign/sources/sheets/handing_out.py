"""Tables that are handed out: whatever people typed into them stays text, in every program."""

from __future__ import annotations

import csv
import io
import re
from datetime import datetime
from typing import TYPE_CHECKING

from campaign.sources.sheets.plan_sheet import plan_workbook

if TYPE_CHECKING:
    from collections.abc import Sequence

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_ACTS = re.compile(r"[\t\r\n]|\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")
"""How a text begins that a spreadsheet may take for a formula, as OWASP lists them."""


def defused(text: str) -> str:
    """Return text that no spreadsheet takes for a formula: an apostrophe goes before it.

    >>> defused("=1+1")
    "'=1+1"
    """
    plain = _CONTROLS.sub("", text)
    return f"'{plain}" if _ACTS.match(plain) else plain


def csv_table(headers: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    """Return a table as CSV in UTF-8, with the mark by which spreadsheets know that."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow([defused(header) for header in headers])
    writer.writerows([[_cell(value) for value in row] for row in rows])
    return buffer.getvalue().encode("utf-8-sig")


def xlsx_table(headers: Sequence[str], rows: Sequence[Sequence[object]], title: str) -> bytes:
    """Return a table as a workbook with one sheet."""
    safe = [[defused(one) if isinstance(one, str) else one for one in row] for row in rows]
    return plan_workbook([defused(header) for header in headers], safe, title)


def _cell(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")[:16]
    return defused(value) if isinstance(value, str) else value
