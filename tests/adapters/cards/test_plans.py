"""What is tried in turn until the words fit."""

import pytest

from campaign.cards.plans import first_that_fits
from campaign.core.card_errors import CardDoesNotFit


def halved(number: int) -> int:
    """Return half a number; an odd one does not fit."""
    if number % 2:
        raise CardDoesNotFit(field="headline", text=str(number))
    return number // 2


def test_the_first_way_in_which_the_words_fit_is_taken() -> None:
    assert first_that_fits([3, 5, 8, 4], halved) == 4


def test_what_comes_after_it_is_not_tried() -> None:
    rest = iter([3, 8, 4, 2])

    first_that_fits(rest, halved)

    assert list(rest) == [4, 2]


def test_where_they_fit_in_none_the_last_says_so() -> None:
    with pytest.raises(CardDoesNotFit) as wrong:
        first_that_fits([3, 5], halved)

    assert wrong.value.params["text"] == "5"


def test_another_error_is_not_taken_for_too_little_room() -> None:
    with pytest.raises(TypeError):
        first_that_fits(["3", 4], halved)
