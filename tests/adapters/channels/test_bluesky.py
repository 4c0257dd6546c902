"""Bluesky: keys, marks, sessions, and what its refusals mean."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from campaign import channels
from campaign.channels.support.facets import facets
from campaign.channels.support.record_keys import is_ours, is_past_ours, record_key
from campaign.core.addresses import receipt_on
from campaign.core.deliveries import Payload
from campaign.core.outcomes import Blocked, Lost, NotSent, Outcome, Published, Refused, Stopped
from campaign.ports.channels import SaysOtherwise
from campaign.sandbox import credentials
from campaign.sandbox.bluesky import syntax
from campaign.sandbox.bluesky.posts import POST
from campaign.sandbox.bluesky.state import Standing
from campaign.sandbox.faults import Fault, Faults, Order
from campaign.sandbox.rates import Limits
from campaign.sandbox.server import serving
from campaign.sandbox.world import World
from campaign.testing import picture, publish, tiny_png
from tests.adapters.channels.line import Line, listening

if TYPE_CHECKING:
    from collections.abc import Iterator

    from campaign.ports.channels import Channel

AT = datetime(2029, 9, 3, 7, 30, 0, 250_000, tzinfo=UTC)
HOLA = Payload("Feria del libro en Chiloé 📚", "es-CL", at=AT)


class Hands:
    """The sandbox's clock."""

    def __init__(self) -> None:
        self.now = AT

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def world(clock: Hands) -> World:
    return World(clock)


@pytest.fixture
def url(world: World, faults: Faults) -> Iterator[str]:
    with serving(world, faults) as url:
        yield url


@pytest.fixture
def channel(url: str, clock: Hands) -> Channel:
    return channels.connect("bluesky", credentials.settings(url), clock)


def records(world: World) -> list[Any]:
    return [record.value for record in world.bluesky.records.values()]


def test_keys_are_timestamps_of_a_time_before_bluesky() -> None:
    keys = [record_key(f"delivery {n}") for n in range(2000)]
    assert len(set(keys)) == 2000
    assert keys == [record_key(f"delivery {n}") for n in range(2000)], "the same for ever"
    assert all(syntax.fits(syntax.TID, key) and is_ours(key) for key in keys)
    of_apps = [syntax.tid(datetime(year, 1, 1, tzinfo=UTC)) for year in (2006, 2023, 2040)]
    assert not any(map(is_ours, of_apps))
    assert max(keys) < min(of_apps)
    assert all(map(is_past_ours, of_apps))


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        (
            "Año nuevo en ejemplo.cl/añil, ¿vienes?",
            [("ejemplo.cl/añil", "https://ejemplo.cl/añil")],
        ),
        ("🇨🇱👨‍👩‍👧‍👦 https://a.cl/b(c)d. Ya", [("https://a.cl/b(c)d", "https://a.cl/b(c)d")]),
        (
            "#DatosAbiertos, #ñandú! y #2022",
            [("#DatosAbiertos", "DatosAbiertos"), ("#ñandú", "ñandú")],
        ),
        ("$USD a#b correo@a.cl", []),
        ("(https://a.cl) #fin", [("https://a.cl", "https://a.cl"), ("#fin", "fin")]),
        (
            "con @Vecina.bsky.social y @nadie.bsky.social",
            [("@Vecina.bsky.social", "did:plc:v")],
        ),
        ("https://a.cl/#ancla", [("https://a.cl/#ancla", "https://a.cl/#ancla")]),
    ],
)
def test_what_is_marked_in_a_text(text: str, marked: list[tuple[str, str]]) -> None:
    raw, found = text.encode(), []
    for facet in facets(text, {"vecina.bsky.social": "did:plc:v"}):
        index, (feature,) = facet["index"], facet["features"]
        shown = raw[index["byteStart"] : index["byteEnd"]].decode()
        (value,) = (feature[name] for name in feature if name != "$type")
        found.append((shown, value))
    assert found == marked


@pytest.mark.parametrize(
    ("text", "length"),
    [("ñandú", 5), ("🇨🇱", 1), ("👨‍👩‍👧‍👦" * 10, 25), ("a" * 301, 301), ("", 0), ("e\u0301" * 9, 9)],
)
def test_the_nearer_of_two_limits_counts(text: str, length: int) -> None:
    """Graphemes, or bytes by ten where they are more: 3000 of them are the limit."""
    assert channels.sheets()["bluesky"].count(text) == length


async def test_a_record_is_all_that_was_approved(channel: Channel, world: World) -> None:
    content = tiny_png()
    payload = Payload("Ven, @vecina.bsky.social", "pt", (picture(content, "Barcos"),), at=AT)
    assert isinstance(await publish(channel, payload, content), Published)
    (record,) = records(world)
    assert record["createdAt"] == "2029-09-03T07:30:00.250Z"
    assert record["langs"] == ["pt"]
    assert record["embed"]["images"][0]["aspectRatio"] == {"width": 8, "height": 6}
    (facet,) = record["facets"]
    assert facet["features"][0]["did"] == credentials.BLUESKY_OTHERS["vecina.bsky.social"]
    await channel.close()


async def test_a_third_part_knows_the_first(channel: Channel, world: World) -> None:
    before, uris = None, []
    for part in ("Uno", "Dos", "Tres"):
        outcome = await publish(channel, Payload(part, "es", reply_to=before, at=AT), key=part)
        assert isinstance(outcome, Published), outcome
        before = outcome.receipt.remote_id
        uris.append(world.bluesky.uri(before))
    reply = records(world)[2]["reply"]
    assert (reply["root"]["uri"], reply["parent"]["uri"]) == (uris[0], uris[1])
    gone = await publish(channel, Payload("Cuatro", "es", reply_to="3jzfcijpj2z2a"), key="4")
    assert isinstance(gone, Refused)
    await channel.close()


async def test_what_a_person_found_by_its_address_can_be_answered(
    channel: Channel, world: World
) -> None:
    by_hand = world.post_by_hand("bluesky", "A mano")
    address = f"https://bsky.app/profile/ferias.example/post/{by_hand}."
    found = receipt_on(address, AT, "bluesky", channels.sheets())
    assert found.remote_id == by_hand
    answer = Payload("Respuesta", "es", reply_to=found.remote_id, at=AT)
    assert isinstance(await publish(channel, answer), Published)
    assert world.posts("bluesky")[-1].reply_to == by_hand
    await channel.close()


async def test_a_repeat_changes_nothing_and_other_words_are_refused(
    channel: Channel, world: World
) -> None:
    """What is out is never changed, whatever a plan made of it meanwhile."""
    first = await publish(channel, HOLA)
    version = world.version
    assert await publish(channel, HOLA) == first
    assert world.version == version
    later = Payload(HOLA.text, "es-CL", at=AT + timedelta(1))
    for other in (Payload("Otra cosa", "es", at=AT), later):
        refused = await publish(channel, other)
        assert isinstance(refused, Refused)
        assert refused.duplicate
    found = await channel.find(later, AT, idempotency_key="k")
    assert isinstance(first, Published)
    assert found is not None
    assert found.remote_id == first.receipt.remote_id
    assert [post.text for post in world.posts()] == [HOLA.text]
    await channel.close()


async def test_what_is_there_under_our_key_with_other_content_is_for_a_person(
    channel: Channel,
) -> None:
    """To call it published would leave followers with words that nobody knows of."""
    card, other = tiny_png(shade=10), tiny_png(shade=20)
    image = picture(card, "17:00 en Castro")
    payload = Payload("Feria del libro", "es", (image,), at=AT)
    out = await publish(channel, payload, card)
    assert isinstance(out, Published)
    assert await channel.find(replace(payload, at=None), AT, idempotency_key="k") == out.receipt
    for changed in (
        replace(payload, text="Feria del libro, y danza"),
        replace(payload, images=(picture(other, image.alt),)),
        replace(payload, images=(replace(image, alt="18:30 en Castro"),)),
        replace(payload, images=()),
        replace(payload, images=(image, image)),
        replace(payload, reply_to="3jzfcijpj2z2a"),
    ):
        with pytest.raises(SaysOtherwise):
            await channel.find(changed, AT, idempotency_key="k")
    again = await publish(channel, replace(payload, text="Feria y danza"), card, key="second")
    found = await channel.find(replace(payload, text="Feria y danza"), AT, idempotency_key="k")
    assert isinstance(again, Published)
    assert found == again.receipt
    await channel.close()


@pytest.mark.parametrize("made", ["2023-05-01T12:00:00", "ayer", None, 7])
@pytest.mark.parametrize("key", ["3jzfcijpj2z2a", "2zzzzzzzzzzzz", "2ñ"])
async def test_records_of_other_programs_do_not_keep_ours_from_being_found(
    made: object, key: str
) -> None:
    own = record_key("another")
    rows: list[object] = [
        {"uri": f"at://did:plc:a/{POST}/{key}", "cid": "b", "value": {"createdAt": made}},
        {"uri": f"at://did:plc:a/{POST}/{own}", "cid": "b",
         "value": {"text": HOLA.text, "createdAt": "2029-09-03T07:30:00"}},
        {"uri": f"at://did:plc:a/{POST}/3zzzzzzzzzzzz", "cid": "b", "value": {"text": 5}},
    ]  # fmt: skip
    opened = {"did": "did:plc:a", "handle": "a.cl", "accessJwt": "a-token", "refreshJwt": "b-token"}
    with listening(Line()) as line:
        for match, answer in (("createSession", opened), ("listRecords", {"records": rows})):
            line.instead[match] = line.whole("200 OK", json.dumps(answer).encode())
        line.say("400 Bad Request", no("RecordNotFound", "Could not locate record"))
        channel = channels.connect("bluesky", credentials.settings(line.url), lambda: AT)
        found = await channel.find(HOLA, AT, idempotency_key="k")
        assert await channel.find(Payload("Otra", "es"), AT, idempotency_key="k") is None
        line.instead["listRecords"] = line.whole("200 OK", b"{}")
        with pytest.raises(LookupError):
            await channel.find(HOLA, AT, idempotency_key="k")
        await channel.close()
    assert found is not None
    assert found.remote_id == own


async def test_a_post_is_found_by_its_words_where_its_key_is_another(
    channel: Channel, world: World
) -> None:
    """Another generation, for instance; what people post by hand is not ours."""
    world.post_by_hand("bluesky", HOLA.text)
    assert await channel.find(HOLA, AT, idempotency_key="second") is None
    first = await publish(channel, HOLA, key="first")
    assert isinstance(first, Published)
    found = await channel.find(HOLA, AT, idempotency_key="second")
    assert found == first.receipt
    known = frozenset({first.receipt})
    assert await channel.find(HOLA, AT, known, idempotency_key="second") is None
    late = AT + timedelta(hours=1)
    assert await channel.find(HOLA, late, idempotency_key="second") is None
    await channel.close()


async def test_many_posts_are_looked_through(channel: Channel, world: World) -> None:
    for number in range(120):
        await publish(channel, Payload(f"Aviso {number}", "es", at=AT), key=str(number))
    world.post_by_hand("bluesky", "Aviso 200")
    for number, there in ((0, True), (119, True), (200, False)):
        found = await channel.find(Payload(f"Aviso {number}", "es"), AT, idempotency_key="x")
        assert (found is not None) is there
    await channel.close()


@pytest.mark.parametrize("where", ["getRecord", "listRecords", "createSession"])
@pytest.mark.parametrize("fault", [Fault.CLOSE, Fault.ERROR, Fault.GARBLED_AFTER, Fault.TOO_MANY])
async def test_a_repository_that_cannot_be_read_tells_nothing(
    channel: Channel, faults: Faults, where: str, fault: Fault
) -> None:
    faults.add(Order("bluesky", fault, where))
    with pytest.raises(LookupError):
        await channel.find(HOLA, AT, idempotency_key="k")
    await channel.close()


async def test_pictures_that_vanished_are_sent_again(
    channel: Channel, world: World, clock: Hands
) -> None:
    content = tiny_png()
    image = picture(content, "Barcos")
    payload = Payload("Barcos", "es", (image,), at=AT)
    media = await channel.upload(image, content)
    clock.now += timedelta(minutes=9)
    assert isinstance(await channel.publish(payload, (media,), {}, "k"), NotSent)
    assert isinstance(await publish(channel, payload, content), Published)
    assert len(world.posts()) == 1
    await channel.close()


async def test_one_session_serves_for_weeks(channel: Channel, world: World, clock: Hands) -> None:
    """It is renewed, not opened again: that is what a server counts most strictly."""
    for day in range(40):
        clock.now += timedelta(days=1)
        outcome = await publish(channel, Payload(f"Día {day}", "es", at=clock.now), key=str(day))
        assert isinstance(outcome, Published), outcome
    assert len(world.bluesky.refreshed) == 39
    await channel.close()


async def test_many_at_once_renew_it_once(
    channel: Channel, clock: Hands, caplog: pytest.LogCaptureFixture
) -> None:
    await publish(channel, HOLA)
    clock.now += timedelta(hours=3)
    caplog.set_level("INFO", "httpx")
    posts = (publish(channel, Payload(f"N {n}", "es", at=AT), key=f"n{n}") for n in range(6))
    assert all(isinstance(one, Published) for one in await asyncio.gather(*posts))
    assert caplog.text.count("server.refreshSession") == 1
    await channel.close()


@pytest.mark.parametrize("fault", [Fault.CLOSE, Fault.CLOSE_AFTER, Fault.ERROR, Fault.ERROR_AFTER])
@pytest.mark.parametrize("name", ["createSession", "refreshSession"])
async def test_a_session_that_broke_sent_nothing(
    channel: Channel, world: World, faults: Faults, clock: Hands, fault: Fault, name: str
) -> None:
    if name == "refreshSession":
        await publish(channel, HOLA, key="first")
        clock.now += timedelta(hours=3)
    faults.add(Order("bluesky", fault, name))
    before = len(world.posts())
    assert isinstance(await publish(channel, HOLA), NotSent)
    assert len(world.posts()) == before
    assert isinstance(await publish(channel, HOLA), Published)
    assert faults.waiting() == 0
    await channel.close()


@pytest.mark.parametrize("fault", [Fault.CLOSE, Fault.CLOSE_AFTER, Fault.ERROR, Fault.ERROR_AFTER])
async def test_a_session_whose_renewal_was_lost_is_not_forgotten(
    channel: Channel,
    faults: Faults,
    clock: Hands,
    caplog: pytest.LogCaptureFixture,
    fault: Fault,
) -> None:
    """It is renewed later, and none is opened anew: servers count those most strictly."""
    await publish(channel, HOLA, key="first")
    clock.now += timedelta(hours=3)
    faults.add(Order("bluesky", fault, "refreshSession"))
    caplog.set_level("INFO", "httpx")
    assert isinstance(await publish(channel, HOLA), NotSent)
    assert isinstance(await publish(channel, HOLA), Published)
    assert "server.refreshSession" in caplog.text
    assert "server.createSession" not in caplog.text
    await channel.close()


async def test_a_session_that_nobody_renewed_is_opened_anew(channel: Channel, clock: Hands) -> None:
    await publish(channel, HOLA, key="first")
    clock.now += timedelta(days=91)
    assert isinstance(await publish(channel, HOLA), Published)
    await channel.close()


@pytest.mark.parametrize("standing", [Standing.REVOKED, Standing.TAKEN_DOWN])
@pytest.mark.parametrize("posted_before", [True, False])
async def test_an_account_in_trouble_stops_the_channel(
    channel: Channel, world: World, standing: Standing, *, posted_before: bool
) -> None:
    if posted_before:
        await publish(channel, HOLA, key="first")
    world.set_standing(standing, "bluesky")
    outcome = await publish(channel, HOLA)
    assert isinstance(outcome, Stopped), outcome
    assert outcome.why is Blocked.CREDENTIALS
    world.set_standing(Standing.FINE, "bluesky")
    assert isinstance(await publish(channel, HOLA), Published)
    await channel.close()


async def test_a_wrong_password_stops_the_channel(url: str) -> None:
    wrong = credentials.settings(url) | {"BLUESKY_PASSWORD": "not-the-right-one"}
    channel = channels.connect("bluesky", wrong)
    assert isinstance(await publish(channel, HOLA), Stopped)
    assert isinstance(await channel.upload(picture(tiny_png()), tiny_png()), Stopped)
    assert isinstance(await channel.delete("3jzfcijpj2z2a"), Stopped)
    await channel.close()


@pytest.mark.parametrize(
    "handle", ["", "  ", "sin-punto", "a b.cl", "https://bsky.app/profile/a.cl"]
)
def test_a_handle_out_of_form_is_named(handle: str) -> None:
    settings = credentials.settings("http://127.0.0.1:1") | {"BLUESKY_HANDLE": handle}
    with pytest.raises((channels.SettingWrong, channels.SettingsMissing)):
        channels.connect("bluesky", settings)


def no(error: str, message: str = "no") -> bytes:
    return json.dumps({"error": error, "message": message}).encode()


CREDENTIALS, SETTINGS = Stopped(Blocked.CREDENTIALS, ""), Stopped(Blocked.SETTINGS, "")


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        ("400 Bad Request", no("InvalidRequest", "Record/text must not be longer"), Refused("")),
        ("400 Bad Request", no("InvalidSwap"), Refused("", duplicate=True)),
        ("400 Bad Request", no("BlobTooLarge"), Refused("")),
        ("400 Bad Request", no("BlobNotFound"), NotSent("")),
        ("401 Unauthorized", no("AccountTakedown"), CREDENTIALS),
        ("400 Bad Request", no("AccountDeactivated"), CREDENTIALS),
        ("403 Forbidden", no("RepoSuspended"), CREDENTIALS),
        ("404 Not Found", no("XRPCNotSupported"), SETTINGS),
        ("409 Conflict", no("Conflict"), Refused("")),
        ("413 Payload Too Large", no("PayloadTooLarge"), Refused("")),
        ("500 Internal Server Error", no("InternalServerError"), Lost("")),
        ("502 Bad Gateway", no("UpstreamFailure"), Lost("")),
        ("502 Bad Gateway", b"<html>", Lost("")),
        ("200 OK", b"{}", Lost("")),
    ],
)
async def test_what_bluesky_says_no_to(status: str, body: bytes, expected: Outcome) -> None:
    with listening(Line()) as line:
        opened = {
            "did": "did:plc:a",
            "handle": "a.cl",
            "accessJwt": "a-token",
            "refreshJwt": "b-token",
        }
        line.instead["createSession"] = line.whole("200 OK", json.dumps(opened).encode())
        line.say(status, body)
        channel = channels.connect("bluesky", credentials.settings(line.url), lambda: AT)
        found = await channel.publish(HOLA, (), {}, "k")
        await channel.close()
        assert type(found) is type(expected), found
        assert getattr(found, "why", None) is getattr(expected, "why", None)
        assert getattr(found, "duplicate", None) is getattr(expected, "duplicate", None)
        assert sum(b"putRecord" in heard for heard in line.heard) == 1


@pytest.mark.parametrize("at_login", [True, False])
async def test_the_limits_reset_holds_the_account(*, at_login: bool) -> None:
    with listening(Line()) as line:
        until = AT + timedelta(minutes=7)
        late = line.whole(
            "429 No", no("RateLimitExceeded"), ratelimit_reset=str(int(until.timestamp()))
        )
        opened = {
            "did": "did:plc:a",
            "handle": "a.cl",
            "accessJwt": "a-token",
            "refreshJwt": "b-token",
        }
        fine = line.whole("200 OK", json.dumps(opened).encode())
        line.instead["createSession"] = late if at_login else fine
        line.answer = late
        channel = channels.connect("bluesky", credentials.settings(line.url), lambda: AT)
        found = await channel.publish(HOLA, (), {}, "k")
        await channel.close()
    assert isinstance(found, NotSent), found
    assert found.hold_until == until.replace(microsecond=0)


async def test_sessions_are_never_used_up_by_posts(clock: Hands) -> None:
    world = World(clock, limits=Limits(bluesky=True))
    with serving(world) as url:
        channel = channels.connect("bluesky", credentials.settings(url), clock)
        for number in range(60):
            outcome = await publish(channel, Payload(f"N {number}", "es", at=AT), key=str(number))
            assert isinstance(outcome, Published), outcome
        await channel.close()
