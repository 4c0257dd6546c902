"""The account's statuses, the newest first, in pages that ``Link`` headers lead to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from campaign.sandbox.mastodon.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from campaign.sandbox.mastodon.state import Status, Toots

_USUAL, _MOST = 20, 40
_FLAGS = ("only_media", "exclude_replies", "exclude_reblogs", "exclude_direct", "pinned")
_IDS = ("max_id", "since_id", "min_id")


@dataclass(frozen=True, slots=True)
class Page:
    """One page, and the parameters of the next older and the next newer one."""

    statuses: Sequence[Status]
    older: Mapping[str, str] | None = None
    newer: Mapping[str, str] | None = None

    def link(self, url: str) -> str:
        """Return the ``Link`` header of a page at ``url``."""
        both = (("next", self.older), ("prev", self.newer))
        return ", ".join(f'<{url}?{urlencode(of)}>; rel="{rel}"' for rel, of in both if of)


def page_of(toots: Toots, asked: Mapping[str, str]) -> Page:
    """Return the statuses that are asked for."""
    limit = _limit(asked.get("limit", str(_USUAL)))
    ids = {name: int(asked[name]) for name in _IDS if _is_id(asked.get(name, ""))}
    flags = {name for name in _FLAGS if asked.get(name, "0") in {"1", "true"}}
    found = [one for one in toots.statuses.values() if _has(one, flags) and _between(one, ids)]
    found.sort(key=lambda one: int(one.id), reverse=True)
    page = found[-limit:] if "min_id" in ids else found[:limit]
    if not page:
        return Page(page)
    older = {"limit": str(limit), "max_id": page[-1].id} if len(page) == limit else None
    return Page(page, older, {"limit": str(limit), "min_id": page[0].id})


def _has(one: Status, flags: set[str]) -> bool:
    """Tell whether a status is among those that ``flags`` leave."""
    if one.deleted or "pinned" in flags:
        return False
    lacking = ("only_media" in flags and not one.media) or (
        "exclude_replies" in flags and one.reply_to is not None
    )
    return not lacking and not ("exclude_direct" in flags and one.visibility == "direct")


def _between(one: Status, ids: Mapping[str, int]) -> bool:
    number = int(one.id)
    newest = ids.get("max_id", number + 1)
    return max(ids.get("since_id", 0), ids.get("min_id", 0)) < number < newest


def _is_id(text: str) -> bool:
    return re.fullmatch(r"[0-9]{1,20}", text) is not None


def _limit(text: str) -> int:
    if not re.fullmatch(r"\d{1,3}", text) or int(text) < 1:
        raise Refusal(400, "limit must be a number")
    return min(int(text), _MOST)
