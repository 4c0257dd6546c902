"""The card of the whole series says its days; that of the publication what it is; logos count."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from campaign.core.problems import Code
from campaign.languages import Catalogue
from campaign.services.listing import tell_problem
from campaign.testing import tiny_png
from tests.services.newsroom import CALENDAR, CAMPAIGN, PROGRAMME, newsroom

if TYPE_CHECKING:
    from pathlib import Path

    from campaign.services.drafting import Prepared

SERIES = """\
- post: opening
  when: 2031-05-01 10:00
  channels: [x]
  text: Empezamos en mayo.
  card: announcement
- post: book
  for: publication
  when: 2031-06-20 10:00
  channels: [x]
  text: El libro.
  card: announcement
"""
BOOK = """\
publication:
  title: El libro de las orillas
  subtitle: Nueve ensayos breves
partners:
  - {id: club, name: Club del Río, tier: convenes, logo: club.png}
"""
OPEN = """\
  - id: cierre
    title: Cierre
    start:
    window: segunda semana de junio
"""


async def prepared(folder: Path, programme: str, files: dict[str, bytes]) -> dict[str, Prepared]:
    async with newsroom(folder) as room:
        room.files["posts/calendar.yaml"] = (CALENDAR + SERIES).encode()
        room.files["posts/programme.yaml"] = programme.encode()
        room.files.update(files)
        rows = (await room.loader.propose(room.files)).plan.rows
        return {row.key.post: row.item for row in rows if row.item and row.key.channel == "x"}


async def test_the_opening_says_the_days_and_what_has_no_day_yet(tmp_path: Path) -> None:
    items = await prepared(tmp_path, PROGRAMME + OPEN + BOOK, {})
    opening = items["opening"].card
    assert opening is not None
    assert opening.when == "20 y 27 de mayo, y segunda semana de junio"
    assert f"Cuándo: {opening.when}." in opening.alt
    assert opening.alt.endswith("Con: Club del Río.")
    assert {f.subject for f in items["opening"].facts if f.name == "start"} >= {"aguas", "orillas"}


async def test_a_window_inside_the_days_of_the_series_is_not_said_again(tmp_path: Path) -> None:
    more = "".join(
        f"  - {{id: m{day}, title: Más {day}, start: 2031-06-{day} 18:00}}\n" for day in (17, 24)
    )
    items = await prepared(tmp_path, PROGRAMME + OPEN + more, {})
    opening = items["opening"].card
    assert opening is not None
    assert opening.when == "del 20 de mayo al 24 de junio"
    assert {f.subject for f in items["opening"].facts if f.name == "start"} >= {"aguas", "cierre"}


async def test_the_publication_says_what_it_is(tmp_path: Path) -> None:
    book = (await prepared(tmp_path, PROGRAMME + BOOK, {}))["book/publication"].card
    assert book is not None
    assert book.subtitle == "Nueve ensayos breves"
    assert "El libro de las orillas. Nueve ensayos breves." in book.alt
    assert "Club del Río" not in book.alt.replace("El libro", "")


async def test_another_logo_is_another_card(tmp_path: Path) -> None:
    """What was approved is what goes out: a logo is part of it."""
    one, two = [
        (await prepared(tmp_path / name, PROGRAMME + BOOK, {"assets/logos/club.png": content}))
        for name, content in (("a", b"one"), ("b", b"two"))
    ]
    assert one["opening"].card == two["opening"].card
    assert one["opening"].inputs != two["opening"].inputs


async def test_a_logo_that_cannot_be_drawn_is_said_in_check(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        room.files["posts/programme.yaml"] = (PROGRAMME + BOOK).encode()
        room.files["assets/logos/club.png"] = b"<svg xmlns='http://www.w3.org/2000/svg'/>"
        problems = (await room.loader.propose(room.files)).checked.problems
    (found,) = [p for p in problems if p.code is Code.LOGO_UNUSABLE]
    assert (found.is_error, found.place.file) == (False, "assets/logos/club.png")
    said = tell_problem(found, Catalogue("es"), "message")
    assert "Club del Río" in said
    assert "es un dibujo SVG" in said


RIVER = """\
where: El club
panels:
  - id: orillas
    title: Las orillas
    start: 2031-05-08 18:00
    talk_minutes: 20
    question_minutes: 25
    speakers:
      - {id: ana, name: Ana Soto, photo: ana.jpg, photo_credit: Luz Vera}
      - {id: leo, name: Leo Paz, photo: leo.jpg, photo_credit: Luz Vera}
      - {id: iris, name: Iris Mar, photo: iris.jpg}
"""
SHOWN = """\
- post: quienes
  for: panels
  when: start - 7d 10:00
  channels: [x]
  text: "Hablan {{ panel.talk_minutes }} minutos; preguntas: {{ panel.question_minutes }}."
  card: announcement
"""


async def test_the_alternative_text_names_whose_the_photos_are(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        room.files["posts/calendar.yaml"] = SHOWN.encode()
        room.files["posts/programme.yaml"] = RIVER.encode()
        room.files |= {f"assets/photos/{who}.jpg": tiny_png() for who in ("ana", "leo", "iris")}
        rows = (await room.loader.propose(room.files)).plan.rows
        (item,) = [row.item for row in rows if row.item]
        assert item.card is not None
        assert item.card.alt.endswith(" Foto: Luz Vera.")
        assert item.text == "Hablan 20 minutos; preguntas: 25."
        without = RIVER.replace(", photo_credit: Luz Vera", "").encode()
        again = (await room.loader.propose({**room.files, "posts/programme.yaml": without})).plan
        (bare,) = [row.item.card for row in again.rows if row.item and row.item.card]
        assert "Foto" not in bare.alt


LONG = "Observatorio de las Riberas y de las Aguas Interiores del Continente"


@pytest.mark.parametrize(
    ("organisers", "partners", "series"),
    [
        ("", "", "Voces del río"),
        (
            "",
            "club: Club del Río, convenes; liga: Liga, convenes; x: X, sponsors",
            "Club del Río y Liga",
        ),
        ("", "x: X, sponsors; y: Y, associates", "X"),
        ("[Liga, Club del Río, Isla]", "x: X, convenes", "Liga, Club del Río e Isla"),
        (f"[Liga, {LONG}]", f"obs: {LONG}, convenes", f"Liga y {LONG}"),
        (
            f"[{LONG}, {LONG} Norte]",
            f"obs: {LONG}, convenes, ORA; n: {LONG} Norte, convenes, ORAN",
            "ORA y ORAN",
        ),
        (f"[{LONG}, {LONG} Norte]", "", LONG),
    ],
)
async def test_the_card_of_the_series_names_all_who_organise_it(
    tmp_path: Path, organisers: str, partners: str, series: str
) -> None:
    told = [one.replace(": ", ", ", 1).split(", ") for one in partners.split("; ") if one]
    keys = ("id", "name", "tier", "short")
    rows = [
        "{" + ", ".join(f"{k}: {v}" for k, v in zip(keys, one, strict=False)) + "}" for one in told
    ]
    async with newsroom(tmp_path) as room:
        room.files["posts/calendar.yaml"] = SERIES.encode()
        room.files["posts/programme.yaml"] = (
            PROGRAMME + f"partners: [{', '.join(rows)}]\n"
        ).encode()
        by = f"organisers: {organisers}\n" if organisers else ""
        room.files["posts/campaign.yaml"] = (CAMPAIGN + by).encode()
        items = (await room.loader.propose(room.files)).checked.prepared
    (opening,) = [item.card for item in items if item.card and item.entry.id == "opening"]
    assert (opening.headline, opening.series) == ("Voces del río", series)


async def test_the_card_of_a_launch_says_of_what(tmp_path: Path) -> None:
    launch = "  - {id: fiesta, kind: launch, title: La fiesta, start: 2031-06-01 18:00}\n"
    shown = CALENDAR.replace('  text: "«', '  card: announcement\n  text: "«')
    async with newsroom(tmp_path) as room:
        room.files["posts/calendar.yaml"] = shown.encode()
        room.files["posts/programme.yaml"] = (PROGRAMME + launch + BOOK).encode()
        rows = (await room.loader.propose(room.files)).plan.rows
    cards = {row.key.post: row.item.card for row in rows if row.item and row.item.card}
    assert "La fiesta. El libro de las orillas." in cards["aviso/fiesta"].alt
    assert "El libro" not in cards["aviso/aguas"].alt


async def test_letters_that_no_card_shows_change_no_card(tmp_path: Path) -> None:
    """The monogram is for pages: an approval holds, and no card is drawn again."""
    before = await prepared(tmp_path, PROGRAMME + BOOK, {})
    brand = {"assets/brand.yaml": b"monogram: ORI\n"}
    after = await prepared(tmp_path, PROGRAMME + BOOK, brand)
    assert any(one.card for one in before.values())
    for key, one in before.items():
        assert (after[key].card, after[key].inputs) == (one.card, one.inputs)
