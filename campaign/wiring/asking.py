"""``ask``: what the bot would answer, from the loaded revision or else from the folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.ledger_kind import Kind
from campaign.services.asking import ask
from campaign.services.conversation import content_of, told_of
from campaign.wiring.desk import read_folder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from campaign.core.facts import Fact
    from campaign.services.conversation import Tongues


class Asking:
    """Answers questions about one campaign; ``team_chat`` is the team's, who is told nothing.

    ``files`` are those of the folder, then those of programmes that were loaded before, the
    newest first.
    """

    def __init__(
        self,
        files: Sequence[Mapping[str, bytes]],
        facts: Sequence[Fact],
        tongues: Tongues,
        now: datetime,
        team_chat: int | None = None,
        kind: Kind = Kind.REAL,
    ) -> None:
        known, *before = (told_of(read_folder(one), kind) for one in files)
        self.content = content_of(known, facts, team_chat, earlier=before)
        self.tongues = tongues
        self.now = now

    def answer(self, question: str) -> dict[str, object]:
        """Return the fields of ``ask``."""
        return ask(question, self.content, self.tongues, self.now)
