"""Portraits: cut round, calmed towards one warm tone, so that different photos go together."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import TYPE_CHECKING

from PIL import Image, ImageOps

from campaign.cards.pictures import FORMATS, inspect_image
from campaign.core.card_errors import BadImage

if TYPE_CHECKING:
    from collections.abc import Mapping

FACE_HEIGHT = 0.36
"""Where faces are in portraits, from the top."""


def round_photo(path: str, files: Mapping[str, bytes], diameter: int) -> Image.Image:
    """Return the photo as a square of this side, to be pasted through a round mask.

    Raises:
        BadImage: it is missing or cannot be used; ``path`` says which.
    """
    if path not in files:
        raise BadImage(reason="missing", path=path)
    try:
        return _square(files[path], diameter)
    except BadImage as error:
        raise BadImage(reason=error.reason, path=path) from error


@lru_cache(16)
def _square(content: bytes, side: int) -> Image.Image:
    inspect_image(content)
    with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
        opened.draft("RGB", (side * 2, side * 2))
        upright = ImageOps.exif_transpose(opened)
        flat = _flat(upright)
    middle = (0.5, FACE_HEIGHT if flat.height > flat.width else 0.5)
    fitted = ImageOps.fit(flat, (side, side), Image.Resampling.LANCZOS, centering=middle)
    grey = ImageOps.autocontrast(ImageOps.grayscale(fitted), cutoff=1)
    warm = ImageOps.colorize(grey, (20, 28, 44), (255, 246, 230), mid=(152, 122, 104))
    return Image.blend(fitted, warm, 0.3)


def _flat(image: Image.Image) -> Image.Image:
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        clear = image.convert("RGBA")
        white = Image.new("RGBA", clear.size, "white")
        return Image.alpha_composite(white, clear).convert("RGB")
    return image.convert("RGB")
