"""JSON whose objects know where they begin, so that a problem can be told with its line."""

from __future__ import annotations

import json
from json import decoder, scanner
from typing import Any


class LinedObject(dict[str, Any]):
    """An object of the file; ``at`` is the offset of its brace in the text."""

    at: int = 0


class _LinedDecoder(json.JSONDecoder):
    """The standard decoder in its Python form, which lets us see where an object begins."""

    def __init__(self) -> None:
        super().__init__()
        self.parse_object = self._object
        self.scan_once = scanner.py_make_scanner(self)  # type: ignore[attr-defined]

    def _object(self, begin: tuple[str, int], *rest: Any) -> tuple[LinedObject, int]:
        plain, end = decoder.JSONObject(begin, *rest)  # type: ignore[attr-defined]
        found = LinedObject(plain)
        found.at = begin[1] - 1
        return found, end


def read_lined(text: str) -> Any:
    """Return the content of ``text``.

    Raises:
        json.JSONDecodeError: for what is no JSON.
        RecursionError: for a file that is nested without end.
    """
    return _LinedDecoder().decode(text)


def line_of(node: object, text: str) -> int | None:
    """Return the line at which an object of :func:`read_lined` begins, from 1."""
    return text.count("\n", 0, node.at) + 1 if isinstance(node, LinedObject) else None
