"""``ask``: what the bot would answer, from the loaded revision or else from the folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.services.asking import ask
from campaign.services.checking import known_programme
from campaign.services.conversation import Content
from campaign.wiring.desk import read_folder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from campaign.core.facts import Fact
    from campaign.services.conversation import Tongues


class Asking:
    """Answers questions about one campaign. ``source`` tells ``loaded`` or ``folder``."""

    def __init__(
        self,
        files: Mapping[str, bytes],
        facts: Sequence[Fact],
        tongues: Tongues,
        now: datetime,
    ) -> None:
        folder = read_folder(files)
        programme, _ = known_programme(folder, facts)
        self.content = Content(folder.campaign, programme, folder.answers)
        self.tongues = tongues
        self.now = now

    def answer(self, question: str) -> dict[str, object]:
        """Return the fields of ``ask``."""
        return ask(question, self.content, self.tongues, self.now)
