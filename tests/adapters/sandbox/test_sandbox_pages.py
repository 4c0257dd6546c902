"""The pages show what was said, to whoever sits at this machine, and run nothing of it."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from importlib import resources
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from requests_oauthlib import OAuth1Session

from campaign.languages import Catalogue
from campaign.sandbox.credentials import (
    ACCESS_SECRET,
    ACCESS_TOKEN,
    BOT_TOKEN,
    CHANNEL,
    CONSUMER_KEY,
    CONSUMER_SECRET,
    TEAM,
)
from campaign.sandbox.pages import rich
from campaign.sandbox.records import Visitor
from campaign.sandbox.server import serving

from .conftest import Hands, picture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from campaign.sandbox.world import World

NASTY = (
    '"><script>alert(1)</script><img src=x onerror=alert(2)> javascript:alert(3) https://e.cl/"onx='
)


class Tags(HTMLParser):
    """Collects start tags with their attributes, and the text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Keep text."""
        self.text += data


@pytest.fixture
def site(world: World) -> Iterator[httpx.Client]:
    pages: dict[str, Any] = {"phrases": Catalogue("es"), "zone": ZoneInfo("Pacific/Easter")}
    with serving(world, **pages) as base, httpx.Client(base_url=base, trust_env=False) as client:
        yield client


def bot(site: httpx.Client, method: str, **values: Any) -> Any:
    return site.post(f"/telegram/bot{BOT_TOKEN}/{method}", json=values).json()["result"]


def safe(page: str) -> Tags:
    """Check that nothing of what people wrote became part of the page."""
    seen = Tags(page)
    assert [values.get("src") for tag, values in seen.tags if tag == "script"] == [
        "/static/sandbox.js"
    ]
    for _, values in seen.tags:
        assert not [name for name in values if name.startswith("on")]
        assert not str(values.get("href", "")).lower().startswith(("javascript:", "data:"))
    return seen


def test_nothing_that_people_write_runs(site: httpx.Client, world: World) -> None:
    nasty = Visitor(3, NASTY, "<b>")
    world.say(nasty, NASTY)
    world.say(nasty, NASTY, TEAM)
    world.post_by_hand("x", NASTY)
    world.post_by_hand("telegram", NASTY)
    keys = {"inline_keyboard": [[{"text": NASTY, "callback_data": '"><script>'}]]}
    marks = [
        {"type": "text_link", "offset": 0, "length": 4, "url": "javascript:alert(1)"},
        {"type": "text_link", "offset": 5, "length": 4, "url": 'https://e.cl/"><script>'},
    ]
    bot(site, "sendMessage", chat_id=3, text="dale clic aquí", entities=marks, reply_markup=keys)
    bot(site, "setMyCommands", commands=[{"command": "x", "description": NASTY}])
    for path in ("/", "/chat", "/chat?as=3", "/chat?as=3&in=team", '/chat?start="><script>'):
        safe(site.get(path).text)


def test_the_page_says_what_it_may_load(site: httpx.Client) -> None:
    policy = site.get("/").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_documents_are_never_shown_as_pages(site: httpx.Client, world: World) -> None:
    world.say(Visitor(3, "Ana"), "/start")
    page = b"<script>alert(1)</script>"
    files = {"document": ("charla «1».html", page)}
    url = f"/telegram/bot{BOT_TOKEN}/sendDocument"
    sent = site.post(url, data={"chat_id": "3"}, files=files).json()["result"]["document"]
    answer = site.get(f"/files/{sent['file_id']}")
    assert answer.content == page
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''charla")
    assert site.get(f"/pictures/{world.telegram.files[sent['file_id']].sha256}").status_code == 404


@pytest.mark.parametrize("path", ["/", "/api/state", "/x/2/users/me", "/static/sandbox.js"])
def test_other_names_for_this_machine_are_refused(site: httpx.Client, path: str) -> None:
    assert site.get(path, headers={"Host": "attacker.example"}).status_code == 421


@pytest.mark.parametrize(
    "path", ["/chat/say", "/api/say", "/api/clock", f"/telegram/bot{BOT_TOKEN}/getMe"]
)
@pytest.mark.parametrize("origin", ["https://attacker.example", "null", "http://127.0.0.1:1"])
def test_other_sites_cannot_send_forms(site: httpx.Client, path: str, origin: str) -> None:
    headers = {"Origin": origin, "Content-Type": "text/plain"}
    assert site.post(path, content=b"{}", headers=headers).status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "/static/../views.py",
        "/static/%2e%2e/views.py",
        "/files/%2e%2e",
        "/pictures/..%2fjournal.jsonl",
    ],
)
def test_no_other_file_is_served(site: httpx.Client, path: str) -> None:
    assert site.get(path).status_code == 404


def test_followers_see_text_cards_threads_and_local_time(
    site: httpx.Client, clock: Hands, x_of: Any
) -> None:
    x = x_of(site)
    media = x(
        "/2/media/upload",
        files={"media": picture((60, 40))},
        data={"media_category": "tweet_image"},
    )
    alt = {"id": media["data"]["id"], "metadata": {"alt_text": {"text": "Afiche de «otoño»"}}}
    x("/2/media/metadata", json=alt)
    first = x(
        "/2/tweets",
        json={
            "text": "Línea uno\nlínea dos https://www.ejemplo.cl/inscripciones/otoño-2031",
            "media": {"media_ids": [media["data"]["id"]]},
        },
    )
    clock.forward(minutes=5)
    x("/2/tweets", json={"text": "sigue", "reply": {"in_reply_to_tweet_id": first["data"]["id"]}})
    seen = safe(site.get("/").text)
    classes = [str(values.get("class")) for _, values in seen.tags]
    assert "thread long" in classes
    assert seen.text.index("Línea uno\nlínea dos") < seen.text.index("sigue")
    assert "ejemplo.cl/inscripciones/otoño…" in seen.text
    images = [values for tag, values in seen.tags if tag == "img"]
    assert [image["alt"] for image in images] == ["Afiche de «otoño»"]
    assert site.get(str(images[0]["src"])).headers["content-type"] == "image/png"
    assert "martes 6 de mayo de 2031" in seen.text
    assert "08:05\N{NO-BREAK SPACE}h" in seen.text


@pytest.fixture
def x_of() -> Any:
    session = OAuth1Session(CONSUMER_KEY, CONSUMER_SECRET, ACCESS_TOKEN, ACCESS_SECRET)

    def make(site: httpx.Client) -> Any:
        base = str(site.base_url).rstrip("/")
        return lambda path, **more: session.post(f"{base}/x{path}", **more).json()

    return make


def test_deleted_posts_are_gone_and_albums_are_one(site: httpx.Client) -> None:
    bot(site, "sendMessage", chat_id=CHANNEL, text="esto se retira")
    bot(site, "deleteMessage", chat_id=CHANNEL, message_id=1)
    url = f"/telegram/bot{BOT_TOKEN}/sendMediaGroup"
    media = '[{"type":"photo","media":"attach://a","caption":"álbum"},{"type":"photo","media":"attach://b"}]'
    files = {"a": picture(colour="red"), "b": picture(colour="blue")}
    site.post(url, data={"chat_id": str(CHANNEL), "media": media}, files=files)
    seen = safe(site.get("/").text)
    assert "esto se retira" not in seen.text
    assert "Se retiró una publicación." in seen.text
    bubbles = [values for tag, values in seen.tags if tag == "article"]
    assert len(bubbles) == 1
    assert len([tag for tag, _ in seen.tags if tag == "img"]) == 2


def test_one_talks_with_the_bot_without_any_script(site: httpx.Client, world: World) -> None:
    entered = site.post("/chat/enter", data={"name": "  Rosa   Paillán ", "start": "sesion-2"})
    assert entered.status_code == 303
    (rosa,) = world.visitors()
    assert (rosa.name, rosa.language) == ("Rosa Paillán", "es")
    page = safe(site.get(entered.headers["location"]).text)
    assert ("input", {"type": "hidden", "name": "text", "value": "/start sesion-2"}) in page.tags
    site.post("/chat/say", data={"as": rosa.id, "in": "me", "text": "/start sesion-2\r\nhola"})
    assert [said.text for said in world.chat(rosa)] == ["/start sesion-2\nhola"]
    keys = {"inline_keyboard": [[{"text": "Inscríbeme", "callback_data": "s:2"}]]}
    sent = bot(site, "sendMessage", chat_id=rosa.id, text="¿Te inscribo?", reply_markup=keys)
    form = {"as": rosa.id, "in": "me", "message": sent["message_id"], "data": "s:2"}
    assert site.post("/chat/press", data=form).status_code == 303
    query = bot(site, "getUpdates")[-1]["callback_query"]
    bot(site, "answerCallbackQuery", callback_query_id=query["id"], text="¡Anotada!")
    assert "El bot responde: ¡Anotada!" in safe(site.get(f"/chat?as={rosa.id}").text).text
    assert site.post("/chat/press", data={**form, "data": "other"}).status_code == 400


def test_the_same_name_is_the_same_person(site: httpx.Client, world: World) -> None:
    for form in (
        {"name": "Rosa"},
        {"name": "Rosa"},
        {"name": "Jefa", "id": "42"},
        {"name": "Otro"},
    ):
        site.post("/chat/enter", data=form)
    assert [(one.name, one.id) for one in world.visitors()] == [
        ("Rosa", 500_001),
        ("Jefa", 42),
        ("Otro", 500_002),
    ]


@pytest.mark.parametrize(
    "form", [{"name": "  "}, {"name": "x" * 65}, {"name": "x", "id": "-4"}, {}]
)
def test_bad_names_are_refused(site: httpx.Client, world: World, form: dict[str, str]) -> None:
    assert site.post("/chat/enter", data=form).status_code == 400
    assert world.visitors() == ()


def test_the_team_has_its_own_room(site: httpx.Client, world: World) -> None:
    site.post("/chat/enter", data={"name": "Jefa", "id": "42"})
    site.post("/chat/say", data={"as": "42", "in": "team", "text": "/atraso 10"})
    assert [said.text for said in world.chat(TEAM)] == ["/atraso 10"]
    page = safe(site.get("/chat?as=42&in=team").text)
    assert "Las de difusión" in page.text
    assert "/atraso 10" in page.text


def test_a_quick_reply_keyboard_is_shown(site: httpx.Client, world: World) -> None:
    world.say(Visitor(3, "Ana"), "hola")
    markup: dict[str, Any] = {"keyboard": [["Programa"], [{"text": "Ayuda"}]]}
    bot(site, "sendMessage", chat_id=3, text="elige", reply_markup=markup)
    assert "Programa" in safe(site.get("/chat?as=3").text).text
    bot(site, "sendMessage", chat_id=3, text="ya", reply_markup={"remove_keyboard": True})
    assert "Programa" not in safe(site.get("/chat?as=3").text).text


def test_links_to_the_bot_lead_to_the_chat_page(site: httpx.Client, world: World) -> None:
    world.post_by_hand("x", "Inscríbete: https://t.me/Ciencia_bot?start=sesion-2")
    hrefs = [values.get("href") for _, values in safe(site.get("/").text).tags]
    assert "/chat?start=sesion-2" in hrefs


def test_every_field_and_picture_has_a_name(site: httpx.Client, world: World) -> None:
    world.say(Visitor(3, "Ana"), "hola")
    bot(site, "sendMessage", chat_id=3, text="hola")
    for path in ("/", "/chat?as=3"):
        page = site.get(path).text
        assert re.search(r'<html lang="es">', page)
        assert len(re.findall(r"<main\b", page)) == len(re.findall(r"<h1\b", page)) == 1
        assert re.search(r"<nav aria-label=", page)
        for field in re.findall(r"<(?:input|textarea)[^>]*>", page):
            named = 'type="hidden"' in field or "id=" in field
            assert named or re.search(r"<label>[^<]*" + re.escape(field), page)
        assert all("alt=" in image for image in re.findall(r"<img[^>]*>", page))


def test_marks_that_overlap_are_still_closed_in_order() -> None:
    marks = [
        {"type": "bold", "offset": 0, "length": 6},
        {"type": "italic", "offset": 4, "length": 6},
        {"type": "code", "offset": 20, "length": 9},
    ]
    made = str(rich.telegram("😀ab<d>ef", marks, "b"))
    assert made == '<b class="bold">😀ab<i class="italic">&lt;d</i></b>&gt;ef'


def test_a_script_gets_only_the_part_that_lives(site: httpx.Client) -> None:
    part = site.get("/?part=1")
    assert "<html" not in part.text
    assert part.headers["etag"] == site.get("/api/state").headers["etag"]


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_sentence_of_the_pages_exists(language: str) -> None:
    folder = resources.files("campaign.sandbox.pages") / "templates"
    used = {
        key
        for file in folder.iterdir()
        for key in re.findall(r'\bt\("(\w+)"', file.read_text(encoding="utf-8"))
    }
    known = Catalogue(language).table("sandbox")
    assert len(used) > 25
    assert used <= set(known)
    assert set(known) == set(Catalogue("es").table("sandbox"))


@pytest.mark.parametrize("url", ["tg://user?id=1", "mailto:a@e.cl", "javascript:alert(1)"])
def test_only_web_addresses_become_links(url: str) -> None:
    mark = {"type": "text_link", "offset": 0, "length": 3, "url": url}
    assert str(rich.telegram("ver", [mark], "b")) == "ver"


def test_the_campaigns_accounts_show_its_letters_and_people_their_own(
    world: World, site: httpx.Client
) -> None:
    world.accounts = replace(world.accounts, letters="CO")
    marks = re.findall(r'class="avatar[^>]*>([^<]+)<', site.get("/").text)
    assert set(marks) == {"CO"}
    marks = re.findall(r'class="avatar[^>]*>([^<]+)<', site.get("/chat").text)
    assert "CO" not in marks
