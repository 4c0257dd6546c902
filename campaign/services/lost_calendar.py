"""A folder whose calendar is not there any more, though posts of it are loaded and still to go.

A program that wrote the file away, a folder that is half copied: nobody meant to withdraw them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from campaign.core.problems import Code, error
from campaign.services.sheet_rows import CALENDARS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from campaign.core.deliveries import Delivery
    from campaign.services.checking import Checked

GONE = "calendar-gone"


def with_lost_calendar(checked: Checked, known: Iterable[Delivery]) -> Checked:
    """Return a checked folder; that the calendar is missing is an error where that matters."""
    going = sum(delivery.is_open for delivery in known)
    if not going:
        return checked
    problems = tuple(
        error(one.code, one.place, **one.params, because=GONE, n=going)
        if one.code is Code.FILE_MISSING and one.place.file.startswith(CALENDARS)
        else one
        for one in checked.problems
    )
    return replace(checked, problems=problems)
