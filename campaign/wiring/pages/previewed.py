"""What a preview shows: posts as they would be loaded, their pictures, what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from campaign.core.deliveries import Key
from campaign.services.listing import tell_why_unusable
from campaign.services.loading import Pictures, draw_pictures
from campaign.services.rules.placeholders import waiting_for_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from campaign.core.deliveries import Image
    from campaign.core.folder import Folder
    from campaign.core.problems import Problem
    from campaign.core.programme import Programme
    from campaign.ports.phrases import Phrases
    from campaign.services.checking import Checked
    from campaign.services.drafting import Prepared
    from campaign.services.proposing import Desk


@dataclass(frozen=True, slots=True)
class Previewed:
    """Posts to be shown, in the calendar's order.

    ``programme`` has all known facts applied. ``gapped`` are the texts of posts that wait for
    a fact, by key, with marks where it is missing.
    """

    folder: Folder
    programme: Programme
    items: Sequence[Prepared]
    pictures: Pictures
    gapped: Mapping[str, str] = field(default_factory=dict)
    problems: Sequence[Problem] = ()

    def images(self, item: Prepared) -> tuple[Image, ...]:
        """Return the pictures of a post, as far as they could be made."""
        return self.pictures.of(item) or ()

    def undrawn(self, item: Prepared, phrases: Phrases) -> str:
        """Return in words why a post's picture could not be made; ``""`` when it could."""
        if self.pictures.of(item) is not None:
            return ""
        problem = next((p for p in self.pictures.problems if _about(p, item)), None)
        if problem is None:
            return "—"
        return tell_why_unusable(problem.code, problem.params.get("reason", ""), phrases)


def select(items: Sequence[Prepared], wanted: Sequence[str]) -> tuple[list[Prepared], list[str]]:
    """Return the posts that are wanted by entry, post or key, and the names of none of them."""
    chosen: list[Prepared] = []
    found: set[str] = set()
    for item in items:
        hits = {item.entry.id, item.draft.post, str(item.key)}.intersection(wanted)
        found |= hits
        if hits or not wanted:
            chosen.append(item)
    return chosen, [name for name in wanted if name not in found]


def draw(
    desk: Desk,
    files: Mapping[str, bytes],
    checked: Checked,
    items: Sequence[Prepared],
) -> Previewed:
    """Draw the pictures of ``items`` and fill the texts that still have gaps.

    What would not go out for real, since it shows a sample of a new folder, waits here too.
    """
    items = waiting_for_words(checked.folder, items)
    renderer = desk.drafting.renderer
    return Previewed(
        folder=checked.folder,
        programme=checked.programme,
        items=items,
        pictures=draw_pictures(items, files, renderer, desk.shelf()),
        gapped=_gapped(desk, checked, items),
        problems=checked.problems,
    )


def _gapped(desk: Desk, checked: Checked, items: Sequence[Prepared]) -> dict[str, str]:
    drafts = {
        (item.key.post, item.key.channel): item.draft
        for item in items
        if item.text is None and item.fault is None
    }
    if not drafts:
        return {}
    folder, programme = checked.folder, checked.programme
    results = desk.drafting.with_gaps(folder, programme, tuple(drafts.values()))
    return {
        str(Key(*where, number)): text
        for where, result in zip(drafts, results, strict=True)
        for number, text in enumerate(result.parts, start=1)
    }


def _about(problem: Problem, item: Prepared) -> bool:
    same_photo = problem.params.get("value") in item.entry.images
    return same_photo or problem.params.get("post") == item.draft.post
