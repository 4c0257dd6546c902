"""The sandbox as one ASGI application: networks, pages and what tests ask of it."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.routing import Mount

from campaign.sandbox.bluesky.api import BlueskyApi
from campaign.sandbox.control import Control
from campaign.sandbox.faults import Faults, Faulty
from campaign.sandbox.guard import Guard
from campaign.sandbox.mastodon.api import MastodonApi
from campaign.sandbox.pages.sentences import Sentences
from campaign.sandbox.pages.views import Pages
from campaign.sandbox.telegram.api import BotApi
from campaign.sandbox.telegram.updates import pushing
from campaign.sandbox.x.api import XApi

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from starlette.types import ASGIApp

    from campaign.ports.phrases import Messages
    from campaign.sandbox.world import World


def build(
    world: World,
    faults: Faults | None = None,
    *,
    phrases: Messages | None = None,
    zone: tzinfo = UTC,
    stop: Callable[[], None] | None = None,
    identity: str = "",
) -> ASGIApp:
    """Return the application for ``world``.

    Every network is mounted at its name, X at ``/x``; ``/`` is what followers
    see, ``/chat`` talks to the bot, ``/api/`` is for reports and tests.

    Args:
        world: the networks' state.
        faults: what requests are to suffer.
        phrases: the sentences of the pages (topics ``sandbox`` and ``dates``).
        zone: the campaign's zone, in which the pages tell the time.
        identity: what ``/api/health`` tells, so that one is sure whom one asks.
        stop: ends the process that serves; without it ``POST /api/stop`` is refused.
    """
    ordered = faults or Faults()
    pages = Pages(world, Sentences({}) if phrases is None else phrases, zone)
    control = Control(world, ordered, stop, identity)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with pushing(world):
            yield

    apis = {
        "/x": XApi(world).routes(),
        "/telegram": BotApi(world).routes(),
        "/bluesky": BlueskyApi(world).routes(),
        "/mastodon": MastodonApi(world).routes(),
    }
    mounts = [Mount(path, routes=of) for path, of in {**apis, "/api": control.routes()}.items()]
    app = Starlette(routes=[*mounts, *pages.routes()], lifespan=lifespan)
    return Guard(Faulty(app, ordered, world.now))
