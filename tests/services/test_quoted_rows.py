"""A card of a quote in a row whose text is the quote: it says that, and whose words they are."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from campaign.core.problems import Code
from campaign.languages import Catalogue
from campaign.services.listing import tell_problem
from tests.services.newsroom import CAMPAIGN, newsroom

if TYPE_CHECKING:
    from pathlib import Path

    from campaign.core.cards import CardSpec
    from campaign.core.problems import Problem

PROGRAMME = """\
panels:
  - id: aguas
    title: Aguas abajo y aguas arriba
    start: 2031-05-20 18:00
    speakers:
      - {id: ana, name: Ana Soto, role: alcaldesa, organisation: Rengo}
      - {id: eva, name: Eva Ruiz}
"""
SAID = "El río no espera a quien lo mira desde lejos"


async def told(
    folder: Path, text: str, subject: str = "", language: str = "es"
) -> tuple[CardSpec, list[Problem]]:
    about = f"  for: {subject}\n" if subject else ""
    calendar = (
        f"- post: p\n{about}  when: 2031-05-12 10:00\n  channels: x\n  card: quote\n"
        f"  text: {json.dumps(text, ensure_ascii=False)}\n"
    )
    async with newsroom(folder) as room:
        campaign = CAMPAIGN.replace("languages: [es]", f"languages: [{language}]")
        room.files["posts/campaign.yaml"] = campaign.encode()
        room.files["posts/programme.yaml"] = PROGRAMME.encode()
        room.files["posts/calendar.yaml"] = calendar.encode()
        proposal = await room.loader.propose(room.files)
    (card,) = [row.item.card for row in proposal.plan.rows if row.item and row.item.card]
    wrong = [p for p in proposal.checked.problems if p.code is Code.CARD_WRONG_SUBJECT]
    return card, wrong


@pytest.mark.parametrize(
    ("text", "source"),
    [
        (f"«{SAID}»", None),
        (f"«{SAID}».", None),
        (f"“{SAID}.”", None),
        (f'"{SAID}"', None),
        (SAID, None),
        (f"Mira lo que se dijo en el panel: «{SAID}»", None),
        (f"💬 «{SAID}» #VocesDelRío https://rio.example", None),
        (f"«{SAID}» — Luz Vera, Club del Río", "Luz Vera, Club del Río"),
        (f"«{SAID}» (Luz Vera)", "Luz Vera"),
        (f"«{SAID}»\n\nLuz de la Vera, Club del Río", "Luz de la Vera, Club del Río"),
        (f"{SAID} — Luz Vera", "Luz Vera"),
        (f"Luz Vera, Club del Río: «{SAID}»", "Luz Vera, Club del Río"),
        (f"Así lo dijo Ana Soto ayer: «{SAID}». #VocesDelRío", "Ana Soto, alcaldesa, Rengo"),
        (f"«{SAID}», dijo Eva Ruiz en el panel.", "Eva Ruiz"),
        (f"Lo que nos dejó el panel: «{SAID}»", None),
        (f"{SAID} (Luz Vera, Club del Río)", "Luz Vera, Club del Río"),
        (f"{SAID}\nLuz Vera, Club del Río", "Luz Vera, Club del Río"),
        (f"{SAID}. Luz Vera, Club del Río.", "Luz Vera, Club del Río"),
        (f"\u2018{SAID}\u2019 — Luz Vera", "Luz Vera"),
        (f"'{SAID}'", None),
        (
            "«El río no espera», dijo Ana Soto, «a quien lo mira desde lejos»",
            "Ana Soto, alcaldesa, Rengo",
        ),
        (f"«{SAID}», dijo una vecina el martes 20. Míralo aquí: https://rio.example", None),
        (f"«{SAID}»\n===\nY sigue: https://rio.example", None),
    ],
)
async def test_the_row_is_quoted(tmp_path: Path, text: str, source: str | None) -> None:
    card, wrong = await told(tmp_path, text)
    assert (card.headline.rstrip("."), card.source, wrong) == (SAID, source, [])
    assert f"«{SAID}»" in card.alt
    assert (source or "") in card.alt
    assert not card.overview  # nobody reads out the partners behind what somebody said


async def test_a_row_about_somebody_quotes_them(tmp_path: Path) -> None:
    card, wrong = await told(tmp_path, f"«{SAID}»", "ana")
    assert (card.headline, card.source, wrong) == (SAID, "Ana Soto, alcaldesa, Rengo", [])
    card, _ = await told(tmp_path / "b", f"«{SAID}» — Luz Vera", "ana")
    assert card.source == "Luz Vera"


@pytest.mark.parametrize("around", ["«{}»", "{}"])
async def test_marks_inside_stay(tmp_path: Path, around: str) -> None:
    said = "Quien dice “río” dice también “ribera” y lo que cabe"
    card, wrong = await told(tmp_path, around.format(said))
    assert (card.headline, wrong) == (said, [])


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("¡Ven!", "es"),
        ("Mira lo que se dijo en el panel", "es"),
        ("Te esperamos en el panel de los ríos", "es"),
        ("Inscríbete en https://rio.example y no faltes", "es"),
        ("«Aguas abajo y aguas arriba»", "es"),
        ("Martes 20 de mayo, 18:00 hrs: «Las aguas que bajan y las que suben»", "es"),
        ("Martes 20 a las 18:00, por YouTube", "es"),
        ("Hoy: {{ panels[0].title }} y mucho más que eso", "es"),
        ("Muy pronto «Aguas claras» y muchas otras cosas de la ribera", "es"),
        ("Vuelven las Voces del río con tres encuentros", "es"),
        ("Join us for the talk of the river", "en"),
        ("Sign up for the talk of the river", "en"),
    ],
)
async def test_what_announces_is_no_quote(tmp_path: Path, text: str, language: str) -> None:
    card, wrong = await told(tmp_path, text, language=language)
    (problem,) = wrong
    assert not problem.is_error
    assert card.headline == "Voces del río"
    said = {name: tell_problem(problem, Catalogue(language), name) for name in ("message", "hint")}
    assert "quote" in said["message"]
    assert "—" in said["hint"]
    assert "`for: quotes`" in said["hint"]
