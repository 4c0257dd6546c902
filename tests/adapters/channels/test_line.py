"""What a broken line means on every network: not sent, refused, stopped or lost."""

from __future__ import annotations

import asyncio
import json
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from campaign import channels
from campaign.channels.support.record_keys import record_key
from campaign.core.deliveries import Payload
from campaign.core.outcomes import (
    Blocked,
    Lost,
    NotSent,
    Outcome,
    Published,
    Refused,
    Stopped,
)
from campaign.ports.leave import leaving_while
from campaign.sandbox import credentials
from campaign.testing import picture, tiny_png
from tests.adapters.channels.line import Line, listening, never_accepting, nobody

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = datetime(2022, 3, 1, 15, 30, tzinfo=UTC)
NETWORKS = ("x", "telegram", "mastodon", "bluesky")
IMPATIENT = {"CONNECT_TIMEOUT": "0.5", "READ_TIMEOUT": "0.5"}
TERMS = "/api/v2/instance"
"""Where a server tells what it takes."""
LOGIN = "createSession"
SESSION = {
    "did": credentials.BLUESKY_DID,
    "handle": "ferias.example",
    "accessJwt": "access-token-of-a-test",
    "refreshJwt": "refresh-token-of-a-test",
}


@pytest.fixture(params=NETWORKS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def line() -> Iterator[Line]:
    with listening(Line()) as line:
        line.instead[LOGIN] = line.whole("200 OK", json.dumps(SESSION).encode())
        line.instead[TERMS] = line.whole("200 OK", b'{"version": "4.5.3"}')
        yield line


def settings(url: str, **more: str) -> dict[str, str]:
    """Return settings of every network at ``url``, patient enough for a busy machine."""
    patient = {"CONNECT_TIMEOUT": "20", "READ_TIMEOUT": "20"}
    return {**credentials.settings(url), **patient, **more}


async def outcome(name: str, url: str, **more: str) -> Outcome:
    channel = channels.connect(name, settings(url, **more), lambda: NOW)
    try:
        return await channel.publish(Payload("Hola a todas", "es"), (), {}, "key")
    finally:
        await channel.close()


def tries(line: Line) -> list[bytes]:
    """Return the requests that were heard, but for the question what a server takes and the
    opening of a session.
    """
    first = [(heard, heard.partition(b"\r")[0].decode()) for heard in line.heard]
    return [heard for heard, said in first if TERMS not in said and LOGIN not in said]


async def test_leave_is_asked_once_it_is_connected(name: str, line: Line) -> None:
    """To connect may take as long as a lease lasts."""

    def until_connected() -> bool:
        end = time.monotonic() + 2.0
        while not line.met and time.monotonic() < end:
            time.sleep(0.01)
        return not line.met

    with leaving_while(until_connected):
        what = await outcome(name, line.url)
    assert isinstance(what, NotSent), what
    assert line.met
    assert not any(line.heard)


async def test_refused(name: str) -> None:
    with nobody() as url:
        assert isinstance(await outcome(name, url), NotSent)


async def test_a_name_that_does_not_exist(name: str) -> None:
    assert isinstance(await outcome(name, "http://pregonero.invalid:9"), NotSent)


async def test_no_connection_in_time(name: str) -> None:
    with never_accepting() as url:
        assert isinstance(await outcome(name, url, **IMPATIENT), NotSent)


async def test_a_handshake_that_fails(name: str, line: Line) -> None:
    line.say("400 Bad Request", b"{}")
    found = await outcome(name, line.url.replace("http:", "https:"))
    assert isinstance(found, NotSent), found


async def test_no_answer_in_time(name: str, line: Line) -> None:
    line.hang = True
    assert isinstance(await outcome(name, line.url, **IMPATIENT), Lost)
    assert len(tries(line)) == 1


async def test_an_answer_that_drips(name: str, line: Line) -> None:
    """Each byte comes in time, the whole never does."""
    line.say("200 OK", b"{}" + b" " * 100_000)
    line.pause = 0.02
    assert isinstance(await outcome(name, line.url, **IMPATIENT), Lost)
    line.ended.set()


async def test_an_answer_without_end(line: Line) -> None:
    """It is not kept in memory for ever."""
    line.say("200 OK", b" " * 30_000_000)
    line.answer = line.answer.replace(b"30000000", b"90000000")
    assert isinstance(await outcome("x", line.url, READ_TIMEOUT="20"), Lost)


async def test_cut_after_the_request(name: str, line: Line) -> None:
    assert isinstance(await outcome(name, line.url), Lost)
    assert len(tries(line)) == 1


@pytest.mark.parametrize(
    ("status", "body"),
    [
        ("500 Internal Server Error", b'{"title": "Internal error"}'),
        ("502 Bad Gateway", b"<html>"),
        ("503 Service Unavailable", b""),
        ("504 Gateway Timeout", b'{"ok": false, "error_code": 504, "description": "x"}'),
        ("200 OK", b"<html>welcome to the hotel</html>"),
        ("200 OK", b"\xff\xfe\x00"),
        ("200 OK", b"[]"),
        ("200 OK", b'{"ok": true}'),
        ("200 OK", b'{"ok": true, "result": {"message_id": "x"}}'),
        ("200 OK", b'{"uri": "at://did:plc:a/app.bsky.feed.post/3jzfcijpj2z2a", "cid": "b"}'),
        ("201 Created", b'{"data": {}}'),
        ("201 Created", b'{"data": {"id": 12}}'),
        ("201 Created", '{"data": {"id": "١٢"}}'.encode()),
        ("201 Created", b'{"data": {"id": "' + b"1" * 10_000 + b'"}}'),
        ("200 OK", b"[" * 100_000),
        ("302 Found", b"{}"),
        ("307 Temporary Redirect", b"{}"),
        ("400 Bad Request", b"<html>"),
        ("403 Forbidden", b"<html>"),
        ("404 Not Found", b"nothing here"),
        ("408 Request Timeout", b'{"title": "slow"}'),
        ("400 Bad Request", b'["a list"]'),
    ],
)
async def test_an_answer_that_says_nothing_sure(
    name: str, line: Line, status: str, body: bytes
) -> None:
    line.say(status, body, location="/elsewhere")
    found = await outcome(name, line.url)
    assert isinstance(found, Lost), found
    assert len(tries(line)) == 1, "never repeated, nor followed elsewhere"


async def test_a_body_that_ends_too_early(name: str, line: Line) -> None:
    whole = b'{"ok": true, "data": {"id": "123", "text": "Hola a todas"}}'
    line.say("200 OK", whole)
    line.answer = line.answer[:-10]
    assert isinstance(await outcome(name, line.url), Lost)


RESET = NOW + timedelta(minutes=7)


@pytest.mark.parametrize(
    ("headers", "body", "wait"),
    [
        ({"x_rate_limit_reset": str(int(RESET.timestamp()))}, "{}", timedelta(minutes=7)),
        ({"x_ratelimit_reset": "2022-03-01T15:37:00.000Z"}, "{}", timedelta(minutes=7)),
        ({"retry_after": "90"}, "{}", timedelta(seconds=90)),
        ({"retry_after": "Tue, 01 Mar 2022 15:40:00 GMT"}, "{}", timedelta(minutes=10)),
        ({"retry_after": "soon"}, "{}", timedelta(minutes=1)),
        ({"retry_after": "inf"}, "{}", timedelta(minutes=1)),
        ({"retry_after": "nan"}, "{}", timedelta(minutes=1)),
        ({"x_rate_limit_reset": "99999999999999"}, "{}", timedelta(minutes=1)),
        ({"x_rate_limit_reset": "9999999999"}, "{}", timedelta(hours=25)),
        ({"x_rate_limit_reset": "1600000000"}, "{}", timedelta(seconds=1)),
        ({}, "{}", timedelta(minutes=1)),
        ({}, "<html>slow down</html>", timedelta(minutes=1)),
        (
            {
                "x_rate_limit_reset": str(int(RESET.timestamp())),
                "x_user_limit_24hour_remaining": "0",
                "x_user_limit_24hour_reset": str(int(RESET.timestamp()) + 3600),
            },
            "{}",
            timedelta(minutes=67),
        ),
        (
            {
                "x_rate_limit_reset": str(int(RESET.timestamp())),
                "x_user_limit_24hour_remaining": "12",
                "x_user_limit_24hour_reset": str(int(RESET.timestamp()) + 3600),
            },
            "{}",
            timedelta(minutes=7),
        ),
    ],
)
async def test_x_says_in_headers_how_long_to_wait(
    line: Line, headers: dict[str, str], body: str, wait: timedelta
) -> None:
    line.say("429 Too Many Requests", body.encode(), **headers)
    found = await outcome("x", line.url)
    assert isinstance(found, NotSent), found
    assert found.hold_until == NOW + wait


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"x_ratelimit_reset": "2022-03-01T15:37:00.000000Z"}, timedelta(minutes=7)),
        ({"x_ratelimit_reset": str(int(RESET.timestamp()))}, timedelta(minutes=7)),
        ({"x_ratelimit_reset": "soon"}, timedelta(minutes=1)),
        ({"x_ratelimit_reset": "-", "date": "never"}, timedelta(minutes=1)),
        ({"x_ratelimit_remaining": "none"}, timedelta(minutes=1)),
        ({"retry_after": "90"}, timedelta(seconds=90)),
        ({}, timedelta(minutes=1)),
    ],
)
async def test_mastodon_says_in_headers_how_long_to_wait(
    line: Line, headers: dict[str, str], wait: timedelta
) -> None:
    line.say("429 Too Many Requests", b'{"error": "Too many requests"}', **headers)
    found = await outcome("mastodon", line.url)
    assert isinstance(found, NotSent), found
    assert found.hold_until == NOW + wait


@pytest.mark.parametrize(
    ("status", "error", "why"),
    [
        (401, "The access token was revoked", Blocked.CREDENTIALS),
        (403, "This action is outside the authorized scopes", Blocked.CREDENTIALS),
        (403, "Your login is currently disabled", Blocked.CREDENTIALS),
        (422, "Validation failed: Text character limit of 500 exceeded", None),
        (404, "The post you are trying to reply to does not appear to exist.", None),
        (413, "Payload too large", None),
    ],
)
async def test_what_mastodon_says_no_to(
    line: Line, status: int, error: str, why: Blocked | None
) -> None:
    line.say(f"{status} No", json.dumps({"error": error}).encode())
    found = await outcome("mastodon", line.url)
    assert isinstance(found, Stopped if why else Refused), found
    assert error in found.words
    if isinstance(found, Stopped):
        assert found.why is why


@pytest.mark.parametrize(
    ("body", "wait"),
    [
        ({"parameters": {"retry_after": 35}}, timedelta(seconds=35)),
        ({"parameters": {"retry_after": 0}}, timedelta(minutes=1)),
        ({"parameters": ["odd"]}, timedelta(minutes=1)),
        ({}, timedelta(minutes=1)),
    ],
)
async def test_telegram_says_in_the_body_how_long_to_wait(
    line: Line, body: dict[str, object], wait: timedelta
) -> None:
    refusal = {"ok": False, "error_code": 429, "description": "Too Many Requests", **body}
    line.say("429 Too Many Requests", json.dumps(refusal).encode())
    found = await outcome("telegram", line.url)
    assert isinstance(found, NotSent), found
    assert found.hold_until == NOW + wait


def problem(detail: str, kind: str = "about:blank") -> bytes:
    return json.dumps({"title": "Forbidden", "detail": detail, "type": kind}).encode()


X_TYPE = "https://api.x.com/2/problems"


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        ("401 Unauthorized", problem("Unauthorized"), Stopped(Blocked.CREDENTIALS, "")),
        ("401 Unauthorized", b"", Stopped(Blocked.CREDENTIALS, "")),
        ("402 Payment Required", b"", Stopped(Blocked.CREDIT, "")),
        (
            "429 Too Many Requests",
            problem("Usage cap exceeded", f"{X_TYPE}/usage-capped"),
            Stopped(Blocked.CREDIT, ""),
        ),
        (
            "403 Forbidden",
            problem("Your account is suspended and is not permitted"),
            Stopped(Blocked.CREDENTIALS, ""),
        ),
        (
            "403 Forbidden",
            problem("To protect users, your account is temporarily locked."),
            Stopped(Blocked.CREDENTIALS, ""),
        ),
        (
            "403 Forbidden",
            problem("no", f"{X_TYPE}/oauth1-permissions"),
            Stopped(Blocked.CREDENTIALS, ""),
        ),
        (
            "403 Forbidden",
            b'{"errors": [{"code": 64, "message": "suspended"}]}',
            Stopped(Blocked.CREDENTIALS, ""),
        ),
        (
            "403 Forbidden",
            problem("You are not allowed to create a Tweet with duplicate content."),
            Refused("", duplicate=True),
        ),
        (
            "403 Forbidden",
            b'{"errors": [{"code": 187, "message": "Status is a duplicate."}]}',
            Refused("", duplicate=True),
        ),
        ("403 Forbidden", problem("You have been blocked from replying"), Refused("")),
        ("400 Bad Request", problem("Your media IDs are invalid."), Refused("")),
        ("413 Payload Too Large", problem("too large"), Refused("")),
        ("404 Not Found", problem("Not Found"), Refused("")),
    ],
)
async def test_what_x_says_no_to(
    line: Line, status: str, body: bytes, expected: Stopped | Refused
) -> None:
    line.say(status, body)
    found = await outcome("x", line.url)
    assert type(found) is type(expected), found
    if isinstance(found, Stopped) and isinstance(expected, Stopped):
        assert found.why is expected.why
    if isinstance(found, Refused) and isinstance(expected, Refused):
        assert found.duplicate is expected.duplicate


async def test_the_networks_own_words_are_kept(line: Line) -> None:
    """Both styles of X's errors are read, and Telegram's."""
    both = {"title": "Invalid", "detail": "One was\n wrong.", "errors": [{"message": "media_ids"}]}
    line.say("400 Bad Request", json.dumps(both).encode())
    found = await outcome("x", line.url)
    assert found == Refused("400: Invalid: One was wrong.: media_ids")
    told = {"ok": False, "error_code": 400, "description": "Bad Request: message is too long"}
    line.say("400 Bad Request", json.dumps(told).encode())
    assert await outcome("telegram", line.url) == Refused("400: Bad Request: message is too long")


async def test_endless_words_are_cut(line: Line) -> None:
    line.say("400 Bad Request", json.dumps({"detail": "a" * 100_000}).encode())
    found = await outcome("x", line.url)
    assert isinstance(found, Refused)
    assert len(found.words) == 500


@pytest.mark.parametrize(
    ("status", "description", "why"),
    [
        (401, "Unauthorized", Blocked.CREDENTIALS),
        (404, "Not Found", Blocked.CREDENTIALS),
        (403, "Forbidden: bot is not a member of the channel chat", Blocked.CREDENTIALS),
        (400, "Bad Request: chat not found", Blocked.SETTINGS),
        (400, "Bad Request: group chat was upgraded to a supergroup chat", Blocked.SETTINGS),
        (400, "Bad Request: need administrator rights in the channel chat", Blocked.CREDENTIALS),
        (400, "Bad Request: not enough rights to send photos", Blocked.CREDENTIALS),
        (409, "Conflict: terminated by other getUpdates request", Blocked.SETTINGS),
        (400, "Bad Request: message text is empty", None),
        (413, "Request Entity Too Large", None),
    ],
)
async def test_what_telegram_says_no_to(
    line: Line, status: int, description: str, why: Blocked | None
) -> None:
    body = {"ok": False, "error_code": status, "description": description}
    line.say(f"{status} No", json.dumps(body).encode())
    found = await outcome("telegram", line.url)
    assert isinstance(found, Stopped if why else Refused), found
    if isinstance(found, Stopped):
        assert found.why is why
    assert description in found.words


RKEY = record_key("key")
ANSWERS = {
    "bluesky": {"uri": f"at://{credentials.BLUESKY_DID}/app.bsky.feed.post/{RKEY}", "cid": "bafy"},
    "mastodon": {"id": "12", "created_at": "2022-03-01T15:30:00.000Z", "content": "<p>Hola</p>"},
    "x": {"data": {"id": "12", "text": "Hola"}},
    "telegram": {"ok": True, "result": {"message_id": 7, "date": 1, "chat": {
        "id": -100123, "type": "channel", "title": "Canal"}}},
}  # fmt: skip


async def test_every_post_has_a_connection_of_its_own(name: str, line: Line) -> None:
    """A kept one may be closed from the other side just when it is used: then nobody knows."""
    line.say("200 OK", json.dumps(ANSWERS[name]).encode())
    channel = channels.connect(name, settings(line.url))
    for _ in range(2):
        found = await channel.publish(Payload("Hola", "es"), (), {}, "key")
        assert isinstance(found, Published), found
    await channel.close()
    assert (len(tries(line)), line.reused) == (2, 0)


async def test_no_proxy_between_us_and_this_machine(
    name: str, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    line.say("200 OK", json.dumps(ANSWERS[name]).encode())
    with nobody() as proxy:
        for variable in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(variable, proxy)
        assert isinstance(await outcome(name, line.url), Published)


async def test_the_receipt_of_a_private_channel_leads_to_the_post(line: Line) -> None:
    line.say("200 OK", json.dumps(ANSWERS["telegram"]).encode())
    found = await outcome("telegram", line.url)
    assert isinstance(found, Published)
    assert found.receipt.remote_id == "7"
    assert found.receipt.url == "https://t.me/c/123/7"
    assert found.receipt.at == datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)


@pytest.mark.parametrize("name", ["x", "mastodon"])
async def test_an_upload_is_never_lost(name: str, line: Line) -> None:
    """No follower sees an upload: it may be repeated, whatever became of it."""
    content = tiny_png()
    channel = channels.connect(name, settings(line.url, **IMPATIENT))
    for hang in (False, True):
        line.hang = hang
        assert isinstance(await channel.upload(picture(content), content), NotSent)
    await channel.close()


async def test_nothing_blocks_the_loop_while_a_network_is_silent(name: str, line: Line) -> None:
    line.hang = True
    sending = asyncio.create_task(outcome(name, line.url, READ_TIMEOUT="1"))
    await asyncio.sleep(0.3)  # the library is imported meanwhile
    turns = 0
    while not sending.done():
        await asyncio.sleep(0.01)
        turns += 1
    assert isinstance(sending.result(), Lost)
    assert turns > 5, "a blocked loop turns once"


async def test_a_call_that_waited_in_vain_for_its_turn_is_not_sent(line: Line) -> None:
    """The account has one thread: what never began is certainly not out.

    The turn may come in the very moment in which the patience ends; then the call began
    and is lost, which is not what this test is about: it tries again.
    """
    line.say("200 OK", b"{}" + b" " * 500)
    line.pause = 0.02
    for _ in range(5):
        line.heard.clear()
        limits = settings(line.url, CONNECT_TIMEOUT="0.05", READ_TIMEOUT="0.3")
        channel = channels.connect("x", limits)
        tries = [channel.publish(Payload(str(n), "es"), (), {}, str(n)) for n in range(2)]
        first, second = await asyncio.gather(*tries)
        await channel.close()
        assert isinstance(first, Lost)
        if isinstance(second, NotSent):
            assert len(line.heard) == 1
            return
    pytest.fail("the second call always began")


async def test_a_cancelled_call_ends_at_once_and_may_be_out(name: str, line: Line) -> None:
    """The ledger's row stays *sending*; whoever takes over finds it unknown."""
    line.hang = True
    channel = channels.connect(name, settings(line.url, READ_TIMEOUT="300"))
    sending = asyncio.create_task(channel.publish(Payload("Hola", "es"), (), {}, "k"))
    while not line.heard:  # noqa: ASYNC110 -- another thread hears it
        await asyncio.sleep(0.01)
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(sending, 60)
    line.ended.set()
    await channel.close()
