"""A Telegram channel is read back through the team's chat."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from campaign import channels
from campaign.channels.support.forwards import GAP
from campaign.core.deliveries import Payload
from campaign.core.outcomes import Certainty, Published
from campaign.ports.channels import CannotTell
from campaign.sandbox import credentials
from campaign.sandbox.credentials import CHANNEL, TEAM
from campaign.sandbox.faults import Fault, Faults, Order
from campaign.sandbox.rates import Limits
from campaign.sandbox.world import World
from campaign.testing import picture, publish, tiny_png
from tests.adapters.channels.test_contract import serving

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from campaign.core.deliveries import Receipt
    from campaign.ports.channels import Channel

TEXT = "Charla 3, jueves 19:00: aguas del norte https://norte.example/3"


@pytest.fixture
def world() -> World:
    return World(limits=Limits(telegram=False))


@pytest.fixture
def faults() -> Faults:
    return Faults()


@pytest.fixture
async def channel(world: World, faults: Faults) -> AsyncIterator[Channel]:
    with serving(world, faults) as url:
        connected = channels.connect("telegram", credentials.settings(url))
        yield connected
        await connected.close()


def soon() -> datetime:
    return datetime.now(UTC) - timedelta(minutes=1)


async def out(channel: Channel, text: str, *contents: bytes) -> Receipt:
    payload = Payload(text, "es", tuple(map(picture, contents)))
    outcome = await publish(channel, payload, *contents)
    assert isinstance(outcome, Published), outcome
    return outcome.receipt


async def found(channel: Channel, text: str, *known: Receipt, images: int = 0) -> str | None:
    contents = [tiny_png(shade=n) for n in range(images)]
    payload = Payload(text, "es", tuple(map(picture, contents)))
    ids = frozenset(one.remote_id for one in known)
    receipt = await channel.find(payload, soon(), ids)
    return None if receipt is None else receipt.remote_id


@contextmanager
def left_clean(world: World) -> Iterator[None]:
    """See that followers see what they saw, and the team's chat nothing more."""
    before = world.posts("telegram"), world.chat(TEAM)
    yield
    assert (world.posts("telegram"), world.chat(TEAM)) == before


async def test_a_lost_post_is_found_between_others_and_leaves_no_trace(
    channel: Channel, world: World
) -> None:
    first = await out(channel, "Uno")
    world.post_by_hand("telegram", "Escrito por una persona")
    lost = await out(channel, TEXT)
    last = await out(channel, "Tres")
    with left_clean(world):
        assert await found(channel, TEXT, first, last) == lost.remote_id
        assert await found(channel, "Nunca", first, last) is None


async def test_the_first_post_of_all_is_found_before_the_second(channel: Channel) -> None:
    lost = await out(channel, TEXT)
    assert await found(channel, TEXT, await out(channel, "Dos")) == lost.remote_id


async def test_an_album_is_one_post_and_its_size_counts(channel: Channel, world: World) -> None:
    before = await out(channel, "Antes")
    pair = await out(channel, "Fotos", tiny_png(shade=0), tiny_png(shade=1))
    single = await out(channel, "Fotos", tiny_png(shade=0))
    with left_clean(world):
        assert await found(channel, "Fotos", before, images=2) == pair.remote_id
        assert await found(channel, "Fotos", before, images=1) == single.remote_id
        assert await found(channel, "Fotos", before, images=3) is None
        assert await found(channel, "Fotos", before) is None


async def test_what_was_deleted_leaves_a_gap_that_is_crossed(channel: Channel) -> None:
    first = await out(channel, "Uno")
    for number in range(GAP - 1):
        await channel.delete((await out(channel, f"Se borra {number}")).remote_id)
    lost = await out(channel, TEXT)
    assert await found(channel, TEXT, first) == lost.remote_id


async def test_an_old_post_with_the_same_words_is_not_the_one(
    channel: Channel, world: World
) -> None:
    first = await out(channel, "Uno")
    await out(channel, TEXT)
    world.set_time(datetime.now(UTC) + timedelta(days=7))
    since = world.now() - timedelta(minutes=1)
    payload = Payload(TEXT, "es")
    assert await channel.find(payload, since, frozenset({first.remote_id})) is None


async def test_a_part_of_a_thread_is_found(channel: Channel) -> None:
    first = await out(channel, "Uno")
    part = Payload(TEXT, "es", reply_to=first.remote_id)
    second = await publish(channel, part, key="2")
    assert isinstance(second, Published)
    seen = await channel.find(part, soon(), frozenset({first.remote_id}))
    assert seen is not None
    assert seen.remote_id == second.receipt.remote_id


@pytest.mark.parametrize("fault", [Fault.HANG, Fault.ERROR, Fault.TOO_MANY, Fault.GARBLED_AFTER])
async def test_a_telegram_that_is_away_says_nothing_and_is_asked_again(
    world: World, faults: Faults, fault: Fault
) -> None:
    with serving(world, faults) as url:
        short = {"READ_TIMEOUT": "0.5"}
        channel = channels.connect("telegram", credentials.settings(url) | short)
        first = await out(channel, "Uno")
        faults.add(Order("telegram", fault, "forwardMessage"))
        with pytest.raises(LookupError) as away:
            await found(channel, TEXT, first)
        assert not isinstance(away.value, CannotTell)
        assert await found(channel, TEXT, first) is None
        await channel.close()


async def test_content_that_may_not_be_forwarded_needs_a_person(
    channel: Channel, world: World
) -> None:
    first = await out(channel, "Uno")
    await out(channel, TEXT)
    world.protect(protected=True)
    with pytest.raises(CannotTell):
        await found(channel, TEXT, first)


async def test_telegrams_own_signs_are_no_posts(channel: Channel, world: World) -> None:
    first = await out(channel, "Uno")
    number = world.telegram.next_message(CHANNEL)
    said = {"chat": CHANNEL, "id": number, "sender": None, "extra": {"new_chat_title": "Río"}}
    world.commit(("telegram.message", said))
    lost = await out(channel, TEXT)
    assert await found(channel, TEXT, first) == lost.remote_id
    assert await found(channel, "Nunca", first, lost) is None


async def test_a_channel_of_which_nothing_is_known_needs_a_person(channel: Channel) -> None:
    with pytest.raises(CannotTell):
        await found(channel, TEXT)


@pytest.mark.parametrize("team", ["", "@equipo", "equipo 3"])
async def test_without_a_chat_of_the_team_it_is_blind(world: World, team: str) -> None:
    with serving(world, Faults()) as url:
        settings = credentials.settings(url) | {"TELEGRAM_TEAM_CHAT": team}
        channel = channels.connect("telegram", settings)
        assert channel.sheet.certainty is Certainty.BLIND
        with pytest.raises(CannotTell):
            await found(channel, TEXT)
        await channel.close()


def test_the_sheet_says_what_the_settings_make_of_it() -> None:
    blind = channels.sheets()["telegram"]
    seeing = channels.sheets({"TELEGRAM_TEAM_CHAT": "-100123"})["telegram"]
    assert (blind.certainty, blind.can_look) == (Certainty.BLIND, False)
    assert seeing == replace(blind, certainty=Certainty.READBACK)
