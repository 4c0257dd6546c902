"""Whose account it is and whether it may post, as each network tells; nothing is written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from campaign import channels
from campaign.core.outcomes import Account, Blocked, Lost, MayNotPost, NotSent, Refused, Stopped
from campaign.sandbox import credentials
from campaign.sandbox.credentials import BLUESKY_DID, CHANNEL
from campaign.sandbox.records import Accounts
from campaign.sandbox.server import serving
from campaign.sandbox.world import World
from tests.adapters.channels.line import Line, listening, nobody

if TYPE_CHECKING:
    from campaign.core.outcomes import Who

BLUESKY, RKEY = "bsky.app/profile", "3k2akkwqj2c2x"
NETWORKS = ("x", "telegram", "mastodon", "bluesky")
NAMED = Accounts.called("Riberas del Guadalhorce", "riberas")
HANDLE = NAMED.bluesky_handle


async def ask(name: str, url: str, **changed: str) -> Who:
    """Return what a network says, asked with the sandbox's settings but for these."""
    channel = channels.connect(name, {**credentials.settings(url), **changed})
    try:
        return await channel.whoami()
    finally:
        await channel.close()


async def in_world(world: World, name: str, **changed: str) -> Who:
    with serving(world) as url:
        return await ask(name, url, **changed)


@pytest.mark.parametrize(
    ("name", "account"),
    [
        ("x", Account("@riberas")),
        ("telegram", Account("@pregonero_bot", "Riberas del Guadalhorce")),
        ("mastodon", Account("@riberas@mastodon.example")),
        ("bluesky", Account("@riberas.bsky.social")),
    ],
)
async def test_the_name_is_the_accounts_not_the_settings(name: str, account: Account) -> None:
    assert await in_world(World(accounts=NAMED), name) == account


@pytest.mark.parametrize(
    ("name", "ours", "strange"),
    [
        ("x", "x.com/Riberas/status/5", "x.com/lago/status/5"),
        ("telegram", "t.me/c/1234567890/5", "t.me/otrocanal/5"),
        ("mastodon", "mastodon.example/@riberas/5", "lago.example/@riberas/5"),
        ("mastodon", "mastodon.example:443/@riberas/5", "mastodon.example/@riberas@lago.example/5"),
        ("mastodon", "mastodon.example./@riberas/5", "lago.example/@riberas@mastodon.example/5"),
        ("bluesky", f"{BLUESKY}/{BLUESKY_DID}/post/{RKEY}", f"{BLUESKY}/lago.example/post/{RKEY}"),
        ("bluesky", f"{BLUESKY}/{HANDLE}/post/{RKEY}", f"{BLUESKY}/did:plc:lago/post/{RKEY}"),
    ],
)  # fmt: skip
async def test_an_address_tells_whether_it_is_of_that_account(
    name: str, ours: str, strange: str
) -> None:
    who = await in_world(World(accounts=NAMED), name)
    assert isinstance(who, Account)
    links = channels.sheets()[name].links
    assert links is not None
    assert links.is_of(f"https://{ours}", who) is True
    assert links.is_of(f"https://{strange}", who) is False


@pytest.mark.parametrize(
    ("name", "setting", "value"),
    [
        ("x", "X_ACCESS_SECRET", "otroAccessSecret0000000000000000000000000000"),
        ("x", "X_ACCESS_TOKEN", "1499999999999999999-otroAccessToken00000000000000"),
        ("telegram", "TELEGRAM_TOKEN", "987654321:otroAAH0000000000000000000000000000"),
        ("mastodon", "MASTODON_TOKEN", "otroToken"),
        ("bluesky", "BLUESKY_PASSWORD", "otra-otra-otra-otra"),
        ("bluesky", "BLUESKY_HANDLE", "otra.bsky.social"),
    ],
)
async def test_wrong_credentials_are_refused_in_the_networks_words(
    name: str, setting: str, value: str
) -> None:
    who = await in_world(World(), name, **{setting: value})
    assert isinstance(who, Stopped), who
    assert who.why is Blocked.CREDENTIALS
    assert "401" in who.words
    assert value not in who.words


async def test_keys_of_x_that_are_good_for_reading_only_may_not_post() -> None:
    world = World()
    world.set_standing("read_only", "x")
    who = await in_world(world, "x")
    assert who == MayNotPost(Account("@pregonero"), "x-access-level: read")


async def test_x_without_credit_says_so() -> None:
    world = World()
    world.set_standing("out_of_credit", "x")
    who = await in_world(world, "x")
    assert isinstance(who, Stopped), who
    assert who.why is Blocked.CREDIT


async def test_a_token_of_mastodon_made_for_reading_may_not_post() -> None:
    world = World()
    world.set_standing("read_only", "mastodon")
    who = await in_world(world, "mastodon")
    assert who == MayNotPost(Account("@pregonero@mastodon.example"), "scopes: read")


async def test_a_server_that_knows_no_scopes_is_believed() -> None:
    me = json.dumps({"id": "1", "acct": "lago", "url": "https://lago.example/@lago"}).encode()
    with listening(Line()) as line:
        line.say("404 Not Found", b"{}")
        line.instead["accounts/verify"] = line.whole("200 OK", me)
        assert await ask("mastodon", line.url) == Account("@lago@lago.example")


async def test_a_bot_that_is_no_administrator_may_not_post() -> None:
    outside, mute = World(), World()
    outside.expel(CHANNEL)
    mute.set_standing("mute", "telegram")
    bot = Account("@pregonero_bot", outside.accounts.channel_title)
    who = await in_world(outside, "telegram")
    assert who == MayNotPost(bot, "400: Bad Request: member list is inaccessible")
    assert await in_world(mute, "telegram") == MayNotPost(bot, "can_post_messages: false")


async def test_a_channel_that_telegram_does_not_know_is_named() -> None:
    who = await in_world(World(), "telegram", TELEGRAM_CHANNEL="@otro_canal")
    bot = Account("@pregonero_bot", "@otro_canal")
    assert who == MayNotPost(bot, "400: Bad Request: chat not found")


@pytest.mark.parametrize(
    ("kind", "member", "lacks"),
    [
        ("channel", {"status": "left"}, "left"),
        ("channel", {"status": "member"}, "member"),
        ("channel", {"status": "kicked", "until_date": 0}, "kicked"),
        ("supergroup", {"status": "member"}, ""),
        ("supergroup", {"status": "left"}, "left"),
    ],
)
async def test_in_a_channel_only_administrators_post_and_in_a_group_everybody(
    kind: str, member: dict[str, object], lacks: str
) -> None:
    user = {"id": 7, "is_bot": True, "first_name": "Lago", "username": "lago_bot"}
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription")
    chat = {
        "id": -100,
        "type": kind,
        "title": "El lago",
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys((*gifts, "gifts_from_channels"), False),
    }
    with listening(Line()) as line:
        said = {"getMe": user, "getChatMember": {**member, "user": user}, "getChat": chat}
        for method, result in said.items():
            body = json.dumps({"ok": True, "result": result}).encode()
            line.instead[method] = line.whole("200 OK", body)
        who = await ask("telegram", line.url)
    bot = Account("@lago_bot", "El lago")
    assert who == (MayNotPost(bot, lacks) if lacks else bot)


async def test_an_account_of_bluesky_that_is_not_active_may_not_post() -> None:
    session = {"did": "did:plc:lago", "handle": "lago.example", "accessJwt": "a", "refreshJwt": "r"}
    me = {"did": "did:plc:lago", "handle": "handle.invalid", "active": False, "status": "suspended"}
    with listening(Line()) as line:
        line.instead["createSession"] = line.whole("200 OK", json.dumps(session).encode())
        line.instead["getSession"] = line.whole("200 OK", json.dumps(me).encode())
        who = await ask("bluesky", line.url)
    assert who == MayNotPost(Account("did:plc:lago"), "suspended")


@pytest.mark.parametrize("name", NETWORKS)
async def test_a_network_that_is_away_has_refused_nothing(name: str) -> None:
    with nobody() as url:
        assert isinstance(await ask(name, url), NotSent)


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("body", [b"<html>hotel wifi</html>", b"{}", b"[]", b'{"ok": true}'])
async def test_a_page_of_somebody_else_is_no_account(name: str, body: bytes) -> None:
    with listening(Line()) as line:
        line.say("200 OK", body)
        assert isinstance(await ask(name, line.url), Lost | NotSent)


@pytest.mark.parametrize("name", NETWORKS)
async def test_nothing_is_written_and_no_name_can_steer_a_terminal(name: str) -> None:
    odd = json.dumps({
        "ok": True,
        "data": {"id": "1", "username": "lago\x1b[2J"},
        "result": {"id": 7, "is_bot": True, "first_name": "\x1b[2J", "username": "lago\x1b[2J"},
        "acct": "lago\x1b[2J",
        "did": "did:plc:lago",
        "handle": "lago\x1b[2J",
        "accessJwt": "a",
        "refreshJwt": "r",
    }).encode()  # fmt: skip
    with listening(Line()) as line:
        line.say("200 OK", odd)
        who = await ask(name, line.url)
        asked = [heard.split(b" ", 2)[:2] for heard in line.heard]
    assert r"\x1b" not in repr(who)
    written = [path for method, path in asked if method != b"GET"]
    assert all(b"/bot" in path or b"createSession" in path for path in written), written
    assert not [path for path in written if b"send" in path.lower()]
    assert not isinstance(who, Refused | Stopped)
