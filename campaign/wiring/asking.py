"""``ask``: what the bot would answer, from the loaded revision or else from the folder."""

from __future__ import annotations

from dataclasses import dataclass, replace
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


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a bot knows besides its campaign: the team's chat, who is told nothing here, what kind
    of ledger it is, and the ``public`` address at which the calendar is served.
    """

    team_chat: int | None = None
    kind: Kind = Kind.REAL
    public: str | None = None


class Asking:
    """Answers questions about one campaign.

    ``files`` are those of the folder, then those of programmes that were loaded before, the
    newest first.
    """

    def __init__(
        self,
        files: Sequence[Mapping[str, bytes]],
        facts: Sequence[Fact],
        tongues: Tongues,
        now: datetime,
        around: Surroundings,
    ) -> None:
        known, *before = (told_of(read_folder(one), around.kind) for one in files)
        content = content_of(known, facts, around.team_chat, earlier=before)
        self.content = replace(content, public=around.public)
        self.tongues = tongues
        self.now = now

    def answer(self, question: str) -> dict[str, object]:
        """Return the fields of ``ask``."""
        return ask(question, self.content, self.tongues, self.now)
