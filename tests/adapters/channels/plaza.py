"""Plaza, a network that does not exist: a whole channel to begin with, in one file.

A real one is ``campaign/channels/plaza.py``, with the same two names: ``SHEETS`` and ``connect``.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from campaign.channels.support.address import address
from campaign.channels.support.answers import Answer, inside
from campaign.channels.support.causes import failure
from campaign.channels.support.hooks import HOOKS
from campaign.channels.support.readback import Reading, Shown, ours
from campaign.channels.support.secrets import hide
from campaign.channels.support.verdicts import NOT_FOUND, Marks, verdict
from campaign.channels.support.whose import opened
from campaign.core.addresses import PostLinks
from campaign.core.deliveries import Receipt
from campaign.core.outcomes import (
    Account,
    Certainty,
    ChannelSheet,
    Limits,
    Lost,
    Media,
    NotSent,
    Published,
    of_upload,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import httpx

    from campaign.core.deliveries import Image, Payload
    from campaign.core.outcomes import Outcome, Who
    from campaign.ports.channels import Look

SETTINGS = ("PLAZA_TOKEN",)
MARKS = Marks()  # by which words and codes its refusals stop an account, or mean a duplicate
_FORMATS = frozenset({"image/jpeg", "image/png"})

SHEETS = (
    ChannelSheet(
        name="plaza",
        label="Plaza",
        certainty=Certainty.READBACK,
        limits=Limits(300, 300, 4, 5_000_000, None, 1000, _FORMATS, "2026-12-01"),
        count=len,
        cost=lambda _text, _images: Decimal(0),
        card=(1200, 675),
        settings=SETTINGS,
        account=opened(SETTINGS[0], "PLAZA"),
        threads=True,
        links=PostLinks(
            r"plaza\.example/(?P<account>\w+)/(?P<id>\d+)", "https://plaza.example/rio/7"
        ),
    ),
)


def connect(sheet: ChannelSheet, settings: Mapping[str, str], now: Callable[[], datetime]) -> Plaza:
    """Return the account that the token opens; nothing is sent yet."""
    import httpx  # noqa: PLC0415 -- reading the sheets of all channels loads no library

    token = settings[SETTINGS[0]].strip()
    if not token.isalnum():
        raise ValueError(SETTINGS[0])
    hide([token])
    where = address(settings, "PLAZA", "https://plaza.example/api")
    client = httpx.AsyncClient(
        base_url=where.base,
        headers={"authorization": f"Bearer {token}"},
        timeout=httpx.Timeout(where.read, connect=where.connect),
        trust_env=not where.is_here,
        event_hooks=HOOKS,  # leave is asked once it is connected: nothing leaves after the lease
    )
    return Plaza(sheet, client, now)


class Plaza:
    """A Plaza account; see :class:`campaign.ports.channels.Channel`."""

    def __init__(
        self, sheet: ChannelSheet, client: httpx.AsyncClient, now: Callable[[], datetime]
    ) -> None:
        self.sheet, self._client, self._now = sheet, client, now
        self._reading = Reading(self._posts)

    async def _ask(self, method: str, path: str, **body: Any) -> Answer | NotSent | Lost:
        """Make one request, and never a second; what it raises is told as an outcome."""
        try:
            got = await self._client.request(method, path, **body)
        except Exception as broken:  # noqa: BLE001 -- also ``TooLate``: ``failure`` knows what left
            return failure(broken)
        return Answer.read(got.status_code, got.headers, got.content)

    async def upload(self, image: Image, content: bytes) -> Media | Outcome:
        """Upload a picture with its alternative text; nobody sees it yet."""
        answer = await self._ask("POST", "/pictures", content=content, params={"alt": image.alt})
        if isinstance(answer, Answer) and answer.is_fine and (found := answer.id("id")):
            return Media(found, image.sha256)
        return of_upload(verdict(answer, self._now(), MARKS))

    async def publish(
        self,
        payload: Payload,
        media: Sequence[Media],
        contents: Mapping[str, bytes],  # noqa: ARG002 -- pictures are uploaded before
        idempotency_key: str,  # noqa: ARG002 -- Plaza keeps none
    ) -> Outcome:
        """Post once."""
        pictures = [one.remote_id for one in media]
        said = {"text": payload.text, "pictures": pictures, "reply_to": payload.reply_to}
        answer = await self._ask("POST", "/posts", json=said)
        shown = _shown(answer.data) if isinstance(answer, Answer) and answer.is_fine else None
        if shown is None:
            return verdict(answer, self._now(), MARKS)
        return Published(Receipt(shown.id, shown.url, shown.at))

    async def find(
        self,
        payload: Payload,
        since: datetime,
        known: frozenset[Receipt] = frozenset(),
        *,
        idempotency_key: str = "",  # noqa: ARG002 -- Plaza shows none
        look: Look | None = None,
    ) -> Receipt | None:
        """Look for the post among our own; raises LookupError where that fails."""
        found = ours(await self._reading.since(since, look), payload, known)
        return None if found is None else Receipt(found.id, found.url, found.at)

    async def _posts(self, since: datetime) -> list[Shown]:
        answer = await self._ask("GET", "/posts", params={"since": since.isoformat()})
        rows = answer.get("posts") if isinstance(answer, Answer) and answer.is_fine else None
        shown = [_shown(row) for row in rows] if isinstance(rows, list) else [None]
        if None in shown:  # what cannot be read may be the one that is sought
            raise LookupError(verdict(answer, self._now(), MARKS).words)
        return [one for one in shown if one is not None]

    async def delete(self, remote_id: str) -> Outcome:
        """Take a post down; one that is not there any more counts as taken down."""
        answer = await self._ask("DELETE", f"/posts/{remote_id}")
        if isinstance(answer, Answer) and (answer.is_fine or answer.status == NOT_FOUND):
            return Published(Receipt(remote_id, None, self._now()))
        return verdict(answer, self._now(), MARKS)

    async def whoami(self) -> Who:
        """Ask whose token this is; nothing is changed."""
        answer = await self._ask("GET", "/account")
        name = answer.get("name") if isinstance(answer, Answer) and answer.is_fine else None
        if isinstance(name, str):
            return Account(f"@{name}", called=frozenset({name.lower()}))
        return verdict(answer, self._now(), MARKS)

    async def close(self) -> None:
        """Free the connections."""
        await self._client.aclose()


def _shown(row: object) -> Shown | None:
    """Return a post as Plaza tells it, ``None`` for what cannot be read."""
    known, at, text, url = (inside(row, name) for name in ("id", "at", "text", "url"))
    with suppress(TypeError, ValueError):
        when = datetime.fromisoformat(at).astimezone(UTC)
        count = len(inside(row, "pictures") or ())
        if isinstance(known, str) and isinstance(text, str):
            return Shown(known, when, text, count, inside(row, "reply_to"), url)
    return None
