"""What buttons do: a handler for each prefix."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from campaign.services.conversation import (
    buttons,
    changing,
    news,
    personal,
    questioning,
    signing,
    tongue,
    voting,
)
from campaign.services.conversation.question_words import MY_QUESTIONS
from campaign.services.conversation.turns import Reply, Turn
from campaign.services.conversation.wishing import do_wish
from campaign.services.understanding import Intent, Wish

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from campaign.core.programme import Panel
    from campaign.services.conversation.hearing import Heard
    from campaign.services.conversation.turns import Door
    from campaign.services.conversation.view import View


def press(heard: Heard, view: View) -> Turn:
    """Return what a button does. Doors of others come first; an old button says so.

    In a group only doors open: a person's own affairs stay in private.
    """
    prefix, _, rest = heard.text.partition(":")
    door = view.doors.get(prefix)
    if door is not None:
        return door(rest, heard, view)
    own = _OWN.get(prefix)
    if own is None or not heard.private:
        return _old(view) if heard.private else Turn()
    turn = own(rest, heard, view)
    meant = None if prefix in _CHANGES else MEANT.get(prefix)
    named = (replace(reply, wish=reply.wish or meant) for reply in turn.replies)
    return replace(turn, replies=tuple(named))


def _old(view: View) -> Turn:
    return Turn((Reply(view.say("old-button"), buttons.menu(view)),))


def _of_panel(act: Callable[[Panel, View], Turn]) -> Door:
    def handle(rest: str, heard: Heard, view: View) -> Turn:  # noqa: ARG001 -- a door's form
        panel = buttons.find_panel(rest, view.content.programme)
        return _old(view) if panel is None else act(panel, view)

    return handle


def _consent(rest: str, heard: Heard, view: View) -> Turn:  # noqa: ARG001 -- a door's form
    code, _, mark = rest.rpartition(":")
    panels = buttons.find_panels(code, view.content.programme)
    return signing.sign_up_all(panels, view, mark) if panels else _old(view)


def _cancel(rest: str, heard: Heard, view: View) -> Turn:  # noqa: ARG001 -- a door's form
    panels = buttons.find_panels(rest, view.content.programme)
    return signing.cancel(panels, view) if panels else _old(view)


def _of_two(act: Callable[[Panel, Panel, View], Turn]) -> Door:
    """Handle a change: the panel to leave and the one to join."""

    def handle(rest: str, heard: Heard, view: View) -> Turn:  # noqa: ARG001 -- a door's form
        panels = buttons.find_panels(rest, view.content.programme)
        if len(panels) != 2:  # noqa: PLR2004 -- one to leave and one to join
            return _old(view)
        return act(panels[0], panels[1], view)

    return handle


def _wish(rest: str, heard: Heard, view: View) -> Turn:
    intent, _, code = rest.partition(":")
    panel = buttons.find_panel(code, view.content.programme) if code else None
    if code and panel is None:
        return _old(view)
    known = {buttons.short(answer.id): answer.id for answer in view.content.answers}
    subject = panel.id if panel else None
    choices = (panel.id,) if panel else ()
    wish = Wish(known.get(intent, intent), subject, 1.0, None, choices)
    label, _ = buttons.of_wish(wish.intent, view)
    return do_wish(wish, replace(heard, text=heard.answered or label), view)


def _language(rest: str, heard: Heard, view: View) -> Turn:  # noqa: ARG001 -- a door's form
    if rest not in view.tongues.codes:
        return _old(view)
    return tongue.speak(rest, view)


def _send(*, named: bool) -> Door:
    def handle(rest: str, heard: Heard, view: View) -> Turn:
        code, _, mark = rest.rpartition(":")
        panel = buttons.find_panel(code, view.content.programme)
        if panel is None:
            return _old(view)
        return questioning.send(panel, mark, heard, view, named=named)

    return handle


def _of_question(act: Callable[[int, View], Turn]) -> Door:
    def handle(rest: str, heard: Heard, view: View) -> Turn:  # noqa: ARG001 -- a door's form
        return act(int(rest[:18]), view) if rest.isdecimal() else _old(view)

    return handle


MEANT: Mapping[str, str] = {
    buttons.SIGN_UP: Intent.SIGN_UP,
    buttons.CONSENT: Intent.SIGN_UP,
    buttons.CANCEL: Intent.CANCEL,
    buttons.CANCEL_SURE: Intent.CANCEL,
    buttons.CHANGE: Intent.CANCEL,
    buttons.CHANGE_ASK: Intent.CANCEL,
    buttons.CHANGE_WAITING: Intent.CANCEL,
    buttons.CANCEL_ALL: Intent.UNSUBSCRIBE,
    buttons.ERASE: Intent.ERASE_ME,
    buttons.NEWS: "news",
    buttons.SEND: Intent.ASK_PANEL,
    buttons.SEND_NAMED: Intent.ASK_PANEL,
    buttons.WITHDRAW_SURE: MY_QUESTIONS,
}
"""What each kind of button is about."""

_CHANGES = frozenset({buttons.CHANGE, buttons.CHANGE_ASK, buttons.CHANGE_WAITING})

_OWN: Mapping[str, Door] = {
    buttons.WISH: _wish,
    buttons.SIGN_UP: _of_panel(signing.sign_up),
    buttons.CONSENT: _consent,
    buttons.CANCEL: _of_panel(lambda panel, view: signing.ask_cancel(view, panel)),
    buttons.CANCEL_SURE: _cancel,
    buttons.CHANGE: _of_two(changing.change),
    buttons.CHANGE_ASK: _of_two(changing.ask_change),
    buttons.CHANGE_WAITING: _of_two(changing.change_to_wait),
    buttons.CANCEL_ALL: lambda _rest, _heard, view: signing.cancel_all(view),
    buttons.ERASE: lambda _rest, heard, view: personal.erase(heard, view),
    buttons.NEWS: lambda rest, _heard, view: news.agree(rest, view),
    buttons.NO_NEWS: lambda _rest, _heard, view: news.end(view),
    buttons.LANGUAGE: _language,
    buttons.SEND: _send(named=False),
    buttons.SEND_NAMED: _send(named=True),
    buttons.NOT_SEND: lambda _rest, _heard, view: questioning.leave(view),
    buttons.OTHER_ASK: _of_panel(questioning.which),
    buttons.OTHER_LIST: _of_panel(voting.which),
    buttons.VOTE: _of_question(voting.vote),
    buttons.UNVOTE: _of_question(voting.unvote),
    buttons.WITHDRAW: _of_question(voting.ask_withdraw),
    buttons.WITHDRAW_SURE: _of_question(voting.withdraw),
    buttons.UNNAME: _of_question(voting.unname),
    buttons.NOTHING: lambda _rest, _heard, view: Turn(
        (Reply(view.say("nothing-changed"), buttons.menu(view)),)
    ),
}
