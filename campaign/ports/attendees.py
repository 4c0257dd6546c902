"""Where the bot keeps people, what they said, and what is to be told to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from campaign.ports.messages import Priority

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from campaign.core.attendees import Attendee, Seat
    from campaign.ports.held import Held
    from campaign.ports.messages import Message
    from campaign.ports.questions import Change, Question, Step
    from campaign.ports.vacancies import Vacancy


@dataclass(frozen=True, slots=True)
class Incoming:
    """An update as it came from Telegram: its id and its JSON, stored before it is confirmed."""

    update_id: int
    raw: str


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many have a seat on a panel, and how many wait for one and can be told."""

    seated: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class SignUp:
    """A seat on a panel, or a place in its waiting list.

    ``place`` is whose turn it is on the waiting list, from 1; who cannot be reached is passed over.
    """

    attendee: int
    panel: str
    state: Seat
    at: datetime
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A sign-up as the team lists it, with the person's language, and whether the bot can write
    to them.
    """

    sign_up: SignUp
    language: str
    reachable: bool


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A stored message that is to be sent."""

    id: int
    message: Message
    attempts: int


@dataclass(frozen=True, slots=True)
class Said:
    """The bot's last answer in a chat: the messages' bodies, and when it went out.

    ``at`` is ``None`` while it waits to be sent: nobody has read it.
    """

    bodies: tuple[str, ...]
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of who writes from a chat; ``said`` is as :meth:`People.last_turn` tells."""

    attendee: Attendee | None = None
    sign_ups: Sequence[SignUp] = ()
    said: Said | None = None


@dataclass(frozen=True, slots=True)
class Glance:
    """What decisions are made from, of one instant: each chat that was asked for, by its number,
    and how many signed up for each panel.
    """

    chats: Mapping[int, Known]
    crowds: Mapping[str, Crowd]


@dataclass(frozen=True, slots=True)
class Effects:
    """What handling one update changes, written in one transaction with its inbox row.

    ``sign_up`` and ``cancel`` are panel ids; ``consent`` is ``(purpose, version, hash)``, and
    ``withdraw`` a purpose that a person who is known agrees to no longer.
    ``vacancies`` are settled after what is cancelled and before whoever signs up, who comes
    after those who wait. They tell how many seats a panel has; one that is not among them has
    no limit. ``mark`` is the ledger's when the campaign was read that this follows from.

    ``erase`` takes away everything that is held of the person, ``silence`` what waits to be told
    to them unasked. ``tell`` makes further messages from what was held before. ``questions`` are
    done last, in their order, also those of the team, which has no ``chat`` here.
    """

    update_id: int
    chat: int | None
    at: datetime
    language: str | None = None
    sign_up: tuple[str, ...] = ()
    cancel: tuple[str, ...] = ()
    consent: tuple[str, str, str] | None = None
    withdraw: str | None = None
    messages: Sequence[Message] = ()
    vacancies: Sequence[Vacancy] = ()
    mark: tuple[int, int] | None = None
    erase: bool = False
    silence: bool = False
    tell: Callable[[Held], Sequence[Message]] | None = None
    questions: Sequence[Step] = ()


class Crowds(Protocol):
    """How many people signed up for what."""

    async def crowds(self) -> Mapping[str, Crowd]:
        """Return how many signed up for each panel that somebody signed up for."""
        ...


class People(Crowds, Protocol):
    """The bot's rows, in the ledger's database."""

    async def receive(self, updates: Sequence[Incoming]) -> int:
        """Store updates that are not stored yet; return how many were new. Durable on return."""
        ...

    async def pending(self, limit: int = 50) -> Sequence[Incoming]:
        """Return stored updates that were not handled yet, oldest first."""
        ...

    async def glance(self, chats: Sequence[int]) -> Glance:
        """Return what is known of these chats, all of one instant."""
        ...

    async def attendee(self, chat: int) -> Attendee | None:
        """Return who writes from this chat."""
        ...

    async def sign_ups(self, chat: int) -> Sequence[SignUp]:
        """Return the sign-ups of this person that are not cancelled."""
        ...

    async def last_turn(self, chat: int) -> Said | None:
        """Return what the bot answered last in a chat; ``None`` where a notice came after it."""
        ...

    async def said_as(self, chat: int, remote_id: str) -> str | None:
        """Return the body of the bot's message that has this number in a chat."""
        ...

    async def seated(self, panel: str) -> Sequence[Attendee]:
        """Return everybody with a seat on a panel."""
        ...

    async def waiting(self, panel: str) -> Sequence[Attendee]:
        """Return everybody on the waiting list of a panel, who came first first."""
        ...

    async def listed(self) -> Sequence[Listed]:
        """Return all sign-ups that are not cancelled, in the order in which they came."""
        ...

    async def questions(self) -> Sequence[Question]:
        """Return all questions for panels, most votes first."""
        ...

    async def question_history(self, question: int) -> Sequence[Change]:
        """Return what became of a question, and who of the team decided it, oldest first."""
        ...

    async def fill(self, vacancies: Sequence[Vacancy], mark: tuple[int, int] | None = None) -> int:
        """Give free seats to those who wait, and tell them; return how many got one.

        Raises:
            Stale: when the ledger's mark is not ``mark`` any more: the seats may be others.
        """
        ...

    async def handle(self, effects: Effects) -> bool:
        """Write the effects of one update; ``False`` if it was handled before.

        Raises:
            Stale: when the ledger's mark is not that of the effects any more.
        """
        ...

    async def enqueue(self, messages: Sequence[Message]) -> None:
        """Store messages to send."""
        ...

    async def next_message(self, now: datetime) -> Outgoing | None:
        """Take the next message to send: replies first; ``once`` ones are marked before."""
        ...

    async def next_messages(
        self, now: datetime, most: int, least: int = Priority.BROADCAST
    ) -> Sequence[Outgoing]:
        """Take the next ``most`` messages, or fewer, each of another chat.

        ``least`` is the priority that they have at least.
        """
        ...

    async def is_true(self, outgoing: Outgoing) -> bool:
        """Tell whether a message that was taken still says what is so; one that does not is taken
        back, as if it had never been made.
        """
        ...

    async def sent(self, outgoing: Outgoing, remote_id: str) -> None:
        """Record that a message went out."""
        ...

    async def failed(self, outgoing: Outgoing, words: str, *, retry_at: datetime | None) -> None:
        """Record that it did not; ``retry_at`` is ``None`` where it is not to be repeated."""
        ...

    async def follow(self, chat: int, moved_to: int) -> None:
        """Let what waits for a chat, or was just refused there, go to the one that it became."""
        ...

    async def unreachable(self, chat: int) -> None:
        """Mark a person who blocked the bot; what they signed up for stays."""
        ...

    async def scrub(self) -> bool:
        """Leave no trace of what was erased in the files either; ``False`` if that must wait.

        Does nothing where nothing was erased since.
        """
        ...
