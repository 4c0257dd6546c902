"""Cards to draw, of no real campaign: short and long, with one voice and with three people."""

from __future__ import annotations

from campaign.cards import draw
from campaign.core.cards import LANDSCAPE, CardPartner, CardPerson, CardSpec
from scripts.golden_cards import golden_cards

WORDS = (
    "Los datos de {} son de quienes viven ahí",
    "Comprar mejor: qué aprende {} cuando publica cada contrato",
    "{}: doscientas escuelas, un mismo problema, doscientas planillas",
)
LONG = (
    "Una municipalidad como la de {} que publica cada contrato en un formato que otros leen no "
    "pierde el control de lo que compra: gana a quienes revisan con ella cada uno de los precios, "
    "los plazos y las promesas que se hicieron al vecindario cuando se pidió su voto."
)
PLACES = (
    "Ñiquén",
    "San Juan de la Costa",
    "Lota",
    "Curaco de Vélez",
    "Pedro Aguirre Cerda",
    "Huara",
    "Isla de Maipo",
    "Tomé",
    "Padre Las Casas",
)
NAMES = (
    *("Rosario", "Íñigo", "María José", "Bernardita", "Lautaro", "Ximena", "Zoé", "Wilfredo"),
    *("Noemí", "Raquel", "Anselmo", "Ayelén", "Óscar", "Pía", "Quintín", "Sofía", "Uriel"),
)
SURNAMES = (
    *("Ñancupil Quidel", "Báez", "Undurraga", "Soto Yáñez", "Wu", "Etcheverría", "Huenchumil"),
    *("Oyarzún", "Álvarez de la Rivera", "Lagos", "Peña", "Zúñiga Coñuecar"),
    "Iturriaga",
)
PARTS = (
    ("Investigadora", "Universidad de La Frontera"),
    ("Director de Compras", "Municipalidad de Quemchi"),
    ("Abogada", "Consejo para la Transparencia"),
)
PARTNERS = (
    "Fundación Uno",
    "Dos",
    "Observatorio de Gobernanza y Derechos Digitales",
    "Cámara Chilena de Infraestructura Digital",
)


def sample_cards(size: tuple[int, int] = LANDSCAPE, turn: int = 0) -> list[CardSpec]:
    """Return what a campaign has most: announcements, one of them with three people, and
    quotes, one of them long. No two turns have a large text or a name in common.
    """
    people, place = people_of(turn), f"{PLACES[turn % len(PLACES)]} {_also(turn)}".strip()
    return [
        sample("announcement", WORDS[0].format(place), size, people[:1]),
        sample("announcement", WORDS[1].format(place), size, people),
        sample("quote", WORDS[2].format(place), size),
        sample("quote", LONG.format(place), size),
    ]


def people_of(turn: int) -> tuple[CardPerson, ...]:
    """Return three people, others with each turn."""
    return tuple(_person(len(PARTS) * turn + seat, *part) for seat, part in enumerate(PARTS))


def _person(number: int, role: str, organisation: str) -> CardPerson:
    name, surname = NAMES[number % len(NAMES)], SURNAMES[number % len(SURNAMES)]
    return CardPerson(f"{name} {surname}", role, organisation)


def _also(turn: int) -> str:
    return f"y {PLACES[turn // len(PLACES) % len(PLACES)]}" if turn >= len(PLACES) else ""


def one_of_each(size: tuple[int, int]) -> list[CardSpec]:
    """Return cards of every layout, also some with much to say."""
    return [spec for spec in golden_cards().values() if spec.size == size]


def sample(
    layout: str, words: str, size: tuple[int, int], people: tuple[CardPerson, ...] = ()
) -> CardSpec:
    """Return a card that says a text."""
    return CardSpec(
        layout=layout,
        size=size,
        language="es",
        series="Datos y ciudades",
        headline=words,
        alt=words,
        kicker="Panel 2",
        when="miércoles 7 de mayo, 18:30 h",
        where="En vivo por YouTube",
        source="Rosario Ñancupil Quidel, investigadora" if layout == "quote" else None,
        people=() if layout == "quote" else people,
        partners=tuple(map(CardPartner, PARTNERS)),
    )


def draw_one() -> None:
    """Draw one card: all that a process has to do for its first."""
    draw(sample_cards()[0], {})


def draw_many() -> None:
    """Draw what a long run draws, several times: every layout in both sizes has had its turn."""
    from campaign.core.cards import PORTRAIT  # noqa: PLC0415 -- only here

    for _ in range(3):
        for size in (LANDSCAPE, PORTRAIT):
            for spec in one_of_each(size):
                draw(spec, {})
