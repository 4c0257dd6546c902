from __future__ import annotations

import pytest

from campaign.languages import Catalogue, available
from campaign.sources.fields import SHAPES


@pytest.mark.parametrize("language", available())
def test_every_field_says_what_it_is_for_in_every_language(language: str) -> None:
    told = Catalogue(language).table("fields")
    assert {name: sorted(fields) for name, fields in told.items()} == {
        name: sorted(field.name for field in shape.fields) for name, shape in SHAPES.items()
    }
    assert all(sentence.strip() for fields in told.values() for sentence in fields.values())


def test_what_is_below_a_field_is_in_the_table() -> None:
    below = [field.shape for shape in SHAPES.values() for field in shape.fields if field.shape]
    assert set(below) <= set(SHAPES)
