"""A broadcast as somebody of the team writes it: for whom it is, the words, and how they look."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from campaign.core.folding import folded
from campaign.core.marks import marks_within
from campaign.ports.broadcasts import ALL, NEWS, OF_PANEL, Confirmed
from campaign.services.conversation.buttons import find_panel, short

if TYPE_CHECKING:
    from collections.abc import Mapping

    from campaign.services.conversation import Heard
    from campaign.services.team_counter import Request

KIND = "broadcast"
"""By this the message of a draft is known."""

_COMMAND = re.compile(r"/\S+\s*")
_PANEL_NUMBER = re.compile(r"panel\s+(\d{1,3})\b[:,]?\s*", re.IGNORECASE)
_WORD = re.compile(r"\S+\s*")


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be sent to whom; ``key`` tells this draft from others, also of the same words.

    ``shown`` is for how many people it was shown.
    """

    key: str
    audience: str | None
    text: str
    marks: str
    shown: int = 0

    def kept(self) -> Mapping[str, str]:
        """Return it as a message keeps it for its buttons."""
        return {
            "kind": KIND,
            "draft": self.key,
            "audience": self.audience or "",
            "text": self.text,
            "marks": self.marks,
            "shown": str(self.shown),
        }

    @classmethod
    def kept_in(cls, kept: Mapping[str, str]) -> Draft | None:
        """Return what a message kept; ``None`` where it is gone, or another one."""
        if kept.get("kind") != KIND:
            return None
        known = (kept["draft"], kept["audience"] or None, kept["text"], kept["marks"])
        return cls(*known, int(kept["shown"]))

    def confirmed(self, request: Request) -> Confirmed:
        """Return it as somebody confirms it now."""
        who, at = request.who, request.view.now
        return Confirmed(self.key, self.audience or ALL, self.text, self.marks, who, at)


def code_of(audience: str) -> str:
    """Return an audience as a button has it."""
    if audience in {ALL, NEWS}:
        return audience
    return short(audience.removeprefix(OF_PANEL))


def audience_of(code: str, request: Request) -> str | None:
    """Return the audience of a button; ``None`` for a panel that is gone."""
    if code in {ALL, NEWS}:
        return code
    panel = find_panel(code, request.view.content.programme)
    return f"{OF_PANEL}{panel.id}" if panel else None


def read_draft(request: Request) -> Draft:
    """Part what follows the command into for whom it is and what is said."""
    raw = request.heard.raw
    begins = (_COMMAND.match(raw) or re.match("", raw)).end()  # type: ignore[union-attr]
    audience, begins = _named(raw, begins, request)
    return Draft(str(request.heard.update_id), audience, *said_from(request.heard, begins))


def said_from(heard: Heard, begins: int) -> tuple[str, str]:
    """Return the words from there on, and their marks (JSON)."""
    before, text = heard.raw[:begins], heard.raw[begins:].rstrip()
    marks = [*marks_within(heard.marks, before, text)]
    return text, json.dumps(marks, ensure_ascii=False)


def _named(raw: str, begins: int, request: Request) -> tuple[str | None, int]:
    """Return the audience that is named first, and where the words begin that follow it."""
    programme = request.view.content.programme
    numbered = _PANEL_NUMBER.match(raw, begins)
    if numbered is not None:
        number = int(numbered[1])
        panel = next((p for p in programme.panels if p.number == number), None)
        return (f"{OF_PANEL}{panel.id}", numbered.end()) if panel else (None, begins)
    word = _WORD.match(raw, begins)
    if word is None:
        return None, begins
    said = folded(word[0].strip().rstrip(":,"))
    for audience in (ALL, NEWS):
        if said in _words(f"team.broadcast.words.{audience}", request):
            return audience, word.end()
    panel = next((p for p in programme.panels if folded(p.id) == said), None)
    return (f"{OF_PANEL}{panel.id}", word.end()) if panel else (None, begins)


def _words(name: str, request: Request) -> frozenset[str]:
    tongues = request.view.tongues
    return frozenset(
        folded(w) for code in tongues.codes for w in tongues.phrases_of(code).words(name)
    )
