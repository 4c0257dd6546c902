"""The followers' side: posts as bubbles and threads, the newest first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from campaign.sandbox.pages import rich
from campaign.sandbox.records import BLUESKY, TELEGRAM, X

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from markupsafe import Markup

    from campaign.sandbox.records import Picture, Post
    from campaign.sandbox.world import World


@dataclass(frozen=True, slots=True)
class Bubble:
    """One post as followers see it; an album is one bubble."""

    id: str
    at: datetime
    html: Markup
    images: tuple[Picture, ...]
    edited: bool
    by_hand: bool
    answers: Markup | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """The threads that began on one day; most have one post."""

    at: datetime
    threads: tuple[tuple[Bubble, ...], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One network: its days, the newest first, and how many posts were taken down."""

    network: str
    name: str
    handle: str
    days: tuple[Day, ...] = ()
    removed: int = 0


def columns(world: World, day_of: Callable[[datetime], str]) -> tuple[Column, ...]:
    """Return what followers of each network see; ``day_of`` names the day of an instant.

    X and Telegram are always there, another network as soon as something is on it.
    """
    found = []
    for network in world.networks:
        posts = world.posts(network)
        if not posts and network not in {X, TELEGRAM}:
            continue
        name, handle = world.accounts.shown_as(network)
        shown = _albums if network == TELEGRAM else _threads
        threads = shown(posts, world.accounts.bot_username)
        found.append(_column(Column(network, name, handle), threads, day_of, posts))
    return tuple(found)


def _column(
    empty: Column,
    threads: Iterable[tuple[Bubble, ...]],
    day_of: Callable[[datetime], str],
    posts: Iterable[Post],
) -> Column:
    newest = sorted(threads, key=lambda thread: thread[-1].at, reverse=True)
    days = tuple(
        Day(grouped[0][0].at, tuple(grouped))
        for _, group in groupby(newest, key=lambda thread: day_of(thread[0].at))
        if (grouped := list(group))
    )
    return replace(empty, days=days, removed=sum(post.deleted is not None for post in posts))


def _threads(posts: Sequence[Post], bot: str) -> list[tuple[Bubble, ...]]:
    """Return posts with the answers to them, each thread from its beginning."""
    bubbles = [_bubble(post, _html(post, bot)) for post in posts if not post.deleted]
    before = {post.id: post.reply_to for post in posts if post.reply_to}
    known = {bubble.id for bubble in bubbles}
    threads: dict[str, list[Bubble]] = {}
    root_of: dict[str, str] = {}
    for bubble in bubbles:
        parent = before.get(bubble.id)
        root = root_of.get(parent, bubble.id) if parent in known and parent else bubble.id
        root_of[bubble.id] = root
        threads.setdefault(root, []).append(bubble)
    return [tuple(thread) for thread in threads.values()]


def _html(post: Post, bot: str) -> Markup:
    """Return a post's text; on Bluesky only what a facet marks is a link."""
    if post.network == BLUESKY:
        return rich.telegram(post.text, post.entities, bot)
    return rich.x(post.text, bot)


def _albums(posts: Sequence[Post], bot: str) -> list[tuple[Bubble, ...]]:
    shown = [post for post in posts if not post.deleted]
    by_id = {post.id: post for post in shown}
    found: list[tuple[Bubble, ...]] = []
    for _, group in groupby(shown, key=lambda post: post.album or post.id):
        album = list(group)
        texted = next((post for post in album if post.text), album[0])
        answered = by_id.get(album[0].reply_to or "")
        images = tuple(image for post in album for image in post.images)
        html = rich.telegram(texted.text, texted.entities, bot)
        quoted = rich.x(answered.text[:80], bot) if answered else None
        found.append((_bubble(album[0], html, images, quoted),))
    return found


def _bubble(
    post: Post,
    html: Markup,
    images: tuple[Picture, ...] | None = None,
    answers: Markup | None = None,
) -> Bubble:
    shown = post.images if images is None else images
    return Bubble(post.id, post.at, html, shown, bool(post.edited), post.by_hand, answers)
