"""The letters that stand for a series or a person without a picture."""

from __future__ import annotations

import pytest

from campaign.core.letters import initials_of, monogram_of


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("María José Fernández", "MF"),
        ("Juan de la Cruz", "JC"),
        ("Li", "L"),
        ("bell hooks", "BH"),
        ("Óscar Ñancupil", "ÓÑ"),
        ("", ""),
    ],
)
def test_people_without_a_photo_have_their_initials(name: str, letters: str) -> None:
    assert initials_of(name) == letters


@pytest.mark.parametrize(
    ("series", "letters"),
    [
        ("Verano de Datos Abiertos: GovTech", "VDA"),
        ("Jornadas del Atlántico", "JA"),
        ("Noches de mapas", "NM"),
        ("Voces del río y la costa", "VC"),
        ("Mi ciclo", "MC"),
        ("Voces del río", "VR"),
        ("Música y Ñandú", "MÑ"),
        ("¿Quién cuida? Tres tardes", "QT"),
        ("The Commons at work", "TC"),
        ("open rivers", "OR"),
        ("Foro 2030", "F2"),
        ("Foro", "F"),
        ("«Puertos» / Harbours / Häfen / Ports", "PHH"),
        ("", ""),
    ],
)
def test_a_series_has_the_letters_that_it_is_known_by(series: str, letters: str) -> None:
    assert monogram_of(series) == letters
