"""The programmes that the questions are about, each at the moment at which they are asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from campaign.core.programme import Panel, Programme, Publication, Speaker

CHILE = ZoneInfo("America/Santiago")
LONDON = ZoneInfo("Europe/London")
BOGOTA = ZoneInfo("America/Bogota")
MEXICO = ZoneInfo("America/Mexico_City")
TORONTO = ZoneInfo("America/Toronto")


def _panel(number: int, name: str, title: str, start: datetime | None, *people: str) -> Panel:
    speakers = tuple(Speaker(f"{name}-{n}", name, person) for n, person in enumerate(people))
    return Panel(name, title, number, start, speakers=speakers)


VERANO = Programme(
    panels=(
        _panel(
            1,
            "panel-1",
            "Ecosistema GovTech en la Región",
            datetime(2022, 2, 23, 17, 0, tzinfo=CHILE),
            "Ana Rivas",
        ),
        _panel(
            2,
            "panel-2",
            "Digitalización municipal y datos abiertos",
            datetime(2022, 2, 24, 16, 0, tzinfo=CHILE),
            "Carolina Soto",
        ),
        _panel(
            3,
            "panel-3",
            "Hubs, transferencia tecnológica e innovación",
            datetime(2022, 2, 24, 17, 30, tzinfo=CHILE),
        ),
        Panel("launch", "Lanzamiento de la publicación", 4, window="primera semana de marzo"),
    ),
    publication=Publication("Compendio", launch_panel="launch"),
)
DATED = replace(
    VERANO,
    panels=(
        *VERANO.panels[:3],
        Panel("launch", VERANO.panels[3].title, 4, datetime(2022, 3, 3, 17, 0, tzinfo=CHILE)),
    ),
)
"""There is a panel 3, and another panel on the 3rd."""
SKY = Programme(
    panels=(
        _panel(
            1,
            "holes",
            "Black holes for beginners",
            datetime(2023, 10, 3, 19, 0, tzinfo=LONDON),
            "Amina Okafor",
        ),
        _panel(
            2,
            "scopes",
            "Telescopes you can build",
            datetime(2023, 10, 4, 19, 0, tzinfo=LONDON),
            "Jonas Weiss",
        ),
        _panel(
            3,
            "moons",
            "Life on icy moons",
            datetime(2023, 10, 6, 18, 30, tzinfo=LONDON),
        ),
        _panel(
            4,
            "radio",
            "Radio astronomy and silence",
            datetime(2023, 10, 6, 20, 0, tzinfo=LONDON),
        ),
        _panel(
            5,
            "eclipse",
            "Eclipse watching party",
            datetime(2023, 10, 14, 10, 0, tzinfo=LONDON),
        ),
    ),
)
SEA = Programme(
    panels=(
        _panel(
            1,
            "algas",
            "Algas en la cocina chilena",
            datetime(2026, 5, 7, 18, 30, tzinfo=CHILE),
            "Rocío Ñancupil",
        ),
        _panel(
            2,
            "humedales",
            "Humedales urbanos y ciudadanía",
            datetime(2026, 5, 14, 18, 30, tzinfo=CHILE),
            "Pedro Aguayo",
        ),
        _panel(
            3,
            "pesca",
            "Pesca artesanal y cambio climático",
            datetime(2026, 5, 15, 12, 0, tzinfo=CHILE),
            "Marta Oyarzo",
        ),
        _panel(
            4,
            "ballenas",
            "Ballenas, sonido y barcos",
            datetime(2026, 5, 21, 18, 30, tzinfo=CHILE),
            "Luis Barría",
        ),
    ),
)


def _told(panel: Panel, topics: str, *people: str) -> Panel:
    """Return a panel with what it is about: that stands with the first of those who speak."""
    speakers = tuple(
        Speaker(f"{panel.id}-{n}", panel.id, person, topic=None if n else topics)
        for n, person in enumerate(people)
    )
    return replace(panel, speakers=speakers)


NOCHES = Programme(
    panels=(
        _told(
            Panel(
                "rios",
                "Ríos que vuelven: destapar lo que la ciudad enterró",
                1,
                datetime(2027, 3, 19, 18, 30, tzinfo=BOGOTA),
                minutes=90,
            ),
            "ríos enterrados, destapar ríos, quebradas, canalización, riberas, restauración",
            "Marcela Quiñones Ávila",
            "Hernán Buitrago",
        ),
        _told(
            Panel(
                "cuencas",
                "¿De quién es la cuenca? Ordenar el territorio desde el agua",
                2,
                datetime(2027, 3, 30, 18, 0, tzinfo=BOGOTA),
                minutes=90,
            ),
            "cuencas, páramos, ordenamiento territorial, minería, gobernanza del agua",
            "Luz Dary Perdomo",
            "Ignacio Echeverri Lora",
            "Yuliana Cuero",
        ),
        _told(
            Panel(
                "lluvia",
                "Cuando llueve de más: inundaciones, sequías y ciudades esponja",
                3,
                datetime(2027, 4, 1, 17, 0, tzinfo=BOGOTA),
                minutes=90,
            ),
            "lluvia, inundaciones, sequía, ciudad esponja, drenaje, cambio climático",
            "Tomás Valderrama",
        ),
        _told(
            Panel(
                "acueductos",
                "Acueductos comunitarios: el agua en manos del barrio",
                4,
                datetime(2027, 4, 1, 19, 0, tzinfo=BOGOTA),
                minutes=90,
            ),
            "acueductos comunitarios, veredas, barrio, tarifas, agua potable, gestión comunitaria",
            "Rosalba Chocontá",
            "Felipe Arboleda Nieto",
        ),
        _told(
            Panel(
                "launch",
                "Lanzamiento del libro «Atlas de las aguas escondidas»",
                5,
                window="segunda semana de abril",
                minutes=90,
            ),
            "lanzamiento, libro, atlas, publicación, aguas escondidas",
            "Camila Restrepo Duarte",
        ),
    ),
    publication=Publication("Atlas de las aguas escondidas", launch_panel="launch"),
)
ARCHIVES = Programme(
    panels=(
        _told(
            Panel(
                "letters",
                "Dear Sir or Madam: reading other people's letters",
                1,
                datetime(2027, 5, 10, 18, 0, tzinfo=LONDON),
                minutes=75,
            ),
            "letters, postcards, correspondence, handwriting",
            "Harriet Oyelaran",
            "Colin Pryce",
        ),
        _told(
            Panel(
                "maps",
                "Lines on the ground: maps, boundaries and who drew them",
                2,
                datetime(2027, 5, 12, 13, 0, tzinfo=LONDON),
                minutes=75,
            ),
            "maps, boundaries, enclosure, tithe maps, surveyors",
            "Priya Nambiar",
        ),
        _told(
            Panel(
                "voices",
                "Voices in the tin: oral history and old tape",
                3,
                datetime(2027, 5, 13, 18, 30, tzinfo=LONDON),
                minutes=75,
            ),
            "voices, oral history, tape, interviews, dialect, sound",
            "Declan Moffat",
            "Agnieszka Wrona",
            "Beverley Tate",
        ),
        _told(
            Panel(
                "launch",
                "Launch of The Open Archive Handbook",
                4,
                datetime(2027, 5, 14, 17, 0, tzinfo=LONDON),
                minutes=75,
            ),
            "launch, book, handbook, publication",
            "Eleanor Whitcombe",
            "Samir Haddad",
        ),
    ),
    publication=Publication("The Open Archive Handbook", launch_panel="launch"),
)
LIBROS = Programme(
    panels=(
        _told(
            Panel(
                "moviles",
                "Bibliotecas móviles: libros en carretera",
                1,
                datetime(2027, 9, 7, 17, 0, tzinfo=MEXICO),
            ),
            "bibliobús, bibliotecas móviles, pueblos, carretera",
            "Alejandra Tapia",
            "Óscar Meza",
        ),
        _told(
            Panel(
                "infancia",
                "Leer con bebés: primera infancia y biblioteca",
                2,
                datetime(2027, 9, 9, 17, 0, tzinfo=MEXICO),
            ),
            "bebés, primera infancia, lectura en voz alta, cuentos",
            "Nayeli Cruz",
        ),
        _told(
            Panel(
                "digital",
                "Préstamo digital y derechos de autor",
                3,
                datetime(2027, 9, 9, 19, 0, tzinfo=MEXICO),
            ),
            "préstamo digital, libros electrónicos, derechos de autor, licencias",
            "Gonzalo Iturbe",
            "Silvia Rangel",
        ),
        _told(
            Panel(
                "memoria",
                "Archivos comunitarios: la memoria del barrio",
                4,
                datetime(2027, 9, 14, 18, 0, tzinfo=MEXICO),
            ),
            "archivos comunitarios, memoria, barrio, fotografías, historia oral",
            "Ramona Vicuña",
        ),
        _told(
            Panel(
                "launch",
                "Lanzamiento de la guía «Bibliotecas vivas»",
                5,
                datetime(2027, 9, 16, 18, 0, tzinfo=MEXICO),
            ),
            "lanzamiento, guía, publicación",
            "Teresa Olmedo",
        ),
    ),
    publication=Publication("Bibliotecas vivas", launch_panel="launch"),
)
GROWERS = Programme(
    panels=(
        _told(
            Panel(
                "compost",
                "Compost: what rots and why it matters",
                1,
                datetime(2027, 6, 7, 19, 0, tzinfo=TORONTO),
            ),
            "compost, worms, food waste",
            "Maeve Donnelly",
            "Theo Brandt",
        ),
        _told(
            Panel(
                "trees",
                "Street trees: shade, roots and arguments",
                2,
                datetime(2027, 6, 9, 12, 30, tzinfo=TORONTO),
            ),
            "street trees, shade, roots, heat",
            "Farida Hassan",
        ),
        _told(
            Panel(
                "seeds",
                "Saving seeds: libraries you can eat",
                3,
                datetime(2027, 6, 9, 19, 0, tzinfo=TORONTO),
            ),
            "seeds, seed library, heirloom vegetables",
            "Gil Arsenault",
            "Noor Bashir",
        ),
        _told(
            Panel(
                "bees",
                "Bees on the balcony",
                4,
                datetime(2027, 6, 10, 18, 30, tzinfo=TORONTO),
            ),
            "bees, pollinators, balconies",
            "Joanna Pike",
        ),
        _told(
            Panel(
                "launch",
                "Launch of the Growers' Almanac",
                5,
                datetime(2027, 6, 14, 18, 0, tzinfo=TORONTO),
            ),
            "launch, almanac, book",
            "Dorothy Lam",
        ),
    ),
    publication=Publication("The Growers' Almanac", launch_panel="launch"),
)
RONDAS = Programme(
    panels=(
        _panel(
            1,
            "compost",
            "Compost en edificios: basura que vuelve a ser suelo",
            datetime(2027, 4, 8, 19, 0, tzinfo=CHILE),
            "Javiera Millán",
            "Tomás Huenchur",
        ),
        _panel(
            2,
            "bicis",
            "Ciclovías que se usan: lo que enseñan diez comunas",
            datetime(2027, 4, 15, 19, 0, tzinfo=CHILE),
            "Daniela Poblete",
        ),
        _panel(
            3,
            "agua-gris",
            "Aguas grises en la casa y la ley",
            datetime(2027, 4, 16, 12, 30, tzinfo=CHILE),
            "Felipe Antilao",
        ),
        _panel(
            4,
            "arboles",
            "Árboles nativos en la vereda",
            datetime(2027, 4, 22, 19, 0, tzinfo=CHILE),
            "Rosa Elgueta",
            "Manuel Torres",
        ),
        _panel(
            5,
            "launch",
            "Lanzamiento del manual de barrios",
            datetime(2027, 5, 6, 18, 0, tzinfo=CHILE),
        ),
    ),
    publication=Publication("Manual de barrios", launch_panel="launch"),
)


def _tides(*titles: str) -> Programme:
    """Return the same four panels, whose titles are in one language or another."""
    spoken = (
        ("kelp", datetime(2027, 3, 9, 18, 0, tzinfo=LONDON), ("Isla Mackenzie",)),
        ("harbours", datetime(2027, 3, 16, 18, 0, tzinfo=LONDON), ("Owen Price", "Ngozi Adeyemi")),
        ("plastics", datetime(2027, 3, 20, 11, 0, tzinfo=LONDON), ("Hannah Lindqvist",)),
        ("tidal", datetime(2027, 3, 23, 18, 0, tzinfo=LONDON), ("Rhys Bevan",)),
    )
    told = enumerate(zip(titles, spoken, strict=True), 1)
    return Programme(panels=tuple(_panel(n, i, t, at, *who) for n, (t, (i, at, who)) in told))


TIDES = _tides(
    "Kelp forests and who looks after them",
    "Quiet harbours: noise under water",
    "Counting plastics with schoolchildren",
    "Tidal power without the hype",
)
MAREAS = _tides(
    "Bosques de algas y quién los cuida",
    "Puertos tranquilos: el ruido bajo el agua",
    "Contar plásticos con escolares",
    "La energía de las mareas, sin exagerar",
)
NOWS = {
    "sea": datetime(2026, 5, 4, 15, 0, tzinfo=UTC),
    "later": datetime(2026, 5, 18, 15, 0, tzinfo=UTC),
    "es": datetime(2022, 2, 21, 15, 0, tzinfo=UTC),
    "en": datetime(2023, 10, 2, 9, 0, tzinfo=UTC),
    "noches": datetime(2027, 3, 30, 15, 0, tzinfo=UTC),
    "archives": datetime(2027, 5, 12, 8, 0, tzinfo=UTC),
    "libros": datetime(2027, 9, 7, 16, 0, tzinfo=UTC),
    "growers": datetime(2027, 6, 9, 13, 0, tzinfo=UTC),
    "rondas": datetime(2027, 4, 5, 16, 0, tzinfo=UTC),
    "tides": datetime(2027, 3, 3, 12, 0, tzinfo=UTC),
    "mareas": datetime(2027, 3, 3, 12, 0, tzinfo=UTC),
}
PROGRAMMES = {
    "es": VERANO,
    "sea": SEA,
    "later": SEA,
    "en": SKY,
    "noches": NOCHES,
    "archives": ARCHIVES,
    "libros": LIBROS,
    "growers": GROWERS,
    "rondas": RONDAS,
    "tides": TIDES,
    "mareas": MAREAS,
}
SPOKEN = {
    "es": "es",
    "sea": "es",
    "later": "es",
    "en": "en",
    "noches": "es",
    "archives": "en",
    "libros": "es",
    "growers": "en",
    "rondas": "es",
    "tides": "en",
    "mareas": "es",
}
