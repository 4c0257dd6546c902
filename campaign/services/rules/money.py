"""What the campaign costs, and whether it stays within its budget."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from campaign.core.facts import FactName, is_address
from campaign.core.problems import Code, Problem, error
from campaign.core.rendering import GAP

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator

    from campaign.core.folder import Folder
    from campaign.services.drafting import Prepared

ANY_ADDRESS, ANY_WORD = "https://example.org/", "…"


def cost(item: Prepared) -> Decimal:
    """Return the price of one delivery in US dollars.

    What still waits for facts is priced as if they were there: a link costs what a link costs.
    """
    if item.sheet is None:
        return Decimal(0)
    text = GAP.sub(_stand_in, item.outline) if item.text is None else item.text
    return item.sheet.cost(text, item.pictures)


def _stand_in(gap: re.Match[str]) -> str:
    subject, _, name = gap[1].rpartition(".")
    return ANY_ADDRESS if is_address(FactName(subject, name)) else ANY_WORD


def budget(folder: Folder, items: Iterable[Prepared]) -> Iterator[Problem]:
    """A campaign on X that costs more than it may, what waits included."""
    limit = folder.campaign.x_budget
    if limit is None:
        return
    total = sum((cost(item) for item in items), Decimal(0))
    if total > limit:
        place = folder.campaign.place
        yield error(Code.BUDGET_EXCEEDED, place, total=f"{total:.2f}", limit=f"{limit:.2f}")
