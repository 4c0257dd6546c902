"""The bot promises nothing that it cannot do, and tells nothing that is only a sample."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from conversation_values import CAMPAIGN, PROGRAMME, TEAM, TONGUES, message, texts, view

from campaign.core.folder import Answer
from campaign.core.folding import folded
from campaign.services.conversation import Content, content_of, decide, without_samples
from campaign.services.understanding import understand
from campaign.sources.starter import Naming, starter
from campaign.wiring.desk import read_folder

FREE = (Answer("cost", ("¿Cuánto cuesta?", "¿Hay que pagar?"), "Es gratis, siempre."),)


@pytest.mark.parametrize("text", ["is it free?", "how much does it cost please"])
def test_the_campaigns_own_words_are_told_with_an_apology_in_another_language(text: str) -> None:
    content = Content(CAMPAIGN, PROGRAMME, FREE, TEAM)
    said = texts(decide(message(text), view(content=content)))
    assert said == ["Sorry, I have this in Spanish only:\nEs gratis, siempre."]
    own = texts(decide(message("es gratis?"), view(content=content)))
    assert own == ["Es gratis, siempre."]


def test_who_speaks_a_language_that_the_bot_does_not_is_told_so_in_english() -> None:
    def first(code: str, text: str = "/start") -> str:
        update = message(text)
        update["message"]["from"]["language_code"] = code
        return texts(decide(update, view()))[0]

    assert "I can only answer in English and Spanish." in first("de")
    assert "Sorry" not in first("es") + first("en") + first("de", "programa")


@pytest.mark.parametrize(("language", "team"), [("es", "equipo"), ("en", "the team")])
def test_privacy_promises_the_team_only_where_there_is_one(language: str, team: str) -> None:
    alone = view(language=language, content=replace(view().content, team_chat=None))
    with_team = view(language=language)
    told = folded(texts(decide(message("/privacidad"), alone))[0])
    with_one = folded(texts(decide(message("/privacidad"), with_team))[0])
    assert with_one.count(folded(team)) > told.count(folded(team))
    assert "le paso" not in told
    assert "pass your message" not in told


@pytest.mark.parametrize("language", ["es", "en"])
def test_no_sample_of_a_new_folder_is_told(language: str) -> None:
    files = starter(language, Naming("nueva", "Nueva", "America/Santiago"), date(2029, 8, 20))
    folder = read_folder(files)
    assert folder.placeholders
    content = content_of(without_samples(folder), (), TEAM)
    seen = view(content=content, language=language)
    asked = ("/programa", "/proximo", "/inscribirme 1", "quién organiza", "¿cuándo es el panel 2?")
    said = folded(" ".join(t for a in asked for t in texts(decide(message(a), seen))))
    assert not [value for value in folder.placeholders if folded(value.lstrip("#")) in said]
    assert "17:00" not in said
    assert content.programme.panels[0].minutes == folder.programme.panels[0].minutes


def test_questions_of_the_campaign_are_split_into_words_once() -> None:
    lexicon = replace(TONGUES.lexicons["es"])
    for _ in range(3):
        understand("¿hay que pagar algo?", PROGRAMME, FREE, view().now, "es", {"es": lexicon})
    found = lexicon.kept.cache_info()  # type: ignore[attr-defined]
    assert found.hits >= 2 * found.misses > 0
