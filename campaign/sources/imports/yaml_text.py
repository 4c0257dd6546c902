"""Text as YAML that people can read: quoted where it is one line, a block where it is more."""

from __future__ import annotations

import json
import re

_UNPRINTABLE = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|\ufeff")
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")


def clean(text: str) -> str:
    """Return ``text`` without what YAML cannot carry, with plain line ends."""
    return _UNPRINTABLE.sub("", _LINE_ENDS.sub("\n", text)).strip()


def one_line(text: str) -> str:
    """Return ``text`` on one line."""
    return " ".join(clean(text).split())


def quoted(text: str) -> str:
    """Return a value of one line, in double quotes."""
    return json.dumps(one_line(text), ensure_ascii=False)


def block(text: str, indent: str) -> str:
    """Return a value of several lines as a block below its field, else a quoted one."""
    lines = [line.rstrip() for line in clean(text).expandtabs(4).split("\n")]
    if len(lines) == 1:
        return quoted(text)
    below = "\n".join(f"{indent}{line}" if line else "" for line in lines)
    return f"|-\n{below}"


def comment(text: str, indent: str = "") -> list[str]:
    """Return ``text`` as comment lines, whatever it holds."""
    return [f"{indent}# {line}".rstrip() for line in clean(text).split("\n")]
