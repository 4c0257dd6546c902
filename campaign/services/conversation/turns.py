"""What the bot says and changes in answer to one update."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from campaign.ports.held import Held
    from campaign.ports.messages import Message
    from campaign.ports.questions import Act, Outcome
    from campaign.services.conversation.hearing import Heard
    from campaign.services.conversation.view import View

LONGEST = 4_000
"""Telegram takes 4096 UTF-16 units; what is longer is cut at a line."""


class Asks(StrEnum):
    """What a message asks: yes or no, which of its buttons, or a text. It may be typed."""

    WHETHER = "whether"
    WHICH = "which"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Document:
    """A file that goes with a message; ``content`` is text, ``raw`` what is no text.

    What holds people's data is not stored with the message: ``made`` names what makes its bytes
    when it is sent.
    """

    name: str
    media_type: str
    content: str = ""
    made: str | None = None
    raw: bytes = b""

    def stored(self) -> dict[str, str]:
        """Return the file as it is stored with its message."""
        stored = {"name": self.name, "media_type": self.media_type, "content": self.content}
        if self.made:
            stored["made"] = self.made
        if self.raw:
            stored["raw"] = base64.b64encode(self.raw).decode()
        return stored


@dataclass(frozen=True, slots=True)
class Reply:
    """One message: plain text, buttons as ``(label, data or address)``, and a file.

    ``marks`` tell how its words look (:mod:`campaign.core.marks`). ``about`` is the delivery that a
    message to the team speaks of, ``wish`` the name of the
    wish that the message answers, ``language`` the one in which it is told. ``kept`` is what the
    buttons of a message are about, where that does not fit into them. ``answers`` is
    the number of the message that is answered, where many talk at once. ``questions`` are the
    numbers of those whose words or authors it tells: by them it is found when one is erased.
    """

    text: str
    buttons: tuple[tuple[str, str], ...] = ()
    document: Document | None = None
    asks: Asks | None = None
    about: int | None = None
    wish: str | None = None
    language: str | None = None
    kept: Mapping[str, str] | None = None
    answers: int | None = None
    marks: tuple[Mapping[str, object], ...] = ()
    questions: tuple[int, ...] = ()

    def body(self) -> str:
        """Return the message as it is stored: what is nothing stands nowhere."""
        body: dict[str, object] = {"text": clipped(self.text)}
        more: dict[str, object] = {
            "buttons": [list(button) for button in self.buttons],
            "marks": [dict(mark) for mark in self.marks],
            "asks": self.asks and self.asks.value,
            "wish": self.wish,
            "language": self.language,
            "answers": self.answers,
            "kept": dict(self.kept or {}),
            "questions": list(self.questions),
            "document": self.document and self.document.stored(),
        }
        body |= {name: value for name, value in more.items() if value}
        if self.about is not None:
            body["about"] = self.about
        return json.dumps(body, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Turn:
    """Replies, what they change, and what the team is told (text and its dedupe value).

    ``withdraw`` is the purpose to which the person agrees no longer.
    ``erase`` takes away everything that is held of the person, ``silence`` what waits to be told
    to them. ``tell`` makes further replies from what was held before. ``questions`` is what is done
    with questions for panels, each with what makes the replies from what came of it; ``notices``
    are for those whom that concerns.
    """

    replies: tuple[Reply, ...] = ()
    sign_up: tuple[str, ...] = ()
    cancel: tuple[str, ...] = ()
    consent: tuple[str, str, str] | None = None
    withdraw: str | None = None
    language: str | None = None
    to_team: tuple[Message, ...] = ()
    erase: bool = False
    silence: bool = False
    tell: tuple[Callable[[Held], Turn], ...] = ()
    questions: tuple[tuple[Act, Callable[[Outcome], Turn]], ...] = ()
    notices: tuple[Message, ...] = ()

    def __add__(self, other: Turn) -> Turn:
        return replace(
            self,
            replies=(*self.replies, *other.replies),
            sign_up=(*self.sign_up, *other.sign_up),
            cancel=(*self.cancel, *other.cancel),
            consent=self.consent or other.consent,
            withdraw=self.withdraw or other.withdraw,
            language=self.language or other.language,
            to_team=(*self.to_team, *other.to_team),
            erase=self.erase or other.erase,
            silence=self.silence or other.silence,
            tell=(*self.tell, *other.tell),
            questions=(*self.questions, *other.questions),
            notices=(*self.notices, *other.notices),
        )


Door: TypeAlias = "Callable[[str, Heard, View], Turn]"
"""Handles buttons whose data begin with a prefix; gets what follows it."""


def clipped(text: str) -> str:
    """Return text that fits into one message, cut at the end of a line where it is too long."""
    if len(text.encode("utf-16-le")) // 2 <= LONGEST:
        return text
    cut = text.encode("utf-16-le")[: 2 * LONGEST].decode("utf-16-le", "ignore")
    head = cut.rpartition("\n")[0] or cut
    return f"{head}\n…"
