"""In its chat the team is told which commands there are, also after a slip of the thumb."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.services.test_team_facts import team_at

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("/atrazo 10", "/atraso"),
        ("/enlase aguas https://a.example", "/enlace"),
        ("/stauts", "/status"),
    ],
)
async def test_a_mistyped_command_is_answered_with_the_one_that_is_meant(
    tmp_path: Path, said: str, meant: str
) -> None:
    async with team_at(tmp_path, "2031-05-20T17:30") as (room, here):
        (told,) = await here.say(said)
        assert f"{meant}" in told["text"].splitlines()[0]
        assert (await room.store.snapshot()).facts == ()


async def test_help_lists_the_commands_with_what_they_do(tmp_path: Path) -> None:
    async with team_at(tmp_path, "2031-05-20T17:30") as (_room, here):
        for said in ("/ayuda", "/help", "/qwerty"):
            (told,) = await here.say(said)
            assert "/enlace — Anotar el enlace" in told["text"]
            assert "/inscritos" in told["text"]


async def test_commands_of_attendees_and_of_other_bots_are_left_alone(tmp_path: Path) -> None:
    async with team_at(tmp_path, "2031-05-20T17:30") as (_room, here):
        (told,) = await here.say("/programa")
        assert "/enlace" not in told["text"]
        assert await here.say("/atrazo@otro_bot 10") == []
