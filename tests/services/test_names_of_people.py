"""People are recorded as their team writes them, however they are typed."""

from __future__ import annotations

import pytest

from campaign.core.settings import Campaign, TeamMember
from campaign.languages import Catalogue
from campaign.services.conversation.saying import listed
from campaign.services.roles import as_in_team

TEAM = Campaign("c", "C", team=(TeamMember("press", "María José Núñez"), TeamMember("design")))


@pytest.mark.parametrize("said", ["maria jose nunez", "MARÍA JOSÉ NÚÑEZ", " María  José Núñez "])
def test_a_name_is_the_one_in_the_team(said: str) -> None:
    assert as_in_team(said, TEAM) == "María José Núñez"


@pytest.mark.parametrize("said", ["María", "Ana", "press"])
def test_who_is_not_in_the_team_stays_as_they_said(said: str) -> None:
    assert as_in_team(said, TEAM) == said


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], ""),
        (["Íñigo Sáez"], "Íñigo Sáez"),
        (["Núria Coll", "Íñigo Sáez"], "Núria Coll e Íñigo Sáez"),
        (["Rita", "Hilda", "Ana y Pau"], "Rita, Hilda y Ana y Pau"),
        (["Rita", "Hierro"], "Rita y Hierro"),
        (["el papel", "«Islas»"], "el papel e «Islas»"),
    ],
)
def test_the_bot_says_names_with_the_and_that_sounds_right(names: list[str], said: str) -> None:
    assert listed(names, Catalogue("es")) == said
