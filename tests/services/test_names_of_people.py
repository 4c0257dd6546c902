"""People are recorded as their team writes them, however they are typed."""

from __future__ import annotations

import pytest

from campaign.core.settings import Campaign, TeamMember
from campaign.services.roles import as_in_team

TEAM = Campaign("c", "C", team=(TeamMember("press", "María José Núñez"), TeamMember("design")))


@pytest.mark.parametrize("said", ["maria jose nunez", "MARÍA JOSÉ NÚÑEZ", " María  José Núñez "])
def test_a_name_is_the_one_in_the_team(said: str) -> None:
    assert as_in_team(said, TEAM) == "María José Núñez"


@pytest.mark.parametrize("said", ["María", "Ana", "press"])
def test_who_is_not_in_the_team_stays_as_they_said(said: str) -> None:
    assert as_in_team(said, TEAM) == said
