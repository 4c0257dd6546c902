"""What is particular to X: reading back, what an account may not do, what is sent."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from campaign import channels
from campaign.core.deliveries import Payload
from campaign.core.outcomes import Blocked, Lost, Media, Published, Refused, Stopped
from campaign.sandbox import credentials
from campaign.sandbox.faults import Fault, Faults, Order
from campaign.sandbox.records import X
from campaign.sandbox.server import serving
from campaign.sandbox.x.state import Standing
from campaign.testing import picture, publish, tiny_png
from tests.adapters.channels.line import Line, listening

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from campaign.ports.channels import Channel
    from campaign.sandbox.world import World

SPEC = Path(__file__).parents[4] / "shared" / "specs" / "x" / "openapi.json"


@pytest.fixture
async def channel(world: World, faults: Faults) -> AsyncIterator[Channel]:
    with serving(world, faults) as url:
        channel = channels.connect("x", credentials.settings(url))
        yield channel
        await channel.close()


def soon() -> datetime:
    return datetime.now(UTC) - timedelta(seconds=10)


@pytest.mark.parametrize(
    "text",
    [
        "Hola",
        "Ver https://Ejemplo.CL/Ruta/?a=1&copy=2#fin y ejemplo.cl/otra. ¡Fin!",
        "https://ejemplo.cl",
        "a < b && c > d; &lt; se queda",
        "nin\u0303o y niño",
        "dos\r\n\r\nlíneas   con   espacios\t ",
        "🎉 👩🏽‍💻 #DatosAbiertos @alguien",
        "https://a.cl https://a.cl https://b.cl",
    ],
)
@pytest.mark.parametrize("images", [0, 1, 3])
async def test_our_post_is_found_however_x_shows_it(
    channel: Channel, faults: Faults, text: str, images: int
) -> None:
    contents = [tiny_png(shade=shade) for shade in range(images)]
    payload = Payload(text, "es", tuple(map(picture, contents)))
    faults.add(Order(X, Fault.CLOSE_AFTER, "POST /x/2/tweets"))
    assert isinstance(await publish(channel, payload, *contents), Lost)
    found = await channel.find(payload, soon())
    assert found is not None
    assert abs(found.at - datetime.now(UTC)) < timedelta(seconds=10)
    assert str(found.url).endswith(found.remote_id)


async def test_what_people_post_by_hand_is_not_taken_for_ours(
    channel: Channel, world: World
) -> None:
    for text in ("Hola", "Hola a todas!", "Hola a todas https://ejemplo.cl"):
        world.post_by_hand(X, text)
    content = tiny_png()
    assert await channel.find(Payload("Hola a todas", "es"), soon()) is None
    with_picture = Payload("Hola", "es", (picture(content),))
    assert await channel.find(with_picture, soon()) is None
    assert await channel.find(Payload("Hola", "es", reply_to="77"), soon()) is None


async def test_a_post_from_before_is_not_taken_for_ours(channel: Channel, world: World) -> None:
    payload = Payload("Cada semana", "es")
    assert isinstance(await publish(channel, payload), Published)
    world.set_time(datetime.now(UTC) + timedelta(days=7))
    since = datetime.now(UTC) + timedelta(days=7, hours=-1)
    assert await channel.find(payload, since) is None


async def test_the_oldest_of_equal_posts_is_ours(channel: Channel, world: World) -> None:
    payload = Payload("Cada semana", "es")
    first = await publish(channel, payload)
    world.set_time(datetime.now(UTC) + timedelta(days=7))
    await publish(channel, payload)
    assert isinstance(first, Published)
    found = await channel.find(payload, soon())
    assert found is not None
    assert found.remote_id == first.receipt.remote_id


async def test_more_posts_than_fit_on_a_page(channel: Channel, world: World) -> None:
    ours = await publish(channel, Payload("La primera", "es"))
    for number in range(230):
        world.post_by_hand(X, f"Otra {number}")
    found = await channel.find(Payload("La primera", "es"), soon())
    assert isinstance(ours, Published)
    assert found is not None
    assert found.remote_id == ours.receipt.remote_id


async def test_xs_clock_may_be_behind_ours(channel: Channel, world: World) -> None:
    world.set_time(datetime.now(UTC) - timedelta(seconds=90))
    payload = Payload("Hola", "es")
    assert isinstance(await publish(channel, payload), Published)
    assert await channel.find(payload, datetime.now(UTC) - timedelta(seconds=30)) is not None


@pytest.mark.parametrize("fault", [Fault.CLOSE, Fault.ERROR, Fault.TOO_MANY, Fault.GARBLED_AFTER])
@pytest.mark.parametrize("match", ["/users/me", "/tweets"])
async def test_a_timeline_that_cannot_be_read_says_nothing(
    channel: Channel, faults: Faults, fault: Fault, match: str
) -> None:
    faults.add(Order(X, fault, match))
    with pytest.raises(LookupError):
        await channel.find(Payload("Hola", "es"), soon())


@pytest.mark.parametrize(
    "timeline",
    [
        {},
        {"meta": {}, "data": [{}]},
        {"meta": {}, "data": ["odd"]},
        {"meta": {}, "data": 7},
        {"meta": {}, "data": [{"id": "1", "text": "Hola", "created_at": "yesterday"}]},
        {"meta": {}, "data": [{"id": "1", "text": 5, "created_at": "2022-03-01T00:00:00Z"}]},
        {"meta": {"next_token": "again"}, "data": []},
    ],
)
async def test_a_timeline_out_of_form_says_nothing(timeline: dict[str, Any]) -> None:
    """Every page is this one; the last example never ends."""
    with listening(Line()) as line:
        line.say("200 OK", json.dumps({"data": {"id": "12"}}).encode())
        line.instead["/users/12/tweets"] = line.whole("200 OK", json.dumps(timeline).encode())
        channel = channels.connect("x", credentials.settings(line.url))
        with pytest.raises(LookupError):
            await channel.find(Payload("Hola", "es"), soon())
        await channel.close()
        assert 2 <= len(line.heard) <= 34


@pytest.mark.parametrize("user", [{}, {"data": []}, {"data": {"id": 5}}, {"data": {"id": "../x"}}])
async def test_an_account_out_of_form_says_nothing(user: dict[str, Any]) -> None:
    with listening(Line()) as line:
        line.say("200 OK", json.dumps({"meta": {}, **user}).encode())
        channel = channels.connect("x", credentials.settings(line.url))
        with pytest.raises(LookupError):
            await channel.find(Payload("Hola", "es"), soon())
        await channel.close()
        assert len(line.heard) == 1


@pytest.mark.parametrize(
    ("standing", "why"),
    [
        (Standing.OUT_OF_CREDIT, Blocked.CREDIT),
        (Standing.REVOKED, Blocked.CREDENTIALS),
        (Standing.LOCKED, Blocked.CREDENTIALS),
    ],
)
async def test_an_account_that_may_not_post_is_stopped(
    channel: Channel, world: World, standing: Standing, why: Blocked
) -> None:
    world.set_standing(standing)
    found = await publish(channel, Payload("Hola", "es"))
    assert isinstance(found, Stopped), found
    assert found.why is why


async def test_a_repetition_is_refused_as_a_duplicate(channel: Channel) -> None:
    await publish(channel, Payload("Hola", "es"))
    again = await publish(channel, Payload("Hola", "es"))
    assert isinstance(again, Refused)
    assert again.duplicate


@pytest.mark.parametrize(
    ("status", "body", "is_gone"),
    [
        ("200 OK", {"data": {"deleted": True}}, True),
        ("404 Not Found", {"type": "https://api.x.com/2/problems/resource-not-found"}, True),
        ("404 Not Found", {"errors": [{"code": 144, "message": "No status found"}]}, True),
        ("404 Not Found", {"title": "Not Found", "type": "about:blank", "status": 404}, False),
        ("404 Not Found", {"errors": [{"code": 34, "message": "No such page"}]}, False),
        ("404 Not Found", None, False),
    ],
)
async def test_only_a_post_that_is_not_found_is_gone(
    status: str, body: dict[str, Any] | None, *, is_gone: bool
) -> None:
    """A 404 of a wrong address takes nothing down."""
    with listening(Line()) as line:
        line.say(status, b"<html>" if body is None else json.dumps(body).encode())
        channel = channels.connect("x", credentials.settings(line.url))
        found = await channel.delete("1500000000000000000")
        await channel.close()
    assert isinstance(found, Published if is_gone else Refused), found


async def test_a_picture_without_its_text_is_not_published(
    channel: Channel, faults: Faults
) -> None:
    """An upload whose alternative text failed is no upload."""
    content = tiny_png()
    faults.add(Order(X, Fault.ERROR, "/media/metadata"))
    assert not isinstance(await channel.upload(picture(content, "Tarjeta"), content), Media)
    assert isinstance(await channel.upload(picture(content, "Tarjeta"), content), Media)


async def test_bytes_that_are_no_picture_are_refused(channel: Channel) -> None:
    content = b"no picture"
    assert isinstance(await channel.upload(picture(content), content), Refused)


async def heard(answer: dict[str, Any], payload: Payload, *contents: bytes) -> list[bytes]:
    with listening(Line()) as line:
        line.say("201 Created", json.dumps(answer).encode())
        channel = channels.connect("x", credentials.settings(f"{line.url}/prefix/"))
        await publish(channel, payload, *contents)
        await channel.close()
        return line.heard


def validator(name: str) -> Draft202012Validator:
    document = json.loads(SPEC.read_text(encoding="utf-8"))
    return Draft202012Validator({**document, "$ref": f"#/components/schemas/{name}"})


@pytest.mark.shared
async def test_what_is_sent_fits_the_networks_own_description() -> None:
    contents = (tiny_png(shade=1), tiny_png(shade=2))
    images = tuple(picture(content, f"Número {n}") for n, content in enumerate(contents))
    payload = Payload("Hola https://ejemplo.cl", "es", images, reply_to="1499999999999999999")
    answer = {"data": {"id": "1500000000000000000", "text": "Hola", "expires_after_secs": 86400}}
    requests = await heard(answer, payload, *contents)
    lines = [request.split(b"\r\n", 1)[0].decode() for request in requests]
    assert lines == [
        *["POST /prefix/x/2/media/upload HTTP/1.1", "POST /prefix/x/2/media/metadata HTTP/1.1"] * 2,
        "POST /prefix/x/2/tweets HTTP/1.1",
    ]
    post = json.loads(requests[-1].partition(b"\r\n\r\n")[2])
    validator("CreatePostsRequest").validate(post)
    assert post["reply"] == {"in_reply_to_tweet_id": "1499999999999999999"}
    assert post["media"] == {"media_ids": ["1500000000000000000"] * 2}
    for request in (requests[1], requests[3]):
        alt = json.loads(request.partition(b"\r\n\r\n")[2])
        validator("CreateMediaMetadataRequest").validate(alt)
    assert parts(requests[2]) == {"media_category": b"tweet_image", "media": contents[1]}


def parts(request: bytes) -> dict[str, bytes]:
    """Return the fields of a multipart request."""
    form = message_from_bytes(request.partition(b"\r\n")[2])
    fields: dict[str, bytes] = {}
    for part in form.walk():
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            fields[str(part.get_param("name", header="content-disposition"))] = content
    return fields


async def test_a_text_alone_sends_a_text_alone() -> None:
    (request,) = await heard({"data": {"id": "1"}}, Payload("Hola", "es"))
    assert json.loads(request.partition(b"\r\n\r\n")[2]) == {"text": "Hola"}
    assert b"Authorization: OAuth " in request
    assert b"Bearer" not in request
