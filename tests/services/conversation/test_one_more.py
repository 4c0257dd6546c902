"""*También al 1* does once more what was just done; without a talk before, it is asked what."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from conversation_values import (
    LONG,
    MINE,
    NOTHING,
    NOW,
    PROGRAMME,
    ZONE,
    buttons,
    changes,
    message,
    tap,
    texts,
    view,
)

from campaign.core.attendees import Seat
from campaign.core.programme import Panel
from campaign.ports.attendees import Effects, Said, SignUp
from campaign.services.conversation import decide

if TYPE_CHECKING:
    from campaign.services.conversation.view import View

LAKE = Panel("lagos", "Lagos del sur", 5, datetime(2029, 8, 28, 18, 0, tzinfo=ZONE))


def seen(after: Effects | None = None, **more: object) -> View:
    said = Said(tuple(m.body for m in after.messages), NOW) if after else None
    known = view(**{"said": said, **more})
    programme = replace(PROGRAMME, panels=(*PROGRAMME.panels, LAKE))
    return replace(known, content=replace(known.content, programme=programme))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "tambien al 5"),
        ("es", "y también al panel 5 porfa"),
        ("es", "también el de lagos"),
        ("en", "also panel 5"),
        ("en", "panel 5 too"),
    ],
)
def test_after_a_sign_up_one_more_is_a_sign_up(language: str, text: str) -> None:
    asked = decide(message("/inscribirme rios"), seen(language=language))
    both = decide(message(text), seen(asked, language=language))
    assert any(data.startswith("y:rios+lagos") for data in buttons(both))
    done = decide(tap(buttons(asked)[0]), seen(language=language))
    more = decide(message(text), seen(done, sign_ups=[MINE], language=language))
    assert more.sign_up == ("lagos",)


def test_after_a_cancellation_one_more_is_asked_for_as_one() -> None:
    held = [MINE, SignUp(2, "lagos", Seat.SEATED, NOW), SignUp(3, LONG, Seat.SEATED, NOW)]
    done = decide(tap("k:rios"), seen(sign_ups=held))
    more = decide(message("también del 5"), seen(done, sign_ups=held[1:]))
    assert changes(more) == NOTHING
    assert "k:lagos" in buttons(more)


def test_without_a_wish_before_one_more_of_what_is_asked() -> None:
    effects = decide(message("también al 5"), seen())
    assert changes(effects) == NOTHING
    assert "i:sign_up:lagos" in buttons(effects)


def test_one_more_beside_a_change_cancels_nothing_more() -> None:
    asked = decide(message("cámbiame del 2 al 5"), seen(sign_ups=[MINE]))
    effects = decide(message("también al 3"), seen(asked, sign_ups=[MINE]))
    assert changes(effects) == NOTHING
    assert not [data for data in buttons(effects) if data.startswith("k:")]


def test_a_question_after_a_sign_up_is_no_sign_up() -> None:
    done = decide(tap(buttons(decide(message("/inscribirme rios"), seen()))[0]), seen())
    for text in ("y el 5?", "también quiero saber quién habla en el 5"):
        effects = decide(message(text), seen(done, sign_ups=[MINE]))
        assert changes(effects) == NOTHING
        assert LAKE.title in texts(effects)[0]
