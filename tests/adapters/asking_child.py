"""A rendering child that asks for a file that is none of its business."""

from __future__ import annotations

import hashlib
import os
import sys
from typing import TYPE_CHECKING

from campaign.core.rendering import Inspected
from campaign.texts.child import serve
from campaign.texts.wire import ASKING, read_frame, write_frame
from campaign.wiring.renderer import _Tools

if TYPE_CHECKING:
    from typing import IO

ANSWERS: list[IO[bytes]] = []


class Asking(_Tools):
    """The tools of the real child, except for what they look at."""

    def inspect(self, content: bytes) -> Inspected:
        """Ask for another picture and tell what it is."""
        del content
        asked = hashlib.sha256(b"b").hexdigest()
        write_frame(ANSWERS[0], ASKING + asked.encode())
        return Inspected(read_frame(sys.stdin.buffer, 1000).decode())


if __name__ == "__main__":
    ANSWERS.append(os.fdopen(os.dup(1), "wb"))  # before prints are turned away from the parent
    serve(Asking())
