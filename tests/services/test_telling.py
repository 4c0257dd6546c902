"""What lists and pages say: nothing twice, and money in one form."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from campaign.core.deliveries import State
from campaign.core.problems import Code, Place, error
from campaign.core.reasons import because
from campaign.languages import Catalogue
from campaign.services.listing import beyond_state, state_and_reason, tell_problem, tell_reason
from campaign.wiring.pages.telling import Teller
from tests.core.factories import campaign, panel, programme

if TYPE_CHECKING:
    from campaign.core.reasons import Reason


@pytest.mark.parametrize(
    ("language", "state", "reason", "told"),
    [
        ("es", State.SUPERSEDED, because("superseded", generation=2), "por la versión 2"),
        ("es", State.HELD, because("held", who="Inés", why="duelo"), "por Inés: duelo"),
        ("es", State.EXPIRED, because("expired"), "pasó su plazo"),
        ("en", State.SUPERSEDED, because("superseded", generation=3), "replaced by version 3"),
    ],
)
def test_a_reason_does_not_repeat_the_state(
    language: str, state: State, reason: Reason, told: str
) -> None:
    phrases = Catalogue(language)
    said = beyond_state(phrases.text(f"states.{state}"), tell_reason(reason, phrases))
    assert said == told


def test_a_state_and_its_reason_are_one_sentence() -> None:
    assert state_and_reason("retenida", "retenida por Inés: duelo") == "retenida por Inés: duelo"
    assert state_and_reason("vencida", "pasó su plazo") == "vencida: pasó su plazo"
    assert state_and_reason("programada", "") == "programada"


@pytest.mark.parametrize("words", ["", "?!"])
def test_a_silent_network_leaves_no_colon_without_words(words: str) -> None:
    lost = because("unknown", words=words, looks=1)
    assert tell_reason(lost, Catalogue("es")) == "se envió y no hubo respuesta"
    assert tell_reason(lost, Catalogue("en")) == "sent, and no answer came"
    said = tell_reason(because("unknown", words="timeout"), Catalogue("es"))
    assert said == "se envió y no hubo respuesta: timeout"


@pytest.mark.parametrize(("language", "amount"), [("es", "US$ 3,50"), ("en", "US$ 3.50")])
def test_a_budget_is_told_as_the_plan_tells_money(language: str, amount: str) -> None:
    over = error(Code.BUDGET_EXCEEDED, Place("posts/campaign.yaml"), total="3.50", limit="2.00")
    assert amount in tell_problem(over, Catalogue(language), "message")


def test_a_post_of_the_publication_is_not_called_so_twice() -> None:
    teller = Teller.of(campaign(), programme(panel("aguas")))
    assert teller.about("publication") == ""
    assert teller.about("aguas") == teller.subject("aguas") != ""
