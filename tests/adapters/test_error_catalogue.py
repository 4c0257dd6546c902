"""Every error that a person can meet has its sentence, in every language alike."""

from __future__ import annotations

import ast
from pathlib import Path
from string import Formatter

import pytest

import campaign
from campaign.core import errors
from campaign.languages import Catalogue, available

CODE = Path(campaign.__file__).parent
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


def test_an_error_is_raised_with_what_its_sentence_needs() -> None:
    names = {kind.__name__: kind for kind in ALL}
    lacking = [
        f"{path}:{call.lineno} {missing}"
        for path in sorted(CODE.rglob("*.py"))
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
        if call.func.id in names and all(word.arg for word in call.keywords)
        if (missing := _needed(names[call.func.id]) - {word.arg for word in call.keywords})
        if missing - {"way", "here"}  # what can be done from a state is said where it is shown
    ]
    assert lacking == []


def _needed(kind: type[errors.PregoneroError]) -> set[str]:
    return _holes(Catalogue("es").table("error")[kind().message_id.removeprefix("error.")])


def _holes(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}
