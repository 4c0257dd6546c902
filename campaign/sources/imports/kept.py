"""What a programme of ours says besides its panels: an import leaves it as somebody wrote it."""

from __future__ import annotations

import re
from typing import Final

from campaign.sources.yamldoc import Pairs, Scalar, decode, parse

PANELS: Final = "panels"

_FIELD = re.compile(r"([A-Za-z_][\w-]*)\s*:")


def with_the_rest(file: str, imported: str, former: bytes) -> tuple[str, tuple[str, ...]]:
    """Return an imported programme with the other fields of the ``former``, and their names.

    Each field is taken with the comments right above it. A former one that cannot be read, or is
    written on one line in braces, gives nothing.
    """
    node, problem = parse(file, former)
    text, _ = decode(file, former)
    if problem is not None or not isinstance(node, Pairs) or text is None:
        return imported, ()
    known = {key.text for key, _ in node if isinstance(key, Scalar)}
    parts = [part for part in _parts(text) if part[0] in known and part[0] != PANELS]
    kept = [body.strip("\n") for _, body in parts]
    return "\n\n".join([imported.rstrip("\n"), *kept]) + "\n", tuple(name for name, _ in parts)


def _parts(text: str) -> list[tuple[str, str]]:
    """Return the fields of the outermost mapping: name, and lines with the comments above."""
    parts: list[tuple[str, list[str]]] = []
    above: list[str] = []
    for line in text.splitlines():
        found = _FIELD.match(line)
        if found is not None:
            parts.append((found[1], [*above, line]))
            above = []
        elif line.startswith("#"):
            above.append(line)
        elif not line.strip():
            above = [] if not parts else [*above, line]
        elif parts:
            parts[-1][1].extend([*above, line])
            above = []
    return [(name, "\n".join(lines)) for name, lines in parts]
