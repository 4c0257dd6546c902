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
    assert (
        'pregonero fact bridges start="YYYY-MM-DD HH:MM"' in told[3]
    )  # 10/08 has two readings in English
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


def test_an_hour_that_the_clocks_skip_is_said_and_asked(folder: Path) -> None:
    campaign = folder / "posts" / "campaign.yaml"
    campaign.write_text(CAMPAIGN.replace("America/Sao_Paulo", "Europe/Lisbon"))
    assert pregonero("--lang", "en", "load", "--yes", at=folder).returncode == 0
    asked = fact(folder, "bridges", "start=2035-03-25 01:30")
    assert asked.returncode == 2
    assert "25 Mar 2035, 01:30 does not exist" in asked.stderr
    assert "02:00 instead" in asked.stderr


def test_what_a_fact_changes_is_told_with_titles_days_and_lost_approvals(folder: Path) -> None:
    campaign = folder / "posts" / "campaign.yaml"
    campaign.write_text(
        CAMPAIGN + "team: [{role: press, name: Rui Sá}]\napproval: {default: press}\n"
    )
    pregonero("--lang", "en", "load", "--yes", at=folder)
    approved = pregonero("--lang", "en", "approve", "soon", "--as", "Rui Sá", at=folder)
    assert approved.returncode == 0, approved.stderr
    moved = fact(folder, "bridges", "start=2034-08-12 20:00")
    assert moved.returncode == 0, moved.stderr
    assert "soon · Bridges of the city · X (Twitter)" in moved.stdout
    assert "Fri 11 Aug 2034, 10:00 (before: Wed 9 Aug 2034, 10:00)" in moved.stdout
    assert "lost the approval by Rui Sá" in moved.stdout
    assert "approve soon/bridges" in moved.stdout
    for typed, told in (("10", "10 min"), ("1h30", "1 h 30 min"), ("-10m", "−10 min")):
        assert f"delay: {told}\n" in fact(folder, "bridges", f"delay={typed}").stdout
    delayed = fact(folder, "bridges", "delay=10m")
    assert delayed.returncode == 2
    assert "enter its new start" in delayed.stderr


def test_a_plan_in_any_form_says_why_it_ends_with_1(folder: Path) -> None:
    calendar = folder / "posts" / "calendar.yaml"
    calendar.write_text(CALENDAR + "- {post: odd, when: someday, channels: x, text: Hello you}\n")
    for form in (["--format", "xlsx", "--out", "p.xlsx"], ["--format", "json"], []):
        planned = pregonero(*NOW, "plan", *form, at=folder)
        assert planned.returncode == 1
        assert "1 error" in planned.stderr
    assert (folder / "p.xlsx").is_file()


def test_what_was_so_already_or_touches_no_post_is_said_as_that(folder: Path) -> None:
    recording = ("bridges", "recording=https://a.example/1", "--yes")
    assert fact(folder, *recording).stdout.splitlines()[-1] == "Entered. No post changes."
    assert fact(folder, *recording).stdout.splitlines()[-1] == "It was so already: nothing changes."
    delay = ("bridges", "delay=15m", "--yes")
    assert fact(folder, *delay).stdout.splitlines()[-1] == "Entered. 1 post changed."
    assert fact(folder, *delay).stdout.splitlines()[-1] == "It was so already: nothing changes."
