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
    ("name", "letters"),
    [
        ("María de los Ángeles Pérez", "MP"),
        ("María de los Ángeles Pérez Soto", "MP"),
        ("Ana", "A"),
        ("李小龍", "李"),
        ("de la Cruz", "C"),
        ("Juan Pérez Soto", "JP"),
        ("María José Fernández Rojas", "MF"),
        ("Karla Yamilet Quispe Mamani", "KQ"),
        ("Bernardita Valenzuela-Etcheverría", "BV"),
        ("José María", "JM"),
        ("Dra. Ana Pérez Díaz", "AP"),
        ("Ana Soto, PhD", "AS"),
        ("Pérez Díaz, Juan Pablo", "JP"),
        ("Josefina (Pepa) O'Higgins", "JO"),
        ("Carlos Soto III", "CS"),
        ("Óscar Ñancupil", "ÓÑ"),
        ("  «Lola»   Hoces ", "LH"),
        ("Sr.", "S"),
        ("(…)", ""),
    ],
)
def test_spanish_names_have_the_first_surname(name: str, letters: str) -> None:
    assert initials_of(name, "es") == letters


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Grace Murray Hopper", "GH"),
        ("Dr. Grace B. Hopper", "GH"),
        ("Maria Eduarda Santos Silva", "MS"),
        ("João d'Ávila e Souza", "JS"),
        ("Jan van der Berg", "JB"),
        ("Martin Luther King Jr.", "MK"),
        ("山田 太郎", "山"),
        ("김철수", "김"),
        ("محمد علي", "م"),
        ("כרמל לוי", "כ"),
        ("कृष्ण कुमार", "क"),
        ("Ольга Токарчук", "\u041e\u0422"),
        ("bell hooks", "BH"),
        ("Z", "Z"),
        ("🇨🇱 Ana Soto", "AS"),
        ("🇨🇱Ana ✨", "A"),
        ("🇨🇱", ""),
    ],
)
def test_other_names_have_the_last_name_or_one_sign(name: str, letters: str) -> None:
    assert initials_of(name, "en") == letters


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
