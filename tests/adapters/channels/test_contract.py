"""The contract of channels, on the fake and on every real channel against the sandbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from campaign import channels
from campaign.core.deliveries import Payload
from campaign.core.outcomes import (
    Blocked,
    Certainty,
    Handed,
    Lost,
    NotSent,
    Published,
    Stopped,
)
from campaign.ports.channels import Look
from campaign.sandbox import credentials
from campaign.sandbox.faults import Fault, Faults, Order
from campaign.sandbox.server import serving
from campaign.testing import (
    WAIT,
    ChannelContract,
    FakeChannel,
    Seen,
    Trouble,
    fake_sheet,
    picture,
    publish,
    tiny_png,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from campaign.ports.channels import Channel
    from campaign.sandbox.world import World

BY_ITSELF = sorted(
    name for name, sheet in channels.sheets().items() if sheet.certainty is not Certainty.HAND
)
BY_HAND = sorted(set(channels.sheets()) - set(BY_ITSELF))


@dataclass
class FakeStage:
    """The fake and its script."""

    channel: FakeChannel
    name: str = "@fake"

    def seen(self) -> Sequence[Seen]:
        """Return what the fake keeps."""
        return [
            Seen(
                post.remote_id,
                post.payload.text,
                tuple(picture(content).sha256 for content in post.contents),
                tuple(image.alt for image in post.payload.images),
                post.payload.reply_to,
            )
            for post in self.channel.posts
        ]

    def prepare(self, trouble: Trouble) -> None:
        """Script what comes of it."""
        self.channel.script(_outcome(trouble), lands=trouble.endswith("_after"))

    def disturb(self, trouble: Trouble) -> None:
        """Script what comes of the next question."""
        self.channel.asked.append(_outcome(trouble))

    def revoke(self) -> None:
        """Take the credentials back."""
        self.channel.who = Stopped(Blocked.CREDENTIALS, "401 Unauthorized")


def _outcome(trouble: Trouble) -> Lost | NotSent:
    if trouble is Trouble.TOO_MANY:
        return NotSent(trouble, datetime.now(UTC) + timedelta(seconds=WAIT))
    return Lost(trouble)


class TestFake(ChannelContract):
    """The fake."""

    @pytest.fixture(params=[Certainty.EXACT, Certainty.READBACK, Certainty.BLIND])
    def stage(self, request: pytest.FixtureRequest) -> FakeStage:
        """Return a fake of each certainty."""
        return FakeStage(FakeChannel(fake_sheet(certainty=request.param)))


SPOILT = {
    Trouble.BREAKS_BEFORE: Fault.CLOSE,
    Trouble.BREAKS_AFTER: Fault.CLOSE_AFTER,
    Trouble.ERROR_BEFORE: Fault.ERROR,
    Trouble.ERROR_AFTER: Fault.ERROR_AFTER,
    Trouble.UNREADABLE_AFTER: Fault.GARBLED_AFTER,
    Trouble.TOO_MANY: Fault.TOO_MANY,
}
PUBLISHING = {
    "x": "POST /x/2/tweets",
    "telegram": "/send",
    "mastodon": "/api/v1/statuses",
    "bluesky": "com.atproto.repo.putRecord",
}


NAMES = {
    "x": "@pregonero",
    "telegram": "@pregonero_bot",
    "mastodon": "@pregonero@mastodon.example",
    "bluesky": "@pregonero.bsky.social",
}


@dataclass
class SandboxStage:
    """A real channel and the emulated network that it talks to."""

    channel: Channel
    world: World
    faults: Faults

    @property
    def name(self) -> str:
        """What the emulated network calls the account."""
        return NAMES[self.channel.sheet.name]

    def seen(self) -> Sequence[Seen]:
        """Return what followers see; the pictures of an album are one post to them."""
        found: dict[str, Seen] = {}
        for post in self.world.posts(self.channel.sheet.name):
            if post.deleted:
                continue
            key = post.album or post.id
            pictures = tuple(image.sha256 for image in post.images)
            alt = tuple(image.alt or "" for image in post.images)
            if key in found:
                first = found[key]
                whole = (first.pictures + pictures, first.alt + alt)
                found[key] = Seen(first.id, first.text, *whole, first.reply_to)
            else:
                found[key] = Seen(post.id, post.text, pictures, alt, post.reply_to)
        return list(found.values())

    def prepare(self, trouble: Trouble) -> None:
        """Order the fault for the next request that publishes."""
        name = self.channel.sheet.name
        self.faults.add(Order(name, SPOILT[trouble], PUBLISHING[name], seconds=WAIT))

    def disturb(self, trouble: Trouble) -> None:
        """Order the fault for whichever request comes next."""
        self.faults.add(Order(self.channel.sheet.name, SPOILT[trouble], seconds=WAIT))

    def revoke(self) -> None:
        """Take the credentials back."""
        self.world.set_standing("revoked", self.channel.sheet.name)


class TestInTheSandbox(ChannelContract):
    """Every channel of the folder that publishes by itself."""

    @pytest.fixture(params=BY_ITSELF)
    async def stage(
        self, request: pytest.FixtureRequest, world: World, faults: Faults
    ) -> AsyncIterator[SandboxStage]:
        """Connect it to a sandbox."""
        with serving(world, faults) as url:
            channel = channels.connect(request.param, credentials.settings(url))
            yield SandboxStage(channel, world, faults)
            await channel.close()


@pytest.mark.parametrize("name", BY_ITSELF)
async def test_keys_that_are_revoked_stop_the_account(
    name: str, world: World, faults: Faults
) -> None:
    with serving(world, faults) as url:
        channel = channels.connect(name, credentials.settings(url))
        faults.add(Order(name, Fault.REVOKED, PUBLISHING[name]))
        outcome = await publish(channel, Payload("Hola", "es"), key="a")
        assert isinstance(outcome, Stopped)
        assert outcome.why is Blocked.CREDENTIALS
        assert not world.posts()
        await channel.close()


READING = {
    "x": "GET /x/2/users/",
    "telegram": "/forwardMessage",
    "mastodon": "GET /mastodon/api/v1/accounts/",
    "bluesky": "com.atproto.repo.listRecords",
}


@pytest.mark.parametrize("name", BY_ITSELF)
async def test_one_look_reads_an_account_once(name: str, world: World, faults: Faults) -> None:
    """What an account shows is not asked for again for each post that may be there."""
    since = datetime.now(UTC) - timedelta(minutes=1)
    sought = [Payload(f"Panel {number}", "es") for number in range(4)]
    with serving(world, faults) as url:
        channel = channels.connect(name, credentials.settings(url))
        before = await publish(channel, Payload("Antes", "es"), key="before")
        assert isinstance(before, Published)
        known = frozenset({before.receipt})
        for number, payload in enumerate(sought[:3]):
            await publish(channel, payload, key=str(number))
        look = Look()
        assert await channel.find(sought[2], since, known, look=look)
        faults.add(Order(name, Fault.ERROR, READING[name]), times=100)
        assert await channel.find(sought[0], since, known, look=look)
        assert await channel.find(sought[1], since, known, look=look)
        assert await channel.find(sought[3], since, known, look=look) is None
        with pytest.raises(LookupError):
            await channel.find(sought[0], since, known, look=Look())
        await channel.close()


@pytest.mark.parametrize("name", BY_HAND)
async def test_a_channel_by_hand_gives_everything_to_a_person(name: str) -> None:
    channel = channels.connect(name, {})
    content = tiny_png()
    payload = Payload("Hola", "es", (picture(content, "Una tarjeta"),))
    assert isinstance(await publish(channel, payload, content), Handed)
    assert isinstance(await channel.delete("1"), Handed)
    with pytest.raises(LookupError):
        await channel.find(payload, datetime.now(UTC))
    assert isinstance(await channel.whoami(), Handed)
    await channel.close()


async def test_an_exact_fake_publishes_a_key_once() -> None:
    channel = FakeChannel(fake_sheet(certainty=Certainty.EXACT))
    first, again = [await publish(channel, Payload("Hola", "es"), key="k") for _ in range(2)]
    assert isinstance(first, Published)
    assert first == again
    assert len(channel.posts) == 1
