"""Cards become JPEG in one go, and what is hard to press stays within its bytes."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from campaign.cards.engine import encode
from campaign.cards.srgb import profile
from campaign.core.cards import LANDSCAPE, PORTRAIT


def pressed(image: Image.Image, quality: int) -> int:
    target = io.BytesIO()
    image.save(target, "JPEG", quality=quality, subsampling=1, icc_profile=profile())
    return target.tell()


def noise(size: tuple[int, int], strength: int) -> Image.Image:
    bands = [Image.effect_noise(size, strength) for _ in range(3)]
    return Image.merge("RGB", bands)


def test_a_calm_picture_keeps_its_sharp_letters() -> None:
    calm = Image.linear_gradient("L").resize(LANDSCAPE).convert("RGB")
    assert len(encode(calm)) == pressed(calm, 90)


@pytest.mark.parametrize(("size", "most"), [(LANDSCAPE, 200_000), (PORTRAIT, 300_000)])
@pytest.mark.parametrize("strength", [3, 6, 10])
def test_a_restless_picture_is_pressed_until_it_is_small_enough(
    size: tuple[int, int], most: int, strength: int
) -> None:
    restless = noise(size, strength)
    assert pressed(restless, 90) > most / 3
    assert len(encode(restless)) <= most


@pytest.mark.parametrize(("size", "most"), [(LANDSCAPE, 200_000), (PORTRAIT, 300_000)])
@pytest.mark.parametrize("strength", [30, 90, 250])
def test_no_noise_is_too_much(size: tuple[int, int], most: int, strength: int) -> None:
    assert len(encode(noise(size, strength))) <= most
