"""How parent and rendering child speak: frames of a length and bytes.

The parent writes pickles, for the child trusts it; the child answers in JSON and
raw bytes, for what a template made of the child is not to be trusted.
"""

from __future__ import annotations

import struct
from typing import IO

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
