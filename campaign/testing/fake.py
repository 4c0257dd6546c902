"""A channel without a network, which keeps the promises of every channel."""

from __future__ import annotations

import hashlib
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from campaign.core.addresses import PostLinks
from campaign.core.deliveries import Image, Payload, Receipt
from campaign.core.outcomes import (
    Account,
    Certainty,
    ChannelSheet,
    Limits,
    Lost,
    Media,
    NotSent,
    Outcome,
    Published,
    Refused,
)
from campaign.core.own_words import own_words
from campaign.ports.channels import CannotTell, Sight
from campaign.ports.leave import TooLate, ask_leave

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from campaign.core.outcomes import Who
    from campaign.ports.channels import Look


def fake_sheet(name: str = "fake", certainty: Certainty = Certainty.READBACK) -> ChannelSheet:
    """Return the data sheet of a network that takes nearly everything and costs nothing."""
    formats = frozenset({"image/png", "image/jpeg"})
    return ChannelSheet(
        name,
        name.title(),
        certainty,
        Limits(500, 500, 4, 5_000_000, None, 1000, formats, "2026-11-22"),
        count=len,
        cost=lambda _text, _images: Decimal(0),
        card=(1200, 675),
        settings=(),
        account=lambda _settings: name,
        threads=True,
        links=PostLinks(r"[\w.-]+/(?P<id>[\w-]+)", "https://fake.example/1"),
    )


@dataclass(frozen=True, slots=True)
class FakePost:
    """What followers of a fake channel see."""

    remote_id: str
    at: datetime
    payload: Payload
    contents: tuple[bytes, ...] = ()


@dataclass(slots=True)
class FakeChannel:
    """A network account in memory.

    It publishes, until :meth:`script` says what comes of the next tries. ``now`` is the
    calendar's now. ``asked`` is what the network says of the account, one after the other, and
    ``who`` what it says after that; ``looks`` are those that asked for its posts. With certainty
    ``exact`` the same idempotency key publishes once, as long as the sheet says that it lives.
    """

    sheet: ChannelSheet = field(default_factory=fake_sheet)
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    who: Who = field(default_factory=lambda: Account("@fake"))
    asked: deque[Who] = field(default_factory=deque)
    posts: list[FakePost] = field(default_factory=list)
    tries: list[str] = field(default_factory=list)
    looks: list[Look | None] = field(default_factory=list)
    closed: bool = False
    _script: deque[tuple[Outcome, bool]] = field(default_factory=deque)
    _by_key: dict[str, Receipt] = field(default_factory=dict)

    def script(self, outcome: Outcome, *, lands: bool = False) -> None:
        """Let one further try end with ``outcome``; ``lands`` puts the post out all the same."""
        self._script.append((outcome, lands))

    async def upload(self, image: Image, content: bytes) -> Media | Outcome:
        """Accept a picture."""
        if hashlib.sha256(content).hexdigest() != image.sha256:
            return NotSent("the bytes are not those of the picture")
        return Media(f"media-{image.sha256[:12]}", image.sha256)

    async def publish(
        self,
        payload: Payload,
        media: Sequence[Media],
        contents: Mapping[str, bytes],
        idempotency_key: str,
    ) -> Outcome:
        """Publish, or do what the script says."""
        self.tries.append(idempotency_key)
        try:
            ask_leave()
        except TooLate:
            return NotSent("too late")
        if self.sheet.count(payload.text) > self.sheet.limits.text:
            return Refused("too long")
        outcome, lands = self._script.popleft() if self._script else (None, True)
        receipt = None
        if lands:
            receipt = self._put_out(payload, media, contents, idempotency_key)
        return outcome or (Published(receipt) if receipt else Lost("nothing scripted"))

    def _put_out(
        self,
        payload: Payload,
        media: Sequence[Media],
        contents: Mapping[str, bytes],
        key: str,
    ) -> Receipt:
        if self._knows(key):
            return self._by_key[key]
        number = str(1000 + len(self._by_key) + len(self.posts))
        pictures = tuple(contents[one.sha256] for one in media)
        post = FakePost(number, self.now(), payload, pictures)
        self.posts.append(post)
        self._by_key[key] = self._receipt(post)
        return self._by_key[key]

    def _knows(self, key: str) -> bool:
        life = self.sheet.key_life
        if self.sheet.certainty is not Certainty.EXACT or key not in self._by_key:
            return False
        return life is None or self.now() - self._by_key[key].at < life

    def _receipt(self, post: FakePost) -> Receipt:
        return Receipt(post.remote_id, f"https://fake.example/{post.remote_id}", post.at)

    async def find(
        self,
        payload: Payload,
        since: datetime,
        known: frozenset[Receipt] = frozenset(),
        *,
        idempotency_key: str = "",
        look: Look | None = None,
    ) -> Receipt | None:
        """Look among the posts, by what followers see and by the place in a thread; raises
        CannotTell on a blind channel or one by hand.
        """
        if not self.sheet.can_look:
            raise CannotTell(own_words("cannot-look"))
        self.looks.append(look)
        if self.sheet.certainty is Certainty.EXACT and idempotency_key in self._by_key:
            return self._by_key[idempotency_key]
        wanted = (payload.hash, payload.reply_to)
        others = {receipt.remote_id for receipt in known}
        recent = [p for p in self.posts if p.at >= since and p.remote_id not in others]
        if look is not None:
            look.shown = [_sight(post, self._receipt(post)) for post in recent]
        same = (p for p in recent if (p.payload.hash, p.payload.reply_to) == wanted)
        found = next(same, None)
        return None if found is None else self._receipt(found)

    async def delete(self, remote_id: str) -> Outcome:
        """Take a post down."""
        self.posts = [post for post in self.posts if post.remote_id != remote_id]
        return Published(Receipt(remote_id, None, self.now()))

    async def whoami(self) -> Who:
        """Say whose account it is."""
        return self.asked.popleft() if self.asked else self.who

    async def close(self) -> None:
        """Remember that it was closed."""
        self.closed = True


def _sight(post: FakePost, receipt: Receipt) -> Sight:
    def says(payload: Payload) -> bool:
        return payload.text == post.payload.text

    return Sight(receipt, says, post.payload.reply_to)
