"""Colour profiles for tests: what a camera, a scanner or a press would have put into a picture."""

from __future__ import annotations

import struct

from campaign.cards.srgb import BLUE, GREEN, RED, profile

SWAPPED = profile(BLUE, GREEN, RED)
"""A space whose red is what others call blue."""


def press(lab_of_no_ink: tuple[int, int, int], lab_of_ink: tuple[int, int, int]) -> bytes:
    """Return a CMYK profile: one colour without any black ink, and another with it (8 bits)."""
    same = bytes(range(256))
    grid = b"".join(bytes(lab_of_ink if number % 2 else lab_of_no_ink) for number in range(16))
    matrix = struct.pack(">9i", 65536, 0, 0, 0, 65536, 0, 0, 0, 65536)
    table = b"mft1" + bytes(4) + bytes((4, 3, 2, 0)) + matrix + same * 4 + grid + same * 3
    return _file(b"prtr", b"CMYK", b"Lab ", {b"A2B0": table, b"wtpt": _white()})


def scanner(gamma: float) -> bytes:
    """Return a profile for grey pictures with this gamma."""
    curve = b"curv" + bytes(4) + struct.pack(">IH2x", 1, round(gamma * 256))
    return _file(b"scnr", b"GRAY", b"XYZ ", {b"kTRC": curve, b"wtpt": _white()})


def _white() -> bytes:
    return b"XYZ " + bytes(4) + struct.pack(">3i", 63190, 65536, 54061)


def _file(kind: bytes, space: bytes, connection: bytes, tags: dict[bytes, bytes]) -> bytes:
    start = 128 + 4 + 12 * len(tags)
    table, body = struct.pack(">I", len(tags)), b""
    for name, content in tags.items():
        table += name + struct.pack(">II", start + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    head = struct.pack(">I4xI", start + len(body), 0x02400000) + kind + space + connection
    head += bytes(12) + b"acsp" + bytes(28) + struct.pack(">3i", 63190, 65536, 54061)
    return head.ljust(128, b"\0") + table + body
