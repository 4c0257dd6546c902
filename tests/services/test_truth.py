"""Typed text against the programme: what is noticed, how surely, and what is left alone."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from campaign.core.written_moments import MomentFinder
from campaign.languages import Catalogue
from campaign.services.proposing import propose
from campaign.wiring.clocks import VirtualClock
from campaign.wiring.desk import build_desk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from campaign.services.proposing import Desk

MOMENTS = {"contradicts-programme", "weekday-mismatch"}
CLOCK = VirtualClock(datetime(2022, 2, 1, 12, tzinfo=UTC))
PROGRAMME = """\
panels:
  - {id: panel-1, title: Ecosistema GovTech en la Región, start: 2022-02-23 17:00}
  - {id: panel-2, title: Digitalización municipal, start: 2022-02-24 16:30}
  - {id: panel-3, title: Hubs e innovación, start: 2022-02-24 17:30, minutes: 45}
  - {id: cierre, title: Lanzamiento del compendio, kind: launch}
quotes:
  - {id: cita, text: "El martes 1 de marzo a las 9:00 empezó todo", panel: panel-1}
publication: {title: Compendio}
"""


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    """Return one desk for all texts: its child takes a moment to start."""
    made = build_desk()
    yield made
    made.drafting.renderer.close()


def told(desk: Desk, text: str, language: str = "es", subject: str = "") -> list[tuple[str, str]]:
    """Return what is found in a typed text: how bad it is, and the words."""
    said = json.dumps(text, ensure_ascii=False)
    entry = f"- post: p\n  when: 2022-02-20 10:00\n  channels: [x]\n  text: {said}\n"
    campaign = f"format: 1\nname: s\ntitle: S\nzone: America/Santiago\nlanguages: [{language}]\n"
    files = {
        "posts/campaign.yaml": (campaign + "channels: [x]\n").encode(),
        "posts/programme.yaml": PROGRAMME.encode(),
        "posts/calendar.yaml": (entry + (f"  for: {subject}\n" if subject else "")).encode(),
    }
    found = propose(desk, files, None, CLOCK).checked.problems
    return [
        (str(p.severity), p.params.get("value") or p.params["found"])
        for p in found
        if str(p.code) in MOMENTS
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("El panel 2 es a las 16:00.", "a las 16:00"),
        ("Digitalización municipal: 4 pm", "4 pm"),
        ("Segundo panel, 16.00 hrs", "16.00 hrs"),
        ("Panel 2\njueves 24 a las 5 de la tarde", "a las 5 de la tarde"),
        ("Panel 2, 18 h", "18 h"),
        ("Panel N° 2: jueves 25 de febrero", "jueves 25 de febrero"),
        ("El panel 2 es el 23 de febrero", "23 de febrero"),
        ("Nos vemos el miércoles 24 de febrero", "miércoles 24 de febrero"),
        ("Panel 1: de 17:00 a 17:45", "17:45"),
    ],
)
def test_a_general_post_that_names_a_panel_tells_its_moment(
    desk: Desk, text: str, found: str
) -> None:
    (only,) = told(desk, text)
    assert only[1] == found


@pytest.mark.parametrize(
    "text",
    [
        "Panel 2: jueves 24 de febrero, 16:30 h",
        "Panel 2, a las 4:30 de la tarde",
        "Panel 2: a las 4:30",
        "Panel 2 a las 4 y media de la tarde",
        "El panel 3 va de 17:30 a 18:15",
        "Paneles 2 y 3: de 16:30 a 18:15, panel 2 y panel 3",
        "Panel 2. Las puertas abren a las 16:00.",
        "Panel 2: 16:30 h. Son las 20:30 en España.",
        "Consultas del panel 2: de 9:00 a 18:00",
        "Panel 2 usa Python 3.10 y cuesta $16.00, ganamos 3:2",
        "Falta 1 h para el panel 2, dura 60 min",
        "Panel 2: «a las 9:00 empezó todo», dice el alcalde",
        "Plazo: jueves 17 de febrero a las 23:59",
        "Te esperamos a las 8:00",
        "El lanzamiento es a las 11:00",
        "La ley es del 3 de marzo de 2015, panel 2",
        "Panel 2: https://a.example/2022/18:00",
        "El jueves 24 a las 17:30, Hubs e innovación",
    ],
)
def test_what_is_true_or_somebody_elses_is_left_alone(desk: Desk, text: str) -> None:
    assert told(desk, text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Panel 2: 16:00", [("error", "16:00")]),
        ("Este jueves 24 a las 18:00 conversamos", [("warning", "a las 18:00")]),
        ("Panel 2, 15 h", [("warning", "15 h")]),
        ("Nos vemos el lunes 24 de febrero", [("error", "lunes 24 de febrero")]),
    ],
)
def test_what_is_sure_is_an_error_and_what_is_not_a_warning(
    desk: Desk, text: str, found: list[tuple[str, str]]
) -> None:
    assert told(desk, text) == found


@pytest.mark.parametrize(
    ("text", "subject", "found"),
    [
        ("Hoy a las 19:00", "panel-1", [("error", "a las 19:00")]),
        ("Hoy a las 18:00", "panel-1", [("warning", "a las 18:00")]),
        ("Hoy hasta las 18:00", "panel-1", []),
        ("Hoy a las 17:00; quédate al cóctel, 18:30", "panel-1", [("warning", "18:30")]),
        ("Hoy a las 17:00, y mañana el panel 2 a las 16:30", "panel-1", []),
        (
            "Hoy a las 17:00, y mañana el panel 2 a las 16:00",
            "panel-1",
            [("warning", "a las 16:00")],
        ),
        ("Ella habla el jueves 24 a las 17:00", "panel-1", [("error", "jueves 24")]),
        ("Inscríbete antes del 9 de febrero", "panel-1", [("warning", "9 de febrero")]),
        ("El plazo vence el 9 de febrero a las 12:00", "panel-1", []),
        ("El plazo vence el lunes 9 de febrero", "panel-1", [("error", "lunes 9 de febrero")]),
        ("Hoy a las 19:00 (hora de Chile)", "panel-1", [("warning", "a las 19:00")]),
        ("Hoy, 20:00 UTC", "panel-1", []),
        ("Hoy, 20:30 UTC", "panel-1", [("error", "20:30")]),
        ("{{ quote.text }}", "cita", []),
        ("Empieza {{ panel.when }}", "panel-3", []),
        ("Panel 3 a las 16:00: {{ panel.stream }}", "panel-3", [("error", "a las 16:00")]),
        ("El panel 2 a las 16:00 lo adelanta", "publication", [("error", "a las 16:00")]),
    ],
)
def test_a_post_about_something_tells_what_is_true_of_it(
    desk: Desk, text: str, subject: str, found: list[tuple[str, str]]
) -> None:
    assert told(desk, text, subject=subject) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Panel 2 starts at 4 pm", [("error", "at 4 pm")]),
        ("Second session: Thursday, February 24, 4:30 p.m.", []),
        ("See you Wednesday, February 24", [("error", "Wednesday, February 24")]),
        ("Panel 2: Feb 25th, 16:30", [("error", "Feb 25th")]),
        ("Panel 2 at 4:30. Doors open at 4.", []),
        ("Panel 1 runs from 5 to 6 pm", []),
        ("Panel 1 runs from 5 to 7 pm", [("error", "7 pm")]),
        ("Panel 2, 20:30 CET", []),
        ("Panel 2 lasts 1 h, at 5 sites", []),
    ],
)
def test_english_is_read_too(desk: Desk, text: str, found: list[tuple[str, str]]) -> None:
    assert told(desk, text, "en") == found


def test_the_place_is_the_line_of_the_text_and_the_hint_names_the_panel(desk: Desk) -> None:
    files = {
        "posts/campaign.yaml": b"format: 1\nname: s\ntitle: S\nzone: America/Santiago\n"
        b"languages: [es]\nchannels: [x]\n",
        "posts/programme.yaml": PROGRAMME.encode(),
        "posts/calendar.yaml": b"- {post: p, when: 2022-02-20 10:00, channels: all, text: week}\n",
        "posts/texts/week.md": "Esta semana:\n\n· Panel 2, a las 16:00 h\n".encode(),
    }
    found = propose(desk, files, None, CLOCK).checked.problems
    (only,) = [p for p in found if str(p.code) in MOMENTS]
    assert str(only.place) == "posts/texts/week.md:3"
    assert only.params["use"] == "{{ panels[1].when }}"
    assert only.params["actual"] == "jueves 24 de febrero, 16:30\u00a0h"


def test_texts_that_differ_in_moments_alone_are_alike() -> None:
    finder = MomentFinder(Catalogue("es").dates)
    was, now = "Jueves 24 de febrero, 17:00 h: ven.", "Viernes 25 de febrero, 17:30 h: ven."
    assert finder.without(was) == finder.without(now) != finder.without("17:30 h: no vengas.")


LINKS = """\
panels:
  - {id: tagus, title: The Tagus and its data, start: 2035-03-12 18:30, stream: "https://live.example/t"}
  - {id: port, title: A port, start: 2035-03-13 18:30, recording: "https://live.example/p"}
links: {signup: "https://sign.example/up"}
"""


def worded(desk: Desk, text: str, subject: str = "") -> list[tuple[str, str]]:
    """Return what is found in the words of a post: the code, and what its hint proposes."""
    said = json.dumps(text, ensure_ascii=False)
    entry = f"- post: p\n  when: 2035-03-01 10:00\n  channels: [x]\n  text: {said}\n"
    campaign = "format: 1\nname: l\ntitle: Conversas do Tejo, série dois\nzone: Europe/Lisbon\n"
    files = {
        "posts/campaign.yaml": (campaign + "languages: [en]\nchannels: [x]\n").encode(),
        "posts/programme.yaml": LINKS.encode(),
        "posts/calendar.yaml": (entry + (f"  for: {subject}\n" if subject else "")).encode(),
    }
    found = propose(desk, files, None, CLOCK).checked.problems
    return [
        (str(p.code), p.params.get("use") or p.params.get("readable") or p.params["value"])
        for p in found
    ]


@pytest.mark.parametrize(
    ("text", "subject", "found"),
    [
        ("Watch https://live.example/t.", "", [("link-typed", "{{ panels[0].stream }}")]),
        ("Watch https://live.example/t", "tagus", [("link-typed", "{{ panel.stream }}")]),
        ("Again: https://live.example/p", "", [("link-typed", "{{ panels[1].recording }}")]),
        ("Come: https://SIGN.example/up/", "", [("link-typed", "{{ links.signup }}")]),
        ("Watch {{ panel.stream }}", "tagus", []),
        ("Read https://else.example/t", "", []),
        ("Read www.else.example/t", "", [("link-without-scheme", "www.else.example")]),
        ("Mail ana@www.else.example", "", []),
        ("Come #conversasdotejo", "", [("hashtag-unreadable", "#ConversasDoTejo")]),
        ("Come #tejoseriedois", "", [("hashtag-unreadable", "#TejoSérieDois")]),
        ("Come #somethingelsethere", "", [("hashtag-unreadable", "#OpenData")]),
        ("#ConversasDoTejo #tejo", "", []),
        (
            "At \u202e00:71\u202c sharp",
            "",
            [("invisible-sign", "U+202E"), ("invisible-sign", "U+202C")],
        ),
        ("Bring a 👩\u200d💻 friend", "", []),
    ],
)
def test_links_and_hashtags_are_told_with_what_to_write(
    desk: Desk, text: str, subject: str, found: list[tuple[str, str]]
) -> None:
    assert worded(desk, text, subject) == found


def test_an_invisible_sign_in_a_file_is_told_at_its_line(desk: Desk) -> None:
    files = {
        "posts/campaign.yaml": b"format: 1\nname: l\ntitle: L\nzone: Europe/Lisbon\n"
        b"languages: [en]\nchannels: [x]\n",
        "posts/programme.yaml": LINKS.encode(),
        "posts/texts/p.md": "One line.\n\nCome to #Gov\u200bTech.\n".encode(),
        "posts/calendar.yaml": b"- post: p\n  when: 2035-03-01 10:00\n  channels: x\n  text: p\n",
    }
    found = propose(desk, files, None, CLOCK).checked.problems
    [one] = [problem for problem in found if str(problem.code) == "invisible-sign"]
    assert (str(one.place), one.is_error) == ("posts/texts/p.md:3", False)
    assert "#Gov·Tech" in one.params["near"]
