"""Words are compared without capitals and accents, in one way everywhere."""

from __future__ import annotations

import pytest

from campaign.core.folding import folded, slug
from campaign.likeness import nearest


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("COORDINACIÓN", "coordinacion"),
        ("Coordinacio\u0301n", "coordinacion"),
        ("Straße", "strasse"),
        ("İzmir", "izmir"),
        ("ﬁn", "fin"),
        ("plain", "plain"),
    ],
)
def test_capitals_and_accents_do_not_count(written: str, meant: str) -> None:
    assert folded(written) == meant


def test_a_name_is_made_of_letters_numbers_and_dashes() -> None:
    assert slug("  ¿Qué es GovTech? (2ª parte) ") == "que-es-govtech-2a-parte"


def test_what_differs_in_one_sign_comes_first_whatever_stands_between_words() -> None:
    known = ["panel-1-speaker-1", "panel-1-speaker-2", "panel-1", "panel-2"]

    assert nearest("Panel 3", known).split(", ")[:2] == ["panel-1", "panel-2"]
    assert nearest("ELECCION", ["selección", "elección"]).startswith("elección")


def test_a_list_that_was_cut_says_so() -> None:
    assert nearest("a", ["a1", "a2", "a3"], most=2) == "a1, a2…"
    assert nearest("a", []) == ""
