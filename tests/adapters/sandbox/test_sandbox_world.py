"""The world remembers, counts and obeys orders for faults."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import requests

from campaign.sandbox.control import state
from campaign.sandbox.credentials import BOT_TOKEN, CHANNEL, TEAM, settings
from campaign.sandbox.faults import Fault, Faults, Order
from campaign.sandbox.journal import BadJournal
from campaign.sandbox.records import Accounts, Visitor
from campaign.sandbox.server import serving
from campaign.sandbox.world import World
from campaign.sandbox.x.state import Standing

from .conftest import Hands, picture

if TYPE_CHECKING:
    from pathlib import Path

EVA = Visitor(60_001, "Eva «la de datos»", "eva")


@pytest.mark.parametrize(
    ("short", "x", "channel", "bluesky"),
    [
        ("govtech-2022", "govtech_2022", "govtech_2022", "govtech-2022"),
        ("2022", "2022", "c_2022", "2022"),
        (
            "charlas-de-la-ribera-del-norte",
            "charlas_de_la_r",
            "charlas_de_la_ribera_del_norte",
            "charlas-de-la-ribe",
        ),
        ("ñ", "campaign", "campaign", "campaign"),
    ],
)
def test_accounts_are_called_like_their_campaign(
    short: str, x: str, channel: str, bluesky: str
) -> None:
    accounts = Accounts.called("Charlas de la Ribera", short)
    assert accounts.shown_as("x") == ("Charlas de la Ribera", f"@{x}")
    assert accounts.shown_as("telegram") == ("Charlas de la Ribera", f"t.me/{channel}")
    assert accounts.shown_as("bluesky")[1] == f"@{bluesky}.bsky.social"
    assert accounts.bot_name == "Charlas de la Ribera"


def eventful(world: World, base: str) -> None:
    """Let a bit of everything happen."""
    url = f"{base}/telegram/bot{BOT_TOKEN}"
    world.say(EVA, "/start")
    world.say(EVA, "hola equipo", TEAM)
    keys = {"inline_keyboard": [[{"text": "sí", "callback_data": "y"}]]}
    sent = {"chat_id": EVA.id, "text": "¿vienes?", "reply_markup": keys}
    message = httpx.post(f"{url}/sendMessage", json=sent, trust_env=False).json()["result"]
    query = world.press(EVA, message["message_id"], "y")
    for method, values in (
        ("answerCallbackQuery", {"callback_query_id": query, "text": "bien"}),
        ("sendMessage", {"chat_id": CHANNEL, "text": "se va"}),
        ("deleteMessage", {"chat_id": CHANNEL, "message_id": 1}),
        ("forwardMessage", {"chat_id": TEAM, "from_chat_id": EVA.id, "message_id": 1}),
        ("setMyCommands", {"commands": [{"command": "ya", "description": "ahora"}]}),
        ("pinChatMessage", {"chat_id": TEAM, "message_id": 1}),
        ("getUpdates", {"offset": 700_000_002, "allowed_updates": ["message"]}),
    ):
        assert httpx.post(f"{url}/{method}", json=values, trust_env=False).status_code == 200
    files = {"photo": picture()}
    httpx.post(f"{url}/sendPhoto", data={"chat_id": str(CHANNEL)}, files=files, trust_env=False)
    world.post_by_hand("x", "a mano")
    world.block(EVA)
    world.set_standing(Standing.OUT_OF_CREDIT)


def test_a_restarted_world_is_the_same(tmp_path: Path, clock: Hands) -> None:
    journal = tmp_path / "journal.jsonl"
    world = World(clock, journal)
    with serving(world) as base:
        eventful(world, base)
    world.close()
    again = World(clock, journal)
    assert state(again) == state(world)
    assert again.posts() == world.posts()
    assert again.telegram.files == world.telegram.files
    assert again.telegram.queries == world.telegram.queries
    assert again.x.standing is Standing.OUT_OF_CREDIT
    assert again.content(again.posts("telegram")[1].images[0].sha256) == picture()
    assert int(again.post_by_hand("x", "otra")) > int(world.posts("x")[0].id)


def test_half_a_last_line_is_cut_off(tmp_path: Path, clock: Hands) -> None:
    journal = tmp_path / "journal.jsonl"
    world = World(clock, journal)
    for word in ("uno", "dos"):
        world.post_by_hand("x", word)
    whole = journal.read_bytes()
    journal.write_bytes(whole[:-9])
    again = World(clock, journal)
    assert [post.text for post in again.posts()] == ["uno"]
    again.post_by_hand("x", "tres")
    assert [post.text for post in World(clock, journal).posts()] == ["uno", "tres"]


@pytest.mark.parametrize("line", ["nonsense", "[]", '["2031-01-01", [["x.post"]]]', "3"])
def test_a_foreign_line_names_its_place(tmp_path: Path, line: str) -> None:
    journal = tmp_path / "journal.jsonl"
    World(journal=journal).post_by_hand("x", "uno")
    with journal.open("a") as file:
        file.write(line + "\n")
    with pytest.raises(BadJournal, match=r"journal\.jsonl:2: "):
        World(journal=journal)


def test_many_threads_lose_nothing(tmp_path: Path, clock: Hands) -> None:
    journal = tmp_path / "journal.jsonl"
    world = World(clock, journal)

    def talk(number: int) -> None:
        for turn in range(25):
            world.say(Visitor(number, f"V{number}"), f"{turn}")
            world.post_by_hand("x", f"{number}-{turn}")

    threads = [threading.Thread(target=talk, args=(number,)) for number in range(1, 7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    again = World(clock, journal)
    assert len({post.id for post in again.posts("x")}) == 150
    assert len({update.id for update in again.telegram.updates}) == 150
    assert [said.text for said in again.chat(3)] == [str(turn) for turn in range(25)]


def test_the_calendar_can_be_set_and_stays_set(tmp_path: Path, clock: Hands) -> None:
    world = World(clock, tmp_path / "journal.jsonl")
    with serving(world) as base:
        answer = httpx.post(
            f"{base}/api/clock", json={"now": "2019-10-18T12:00:00-03:00"}, trust_env=False
        )
        assert answer.json() == {"now": "2019-10-18T15:00:00+00:00"}
        wrong = httpx.post(f"{base}/api/clock", json={"now": "2019-10-18T12:00"}, trust_env=False)
        assert wrong.status_code == 400
    clock.forward(hours=2)
    again = World(clock, tmp_path / "journal.jsonl")
    assert again.now().isoformat() == "2019-10-18T17:00:00+00:00"


def test_the_state_is_json_with_an_etag(base: str, world: World) -> None:
    world.say(EVA, "<b>hola</b>")
    first = httpx.get(f"{base}/api/state", trust_env=False)
    (chat,) = [one for one in first.json()["chats"] if one["id"] == EVA.id]
    assert chat["messages"][0]["text"] == "<b>hola</b>"
    assert chat["messages"][0]["from"] == {"id": EVA.id, "name": EVA.name}
    tag = {"If-None-Match": first.headers["etag"]}
    assert httpx.get(f"{base}/api/state", headers=tag, trust_env=False).status_code == 304
    world.post_by_hand("x", "algo")
    assert httpx.get(f"{base}/api/state", headers=tag, trust_env=False).status_code == 200


def test_scripted_visitors_over_http(base: str, world: World) -> None:
    user = {"id": 5, "name": "Ines"}
    said = httpx.post(f"{base}/api/say", json={"user": user, "text": "hola"}, trust_env=False)
    assert said.json() == {"message_id": 1}
    pressed = {"user": user, "message_id": 1, "data": "x"}
    assert httpx.post(f"{base}/api/press", json=pressed, trust_env=False).status_code == 400
    assert httpx.post(f"{base}/api/say", json={"text": "x"}, trust_env=False).status_code == 400
    assert [one.text for one in world.chat(5)] == ["hola"]
    assert httpx.post(f"{base}/api/stop", json={}, trust_env=False).status_code == 400


def test_the_settings_fit_their_shapes() -> None:
    made = settings("http://127.0.0.1:9999/")
    assert made["X_API_URL"] == "http://127.0.0.1:9999/x"
    assert made["TELEGRAM_API_URL"] == "http://127.0.0.1:9999/telegram"
    assert int(made["TELEGRAM_CHANNEL"]) < -1_000_000_000_000
    assert made["TELEGRAM_TOKEN"].partition(":")[0].isdigit()


@pytest.mark.parametrize(
    ("fault", "posted"),
    [
        (Fault.CLOSE, 0),
        (Fault.CLOSE_AFTER, 1),
        (Fault.TRUNCATED_AFTER, 1),
    ],
)
def test_cut_connections(x: Any, world: World, faults: Faults, fault: Fault, posted: int) -> None:
    faults.add(Order("x", fault, match="POST /x/2/tweets"))
    assert x("GET", "/2/users/me").status_code == 200
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        x("POST", "/2/tweets", json={"text": "¿salió?"})
    assert len(world.posts()) == posted
    assert faults.waiting() == 0


@pytest.mark.parametrize(("fault", "posted"), [(Fault.HANG, 0), (Fault.HANG_AFTER, 1)])
def test_silence(x: Any, world: World, faults: Faults, fault: Fault, posted: int) -> None:
    faults.add(Order("x", fault))
    with pytest.raises(requests.ReadTimeout):
        x("POST", "/2/tweets", json={"text": "¿salió?"}, timeout=0.4)
    assert len(world.posts()) == posted


@pytest.mark.parametrize(("fault", "posted"), [(Fault.ERROR, 0), (Fault.ERROR_AFTER, 1)])
def test_errors_of_the_server(
    base: str, world: World, faults: Faults, fault: Fault, posted: int
) -> None:
    faults.add(Order("telegram", fault, status=502))
    url = f"{base}/telegram/bot{BOT_TOKEN}/sendMessage"
    answer = httpx.post(url, json={"chat_id": CHANNEL, "text": "¿salió?"}, trust_env=False)
    assert answer.status_code == 502
    with pytest.raises(json.JSONDecodeError):
        answer.json()
    assert len(world.posts()) == posted


def test_holds_in_each_style(x: Any, base: str, world: World, faults: Faults) -> None:
    faults.add(Order("x", Fault.TOO_MANY, seconds=90))
    refused = x("POST", "/2/tweets", json={"text": "hola"})
    assert refused.status_code == 429
    assert int(refused.headers["x-rate-limit-reset"]) == int(world.now().timestamp()) + 90
    faults.add(Order("telegram", Fault.TOO_MANY, seconds=7), times=2)
    url = f"{base}/telegram/bot{BOT_TOKEN}/getMe"
    for _ in range(2):
        assert httpx.get(url, trust_env=False).json()["parameters"] == {"retry_after": 7}
    assert httpx.get(url, trust_env=False).status_code == 200


def test_keys_that_are_revoked_in_each_style(
    x: Any, base: str, world: World, faults: Faults
) -> None:
    for network in ("x", "telegram", "bluesky", "mastodon"):
        faults.add(Order(network, Fault.REVOKED))
    assert x("POST", "/2/tweets", json={"text": "hola"}).json()["title"] == "Unauthorized"
    said = {
        f"/telegram/bot{BOT_TOKEN}/getMe": ("description", "Unauthorized"),
        "/bluesky/xrpc/com.atproto.server.getSession": ("error", "AuthMissing"),
        "/mastodon/api/v1/accounts/verify_credentials": ("error", "The access token was revoked"),
    }
    for path, (name, words) in said.items():
        answer = httpx.get(f"{base}{path}", trust_env=False)
        assert (answer.status_code, answer.json()[name]) == (401, words)
    assert not world.posts()
    assert x("POST", "/2/tweets", json={"text": "hola"}).status_code == 201


def test_an_answer_that_cannot_be_read(x: Any, world: World, faults: Faults) -> None:
    faults.add(Order("x", Fault.GARBLED_AFTER))
    answer = x("POST", "/2/tweets", json={"text": "hola"})
    assert answer.status_code == 200
    with pytest.raises(requests.JSONDecodeError):
        answer.json()
    assert len(world.posts()) == 1


def test_faults_can_be_ordered_over_http(base: str, x: Any) -> None:
    order = {"network": "x", "fault": "error", "match": "/users/me", "status": 500}
    url = f"{base}/api/faults"
    assert httpx.post(url, json=order, trust_env=False).json() == {"faults": 1}
    assert x("GET", "/2/users/me").status_code == 500
    assert httpx.post(url, json={**order, "fault": "rain"}, trust_env=False).status_code == 400
