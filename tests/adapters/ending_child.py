"""A rendering child that every card and every picture ends."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from campaign.texts.child import serve
from campaign.wiring.renderer import _Tools

if TYPE_CHECKING:
    from collections.abc import Mapping

    from campaign.core.cards import CardSpec
    from campaign.core.rendering import Drawn, Inspected


class Ending(_Tools):
    """The tools of the real child, except for what ends it."""

    def draw(self, spec: CardSpec, files: Mapping[str, bytes]) -> Drawn:
        """End the process."""
        del spec, files
        os._exit(9)

    def inspect(self, content: bytes) -> Inspected:
        """End the process."""
        del content
        os._exit(9)


if __name__ == "__main__":
    serve(Ending())
