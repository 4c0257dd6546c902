"""The program's door: joins the commands and the bot, which know nothing of each other."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from campaign.cli.program import main as run_program

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    return run_program(sys.argv[1:] if arguments is None else arguments, _bot)


def _bot(*, unhurried: bool = False, **parts: Any) -> Any:
    """Make the bot; ``unhurried`` networks are our own and set no pace."""
    from campaign.bot import Bot, Gate  # noqa: PLC0415 -- telegram only where the bot runs

    gate = Gate.open_wide(parts["clock"].elapsed) if unhurried else None
    return Bot(**parts, gate=gate)


if __name__ == "__main__":
    sys.exit(main())
