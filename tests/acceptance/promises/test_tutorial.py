"""The tutorial, command by command as it is written: each works, and shows what the text says."""

from __future__ import annotations

import re
import shlex
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from program import ROOT, STARTED

if TYPE_CHECKING:
    from pathlib import Path

    from program import Place

TUTORIAL = (ROOT / "docs/tutorial/first-campaign.md").read_text(encoding="utf-8")
MOMENT = "AAAA-MM-DD HH:MM"
ASKING = ("load", "fact")


def blocks(step: int) -> list[str]:
    """Return what stands in the fences of a step, in order."""
    section = re.split(r"^## ", TUTORIAL, flags=re.MULTILINE)[step]
    assert section.startswith(f"{step}. ")
    return re.findall(r"^```\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)


def commands(step: int, *moments: datetime) -> list[list[str]]:
    """Return the commands of a step; each place for a moment takes the next one."""
    left = iter(moments)
    lines = [line for block in blocks(step) for line in block.splitlines()]
    filled = [
        line.replace(MOMENT, str(next(left)).removesuffix(":00")) if MOMENT in line else line
        for line in lines
    ]
    return [shlex.split(line)[1:] for line in filled if line.startswith("pregonero ")]


def answered(place: Place, words: list[str]) -> str:
    """Run a command and return what it says; what asks is told yes, after it has asked."""
    if words[0] not in ASKING:
        return place.call(*words).stdout
    asked = place.call(*words, code=2)
    place.call(*words, "--yes")
    return asked.stdout + asked.stderr


def change(folder: Path, old: str, new: str) -> None:
    """Replace a line that stands once in the whole folder."""
    there = [file for file in folder.rglob("posts/**/*") if file.is_file()]
    (found,) = [file for file in there if old in file.read_text(encoding="utf-8")]
    text = found.read_text(encoding="utf-8")
    assert text.count(old) == 1
    found.write_text(text.replace(old, new), encoding="utf-8")


def begin(place: Place) -> datetime:
    """Go as far as the fourth step; return when the first panel begins."""
    place.call("init", "../mi-ciclo")
    place.folder.rmdir()
    (place.base / "mi-ciclo").rename(place.folder)
    for step in (3, 4):
        changes = [block for block in blocks(step) if not block.startswith("pregonero ")]
        for old, new in zip(changes[::2], changes[1::2], strict=True):
            change(place.folder, old, new)
    programme = (place.folder / "posts/programme.yaml").read_text(encoding="utf-8")
    start = re.search(r"start: (\S+ \S+)", programme)
    assert start is not None
    return datetime.fromisoformat(start[1])


def test_it_is_checked_looked_at_and_rehearsed_as_told(place: Place) -> None:
    begin(place)
    said = {one[0]: place.call(*one).stdout for step in (5, 6) for one in commands(step)}
    assert set(said) == {"check", "plan", "preview", "rehearse"}
    promised = re.search(r"`check` termina con «(.*?)»", TUTORIAL)
    assert promised is not None
    assert promised[1] in said["check"]
    assert "[announcement/panel-1]" in said["plan"]
    page = (place.folder / "build/preview/index.html").read_text(encoding="utf-8")
    assert page.count("trae tus preguntas") == 1
    assert "<img" in page
    assert "Salieron 18" in said["rehearse"]


def test_the_sandbox_shows_the_first_post_its_correction_and_a_stop(place: Place) -> None:
    start = begin(place)
    opening = (start - timedelta(days=14)).replace(hour=10, minute=0)
    before = opening - timedelta(seconds=4)  # the text says a minute; nobody has to wait so long
    heard = []
    out = iter(("Anuncio general", "Cambio de hora"))
    for one in commands(8, before, start + timedelta(hours=1)):
        if one[0] == "run":
            title = next(out)
            with place.running(*one) as run:
                run.says(STARTED)
                for network in ("X (Twitter)", "Telegram"):
                    run.says(f"{network}: salió «{title}»")
                run.end()
        else:
            heard.append((one[0], answered(place, one)))
    names = [name for name, _ in heard]
    assert names == ["load", "status", "fact", "hold", "status", "resume", "sandbox"]
    assert "Anuncio general" in heard[1][1]
    assert "pasa de las 17:00 a las 18:00" in heard[2][1].replace("\n    ", " ")
    assert "duelo nacional" in heard[4][1]
