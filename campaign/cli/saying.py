"""Words that commands share: a state or change said of posts, and how many are how."""

from __future__ import annotations

import errno
import re
from typing import TYPE_CHECKING

from campaign.core.deliveries import Wait, WaitKind
from campaign.services.listing import way_out

SANDBOX = " --sandbox"
"""What goes after a command that is advised to those who work in the sandbox."""

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from campaign.core.errors import PregoneroError
    from campaign.languages import Catalogue


def counted(phrases: Catalogue, posts: Iterable[str]) -> dict[str, object]:
    """Return how many posts there are, of the post of each delivery: ``n``, and ``posts`` in
    words, *9 publicaciones (18 envíos)*.

    A post is one wherever it goes out; its deliveries are only told where they are more.
    """
    deliveries = list(posts)
    n = len(set(deliveries))
    told = phrases.text("cli.posts", n=n)
    if n < len(deliveries):
        sent = phrases.text("cli.deliveries", n=len(deliveries))
        told = phrases.text("cli.posts-and-deliveries", posts=told, deliveries=sent)
    return {"n": n, "posts": told}


def state_of(phrases: Catalogue, state: str, n: int = 1) -> str:
    """Return a state as it is said of ``n`` posts: *programada*, *programadas*."""
    return phrases.text(f"states.of.{state}", n=n)


def change_of(phrases: Catalogue, change: str, n: int = 1, state: str = "") -> str:
    """Return a change as it is said of ``n`` posts: *nueva*, *nuevas*.

    Of some it is said otherwise where the posts are in a ``state``: what has got one of the
    facts that it lacked may go on waiting for another.
    """
    known = f"cli.change-while.{state}.{change}"
    return phrases.text(known if phrases.has(known) else f"cli.change.{change}", n=n)


def states(phrases: Catalogue, counts: Mapping[str, int]) -> str:
    """Return how many posts are in each state: *30 programadas, 74 en espera*."""
    return ", ".join(f"{n} {state_of(phrases, state, n)}" for state, n in counts.items())


def changes(phrases: Catalogue, counts: Mapping[str, int]) -> str:
    """Return how many posts change in each way: *2 nuevas, 1 retirada del calendario*."""
    return ", ".join(f"{n} {change_of(phrases, change, n)}" for change, n in counts.items())


def complaint_of(wrong: PregoneroError, phrases: Catalogue, here: str) -> str:
    """Return the sentence of an error; ``here`` goes after the commands that it advises."""
    params = {**wrong.params, "here": here}
    of_driver = f"system.sqlite.{re.sub(r'[^a-z]+', '-', params.get('detail', '').lower())}"
    if phrases.has(of_driver):
        params["detail"] = phrases.text(of_driver)
    state = params.get("state")
    if phrases.has(f"states.{state}"):
        if "wait" in params:
            wait = Wait(WaitKind(params["wait"]), params["what"])
            params["way"] = way_out(wait, phrases, params["key"], here)
        elif phrases.has(f"states.way.{state}"):
            params["way"] = phrases.text(f"states.way.{state}", **params)
        params["state"] = phrases.text(f"states.{state}")
    return phrases.text(wrong.message_id, **params)


def of_system(wrong: OSError, phrases: Catalogue) -> str:
    """Return what the operating system refused; its own words in brackets if none are known."""
    known = f"system.{errno.errorcode.get(wrong.errno or 0, '')}"
    told = phrases.text(known) if phrases.has(known) else f"[{wrong.strerror}]"
    return f"{told} {wrong.filename}" if wrong.filename else told.rstrip(":")
