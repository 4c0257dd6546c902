"""Colour emoji: which clusters of characters are one, and their pictures."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache, lru_cache

from PIL import Image

from campaign.cards.faces import FONTS

FACE = "emoji"
HIGH = 0.96
"""The height of a picture in em."""
BELOW = 0.18
"""How far below the baseline it reaches, in em."""
AROUND = 0.06
"""The space on each side of it, in em."""
_JOINER, _SELECTOR, _TEXT = "\u200d", "\ufe0f", "\ufe0e"
_TONE = re.compile("[\U0001f3fb-\U0001f3ff]")
_KEYCAP = "\u20e3"


@lru_cache(1024)
def pictures_of(cluster: str, *, drawn: bool) -> tuple[int, ...]:
    """Return the pictures of a cluster, none where it is text.

    ``drawn`` says that a font has it too: then it is a picture only if it is one by default,
    or asks for it. What has no picture of its own is drawn without skin tone, then without
    sex, then in its parts.
    """
    if _TEXT in cluster:
        return ()
    asked = _SELECTOR in cluster or _KEYCAP in cluster or _is_shown(cluster)
    if drawn and not asked:
        return ()
    bare = cluster.replace(_SELECTOR, "")
    plain = _TONE.sub("", bare) or bare
    for way in (bare, plain, plain.removesuffix("\u200d♀").removesuffix("\u200d♂")):
        if way in _catalogue():
            return (_catalogue()[way],)
    parts = plain.split(_JOINER)
    known = _catalogue()
    return tuple(known[part] for part in parts) if known.keys() >= set(parts) else ()


def _is_shown(cluster: str) -> bool:
    """Tell whether Unicode shows a character as a picture where nothing else is asked."""
    import regex  # noqa: PLC0415 - for rare scripts alone

    return regex.match(r"\p{Emoji_Presentation}", cluster) is not None


@lru_cache(256)
def picture(number: int, size: int) -> Image.Image:
    """Return a picture for letters of ``size`` pixels, with transparency."""
    with _archive().open(_archive().namelist()[number]) as entry:
        content = entry.read()
    with Image.open(io.BytesIO(content)) as stored:
        whole = stored.convert("RGBA")
    high = max(1, round(size * HIGH))
    wide = max(1, round(whole.width * high / whole.height))
    return whole.resize((wide, high), Image.Resampling.LANCZOS)


def advance(number: int) -> float:
    """Return the width of a picture with the space around it, in em."""
    full = picture(number, 100)
    return full.width / full.height * HIGH + 2 * AROUND


@cache
def _archive() -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO((FONTS / "emoji.zip").read_bytes()))


@cache
def _catalogue() -> dict[str, int]:
    names = _archive().namelist()
    return {
        "".join(chr(int(code, 16)) for code in name.split("-")): number
        for number, name in enumerate(names)
    }
