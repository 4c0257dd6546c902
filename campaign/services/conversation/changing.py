"""Changing from one panel to another: one question, one step, and no seat lost on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.services.conversation import buttons, saying, signing
from campaign.services.conversation.turns import Asks, Reply, Turn
from campaign.services.understanding import Intent, panel_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from campaign.core.programme import Panel
    from campaign.services.conversation.view import View
    from campaign.services.understanding import Wish


def changes(wishes: Sequence[Wish], view: View) -> tuple[Panel, Panel] | None:
    """Return the panel to leave and the one to join where two wishes are just that.

    Somebody who has one sign-up need not say which it is. ``None`` where nothing is to be
    left, or the other panel takes nobody: then each wish has its own answer.
    """
    if [wish.intent for wish in wishes] != [Intent.CANCEL, Intent.SIGN_UP]:
        return None
    leave, join = (panel_of(wish.subject, view.content.programme) for wish in wishes)
    if leave is None or leave == join:
        held = [panel for panel in view.panels if view.sign_up_of(panel) and panel != join]
        leave = held[0] if len(held) == 1 else None
    if leave is None or join is None or view.sign_up_of(leave) is None:
        return None
    free = signing.obstacle(join, view) is None and view.sign_up_of(join) is None
    return (leave, join) if free else None


def ask_change(leave: Panel, join: Panel, view: View) -> Turn:
    """Ask once; say before if there is only a place on the waiting list."""
    kind = "change-sure-waiting" if signing.is_full(join, view) else "change-sure"
    text = view.say(kind, **_both(leave, join, view))
    room = buttons.MOST_BYTES - len(f"{buttons.CHANGE}:")
    yes = buttons.data(buttons.CHANGE, buttons.many((leave, join), room))
    choices = ((view.say("button.yes-change"), yes), (view.say("button.no"), buttons.NOTHING))
    return Turn((Reply(text, choices, asks=Asks.WHETHER),))


def change(leave: Panel, join: Panel, view: View) -> Turn:
    """Change after the person agreed; what has come between is told, and nothing is lost."""
    if signing.obstacle(join, view) is not None or view.sign_up_of(join) is not None:
        return signing.sign_up(join, view)
    if view.sign_up_of(leave) is None:
        return signing.sign_up(join, view)
    kind = "changed-waiting" if signing.is_full(join, view) else "changed"
    wanted = (buttons.of_wish("calendar_file", view, join.id), buttons.of_wish("my_signups", view))
    text = view.say(kind, **_both(leave, join, view))
    return Turn((Reply(text, wanted),), sign_up=(join.id,), cancel=(leave.id,))


def _both(leave: Panel, join: Panel, view: View) -> dict[str, str]:
    """Return what sentences say of both panels; words follow the name of the one ``left``."""
    return {
        "left": saying.named(leave, view.content.campaign, view.phrases)["panel_then"],
        "joined": saying.name(join, view.phrases),
        "line": saying.line(join, view),
        "reminders": signing.reminders_told([join], view),
    }
