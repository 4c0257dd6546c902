"""Links that a text types although the programme has them: they would not change with it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from campaign.core.fact_values import PANEL_LINKS
from campaign.core.problems import Code, Problem, warning
from campaign.services.rules.wording import text_place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from campaign.core.folder import Folder
    from campaign.core.programme import Programme
    from campaign.services.drafting import Prepared

_URL = re.compile(r"https?://[^\s<>\"»”)]+", re.IGNORECASE)


class TypedLinks:
    """Knows the links of a programme; ``programme`` has its facts."""

    def __init__(self, folder: Folder, programme: Programme) -> None:
        self.folder = folder
        self._known = dict(_links(programme))
        self._order = [panel.id for panel in programme.panels]

    def typed(self, item: Prepared) -> Iterator[Problem]:
        """Yield a warning for each link of the programme that was typed."""
        entry = item.entry
        text = None if entry.literal else self.folder.texts.get(entry.text)
        source = text.source(item.key.channel) if text else entry.text
        if "://" not in source or not self._known:
            return
        for found in _URL.finditer(source):
            known = self._known.get(_same(found[0]))
            if known is None:
                continue
            line = source.count("\n", 0, found.start()) + 1
            subject, name = known
            yield warning(
                Code.LINK_TYPED,
                text_place(self.folder, item, line),
                value=found[0],
                subject=subject,
                name=name,
                use=self._use(item, subject, name),
                post=item.draft.post,
                channel=item.label,
            )

    def _use(self, item: Prepared, subject: str, name: str) -> str:
        mine = item.draft.subject.panel
        if subject in self._order:
            own = mine is not None and mine.id == subject
            where = "panel" if own else f"panels[{self._order.index(subject)}]"
        else:
            where = subject
        return f"{{{{ {where}.{name} }}}}"


def _links(programme: Programme) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield each link with what has it; one that several have is the first one's."""
    found = [
        *((url, ("links", name)) for name, url in programme.links.items()),
        *((p.url, ("publication", "url")) for p in (programme.publication,) if p is not None),
        *((getattr(p, name), (p.id, name)) for p in programme.panels for name in PANEL_LINKS),
    ]
    for url, known in reversed(found):
        if url:
            yield _same(url), known


def _same(url: str) -> str:
    return url.rstrip("/.,;:!?").casefold()
