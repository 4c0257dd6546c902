"""The cards that have golden pictures: of every layout and size, of no real campaign."""

from __future__ import annotations

from typing import Any

from campaign.cards import LAYOUTS
from campaign.core.cards import (
    LANDSCAPE,
    PORTRAIT,
    AgendaRow,
    Brand,
    CardPartner,
    CardPerson,
    CardSpec,
)

SIZES = (LANDSCAPE, PORTRAIT)
PEOPLE = (
    CardPerson("Rosario Ñancupil Quidel", "Investigadora", "Universidad de La Frontera"),
    CardPerson("Íñigo Báez", "Director de Compras", "Municipalidad de Quemchi"),
    CardPerson("María José Undurraga", "Abogada", "Consejo para la Transparencia"),
)
PARTNERS = ("Fundación Uno", "Dos", "Observatorio de Gobernanza", "Cámara de Infraestructura")
QUOTE = (
    "Una municipalidad que publica cada contrato no pierde el control de lo que compra: gana a "
    "todas las personas que revisan con ella los precios, los plazos y las promesas."
)
AGENDA = (
    AgendaRow("1", "Comprar mejor", "Ya se realizó", over=True),
    AgendaRow("2", "Qué aprende una comuna de sus contratos", "miércoles 7 de mayo, 18:30 h"),
    AgendaRow("3", "Doscientas comunas, un mismo problema", "jueves 15 de mayo, 18:30 h"),
    AgendaRow("", "Lanzamiento de la publicación", "primera semana de junio"),
)
TIMELESS = {"when": None, "where": None}
OWN: dict[str, dict[str, Any]] = {
    "change": {"before": "miércoles 7 de mayo, 17:00 h"},
    "countdown": {"lead": "Faltan", "figure": "3", "unit": "días"},
    "cover": {
        "headline": "Contratos a la vista",
        "subtitle": "Diez recomendaciones para comunas",
        "kicker": "Publicación",
        **TIMELESS,
    },
    "live": {"kicker": "En vivo ahora", "when": None},
    "note": TIMELESS,
    "recording": TIMELESS,
    "thanks": {"figure": "Gracias", "people": PEOPLE, **TIMELESS},
    "overview": {"headline": "Datos y ciudades", "agenda": AGENDA, "kicker": None, "when": None},
    "quote": {"source": "Rosario Ñancupil Quidel, investigadora", **TIMELESS},
    "speaker": {"people": PEOPLE[:1]},
    "score": {"headline": "San Juan de la Costa", "figure": "71,4", **TIMELESS},
}
"""What the card of a layout says otherwise than the others."""

NIGHT = Brand(
    colours={
        "paper": "#0e1c2b",
        "ink": "#eef3ea",
        "accent": "#c9f25e",
        "second": "#37a6e6",
        "disc": "#c9f25e",
        "muted": "#a6b8c6",
    },
    voices="inter",
    facts="source-serif",
    motif="grid",
    corners="square",
)
MORE: dict[str, tuple[str, dict[str, Any]]] = {
    "announcement-full": ("announcement", {"people": PEOPLE}),
    "quote-full": ("quote", {"headline": QUOTE, "emphasis": "gana a todas las personas"}),
    "announcement-night": ("announcement", {"brand": NIGHT, "people": PEOPLE[:2]}),
    "quote-night": ("quote", {"brand": NIGHT, "emphasis": "qué aprende una comuna"}),
}
"""Further cards by their name: with more to say, and of another brand."""


def golden_cards() -> dict[str, CardSpec]:
    """Return the cards by the names of their golden pictures."""
    found: dict[str, CardSpec] = {}
    for width, height in SIZES:
        for layout in sorted(LAYOUTS):
            found[f"{layout}-{width}x{height}"] = _card(layout, (width, height))
        for name, (layout, changes) in MORE.items():
            found[f"{name}-{width}x{height}"] = _card(layout, (width, height), **changes)
    return found


def _card(layout: str, size: tuple[int, int], **changes: Any) -> CardSpec:
    fields: dict[str, Any] = {
        "layout": layout,
        "size": size,
        "language": "es",
        "series": "Datos y ciudades",
        "headline": "Comprar mejor: qué aprende una comuna cuando publica cada contrato",
        "alt": "",
        "kicker": "Panel 2",
        "when": "miércoles 7 de mayo, 18:30 h",
        "where": "En vivo por YouTube",
        "partners": tuple(map(CardPartner, PARTNERS)),
    }
    return CardSpec(**{**fields, **OWN.get(layout, {}), **changes})
