"""The bot says the same things in every language, and its commands are ones Telegram takes."""

from __future__ import annotations

import re
from string import Formatter
from typing import Any

import pytest

from campaign.languages import Catalogue, available
from campaign.services.conversation.deciding import ALIASES, OTHERS, START
from campaign.services.team_counter import Command, menu_of
from campaign.services.understanding import Intent


def flat(table: dict[str, Any], head: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in table.items():
        found |= flat(value, f"{head}{key}.") if isinstance(value, dict) else {head + key: value}
    return found


def values(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


SENTENCES = {code: flat(Catalogue(code).table("bot")) for code in available()}


@pytest.mark.parametrize("code", available())
def test_every_language_says_everything_with_the_same_values(code: str) -> None:
    home = SENTENCES["es"]
    assert set(SENTENCES[code]) == set(home)
    assert {k: values(v) for k, v in SENTENCES[code].items()} == {
        k: values(v) for k, v in home.items()
    }


@pytest.mark.parametrize("code", available())
def test_commands_are_ones_that_telegram_takes_and_the_bot_knows(code: str) -> None:
    names = Catalogue(code).table("bot.command")
    about = Catalogue(code).table("bot.menu")
    assert set(names) == set(about)
    for intent, name in names.items():
        assert re.fullmatch(r"[a-z0-9_]{1,32}", name)
        assert 1 <= len(about[intent]) <= 256
        assert name in OTHERS or ALIASES[name] == intent


@pytest.mark.parametrize("code", available())
def test_every_wish_has_a_button_that_a_phone_shows_in_one_line(code: str) -> None:
    labels = Catalogue(code).table("bot.button")
    assert set(Intent) <= set(labels)
    assert all(len(label) <= 32 for label in labels.values())


@pytest.mark.parametrize("code", available())
def test_the_teams_commands_are_ones_that_telegram_takes_and_nobody_elses(code: str) -> None:
    names = Catalogue(code).table("team.command")
    assert set(names) == set(Catalogue(code).table("team.menu")) == set(Command)
    for name, about in menu_of(Catalogue(code)):
        assert re.fullmatch(r"[a-z0-9_]{1,32}", name)
        assert 1 <= len(about) <= 256
    shared = {"help", "question", "questions"}  # they mean in the team's chat what they mean there
    others = {one for command, called in names.items() if command not in shared for one in called}
    assert not others & {*ALIASES, START}


def test_a_command_of_the_team_means_one_thing_in_all_languages() -> None:
    meant: dict[str, set[str]] = {}
    for code in available():
        for command, names in Catalogue(code).table("team.command").items():
            for name in names:
                meant.setdefault(name, set()).add(command)
    assert {name: said for name, said in meant.items() if len(said) > 1} == {}
