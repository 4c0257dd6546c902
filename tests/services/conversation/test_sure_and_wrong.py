"""What only sounds like a wish is not answered as if it were one; nothing ends in a dead end."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from conversation_values import (
    CAMPAIGN,
    CHAT,
    MINE,
    NEXT,
    NOTHING,
    NOW,
    PROGRAMME,
    TEAM,
    UNDATED,
    buttons,
    changes,
    message,
    texts,
    view,
)

from campaign.core.folder import Answer
from campaign.core.programme import Speaker
from campaign.ports.attendees import Said
from campaign.services.conversation import Content, decide

if TYPE_CHECKING:
    from campaign.ports.attendees import Effects

TOWN = replace(
    NEXT, title="El agua en la municipalidad", speakers=(Speaker("s", "rios", "Inés Duarte"),)
)
PLACES = Content(CAMPAIGN, replace(PROGRAMME, panels=(TOWN, UNDATED)), (), TEAM)


def labels(effects: Effects) -> list[str]:
    bodies = [json.loads(m.body) for m in effects.messages if m.chat == CHAT]
    return [label for body in bodies for label, _ in body.get("buttons", [])]


def wishes(effects: Effects) -> set[str]:
    bodies = [json.loads(m.body) for m in effects.messages if m.chat == CHAT]
    return {wish for body in bodies if (wish := body.get("wish"))}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "kiero ir a todos los paneles"),
        ("es", "quiero estar en todas las charlas"),
        ("es", "voy a todos los paneles"),
        ("es", "a todos los paneles quiero ir"),
        ("en", "I want to come to all the panels"),
        ("en", "sign me up for all talks"),
    ],
)
def test_who_wants_to_go_to_all_is_asked_once_for_all(language: str, text: str) -> None:
    effects = decide(message(text), view(language=language))
    (yes,) = [data for data in buttons(effects) if data.startswith("y:")]
    assert yes.count("+") == 1
    assert len(texts(effects)) == 1


@pytest.mark.parametrize("text", ["quiero ver todas las charlas", "show me all the talks"])
def test_who_wants_to_see_all_of_them_gets_the_programme(text: str) -> None:
    assert wishes(decide(message(text), view())) == {"programme"}


@pytest.mark.parametrize(
    "text",
    [
        "no tengo plata, igual puedo ir?",
        "no me queda claro si puedo ir",
        "no sé si podré ir",
        "no hay problema, puedo ir al 2",
    ],
)
def test_a_no_of_something_else_cancels_nothing(text: str) -> None:
    assert "cancel" not in wishes(decide(message(text), view(sign_ups=[MINE])))


@pytest.mark.parametrize("text", ["no puedo ir", "no voy a poder ir", "ya no podemos asistir"])
def test_who_cannot_come_is_asked_whether_to_cancel(text: str) -> None:
    assert wishes(decide(message(text), view(sign_ups=[MINE]))) == {"cancel"}


@pytest.mark.parametrize(
    "text",
    [
        "soy de la municipalidad de puente alto y queremos participar",
        "trabajo en la municipalidad, quiero inscribirme",
        "I am from the municipalidad of Lota and we want to take part",
    ],
)
def test_who_one_is_names_no_panel(text: str) -> None:
    effects = decide(message(text), view(content=PLACES))
    assert len([data for data in buttons(effects) if data.startswith("s:")]) == 2
    assert changes(effects) == NOTHING


def test_a_panel_named_beside_it_is_meant() -> None:
    text = "soy de salud y quiero inscribirme en el de la municipalidad"
    assert any(d.startswith("y:rios") for d in buttons(decide(message(text), view(content=PLACES))))


@pytest.mark.parametrize(
    "text",
    [
        "es obligatorio asistir a todos",
        "hay que ir a todas las charlas?",
        "puedo ir a uno solo?",
        "is it mandatory to attend all?",
        "do I have to come to all of them?",
    ],
)
def test_whether_one_must_come_to_all_is_answered_once(text: str) -> None:
    effects = decide(message(text), view())
    (said,) = texts(effects)
    assert "en uno, en varios o en todos" in said or "for one, for several or for all" in said


@pytest.mark.parametrize(
    "text",
    [
        "anota a juan perez en el 2",
        "inscribe a maria jose soto porfa",
        "inscribe a pedro y a juan en el panel 3",
        "sign up John Smith for panel 2",
        "register Mary for panel 3",
    ],
)
def test_somebody_else_is_not_taken_for_who_asks(text: str) -> None:
    effects = decide(message(text), view())
    assert wishes(effects) == {"for_another"}
    assert not [data for data in buttons(effects) if data.startswith("y:")]


@pytest.mark.parametrize(
    "text", ["anótame al 2", "inscríbeme a la charla 2", "sign me up for panel 2"]
)
def test_oneself_is_still_oneself(text: str) -> None:
    assert any(data.startswith("y:rios") for data in buttons(decide(message(text), view())))


@pytest.mark.parametrize("text", ["puedo llevar a mi guagua", "puedo ir con mis hijos"])
def test_children_need_no_seat_of_their_own(text: str) -> None:
    assert wishes(decide(message(text), view())) == {"where_watch"}


@pytest.mark.parametrize(
    "text",
    [
        "cuando es la cuestion",
        "la cuestion del jueves",
        "son unos ladrones con la plata de todos los chilenos",
        "cuanta plata puso la fundación",
        "cuánto le pagan a los expositores",
    ],
)
def test_not_every_word_of_money_asks_for_the_price(text: str) -> None:
    assert "cost" not in wishes(decide(message(text), view()))


@pytest.mark.parametrize("text", ["cuesta algo?", "cuánta plata sale", "sin plata se puede entrar"])
def test_the_price_is_still_asked_for(text: str) -> None:
    assert wishes(decide(message(text), view())) == {"cost"}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("quienes son los auspiciadores", {"who_organises"}),
        ("who are the sponsors", {"who_organises"}),
        ("quienes son los expositores", {"speakers"}),
        ("cuanto pagan a los expositores", set()),
        ("cuánto cobran los charlistas", set()),
        ("les pagan a los panelistas?", set()),
        ("how much do you pay the speakers", set()),
        ("who pays the speakers", set()),
        ("quien modera", set()),
        ("who moderates?", set()),
    ],
)
def test_not_everybody_asked_for_speaks(text: str, wanted: set[str]) -> None:
    assert wishes(decide(message(text), view())) == wanted


def test_a_word_more_than_the_campaigns_own_question_asks_for_something_else() -> None:
    own = Content(CAMPAIGN, PROGRAMME, (Answer("format", ("cuántos expositores hay",), "Tres."),))
    asked, other = (
        decide(message(text), view(content=own))
        for text in ("cuántos expositores hay", "cuánto pagan a los expositores")
    )
    assert texts(asked) == ["Tres."]
    assert "Tres." not in texts(other)


@pytest.mark.parametrize("text", ["de datos personales se habla?", "hablan de datos personales?"])
def test_a_topic_is_not_the_notice_on_privacy(text: str) -> None:
    assert "privacy_info" not in wishes(decide(message(text), view()))


@pytest.mark.parametrize("text", ["en q va", "ya, cuándo es", "y dónde es"])
def test_a_question_is_no_ok(text: str) -> None:
    assert "Perfecto" not in texts(decide(message(text), view()))[0]


@pytest.mark.parametrize("text", ["va", "ya va", "ok dale", "listo"])
def test_an_ok_is_one(text: str) -> None:
    assert "Perfecto" in texts(decide(message(text), view()))[0]


@pytest.mark.parametrize(
    "text",
    [
        "soy periodista, con quien hablo para una entrevista",
        "eres un robot? quiero hablar con una persona",
        "I am a journalist, who do I talk to",
    ],
)
def test_who_is_put_through_is_not_told_to_ask_for_it(text: str) -> None:
    effects = decide(message(text), view())
    assert wishes(effects) == {"contact_human"}
    assert len(texts(effects, TEAM)) == 1


@pytest.mark.parametrize(
    "text", ["tienen un correo o fono", "cuál es el correo de contacto", "do you have an email?"]
)
def test_an_address_that_is_not_known_is_not_promised_and_calls_nobody(text: str) -> None:
    effects = decide(message(text), view())
    assert texts(effects, TEAM) == []
    assert buttons(effects) == ["i:contact_human", "x"]
    said = Said(tuple(m.body for m in effects.messages), NOW)
    agreed = decide(message("sí porfa"), view(said=said))
    assert len(texts(agreed, TEAM)) == 1
    assert texts(decide(message("no"), view(said=said)), TEAM) == []
    own = Content(CAMPAIGN, PROGRAMME, (Answer("contact_human", ("contacto",), "hola@a.cl"),), TEAM)
    assert "hola@a.cl" in texts(decide(message(text), view(content=own)))[0]


@pytest.mark.parametrize("text", ["quiero cancelar", "I want to cancel"])
def test_who_has_nothing_to_cancel_is_shown_what_to_do(text: str) -> None:
    assert len(buttons(decide(message(text), view()))) == 4


@pytest.mark.parametrize(("language", "text"), [("es", "cancelar"), ("en", "cancel")])
def test_who_only_says_cancel_is_asked_which_and_not_whether_all(language: str, text: str) -> None:
    both = [MINE, replace(MINE, panel=UNDATED.id)]
    effects = decide(message(text), view(language=language, sign_ups=both))
    assert wishes(effects) == {"cancel"}
    assert "K" not in buttons(effects)


def test_a_name_to_be_erased_is_erased_after_a_question() -> None:
    effects = decide(message("borra mi nombre"), view())
    assert buttons(effects)[0] == "e"
    assert changes(effects) == NOTHING


@pytest.mark.parametrize("text", ["voy", "yo voy!", "ahí estaré"])
def test_who_comes_is_asked_for_the_panel(text: str) -> None:
    effects = decide(message(text), view())
    assert wishes(effects) == {"sign_up"}
    assert not any("ancelar" in label for label in labels(effects))
