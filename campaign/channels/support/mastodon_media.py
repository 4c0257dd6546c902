"""Pictures on their way to a Mastodon server, which takes its time to make them ready."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from campaign.channels.support.answers import Answer
from campaign.channels.support.verdicts import ACCEPTED, OK, PARTIAL
from campaign.core.outcomes import Lost, Media, NotSent
from campaign.core.own_words import own_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from campaign.channels.support.mastodon_account import MastodonAccount
    from campaign.core.deliveries import Image

PAUSES = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0, 8.0)
"""Seconds between the questions whether a picture is ready."""
_IN_THE_MIDDLE = (0.0, 0.0)
_NOT_READY = frozenset({ACCEPTED, PARTIAL})


class Gallery:
    """The pictures of one account that no status has yet."""

    def __init__(self, account: MastodonAccount) -> None:
        self._account = account

    async def add(self, image: Image, content: bytes) -> Media | Answer | NotSent | Lost:
        """Upload a picture and wait until it is ready; an answer that is none of this is
        returned as it came.
        """
        client, alt = self._account.client, image.alt or None
        name = f"{image.sha256[:12]}.{image.media_type.rpartition('/')[2]}"
        answer = await self._account.ask(
            lambda: client.media_post(content, image.media_type, alt, _IN_THE_MIDDLE, name)
        )
        media = _id(answer)
        if media is None:
            return answer
        for pause in PAUSES:
            if isinstance(answer, NotSent | Lost) or answer.status not in _NOT_READY:
                break
            await asyncio.sleep(pause)
            answer = await self._look(media)
        if isinstance(answer, Answer) and answer.status in _NOT_READY:
            return NotSent(own_words("not-done"))
        return answer if _id(answer) is None else Media(media, image.sha256)

    async def is_busy_with(self, media: Sequence[Media]) -> bool:
        """Tell whether the server works on one of these pictures still."""
        for one in media:
            answer = await self._look(one.remote_id)
            if isinstance(answer, Answer) and answer.status == PARTIAL:
                return True
        return False

    async def _look(self, media: str) -> Answer | NotSent | Lost:
        return await self._account.ask(lambda: self._account.client.media(media))


def _id(answer: Answer | NotSent | Lost) -> str | None:
    """Return the id of a picture; ``None`` if the answer does not tell of one."""
    if isinstance(answer, NotSent | Lost) or answer.status not in {OK, *_NOT_READY}:
        return None
    return answer.id("id")
