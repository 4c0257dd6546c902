"""What the team asks of the bot in its chat: a command or a button, and who asks."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from campaign.core.facts import LINKS, PUBLICATION
from campaign.core.folding import folded
from campaign.services.conversation import Manner, Reply, Turn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from campaign.ports.attendees import People
    from campaign.ports.phrases import Phrases
    from campaign.services.conversation import Heard, Tongues, View


class Command(StrEnum):
    """What the team can type; how it is called in a language is ``team.command`` there."""

    LINK = "link"
    DELAY = "delay"
    STARTED = "started"
    ENDED = "ended"
    RECORDING = "recording"
    NOTE = "note"
    PAUSE = "pause"
    RESUME = "resume"
    STATUS = "status"
    SIGN_UPS = "sign-ups"
    BROADCAST = "broadcast"
    QUESTIONS = "questions"
    QUESTION = "question"
    HELP = "help"


FACTS = {
    Command.LINK: "stream",
    Command.DELAY: "delay",
    Command.STARTED: "started",
    Command.ENDED: "ended",
    Command.RECORDING: "recording",
    Command.NOTE: "note",
}
"""The fact that each command enters."""


@dataclass(frozen=True, slots=True)
class Request:
    """One command or button of a person of the team; ``who`` is the name in the history."""

    heard: Heard
    view: View
    who: str
    phrases: Phrases

    def text(self, name: str, **params: object) -> str:
        """Return one of the sentences for the team."""
        return self.phrases.text(f"team.{name}", **params)

    def say(self, name: str, **params: object) -> Turn:
        """Return one of the sentences for the team as the answer."""
        return Turn((Reply(self.text(name, **params)),))

    def typed(self, command: Command) -> str:
        """Return a command as one types it in the team's language."""
        return "/" + self.phrases.words(f"team.command.{command}")[0]


class NotYet(Exception):
    """What the team asks for takes longer than others may wait: it is asked for again."""


class Counter(Protocol):
    """Serves some of the commands and buttons of the team."""

    def serves(self, heard: Heard, tongues: Tongues) -> bool:
        """Tell whether this is one of them."""
        ...

    async def answer(self, request: Request) -> Turn:
        """Return what is said, after what was decided is written; raises :class:`NotYet`."""
        ...


class Listener(Protocol):
    """Serves texts that answer what the bot asked the team for."""

    def listens(self, kept: Mapping[str, str]) -> bool:
        """Tell whether the message that is answered, which keeps this, was its own."""
        ...

    async def answer(self, request: Request) -> Turn:
        """Return what is said, after what was decided is written."""
        ...


def menu_of(phrases: Phrases) -> tuple[tuple[str, str], ...]:
    """Return the team's commands with what they do, in one language."""
    return tuple(
        (phrases.words(f"team.command.{one}")[0], phrases.text(f"team.menu.{one}"))
        for one in Command
    )


def command_of(heard: Heard, tongues: Tongues) -> Command | None:
    """Return the command that somebody of the team gives, in whatever language."""
    if heard.manner is not Manner.COMMAND or not heard.addressed:
        return None
    meant = names_of(tongues).get(folded(heard.text))
    return Command(meant) if meant is not None else None


async def kept_by(heard: Heard, people: People) -> Mapping[str, str]:
    """Return what the message keeps whose button was pressed, or that is answered; nothing where
    it is gone.
    """
    number = heard.answers if heard.pressed is None else heard.pressed
    body = await people.said_as(heard.chat or 0, str(number))
    kept = json.loads(body).get("kept") if body else None
    return kept if isinstance(kept, dict) else {}


def to_type(fact: str, panel: str, phrases: Phrases) -> str | None:
    """Return what enters a fact in the chat; ``None`` where no command does."""
    command = next((one for one, name in FACTS.items() if name == fact), None)
    if command is None or panel in {LINKS, PUBLICATION}:
        return None
    said = phrases.words(f"team.command.{command}")[0]
    values = {"stream": " https://…", "recording": " https://…", "note": " https://…"}
    return f"/{said} {panel}{values.get(fact, ' 10' if fact == 'delay' else '')}"


def names_of(tongues: Tongues) -> Mapping[str, str]:
    """Return the names of all commands in all languages, without accents, with what they mean."""
    return {
        folded(name): command.value
        for code in tongues.codes
        for command in Command
        for name in tongues.phrases_of(code).words(f"team.command.{command}")
    }
