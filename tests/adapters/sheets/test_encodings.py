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


def test_a_broken_place_in_utf_8_is_named() -> None:
    with pytest.raises(Undecodable) as raised:
        decode("mañana\nñandú así\nn".encode() + b"\xf1andu")
    assert raised.value.line == 3
