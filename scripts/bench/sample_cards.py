"""Cards to draw, of no real campaign."""

from __future__ import annotations

from campaign.cards import draw
from campaign.core.cards import LANDSCAPE, CardPartner, CardPerson, CardSpec

WORDS = (
    "Los datos de un municipio son de quienes viven en él",
    "Comprar mejor: qué aprende una comuna cuando publica cada contrato",
    "Doscientas comunas, un mismo problema, doscientas planillas",
)


def sample_cards() -> list[CardSpec]:
    """Return announcements of different lengths."""
    return [
        CardSpec(
            layout="announcement",
            size=LANDSCAPE,
            language="es",
            series="Datos y ciudades",
            headline=words,
            alt=words,
            kicker="Panel 2",
            when="miércoles 7 de mayo, 18:30 h",
            people=(CardPerson("Rosario Ñancupil", "Investigadora"), CardPerson("Íñigo Báez")),
            partners=(CardPartner("Fundación Uno"), CardPartner("Dos")),
        )
        for words in WORDS
    ]


def draw_one() -> None:
    """Draw one card: all that a process has to do for its first."""
    draw(sample_cards()[0], {})
