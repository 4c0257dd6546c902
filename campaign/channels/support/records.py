"""The posts in an account's repository: reading, writing and marking them up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from campaign.channels.support.answers import Answer, inside
from campaign.channels.support.facets import facets, handles
from campaign.channels.support.readback import CLOCKS_APART, Reading, Shown
from campaign.channels.support.record_keys import is_ours, is_past_ours
from campaign.channels.support.verdicts import verdict
from campaign.channels.support.xrpc import Session
from campaign.channels.support.xrpc_marks import MARKS
from campaign.core.outcomes import Lost, NotSent, Refused, Stopped
from campaign.core.own_words import own_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from campaign.channels.support.xrpc import XrpcAccount

POST = "app.bsky.feed.post"
MOST_PAGES = 50
"""Of a hundred records each."""
_ABSENT = re.compile(r"RecordNotFound|Could not locate record")
"""Older servers have no name for it."""
Failure = NotSent | Refused | Stopped


@dataclass(frozen=True, slots=True)
class Found:
    """A post that is in the repository."""

    rkey: str
    uri: str
    cid: str
    value: dict[str, Any]

    @property
    def reference(self) -> dict[str, str]:
        """Return what an answer names it by."""
        return {"uri": self.uri, "cid": self.cid}

    @property
    def text(self) -> str:
        """Return its words."""
        return str(self.value["text"])

    @property
    def images(self) -> list[dict[str, Any]]:
        """Return its pictures."""
        images = inside(self.value, "embed", "images")
        return [one for one in images if isinstance(one, dict)] if isinstance(images, list) else []

    @property
    def answers(self) -> str | None:
        """Return the key of the post that it answers."""
        uri = inside(self.value, "reply", "parent", "uri")
        return str(uri).rpartition("/")[2] if uri else None

    @property
    def at(self) -> datetime:
        """Return when it says that it was made: where it names no zone, in UTC."""
        moment = datetime.fromisoformat(self.value["createdAt"])
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


class Records:
    """The posts of one account."""

    def __init__(self, account: XrpcAccount, now: Callable[[], datetime]) -> None:
        self._account, self._now = account, now
        self._dids: dict[str, str] = {}
        self.posts = Reading(self._since)

    async def write(self, rkey: str, record: dict[str, Any]) -> Answer | Lost | Failure:
        """Write a new post. One that is there with the same bytes is left as it is, one with
        others is refused: nothing that is out is ever changed.
        """
        body = {"rkey": rkey, "record": record, "swapRecord": None}
        return await self._change("repo.putRecord", body)

    async def remove(self, rkey: str) -> Answer | Lost | Failure:
        """Take a post down, or see that it is not there."""
        return await self._change("repo.deleteRecord", {"rkey": rkey})

    async def _change(self, name: str, body: dict[str, Any]) -> Answer | Lost | Failure:
        session = await self._account.session()
        if not isinstance(session, Session):
            return session
        where = {"repo": session.did, "collection": POST}
        return await self._account.procedure(name, {**where, **body})

    async def find(self, rkey: str) -> Found | Failure:
        """Return one post; refused if it is not there."""
        answer = await self._read("repo.getRecord", {"rkey": rkey})
        if not isinstance(answer, Answer):
            return answer
        return (_found(answer.data) if answer.is_fine else None) or self._no(answer)

    async def look(self, rkey: str) -> Found | None:
        """Return one post, ``None`` if it is not there; raises LookupError if one cannot know."""
        found = await self.find(rkey)
        if isinstance(found, Found):
            return found
        if isinstance(found, Refused) and _ABSENT.search(found.words):
            return None
        raise LookupError(found.words)

    async def _since(self, moment: datetime) -> list[Shown]:
        """Return what we posted since then, of posts with keys of ours only.

        What has another key, or cannot be read, is not ours: other programs write what they like.

        Raises:
            LookupError: the repository cannot be read, or not to its end.
        """
        shown: list[Shown] = []
        asked = {"limit": "100", "reverse": "true"}
        for _ in range(MOST_PAGES):
            page = await self._page(asked)
            own = (_found(said) for said in page if is_ours(_key(said)))
            shown += [_shown(one, self.address(one.rkey)) for one in own if one is not None]
            last = _key(page[-1]) if page else ""
            if not page or is_past_ours(last):
                return [one for one in shown if one.at >= moment - CLOCKS_APART]
            asked["cursor"] = last
        msg = own_words("too-many")
        raise LookupError(msg)

    def address(self, rkey: str) -> str:
        """Return where followers find a post."""
        return f"https://bsky.app/profile/{self._account.who}/post/{rkey}"

    async def marks(self, text: str) -> list[dict[str, Any]] | Failure:
        """Return the facets of a text. Accounts that nobody knows are not mentioned."""
        for handle in handles(text):
            if handle not in self._dids:
                did = await self._did(handle)
                if not isinstance(did, str):
                    return did
                self._dids[handle] = did
        return facets(text, {handle: did for handle, did in self._dids.items() if did})

    async def _did(self, handle: str) -> str | Failure:
        """Return whose handle it is, empty if nobody's."""
        answer = await self._account.query("identity.resolveHandle", {"handle": handle})
        if isinstance(answer, Answer) and answer.is_fine:
            return str(answer.get("did") or "")
        failed = self._no(answer)
        return "" if isinstance(failed, Refused) else failed

    async def _page(self, asked: dict[str, str]) -> list[Any]:
        answer = await self._read("repo.listRecords", asked)
        page = answer.get("records") if isinstance(answer, Answer) and answer.is_fine else None
        if isinstance(page, list):
            return page
        raise LookupError(answer.words)

    async def _read(self, name: str, asked: dict[str, str]) -> Answer | Failure:
        session = await self._account.session()
        if not isinstance(session, Session):
            return session
        where = {"repo": session.did, "collection": POST}
        answer = await self._account.query(name, {**where, **asked})
        return NotSent(answer.words) if isinstance(answer, Lost) else answer

    def _no(self, answer: Answer | Lost | NotSent | Stopped) -> Failure:
        """Return why something could not be read: nothing was sent by that."""
        outcome = verdict(answer, self._now(), MARKS)
        return NotSent(outcome.words) if isinstance(outcome, Lost) else outcome


def _found(said: Any) -> Found | None:
    """Return a post as the server shows it, ``None`` for anything that is none."""
    try:
        uri, cid, value = said["uri"], said["cid"], said["value"]
        found = Found(uri.rpartition("/")[2], uri, str(cid), value)
        is_post = isinstance(value["text"], str) and bool(found.at)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    return found if is_post else None


def _key(said: Any) -> str:
    """Return the key of a record as a list of them shows it."""
    return str(inside(said, "uri")).rpartition("/")[2]


def _shown(found: Found, url: str) -> Shown:
    return Shown(found.rkey, found.at, found.text, len(found.images), found.answers, url)
