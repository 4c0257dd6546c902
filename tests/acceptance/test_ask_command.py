"""``ask`` says what the bot would: as JSON, a line for each question, or as the answer alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from command_line import pregonero

from campaign.services.understanding.intents import AGREED_AS, Intent

if TYPE_CHECKING:
    from pathlib import Path

PROGRAMME = """\
panels:
  - id: wells
    title: Wells and their keepers
    start: 2032-09-03 18:30
"""
CAMPAIGN = """\
format: 1
name: dry-season
title: Dry Season
zone: Africa/Windhoek
languages: [en]
channels: [telegram]
"""
NOW = ("--now", "2032-09-01T10:00", "--lang", "en")
QUESTION = "When is the next panel?"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a campaign folder of another country."""
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "campaign.yaml").write_text(CAMPAIGN, encoding="utf-8")
    (tmp_path / "posts" / "programme.yaml").write_text(PROGRAMME, encoding="utf-8")
    (tmp_path / "posts" / "calendar.yaml").write_text("[]\n", encoding="utf-8")
    return tmp_path


def test_the_answer_is_json_by_itself_or_when_asked(folder: Path) -> None:
    for more in ([], ["--format", "json"]):
        said = pregonero(*NOW, "ask", QUESTION, *more, at=folder)
        told = json.loads(said.stdout)
        assert list(told) == ["text", "intents", "action", "answer"]
        assert (told["text"], told["action"]) == (QUESTION, "act")
        assert told["intents"][0]["intent"] == "next_panel"
        assert "18:30" in told["answer"]


def test_the_answer_alone_is_for_people(folder: Path) -> None:
    said = pregonero(*NOW, "ask", QUESTION, "--format", "text", at=folder)
    assert "18:30" in said.stdout
    assert "{" not in said.stdout


def test_every_line_is_a_question(folder: Path) -> None:
    questions = [QUESTION, "Wells and their keepers, what time?", "I want to sign up"]
    done = subprocess.run(
        [sys.executable, "-m", "campaign", *NOW, "ask", "-"],
        cwd=folder,
        env={**os.environ, "XDG_DATA_HOME": str(folder / ".data")},
        input="\n\n".join(questions),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["text"] for one in told] == questions
    assert [one["intents"][0]["intent"] for one in told] == ["next_panel", "panel_time", "sign_up"]


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="no terminals to test with here")
def test_somebody_at_a_terminal_reads_words(folder: Path) -> None:
    screen, terminal = os.openpty()
    subprocess.run(
        [sys.executable, "-m", "campaign", *NOW, "ask", "-"],
        cwd=folder,
        env={**os.environ, "XDG_DATA_HOME": str(folder / ".data")},
        input=f"{QUESTION}\nqwrt plkj\n",
        stdout=terminal,
        stderr=subprocess.DEVNULL,
        text=True,
        timeout=120,
        check=True,
    )
    os.close(terminal)
    said = os.read(screen, 65_536).decode()
    assert f"> {QUESTION}" in said
    assert "18:30" in said
    assert "I can help you with this:\r\n[Next panel] [Programme]" in said
    assert "{" not in said


@pytest.mark.parametrize(
    ("text", "intent", "words"),
    [
        ("/start", "greet", "I am the assistant of “Dry Season”"),
        ("/programme", "programme", "Wells and their keepers"),
        ("👍", "out_of_scope", "I am here if you need me"),
    ],
)
def test_commands_and_signs_are_answered_as_the_bot_does(
    folder: Path, text: str, intent: str, words: str
) -> None:
    told = json.loads(pregonero(*NOW, "ask", text, at=folder).stdout)
    assert told["intents"][0]["intent"] == intent
    assert words in told["answer"]


AGREED = (
    "greet help next_panel panel_time programme day_schedule where_watch topic speakers sign_up "
    "cancel my_signups reminders_on reminders_off recording note publication ask_panel "
    "calendar_file certificate cost language who_organises contact_human privacy_info my_data "
    "erase_me unsubscribe accessibility thanks out_of_scope"
)


def test_only_agreed_names_are_told() -> None:
    told = {str(AGREED_AS.get(intent, intent)) for intent in Intent}
    assert told == set(AGREED.split())


def test_in_the_sandbox_there_is_a_team_as_the_bot_says(folder: Path) -> None:
    asked = ("--format", "text", "/privacy")
    there = pregonero(*NOW, "ask", "--sandbox", *asked, at=folder)
    here = pregonero(*NOW, "ask", *asked, at=folder)
    assert "I pass your message and your name on to the team" in there.stdout
    assert "to the team" not in here.stdout
