"""What can come of a try at sending: three outcomes and their details, never two."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime, timedelta
    from decimal import Decimal

    from campaign.core.addresses import PostLinks
    from campaign.core.deliveries import Receipt


class Certainty(StrEnum):
    """How a channel lets us find out whether a post is there."""

    EXACT = "exact"
    READBACK = "readback"
    BLIND = "blind"
    HAND = "hand"


class Blocked(StrEnum):
    """Why nothing goes out on this account for now; most of it the network says."""

    CREDENTIALS = "credentials"
    CREDIT = "credit"
    SETTINGS = "settings"
    UNREAD = "unread"
    """We do: what is out there already cannot be read, and a person has to look first."""


@dataclass(frozen=True, slots=True)
class Published:
    """The network took it."""

    receipt: Receipt


@dataclass(frozen=True, slots=True)
class NotSent:
    """Certainly nothing left: try again, with growing pauses, until the post expires.

    It spends no attempt: an hour without a network must not use up the three tries of a
    post. ``hold_until`` (UTC) is set when the network itself said when: it holds the whole
    account. ``counts`` is set where it spends one all the same: what we do wrong ourselves.
    """

    words: str
    hold_until: datetime | None = None
    counts: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """The network said no for good. ``duplicate`` when it says that it has this post already."""

    words: str
    duplicate: bool = False


@dataclass(frozen=True, slots=True)
class Stopped:
    """The account cannot publish: the channel's circuit opens."""

    why: Blocked
    words: str


@dataclass(frozen=True, slots=True)
class Lost:
    """Sent, and no answer that can be read: it may be out there."""

    words: str


@dataclass(frozen=True, slots=True)
class Handed:
    """Given to a person of the team, who publishes it by hand."""

    words: str = ""


@dataclass(frozen=True, slots=True)
class Doubted:
    """Not sent: one of some posts may be it, and only a person can tell. ``words`` are their
    addresses.
    """

    words: str


Outcome = Published | NotSent | Refused | Stopped | Lost | Handed | Doubted


@dataclass(frozen=True, slots=True)
class Account:
    """Whose account the credentials open, as the network tells.

    ``place`` is where its posts appear, if that is called otherwise; ``expires`` (UTC) is until
    when the credentials hold, where the network tells. ``called`` is how the addresses of its posts
    may call it, ``hosts`` where they may be; both in lower case, and empty where that is not known.
    """

    name: str
    place: str = ""
    expires: datetime | None = None
    called: frozenset[str] = field(default=frozenset(), compare=False)
    hosts: frozenset[str] = field(default=frozenset(), compare=False)


@dataclass(frozen=True, slots=True)
class MayNotPost:
    """The network knows the account, and tells that it may not post."""

    account: Account
    words: str


Who = Account | MayNotPost | Handed | NotSent | Refused | Stopped | Lost
"""What comes of asking a network whose account it is. ``Lost`` is an answer that one cannot
read, ``Handed`` that only a person has the account."""


def account_in(who: Who) -> Account | None:
    """Return the account that a network told of, ``None`` where it did not."""
    if isinstance(who, MayNotPost):
        return who.account
    return who if isinstance(who, Account) else None


def of_upload(outcome: Outcome) -> Outcome:
    """Return what came of an upload: a lost one is harmless, nobody sees it; try again."""
    return NotSent(outcome.words) if isinstance(outcome, Lost) else outcome


@dataclass(frozen=True, slots=True)
class Media:
    """An uploaded picture that no follower sees yet."""

    remote_id: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Limits:
    """What one network takes, as data. Sizes in bytes and pixels, text in the network's units.

    ``caption`` is the limit of a text that goes with a picture; ``alt`` is 0
    where the network has no alternative texts.
    """

    text: int
    caption: int
    images: int
    image_bytes: int
    image_side_sum: int | None
    alt: int
    formats: frozenset[str]
    checked_on: str


@dataclass(frozen=True, slots=True)
class Frame:
    """A place where a network shows pictures: width to height, at least and at most.

    It is the narrowest view that followers meet while they scroll, before they open the picture;
    ``in_grid`` is where a profile shows all of its pictures besides. Those of the channels here are
    what the networks' pages and apps did on 2026-11-29.
    """

    least: float = 0.0
    most: float = 100.0
    in_grid: bool = False

    def of(self, width: int, height: int) -> float:
        """Return the shape in which a picture is shown."""
        return min(max(width / height, self.least), self.most)


STREAM = (Frame(3 / 4, 2.0),)
"""What networks usually show in a stream of posts."""


@dataclass(frozen=True, slots=True)
class ChannelSheet:
    """A channel's data sheet: everything one can know of it without its library.

    ``count`` measures a text in the network's own units. ``cost`` is the price
    of one post in US dollars, from its text and the number of its images.
    ``card`` is the size in pixels that looks best there. ``settings`` are the
    names of the settings that it needs (without the prefix). ``account`` tells from the
    settings which account it is: two installations get the same words for one account, as far
    as their settings can say; a secret is only in them where nothing else names it. It is
    ``None`` where a person publishes: programs do not meet there. ``threads`` tells whether a
    text may have several parts, ``answers_itself`` whether a correction may be a reply to
    the post that it corrects. ``settling`` is after how many seconds a post must be there to
    be seen. ``key_life`` is how long an ``exact`` channel knows the key of a post again,
    ``None`` for ever. ``links`` is how the addresses of its posts look, ``frames`` are the places
    where it shows a card, the stream before the grid. ``unnamed`` tells from the number that a
    receipt gives, and that of a post's pictures, of how many of its messages that number is none.
    """

    name: str
    label: str
    certainty: Certainty
    limits: Limits
    count: Callable[[str], int]
    cost: Callable[[str, int], Decimal]
    card: tuple[int, int]
    settings: tuple[str, ...]
    account: Callable[[Mapping[str, str]], str] | None
    aliases: tuple[str, ...] = ()
    threads: bool = False
    answers_itself: bool = False
    settling: float = 60.0
    looks_with: str = ""
    key_life: timedelta | None = None
    links: PostLinks | None = None
    frames: tuple[Frame, ...] = STREAM
    unnamed: Callable[[str, int], int] = lambda _number, _images: 0

    def fitted(self, settings: Mapping[str, str]) -> ChannelSheet:
        """Return the sheet as it is with these settings (without prefix)."""
        if self.certainty is Certainty.BLIND and settings.get(self.looks_with, "").strip():
            return replace(self, certainty=Certainty.READBACK)
        return self

    def looks_before_repeat(self, age: timedelta) -> int:
        """Return how often a post that may be out is looked for in vain before it is sent
        again; ``age`` is how long ago it may have gone out first.

        Twice, where nothing but the look keeps it from appearing twice. While the network
        knows its key, once: so what is out is neither planned anew nor withdrawn, and a
        server that makes nothing of keys does no harm.
        """
        if self.certainty is not Certainty.EXACT:
            return 2
        return 1 if self.key_life is None or age < self.key_life else 2

    @property
    def is_by_hand(self) -> bool:
        """Tell whether a person of the team publishes there."""
        return self.certainty is Certainty.HAND

    @property
    def can_look(self) -> bool:
        """Tell whether the program itself can find out if a post is there."""
        return self.certainty in {Certainty.EXACT, Certainty.READBACK}
