"""What is particular to Mastodon: keys that die, servers that differ, texts written as HTML."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import pytest

from campaign import channels
from campaign.channels.support.address import Address
from campaign.channels.support.mastodon_account import MastodonAccount
from campaign.channels.support.mastodon_text import length, plain
from campaign.core.deliveries import Payload
from campaign.core.outcomes import (
    Blocked,
    Certainty,
    Lost,
    Media,
    NotSent,
    Published,
    Refused,
    Stopped,
)
from campaign.core.own_words import own_words
from campaign.sandbox import credentials
from campaign.sandbox.faults import Fault, Faults, Order
from campaign.sandbox.mastodon import text as server_text
from campaign.sandbox.mastodon.server import Keys
from campaign.sandbox.mastodon.state import Standing
from campaign.sandbox.records import MASTODON
from campaign.sandbox.server import serving
from campaign.testing import picture, publish, tiny_png
from tests.adapters.channels.line import Line, listening

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from contextlib import AbstractContextManager

    from campaign.ports.channels import Channel
    from campaign.sandbox.world import World

POST = "POST /mastodon/api/v1/statuses"


@pytest.fixture
async def channel(world: World, faults: Faults) -> AsyncIterator[Channel]:
    with serving(world, faults) as url:
        channel = channels.connect("mastodon", credentials.settings(url))
        yield channel
        await channel.close()


def soon() -> datetime:
    return datetime.now(UTC) - timedelta(seconds=10)


@pytest.mark.parametrize(
    "text",
    [
        "Hola",
        "Ver https://Ejemplo.CL/Ruta/?a=1&copy=2#fin y ejemplo.cl/otra. ¡Fin!",
        "https://www.ejemplo.cl/una/ruta/muy/larga/que/se/corta/en/pantalla",
        "a < b && c > d; &lt; se queda, \"así\" y 'asá'",
        "nin\u0303o y niño",
        "dos\r\n\r\nlíneas   con   espacios\t y\nuna más",
        "🎉 👩🏽‍💻 #DatosAbiertos @alguien",
        "Con @vecina@otra.example y @colega@mas.example en el panel",
        "https://a.cl https://a.cl https://b.cl",
    ],
)
@pytest.mark.parametrize("images", [0, 2])
async def test_our_post_is_found_however_the_server_shows_it(
    channel: Channel, faults: Faults, text: str, images: int
) -> None:
    contents = [tiny_png(shade=shade) for shade in range(images)]
    payload = Payload(text, "es", tuple(map(picture, contents)))
    faults.add(Order(MASTODON, Fault.CLOSE_AFTER, POST))
    assert isinstance(await publish(channel, payload, *contents), Lost)
    found = await channel.find(payload, soon())
    assert found is not None
    assert abs(found.at - datetime.now(UTC)) < timedelta(seconds=10)
    assert str(found.url).endswith(found.remote_id)


async def test_what_people_post_by_hand_is_not_taken_for_ours(
    channel: Channel, world: World
) -> None:
    for text in ("Hola", "Hola a todas!", "Hola a todas https://ejemplo.cl", "Hola @ana@otro.cl"):
        world.post_by_hand(MASTODON, text)
    content = tiny_png()
    assert await channel.find(Payload("Hola a todas", "es"), soon()) is None
    with_picture = Payload("Hola", "es", (picture(content),))
    assert await channel.find(with_picture, soon()) is None
    other = world.post_by_hand(MASTODON, "Otra cosa")
    assert await channel.find(Payload("Hola", "es", reply_to=other), soon()) is None
    assert await channel.find(Payload("Hola @ana@mio.cl", "es"), soon()) is None
    mine = await channel.find(Payload("Hola @ana@otro.cl", "es"), soon())
    assert mine is not None
    assert await channel.find(Payload("Hola @ana@otro.cl", "es"), soon(), frozenset({mine})) is None


async def test_a_part_whose_thread_was_taken_down_is_found(channel: Channel, world: World) -> None:
    """The server forgets what it answered; one that cannot be asked about that tells nothing."""
    world.post_by_hand(MASTODON, "Sigue en Ancud")
    first = await publish(channel, Payload("Empieza en Castro", "es"), key="1")
    assert isinstance(first, Published)
    part = Payload("Sigue en Quellón", "es", reply_to=first.receipt.remote_id)
    second = await publish(channel, part, key="2")
    assert isinstance(second, Published)
    assert isinstance(await channel.delete(first.receipt.remote_id), Published)
    assert world.posts(MASTODON)[-1].reply_to is None
    found = await channel.find(part, soon())
    assert found is not None
    assert found.remote_id == second.receipt.remote_id
    assert await channel.find(part, soon(), frozenset({found})) is None


@pytest.mark.parametrize("fault", [Fault.CLOSE, Fault.ERROR, Fault.GARBLED_AFTER])
async def test_a_parent_that_cannot_be_asked_about_tells_nothing(
    channel: Channel, world: World, faults: Faults, fault: Fault
) -> None:
    world.post_by_hand(MASTODON, "Sigue en Quellón")
    before = world.post_by_hand(MASTODON, "Empieza en Castro")
    faults.add(Order(MASTODON, fault, f"/statuses/{before}"))
    with pytest.raises(LookupError):
        await channel.find(Payload("Sigue en Quellón", "es", reply_to=before), soon())


async def test_an_address_that_is_wrong_takes_nothing_down(world: World, faults: Faults) -> None:
    """A 404 may be of another server: the one of the account is asked whether it is."""
    with serving(world, faults) as url:
        channel = channels.connect("mastodon", credentials.settings(url))
        out = await publish(channel, Payload("Hola", "es"))
        assert isinstance(out, Published)
        wrong = {"MASTODON_API_URL": f"{url}/mastodon/social"}
        elsewhere = channels.connect("mastodon", credentials.settings(url) | wrong)
        refused = await elsewhere.delete(out.receipt.remote_id)
        assert isinstance(refused, Refused), refused
        assert "404" in refused.words
        assert [post.deleted for post in world.posts(MASTODON)] == [None]
        await elsewhere.close()
        await channel.close()


async def test_a_page_that_is_not_found_is_no_post_that_is_gone() -> None:
    with listening(Line()) as line:
        line.say("200 OK", json.dumps({"id": "12"}).encode())
        line.instead["DELETE"] = line.whole("404 Not Found", b"<html>404</html>")
        channel = channels.connect("mastodon", credentials.settings(line.url))
        assert isinstance(await channel.delete("7"), Refused)
        line.instead["DELETE"] = line.whole("404 Not Found", b'{"error": "Record not found"}')
        assert isinstance(await channel.delete("7"), Published)
        await channel.close()


async def test_a_message_to_somebody_is_no_post(channel: Channel, world: World) -> None:
    values = {"id": "7", "text": "Hola", "media": [], "visibility": "direct"}
    world.commit(("mastodon.status", values))
    assert await channel.find(Payload("Hola", "es"), soon()) is None


async def test_the_oldest_of_equal_posts_within_the_time_is_ours(
    channel: Channel, world: World
) -> None:
    payload = Payload("Cada semana", "es")
    first = await publish(channel, payload, key="1")
    world.set_time(datetime.now(UTC) + timedelta(days=7))
    again = await publish(channel, payload, key="2")
    assert isinstance(first, Published)
    assert isinstance(again, Published)
    oldest = await channel.find(payload, soon())
    later = await channel.find(payload, datetime.now(UTC) + timedelta(days=6))
    assert oldest is not None
    assert later is not None
    ids = (first.receipt.remote_id, again.receipt.remote_id)
    assert (oldest.remote_id, later.remote_id) == ids


async def test_more_posts_than_fit_on_a_page(channel: Channel, world: World) -> None:
    ours = await publish(channel, Payload("La primera", "es"))
    for number in range(90):
        world.post_by_hand(MASTODON, f"Otra {number}")
    found = await channel.find(Payload("La primera", "es"), soon())
    assert isinstance(ours, Published)
    assert found == ours.receipt


async def test_the_servers_clock_may_be_behind_ours(channel: Channel, world: World) -> None:
    world.set_time(datetime.now(UTC) - timedelta(seconds=90))
    payload = Payload("Hola", "es")
    assert isinstance(await publish(channel, payload), Published)
    assert await channel.find(payload, datetime.now(UTC) - timedelta(seconds=30)) is not None


@pytest.mark.parametrize("fault", [Fault.CLOSE, Fault.ERROR, Fault.TOO_MANY, Fault.GARBLED_AFTER])
@pytest.mark.parametrize("match", ["/verify_credentials", "/statuses"])
async def test_a_timeline_that_cannot_be_read_says_nothing(
    channel: Channel, faults: Faults, fault: Fault, match: str
) -> None:
    faults.add(Order(MASTODON, fault, match))
    with pytest.raises(LookupError):
        await channel.find(Payload("Hola", "es"), soon())


@pytest.mark.parametrize(
    "timeline",
    [
        {},
        [{}],
        ["odd"],
        7,
        [{"id": "1", "content": "<p>Hola</p>", "created_at": "yesterday"}],
        [{"id": "1", "content": 5, "created_at": "2099-03-01T00:00:00Z"}],
        [{"id": "1", "content": "<p>Otra</p>", "created_at": "2099-03-01T00:00:00Z"}],
    ],
)
async def test_a_timeline_out_of_form_says_nothing(timeline: object) -> None:
    """Every page is this one; the last example never ends."""
    with listening(Line()) as line:
        line.say("200 OK", json.dumps({"id": "12"}).encode())
        line.instead["/accounts/12/statuses"] = line.whole("200 OK", json.dumps(timeline).encode())
        channel = channels.connect("mastodon", credentials.settings(line.url))
        with pytest.raises(LookupError):
            await channel.find(Payload("Hola", "es"), soon())
        await channel.close()
        assert 3 <= len(line.heard) <= 53


async def test_a_server_that_tells_no_source_is_believed() -> None:
    page = [
        {
            "id": "9",
            "content": "<p>Con @ana</p>",
            "created_at": datetime.now(UTC).isoformat(),
            "url": "https://otra.example/9",
        },
        {"id": "8", "content": "<p>Vieja</p>", "created_at": "2020-01-01T00:00:00.000Z"},
    ]
    with listening(Line()) as line:
        line.say("200 OK", json.dumps({"id": "12"}).encode())
        line.instead["/accounts/12/statuses"] = line.whole("200 OK", json.dumps(page).encode())
        line.instead["/source"] = line.whole("404 Not Found", b'{"error": "no"}')
        channel = channels.connect("mastodon", credentials.settings(line.url))
        found = await channel.find(Payload("Con @ana@otra.example", "es"), soon())
        await channel.close()
    assert found is not None
    assert (found.remote_id, found.url) == ("9", "https://otra.example/9")


async def test_the_same_key_brings_the_same_post(channel: Channel, world: World) -> None:
    payload = Payload("Hola", "es")
    first, again = [await publish(channel, payload, key="k") for _ in range(2)]
    assert isinstance(first, Published)
    assert first == again
    assert len(world.posts(MASTODON)) == 1


async def test_we_stop_trusting_a_key_before_the_server_forgets_it(
    channel: Channel, world: World
) -> None:
    """Until the life that the sheet tells is over, the server knows the key; after an hour not."""
    life = channel.sheet.key_life
    assert life is not None
    payload, begun = Payload("Hola", "es"), datetime.now(UTC)
    first = await publish(channel, payload, key="k")
    world.set_time(begun + life)
    assert await publish(channel, payload, key="k") == first
    world.set_time(begun + timedelta(hours=1, seconds=30))
    again = await publish(channel, payload, key="k")
    assert isinstance(again, Published)
    assert again != first


async def test_an_error_for_the_repeat_is_lost_and_the_post_is_found(
    channel: Channel, world: World
) -> None:
    world.set_mastodon(keys=Keys.BROKEN)
    payload = Payload("Hola", "es")
    first = await publish(channel, payload, key="k")
    assert isinstance(await publish(channel, payload, key="k"), Lost)
    assert isinstance(first, Published)
    assert await channel.find(payload, soon()) == first.receipt


@pytest.mark.parametrize(
    ("version", "certainty"),
    [
        ("4.5.3", Certainty.EXACT),
        ("4.6.0-alpha.2+glitch", Certainty.EXACT),
        ("3.5.19", Certainty.EXACT),
        ("10.0.1", Certainty.EXACT),
        ("2.7.2 (compatible; Pleroma 2.9.0)", Certainty.READBACK),
        ("4.2.1 (compatible; Iceshrimp 2023.12)", Certainty.READBACK),
        ("0.19.1+git-1234567", Certainty.READBACK),
        ("", Certainty.READBACK),
    ],
)
async def test_only_mastodon_itself_is_believed_to_keep_keys(
    channel: Channel, world: World, version: str, certainty: Certainty
) -> None:
    assert channel.sheet.certainty is Certainty.EXACT
    world.set_mastodon(version=version)
    await channel.find(Payload("Hola", "es"), soon())
    assert channel.sheet.certainty is certainty


async def test_a_server_with_other_limits_is_heard_before_anything_is_sent(
    channel: Channel, world: World
) -> None:
    world.set_mastodon(max_characters=300, max_media_attachments=1, image_size_limit=90)
    long = await publish(channel, Payload("a" * 301, "es"))
    assert long == Refused(own_words("long-text", most=300, size=301))
    content = tiny_png()
    many = Payload("Hola", "es", (picture(content), picture(content)))
    media = [Media("1", "1"), Media("2", "2")]
    assert isinstance(await channel.publish(many, media, {}, "k"), Refused)
    large = tiny_png(64, 64) + b"\0" * 50
    assert isinstance(await channel.upload(picture(large), large), Refused)
    assert not world.posts(MASTODON)
    assert not world.mastodon.media


async def test_pictures_with_too_much_area_or_text_are_not_sent(
    channel: Channel, world: World
) -> None:
    world.set_mastodon(image_matrix_limit=40, description_limit=10)
    content = tiny_png()
    for image in (picture(content), picture(content, "a" * 11, (2, 2))):
        assert isinstance(await channel.upload(image, content), Refused)
    assert isinstance(await channel.upload(picture(content, "a", (2, 2)), content), Refused)


async def test_a_server_with_more_room_gets_the_whole_text(channel: Channel, world: World) -> None:
    world.set_mastodon(max_characters=5000)
    assert isinstance(await publish(channel, Payload("a" * 4321, "es")), Published)
    assert channel.sheet.limits.text == 5000


async def test_a_server_that_does_not_tell_its_limits_gets_the_usual_ones(
    channel: Channel, faults: Faults
) -> None:
    faults.add(Order(MASTODON, Fault.ERROR, "/api/v2/instance"))
    assert isinstance(await publish(channel, Payload("a" * 501, "es")), Refused)
    assert isinstance(await publish(channel, Payload("a" * 500, "es")), Published)


async def test_a_picture_that_takes_its_time_is_waited_for(channel: Channel, world: World) -> None:
    world.set_mastodon(processing=2)
    content = tiny_png()
    payload = Payload("Hola", "es", (picture(content, "Tarjeta"),))
    assert isinstance(await publish(channel, payload, content), Published)
    (attachment,) = world.mastodon.media.values()
    assert (attachment.picture.alt, attachment.asked) == ("Tarjeta", 2)


async def test_a_picture_that_is_not_ready_refuses_nothing_for_good(
    channel: Channel, world: World
) -> None:
    """The server's words are in its own language: it is asked about the picture."""
    content = tiny_png()
    image = picture(content)
    media = await channel.upload(image, content)
    assert isinstance(media, Media)
    (attachment,) = world.mastodon.media.values()
    object.__setattr__(attachment, "processing", 5)
    payload = Payload("Hola", "es", (image,))
    assert isinstance(await channel.publish(payload, [media], {}, "k"), NotSent)
    object.__setattr__(world.mastodon.media[attachment.id], "processing", 0)
    assert isinstance(await channel.publish(payload, [media], {}, "k"), Published)


async def test_bytes_that_are_no_picture_are_refused(channel: Channel) -> None:
    content = b"no picture"
    assert isinstance(await channel.upload(picture(content), content), Refused)


@pytest.mark.parametrize("standing", [Standing.REVOKED, Standing.LOCKED, Standing.READ_ONLY])
async def test_an_account_that_may_not_post_is_stopped(
    channel: Channel, world: World, standing: Standing
) -> None:
    world.set_standing(standing, MASTODON)
    found = await publish(channel, Payload("Hola", "es"))
    assert isinstance(found, Stopped), found
    assert found.why is Blocked.CREDENTIALS


async def test_the_library_leaves_answers_as_they_were_written(world: World) -> None:
    """Its types cost some hundred times what the rest of an answer costs, and nobody asks them."""
    answers: list[object] = []
    with serving(world) as url:
        settings = credentials.settings(url)
        where = Address(settings["MASTODON_API_URL"], 9.0, 9.0)
        account = MastodonAccount("alone", where, settings["MASTODON_TOKEN"])
        await account.ask(lambda: answers.append(account.client.account_verify_credentials()))
        await account.close()
    assert [type(answer) for answer in answers] == [dict]


async def test_what_is_sent() -> None:
    with listening(Line()) as line:
        line.say("200 OK", json.dumps({"id": "9", "created_at": "2031-01-02T03:04:05Z"}).encode())
        where = {**credentials.settings(line.url), "MASTODON_API_URL": f"{line.url}/prefix/"}
        channel = channels.connect("mastodon", where)
        payload = Payload("Hola & chao", "pt-BR", reply_to="77")
        found = await channel.publish(payload, [Media("5", "x"), Media("6", "y")], {}, "k-1")
        await channel.close()
    assert isinstance(found, Published)
    assert found.receipt.at == datetime(2031, 1, 2, 3, 4, 5, tzinfo=UTC)
    first, second = (one.partition(b"\r\n\r\n") for one in line.heard)
    assert first[0].startswith(b"GET /prefix/api/v2/instance/ HTTP")
    head = second[0].decode().lower()
    assert head.startswith("post /prefix/api/v1/statuses http")
    assert "\r\nidempotency-key: k-1\r\n" in head
    assert f"\r\nauthorization: bearer {credentials.MASTODON_TOKEN.lower()}" in head
    sent: dict[str, Any] = parse_qs(second[2].decode())
    assert sent == {
        "status": ["Hola & chao"],
        "media_ids[]": ["5", "6"],
        "in_reply_to_id": ["77"],
        "visibility": ["public"],
        "language": ["pt"],
        "sensitive": ["0"],
    }


async def test_nothing_is_asked_before_something_is_to_be_done() -> None:
    with listening(Line()) as line:
        channel = channels.connect("mastodon", credentials.settings(line.url))
        await channel.close()
        assert line.heard == []


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("", 0),
        ("Ñuñoa, ¿qué pasó?", 17),
        ("nin\u0303o", 4),
        ("👩🏽‍💻🇨🇱❤️‍🔥", 3),
        ("a\r\nb", 3),
        ("Ver https://ejemplo.cl/una/ruta/muy/larga?con=datos&mas=datos.", 4 + 23 + 1),
        ("https://a.cl", 23),
        ("municipio.gob.cl", 16),
        ("@vecina@otra.example hola", 12),
        ("@vecina hola", 12),
        ("equipo@ejemplo.cl", 17),
        ("https://otra.cl/@vecina@mas.cl", 23),
        ("(https://ejemplo.cl/a)", 25),
    ],
)
def test_lengths(text: str, units: int) -> None:
    assert length(text) == units
    assert channels.sheets()["mastodon"].count(text) == units
    assert server_text.length(text) == units, "the emulated server counts the same"


@pytest.mark.parametrize(
    "text",
    ["@" * 50_000, "@a" * 50_000, "@a.-" * 25_000, "@a@" * 30_000, "ñ" * 200_000 + "@a@b"],
    ids=range(5),
)
def test_counting_a_hostile_text_ends(text: str, ends: AbstractContextManager[None]) -> None:
    with ends:
        length(text)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>uno<br>dos</p><p>tres &amp;lt; cuatro</p>", "uno\ndos\ntres &lt; cuatro"),
        (
            '<p><a href="https://a.cl/x?b=1&amp;c=2">a.cl/x…</a> fin</p>',
            "https://a.cl/x?b=1&c=2 fin",
        ),
        ('<a href="https://s/@a" class="u-url mention">@<span>a</span></a>', "@a"),
        ('<a class="mention hashtag" href="https://s/tags/b">#<span>b</span></a>', "#b"),
        ("sin <b>marcas", "sin marcas"),
        ("a &amp", "a &"),
    ],
)
def test_what_a_status_says(html: str, text: str) -> None:
    assert plain(html) == text
