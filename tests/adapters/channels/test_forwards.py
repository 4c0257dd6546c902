"""A Telegram channel is read back through the team's chat."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from campaign import channels
from campaign.core.deliveries import Payload
from campaign.core.outcomes import Certainty, Published
from campaign.ports.channels import CannotTell
from campaign.sandbox import credentials
from campaign.sandbox.credentials import CHANNEL, TEAM
from campaign.sandbox.faults import Fault, Faults, Order
from campaign.testing import picture, publish, tiny_png
from tests.adapters.channels.test_contract import serving

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from campaign.core.deliveries import Receipt
    from campaign.ports.channels import Channel
    from campaign.sandbox.world import World

TEXT = "Charla 3, jueves 19:00: aguas del norte https://norte.example/3"


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
    receipt = await channel.find(payload, soon(), frozenset(known))
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


async def test_a_post_that_was_found_has_the_address_that_followers_can_open(
    channel: Channel,
) -> None:
    lost = await out(channel, TEXT)
    again = await channel.find(Payload(TEXT, "es"), soon(), frozenset({await out(channel, "Dos")}))
    assert again is not None
    assert (again.url, "/c/" in str(again.url)) == (lost.url, False)


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


async def test_pictures_of_another_moment_are_no_part_of_an_album(
    channel: Channel, world: World
) -> None:
    """A picture without words behind an album, posted a minute later, is one of its own."""
    before = await out(channel, "Antes")
    pair = await out(channel, "Fotos", tiny_png(shade=0), tiny_png(shade=1))
    world.set_time(datetime.now(UTC) + timedelta(minutes=1))
    alone = await out(channel, "", tiny_png(shade=2))
    assert await found(channel, "Fotos", before, images=2) == pair.remote_id
    assert await found(channel, "Fotos", before, images=3) is None
    assert await found(channel, "", before, images=1) == alone.remote_id


async def test_what_was_deleted_leaves_a_gap_that_is_crossed(channel: Channel) -> None:
    first = await out(channel, "Uno")
    for number in range(17):
        await channel.delete((await out(channel, f"Se borra {number}")).remote_id)
    lost = await out(channel, TEXT)
    assert await found(channel, TEXT, first) == lost.remote_id


async def test_an_album_that_was_deleted_by_hand_leaves_a_gap_that_is_crossed(
    channel: Channel,
) -> None:
    first = await out(channel, "Uno")
    for number in range(1):
        shades = (tiny_png(shade=10 * number + n) for n in range(10))
        await channel.delete((await out(channel, f"Álbum {number}", *shades)).remote_id)
    lost = await out(channel, TEXT)
    assert await found(channel, TEXT, first) == lost.remote_id


@pytest.mark.parametrize(
    "address",
    ["https://t.me/antes/{}", "https://t.me/c/1999999999/{}", "https://x.com/i/status/{}", None],
)
async def test_posts_of_a_channel_that_was_used_before_say_nothing(
    channel: Channel, address: str | None
) -> None:
    """Every channel counts from 1: an id of another one is neither a beginning nor ours."""
    lost = await out(channel, TEXT)
    before = [
        replace(lost, remote_id=str(n), url=address and address.format(n)) for n in (1, 2, 500)
    ]
    assert await found(channel, TEXT, *before) == lost.remote_id


@pytest.mark.parametrize("address", ["https://t.me/{name}/{n}", "https://telegram.me/{c}/{n}?a=b"])
async def test_where_none_of_our_posts_is_there_a_person_is_asked(
    channel: Channel, world: World, address: str
) -> None:
    """The channel was begun anew under the same name, or emptied: its ids show nothing."""
    lost = await out(channel, TEXT)
    name = str(world.telegram.rooms[CHANNEL].username).upper()
    c = f"c/{CHANNEL}".replace("-100", "")
    urls = {n: address.format(name=name, c=c, n=n) for n in (497, 498, 499, 500)}
    before = [replace(lost, remote_id=str(n), url=url) for n, url in urls.items()]
    with pytest.raises(CannotTell):
        await found(channel, TEXT, *before)
    with pytest.raises(CannotTell):
        await found(channel, "Nunca", *before)


async def test_one_of_our_newest_posts_is_enough_to_tell(channel: Channel) -> None:
    first, second, third = [await out(channel, text) for text in ("Uno", "Dos", "Tres")]
    for deleted in (third, second):
        await channel.delete(deleted.remote_id)
    assert await found(channel, TEXT, first, second, third) is None
    await channel.delete(first.remote_id)
    with pytest.raises(CannotTell):
        await found(channel, TEXT, first, second, third)


async def test_the_archive_of_an_old_channel_is_not_forwarded(
    channel: Channel, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(130):
        world.post_by_hand("telegram", f"De antes {number}")
    await out(channel, TEXT)
    caplog.set_level("INFO", "httpx")
    with left_clean(world), pytest.raises(CannotTell):
        await found(channel, TEXT)
    assert caplog.text.count("forwardMessage") == 100


async def test_a_pinned_message_is_a_beginning(
    channel: Channel, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(130):
        world.post_by_hand("telegram", f"De antes {number}")
    last = world.post_by_hand("telegram", "Bienvenida")
    world.commit(("telegram.pin", {"chat": CHANNEL, "id": int(last)}))
    world.set_time(datetime.now(UTC) + timedelta(days=3))
    lost = await publish(channel, Payload(TEXT, "es"))
    assert isinstance(lost, Published)
    caplog.set_level("INFO", "httpx")
    since = world.now() - timedelta(minutes=1)
    seen = await channel.find(Payload(TEXT, "es"), since)
    assert seen is not None
    assert seen.remote_id == lost.receipt.remote_id
    assert caplog.text.count("forwardMessage") < 60


async def test_a_post_that_was_deleted_since_it_was_seen_is_not_there(channel: Channel) -> None:
    first = await out(channel, "Uno")
    album = await out(channel, "Fotos", tiny_png(shade=0), tiny_png(shade=1))
    lost = await out(channel, TEXT)
    again = await out(channel, TEXT)
    assert await found(channel, "Nunca", first) is None, "all of them were seen"
    await channel.delete(lost.remote_id)
    await channel.delete(album.remote_id)
    assert await found(channel, TEXT, first) == again.remote_id
    assert await found(channel, "Fotos", first, images=2) is None


async def test_an_old_post_with_the_same_words_is_not_the_one(
    channel: Channel, world: World
) -> None:
    first = await out(channel, "Uno")
    await out(channel, TEXT)
    world.set_time(datetime.now(UTC) + timedelta(days=7))
    since = world.now() - timedelta(minutes=1)
    payload = Payload(TEXT, "es")
    assert await channel.find(payload, since, frozenset({first})) is None


async def test_a_part_of_a_thread_is_found(channel: Channel) -> None:
    first = await out(channel, "Uno")
    part = Payload(TEXT, "es", reply_to=first.remote_id)
    second = await publish(channel, part, key="2")
    assert isinstance(second, Published)
    seen = await channel.find(part, soon(), frozenset({first}))
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
