"""What is asked of the renderer and what comes back: templates in, words and facts out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from campaign.core.facts import FactName, FactRead
    from campaign.core.problems import Code


PART_LINE = re.compile(r"^\s*={3,}\s*$", re.MULTILINE)
"""A line of equal signs: here the next part of a thread begins."""

MARKUP = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
"""What in a template is not typed text."""

CHANNEL = "channel"
"""The name by which a template sees the channel that it is rendered for."""

GAP = re.compile("\ue000([^\ue000\ue001]*)\ue001")
"""A mark in a text rendered with ``gaps``: here stands a fact that nobody knows yet."""


@dataclass(frozen=True, slots=True)
class RenderJob:
    """One text for one subject on one channel, and templates of alternative texts.

    ``channel`` is empty where no template names it: the text is the same on every channel.

    With ``gaps`` a fact that nobody knows yet becomes a mark (:data:`GAP`) instead of
    leaving the text empty: to be looked at, never to be sent. What is ``masked`` counts
    as unknown, whatever is known of it.
    """

    template: str
    channel: str
    subject: str | None = None
    alts: tuple[str, ...] = ()
    gaps: bool = False
    masked: tuple[FactName, ...] = ()


@dataclass(frozen=True, slots=True)
class RenderFault:
    """Why a template gave nothing; ``line`` counts from 1 inside the template."""

    code: Code
    params: Mapping[str, str] = field(default_factory=dict)
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a template gave: thread parts, alternative texts, facts used and facts missing.

    While facts are missing there are no ``parts``, but their ``outline``: with a mark
    (:data:`GAP`) for each place in which a missing fact would stand.
    """

    parts: tuple[str, ...] = ()
    alts: tuple[str, ...] = ()
    facts: tuple[FactRead, ...] = ()
    missing: tuple[FactName, ...] = ()
    fault: RenderFault | None = None
    outline: tuple[str, ...] = ()


TOO_MUCH = "too-slow"
"""The fault of what took more time or memory than it may; told by ``cards.undrawn`` of a card,
by ``cards.image`` of a picture.
"""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A card's bytes, or why it could not be drawn (``field`` of the spec, and its text).

    Where a photo or a font is to blame, ``file`` names it as the spec does, and ``why`` is the
    key of the reason, in ``cards.image`` or ``cards.font``.
    """

    content: bytes = b""
    fault: str | None = None
    field: str | None = None
    file: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Inspected:
    """What an image file is (size in pixels), or why it is none that may go out.

    ``no_logo`` is why it may, and yet can be no logo.
    """

    media_type: str = ""
    width: int = 0
    height: int = 0
    fault: str | None = None
    no_logo: str = ""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A picture ready to go out: bytes without metadata, and what they are now."""

    content: bytes
    info: Inspected
