"""The X emulator, driven by real clients, refuses what X refuses."""

from __future__ import annotations

import base64
import time
from typing import Any

import pytest
import requests
import tweepy
import yaml
from requests_oauthlib import OAuth1, OAuth1Session

from campaign.sandbox import credentials
from campaign.sandbox.credentials import (
    ACCESS_SECRET,
    ACCESS_TOKEN,
    CONSUMER_KEY,
    CONSUMER_SECRET,
    X_USER,
)
from campaign.sandbox.rates import Limits
from campaign.sandbox.server import serving
from campaign.sandbox.world import World
from campaign.sandbox.x.length import weighted
from campaign.sandbox.x.state import Standing

from .conftest import Hands, moving, picture
from .spec_checks import SPECS

KEYS = (CONSUMER_KEY, CONSUMER_SECRET, ACCESS_TOKEN, ACCESS_SECRET)


@pytest.fixture
def client(base: str) -> Any:
    """A real tweepy client whose fixed host is replaced before it signs."""
    made = tweepy.Client(None, *KEYS)
    send = made.session.request
    made.session.trust_env = False
    made.session.request = lambda method, url, **more: send(
        method, url.replace("https://api.twitter.com", f"{base}/x"), **more
    )
    return made


def upload(x: Any, content: bytes, category: str = "tweet_image") -> Any:
    return x("POST", "/2/media/upload", files={"media": content}, data={"media_category": category})


def test_tweepy_posts_a_thread_reads_it_and_takes_a_part_down(client: Any, world: World) -> None:
    first = client.create_tweet(text="Empieza la serie: mañana a las 18:00 ☂")
    second = client.create_tweet(text="Y esto sigue", in_reply_to_tweet_id=first.data["id"])
    page = client.get_users_tweets(
        X_USER, user_auth=True, max_results=5, tweet_fields=["created_at", "conversation_id"]
    )
    assert [tweet.id for tweet in page.data] == [int(second.data["id"]), int(first.data["id"])]
    assert page.data[0].conversation_id == int(first.data["id"])
    assert page.data[0].created_at == world.now()
    assert client.get_me().data.username == "cienciaotono"
    client.delete_tweet(second.data["id"])
    assert [post.deleted is not None for post in world.posts("x")] == [False, True]
    assert client.get_tweet(second.data["id"], user_auth=True).data is None


def test_readback_needs_expanding_links_and_unescaping(x: Any) -> None:
    media_id = upload(x, picture()).json()["data"]["id"]
    text = "Datos <abiertos> & más: https://ejemplo.cl/a?b=1&c=2, fin"
    made = x("POST", "/2/tweets", json={"text": text, "media": {"media_ids": [media_id]}})
    assert made.status_code == 201
    page = x("GET", f"/2/users/{X_USER}/tweets", params={"tweet.fields": "entities,created_at"})
    (post,) = page.json()["data"]
    links = post["entities"]["urls"]
    assert post["text"].startswith("Datos &lt;abiertos&gt; &amp; más: https://t.co/")
    assert [post["text"][one["start"] : one["end"]] for one in links] == [u["url"] for u in links]
    assert links[0]["expanded_url"] == "https://ejemplo.cl/a?b=1&c=2"
    assert links[1]["expanded_url"].endswith("/photo/1")


def test_pages_go_back_from_the_newest(x: Any, world: World) -> None:
    made = [world.post_by_hand("x", f"a mano {number}") for number in range(7)]
    path = f"/2/users/{X_USER}/tweets"
    first = x("GET", path, params={"max_results": 5, "since_id": made[0]}).json()
    assert [one["id"] for one in first["data"]] == made[:1:-1]
    rest = x(
        "GET",
        path,
        params={
            "max_results": 5,
            "since_id": made[0],
            "pagination_token": first["meta"]["next_token"],
        },
    ).json()
    assert [one["id"] for one in rest["data"]] == [made[1]]
    assert x("GET", path, params={"since_id": made[6]}).json() == {"meta": {"result_count": 0}}


@pytest.mark.parametrize(
    ("params", "name"),
    [
        ({"max_results": 4}, "max_results"),
        ({"max_results": 101}, "max_results"),
        ({"since_id": "abc"}, "since_id"),
        ({"tweet.fields": "text,shoe_size"}, "tweet.fields"),
        ({"limit": 5}, "limit"),
        ({"start_time": "2031-05-06T10:00"}, "start_time"),
    ],
)
def test_wrong_queries_are_refused(x: Any, params: dict[str, Any], name: str) -> None:
    answer = x("GET", f"/2/users/{X_USER}/tweets", params=params)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert name in answer.json()["errors"][0]["parameters"]


@pytest.mark.parametrize("wrong", range(4))
def test_a_wrong_key_or_secret_is_unauthorized(base: str, wrong: int) -> None:
    keys = [key if at != wrong else f"{key}x" for at, key in enumerate(KEYS)]
    answer = OAuth1Session(*keys).get(f"{base}/x/2/users/me")
    assert answer.status_code == 401
    assert answer.json() == {
        "title": "Unauthorized",
        "detail": "Unauthorized",
        "status": 401,
        "type": "about:blank",
    }


def test_the_signature_covers_url_and_query(base: str) -> None:
    url = f"{base}/x/2/users/{X_USER}/tweets?max_results=5"
    signed = requests.Request("GET", url, auth=OAuth1(*KEYS)).prepare()
    signed.url = url.replace("=5", "=6")
    assert requests.Session().send(signed).status_code == 401


@pytest.mark.parametrize("age", [-400, 400])
def test_a_stale_timestamp_is_refused(base: str, age: int) -> None:
    old = OAuth1(*KEYS, timestamp=str(int(time.time()) + age))
    assert requests.get(f"{base}/x/2/users/me", auth=old, timeout=5).status_code == 401


def test_a_request_is_taken_once(base: str) -> None:
    signed = requests.Request("GET", f"{base}/x/2/users/me", auth=OAuth1(*KEYS)).prepare()
    codes = [requests.Session().send(signed).status_code for _ in range(2)]
    assert codes == [200, 401]


def test_a_bearer_token_is_no_signature(base: str) -> None:
    headers = {"Authorization": f"Bearer {credentials.ACCESS_TOKEN}"}
    assert requests.get(f"{base}/x/2/users/me", headers=headers, timeout=5).status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": "  \n "},
        {"text": "hola", "shoe_size": 3},
        {"text": 5},
        {"text": "hola", "media": {"media_ids": []}},
        {"text": "hola", "media": {"media_ids": ["1"] * 5}},
        {"text": "hola", "media": {"media_ids": [7]}},
        {"text": "hola", "media": {"media_ids": ["404"]}},
        {"text": "hola", "media": {"media_ids": ["x"], "more": 1}},
        {"text": "hola", "reply": {}},
        {"text": "hola", "reply": {"in_reply_to_tweet_id": 3}},
        {"text": "ñ" * 281},
        {"text": "…" * 141},
        {"text": "https://ejemplo.cl/" + "x" * 400 + " " + "a" * 257},
    ],
)
def test_bodies_that_x_does_not_take(x: Any, world: World, body: dict[str, Any]) -> None:
    answer = x("POST", "/2/tweets", json=body)
    assert answer.status_code == 400
    assert answer.json()["type"] == "https://api.x.com/2/problems/invalid-request"
    assert world.posts() == ()


def test_a_link_counts_23_however_long(x: Any) -> None:
    text = "https://ejemplo.cl/" + "x" * 400 + " " + "a" * 256
    assert x("POST", "/2/tweets", json={"text": text}).status_code == 201


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"null", b"\xff"])
def test_broken_json_is_refused(x: Any, raw: bytes) -> None:
    answer = x("POST", "/2/tweets", data=raw, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400


def test_an_equal_text_is_refused_for_a_day(x: Any, clock: Hands) -> None:
    first = x("POST", "/2/tweets", json={"text": "Mañana  hablamos"})
    again = x("POST", "/2/tweets", json={"text": "Mañana hablamos\n"})
    assert again.status_code == 403
    assert "duplicate content" in again.json()["detail"]
    assert "id" not in again.json()
    x("DELETE", f"/2/tweets/{first.json()['data']['id']}")
    assert x("POST", "/2/tweets", json={"text": "Mañana hablamos"}).status_code == 201
    clock.forward(hours=25)
    assert x("POST", "/2/tweets", json={"text": "Mañana hablamos"}).status_code == 201


def test_no_answer_to_what_is_gone(x: Any) -> None:
    gone = x("POST", "/2/tweets", json={"text": "uno"}).json()["data"]["id"]
    x("DELETE", f"/2/tweets/{gone}")
    body = {"text": "dos", "reply": {"in_reply_to_tweet_id": gone}}
    assert x("POST", "/2/tweets", json=body).status_code == 403


def test_a_picture_keeps_its_alternative_text(x: Any, world: World) -> None:
    content = picture((300, 200), "JPEG")
    uploaded = upload(x, content).json()["data"]
    alt = {"id": uploaded["id"], "metadata": {"alt_text": {"text": "Afiche: panel de las 18"}}}
    assert x("POST", "/2/media/metadata", json=alt).status_code == 200
    body = {"text": "con imagen", "media": {"media_ids": [uploaded["id"]]}}
    x("POST", "/2/tweets", json=body)
    (image,) = world.posts("x")[0].images
    assert (image.alt, image.width, image.media_type) == (
        "Afiche: panel de las 18",
        300,
        "image/jpeg",
    )
    assert world.content(image.sha256) == content


@pytest.mark.parametrize(
    ("content", "category", "status"),
    [
        (b"not a picture", "tweet_image", 400),
        (picture()[:60], "tweet_image", 400),
        (picture(kind="JPEG", size=(400, 400))[:-200], "tweet_image", 400),
        (picture(kind="BMP"), "tweet_image", 400),
        (picture(), "banner", 400),
        (picture(), "tweet_gif", 400),
        (moving(), "tweet_image", 400),
        (picture() + b"\0" * 5 * 1024 * 1024, "tweet_image", 413),
        (b"", "tweet_image", 400),
    ],
)
def test_uploads_that_x_does_not_take(
    x: Any, world: World, content: bytes, category: str, status: int
) -> None:
    assert upload(x, content, category).status_code == status
    assert world.x.uploads == {}


def test_an_upload_needs_media_and_category(x: Any) -> None:
    path = "/2/media/upload"
    assert x("POST", path, files={"media": picture()}).status_code == 400
    files = {"media_category": (None, "tweet_image")}
    assert x("POST", path, files=files).status_code == 400
    more = {"media_category": "tweet_image", "shoe": "1"}
    assert x("POST", path, files={"media": picture()}, data=more).status_code == 400


def test_an_upload_may_come_as_json(x: Any) -> None:
    body = {"media": base64.b64encode(picture()).decode(), "media_category": "tweet_image"}
    assert x("POST", "/2/media/upload", json=body).json()["data"]["image"]["w"] == 120


def test_an_upload_in_parts(x: Any, world: World) -> None:
    content = moving()
    body = {"media_category": "tweet_gif", "media_type": "image/gif", "total_bytes": len(content)}
    started = x("POST", "/2/media/upload/initialize", json=body).json()["data"]["id"]
    post = {"text": "muy pronto", "media": {"media_ids": [started]}}
    assert x("POST", "/2/tweets", json=post).status_code == 400
    path = f"/2/media/upload/{started}"
    for index, piece in enumerate((content[:20], content[20:])):
        data = {"segment_index": str(index)}
        assert x("POST", f"{path}/append", files={"media": piece}, data=data).ok
    assert x("POST", f"{path}/finalize").json()["data"]["size"] == len(content)
    status = x("GET", "/2/media/upload", params={"command": "STATUS", "media_id": started})
    assert status.json()["data"]["processing_info"]["state"] == "succeeded"
    assert x("POST", "/2/tweets", json=post).status_code == 201
    assert world.content(world.posts("x")[0].images[0].sha256) == content


def test_an_upload_with_a_missing_part_is_refused(x: Any) -> None:
    content = picture()
    body = {"media_category": "tweet_image", "media_type": "image/png", "total_bytes": len(content)}
    started = x("POST", "/2/media/upload/initialize", json=body).json()["data"]["id"]
    files = {"media": content}
    x("POST", f"/2/media/upload/{started}/append", files=files, data={"segment_index": "1"})
    assert x("POST", f"/2/media/upload/{started}/finalize").status_code == 400


def test_a_picture_is_forgotten_after_a_day(x: Any, clock: Hands) -> None:
    uploaded = upload(x, picture()).json()["data"]
    clock.forward(seconds=uploaded["expires_after_secs"] + 1)
    body = {"text": "tarde", "media": {"media_ids": [uploaded["id"]]}}
    assert x("POST", "/2/tweets", json=body).status_code == 400


def test_one_moving_picture_goes_alone(x: Any) -> None:
    ids = [
        upload(x, moving(), "tweet_gif").json()["data"]["id"],
        upload(x, picture()).json()["data"]["id"],
    ]
    body = {"text": "dos", "media": {"media_ids": ids}}
    assert x("POST", "/2/tweets", json=body).status_code == 400


@pytest.mark.parametrize(("length", "status"), [(1000, 200), (1001, 400)])
def test_alternative_texts_end_at_a_thousand(x: Any, length: int, status: int) -> None:
    uploaded = upload(x, picture()).json()["data"]["id"]
    body = {"id": uploaded, "metadata": {"alt_text": {"text": "a" * length}}}
    assert x("POST", "/2/media/metadata", json=body).status_code == status


def test_a_hundred_posts_in_a_quarter_of_an_hour(x: Any, clock: Hands, world: World) -> None:
    for number in range(100):
        assert x("POST", "/2/tweets", json={"text": f"aviso {number}"}).status_code == 201
    refused = x("POST", "/2/tweets", json={"text": "uno más"})
    assert refused.status_code == 429
    assert refused.headers["x-rate-limit-limit"] == "100"
    assert refused.headers["x-rate-limit-remaining"] == "0"
    reset = int(refused.headers["x-rate-limit-reset"])
    assert reset == int(world.now().timestamp()) + 900
    assert x("GET", "/2/users/me").status_code == 200
    clock.forward(minutes=15)
    assert x("POST", "/2/tweets", json={"text": "uno más"}).status_code == 201


def test_limits_can_be_switched_off(clock: Hands) -> None:
    world = World(clock, limits=Limits(x=False))
    session = OAuth1Session(*KEYS)
    with serving(world) as base:
        codes = {session.delete(f"{base}/x/2/tweets/1").status_code for _ in range(60)}
    assert codes == {200}


@pytest.mark.parametrize(
    ("standing", "status", "title"),
    [
        (Standing.OUT_OF_CREDIT, 402, "CreditsDepleted"),
        (Standing.REVOKED, 401, "Unauthorized"),
        (Standing.LOCKED, 403, "Forbidden"),
    ],
)
def test_an_account_in_trouble(
    x: Any, world: World, standing: Standing, status: int, title: str
) -> None:
    world.set_standing(standing)
    answer = x("POST", "/2/tweets", json={"text": "hola"})
    assert (answer.status_code, answer.json()["title"]) == (status, title)
    world.set_standing(Standing.FINE)
    assert x("POST", "/2/tweets", json={"text": "hola"}).status_code == 201


def test_ids_rise_even_when_the_clock_runs_back(x: Any, clock: Hands) -> None:
    ids = []
    for number in range(4):
        ids.append(x("POST", "/2/tweets", json={"text": f"n {number}"}).json()["data"]["id"])
        clock.forward(days=-800)
    assert [int(one) for one in ids] == sorted(int(one) for one in ids)
    assert len(set(ids)) == 4


def test_what_is_not_emulated_is_not_found(x: Any) -> None:
    assert x("GET", "/2/dm_events").status_code == 404
    assert x("POST", "/1.1/media/upload.json").status_code == 404


@pytest.mark.shared
@pytest.mark.skipif(not SPECS.is_dir(), reason="../shared/specs is not there")
def test_lengths_are_those_of_the_official_cases() -> None:
    cases = yaml.safe_load((SPECS / "twitter-text" / "validate.yml").read_text())
    known = cases["tests"]["WeightedTweetsWithDiscountedEmojiCounterTest"]
    wrong = [
        case["description"]
        for case in known
        if weighted(case["text"]) != case["expected"]["weightedLength"]
    ]
    assert len(known) > 15
    assert wrong == []
