"""The Bluesky emulator, driven by the real library, refuses what a server refuses."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from atproto import Client, models
from atproto.exceptions import BadRequestError, RequestException
from atproto_client.request import Request

from campaign.sandbox.bluesky import syntax
from campaign.sandbox.bluesky.state import Standing
from campaign.sandbox.credentials import BLUESKY_DID, BLUESKY_HANDLE, BLUESKY_PASSWORD
from campaign.sandbox.rates import FixedWindow, Limits
from campaign.sandbox.server import serving
from campaign.sandbox.world import World

from .conftest import Hands, picture
from .lexicon_checks import check_bluesky
from .spec_checks import OffSpec

if TYPE_CHECKING:
    from collections.abc import Callable

POST = "app.bsky.feed.post"
HTTP = httpx.Client(trust_env=False)
KEY, OTHER = "3jzfcijpj2z2a", "3jzfcijpj2z2b"


@pytest.fixture
def client(base: str) -> Client:
    made = Client(f"{base}/bluesky", request=Request(trust_env=False))
    made.login(BLUESKY_HANDLE, BLUESKY_PASSWORD, fetch_bsky_profile=False)
    made.update_base_url(f"{base}/bluesky")
    return made


@pytest.fixture
def ask(base: str) -> Callable[..., httpx.Response]:
    """Sends a request as it is: ``ask("repo.putRecord", json=…)``."""
    tokens = session(base)

    def send(name: str, token: str = tokens["accessJwt"], **more: Any) -> httpx.Response:
        method = "GET" if "params" in more else "POST"
        headers = {"Authorization": f"Bearer {token}", **more.pop("headers", {})}
        url = f"{base}/bluesky/xrpc/com.atproto.{name}"
        return HTTP.request(method, url, headers=headers, **more)

    return send


def session(base: str, password: str = BLUESKY_PASSWORD) -> Any:
    url = f"{base}/bluesky/xrpc/com.atproto.server.createSession"
    body = {"identifier": BLUESKY_HANDLE, "password": password}
    return HTTP.post(url, json=body).json()


def post(text: str = "Hola, vecindario", **more: Any) -> dict[str, Any]:
    return {"$type": POST, "text": text, "createdAt": "2031-05-06T14:00:00.000Z", **more}


def put(record: Any, rkey: str = KEY, **more: Any) -> dict[str, Any]:
    return {"repo": BLUESKY_DID, "collection": POST, "rkey": rkey, "record": record, **more}


def test_the_library_posts_a_thread_with_a_picture_and_takes_it_down(
    client: Client, world: World
) -> None:
    posts, now = client.app.bsky.feed.post, "2031-05-06T14:00:00Z"
    blob = client.upload_blob(picture()).blob
    image = models.AppBskyEmbedImages.Image(alt="Una lámina", image=blob)
    embed = models.AppBskyEmbedImages.Main(images=[image])
    record = models.AppBskyFeedPost.Record(text="Uno", created_at=now, embed=embed)
    first = posts.create(BLUESKY_DID, record, rkey=KEY)
    ref = models.create_strong_ref(first)
    reply = models.AppBskyFeedPost.ReplyRef(root=ref, parent=ref)
    record = models.AppBskyFeedPost.Record(text="Dos", created_at=now, reply=reply)
    posts.create(BLUESKY_DID, record, rkey=OTHER)
    one, two = world.posts("bluesky")
    assert (one.text, one.images[0].alt, two.reply_to) == ("Uno", "Una lámina", one.id)
    assert world.picture(one.images[0].sha256) == (picture(), "image/png")
    assert posts.delete(BLUESKY_DID, KEY)
    assert posts.delete(BLUESKY_DID, KEY), "what is gone is gone"
    assert [bool(shown.deleted) for shown in world.posts("bluesky")] == [True, False]


def test_the_same_bytes_change_nothing_and_others_change_the_post(
    ask: Any, world: World, clock: Hands
) -> None:
    first = ask("repo.putRecord", json=put(post(langs=["es"]))).json()
    version = world.version
    clock.forward(hours=1)
    again = ask("repo.putRecord", json=put(post(langs=["es"]))).json()
    assert (again["uri"], again["cid"]) == (first["uri"], first["cid"])
    assert "commit" not in again
    assert world.version == version
    other = ask("repo.putRecord", json=put(post("Otra cosa"))).json()
    assert (other["uri"], other["cid"] == first["cid"]) == (first["uri"], False)
    assert [(shown.text, bool(shown.edited)) for shown in world.posts()] == [("Otra cosa", True)]


def test_whoever_asks_for_a_new_record_changes_none(ask: Any, world: World) -> None:
    """``swapRecord: null``: made where nothing is, unchanged where it is there already."""
    assert ask("repo.putRecord", json=put(post(), swapRecord=None)).status_code == 200
    assert ask("repo.putRecord", json=put(post(), swapRecord=None)).status_code == 200
    refused = ask("repo.putRecord", json=put(post("Otra"), swapRecord=None))
    assert (refused.status_code, refused.json()["error"]) == (400, "InvalidSwap")
    assert [shown.text for shown in world.posts()] == ["Hola, vecindario"]


def test_creating_what_is_there_breaks_the_server(client: Client) -> None:
    record = models.AppBskyFeedPost.Record(text="Hola", created_at="2031-05-06T14:00:00Z")
    client.app.bsky.feed.post.create(BLUESKY_DID, record, rkey=KEY)
    with pytest.raises(RequestException) as broken:
        client.app.bsky.feed.post.create(BLUESKY_DID, record, rkey=KEY)
    assert broken.value.response.status_code == 500


def test_records_are_read_one_by_one_and_in_pages(client: Client, ask: Any, world: World) -> None:
    keys = [syntax.tid(world.now(), clock) for clock in range(5)]
    for key in keys:
        ask("repo.putRecord", json=put(post(f"Post {key}"), key))
    repo = client.com.atproto.repo
    found = repo.get_record({"repo": BLUESKY_DID, "collection": POST, "rkey": keys[0]})
    assert found.value.text == f"Post {keys[0]}"
    with pytest.raises(BadRequestError, match="RecordNotFound"):
        repo.get_record({"repo": BLUESKY_DID, "collection": POST, "rkey": KEY})
    asked = {"repo": BLUESKY_DID, "collection": POST, "limit": 3, "reverse": True}
    page = repo.list_records(asked)
    rest = repo.list_records({**asked, "cursor": page.cursor})
    assert [one.uri.rpartition("/")[2] for one in page.records + rest.records] == keys
    newest = repo.list_records({"repo": BLUESKY_DID, "collection": POST}).records[0]
    assert newest.uri.endswith(keys[-1])


FACET = "app.bsky.richtext.facet"


def facet(start: int, end: int, uri: str = "https://a.cl") -> dict[str, Any]:
    link = {"$type": f"{FACET}#link", "uri": uri}
    return {"index": {"byteStart": start, "byteEnd": end}, "features": [link]}


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (post("ñ" * 301), "300 graphemes"),
        (post("👨‍👩‍👧‍👦" * 121), "3000"),
        (post(createdAt="2031-05-06 14:00:00"), "datetime"),
        (post(createdAt="2031-05-06T14:00:00"), "datetime"),
        (post(createdAt="2031-13-06T14:00:00Z"), "datetime"),
        (post(langs=["es", "en", "pt", "fr"]), "3 elements"),
        (post(langs=["español de Chile"]), "BCP 47"),
        (post(facets=[facet(0, 99)]), "inside the text"),
        (post(facets=[facet(4, 4)]), "inside the text"),
        (post("añil", facets=[facet(2, 5)]), "in two"),
        (post(facets=[facet(0, 4, "a.cl")]), "uri"),
        (post(facets=[{"index": {"byteStart": 0, "byteEnd": 1}, "features": [{}]}]), "$type"),
        (post(reply={"parent": {"uri": f"at://{BLUESKY_DID}/{POST}/{KEY}", "cid": "b"}}), "root"),
        (post(tags=["a" * 641]), "640"),
        (post(via="Pregonero"), "via"),
        ({"$type": POST, "createdAt": "2031-05-06T14:00:00Z"}, "text"),
        (post() | {"$type": "app.bsky.feed.like"}, "$type"),
        (post(text="\ud800"), "JSON"),
    ],
)
def test_a_record_that_is_no_post(ask: Any, world: World, record: Any, words: str) -> None:
    raw = json.dumps(put(record)).encode()
    headers = {"Content-Type": "application/json"}
    refused = ask("repo.putRecord", content=raw, headers=headers)
    assert (refused.status_code, refused.json()["error"]) == (400, "InvalidRequest")
    assert words in refused.json()["message"]
    assert not world.posts()


@pytest.mark.parametrize("key", ["1jzfcijpj2z2a", "zjzfcijpj2z2a", "3jzfcijpj2z2", "self", "a b"])
def test_a_key_that_is_no_timestamp(ask: Any, key: str) -> None:
    assert ask("repo.putRecord", json=put(post(), key)).status_code == 400


def test_greatest_lengths_are_taken(ask: Any) -> None:
    assert ask("repo.putRecord", json=put(post("🇨🇱" * 300))).status_code == 200
    family = "👨‍👩‍👧‍👦" * 120
    assert len(family.encode()) == 3000
    assert ask("repo.putRecord", json=put(post(family), OTHER)).status_code == 200


def with_picture(blob: Any, **more: Any) -> dict[str, Any]:
    image = {"image": blob, "alt": "Una lámina", **more}
    return post(embed={"$type": "app.bsky.embed.images", "images": [image]})


def test_files_that_nobody_shows_vanish(ask: Any, world: World, clock: Hands) -> None:
    png = {"Content-Type": "image/png"}
    shown, lost = (
        ask("repo.uploadBlob", content=picture(colour=colour), headers=png).json()["blob"]
        for colour in ("teal", "navy")
    )
    ratio = {"width": 120, "height": 80}
    assert ask("repo.putRecord", json=put(with_picture(shown, aspectRatio=ratio))).is_success
    clock.forward(minutes=6)
    refused = ask("repo.putRecord", json=put(with_picture(lost), OTHER))
    assert refused.json()["error"] == "BlobNotFound"
    assert ask("repo.putRecord", json=put(with_picture(shown), OTHER)).is_success
    assert [len(one.images) for one in world.posts()] == [1, 1]


def test_pictures_are_measured_where_a_post_shows_them(ask: Any) -> None:
    noise = bytes(range(256)) * 8000
    large = picture((8, 8)) + noise
    blob = ask("repo.uploadBlob", content=large, headers={"Content-Type": "image/png"}).json()
    refused = ask("repo.putRecord", json=put(with_picture(blob["blob"])))
    assert refused.json()["error"] == "BlobTooLarge"
    text = ask("repo.uploadBlob", content=b"hola", headers={"Content-Type": "image/png"}).json()
    assert text["blob"]["mimeType"] == "application/octet-stream"
    refused = ask("repo.putRecord", json=put(with_picture(text["blob"])))
    assert refused.json()["error"] == "InvalidMimeType"
    huge = b"\0" * (5 * 1024 * 1024 + 1)
    headers = {"Content-Type": "image/png"}
    assert ask("repo.uploadBlob", content=huge, headers=headers).status_code == 413


def test_a_session_ends_and_is_renewed_with_a_grace(base: str, ask: Any, clock: Hands) -> None:
    tokens = session(base)
    claims = json.loads(base64.urlsafe_b64decode(tokens["accessJwt"].split(".")[1] + "=="))
    assert claims["exp"] - claims["iat"] == 7200
    clock.forward(hours=2)
    refused = ask("repo.putRecord", json=put(post()))
    assert (refused.status_code, refused.json()["error"]) == (400, "ExpiredToken")
    renewed = ask("server.refreshSession", tokens["refreshJwt"]).json()
    assert ask("repo.putRecord", renewed["accessJwt"], json=put(post())).is_success
    clock.forward(hours=1)
    once_more = ask("server.refreshSession", tokens["refreshJwt"])
    assert once_more.is_success, "whoever lost the answer may ask again"
    clock.forward(hours=1)
    assert ask("server.refreshSession", tokens["refreshJwt"]).json()["error"] == "ExpiredToken"
    assert ask("server.refreshSession", renewed["refreshJwt"]).is_success
    assert ask("server.refreshSession", renewed["accessJwt"]).json()["error"] == "InvalidToken"
    assert ask("server.getSession", "nonsense", params={}).status_code == 400


@pytest.mark.parametrize(
    ("standing", "error"),
    [(Standing.REVOKED, "AuthenticationRequired"), (Standing.TAKEN_DOWN, "AccountTakedown")],
)
def test_an_account_in_trouble(
    base: str, ask: Any, world: World, standing: Standing, error: str
) -> None:
    world.set_standing(standing, "bluesky")
    assert ask("repo.putRecord", json=put(post())).status_code in {400, 401}
    assert session(base)["error"] == error
    world.set_standing(Standing.FINE, "bluesky")
    assert ask("repo.putRecord", json=put(post())).is_success
    assert session(base, "wrong")["error"] == "AuthenticationRequired"
    with pytest.raises(ValueError, match="out_of_credit"):
        world.set_standing("out_of_credit", "bluesky")


def test_sessions_and_writes_are_counted(base: str, ask: Any, clock: Hands) -> None:
    for _ in range(29):  # one was opened for the test itself
        assert "accessJwt" in session(base)
    assert session(base)["error"] == "RateLimitExceeded"
    answer = ask("repo.putRecord", json=put(post()))
    assert answer.headers["ratelimit-policy"] == "3000;w=300"
    assert int(answer.headers["ratelimit-remaining"]) < 3000
    clock.forward(minutes=5)
    assert "accessJwt" in session(base)


def test_a_write_costs_points(clock: Hands) -> None:
    window = FixedWindow(5, timedelta(hours=1))
    assert [window.take(clock(), points) for points in (3, 3, 2, 1)] == [True, False, True, False]
    clock.forward(hours=1)
    assert window.take(clock(), 5)


def test_limits_can_be_switched_off(clock: Hands) -> None:
    with serving(World(clock, limits=Limits(bluesky=False))) as base:
        assert all("accessJwt" in session(base) for _ in range(40))


def test_handles_are_resolved(ask: Any) -> None:
    found = ask("identity.resolveHandle", params={"handle": "Vecina.bsky.social"}).json()
    assert found["did"].startswith("did:plc:")
    unknown = ask("identity.resolveHandle", params={"handle": "nadie.bsky.social"})
    assert unknown.status_code == 400
    assert ask("server.describeServer", params={}).json()["did"].startswith("did:")
    assert ask("repo.applyWrites", json={}).json()["error"] == "MethodNotImplemented"


def test_followers_see_links_only_where_facets_mark_them(base: str, ask: Any) -> None:
    text = "Más en a.cl y b.cl"
    start = len("Más en ".encode())
    ask("repo.putRecord", json=put(post(text, facets=[facet(start, start + 4)])))
    page = httpx.get(f"{base}/", trust_env=False).text
    assert '<a href="https://a.cl"' in page
    assert "https://b.cl" not in page
    assert "@pregonero.bsky.social" in page


def test_a_post_by_hand_and_everything_else_survives(tmp_path: Any, clock: Hands) -> None:
    journal = tmp_path / "journal.jsonl"
    world = World(clock, journal)
    with serving(world) as base:
        first, second = (world.post_by_hand("bluesky", word) for word in ("uno", "dos"))
        tokens = session(base)
        headers = {"Authorization": f"Bearer {tokens['accessJwt']}", "Content-Type": "image/png"}
        url = f"{base}/bluesky/xrpc/com.atproto.repo.uploadBlob"
        assert httpx.post(url, content=picture(), headers=headers, trust_env=False).is_success
    world.set_standing(Standing.REVOKED, "bluesky")
    world.close()
    again = World(clock, journal)
    assert first < second
    assert [(post.id, post.by_hand) for post in again.posts("bluesky")] == [
        (first, True),
        (second, True),
    ]
    assert again.bluesky.records == world.bluesky.records
    assert again.bluesky.blobs == world.bluesky.blobs
    assert again.bluesky.standing is Standing.REVOKED
    assert second < again.post_by_hand("bluesky", "tres")


@pytest.mark.usefixtures("requires_shared")
def test_the_check_against_the_lexicons_finds_what_is_off() -> None:
    path = "/bluesky/xrpc/com.atproto.repo.putRecord"
    answer = {"uri": f"at://{BLUESKY_DID}/{POST}/{KEY}", "cid": syntax.blob_cid(b"")}
    kept = {"scope": {"path": path, "query_string": b""}, "status": 200}
    for record, better in ((post(), answer), (post(langs=[3]), answer), (post(), {"cid": 1})):
        said = {"body": json.dumps(put(record)), "answer": json.dumps(better)}
        if record == post() and better == answer:
            check_bluesky(kept | said)
            continue
        with pytest.raises(OffSpec):
            check_bluesky(kept | said)
