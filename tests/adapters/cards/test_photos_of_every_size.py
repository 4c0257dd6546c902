"""Photos of whatever size and wherever the face is: each is cut, none is refused by a rounding."""

from __future__ import annotations

import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from campaign.cards.photos import _around, photo

SIDES = st.integers(1, 5000)
SHARES = st.floats(0, 1)


@settings(max_examples=1000)
@given(st.tuples(SIDES, SIDES), st.tuples(SIDES, SIDES), st.none() | st.tuples(SHARES, SHARES))
@example((800, 1000), (408, 510), None)
def test_the_part_that_is_taken_lies_within_the_photo(
    size: tuple[int, int], wanted: tuple[int, int], focus: tuple[float, float] | None
) -> None:
    left, top, right, bottom = _around(size, wanted, focus)
    assert 0 <= left < right <= size[0]
    assert 0 <= top < bottom <= size[1]


@settings(max_examples=100, deadline=None)
@given(
    st.tuples(st.integers(20, 160), st.integers(20, 160)),
    st.tuples(st.integers(20, 90), st.integers(20, 90)),
    st.none() | st.tuples(SHARES, SHARES),
)
def test_a_photo_of_any_size_is_cut(
    size: tuple[int, int], wanted: tuple[int, int], focus: tuple[float, float] | None
) -> None:
    target = io.BytesIO()
    Image.linear_gradient("L").resize(size).save(target, "PNG")
    assert photo("a.png", {"a.png": target.getvalue()}, wanted, focus).size == wanted


@pytest.mark.parametrize("size", [(800, 1000), (400, 500), (400, 600), (960, 960), (720, 960)])
@pytest.mark.parametrize("wanted", [(418, 418), (418, 522), (330, 412), (300, 450), (630, 675)])
def test_photos_of_usual_sizes_are_cut(size: tuple[int, int], wanted: tuple[int, int]) -> None:
    target = io.BytesIO()
    Image.linear_gradient("L").resize(size).save(target, "JPEG")
    assert photo("a.jpg", {"a.jpg": target.getvalue()}, wanted).size == wanted
