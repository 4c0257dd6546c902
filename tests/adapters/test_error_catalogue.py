"""Every error that a person can meet has its sentence, in every language alike."""

from __future__ import annotations

from string import Formatter

import pytest

from campaign.core import errors
from campaign.languages import Catalogue, available

ALL = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, errors.PregoneroError)
]


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("language", available())
def test_an_error_has_a_sentence(kind: type[errors.PregoneroError], language: str) -> None:
    assert Catalogue(language).text(kind().message_id).endswith((".", "}"))


def test_the_languages_say_the_same() -> None:
    tables = [Catalogue(language).table("error") for language in available()]
    holes = [{key: _holes(text) for key, text in table.items()} for table in tables]
    assert all(found == holes[0] for found in holes)
    assert set(tables[0]) == {kind().message_id.removeprefix("error.") for kind in ALL}


def _holes(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}
