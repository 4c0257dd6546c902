"""A card of a person is for a person, and one of a quotation for a quotation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from campaign.languages import Catalogue
from campaign.services.listing import tell_problem
from tests.services.newsroom import newsroom

if TYPE_CHECKING:
    from pathlib import Path

PROGRAMME = """\
panels:
  - id: aguas
    title: Aguas abajo
    start: 2031-05-20 18:00
    speakers: [{id: ana, name: Ana Soto}, {id: eva, name: Eva Ruiz}]
  - id: orillas
    title: Las dos orillas
    start: 2031-05-27 18:00
    speakers: [{id: li, name: Li Wu}]
quotes:
  - {id: q, text: El río no espera, panel: aguas}
"""


@pytest.mark.parametrize(
    ("layout", "subject", "group"),
    [
        ("speaker", "aguas", "speakers"),
        ("speaker", "", "speakers"),
        ("speaker", "q", "speakers"),
        ("speaker", "ana", None),
        ("speaker", "orillas", None),
        ("quote", "aguas", "quotes"),
        ("quote", "ana", "quotes"),
        ("quote", "", "quotes"),
        ("quote", "q", None),
        ("announcement", "aguas", None),
    ],
)
async def test_a_card_is_for_what_it_shows(
    tmp_path: Path, layout: str, subject: str, group: str | None
) -> None:
    about = f"  for: {subject}\n" if subject else ""
    calendar = f"- post: p\n{about}  when: 2031-05-12 10:00\n  channels: x\n  text: ¡Ven!\n"
    async with newsroom(tmp_path) as room:
        room.files["posts/calendar.yaml"] = f"{calendar}  card: {layout}\n".encode()
        room.files["posts/programme.yaml"] = PROGRAMME.encode()
        checked = (await room.loader.propose(room.files)).checked
    told = [p for p in checked.problems if p.code == "card-wrong-subject"]
    assert [p.params["group"] for p in told] == [group] * bool(group)
    assert not checked.bad  # worth a look: teams write such sheets
    for problem in told:
        for language in ("es", "en"):
            said = [
                tell_problem(problem, Catalogue(language), name) for name in ("message", "hint")
            ]
            assert f"`for: {group}`" in " ".join(said)
