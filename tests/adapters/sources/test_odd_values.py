"""Values that nobody means: names as long as books, a zone for machines that nobody set up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest

from campaign.core.problems import Code
from campaign.sources.sheets.plain import cleaned

if TYPE_CHECKING:
    from collections.abc import Mapping

    from campaign.core.folder import Folder

    class Reading(Protocol):
        """Reads a folder that is given as texts."""

        def __call__(self, files: Mapping[str, str | bytes]) -> Folder:
            """Return what the files say."""
            ...


CAMPAIGN = "posts/campaign.yaml"


@pytest.mark.parametrize("length", [501, 3_000_000])
@pytest.mark.parametrize("field", ["title: {}", "organisers: [Museo, {}]", "partners: [name: {}]"])
def test_a_name_as_long_as_a_book_is_told_with_its_line(
    berlin: dict[str, str], reading: Reading, field: str, length: int
) -> None:
    name = field.partition(":")[0]
    kept = [ln for ln in berlin[CAMPAIGN].splitlines() if not ln.startswith(f"{name}:")]
    line = len(kept) + 1
    text = "\n".join([*kept, field.format("a" * length)]) + "\n"
    found = reading({**berlin, CAMPAIGN: text}).problems
    told = [(p.place.line, p.params["limit"]) for p in found if p.params.get("because") == "long"]
    assert told == [(line, "500")]
    fine = reading({**berlin, CAMPAIGN: text.replace("a" * length, "a" * 500)}).problems
    assert not [p for p in fine if p.params.get("because") == "long"]


def test_the_zone_of_a_machine_that_nobody_set_up_is_none(
    berlin: dict[str, str], reading: Reading
) -> None:
    text = berlin[CAMPAIGN].replace("Europe/Berlin", "Factory")
    assert text != berlin[CAMPAIGN]
    told = [p for p in reading({**berlin, CAMPAIGN: text}).problems if p.code is Code.BAD_VALUE]
    assert [(p.params["field"], p.params["value"]) for p in told] == [("zone", "Factory")]
    assert "Factory" not in told[0].params["near"]


@pytest.mark.parametrize("sign", ["\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\r\n", "\r", "\n"])
def test_every_kind_of_line_break_parts_words(sign: str) -> None:
    assert cleaned(f" hola{sign}mundo, añejo ") == "hola\nmundo, añejo"
