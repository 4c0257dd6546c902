"""The text that is written: whatever somebody typed elsewhere stays a value."""

from __future__ import annotations

from datetime import UTC

import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from campaign.languages import Catalogue
from campaign.sources.imports.schedule import Person, Schedule, Talk
from campaign.sources.imports.writing import ProgrammeText
from campaign.sources.imports.yaml_text import clean, one_line

ANY = st.text(max_size=200)


@given(title=ANY, room=ANY, name=ANY, summary=ANY)
@example(title="a: b # c", room="x\n  - id: evil", name='"', summary="---\n...\n- x: &a *a")
@example(title="\ud800\x00\u2028", room="\x85start: never", name="\ufeff", summary="\tx\n y\n\n z")
def test_nothing_typed_elsewhere_becomes_structure(
    title: str, room: str, name: str, summary: str
) -> None:
    talk = Talk("1", title, 1, room=room, summary=summary, persons=(Person("2", name),))
    text = ProgrammeText("f", UTC, None).write(Schedule(title, (talk,)))
    found = yaml.load(text, yaml.BaseLoader)  # noqa: S506 -- texts only
    expected = {
        "id": "panel-1",
        "title": one_line(title),
        "start": "",
        "minutes": "",
        "speakers": [{"id": "panel-1-2", "name": one_line(name)}],
    }
    written = "\n".join(line.rstrip() for line in clean(summary).expandtabs(4).split("\n")).strip()
    if summary:
        expected["summary"] = written if "\n" in clean(summary) else one_line(summary)
    assert found == {"panels": [expected]}
    text.encode()


def test_comments_exist_in_every_language_with_the_same_values() -> None:
    for name in ("header", "optout", "open-start", "open-minutes"):
        told = [
            Catalogue(language).text(f"imports.{name}", title="T", file="F", zone="Z")
            for language in ("es", "en")
        ]
        assert told[0] != told[1]
        assert not any("{" in sentence for sentence in told)


def test_one_person_twice_on_a_panel_has_two_seats() -> None:
    talk = Talk("1", "A", 1, persons=(Person("2", "Eva"), Person("2", "Eva")))
    found = yaml.safe_load(ProgrammeText("f", UTC, None).write(Schedule("T", (talk,))))
    assert [seat["id"] for seat in found["panels"][0]["speakers"]] == ["panel-1-2", "panel-1-2-2"]
