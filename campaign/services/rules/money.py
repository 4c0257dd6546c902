"""What the campaign costs, and whether it stays within its budget."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from campaign.core.problems import Code, Problem, error

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from campaign.core.folder import Folder
    from campaign.services.drafting import Prepared


def cost(item: Prepared) -> Decimal:
    """Return the price of one delivery in US dollars."""
    if item.sheet is None or item.text is None:
        return Decimal(0)
    pictures = 1 if item.card is not None else len(item.entry.images) * (item.key.part == 1)
    return item.sheet.cost(item.text, pictures)


def budget(folder: Folder, items: Iterable[Prepared]) -> Iterator[Problem]:
    """A campaign on X that costs more than it may."""
    limit = folder.campaign.x_budget
    if limit is None:
        return
    total = sum((cost(item) for item in items), Decimal(0))
    if total > limit:
        place = folder.campaign.place
        yield error(Code.BUDGET_EXCEEDED, place, total=f"{total:.2f}", limit=f"{limit:.2f}")
