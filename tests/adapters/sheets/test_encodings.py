"""Sheets are read in the encoding that they were written in, or named as unreadable."""

from __future__ import annotations

import pytest

from campaign.sources.sheets.decoding import Undecodable, decode

TEXTS = [
    "post;Texto\na1;Inscríbete mañana al ñandú\n",
    "Sí, el miércoles",
    "único día; acción — “comillas”",
    "don’t it’s l’été naïve café we’ll",
    "Straße für Grüße; ÜBUNG",
    "OLÁ São Paulo não é",
    "ÑANDÚ Ávila Óscar ¿Qué? ¡Sí!",
    "Il y a une œuvre très près",
    "Fecha;Título\n23/02;«Hola»",
    "plain",
    "Perú",
    "El último árbol público",
    "El ñandú volvió",
    "Un cœur, des œufs et l’œdème",
]
WAYS = ["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman"]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("text", TEXTS)
def test_what_was_written_is_read(text: str, way: str) -> None:
    assert decode(text.encode(way)) == text


OF_DOS = [
    "post;Texto\na1;Inscríbete mañana al ñandú\n",
    "Ñandú áéíóú uno",
    "Sí, el miércoles",
    "ÑANDÚ Ávila Óscar ¿Qué? ¡Sí!",
    "Fecha;Título\n23/02;«Hola»",
    "Perú",
    "El último árbol público",
    "¿Más gráficos en Panamá? Página 2",
    "OLÁ São Paulo não é",
]


@pytest.mark.parametrize("text", OF_DOS)
def test_what_excel_writes_for_ms_dos_is_read(text: str) -> None:
    assert decode(text.encode("cp850")) == text


@pytest.mark.parametrize(
    "text",
    [
        "Desde las 17:00\xa0hrs. y 5\xa0km más",
        "Hola\xa0mundo",
        "a\xa0las 18:00\xa0horas",
        "Marca® y “otra”",
        "lunes–viernes—sábado",
        "palabra—otra, más",
        "Çà et là",
    ],
)
def test_what_windows_writes_is_not_taken_for_that(text: str) -> None:
    assert decode(text.encode("cp1252")) == text


def test_a_broken_place_in_utf_8_is_named() -> None:
    with pytest.raises(Undecodable) as raised:
        decode("mañana\nñandú así\nn".encode() + b"\xf1andu")
    assert raised.value.line == 3
