"""What the bot asked last in a chat: read from its stored messages, so that no death loses it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from campaign.services.conversation import buttons
from campaign.services.conversation.turns import Asks, Reply

if TYPE_CHECKING:
    from collections.abc import Iterable

    from campaign.core.programme import Panel, Programme
    from campaign.services.conversation.view import View

GOOD_FOR = timedelta(hours=6)
"""A typed *yes* that comes later is no answer: the bot asks again."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its buttons. ``unseen`` while it was not sent, ``old`` when long ago."""

    asks: Asks
    text: str
    buttons: tuple[buttons.Button, ...]
    unseen: bool
    old: bool

    @property
    def again(self) -> Reply:
        """Return the same question."""
        return Reply(self.text, self.buttons, asks=self.asks)

    def choices(self, programme: Programme) -> dict[str, tuple[Panel, str]]:
        """Return the panels that it offers, by id, each with its button's data."""
        found: dict[str, tuple[Panel, str]] = {}
        for _, data in self.buttons:
            found |= {panel.id: (panel, data) for panel in self.panels(data, programme)}
        return found

    @staticmethod
    def panels(data: str, programme: Programme) -> tuple[Panel, ...]:
        """Return the panels of one of its buttons."""
        return buttons.find_panels(_code(data), programme)


def _code(data: str) -> str:
    """Return the panels' ids of a button's data."""
    prefix, _, rest = data.partition(":")
    if prefix == buttons.WISH:
        return rest.partition(":")[2]
    return rest.rpartition(":")[0] if prefix in buttons.WITH_MARK else rest


def asked(view: View) -> Asked | None:
    """Return the question that is open, if the bot's last answer held exactly one."""
    if view.said is None:
        return None
    at = view.said.at
    old = at is not None and view.now - at > GOOD_FOR
    found = [q for body in view.said.bodies if (q := _question(body, unseen=at is None, old=old))]
    return found[0] if len(found) == 1 else None


def spoken_of(view: View) -> Panel | None:
    """Return the one panel that the buttons of the bot's last answer are about."""
    at = view.said.at if view.said is not None else None
    if at is None or view.now - at > GOOD_FOR:
        return None
    rows = (buttons.find_panels(_code(d), view.content.programme) for _, d in labels(view))
    found = {panel.id: panel for row in rows for panel in row}
    return next(iter(found.values())) if len(found) == 1 else None


def answered(view: View) -> str | None:
    """Return the name of the wish that the bot answered last."""
    at = view.said.at if view.said is not None else None
    if view.said is None or at is None or view.now - at > GOOD_FOR:
        return None
    found = [str(wish) for body in view.said.bodies if (wish := json.loads(body).get("wish"))]
    return found[-1] if found else None


def told_in(view: View) -> str | None:
    """Return the language of the bot's last answer to somebody who is not remembered."""
    bodies = view.said.bodies if view.said is not None else ()
    found = [str(code) for body in bodies if (code := json.loads(body).get("language"))]
    return found[-1] if found and found[-1] in view.tongues.codes else None


def called(view: View) -> Iterable[buttons.Button]:
    """Return the buttons of the last answer under all names that people type for them."""
    for label, data in labels(view):
        yield label, data
        prefix, _, code = data.partition(":")
        if prefix == buttons.LANGUAGE and view.phrases.has(f"bot.language-called.{code}"):
            names = view.phrases.text(f"bot.language-called.{code}").split(",")
            yield from ((name, data) for name in names)


def labels(view: View) -> Iterable[buttons.Button]:
    """Return all buttons of the bot's last answer, without ways to elsewhere."""
    bodies = view.said.bodies if view.said is not None else ()
    return tuple(
        button for body in bodies for button in _buttons(json.loads(body)) if "/" not in button[1]
    )


def _question(body: str, *, unseen: bool, old: bool) -> Asked | None:
    table = json.loads(body)
    if table.get("asks") not in set(Asks):
        return None
    return Asked(Asks(table["asks"]), str(table.get("text")), _buttons(table), unseen, old)


def _buttons(table: dict[str, list[list[str]]]) -> tuple[buttons.Button, ...]:
    return tuple((label, data) for label, data in table.get("buttons", ()))
