"""Changing from one panel to another: one question, one step, and no seat lost on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.services.conversation import buttons, saying, signing
from campaign.services.conversation.turns import Asks, Reply, Turn
from campaign.services.understanding import panel_of
from campaign.services.understanding.intents import IN_AND_OUT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from campaign.core.programme import Panel
    from campaign.services.conversation.view import View
    from campaign.services.understanding import Wish


def is_change(wishes: Sequence[Wish]) -> bool:
    """Tell whether wishes are one to leave a panel and one to join another, in either order."""
    return (
        len(wishes) == len(IN_AND_OUT)
        and {wish.intent for wish in wishes} == IN_AND_OUT
        and not any(wish.asks for wish in wishes)
    )


def changed(wishes: Sequence[Wish], view: View) -> Turn | None:
    """Return the turn of wishes that are a change, ``None`` where each has its own answer.

    Somebody who has one sign-up need not say which it is; nobody is taken out of a panel
    for one that takes nobody.
    """
    if not is_change(wishes):
        return None
    leaving, joining = sorted(wishes, key=lambda wish: wish.intent)
    leave = panel_of(leaving.subject, view.content.programme)
    join = panel_of(joining.subject, view.content.programme)
    held = [panel for panel in view.panels if view.sign_up_of(panel) and panel != join]
    if leave is None and leaving.choices:
        held = [panel for panel in held if panel.id in leaving.choices]
        if not held:
            return None
    if leave is None or leave == join:
        leave = held[0] if len(held) == 1 else None
    if leave is None:
        return _which_to_leave(held, join, view)
    if view.sign_up_of(leave) is None:
        return None
    return _from(leave, join, joining.choices, view)


def _from(leave: Panel, join: Panel | None, among: Sequence[str], view: View) -> Turn:
    """Change from a panel; ``among`` are those that may be meant where it is not sure which."""
    if join is None:
        return _which_to_join(leave, among, view)
    if signing.obstacle(join, view) is not None:
        return signing.sign_up(join, view)
    if view.sign_up_of(join) is not None:
        return signing.sign_up(join, view) + signing.ask_cancel(view, leave)
    return ask_change(leave, join, view)


def _which_to_join(leave: Panel, among: Sequence[str], view: View) -> Turn:
    free = [p for p in view.panels if p != leave and _is_free(p, view)]
    free = [p for p in free if p.id in among] or free
    if not free:
        return Turn((Reply(view.say("change-nowhere", **_left(leave, view))),))
    if len(free) == 1:
        return ask_change(leave, free[0], view)
    text = view.say("change-to-which", lines=saying.lines(free, view), **_left(leave, view))
    return _which(view, text, [(panel, (leave, panel)) for panel in free])


def _which_to_leave(held: Sequence[Panel], join: Panel | None, view: View) -> Turn | None:
    """Ask which of several sign-ups is to go; ``None`` where that is no question."""
    if not held and join is None:
        return signing.ask_which(view)
    if not held or (join is not None and not _is_free(join, view)):
        return None
    if join is None:
        return Turn((Reply(view.say("change-how", lines=saying.lines(held, view))),))
    text = view.say(
        "change-which", joined=saying.name(join, view.phrases), lines=saying.lines(held, view)
    )
    return _which(view, text, [(panel, (panel, join)) for panel in held])


def _which(view: View, text: str, choices: Sequence[tuple[Panel, tuple[Panel, Panel]]]) -> Turn:
    """Ask with a button for each change, under the name of the panel that it is about."""
    rows = tuple(
        (buttons.named(panel, view), buttons.of_change(*pair, buttons.CHANGE_ASK))
        for panel, pair in choices
    )
    return Turn((Reply(text, rows, asks=Asks.WHICH),))


def _is_free(panel: Panel, view: View) -> bool:
    return signing.obstacle(panel, view) is None and view.sign_up_of(panel) is None


def ask_change(leave: Panel, join: Panel, view: View) -> Turn:
    """Ask once; say before if there is only a place on the waiting list."""
    full = signing.is_full(join, view)
    kind = "change-sure-waiting" if full else "change-sure"
    text = view.say(kind, place=signing.place(join, view), **_both(leave, join, view))
    yes = buttons.of_change(leave, join, buttons.CHANGE_WAITING if full else buttons.CHANGE)
    choices = ((view.say("button.yes-change"), yes), (view.say("button.no"), buttons.NOTHING))
    return Turn((Reply(text, choices, asks=Asks.WHETHER),))


def change(leave: Panel, join: Panel, view: View) -> Turn:
    """Change after the person agreed; where the last seat went between, they are asked anew."""
    if _is_free(join, view) and view.sign_up_of(leave) and signing.is_full(join, view):
        return ask_change(leave, join, view)
    return change_to_wait(leave, join, view)


def change_to_wait(leave: Panel, join: Panel, view: View) -> Turn:
    """Change after the person agreed, also to wait; what has come between is told."""
    if signing.obstacle(join, view) is not None or view.sign_up_of(join) is not None:
        return signing.sign_up(join, view)
    if view.sign_up_of(leave) is None:
        return signing.sign_up(join, view)
    kind = "changed-waiting" if signing.is_full(join, view) else "changed"
    wanted = (buttons.of_wish("calendar_file", view, join.id), buttons.of_wish("my_signups", view))
    text = view.say(kind, place=signing.place(join, view), **_both(leave, join, view))
    if signing.is_full(join, view):
        text = f"{text} {view.say('seat-promised')}"
    return Turn((Reply(text, wanted),), sign_up=(join.id,), cancel=(leave.id,))


def _both(leave: Panel, join: Panel, view: View) -> dict[str, str]:
    """Return what sentences say of both panels."""
    return {
        **_left(leave, view),
        "joined": saying.name(join, view.phrases),
        "line": saying.line(join, view),
        "reminders": signing.reminders_told([join], view),
    }


def _left(leave: Panel, view: View) -> dict[str, str]:
    """Return what the panel to leave is called, and how where words follow its name."""
    named = saying.named(leave, view.content.campaign, view.phrases)
    return {"left": named["panel_then"], "leaving": named["panel"]}
