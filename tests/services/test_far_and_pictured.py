"""Years that were mistyped, and what only a card says: noticed, and no false alarm."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from campaign.languages import Catalogue
from campaign.services.listing import tell_problem
from campaign.services.proposing import propose
from campaign.wiring.clocks import VirtualClock
from campaign.wiring.desk import build_desk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from campaign.services.proposing import Desk

CLOCK = VirtualClock(datetime(2029, 3, 1, 12, tzinfo=UTC))


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    """Return one desk for all folders: its child takes a moment to start."""
    made = build_desk()
    yield made
    made.drafting.renderer.close()


def told(
    desk: Desk, code: str, panels: str, calendar: str, language: str = "es"
) -> list[tuple[str, str]]:
    """Return place and value of every problem of a code."""
    campaign = (
        f"format: 1\nname: s\ntitle: S\nzone: Europe/Madrid\nlanguages: [{language}]\n"
        "channels: [telegram]\n"
    )
    files = {
        "posts/campaign.yaml": campaign.encode(),
        "posts/programme.yaml": panels.encode(),
        "posts/calendar.yaml": calendar.encode(),
    }
    found = propose(desk, files, None, CLOCK).checked.problems
    return [
        (str(p.place), p.params.get("value") or f"{p.moments['local']:%Y-%m-%d %H:%M}")
        for p in found
        if str(p.code) == code and not p.is_error
    ]


PANELS = """\
panels:
  - {id: uno, title: El agua en la ciudad, start: 2029-05-09 19:30}
  - {id: dos, title: La luz en la ciudad, start: 2029-05-16 19:30}
"""


def entry(when: str, post: str = "p", subject: str = "") -> str:
    about = f"for: {subject}, " if subject else ""
    return (
        f'- {{post: {post}, {about}when: "{when}", channels: [telegram], text: "Ven a {post}"}}\n'
    )


@pytest.mark.parametrize(
    ("when", "far"),
    [
        ("2039-05-01 10:00", True),
        ("2027-10-09 10:00", True),
        ("2028-05-07 10:00", True),
        ("2028-05-12 10:00", True),
        ("2028-11-20 10:00", False),
        ("2028-12-24 10:00", False),
        ("2029-10-01 10:00", False),
        ("2030-02-20 10:00", False),
        ("2030-05-02 10:00", True),
        ("2030-06-20 10:00", True),
    ],
)
def test_a_post_a_year_from_the_programme_is_told(desk: Desk, when: str, far: bool) -> None:  # noqa: FBT001
    found = told(desk, "far-from-programme", PANELS, entry("2029-05-02 10:00", "q") + entry(when))
    assert found == ([("posts/calendar.yaml:2", when)] if far else [])


def test_a_panel_far_from_the_others_is_told_and_not_its_posts(desk: Desk) -> None:
    panels = PANELS + "  - id: tres\n    title: El aire\n    start: 2092-05-23 19:30\n"
    calendar = entry("start - 1d 10:00", subject="panels")
    found = told(desk, "far-from-programme", panels, calendar)
    assert found == [("posts/programme.yaml:6", "2092-05-23 19:30")]


TITLES = ("El aire", "La tierra", "El fuego")


@pytest.mark.parametrize(
    ("days", "wrong"),
    [
        (("2029-05-23", "2029-05-30", "2030-05-24"), [6]),
        (("2029-05-23", "2029-05-30", "2028-06-06"), [6]),
        (("2030-03-23", "2030-04-30", "2030-05-06"), []),
        (("2029-09-23", "2029-12-30", "2030-03-06"), []),
    ],
)
def test_a_panel_of_another_year_is_told_with_the_likely_one(
    desk: Desk, days: tuple[str, ...], wrong: list[int]
) -> None:
    panels = PANELS + "".join(
        f"  - {{id: p{n}, title: {title}, start: {day} 19:30}}\n"
        for n, (title, day) in enumerate(zip(TITLES, days, strict=True))
    )
    calendar = entry("start - 1d 10:00", subject="panels")
    found = told(desk, "far-from-programme", panels, calendar)
    assert [int(place.rpartition(":")[2]) for place, _ in found] == wrong


def test_the_year_that_would_fit_is_said(desk: Desk) -> None:
    files = {
        "posts/campaign.yaml": b"format: 1\nname: s\ntitle: S\nzone: Europe/Madrid\n"
        b"languages: [es]\nchannels: [telegram]\n",
        "posts/programme.yaml": PANELS.encode(),
        "posts/calendar.yaml": entry("2030-05-10 10:00").encode(),
    }
    problems = propose(desk, files, None, CLOCK).checked.problems
    (one,) = [p for p in problems if str(p.code) == "far-from-programme"]
    assert "¿el año es 2029?" in tell_problem(one, Catalogue("es"), "message")


def test_without_a_date_in_the_programme_nothing_is_far(desk: Desk) -> None:
    panels = "panels:\n  - {id: uno, title: El agua en la ciudad}\n"
    assert told(desk, "far-from-programme", panels, entry("2039-05-01 10:00")) == []


@pytest.mark.parametrize(
    ("when", "text", "untold"),
    [
        ("start - 7d 10:00", "Miércoles 9, 19:30 hrs: «El agua en la ciudad».", []),
        ("start - 7d 10:00", "El 9/5 a las 19.30 h: EL AGUA EN LA CIUDAD", []),
        ("start - 1d 10:00", "Mañana a las 19:30, El agua en la ciudad", []),
        ("start 09:00", "Hoy a las 19:30, El agua en la ciudad", []),
        ("start - 2d 10:00", "Este miércoles, 19:30 h: El agua en la ciudad", []),
        ("start - 7d 10:00", "Mañana a las 19:30, El agua en la ciudad", ["when"]),
        ("start - 9d 10:00", "Este miércoles, 19:30 h: El agua en la ciudad", ["when"]),
        ("start - 7d 10:00", "Miércoles 9: El agua en la ciudad", ["when"]),
        ("start - 7d 10:00", "Ven el miércoles 9 de mayo a las 19:30 h", ["title"]),
    ],
)
def test_a_text_that_tells_day_and_time_in_its_own_words_tells_them(
    desk: Desk, when: str, text: str, untold: list[str]
) -> None:
    calendar = (
        f"- {{post: p, for: uno, when: {when}, channels: [telegram], card: announcement, "
        f"text: {json.dumps(text)}}}\n"
    )
    values = {"El agua en la ciudad": "title", "miércoles 9 de mayo, 19:30\u00a0h": "when"}
    found = told(desk, "only-in-picture", PANELS, calendar)
    assert [values[value] for _, value in found] == untold


PEOPLE = """\
panels:
  - id: uno
    title: El agua en la ciudad
    start: 2029-05-09 19:30
    speakers:
      - {id: ana, name: Ana Soto, organisation: Canal Sur}
      - {id: leo, name: Leo Paz}
partners:
  - {id: club, name: Club del Río, tier: convenes}
"""


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("", ["Ana Soto, Canal Sur, Leo Paz"]),
        (" Con Ana Soto (Canal Sur).", ["Leo Paz"]),
        (" Con ANA SOTO, de Canal Sur, y Leo Paz.", []),
    ],
)
def test_names_that_a_card_alone_says_are_told(desk: Desk, text: str, missing: list[str]) -> None:
    calendar = (
        "- {post: p, for: uno, when: 2029-05-02 10:00, channels: [telegram], card: announcement,\n"
        f'   text: "«{{{{ panel.title }}}}», {{{{ panel.when }}}}.{text}"}}\n'
    )
    found = told(desk, "only-in-picture", PEOPLE, calendar)
    assert [value for _, value in found] == missing


def test_partners_that_the_card_of_the_series_alone_says_are_told(desk: Desk) -> None:
    calendar = (
        "- {post: p, when: 2029-05-02 10:00, channels: [telegram], card: announcement,\n"
        '   text: "S empieza el {{ panels[0].when }}."}\n'
    )
    assert told(desk, "only-in-picture", PEOPLE, calendar) == [
        ("posts/calendar.yaml:2", "Club del Río")
    ]


@pytest.mark.parametrize(
    ("text", "untold"),
    [
        ("Todo", ["El agua en la ciudad, miércoles 9", "La luz en la ciudad, miércoles 16"]),
        ("{% for p in panels %}{{ p.title }}, {{ p.when }}. {% endfor %}", []),
        ("El agua en la ciudad, miércoles 9 de mayo, 19:30 h.", ["La luz en la ciudad, miércoles"]),
    ],
)
def test_the_programme_on_a_card_stands_in_the_text_too(
    desk: Desk, text: str, untold: list[str]
) -> None:
    calendar = (
        '- {post: p, when: "2029-05-01 10:00", channels: [telegram], '
        f'text: "S. {text}", card: overview}}\n'
    )
    found = [value for _, value in told(desk, "only-in-picture", PANELS, calendar)]
    assert len(found) == len(untold)
    assert all(value.startswith(said) for value, said in zip(found, untold, strict=True))
