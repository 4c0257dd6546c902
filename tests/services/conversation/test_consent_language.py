"""A button counts in the language in which it was shown, whatever the phone's own is."""

from __future__ import annotations

import hashlib

import pytest
from conversation_values import NOW, UNDATED, buttons, message, tap, texts, view

from campaign.languages import Catalogue
from campaign.ports.attendees import Said
from campaign.services.conversation import decide

ASKS = {
    "en": "hi, sign me up for panel 2",
    "es": "hola, quiero inscribirme en el panel 2",
}
DONE = {"en": "You are in", "es": "Quedaste en"}
PHONES = ("es", "en", "pt", "fr", "")


def of_phone(update: dict, phone: str) -> dict:
    """Let an update come from a phone in a language; the bot speaks only some of them."""
    who = update.get("message") or update["callback_query"]
    who["from"] = {**who["from"], **({"language_code": phone} if phone else {})}
    return update


def spoken(phone: str) -> str:
    return phone if phone in {"es", "en"} else "es"


@pytest.mark.parametrize("phone", PHONES)
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("since", ["at once", "after a notice"])
def test_the_button_signs_up_in_the_language_of_the_consent(
    language: str, phone: str, since: str
) -> None:
    start = view(language=spoken(phone))
    asked = decide(of_phone(message(ASKS[language]), phone), start)
    (yes,) = [data for data in buttons(asked) if data.startswith("y:")]
    said = Said(tuple(m.body for m in asked.messages), NOW) if since == "at once" else None
    done = decide(of_phone(tap(yes), phone), view(language=spoken(phone), said=said))
    shown = Catalogue(language).text("bot.consent")
    assert done.sign_up == ("rios",)
    assert done.language == language
    assert done.consent == ("sign-up", f"3-{language}", hashlib.sha256(shown.encode()).hexdigest())
    assert DONE[language] in texts(done)[0]


def test_several_panels_are_agreed_to_in_the_language_of_the_consent() -> None:
    asked = decide(message("sign me up for panels 2 and 3 please"), view())
    (yes,) = [data for data in buttons(asked) if data.startswith("y:")]
    done = decide(tap(yes), view())
    assert set(done.sign_up) == {"rios", UNDATED.id}
    assert done.language == "en"


def test_who_has_changed_the_language_since_agreed_to_what_they_read() -> None:
    asked = decide(message("/inscribirme 2"), view(known=True))
    (yes,) = [data for data in buttons(asked) if data.startswith("y:")]
    done = decide(tap(yes), view(known=True, language="en"))
    assert done.sign_up == ("rios",)
    assert (done.consent or ("", ""))[1] == "3-es"
    assert done.language == "en"
    assert DONE["en"] in texts(done)[0]


def test_another_button_goes_on_in_the_language_of_the_talk() -> None:
    asked = decide(message("hi, what is on?"), view())
    said = Said(tuple(m.body for m in asked.messages), NOW)
    assert "programme" in texts(decide(tap("i:programme"), view(said=said)))[0]
    assert "programa" in texts(decide(tap("i:programme"), view()))[0]
