"""What every network account can do for us."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from campaign.core.deliveries import Image, Payload, Receipt
    from campaign.core.outcomes import ChannelSheet, Media, Outcome, Who


class CannotTell(LookupError):
    """The network will never say whether a post is there: only a person can look.

    ``why`` is the reason that the person reads.
    """

    why = "cannot-know"


class SaysOtherwise(CannotTell):
    """What is there under this post's key has other words: only a person knows what to do."""

    why = "says-otherwise"


@dataclass(frozen=True, slots=True)
class Sight:
    """A post that an account shows as its own, and the id of what it answers.

    ``says`` tells whether it has the words of a payload.
    """

    receipt: Receipt
    says: Callable[[Payload], bool]
    reply_to: str | None = None


@dataclass(slots=True, eq=False)
class Look:
    """One look around for several posts: an account that shows its posts need be read only once
    for all of them. Nothing is sent on it meanwhile; what others post may be seen or not.

    ``shown`` is what the account that was read last showed, whatever was looked for.
    """

    shown: Sequence[Sight] = field(default=())


class Channel(Protocol):
    """One network account. A channel never repeats a request by itself and never raises
    for what the network does: it returns one of the outcomes.
    """

    @property
    def sheet(self) -> ChannelSheet:
        """The data sheet, with what the account's own server has told since it was connected."""
        ...

    async def upload(self, image: Image, content: bytes) -> Media | Outcome:
        """Upload a picture with its alternative text; invisible, may be repeated."""
        ...

    async def publish(
        self,
        payload: Payload,
        media: Sequence[Media],
        contents: Mapping[str, bytes],
        idempotency_key: str,
    ) -> Outcome:
        """Publish once. ``contents`` maps SHA-256 to bytes, for networks that take pictures
        with the post; ``payload.reply_to`` is the remote id of the thread's previous part.

        Each request asks for :func:`~campaign.ports.leave.ask_leave` once it is connected, right
        before its first byte leaves.

        A repeat of what may be out has the same ``idempotency_key`` and the same
        ``payload.at``: a network that shows when a post was made is told that.
        """
        ...

    async def find(
        self,
        payload: Payload,
        since: datetime,
        known: frozenset[Receipt] = frozenset(),
        *,
        idempotency_key: str = "",
        look: Look | None = None,
    ) -> Receipt | None:
        """Look for this post among our own since then; ``None`` when it is not there.

        ``known`` are the receipts of other deliveries, also of accounts that were used before:
        those posts are not this one, whatever they say. ``idempotency_key`` is what it is
        published with. Without a ``look`` that was begun before, the account is read now; a
        look is told what it showed.

        Raises:
            CannotTell: where the network never tells, or what it shows is for a person to judge.
            LookupError: when one cannot know now (network away).
        """
        ...

    async def delete(self, remote_id: str) -> Outcome:
        """Take a post down."""
        ...

    async def whoami(self) -> Who:
        """Ask the network whose account this is and whether it may post; nothing is changed."""
        ...

    async def close(self) -> None:
        """Free connections and threads."""
        ...
