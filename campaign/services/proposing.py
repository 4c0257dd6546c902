"""What loading a folder would change: read, check and plan, without touching anything."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from campaign.core.files import Held
from campaign.core.ledger_kind import Kind
from campaign.services.checking import Checked, check, with_problems
from campaign.services.corrections import Corrections
from campaign.services.lost_calendar import with_lost_calendar
from campaign.services.planning import Plan, Planner
from campaign.services.rules.cards import drawable
from campaign.services.rules.consequences import UNREAD
from campaign.services.rules.gone_out import gone_out
from campaign.services.rules.left_unsure import left_unsure
from campaign.services.rules.old_days import OldDays
from campaign.services.rules.placeholders import waiting_for_words
from campaign.services.rules.repeats import already_said, equal_texts
from campaign.services.twins import Twin, twins

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from campaign.core.dates import DateWords
    from campaign.core.deliveries import Delivery
    from campaign.core.facts import Fact
    from campaign.core.files import Content
    from campaign.core.folder import Folder
    from campaign.core.programme import Programme
    from campaign.ports.clock import Clock
    from campaign.ports.ledger import Snapshot
    from campaign.ports.phrases import Phrases
    from campaign.services.drafting import Drafting


_DIGIT = re.compile(r"\d")
BASE = ("posts/campaign.", "posts/programme.", "posts/calendar.")


@dataclass(frozen=True, slots=True)
class Desk:
    """What reading and writing a campaign takes.

    ``shelf`` makes a place for the pictures that are drawn at one time.
    ``read`` turns files into a folder; ``phrases_of`` and ``words_of`` give the sentences
    and date words of a language. ``kind`` is that of the ledgers it plans for: what a new
    folder says in the place of a name is rehearsed like the rest, and kept from real networks.
    ``read_earlier`` reads those of earlier programmes, where ``read`` remembers the last that it
    read: by default it is ``read``.
    """

    read: Callable[[Mapping[str, bytes]], Folder]
    drafting: Drafting
    phrases_of: Callable[[str], Phrases]
    words_of: Callable[[str], DateWords]
    kind: Kind = Kind.REAL
    shelf: Callable[[], Callable[[bytes], Content]] = lambda: Held
    read_earlier: Callable[[Mapping[str, bytes]], Folder] | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A checked folder and what loading it would change.

    ``twins`` are the posts that would come to say what another calendar says.
    """

    checked: Checked
    plan: Plan
    snapshot: Snapshot | None
    twins: tuple[Twin, ...] = ()


def propose(  # noqa: PLR0913 - all that a plan is made from
    desk: Desk,
    files: Mapping[str, bytes],
    snapshot: Snapshot | None,
    clock: Clock,
    new_facts: Sequence[Fact] = (),
    brought: str | None = None,
    *,
    former: Sequence[Mapping[str, bytes]] = (),
) -> Proposal:
    """Check ``files`` and plan them against ``snapshot`` (``None``: nothing is loaded).

    ``brought`` is the calendar file that comes in with this: what it repeats is its to repeat.
    ``former`` is what to read the programmes from that were loaded before, the newest first.
    """
    folder = desk.read(files)
    facts = (*(snapshot.facts if snapshot else ()), *new_facts)
    words = desk.words_of(folder.campaign.language)
    earlier = _programmes(desk, folder, former)
    checked = check(folder, files, facts, desk.drafting, words, earlier)
    items = list(checked.prepared)
    now = clock.now()
    known = snapshot.deliveries if snapshot is not None else ()
    checked = _beside_what_is_loaded(checked, known, words, now)
    if snapshot is not None:
        phrases = desk.phrases_of(folder.campaign.language)
        correcting = Corrections(folder, desk.drafting.sheets, phrases, now)
        drafts = correcting.drafts(checked.programme, snapshot.deliveries)
        corrections = desk.drafting.prepare(folder, checked.programme, drafts, files)
        items.extend(drawable(corrections, files, desk.drafting.renderer))
    if desk.kind is Kind.REAL:
        items = waiting_for_words(folder, items)
    planner = Planner(folder.campaign, now, checked.faulty)
    plan = planner.plan(items, snapshot, _in_force(checked))
    return Proposal(checked, plan, snapshot, twins(plan, brought))


def _beside_what_is_loaded(
    checked: Checked, known: Sequence[Delivery], words: DateWords, now: datetime
) -> Checked:
    """Return a checked folder with what is wrong beside what followers have read, or will."""
    folder, items = checked.folder, checked.prepared
    old_days = OldDays.of(folder, checked.programme, words, now)
    found = (
        *equal_texts(items, known),
        *already_said(folder, items, known, now),
        *gone_out(folder, items, known, now),
        *left_unsure(items, known, _in_force(checked)),
        *old_days.told(items, known, checked.problems),
    )
    return with_lost_calendar(with_problems(checked, found), known)


def _programmes(
    desk: Desk, folder: Folder, former: Sequence[Mapping[str, bytes]]
) -> Sequence[Programme]:
    """Return the programmes of before, where cards or typed words may tell what they said."""
    read = desk.read_earlier or desk.read
    typed = (entry.text for entry in folder.entries if entry.literal)
    if not any(entry.card for entry in folder.entries) and not any(map(_DIGIT.search, typed)):
        return ()
    return [read(files).programme for files in former]


def _in_force(checked: Checked) -> frozenset[str] | None:
    """Return the entries of which what is loaded stays; ``None`` for all.

    A row that cannot be read may be any of the loaded ones, and a file that cannot be
    read may have held all of them: nothing is withdrawn then.
    """
    folder = checked.folder
    unread = any(p.code in UNREAD and p.place.file.startswith(BASE) for p in folder.problems)
    if unread or folder.skipped > len(folder.left_out):
        return None
    drafted = {item.entry.id for item in (*checked.prepared, *checked.off)}
    return (checked.bad - drafted) | folder.left_out.keys()
