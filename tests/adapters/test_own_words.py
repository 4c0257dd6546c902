"""What we say where a network's words would stand is a sentence in the reader's language."""

from __future__ import annotations

import ast
import socket
from pathlib import Path
from string import Formatter

import httpx
import pytest

import campaign
from campaign.channels.support.causes import failure
from campaign.core.outcomes import Lost, NotSent
from campaign.core.own_words import own_words, read_own
from campaign.languages import Catalogue, available

CODE = Path(campaign.__file__).parent
SAID = "reasons.unknown"


def _calls() -> list[tuple[str, str, set[str]]]:
    """Return each place where words of ours are made: where, which, with what values."""
    return [
        (
            f"{path.name}:{call.lineno}",
            str(call.args[0].value),
            {k.arg or "" for k in call.keywords},
        )
        for path in sorted(CODE.rglob("*.py"))
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "own_words"
        and isinstance(call.args[0], ast.Constant)
    ]


@pytest.mark.parametrize("language", available())
def test_all_words_of_ours_have_a_sentence_with_their_values(language: str) -> None:
    table = Catalogue(language).table("words")
    calls = _calls()
    assert len(calls) > 15
    for where, what, given in calls:
        needed = {name for _, name, _, _ in Formatter().parse(table[what]) if name}
        assert needed == given - {"detail"}, where


def test_words_keep_their_values() -> None:
    told = "a=1&b: ñ ? 100 %"
    assert read_own(own_words("silent", detail=told)) == ("silent", {"detail": told})
    assert read_own("500: Internal Server Error") is None


@pytest.mark.parametrize("words", ["", ":", " : "])
def test_a_network_that_gives_no_cause_leaves_none_empty(words: str) -> None:
    assert Catalogue("es").text(SAID, words=words).endswith("respuesta: no dice por qué")


@pytest.mark.parametrize(
    ("error", "outcome", "said"),
    [
        (httpx.ReadTimeout(""), Lost, "no contestó a tiempo"),
        (httpx.ConnectTimeout(""), NotSent, "no contestó a tiempo"),
        (httpx.RemoteProtocolError("gone"), Lost, "cortó la conexión antes de contestar"),
        (ConnectionResetError(104, "reset"), Lost, "cortó la conexión antes de contestar"),
        (ValueError("line 1 column 1"), Lost, "falló de un modo que no se esperaba"),
    ],
)
def test_a_failure_is_told_in_the_readers_language(
    error: Exception, outcome: type[NotSent | Lost], said: str
) -> None:
    found = failure(error)
    assert isinstance(found, outcome)
    assert Catalogue("es").text(SAID, words=found.words).endswith(said)
    assert type(error).__name__ in found.words


def test_a_server_without_an_address_is_told_so() -> None:
    broken = httpx.ConnectError("all attempts failed")
    broken.__cause__ = socket.gaierror(-2, "Name or service not known")
    found = failure(broken)
    assert isinstance(found, NotSent)
    assert "no se encontró el servidor" in Catalogue("es").text(SAID, words=found.words)
