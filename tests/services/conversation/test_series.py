"""The series, panels that there are not, and the way out of a panel."""

from __future__ import annotations

import pytest
from conversation_values import MINE, NOTHING, buttons, changes, message, texts, view

from campaign.services.conversation import decide


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "de qué se trata esto"),
        ("es", "d q se trata esto"),
        ("es", "de qué se trata el ciclo"),
        ("en", "what is this about?"),
    ],
)
def test_what_it_is_all_about_is_told_with_the_title_and_every_panel(
    language: str, text: str
) -> None:
    said = "\n".join(texts(decide(message(text), view(language=language))))
    assert "Tardes de agua" in said
    assert "Humedales" in said
    assert "Ríos urbanos" in said


def test_a_panel_without_a_summary_says_that_there_is_no_more_yet() -> None:
    said = texts(decide(message("de que trata el panel 2"), view()))[0]
    assert "«Ríos urbanos»" in said
    assert "participa: Inés Duarte (Cauce)." in said
    assert "no hay más detalles" in said


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("es", "el panel 7", "No hay panel 7"),
        ("es", "apuntame en el panel 5", "No hay panel 5"),
        ("es", "cuándo es la charla 12?", "No hay panel 12"),
        ("es", "/inscribirme 9", "No hay panel 9"),
        ("en", "sign me up for panel 9", "There is no panel 9"),
    ],
)
def test_a_panel_that_there_is_not_is_called_so(language: str, text: str, words: str) -> None:
    effects = decide(message(text), view(language=language, sign_ups=[MINE]))
    assert words in texts(effects)[0]
    assert "Humedales" in texts(effects)[0]
    assert changes(effects) == NOTHING


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "quiero salirme del panel 2"),
        ("es", "me puedo salir?"),
        ("es", "no quiero inscribirme al panel 2"),
        ("en", "I don't want to sign up for panel 2"),
    ],
)
def test_who_wants_out_is_offered_to_cancel_and_asked_first(language: str, text: str) -> None:
    effects = decide(message(text), view(language=language, sign_ups=[MINE]))
    assert {"k:rios", "i:cancel:rios"} & set(buttons(effects))
    assert changes(effects) == NOTHING


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("es", "/inscribirme 4", "El panel 4, «Mar abierto», fue cancelado"),
        ("es", "a qué hora fue el panel 1", "El panel 1, «Ríos de ayer», ya se realizó:"),
        ("es", "está la grabación del panel 2?", "El panel 2, «Ríos urbanos», todavía no se ha"),
        ("es", "quién participa en el panel 2", "En el panel 2, «Ríos urbanos», participa: Inés"),
        ("es", "/inscribirme 2", "en el panel 2, «Ríos urbanos», miércoles"),
        ("en", "/signup 4", "Panel 4, “Mar abierto”, was cancelled"),
    ],
)
def test_a_comma_closes_the_title_where_words_follow(language: str, text: str, words: str) -> None:
    assert words in "\n".join(texts(decide(message(text), view(language=language))))
