"""Fakes that behave, and the promises that every implementation of a port keeps.

The same contract suite runs on the fake and on every real adapter. It needs no
test framework: a suite is a class whose subclass gives a fixture.
"""

from campaign.testing.contract import (
    AFTER,
    WAIT,
    ChannelContract,
    Seen,
    Stage,
    Trouble,
    picture,
    publish,
    tiny_png,
)
from campaign.testing.fake import FakeChannel, FakePost, fake_sheet

__all__ = [
    "AFTER",
    "WAIT",
    "ChannelContract",
    "FakeChannel",
    "FakePost",
    "Seen",
    "Stage",
    "Trouble",
    "fake_sheet",
    "picture",
    "publish",
    "tiny_png",
]
