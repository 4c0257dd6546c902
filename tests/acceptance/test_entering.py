"""``fact`` as somebody meets it at night: what each mistake says, what is asked, what holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.command_line import listed, pregonero

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

CAMPAIGN = """\
format: 1
name: pontes
title: Pontes
zone: America/Sao_Paulo
languages: [en]
channels: [x]
"""
PROGRAMME = """\
panels:
  - id: bridges
    title: Bridges of the city
    start: 2034-08-10 19:00
    speakers: 1
"""
CALENDAR = """\
- post: soon
  for: panels
  when: start - 1d 10:00
  channels: all
  text: "Tomorrow: {{ panel.title }}, {{ panel.when }}."
"""
NOW = ("--lang", "en", "--now", "2034-08-01T12:00:00+00:00")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a loaded campaign in a zone of its own."""
    posts = tmp_path / "posts"
    posts.mkdir()
    for name, text in (("campaign", CAMPAIGN), ("programme", PROGRAMME), ("calendar", CALENDAR)):
        (posts / f"{name}.yaml").write_text(text)
    loaded = pregonero("--lang", "en", "load", "--yes", at=tmp_path)
    assert loaded.returncode == 0, loaded.stderr
    return tmp_path


def fact(folder: Path, *values: str) -> subprocess.CompletedProcess[str]:
    return pregonero("--lang", "en", "fact", *values, at=folder)


def test_each_mistake_says_what_was_read_and_what_would_work(folder: Path) -> None:
    said = {
        values: fact(folder, *values)
        for values in (
            ("bridge", "stream=https://a.example/1"),
            ("bridges", "strem=https://a.example/1"),
            ("bridges", "stream=a.example/1"),
            ("bridges", "start=10/08 19:30"),
            ("bridges", "delay=a bit"),
            ("bridges", "stream"),
            ("bridges", "stream="),
        )
    }
    assert {found.returncode for found in said.values()} == {2}
    told = [found.stderr for found in said.values()]
    assert len(set(told)) == len(told)
    assert "Nearest: bridges" in told[0]
    assert "nearest first: stream" in told[1]
    assert "“a.example/1”" in told[2]
    assert 'pregonero fact bridges start="2034-08-10 19:00"' in told[3]
    assert "pregonero fact bridges delay=10m" in told[4]


def test_what_is_hardly_meant_waits_for_a_yes(folder: Path) -> None:
    asked = fact(folder, "bridges", "started")
    assert asked.returncode == 2
    assert "Thu 10 Aug 2034, 19:00" in asked.stderr
    assert "--yes" in asked.stderr
    assert fact(folder, "bridges", "started", "--yes").returncode == 0


def test_a_value_that_the_shell_cut_is_put_together(folder: Path) -> None:
    moved = fact(folder, "bridges", "start=2034-08-10", "20:30")
    assert moved.returncode == 0, moved.stderr
    (post,) = listed(*NOW, "plan", at=folder)["deliveries"]
    assert "20:30" in post["text"]


def test_check_tells_which_of_file_and_fact_holds(folder: Path) -> None:
    fact(folder, "bridges", "start=20:30", "--as", "Rui")
    programme = folder / "posts" / "programme.yaml"
    programme.write_text(PROGRAMME.replace("19:00", "21:00"))
    (found,) = listed(*NOW, "check", at=folder)
    assert (found["severity"], found["code"], found["line"]) == ("warning", "fact-overrules", 4)
    assert "by Rui" in found["message"]
    assert "pregonero fact bridges start=" in found["hint"]
    assert "fact-overrules" in pregonero(*NOW, "plan", at=folder).stdout
    assert fact(folder, "bridges", "start=").returncode == 0
    assert listed(*NOW, "check", at=folder) == []
