"""A rendering child that counts the cards that it tries: the number is what it says of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.rendering import Drawn
from campaign.texts.child import serve
from campaign.wiring.renderer import _Tools

if TYPE_CHECKING:
    from collections.abc import Mapping

    from campaign.core.cards import CardSpec


class Counting(_Tools):
    """The tools of the real child, except for trying cards."""

    tried = 0

    def try_out(self, spec: CardSpec, files: Mapping[str, bytes]) -> Drawn:
        """Return how many were tried so far."""
        del spec, files
        self.tried += 1
        return Drawn(fault=str(self.tried))


if __name__ == "__main__":
    serve(Counting())
