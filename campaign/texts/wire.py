"""How parent and rendering child speak: frames of a length and bytes.

The parent writes pickles, for the child trusts it; the child answers in JSON and
raw bytes, for what a template made of the child is not to be trusted.
"""

from __future__ import annotations

import json
import struct
from typing import IO

from campaign.core.facts import FactName, FactRead
from campaign.core.problems import Code
from campaign.core.rendering import Rendered, RenderFault

ASKING = b"?"
"""How a frame begins by which the child asks for a file: its SHA-256 follows. No JSON does."""

_LENGTH = struct.Struct(">Q")


def write_frame(stream: IO[bytes], content: bytes) -> None:
    """Write one frame and flush."""
    stream.write(_LENGTH.pack(len(content)))
    stream.write(content)
    stream.flush()


def read_frame(stream: IO[bytes], longest: int) -> bytes:
    """Read one frame.

    Raises:
        EOFError: when the other side is gone, or says more than ``longest`` bytes.
    """
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    if length > longest:
        raise EOFError
    content = stream.read(length)
    if len(content) < length:
        raise EOFError
    return content


def encode_rendered(result: Rendered) -> bytes:
    """Return a result as JSON, field by field: there are thousands of them."""
    fault = result.fault
    data = [
        result.parts,
        result.alts,
        [(fact.subject, fact.name, fact.value) for fact in result.facts],
        [(fact.subject, fact.name) for fact in result.missing],
        [fault.code, dict(fault.params), fault.line] if fault else None,
        result.outline,
    ]
    return json.dumps(data, ensure_ascii=False).encode()


def decode_rendered(raw: bytes) -> Rendered:
    """Read what :func:`encode_rendered` wrote; raises ValueError for anything else."""
    parts, alts, facts, missing, fault, outline = json.loads(raw)
    return Rendered(
        parts=tuple(map(str, parts)),
        alts=tuple(map(str, alts)),
        facts=tuple(FactRead(*fact) for fact in facts),
        missing=tuple(FactName(*fact) for fact in missing),
        fault=RenderFault(Code(fault[0]), fault[1], fault[2]) if fault else None,
        outline=tuple(map(str, outline)),
    )
