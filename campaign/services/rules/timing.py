"""Rules about moments: quiet hours, posts too close, too many, too late, equal texts."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING

from campaign.core.deliveries import Late
from campaign.core.problems import Code, Problem, error, warning
from campaign.core.when import NEVER
from campaign.services.rules.past_dates import invites
from campaign.services.rules.wording import kept_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from campaign.core.folder import Folder
    from campaign.services.drafting import Prepared

TELLS_OF_START = ("start",)


def quiet_hours(folder: Folder, items: Iterable[Prepared]) -> Iterator[Problem]:
    """Posts planned for hours in which nothing is to go out (live-now posts may)."""
    quiet = folder.campaign.quiet_hours
    if quiet is None:
        return
    for item in items:
        due = item.draft.due
        if due is not None and item.entry.late is not Late.ANY and due.local.time() in quiet:
            yield warning(
                Code.QUIET_HOURS,
                item.entry.place_of("when"),
                post=item.draft.post,
                local=due.local,
                start=quiet.start,
                end=quiet.end,
            )


def too_late(_folder: Folder, items: Iterable[Prepared]) -> Iterator[Problem]:
    """Posts that come after their own expiry, or announce what is over."""
    for item in items:
        due, expires = item.draft.due, item.draft.expires
        if due is None:
            continue
        if expires is not None and due.utc >= expires:
            yield error(
                Code.AFTER_EXPIRY,
                item.entry.place_of("when"),
                post=item.draft.post,
                local=due.local,
                expires=expires.astimezone(due.local.tzinfo),
            )
            continue
        yield from _after_event(item)


def unguarded_countdowns(_folder: Folder, items: Iterable[Prepared]) -> Iterator[Problem]:
    """Posts that say how long it is until something, and may go out when that is not true."""
    for item in items:
        due, expires, said = item.draft.due, item.draft.expires, item.countdown
        if due is None or said is None or item.key.part > 1:
            continue
        written = item.entry.expires
        if written is NEVER or (expires is not None and expires > said.until):
            yield warning(
                Code.COUNTDOWN_UNGUARDED,
                item.entry.place_of("expires"),
                because="never" if written is NEVER else "",
                post=item.draft.post,
                channel=item.label,
                value=said.text,
                local=due.local,
                until=said.until.astimezone(due.local.tzinfo),
                expires="" if expires is None else expires.astimezone(due.local.tzinfo),
            )


def _after_event(item: Prepared) -> Iterator[Problem]:
    panel, due = item.draft.subject.panel, item.draft.due
    ends = panel.ends if panel is not None else None
    if panel is None or ends is None or due is None or due.utc < ends or invites(item):
        return
    if any(f.subject == panel.id and f.name in TELLS_OF_START for f in item.facts):
        yield warning(
            Code.AFTER_EVENT,
            item.entry.place_of("when"),
            post=item.draft.post,
            local=due.local,
            panel=panel.id,
            start=panel.begins or "",
        )


def too_close(folder: Folder, items: Iterable[Prepared]) -> Iterator[Problem]:
    """Two posts that leave each other no air, with the channels on which they do so."""
    distance = timedelta(minutes=folder.campaign.closest)
    channels: dict[str, list[tuple[float, int, Prepared]]] = defaultdict(list)
    for number, item in enumerate(items):
        if item.draft.due is not None and item.key.part == 1:
            moment = item.draft.due.utc.timestamp()
            channels[item.key.channel].append((moment, number, item))
    pairs: dict[tuple[str, str, int], list[tuple[Prepared, Prepared]]] = defaultdict(list)
    for rows in channels.values():
        rows.sort(key=lambda row: row[:2])
        for (earlier, _, one), (later, _, two) in itertools.pairwise(rows):
            if later - earlier < distance.total_seconds():
                apart = int((later - earlier) // 60)
                pairs[one.draft.post, two.draft.post, apart].append((one, two))
    for (other, post, apart), found in pairs.items():
        two = found[0][1]
        yield warning(
            Code.TOO_CLOSE,
            two.entry.place_of("when"),
            because=_rows_of(found[0], apart) or kept_in(two),
            row=two.entry.place_of("when").row,
            other_row=found[0][0].entry.place_of("when").row,
            post=post,
            other=other,
            channel=", ".join(dict.fromkeys(item.label for _, item in found)),
            local=two.draft.due.local if two.draft.due else "",
            minutes=apart,
            closest=folder.campaign.closest,
        )


def _rows_of(pair: tuple[Prepared, Prepared], apart: int) -> str:
    """Return whether two posts are told as rows: of one sheet, and not of one row."""
    one, two = (item.entry.place_of("when") for item in pair)
    if one.cell is None or one.file != two.file or one.row == two.row:
        return ""
    return "rows" if apart else "rows-at-once"


def too_many(folder: Folder, items: Iterable[Prepared]) -> Iterator[Problem]:
    """More posts on one channel and day than the campaign allows itself."""
    most = folder.campaign.max_per_day
    if most is None:
        return
    days: Counter[tuple[str, date]] = Counter()
    for item in items:
        if item.draft.due is None:
            continue
        day = item.draft.due.local.date()
        days[item.key.channel, day] += 1
        if days[item.key.channel, day] == most + 1:
            yield warning(
                Code.TOO_MANY_PER_DAY,
                item.entry.place_of("when"),
                post=item.draft.post,
                channel=item.label,
                day=day,
                most=most,
            )


RULES = (quiet_hours, too_late, unguarded_countdowns, too_close, too_many)
