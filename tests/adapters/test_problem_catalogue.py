"""Every problem has its sentence, its hint and its line of the reference, in every language."""

from __future__ import annotations

import ast
from datetime import datetime, time
from pathlib import Path
from string import Formatter
from zoneinfo import ZoneInfo

import pytest

import campaign
from campaign.core.problems import Code, Place, warning
from campaign.languages import Catalogue, available
from campaign.services.listing import tell_problem

PIECES = ("message", "hint", "doc")


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def values(code: Code, language: str) -> set[str]:
    """Return the values that message and hint of a code use together."""
    table = Catalogue(language).table(f"problems.{code.value}")
    return placeholders(table["message"]) | placeholders(table["hint"])


@pytest.mark.parametrize("language", available())
@pytest.mark.parametrize("code", list(Code), ids=lambda code: code.value)
def test_every_code_says_what_is_wrong_and_how_to_mend_it(code: Code, language: str) -> None:
    table = Catalogue(language).table(f"problems.{code.value}")
    assert tuple(table)[: len(PIECES)] == PIECES
    assert set(table) - set(PIECES) <= {"because"}
    assert all(table[piece].strip() for piece in PIECES)
    assert placeholders(table["doc"]) == set()


@pytest.mark.parametrize("language", available())
def test_a_catalogue_has_no_table_for_a_problem_that_does_not_exist(language: str) -> None:
    assert set(Catalogue(language).table("problems")) == {code.value for code in Code}


@pytest.mark.parametrize("code", list(Code), ids=lambda code: code.value)
def test_the_languages_use_the_same_values(code: Code) -> None:
    assert len({frozenset(values(code, language)) for language in available()}) == 1


@pytest.mark.parametrize("code", list(Code), ids=lambda code: code.value)
def test_every_reason_has_its_sentence_in_every_language(code: Code) -> None:
    tables = [Catalogue(language).table(f"problems.{code.value}") for language in available()]
    reasons = [table.get("because", {}) for table in tables]
    assert len({tuple(one) for one in reasons}) == 1
    for reason in reasons[0]:
        told = [one[reason] for one in reasons]
        assert all(set(one) == {"message", "hint"} for one in told)
        used = [placeholders(one["message"]) | placeholders(one["hint"]) for one in told]
        assert all(one == used[0] for one in used), reason


@pytest.mark.parametrize("language", available())
def test_values_are_named(language: str) -> None:
    for code in Code:
        assert all(name.isidentifier() for name in values(code, language))


def findings() -> list[tuple[str, Code, set[str]]]:
    """Return every place in the code that finds a problem, with the values it gives."""
    found: list[tuple[str, Code, set[str]]] = []
    for path in sorted(Path(campaign.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"error", "warning"}:
                given = {keyword.arg for keyword in node.keywords}
                code = ast.unparse(node.args[0]).removeprefix("Code.")
                if None not in given and code in Code.__members__:
                    names = {name for name in given if name is not None}
                    found.append((f"{path.name}:{node.lineno}", Code[code], names))
    return found


def test_whoever_finds_a_problem_gives_its_sentence_all_values() -> None:
    """All but ``here``, which the catalogue gives to each."""
    assert len(findings()) > 20
    lacking = {
        place: values(code, language) - given - {"here"}
        for place, code, given in findings()
        for language in available()
    }
    assert {place: names for place, names in lacking.items() if names} == {}


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("es", "aviso sale dom 3 mar 2030, 23:30, dentro de las horas de silencio (22:00–07:05)."),
        ("en", "aviso goes out Sun 3 Mar 2030, 23:30, within the quiet hours (22:00–07:05)."),
    ],
)
def test_moments_are_told_in_the_words_of_the_reader(language: str, told: str) -> None:
    local = datetime(2030, 3, 3, 23, 30, tzinfo=ZoneInfo("Africa/Nairobi"))
    quiet = {"start": time(22), "end": time(7, 5)}
    found = warning(
        Code.QUIET_HOURS, Place("posts/calendar.yaml"), post="aviso", local=local, **quiet
    )
    assert tell_problem(found, Catalogue(language), "message") == told


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_list_that_was_cut_ends_with_one_ellipsis(language: str) -> None:
    phrases = Catalogue(language)
    for known, end in (("panel-1, panel-2…", " panel-1, panel-2…"), ("panel-1", " panel-1.")):
        said = phrases.text("problems.unknown-subject.hint", known=known)
        assert said.endswith(end)
