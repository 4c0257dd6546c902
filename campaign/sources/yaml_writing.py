"""Writing YAML that people go on editing: short, in order, nothing where nothing is known."""

from __future__ import annotations

from textwrap import wrap
from typing import Any

import yaml

_WIDTH = 92


class _Writer(yaml.SafeDumper):
    """Writes nothing for ``None``, and texts of several lines as blocks."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: FBT001, FBT002 -- as inherited
        del indentless
        super().increase_indent(flow, False)  # noqa: FBT003


def _nothing(writer: yaml.SafeDumper, _: None) -> yaml.Node:
    return writer.represent_scalar("tag:yaml.org,2002:null", "")


def _text(writer: yaml.SafeDumper, text: str) -> yaml.Node:
    if text.isdecimal() and text.isascii() and str(int(text)) == text:
        return writer.represent_scalar("tag:yaml.org,2002:int", text)
    style = "|" if "\n" in text else None
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Writer.add_representer(type(None), _nothing)
_Writer.add_representer(str, _text)


def written(value: dict[str, Any] | list[Any], head: str = "") -> bytes:
    """Return ``value`` (texts, lists and mappings) as YAML below ``head`` as a comment.

    The groups of a list stand apart from each other.
    """
    told = (wrap(line, _WIDTH) for line in head.splitlines())
    comment = "".join(f"# {line}\n" for lines in told for line in lines)
    pieces = [[item] for item in value] if isinstance(value, list) else [value]
    body = "\n".join(_dumped(piece) for piece in pieces) or "[]\n"
    return f"{comment}\n{body}".encode()


def _dumped(value: object) -> str:
    text: str = yaml.dump(value, Dumper=_Writer, allow_unicode=True, sort_keys=False, width=_WIDTH)
    return text
