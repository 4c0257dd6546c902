"""What a folder has no more, and may be out: loading neither withdraws it nor takes it down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.calendar import CORRECTION
from campaign.core.doubts import may_be_out
from campaign.core.generations import counting
from campaign.core.problems import Code, Place, Problem, warning
from campaign.services.sheet_rows import CALENDARS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from campaign.core.deliveries import Delivery
    from campaign.services.drafting import Prepared


def left_unsure(
    items: Sequence[Prepared], deliveries: Iterable[Delivery], in_force: Collection[str] | None
) -> Iterator[Problem]:
    """Posts that the calendar has no more, and of which nobody knows yet whether they are out:
    one warning for each.

    ``items`` are what it has; the entries ``in_force`` have errors, and stay as they are loaded
    (``None``: all of them).
    """
    wanted = {item.key for item in items}
    posts: dict[str, list[Delivery]] = {}
    for one in counting(deliveries).values() if in_force is not None else ():
        stays = one.key in wanted or one.entry in (in_force or ()) or one.entry == CORRECTION
        if may_be_out(one) and not stays:
            posts.setdefault(one.key.post, []).append(one)
    files = (item.entry.place.file for item in items)
    calendar = next((file for file in files if file.startswith(CALENDARS)), f"{CALENDARS}yaml")
    for post, unsure in posts.items():
        channels = ", ".join(dict.fromkeys(one.key.channel for one in unsure))
        yield warning(Code.LEFT_UNSURE, Place(calendar), post=post, channels=channels)
