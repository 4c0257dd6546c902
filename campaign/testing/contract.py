"""The promises that every channel keeps, as a suite; and what it needs of a channel's network."""

# ruff: noqa: S101 -- a contract suite asserts

from __future__ import annotations

import hashlib
import struct
import zlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from campaign.core.deliveries import Image, Payload
from campaign.core.outcomes import (
    Account,
    Blocked,
    Certainty,
    Lost,
    Media,
    NotSent,
    Outcome,
    Published,
    Refused,
    Stopped,
    account_in,
)
from campaign.ports.channels import CannotTell, Look
from campaign.ports.leave import leaving_while

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from campaign.core.deliveries import Receipt
    from campaign.ports.channels import Channel


WAIT = 30
"""The seconds that a network asks us to wait when there are too many requests."""


class Trouble(StrEnum):
    """What the next try at publishing meets."""

    BREAKS_BEFORE = "breaks_before"
    BREAKS_AFTER = "breaks_after"
    ERROR_BEFORE = "error_before"
    ERROR_AFTER = "error_after"
    UNREADABLE_AFTER = "unreadable_after"
    TOO_MANY = "too_many"


AFTER = (Trouble.BREAKS_AFTER, Trouble.ERROR_AFTER, Trouble.UNREADABLE_AFTER)


@dataclass(frozen=True, slots=True)
class Seen:
    """A post as followers see it; ``alt`` only where the network has it."""

    id: str
    text: str
    pictures: tuple[str, ...] = ()
    alt: tuple[str, ...] = ()
    reply_to: str | None = None


class Stage(Protocol):
    """A channel with its network: what the contract suite needs of both. ``name`` is what the
    network calls the account.
    """

    channel: Channel
    name: str

    def seen(self) -> Sequence[Seen]:
        """Return what followers see now, oldest first; ``pictures`` are hashes."""
        ...

    def prepare(self, trouble: Trouble) -> None:
        """Let the next try at publishing meet ``trouble``."""
        ...

    def disturb(self, trouble: Trouble) -> None:
        """Let the very next request meet ``trouble``, whatever it asks for."""
        ...

    def revoke(self) -> None:
        """Let the network take nothing from these credentials any more."""
        ...


def tiny_png(width: int = 8, height: int = 6, shade: int = 127) -> bytes:
    """Return a small valid PNG of one shade of grey."""
    rows = b"".join(b"\0" + bytes([shade]) * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )


def picture(content: bytes, alt: str = "", size: tuple[int, int] = (8, 6)) -> Image:
    """Return the entry of a payload for the bytes of a PNG."""
    return Image(hashlib.sha256(content).hexdigest(), "image/png", *size, alt)


async def publish(channel: Channel, payload: Payload, *contents: bytes, key: str = "k") -> Outcome:
    """Upload the pictures of ``payload`` and publish it, as the publisher does."""
    media: list[Media] = []
    for image, content in zip(payload.images, contents, strict=True):
        uploaded = await channel.upload(image, content)
        assert isinstance(uploaded, Media), uploaded
        media.append(uploaded)
    by_hash = {one.sha256: content for one, content in zip(media, contents, strict=True)}
    return await channel.publish(payload, media, by_hash, key)


class ChannelContract:
    """What every channel that publishes by itself promises.

    A subclass gives the fixture ``stage``, with nothing published yet.
    """

    text = "Miércoles 17:30: «datos abiertos» & municipios <3 🎉\nhttps://ejemplo.cl/a?b=1&c=2"

    async def test_a_post_appears_once_and_its_receipt_tells_where(self, stage: Stage) -> None:
        """A post is seen as it was written, and its receipt has id, address and UTC time."""
        before = datetime.now(UTC) - timedelta(seconds=2)
        outcome = await publish(stage.channel, Payload(self.text, "es"))
        assert isinstance(outcome, Published), outcome
        assert [post.text for post in stage.seen()] == [self.text]
        assert outcome.receipt.remote_id
        assert str(outcome.receipt.url).startswith("https://")
        links = stage.channel.sheet.links
        if links is not None:
            found = links.found(str(outcome.receipt.url))
            assert found is not None, outcome.receipt.url
            assert found.groupdict().get("id") == outcome.receipt.remote_id
            assert links.found(links.example) is not None
            account = account_in(await stage.channel.whoami())
            assert account is not None
            assert links.is_of(str(outcome.receipt.url), account) is not False
        assert outcome.receipt.at.utcoffset() == timedelta()
        assert before <= outcome.receipt.at <= datetime.now(UTC)

    async def test_a_text_of_the_greatest_length_is_taken(self, stage: Stage) -> None:
        """The limit of the sheet is the network's, in the units that the sheet counts."""
        sheet = stage.channel.sheet
        text = "🎉" + "ñ" * (sheet.limits.text - sheet.count("🎉"))
        assert sheet.count(text) == sheet.limits.text
        assert isinstance(await publish(stage.channel, Payload(text + "ñ", "es")), Refused)
        assert not stage.seen()
        assert isinstance(await publish(stage.channel, Payload(text, "es")), Published)

    async def test_pictures_arrive_unchanged_and_in_order(self, stage: Stage) -> None:
        """What followers see are the stored bytes, with their texts where there are any."""
        for number in (1, 2, stage.channel.sheet.limits.images):
            contents = [tiny_png(8 + n, 6, 10 * n + number) for n in range(number)]
            images = tuple(picture(c, f"Tarjeta {n}") for n, c in enumerate(contents))
            payload = Payload(f"{number} láminas", "es", images)
            outcome = await publish(stage.channel, payload, *contents, key=str(number))
            assert isinstance(outcome, Published), outcome
            seen = stage.seen()[-1]
            assert seen.text == payload.text
            assert seen.pictures == tuple(image.sha256 for image in images)
            if stage.channel.sheet.limits.alt:
                assert seen.alt == tuple(image.alt for image in images)

    async def test_a_thread_hangs_together(self, stage: Stage) -> None:
        """A part answers the part before it, also where that has pictures."""
        contents = (tiny_png(shade=1), tiny_png(shade=2))
        images = tuple(map(picture, contents))
        first = await publish(stage.channel, Payload("Uno", "es", images), *contents, key="1")
        assert isinstance(first, Published)
        part = Payload("Dos", "es", reply_to=first.receipt.remote_id)
        second = await publish(stage.channel, part, key="2")
        assert isinstance(second, Published)
        assert (stage.seen()[-1].text, stage.seen()[-1].reply_to) == ("Dos", stage.seen()[0].id)

    async def test_a_broken_answer_is_lost_and_never_repeated(self, stage: Stage) -> None:
        """Whatever happens after the request left: unknown, and one request only."""
        for number, trouble in enumerate(AFTER):
            stage.prepare(trouble)
            payload = Payload(f"{self.text} {trouble}", "es")
            outcome = await publish(stage.channel, payload, key=trouble)
            assert isinstance(outcome, Lost), (trouble, outcome)
            assert len(stage.seen()) == number + 1

    async def test_nothing_leaves_once_the_lease_is_over(self, stage: Stage) -> None:
        """Who slept past the lease with the request in hand has certainly not sent it."""
        contents = tiny_png(shade=3)
        payload = Payload(self.text, "es", (picture(contents),))
        media = await stage.channel.upload(payload.images[0], contents)
        assert isinstance(media, Media)
        files = {media.sha256: contents}
        with leaving_while(lambda: False):
            outcome = await stage.channel.publish(payload, [media], files, "k")
        assert isinstance(outcome, NotSent), outcome
        assert not stage.seen()
        again = await stage.channel.publish(payload, [media], files, "k")
        assert isinstance(again, Published), again
        assert len(stage.seen()) == 1

    async def test_a_request_that_broke_is_lost_too(self, stage: Stage) -> None:
        """From outside nobody can tell whether it had its effect."""
        for trouble in (Trouble.BREAKS_BEFORE, Trouble.ERROR_BEFORE):
            stage.prepare(trouble)
            assert isinstance(await publish(stage.channel, Payload(self.text, "es")), Lost)
        assert not stage.seen()

    async def test_too_many_requests_hold_the_account(self, stage: Stage) -> None:
        """Certainly not sent, and the network's own words about how long to wait."""
        stage.prepare(Trouble.TOO_MANY)
        outcome = await publish(stage.channel, Payload(self.text, "es"))
        assert isinstance(outcome, NotSent), outcome
        assert outcome.hold_until is not None
        wait = outcome.hold_until - datetime.now(UTC)
        assert timedelta(seconds=WAIT - 5) < wait < timedelta(seconds=WAIT + 5)
        assert not stage.seen()

    async def test_what_is_there_is_found_and_what_is_not_is_not(self, stage: Stage) -> None:
        """A lost post is read back; where that cannot be, nothing is claimed."""
        since = datetime.now(UTC) - timedelta(minutes=1)
        payload = Payload(self.text, "es")
        if stage.channel.sheet.certainty is Certainty.BLIND:
            with suppress(CannotTell):
                assert not await stage.channel.find(payload, since)
                raise AssertionError
            return
        before = await publish(stage.channel, Payload("Antes", "es"), key="before")
        assert isinstance(before, Published)
        known = frozenset({before.receipt})
        assert await stage.channel.find(payload, since, known) is None
        stage.prepare(Trouble.BREAKS_AFTER)
        await publish(stage.channel, payload)
        after = await publish(stage.channel, Payload("Después", "es"), key="after")
        assert isinstance(after, Published)
        found = await stage.channel.find(payload, since, known | {after.receipt})
        assert found is not None
        assert found.remote_id == stage.seen()[1].id
        own = frozenset({found})
        assert await stage.channel.find(payload, since, known | own) is None

    async def test_one_look_finds_all_that_is_there_and_the_next_what_came_since(
        self, stage: Stage
    ) -> None:
        """What is sought together is found as one by one; a look does not outlive its time."""
        if not stage.channel.sheet.can_look:
            return
        since = datetime.now(UTC) - timedelta(minutes=1)
        texts = {"a": self.text, "b": "Otra cosa", "c": "Todavía no está", "d": "Lo de antes"}
        sought = {key: Payload(text, "es") for key, text in texts.items()}
        known = await self._receipts(stage, {"d": sought["d"]})
        out = await self._receipts(stage, {key: sought[key] for key in "ab"})
        look = Look()

        async def found(key: str, look: Look) -> Receipt | None:
            return await stage.channel.find(
                sought[key], since, frozenset(known), idempotency_key=key, look=look
            )

        seen = [await found(key, look) for key in "bca"]
        assert [None if one is None else one.remote_id for one in seen] == [
            out[1].remote_id,
            None,
            out[0].remote_id,
        ]
        (late,) = await self._receipts(stage, {"c": sought["c"]})
        after = await found("c", Look())
        assert after is not None
        assert after.remote_id == late.remote_id

    async def _receipts(self, stage: Stage, payloads: Mapping[str, Payload]) -> list[Receipt]:
        outcomes = [await publish(stage.channel, one, key=key) for key, one in payloads.items()]
        assert all(isinstance(one, Published) for one in outcomes), outcomes
        return [one.receipt for one in outcomes if isinstance(one, Published)]

    async def test_where_keys_hold_a_repeat_is_the_same_post(self, stage: Stage) -> None:
        """On an exact channel a lost post is sent again with its key, and seen once."""
        if stage.channel.sheet.certainty is not Certainty.EXACT:
            return
        content = tiny_png()
        at = datetime.now(UTC) - timedelta(seconds=90)
        payload = Payload(self.text, "es", (picture(content, "Una tarjeta"),), at=at)
        stage.prepare(Trouble.BREAKS_AFTER)
        assert isinstance(await publish(stage.channel, payload, content), Lost)
        (seen,) = stage.seen()
        for _ in range(2):
            outcome = await publish(stage.channel, payload, content)
            assert isinstance(outcome, Published), outcome
            assert outcome.receipt.remote_id == seen.id
        assert stage.seen() == [seen]
        other = await publish(stage.channel, Payload(self.text, "es", at=at), key="another")
        assert isinstance(other, Published)
        assert other.receipt.remote_id != seen.id

    async def test_a_post_can_be_taken_down_twice(self, stage: Stage) -> None:
        """Taking down what is gone already is no failure; albums go as a whole."""
        contents = (tiny_png(shade=1), tiny_png(shade=2))
        payload = Payload("Álbum", "es", tuple(map(picture, contents)))
        outcome = await publish(stage.channel, payload, *contents)
        assert isinstance(outcome, Published)
        for _ in range(2):
            assert isinstance(await stage.channel.delete(outcome.receipt.remote_id), Published)
            assert not stage.seen()

    async def test_a_network_tells_whose_account_it_is_and_nothing_appears(
        self, stage: Stage
    ) -> None:
        """Asked twice it says the same; credentials that were taken back open no account."""
        for _ in range(2):
            who = await stage.channel.whoami()
            assert isinstance(who, Account), who
            assert who.name == stage.name
        assert not stage.seen()
        stage.revoke()
        refused = await stage.channel.whoami()
        assert isinstance(refused, Stopped), refused
        assert refused.why is Blocked.CREDENTIALS
        assert refused.words

    async def test_what_cannot_be_asked_is_told_apart_from_a_refusal(self, stage: Stage) -> None:
        """A broken or unreadable answer says nothing about the credentials."""
        for trouble in (Trouble.BREAKS_BEFORE, Trouble.ERROR_BEFORE, Trouble.UNREADABLE_AFTER):
            stage.disturb(trouble)
            who = await stage.channel.whoami()
            assert isinstance(who, Lost | NotSent), (trouble, who)
        stage.disturb(Trouble.TOO_MANY)
        who = await stage.channel.whoami()
        assert isinstance(who, NotSent), who
        assert who.hold_until is not None
        assert isinstance(await stage.channel.whoami(), Account)
