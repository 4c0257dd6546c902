"""What a folder says and a load leaves out, because of its errors."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from campaign.core.expansion import expand
from campaign.services.planning import Change

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from campaign.core.deliveries import Delivery
    from campaign.core.folder import Folder
    from campaign.core.problems import Place, Problem
    from campaign.core.programme import Programme
    from campaign.services.checking import Checked
    from campaign.services.planning import Row
    from campaign.services.proposing import Proposal


class Fate(StrEnum):
    """What becomes of a post with an error when the rest is loaded."""

    OUT = "out"
    """It was not loaded before, and is not now."""
    BEFORE = "before"
    """It stays as it was loaded before."""
    WAITS = "waits"
    """It was loaded, is different now, and waits."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A post with an error, and where that is, as far as one place can be told."""

    post: str
    fate: Fate
    place: Place | None


def left_out(proposal: Proposal) -> list[LeftOut]:
    """Return the posts with errors of which loading leaves something as it is, by their names."""
    rows: dict[str, list[Row]] = {}
    for row in proposal.plan.rows:
        rows.setdefault(row.key.post, []).append(row)
    known = {old.key.post for old in proposal.snapshot.deliveries} if proposal.snapshot else set()
    found = []
    for post in sorted(proposal.checked.faulty):
        fate = _fate(rows.get(post, ()), is_known=post in known or _is_of(post, known))
        if fate is not None:
            found.append(LeftOut(post, fate, _place_of(proposal.checked, post)))
    return found


def missing(
    folder: Folder, programme: Programme, deliveries: Iterable[Delivery]
) -> dict[str, Place]:
    """Return the posts that a loaded folder says and its ledger has never had, those with errors,
    and where they stand.

    What is about a panel that will not take place is not missed.
    """
    known = {one.key.post for one in deliveries}
    drafts = expand(folder.campaign, programme, folder.entries).drafts
    held = [d for d in drafts if d.subject.panel is None or not d.subject.panel.cancelled]
    wanted = {draft.post: draft.entry.place for draft in held}
    unread = {one: folder.left_out[one] for one in sorted(folder.left_out)}
    unread = {one: place for one, place in unread.items() if not _is_of(one, known)}
    return {post: place for post, place in {**wanted, **unread}.items() if post not in known}


def rows_and_names(
    posts: Iterable[tuple[str, Place | None]],
) -> tuple[dict[str, list[Place]], list[str]]:
    """Return the rows of each calendar in which posts stand, in their order, and the names of
    those in no sheet; what has no name yet is a row in any calendar.
    """
    rows: dict[tuple[str, str], Place] = {}
    names = []
    for post, place in posts:
        if place is None or (place.cell is None and post):
            names.append(post)
        else:
            rows.setdefault((place.shown, place.row), place)
    files: dict[str, list[Place]] = {}
    for place in sorted(rows.values(), key=lambda one: one.order[:3]):
        files.setdefault(place.shown, []).append(place)
    return files, names


def _is_of(entry: str, known: Iterable[str]) -> bool:
    """Tell whether a whole entry is meant, of which there are posts."""
    return any(post.startswith(f"{entry}/") for post in known)


def _fate(rows: Sequence[Row], *, is_known: bool) -> Fate | None:
    """Return what becomes of a post; ``None`` where it went out, or is over, as it was."""
    if not rows:
        return None if is_known else Fate.OUT
    if any(row.change is Change.STOPPED for row in rows):
        return Fate.WAITS
    return Fate.BEFORE if any(row.delivery and row.delivery.is_open for row in rows) else None


def _place_of(checked: Checked, post: str) -> Place | None:
    """Return where the error of a post is: its own one, or one that many posts have in common."""
    errors = [problem for problem in checked.problems if problem.is_error]
    own = (problem for problem in errors if problem.params.get("post") == post)
    found = next(own, None) or _alike(errors, checked.faulty[post])
    return found.place if found else None


def _alike(errors: Iterable[Problem], code: str) -> Problem | None:
    """Return the only error of that code, if there is just one: it was told once for all."""
    found = [problem for problem in errors if str(problem.code) == code]
    return found[0] if len({problem.place for problem in found}) == 1 else None
