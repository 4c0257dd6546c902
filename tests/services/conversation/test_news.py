"""News are a consent of its own: asked for, given by a button or a word, and ended at once."""

from __future__ import annotations

import hashlib
import json

import pytest
from conversation_values import CHAT, MINE, NOW, TEAM, buttons, message, tap, texts, view

from campaign.languages import Catalogue
from campaign.ports.attendees import Effects, Said
from campaign.ports.held import Held, HeldConsent
from campaign.services.conversation import decide

SHOWN = {
    code: Catalogue(code).text("bot.consent-news", title="Tardes de agua") for code in ("es", "en")
}


def said_by(effects: Effects) -> Said:
    """Return what the bot said as the last turn."""
    return Said(tuple(m.body for m in effects.messages), NOW)


@pytest.mark.parametrize(("command", "code"), [("/noticias", "es"), ("/news", "en")])
@pytest.mark.parametrize("how", ["button", "word"])
def test_a_yes_is_kept_with_the_text_that_was_shown(command: str, code: str, how: str) -> None:
    start = view(language=code)
    asked = decide(message(command), start)
    assert SHOWN[code] in texts(asked)[0]
    assert asked.consent is None
    yes = tap(buttons(asked)[0]) if how == "button" else message("sí" if code == "es" else "yes")
    done = decide(yes, view(language=code, said=said_by(asked)))
    digest = hashlib.sha256(SHOWN[code].encode()).hexdigest()
    assert done.consent == ("news", f"1-{code}", digest)
    assert (done.sign_up, done.cancel, done.withdraw) == ((), (), None)


@pytest.mark.parametrize("how", ["button", "word"])
def test_a_no_changes_nothing(how: str) -> None:
    asked = decide(message("/noticias"), view())
    no = tap(buttons(asked)[1]) if how == "button" else message("no")
    done = decide(no, view(said=said_by(asked)))
    assert (done.consent, done.withdraw) == (None, None)
    assert "no cambié nada" in texts(done)[0]


def test_a_button_below_another_text_asks_again() -> None:
    done = decide(tap("n:00000000"), view())
    assert done.consent is None
    assert SHOWN["es"] in texts(done)[0]


def test_who_has_them_is_told_how_they_end() -> None:
    told = decide(message("/noticias"), view(known=True, news=True))
    assert "/sinnoticias" in texts(told)[0]
    done = decide(tap(buttons(told)[0]), view(known=True, news=True))
    assert done.withdraw == "news"


@pytest.mark.parametrize("command", ["/sinnoticias", "/nonews"])
@pytest.mark.parametrize("news", [True, False, None])
def test_one_command_ends_what_the_team_writes_and_keeps_the_seats(
    command: str, *, news: bool | None
) -> None:
    done = decide(message(command), view(known=True, news=news, sign_ups=(MINE,)))
    assert done.withdraw == "news"
    assert (done.cancel, done.silence, done.consent) == ((), False, None)
    assert "/baja" in texts(done)[0]


def test_nobody_is_remembered_for_wanting_nothing() -> None:
    done = decide(message("/sinnoticias"), view())
    assert (done.withdraw, done.language) == (None, None)
    assert "ya no te escribirá" in texts(done)[0]


@pytest.mark.parametrize("signed", [(), (MINE,)])
def test_who_ends_everything_ends_the_news_too(signed: tuple) -> None:
    mine = view(known=True, news=True, sign_ups=signed)
    done = decide(message("/baja"), mine)
    if signed:
        done = decide(tap(buttons(done)[0]), mine)
    assert (done.withdraw, done.silence) == ("news", True)


def test_who_never_wanted_news_ends_none_by_ending_the_sign_ups() -> None:
    """Whoever signs up again hears again of their panels."""
    done = decide(tap("K"), view(known=True, sign_ups=(MINE,)))
    assert done.withdraw is None


@pytest.mark.parametrize(("news", "offered"), [(None, True), (True, False), (False, False)])
def test_news_are_offered_once_with_a_sign_up(*, news: bool | None, offered: bool) -> None:
    asked = decide(message("/inscribirme 2"), view())
    (yes,) = [data for data in buttons(asked) if data.startswith("y:")]
    done = decide(tap(yes), view(known=news is not None, news=news))
    assert done.sign_up == ("rios",)
    assert ("n" in buttons(done)) is offered


@pytest.mark.parametrize("news", [True, False, None])
def test_who_asks_to_be_told_of_a_recording_is_offered_news(*, news: bool | None) -> None:
    done = decide(message("avísame cuando esté la grabación"), view(news=news))
    (text,) = texts(done)
    assert ("n" in buttons(done)) is (news is not True)
    assert ("Como recibes noticias, el equipo te escribirá" in text) is (news is True)
    assert ("/noticias" in text) is (news is not True)


def test_what_was_agreed_to_and_ended_is_told() -> None:
    held = Held(
        (CHAT,),
        "es",
        NOW,
        consents=(
            HeldConsent("sign-up", "3-es", "ab" * 32, NOW),
            HeldConsent("news", "1-es", "cd" * 32, NOW),
            HeldConsent("news", "", "", NOW, given=False),
        ),
    )
    effects = decide(message("/misdatos"), view(known=True))
    assert effects.tell is not None
    (told,) = [m for m in effects.tell(held) if m.chat != TEAM]
    body = json.loads(told.body)
    assert "Aceptaste recibir noticias (versión 1)" in body["text"]
    assert "Dejaste los mensajes del equipo" in body["text"]
    file = json.loads(body["document"]["content"])
    assert [one["given"] for one in file["consents"]] == [True, True, False]
    assert file["consents"][2]["version"] is None


def test_the_privacy_text_tells_of_it() -> None:
    (text,) = texts(decide(message("/privacidad"), view()))
    assert SHOWN["es"] in text
