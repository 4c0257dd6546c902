from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from requests_oauthlib import OAuth1Session

from campaign.sandbox.app import build
from campaign.sandbox.credentials import (
    ACCESS_SECRET,
    ACCESS_TOKEN,
    CONSUMER_KEY,
    CONSUMER_SECRET,
)
from campaign.sandbox.faults import Faults
from campaign.sandbox.records import Accounts
from campaign.sandbox.server import serving_app
from campaign.sandbox.world import World

from .spec_checks import SPECS, Recorder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Hands:
    """A clock that only moves when a test moves it."""

    def __init__(self) -> None:
        self.now = datetime(2031, 5, 6, 14, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Return the time that the hands show."""
        return self.now

    def forward(self, **delta: float) -> None:
        """Let time pass."""
        self.now += timedelta(**delta)


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def world(clock: Hands) -> World:
    names = Accounts("Ciencia en Otoño", "cienciaotono", "Ciencia en Otoño", "cienciaotono",
                     "Las de difusión", "Ciencia", "ciencia_bot")  # fmt: skip
    return World(clock, accounts=names)


@pytest.fixture
def faults() -> Faults:
    return Faults()


@pytest.fixture
def base(world: World, faults: Faults) -> Iterator[str]:
    """The sandbox's address; what was said is checked against the official descriptions."""
    recorder = Recorder(build(world, faults))
    with serving_app(recorder) as url:
        yield url
    if SPECS.is_dir() and faults.waiting() == 0 and not faults.happened:
        recorder.check()


@pytest.fixture
def x(base: str) -> Iterator[Callable[..., Any]]:
    """Sends a signed request to X: ``x("GET", "/2/users/me")``."""
    with OAuth1Session(CONSUMER_KEY, CONSUMER_SECRET, ACCESS_TOKEN, ACCESS_SECRET) as session:
        session.trust_env = False
        yield lambda method, path, **more: session.request(method, f"{base}/x{path}", **more)


def picture(size: tuple[int, int] = (120, 80), kind: str = "PNG", colour: str = "teal") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


def moving() -> bytes:
    out = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "lime", "blue")]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    return out.getvalue()
