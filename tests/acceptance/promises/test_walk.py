"""The whole journey of somebody who attends, and the team's side of it, walked in a browser.

``make pictures`` walks it too, and keeps what the phone shows on the way.
"""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

from chat_page import ChatPage
from program import ROOT, STARTED

from tests.acceptance.browser import browsing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from program import Place

    from tests.acceptance.browser import Page

    Keep = Callable[[str, Page], None]

ANA = ("Ana Rojas", "700001")
CAMILA = ("Camila Soto", "500001")
BEFORE = "2022-02-18T12:05:00-03:00"
AT_THE_DOOR = "2022-02-24T17:15:01-03:00"
"""Fifteen minutes before the third panel; the second is over."""
CALENDAR = """\
- post: live
  title: En vivo ahora
  for: panel-3
  when: started
  channels: [telegram]
  text: live
  needs: [stream]
"""
LINK = "https://example.org/en-vivo"
RECORDING = "https://example.org/grabacion"
NOTE = "https://example.org/nota"
QUESTION = "¿Por dónde parte una municipalidad chica, sin área de datos?"


def prepare(place: Place) -> None:
    """Load the bundled programme, with one post, a link, and somebody in the team."""
    posts = place.folder / "posts"
    shutil.copytree(ROOT / "posts", posts)
    (posts / "rehearsal.yaml").unlink()
    rules = (posts / "campaign.yaml").read_text(encoding="utf-8")
    name, number = ANA
    nobody = "role: communications\n    name:"
    team = rules.replace(nobody, f"{nobody} {name}\n    telegram: {number}")
    assert team != rules
    before, third, after = (posts / "programme.yaml").read_text("utf-8").partition("- id: panel-3")
    changed = {
        "posts/campaign.yaml": team.partition("# Solo dos publicaciones")[0],  # the others' rules
        "posts/calendar.yaml": CALENDAR,
        "posts/programme.yaml": before + third + after.replace("stream:", f"stream: {LINK}", 1),
    }
    place.write(changed)
    place.call("--now", BEFORE, "load", "--sandbox", "--yes")


@contextmanager
def running(place: Place, now: str) -> Iterator[None]:
    """Let the program run as if it were ``now``."""
    with place.running("--now", now, "run", "--sandbox") as run:
        run.says(STARTED)
        yield
        run.end()


def signs_up(chat: ChatPage, keep: Keep) -> None:
    """Come through the link of a post, and agree to what is stored."""
    chat.enter(*CAMILA, start="panel-3")
    chat.tap("Empezar")
    third = "El panel 3, «Hubs, transferencia tecnológica e innovación»: jueves 24 de febrero"
    asked = chat.hears(third, "Guardaremos", "¿Te inscribo?")
    assert asked["keys"] == ["Sí, inscríbeme", "No, gracias"]
    keep("consent", chat.page)
    chat.tap("Sí, inscríbeme")
    done = chat.hears("¡Listo! Quedaste en el panel 3", "17:30 h (hora de Chile)")
    assert "Te avisaré un día antes y 15 minutos antes." in done["text"]
    assert "Cancelar inscripción" in done["keys"]
    keep("signed-up", chat.page)


def asks_around(chat: ChatPage, keep: Keep) -> None:
    """Ask for the programme by a command, and in words that are badly typed."""
    chat.write("/programa")
    programme = chat.hears("Este es el programa de «Verano de Datos Abiertos")["text"]
    days = [line for line in programme.splitlines() if "febrero" in line]
    assert [line.partition(",")[0] for line in days] == ["Panel 1", "Panel 2", "Panel 3"]
    chat.write("a q hora es el d hubs")
    chat.hears("El panel 3, «Hubs, transferencia", "jueves 24 de febrero, 17:30 h (hora de Chile)")
    keep("questions", chat.page)


def asks_the_panel(chat: ChatPage) -> None:
    """Send a question without a name, having seen how it will be read."""
    chat.write("tengo una pregunta para el panel 3")
    chat.hears("Escribe tu pregunta para el panel 3")
    chat.write(QUESTION)
    shown = chat.hears(f"«{QUESTION}»", "¿La envío?")
    assert shown["keys"][0] == "Enviar sin mi nombre"
    chat.tap("Enviar sin mi nombre")
    chat.hears("está pendiente, sin tu nombre")


def moderates(chat: ChatPage, keep: Keep) -> None:
    """Publish the question; nothing says whose it is."""
    chat.enter(*ANA)
    chat.go_to("Equipo", QUESTION)
    assert not any(CAMILA[0] in one["text"] for one in chat.messages())
    chat.tap("Publicar")
    chat.hears("Ana Rojas publicó la pregunta 1", "Le aviso a quien la hizo")
    keep("team", chat.page)


def files_what_is_left(chat: ChatPage) -> None:
    """Say where the panel before was recorded, and where its note is."""
    chat.become(ANA[0])
    chat.go_to("Equipo", QUESTION)
    chat.write(f"/grabacion panel-2 {RECORDING}")
    chat.hears("Anotado por Ana Rojas", RECORDING)
    chat.write(f"/nota panel-2 {NOTE}")
    chat.hears("Anotado por Ana Rojas", NOTE)


def delays(chat: ChatPage, keep: Keep) -> None:
    """Say that the panel begins later, having seen who will hear of it."""
    chat.become(ANA[0])
    chat.go_to("Equipo", NOTE)
    chat.write("/atraso panel-3 10")
    asked = chat.hears("¿Lo anoto?", "17:40", "le avisa a 1 persona inscrita")
    assert asked["keys"] == ["Sí, anótalo", "No"]
    keep("team-delay", chat.page)
    chat.tap("Sí, anótalo")


def looks_back(chat: ChatPage, keep: Keep) -> None:
    """Be reminded, and find what was missed, in words that are badly typed."""
    chat.write("ya esta la grabasion del panel 2??")
    chat.hears("El panel 2", "la grabación está aquí", RECORDING)
    keep("reminder", chat.page)
    chat.write("y hay resumen del panel 2?")
    chat.hears("El panel 2", "el resumen está aquí", NOTE)


def takes_leave(chat: ChatPage, keep: Keep) -> None:
    """See what is stored, and have it erased."""
    chat.write("/misdatos")
    stored = chat.hears("Esto es todo lo que guardo de ti")["text"]
    assert "Inscripción: el panel 3" in stored
    assert QUESTION in stored
    assert any("mis-datos.json" in name for name in chat.files())
    keep("my-data", chat.page)
    chat.write("/borrar")
    assert chat.hears("No se puede deshacer", "¿Borro todo?")["keys"][0] == "Sí, borra"
    chat.tap("Sí, borra")
    receipt = chat.hears("Listo: borré tus datos el")["text"]
    assert "Inscripciones: 1." in receipt
    assert "Preguntas: 1." in receipt
    keep("erased", chat.page)


def walk(place: Place, page: Page, keep: Keep) -> None:
    """Go the whole way, before the panel and at its door."""
    with running(place, BEFORE):
        chat = ChatPage(page, place.sandbox_url())
        signs_up(chat, keep)
        asks_around(chat, keep)
        asks_the_panel(chat)
        moderates(chat, keep)
        chat.become(CAMILA[0], "El equipo publicó tu pregunta para el panel 3")
    with running(place, AT_THE_DOOR):
        files_what_is_left(chat)
        chat.become(CAMILA[0], "Te recuerdo el panel 3", "17:30 h", f"Se ve aquí: {LINK}")
        looks_back(chat, keep)
        delays(chat, keep)
        chat.become(CAMILA[0], "ya no es a las 17:30 h, sino a las 17:40 h")
        keep("moved", page)
        takes_leave(chat, keep)


def test_an_attendee_and_the_team_walk_the_whole_way_in_a_browser(
    place: Place, requires_browser: str, keep: Keep
) -> None:
    with ThreadPoolExecutor(1) as beside:
        loaded = beside.submit(prepare, place)
        with browsing(requires_browser, place.base / "browser") as page:
            loaded.result()
            walk(place, page, keep)
