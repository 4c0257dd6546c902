"""The Mastodon emulator, driven by the library, refuses what a server refuses."""

from __future__ import annotations

import warnings
from datetime import timedelta
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import mastodon
import pytest
import requests

from campaign.sandbox import credentials
from campaign.sandbox.mastodon.server import Keys, Reset
from campaign.sandbox.mastodon.state import Standing
from campaign.sandbox.mastodon.text import html, length
from campaign.sandbox.rates import Limits
from campaign.sandbox.records import MASTODON, Accounts
from campaign.sandbox.server import serving
from campaign.sandbox.world import World

from .conftest import Hands, picture

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Ask = Callable[..., requests.Response]


@pytest.fixture
def ask(base: str) -> Iterator[Ask]:
    """Sends a request of ours to the server: ``ask("GET", "/api/v1/…")``."""
    with requests.Session() as session:
        session.trust_env = False
        session.headers["Authorization"] = f"Bearer {credentials.MASTODON_TOKEN}"
        yield lambda method, path, **more: session.request(
            method, f"{base}/mastodon{path}", timeout=60, **more
        )


def client(base: str, token: str = credentials.MASTODON_TOKEN) -> Any:
    """A client that is told the version, and asks the server nothing when it is made."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return mastodon.Mastodon(
            access_token=token,
            api_base_url=f"{base}/mastodon",
            ratelimit_method="throw",
            mastodon_version="4.5.3",
            version_check_mode="created",
        )


def test_the_library_posts_a_thread_reads_it_and_takes_a_part_down(base: str, world: World) -> None:
    server = client(base)
    first = server.status_post("Empieza la serie ☂", visibility="public", language="es")
    second = server.status_post("Y esto sigue", in_reply_to_id=first.id)
    me = server.account_verify_credentials()
    assert (me.username, me.id) == ("pregonero", credentials.MASTODON_USER)
    page = server.account_statuses(me.id, exclude_reblogs=True, limit=40)
    assert [status.id for status in page] == [second.id, first.id]
    assert (page[0].in_reply_to_id, page[1].created_at) == (first.id, world.now())
    assert (page[1].language, page[1].visibility, page[1].content) == (
        "es", "public", "<p>Empieza la serie ☂</p>",
    )  # fmt: skip
    assert server.status_delete(second.id).text == "Y esto sigue"
    assert [post.id for post in world.posts(MASTODON) if not post.deleted] == [first.id]
    with pytest.raises(mastodon.MastodonNotFoundError):
        server.status_delete(second.id)


def test_the_library_reads_every_answer_as_what_it_is(base: str) -> None:
    """No value of an answer is of another kind than the library's types have it."""
    server = client(base)
    media = server.media_post(picture(), "image/png", "Una tarjeta", (0.0, 0.5))
    status = server.status_post("Hola #Datos @vecina@otra.example", media_ids=[media.id])
    assert (media.type, media.description, media.meta.focus.y) == ("image", "Una tarjeta", 0.5)
    assert (media.meta.original.width, media.meta.original.height) == (120, 80)
    assert [tag.name for tag in status.tags] == ["Datos"]
    assert [one.acct for one in status.mentions] == ["vecina@otra.example"]
    assert status.media_attachments[0].id == media.id
    assert server.status_source(status.id).text == "Hola #Datos @vecina@otra.example"
    instance = server.instance_v2()
    statuses = instance.configuration.statuses
    assert (statuses.max_characters, statuses.max_media_attachments) == (500, 4)
    assert statuses.characters_reserved_per_url == 23
    assert instance.configuration.media_attachments.image_size_limit == 16_777_216
    assert instance.api_versions.mastodon == 7


def test_a_key_posts_once_within_its_hour(base: str, world: World, clock: Hands) -> None:
    server = client(base)
    first = server.status_post("Hola", idempotency_key="k-1")
    assert server.status_post("Hola", idempotency_key="k-1").id == first.id
    assert server.status_post("Hola", idempotency_key="k-2").id != first.id
    clock.forward(minutes=59)
    assert server.status_post("Hola", idempotency_key="k-1").id == first.id
    clock.forward(minutes=2)
    assert server.status_post("Hola", idempotency_key="k-1").id != first.id
    assert len(world.posts(MASTODON)) == 3


def test_servers_differ_in_what_they_make_of_a_key(base: str, world: World) -> None:
    server = client(base)
    first = server.status_post("Hola", idempotency_key="k")
    world.set_mastodon(keys=Keys.BROKEN)
    with pytest.raises(mastodon.MastodonInternalServerError):
        server.status_post("Hola", idempotency_key="k")
    assert [post.id for post in world.posts(MASTODON)] == [first.id]
    world.set_mastodon(keys="ignored")
    assert server.status_post("Hola", idempotency_key="k").id != first.id


def test_pictures_are_ready_after_a_while(ask: Ask, world: World) -> None:
    world.set_mastodon(processing=2)
    taken = ask("POST", "/api/v2/media", files={"file": picture()}, data={"focus": "0.0,0.0"})
    media = taken.json()["id"]
    assert (taken.status_code, taken.json()["url"]) == (202, None)
    early = ask("POST", "/api/v1/statuses", data={"status": "Hola", "media_ids[]": [media]})
    assert early.status_code == 422
    assert "not finished processing" in early.json()["error"]
    asked = [ask("GET", f"/api/v1/media/{media}") for _ in range(2)]
    assert [one.status_code for one in asked] == [206, 200]
    assert asked[1].json()["url"]
    form = {"status": "Hola", "media_ids[]": [media]}
    assert ask("POST", "/api/v1/statuses", data=form).status_code == 200
    assert ask("GET", f"/api/v1/media/{media}").status_code == 404, "a status has it now"
    again = ask("POST", "/api/v1/statuses", data=form)
    assert (again.status_code, "not found" in again.json()["error"]) == (422, True)


@pytest.mark.parametrize(
    ("form", "status", "says"),
    [
        ({"status": " "}, 422, "Text can't be blank"),
        ({"status": "a" * 501}, 422, "Text character limit of 500 exceeded"),
        ({"status": "a", "spoiler_text": "b" * 500}, 422, "limit of 500"),
        ({"status": "a", "visibility": "everybody"}, 422, "Visibility"),
        ({"status": "a", "media_ids[]": ["1"]}, 422, "Media 1 not found"),
        ({"status": "a", "media_ids[]": ["1", "2", "3", "4", "5"]}, 422, "more than 4 files"),
        ({"status": "a", "in_reply_to_id": "1"}, 404, "trying to reply to"),
        ({"status": "a", "made_up": "1"}, 422, "made_up"),
        ({"status": "a", "sensitive": "maybe"}, 422, "Sensitive"),
    ],
)
def test_what_it_does_not_take(
    ask: Ask, world: World, form: dict[str, Any], status: int, says: str
) -> None:
    answer = ask("POST", "/api/v1/statuses", data=form)
    assert (answer.status_code, says in answer.json()["error"]) == (status, True), answer.text
    assert not world.posts(MASTODON)


@pytest.mark.parametrize(
    ("content", "description", "says"),
    [
        (b"no picture", "", "File content type is invalid"),
        (picture((300, 300)), "", "images are not supported"),
        (picture((30, 30)), "a" * 41, "Description is too long"),
        (picture((199, 199)) + b"\0" * 4000, "", "File size must be less than"),
    ],
)
def test_pictures_that_it_does_not_take(
    ask: Ask, world: World, content: bytes, description: str, says: str
) -> None:
    world.set_mastodon(image_matrix_limit=40_000, description_limit=40, image_size_limit=4000)
    answer = ask(
        "POST", "/api/v2/media", files={"file": content}, data={"description": description}
    )
    assert (answer.status_code, says in answer.json()["error"]) == (422, True), answer.text


def test_json_is_taken_as_well_as_forms(ask: Ask, world: World) -> None:
    body = {"status": "Hola", "media_ids": [], "sensitive": False, "language": "xx-klingon"}
    taken = ask("POST", "/api/v1/statuses", json=body)
    assert (taken.status_code, taken.json()["language"]) == (200, None)
    assert ask("POST", "/api/v1/statuses", data="[", headers={"content-type": "application/json"}
               ).status_code == 400  # fmt: skip
    assert len(world.posts(MASTODON)) == 1


@pytest.mark.parametrize(
    ("standing", "status"),
    [(Standing.REVOKED, 401), (Standing.LOCKED, 403), (Standing.READ_ONLY, 403)],
)
def test_who_may_not_post(ask: Ask, base: str, world: World, standing: str, status: int) -> None:
    ordered = {"network": MASTODON, "standing": standing}
    assert requests.post(f"{base}/api/standing", json=ordered, timeout=60).ok
    refused = ask("POST", "/api/v1/statuses", data={"status": "Hola"})
    assert (refused.status_code, set(refused.json())) == (status, {"error"})
    with pytest.raises(mastodon.MastodonUnauthorizedError):
        client(base, "another token").status_post("Hola")
    assert not world.posts(MASTODON)


def test_the_server_can_be_made_another_one_over_http(base: str, world: World) -> None:
    def order(**changes: object) -> requests.Response:
        return requests.post(f"{base}/api/mastodon", json=changes, timeout=60)

    made = order(keys="ignored", max_characters=5000, reset="integer")
    assert (made.json()["max_characters"], made.json()["keys"]) == (5000, "ignored")
    assert (world.mastodon.server.keys, world.mastodon.server.reset) == (
        Keys.IGNORED, Reset.INTEGER,
    )  # fmt: skip
    assert client(base).status_post("a" * 5000).id
    assert order(keys="forgotten").status_code == 400
    assert order(colour="mauve").status_code == 400
    bad = {"network": MASTODON, "standing": "out_of_credit"}
    assert requests.post(f"{base}/api/standing", json=bad, timeout=60).status_code == 400


def test_pages_lead_from_one_to_the_next(base: str, world: World) -> None:
    server = client(base)
    made = [world.post_by_hand(MASTODON, f"Número {n}") for n in range(50)]
    page = server.account_statuses(credentials.MASTODON_USER, limit=40)
    rest = server.fetch_next(page)
    assert [one.id for one in [*page, *rest]] == made[::-1]
    assert server.fetch_next(rest) is None
    since = server.account_statuses(credentials.MASTODON_USER, since_id=made[44])
    assert [one.id for one in since] == made[:44:-1]
    with pytest.raises(mastodon.MastodonNotFoundError):
        server.account_statuses("42")


@pytest.mark.parametrize("reset", [Reset.ISO, Reset.INTEGER])
def test_the_headers_tell_what_is_left(ask: Ask, world: World, reset: Reset) -> None:
    world.set_mastodon(reset=reset)
    form = {"files": {"file": picture()}}
    answers = [ask("POST", "/api/v2/media", **form) for _ in range(31)]
    assert [one.status_code for one in answers] == [200] * 30 + [429]
    last = answers[-1].headers
    assert (last["X-RateLimit-Limit"], last["X-RateLimit-Remaining"]) == ("30", "0")
    moment = world.now() + timedelta(minutes=30)
    wanted = "2031-05-06T14:30:00.000Z" if reset is Reset.ISO else str(int(moment.timestamp()))
    assert last["X-RateLimit-Reset"] == wanted


def test_the_limits_can_be_left_out(clock: Hands) -> None:
    world = World(clock, limits=Limits(mastodon=False))
    with serving(world) as base:
        server = client(base)
        for _ in range(31):
            server.media_post(picture((8, 8)), "image/png")


def test_a_restarted_server_is_the_same(tmp_path: Path, clock: Hands) -> None:
    names = Accounts(mastodon_username="otono", mastodon_domain="ciencia.example")
    before = World(clock, tmp_path / "journal.jsonl", names)
    with serving(before) as base:
        server = client(base)
        media = server.media_post(picture(), "image/png", "Una tarjeta")
        posted = server.status_post("Hola", media_ids=[media.id], idempotency_key="k")
    before.post_by_hand(MASTODON, "A mano")
    before.set_mastodon(max_characters=5000, keys=Keys.IGNORED)
    before.set_standing(Standing.REVOKED, MASTODON)
    before.close()
    after = World(clock, tmp_path / "journal.jsonl", names)
    assert vars(after.mastodon) == vars(before.mastodon)
    assert after.posts(MASTODON)[0].url == f"https://ciencia.example/@otono/{posted.id}"
    assert [post.by_hand for post in after.posts(MASTODON)] == [False, True]
    after.close()


class Words(HTMLParser):
    """What a person reads of a status."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.read = ""
        self.feed(content)

    def handle_starttag(self, tag: str, _attributes: object) -> None:
        """Break lines."""
        self.read += {"br": "\n", "p": "\n\n"}.get(tag, "")

    def handle_data(self, data: str) -> None:
        """Read on."""
        self.read += data


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("Hola", 4),
        ("🎉👩🏽‍💻🇨🇱", 3),
        ("nin\u0303o", 4),
        ("https://ejemplo.cl/una/ruta/larguísima?con=datos", 23),
        ("(https://a.cl)", 25),
        ("municipio.gob.cl", 16),
        ("@vecina@otra.example hola", 12),
        ("@vecina hola", 12),
        ("equipo@ejemplo.cl", 17),
        ("a\nb", 3),
    ],
)
def test_lengths(text: str, units: int) -> None:
    assert length(text) == units


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ('a < b & "c"', "<p>a &lt; b &amp; &#34;c&#34;</p>"),
        ("uno\ndos\n\ntres", "<p>uno<br />dos</p><p>tres</p>"),
        (
            "https://www.ejemplo.cl/una/ruta/muy/larga/de/verdad",
            (
                '<p><a href="https://www.ejemplo.cl/una/ruta/muy/larga/de/verdad" target="_blank"'
                ' rel="nofollow noopener" translate="no"><span class="invisible">https://www.</span>'
                '<span class="ellipsis">ejemplo.cl/una/ruta/muy/larga/</span>'
                '<span class="invisible">de/verdad</span></a></p>'
            ),
        ),
        (
            "#Datos",
            (
                '<p><a href="https://mastodon.example/tags/Datos" class="mention hashtag"'
                ' rel="tag">#<span>Datos</span></a></p>'
            ),
        ),
    ],
)
def test_how_a_text_is_shown(text: str, content: str) -> None:
    assert html(text, "mastodon.example") == content
    assert Words(content).read.strip() == text


def test_followers_see_it_on_the_page(base: str) -> None:
    server = client(base)
    media = server.media_post(picture(), "image/png", "Una tarjeta")
    server.status_post("Hola https://ejemplo.cl", media_ids=[media.id])
    page = requests.get(base, timeout=60).text
    assert 'id="column-mastodon"' in page
    assert "@pregonero@mastodon.example" in page
    assert 'href="https://ejemplo.cl"' in page
    assert "Una tarjeta" in page
