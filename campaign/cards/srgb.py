"""The colour profile that a card carries: sRGB in half a kilobyte (ICC.1:2010, version 4).

A picture without a profile is shown in the colours of the screen by some programs, and screens
show more colours than sRGB has: corals turn to neon. The same profile comes out on every machine.
"""

from __future__ import annotations

import struct
from functools import cache

Xyz = tuple[float, float, float]

_D50: Xyz = (0.9642, 1.0, 0.8249)
RED: Xyz = (0.436066, 0.222488, 0.013916)
GREEN: Xyz = (0.385147, 0.716873, 0.097076)
BLUE: Xyz = (0.143066, 0.060608, 0.714096)
"""The primaries as they are under the light of the profile's connection space."""

_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
_ADAPTED = (1.047882, 0.022919, -0.050201, 0.029587, 0.990479, -0.017059, -0.009232, 0.015076)
_TO_D50 = (*_ADAPTED, 0.751678)
_HEAD, _TAG = 128, 12


@cache
def profile(red: Xyz = RED, green: Xyz = GREEN, blue: Xyz = BLUE) -> bytes:
    """Return the profile of sRGB, or of another space with its curve and other primaries."""
    curve = b"para" + bytes(4) + struct.pack(">H2x", 3) + _fixed(*_CURVE)
    tags = {
        b"desc": _words("sRGB"),
        b"cprt": _words("CC0"),
        b"wtpt": _xyz(_D50),
        b"chad": b"sf32" + bytes(4) + _fixed(*_TO_D50),
        b"rXYZ": _xyz(red),
        b"gXYZ": _xyz(green),
        b"bXYZ": _xyz(blue),
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    table, body = struct.pack(">I", len(tags)), b""
    start = _HEAD + 4 + _TAG * len(tags)
    places: dict[bytes, int] = {}
    for name, content in tags.items():
        if content not in places:
            places[content] = start + len(body)
            body += content + bytes(-len(content) % 4)
        table += name + struct.pack(">II", places[content], len(content))
    return _head(start + len(body)) + table + body


def _head(size: int) -> bytes:
    made = struct.pack(">6H", 2022, 1, 1, 0, 0, 0)
    first = struct.pack(">I4xI", size, 0x04200000) + b"mntrRGB XYZ " + made + b"acsp"
    return (first + bytes(28) + _fixed(*_D50)).ljust(_HEAD, b"\0")


def _xyz(values: Xyz) -> bytes:
    return b"XYZ " + bytes(4) + _fixed(*values)


def _words(text: str) -> bytes:
    said = text.encode("utf-16-be")
    return b"mluc" + bytes(4) + struct.pack(">II4sII", 1, 12, b"enUS", len(said), 28) + said


def _fixed(*values: float) -> bytes:
    return b"".join(struct.pack(">i", round(value * 65536)) for value in values)
