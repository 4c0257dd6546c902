"""Looks into a picture's bytes; names and headers that clients send prove nothing."""

from __future__ import annotations

import io
from dataclasses import dataclass

FORMATS = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "GIF": "image/gif",
    "WEBP": "image/webp",
}


class NotAPicture(ValueError):
    """Bytes that no viewer can show."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a picture is: its media type and its size in pixels."""

    media_type: str
    width: int
    height: int
    frames: int


def look(content: bytes) -> Seen:
    """Return what the bytes show.

    Raises:
        NotAPicture: for anything but a whole JPEG, PNG, GIF or WEBP.
    """
    from PIL import Image  # noqa: PLC0415 - heavy, and needed only for pictures

    try:
        with Image.open(io.BytesIO(content), formats=tuple(FORMATS)) as image:
            seen = Seen(
                FORMATS[str(image.format)],
                image.width,
                image.height,
                getattr(image, "n_frames", 1),
            )
            image.verify()
    except Exception as error:
        # The decoders raise whatever their format makes them raise.
        raise NotAPicture(str(error)) from error
    if seen.media_type == "image/jpeg" and b"\xff\xd9" not in content[-1024:]:
        msg = "the picture ends too early"
        raise NotAPicture(msg)
    return seen
