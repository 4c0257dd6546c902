"""The word tables are sound, and every problem brings what its sentence needs."""

from __future__ import annotations

import tomllib
from importlib import resources
from string import Formatter

import pytest

from campaign.languages import Catalogue
from campaign.sources.sheets.vocabulary import words
from tests.adapters.sheets.kit import read, row, seminar, webinars

FILES = ("es.toml", "en.toml")


def tables(file: str) -> dict[str, dict[str, list[str]]]:
    folder = resources.files("campaign.sources.sheets").joinpath("words")
    return tomllib.loads(folder.joinpath(file).read_text(encoding="utf-8"))


def test_no_word_of_any_language_has_two_meanings_in_a_table() -> None:
    for file in FILES:
        for table, meanings in tables(file).items():
            for meaning, names in meanings.items():
                for name in names:
                    assert words().meaning(table, name) == meaning, (file, table, name)


def test_both_languages_have_the_same_tables_and_can_write_the_same_things() -> None:
    es, en = map(tables, FILES)
    assert es.keys() == en.keys()
    for table in ("headers", "labels", "months", "weekdays", "statuses", "all", "yes", "units"):
        assert es[table].keys() == en[table].keys()


BAD_ROWS = [
    row("31/02/2022"),
    row("primera semana de marzo"),
    row("jueves 18 de febrero"),
    row("17/02/22"),
    row("17/02/2022", None),
    row("17/02/2022", "tarde"),
    row("=A1"),
    row("30 min antes del panel 1", "10:00"),
    row("launch - 1h", "10:00"),
    row("una semana antes", title="Algo"),
    row(channels="Telegrm"),
    row(channels="Facebook"),
    row(title="Panel 1", image="panel 2"),
    row(title="Panel 9"),
    row(image="acuarela"),
    row(image="http://x/y.png"),
    row(text="anunsio"),
    row(status="quizás"),
    row(None, None, None, "Sin nada", "Un texto"),
]


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("bad", BAD_ROWS)
def test_every_problem_fills_its_sentence_and_its_hint(
    bad: tuple[object, ...], language: str
) -> None:
    vocabulary = seminar() if language == "es" else webinars()
    problems = read([bad], vocabulary).problems
    assert problems
    for problem in problems:
        for part in ("message", "hint"):
            sentence = Catalogue(language).text(f"problems.{problem.code}.{part}")
            needed = {name for _, name, _, _ in Formatter().parse(sentence) if name}
            assert needed <= problem.params.keys()
