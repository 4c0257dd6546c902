"""A card to vary: tests change what they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from campaign.core.cards import LANDSCAPE, AgendaRow, Brand, CardPartner, CardPerson, CardSpec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

PARTNERS = (
    "Abriendo Datos",
    "FLACSO Chile",
    "Comunnis",
    "Cámara Chilena de Infraestructura Digital",
    "Observatorio de Gobernanza y Derechos Digitales",
    "SÉ Santiago SmartCity",
)
PEOPLE = (
    CardPerson("María José Fernández", "Directora", "Fundación Abriendo Datos"),
    CardPerson("Juan Pérez Soto", organisation="FLACSO Chile"),
    CardPerson("Bernardita Valenzuela-Etcheverría", "Investigadora", "Universidad de Chile"),
    CardPerson("Li Wu"),
)

AGENDA = (
    AgendaRow("1", "Ecosistema GovTech en la Región", "miércoles 23 de febrero, 17:00 h"),
    AgendaRow("2", "Digitalización municipal y datos abiertos", "jueves 24 de febrero, 16:00 h"),
    AgendaRow("3", "Hubs, transferencia tecnológica e innovación", "Ya se realizó", over=True),
    AgendaRow("", "Lanzamiento de la publicación", "primera semana de marzo"),
)
OWN: dict[str, dict[str, Any]] = {
    "countdown": {"lead": "Faltan", "figure": "3", "unit": "días"},
    "change": {"before": "miércoles 23 de febrero, 16:00 h"},
    "thanks": {"figure": "Gracias"},
    "overview": {"agenda": AGENDA},
}
"""What only some layouts are given."""


def named(names: Iterable[str]) -> tuple[CardPartner, ...]:
    """Return partners without logos."""
    return tuple(map(CardPartner, names))


@pytest.fixture
def card() -> Callable[..., CardSpec]:
    """Return a maker of cards; every field can be given."""

    def make(layout: str = "announcement", **changes: Any) -> CardSpec:
        fields: dict[str, Any] = {
            "layout": layout,
            "size": LANDSCAPE,
            "language": "es",
            "series": "Verano de Datos Abiertos",
            "headline": "Ecosistema GovTech en la Región",
            "alt": "",
            "brand": Brand(),
            "kicker": "Panel 1",
            "when": "miércoles 23 de febrero, 17:00 h",
            "where": "En vivo por YouTube, canal de FLACSO Chile",
            "partners": named(PARTNERS),
            "people": PEOPLE[:1] if layout == "speaker" else (),
        }
        return CardSpec(**(fields | OWN.get(layout, {}) | changes))

    return make
