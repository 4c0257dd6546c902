"""Who else comes is nobody's affair; slides are not here, and the programme says what is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from conversation_values import NEXT, NOW, PAST, PROGRAMME, TEAM, TONGUES, message, texts, view

from campaign.core.folder import Answer
from campaign.ports.attendees import Crowd
from campaign.services.asking import ask
from campaign.services.conversation import decide


def said(text: str, **known: object) -> str:
    """Return what the bot says; the team is told nothing."""
    effects = decide(message(text), view(**known))
    assert texts(effects, TEAM) == []
    return "\n".join(texts(effects))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "¿Quién más está inscrito?"),
        ("es", "quienes mas van"),
        ("es", "cuantos van"),
        ("es", "¿cuántas personas hay inscritas en el panel 2?"),
        ("es", "va mucha gente?"),
        ("es", "me mandas la lista de inscritos"),
        ("en", "who else is going?"),
        ("en", "how many people signed up?"),
    ],
)
def test_nobody_is_told_who_comes_nor_how_many(language: str, text: str) -> None:
    crowd = {"rios": Crowd(37)}
    told = said(text, language=language, crowds=crowd)
    assert ("privado" if language == "es" else "private") in told
    assert "37" not in told


def test_of_a_panel_with_a_limit_the_places_left_are_told() -> None:
    panels = (PAST, replace(NEXT, capacity=40))
    content = replace(view().content, programme=replace(PROGRAMME, panels=panels))
    told = said("¿cuántos van?", content=content, crowds={"rios": Crowd(37)})
    assert "cupos que quedan: 3." in told


@pytest.mark.parametrize(
    "text",
    [
        "¿quién más habla en el panel 2?",
        "quien mas va a exponer",
        "en cuántos paneles estoy inscrito",
        "cuántos cupos quedan",
        "a qué hora es la presentación del panel 2",
        "cuándo pasan la presentación del libro",
    ],
)
def test_other_questions_stay_what_they_are(text: str) -> None:
    told = ask(text, view().content, TONGUES, NOW)
    assert not {one["intent"] for one in told["intents"]} & {"privacy_info", "note"}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "¿me pasas el power point?"),
        ("es", "tienen la ppt del panel 1"),
        ("es", "dónde descargo las presentaciones"),
        ("es", "las láminas porfa"),
        ("es", "me compartes la presentacion porfa"),
        ("en", "where are the slides?"),
    ],
)
def test_slides_are_not_here_and_what_is_is_told(language: str, text: str) -> None:
    filmed = replace(PAST, recording="https://a.example/grabado", note="https://a.example/nota")
    content = replace(
        view().content, programme=replace(PROGRAMME, panels=(filmed, *PROGRAMME.panels[1:]))
    )
    told = said(text, language=language, content=content)
    assert view(language=language).say("slides-none-team") in told
    assert "https://a.example/grabado" in told
    assert "https://a.example/nota" in told
    nobody = replace(content, team_chat=None)
    assert "equipo" not in said(text, language=language, content=nobody).splitlines()[0]


@pytest.mark.parametrize("name", ["slides", "material"])
def test_the_campaigns_own_answer_goes_first(name: str) -> None:
    own = (Answer(name, ("me pasas el power point",), "Están en la biblioteca."),)
    content = replace(view().content, answers=own)
    assert said("¿me pasas el power point?", content=content) == "Están en la biblioteca."
