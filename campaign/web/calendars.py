"""The calendar over HTTP: the whole programme or one panel, from the last loaded revision.

``GET /calendar.ics`` and ``GET /calendar/<panel>.ics``, with ``?lang=`` in another language of
the campaign; ``/subscribe`` leads to the same in whatever opens ``webcal:``. What is served is the
programme alone: nothing about people.
"""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from campaign.core.errors import EnvironmentFailure, PregoneroError
from campaign.core.feed_links import FEED, SUBSCRIBE, FeedLinks
from campaign.languages import Catalogue, available
from campaign.services.conversation.calendars import MEDIA_TYPE, calendar_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.datastructures import Headers
    from starlette.requests import Request

    from campaign.ports.clock import Clock
    from campaign.services.conversation import Content

REFRESH = timedelta(hours=1)
"""How often a calendar is asked to look again; most look less often."""
FRESH = timedelta(minutes=5)
"""For so long whatever stands in between may give what it has."""


@dataclass(frozen=True, slots=True)
class _Page:
    """One calendar as it is served."""

    content: bytes
    headers: dict[str, str]


@dataclass(slots=True)
class Calendars:
    """Serves what ``content`` returns, below the path of ``public`` and below none.

    A calendar is made once for each state of the campaign, in another thread.
    """

    content: Callable[[], Awaitable[Content]]
    clock: Clock
    public: str | None = None
    _mark: tuple[int, int] | None = None
    _made: dict[tuple[str, str | None], _Page] = field(default_factory=dict)

    def routes(self) -> list[Route]:
        """Return where it is served: what stands before may take its own path away, or not."""
        beneath = urlsplit(self.public or "").path
        return [
            route
            for start in dict.fromkeys((beneath, ""))
            for route in (
                Route(f"{start}/{FEED}.ics", self.serve, methods=["GET"]),
                Route(f"{start}/{FEED}/{{panel}}.ics", self.serve, methods=["GET"]),
                Route(f"{start}/{SUBSCRIBE}", self.lead, methods=["GET"]),
                Route(f"{start}/{SUBSCRIBE}/{{panel}}", self.lead, methods=["GET"]),
            )
        ]

    async def serve(self, request: Request) -> Response:
        """Answer with a calendar, or that it is as it was."""
        panel = request.path_params.get("panel")
        try:
            content = await self.content()
        except PregoneroError as failed:
            later = 60 if isinstance(failed, EnvironmentFailure) else 600
            return Response(status_code=503, headers={"Retry-After": str(later)})
        if panel is not None and content.programme.panel(panel) is None:
            return Response(status_code=404)
        page = await self._page(content, _language(request, content), panel)
        if _has(request.headers, page.headers):
            kept = {k: v for k, v in page.headers.items() if not k.startswith("Content-")}
            return Response(status_code=304, headers=kept)
        return Response(page.content, headers=page.headers)

    async def lead(self, request: Request) -> Response:
        """Lead to the same calendar in whatever opens ``webcal:`` on that device."""
        base = self.public or str(request.base_url).rstrip("/")
        panel, asked = request.path_params.get("panel"), request.query_params.get("lang")
        links = FeedLinks(base, panel, asked if asked in available() else None)
        return RedirectResponse(links.webcal, 302, {"Cache-Control": "no-store"})

    async def _page(self, content: Content, language: str, panel: str | None) -> _Page:
        if content.mark is None or content.mark != self._mark:
            self._mark, self._made = content.mark, {}
        made = self._made  # what is loaded meanwhile begins another
        if (language, panel) not in made:
            page = await asyncio.to_thread(_make, content, language, panel, self.clock.now())
            made[language, panel] = page
        return made[language, panel]


def _language(request: Request, content: Content) -> str:
    """Return the language that is asked for, where the campaign speaks it."""
    asked = request.query_params.get("lang", "")[:2].lower()
    known = asked in content.campaign.languages and asked in available()
    return asked if known else content.campaign.language


def _make(content: Content, language: str, panel: str | None, now: datetime) -> _Page:
    numbered = sorted(content.programme.panels, key=lambda one: one.number)
    panels = [one for one in numbered if panel in {None, one.id}]
    made = calendar_of(panels, content, Catalogue(language), now, REFRESH)
    changed = (content.changed or now).astimezone(UTC)
    name = f"{panel or content.campaign.name}.ics"
    return _Page(
        made,
        {
            "Content-Type": f"{MEDIA_TYPE}; charset=utf-8",
            "Content-Disposition": _called(name),
            "Content-Language": language,
            "ETag": f'"{hashlib.sha256(made).hexdigest()[:32]}"',
            "Last-Modified": format_datetime(changed.replace(microsecond=0), usegmt=True),
            "Cache-Control": f"public, max-age={int(FRESH.total_seconds())}",
            "X-Content-Type-Options": "nosniff",
            "Access-Control-Allow-Origin": "*",
        },
    )


def _called(name: str) -> str:
    plain = name.encode("ascii", "replace").decode().replace('"', "_").replace("\\", "_")
    return f"inline; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _has(asked: Headers, page: dict[str, str]) -> bool:
    """Tell whether who asks has this page already (RFC 9110: a tag counts more than a time)."""
    tags = asked.get("if-none-match")
    if tags is not None:
        known = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        return "*" in known or page["ETag"] in known
    since = asked.get("if-modified-since")
    try:
        then = parsedate_to_datetime(since) if since else None
        return then is not None and parsedate_to_datetime(page["Last-Modified"]) <= then
    except (TypeError, ValueError):  # no time, or one without its zone
        return False
