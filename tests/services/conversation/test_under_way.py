"""What is true of a panel that has begun, be it before its time, and of those that were."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from conversation_values import CAMPAIGN, MINE, TEAM, ZONE, message, texts, view

from campaign.core.programme import Panel, Programme
from campaign.ports.attendees import Said
from campaign.services.conversation import Content, decide

FOG = Panel("niebla", "Atrapanieblas", 1, datetime(2031, 4, 10, 18, 0, tzinfo=ZONE))
DEW = Panel("rocio", "Rocío y sequía", 2, datetime(2031, 4, 17, 18, 0, tzinfo=ZONE))
FROST = Panel("escarcha", "Escarcha", 3, datetime(2031, 4, 24, 18, 0, tzinfo=ZONE))
LINK = "https://videos.example/niebla"


def at(hour: int, minute: int, day: int = 10) -> datetime:
    return datetime(2031, 4, day, hour, minute, tzinfo=ZONE)


def told(text: str, now: datetime, *panels: Panel, language: str = "es", **known: object) -> str:
    content = Content(CAMPAIGN, Programme(panels or (FOG, DEW, FROST)), (), TEAM)
    seen = view(content=content, now=now, language=language, **known)
    return "\n".join(texts(decide(message(text), seen)))


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("es", "ya empezo?", "Ya empezó"),
        ("es", "hay algo en vivo ahora?", "Ya empezó"),
        ("es", "cuál es el próximo?", "Ya empezó"),
        ("es", "a qué hora empieza el panel 1", "Ya empezó"),
        ("es", "sigue en pie el panel 1?", "Ya empezó"),
        ("es", "donde lo veo?", "todavía no tengo el enlace"),
        ("es", "no se escucha nada", "cerrar y volver a abrir"),
        ("en", "has it started?", "It has begun"),
    ],
)
def test_a_panel_that_began_before_its_time_is_under_way(
    language: str, text: str, words: str
) -> None:
    early = replace(FOG, started=at(17, 48))
    answer = told(text, at(17, 50), early, DEW, language=language)
    assert words in answer
    assert FOG.title in answer
    assert "no hay nada" not in answer
    assert "antes de empezar" not in answer


def test_a_panel_that_began_late_is_on_for_its_whole_length() -> None:
    late = replace(FOG, started=at(18, 20))
    assert FOG.title in told("ya empezó?", at(19, 10), late, DEW)
    assert "ya terminó" in told("ya empezó?", at(19, 30), late, DEW)
    assert "ya terminó" in told("ya empezó?", at(19, 10), replace(late, ended=at(19, 5)), DEW)


def test_without_a_word_of_its_start_a_panel_begins_at_its_time() -> None:
    assert "nada en vivo" in told("ya empezó?", at(17, 50))
    assert "Está ocurriendo ahora" in told("ya empezó?", at(18, 25))


@pytest.mark.parametrize("text", ["me perdi el comienzo, queda grabado?", "hay grabación?"])
@pytest.mark.parametrize("started", [None, at(17, 45)])
def test_of_a_panel_under_way_no_recording_is_denied(text: str, started: datetime | None) -> None:
    answer = told(text, at(18, 25), replace(FOG, started=started), DEW)
    assert "está ocurriendo ahora" in answer
    assert "no se ha realizado" not in answer
    assert DEW.title not in answer


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "hay grabacion?"),
        ("es", "me lo perdi"),
        ("es", "no alcancé a verlo"),
        ("es", "ya subieron el video?"),
        ("en", "i missed it, is there a recording?"),
    ],
)
def test_afterwards_the_recording_of_what_was_is_given(language: str, text: str) -> None:
    over = replace(FOG, recording=LINK)
    answer = told(text, at(20, 0), over, DEW, FROST, language=language)
    assert LINK in answer
    assert DEW.title not in answer
    later = told(text, at(20, 0, 17), over, DEW, FROST, language=language)
    assert later.index(DEW.title) < later.index(LINK)
    assert FROST.title not in later


def test_the_summary_of_what_was_is_told_and_before_the_first_panel_of_the_next() -> None:
    assert FOG.title in told("hay resumen?", at(20, 0))
    assert FOG.title in told("hay grabación?", at(9, 0))
    assert "todavía no se ha realizado" in told("hay grabación?", at(9, 0))


def test_nobody_has_missed_the_panel_that_was_just_spoken_of_and_is_to_come() -> None:
    over = Programme((replace(FOG, recording=LINK), DEW))
    seen = view(content=Content(CAMPAIGN, over, (), TEAM), now=at(20, 0))
    spoken = decide(message("cuál es el próximo?"), seen)
    said = Said(tuple(m.body for m in spoken.messages), at(20, 0))
    answer = "\n".join(texts(decide(message("me lo perdí"), replace(seen, said=said))))
    assert LINK in answer


def test_no_reminder_is_promised_of_a_panel_under_way() -> None:
    signed = told("inscríbeme en el panel 1", at(18, 5), sign_ups=[replace(MINE, panel="rocio")])
    assert "no te llegará un recordatorio" in signed
    soon = told("inscríbeme en el panel 1", at(17, 40), sign_ups=[replace(MINE, panel="rocio")])
    assert "Te avisaré 15 minutos antes" in soon


def test_of_two_under_way_the_one_that_began_last_is_told() -> None:
    soon = replace(DEW, start=at(19, 30), started=at(18, 0) + timedelta(minutes=50))
    assert DEW.title in told("ya empezó?", at(18, 55), FOG, soon)


@pytest.mark.parametrize(
    ("language", "text", "then", "over", "later"),
    [
        ("es", "ya termino?", "ocurriendo ahora", "ya terminó", "nada en vivo"),
        ("es", "ya se acabó?", "ocurriendo ahora", "ya terminó", "nada en vivo"),
        ("es", "ya terminó el panel 1?", "ocurriendo ahora", "ya terminó", "ya terminó"),
        ("en", "is it over yet?", "happening now", "is over", "Nothing is live"),
        ("en", "has panel 1 ended?", "happening now", "is over", "is over"),
    ],
)
def test_who_asks_whether_it_is_over_is_told(
    language: str, text: str, then: str, over: str, later: str
) -> None:
    for now, words in ((at(18, 25), then), (at(19, 20), over), (at(12, 0, 12), later)):
        assert words in told(text, now, language=language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "esta atrasado?"),
        ("es", "va con retraso?"),
        ("es", "va a empezar tarde?"),
        ("en", "is it running late?"),
    ],
)
def test_who_asks_whether_it_is_late_is_told_the_time_and_no_start_that_nobody_entered(
    language: str, text: str
) -> None:
    for now in (at(17, 40), at(18, 2)):
        answer = told(text, now, language=language)
        assert FOG.title in answer
        assert "18:00" in answer
        assert "ahora!" not in answer
        assert "now!" not in answer


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "cuanto falta"),
        ("es", "cuánto falta para que empiece?"),
        ("es", "cuánto falta para el panel 1"),
        ("en", "how long until it starts?"),
    ],
)
def test_who_asks_how_long_it_is_until_then_is_told_when_it_is(language: str, text: str) -> None:
    answer = told(text, at(9, 0), language=language)
    assert FOG.title in answer
    assert "18:00" in answer


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("es", "que hora es", "Ahora son las 16:07"),
        ("es", "qué hora es ahora?", "Ahora son las 16:07"),
        ("en", "what time is it?", "It is 16:07 now"),
    ],
)
def test_who_asks_what_time_it_is_is_told_that_and_what_comes_next(
    language: str, text: str, words: str
) -> None:
    answer = told(text, at(16, 7), language=language)
    assert words in answer
    assert FOG.title in answer.split(words)[1]


@pytest.mark.parametrize("text", ["a qué hora es?", "qué hora es el panel 1", "a que hora empieza"])
def test_the_time_of_a_panel_is_not_the_time_of_day(text: str) -> None:
    answer = told(text, at(16, 7))
    assert "16:07" not in answer
    assert "18:00" in answer


@pytest.mark.parametrize(
    ("language", "text"),
    [("es", "cuál es el próximo?"), ("es", "qué viene ahora?"), ("en", "what is next?")],
)
def test_while_one_is_on_the_next_is_told_after_it(language: str, text: str) -> None:
    answer = told(text, at(18, 25), language=language)
    assert answer.index(FOG.title) < answer.index(DEW.title)
    assert FROST.title not in answer


def test_the_next_panel_is_not_the_one_that_has_begun() -> None:
    held = [replace(MINE, panel="escarcha")]
    assert DEW.title in told("inscríbeme en el próximo", at(18, 25), sign_ups=held)
    assert FOG.title in told("inscríbeme en el próximo", at(17, 25), sign_ups=held)
    assert FOG.title in told("dónde veo el próximo", at(18, 25), FOG)


def test_of_a_panel_under_way_only_its_own_link_is_told() -> None:
    answer = told("ya empezó?", at(18, 25), replace(FOG, stream=LINK), DEW)
    assert LINK in answer
    assert DEW.title not in answer
