"""``fact`` says what goes out at once because of it, and asks where that comes late."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.command_line import listed, pregonero

if TYPE_CHECKING:
    from pathlib import Path

FILES = {
    "campaign": "format: 1\nname: minga\ntitle: Minga\nzone: America/Guayaquil\nlanguages: [es]\n"
    "channels: [x, telegram]\nquiet_hours: 22:00-07:00\n",
    "programme": "panels:\n  - id: siembra\n    title: Siembra nueva\n"
    "    start: 2034-08-10 18:00\n    speakers: [{id: eva}]\n",
    "calendar": """\
- {post: quien, for: speakers, when: start - 2d 11:00, channels: all,
   text: "Viene {{ speaker.name }}."}
- {post: vivo, for: panels, when: started, channels: [x], card: live, expires: end,
   text: "Ya: {{ panel.title }}."}
""",
}


def at(moment: str) -> tuple[str, ...]:
    return ("--lang", "es", "--now", f"2034-08-{moment}-05:00")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a loaded campaign that waits for the name of a speaker."""
    (tmp_path / "posts").mkdir()
    for name, text in FILES.items():
        (tmp_path / "posts" / f"{name}.yaml").write_text(text)
    loaded = pregonero(*at("01T10:00"), "load", "--yes", "--sandbox", at=tmp_path)
    assert loaded.returncode == 0, loaded.stderr
    return tmp_path


def states(folder: Path) -> set[str]:
    rows = listed(*at("09T10:00"), "status", "--sandbox", at=folder)["deliveries"]
    return {row["state"] for row in rows if row["key"].startswith("quien")}


def test_a_late_card_is_told_and_asked(folder: Path) -> None:
    typed = ("fact", "eva", "name=Eva Quispe", "--sandbox")
    asked = pregonero(*at("09T10:00"), *typed, at=folder)
    assert "23 h después de su hora" in asked.stderr
    assert "sale 1 publicación (2 envíos)" in asked.stderr
    assert (asked.returncode, states(folder)) == (2, {"waiting"})
    told = pregonero(*at("09T10:00"), *typed, "--yes", at=folder)
    assert "23 h después de su hora" in told.stderr
    assert (told.returncode, states(folder)) == (0, {"planned"})


def test_what_is_on_time_is_not_asked(folder: Path) -> None:
    early = pregonero(*at("02T10:00"), "fact", "eva", "name=Eva", "--sandbox", at=folder)
    assert (early.returncode, "Apenas" in early.stderr) == (0, False)
    live = pregonero(*at("10T18:01"), "fact", "siembra", "started", "--sandbox", at=folder)
    assert live.returncode == 0, live.stderr
    assert "Apenas lo anotes sale 1 publicación" in live.stderr


def test_at_night_it_says_when_the_morning_comes(folder: Path) -> None:
    asked = pregonero(*at("09T23:30"), "fact", "eva", "name=Eva", "--sandbox", at=folder)
    assert (asked.returncode, "A las 07:00" in asked.stderr) == (2, True)


def test_under_a_general_hold_nothing_goes(folder: Path) -> None:
    pregonero(*at("09T09:00"), "hold", "--all", "luto", "--sandbox", at=folder)
    held = pregonero(*at("09T10:00"), "fact", "eva", "name=Eva", "--sandbox", at=folder)
    assert (held.returncode, "Apenas" in held.stderr) == (0, False)
