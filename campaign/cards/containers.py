"""The outer structure of picture files, read without decoding a pixel.

Sizes are known, and bombs refused, before any decoder runs. Formats: JPEG (ITU T.81),
PNG with APNG (W3C), GIF 89a, WebP (RFC 9649).
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

from campaign.core.card_errors import BadImage


@dataclass(frozen=True, slots=True)
class Outline:
    """A picture file: its media type, size in pixels, where it ends, whether it moves.

    ``kept`` are the bytes that its decoder needs besides the pixels.
    """

    media_type: str
    width: int
    height: int
    end: int
    animated: bool
    kept: int = 0


def outline(content: bytes) -> Outline:
    """Return the outline of a picture.

    Raises:
        BadImage: ``empty``, ``vector``, ``unknown-format``, ``truncated`` or ``damaged``.
    """
    if not content:
        raise BadImage(reason="empty")
    for signature, reader in _READERS:
        if signature.match(content):
            try:
                return reader(content)
            except (IndexError, struct.error) as error:
                raise BadImage(reason="truncated") from error
    head = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<svg", b"<?xml", b"<!doctype svg")):
        raise BadImage(reason="vector")
    raise BadImage(reason="unknown-format")


def _png(content: bytes) -> Outline:
    width, height = struct.unpack_from(">II", content, 16)
    animated = False
    at = 8
    while True:
        length, kind = struct.unpack_from(">I4s", content, at)
        at += 12 + length
        if at > len(content):
            raise BadImage(reason="truncated")
        animated = animated or kind == b"acTL"
        if kind == b"IEND":
            return Outline("image/png", width, height, at, animated)


_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_SIZES = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})
_SCAN, _END = 0xDA, 0xD9
_MOST_SCANS = 64


def _jpeg(content: bytes) -> Outline:
    at, scans = 2, 0
    size, kept = (0, 0), 0
    while True:
        found = _MARKER.search(content, at)
        if found is None:
            raise BadImage(reason="truncated")
        kind = content[found.end() - 1]
        if kind == _END:
            return Outline(
                "image/jpeg", *size, found.end(), animated=False, kept=kept * (scans > 1)
            )
        if kind in _SIZES:
            height, width = struct.unpack_from(">HH", content, found.end() + 3)
            size, kept = (width, height), _coefficients(content, found.end(), width * height)
        scans += kind == _SCAN
        if scans > _MOST_SCANS:
            raise BadImage(reason="damaged")
        (length,) = struct.unpack_from(">H", content, found.end())
        at = found.end() + length


def _coefficients(content: bytes, frame: int, area: int) -> int:
    """Return the bytes that a decoder keeps of a JPEG that comes in several scans: two for each
    value, of each channel as far as it is not sampled down.
    """
    count = content[frame + 7]
    factors = [content[frame + 9 + 3 * number] for number in range(count)]
    shares = [(factor >> 4) * (factor & 15) for factor in factors]
    return 2 * area * sum(shares) // max(1, *shares)


_GIF_IMAGE, _GIF_EXTENSION, _GIF_END = 0x2C, 0x21, 0x3B


def _gif(content: bytes) -> Outline:
    width, height, flags = struct.unpack_from("<HHB", content, 6)
    at = 13 + _palette(flags)
    frames = 0
    while content[at] != _GIF_END:
        if content[at] == _GIF_IMAGE:
            frames += 1
            at += 11 + _palette(content[at + 9])
        elif content[at] == _GIF_EXTENSION:
            at += 2
        else:
            raise BadImage(reason="damaged")
        while content[at]:
            at += 1 + content[at]
        at += 1
    return Outline("image/gif", width, height, at + 1, frames > 1)


def _palette(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _webp(content: bytes) -> Outline:
    (length,) = struct.unpack_from("<I", content, 4)
    kind = content[12:16]
    if length + 8 > len(content):
        raise BadImage(reason="truncated")
    animated = False
    if kind == b"VP8X":
        animated = bool(content[20] & 2)
        width = int.from_bytes(content[24:27], "little") + 1
        height = int.from_bytes(content[27:30], "little") + 1
    elif kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", content, 21)
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    else:
        width, height = (v & 0x3FFF for v in struct.unpack_from("<HH", content, 26))
    return Outline("image/webp", width, height, length + 8, animated)


_READERS = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), _png),
    (re.compile(rb"\xff\xd8\xff"), _jpeg),
    (re.compile(rb"GIF8[79]a"), _gif),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), _webp),
)
