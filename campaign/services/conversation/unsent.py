"""A question for a panel that is shown and not sent: what words do with it, and that it waits."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from campaign.services.conversation import buttons, questioning
from campaign.services.conversation.asked import asked, spoken_of
from campaign.services.conversation.pressing import press
from campaign.services.conversation.turns import Asks, Reply, Turn
from campaign.services.conversation.wishing import holds_panel_question, understood_of
from campaign.services.understanding import Intent, Unsent, panel_of, read_unsent

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from campaign.core.programme import Panel
    from campaign.ports.questions import Outcome
    from campaign.services.conversation.asked import Asked
    from campaign.services.conversation.hearing import Heard
    from campaign.services.conversation.view import View

_PREFIXES: Mapping[Unsent, str] = {
    Unsent.SEND: buttons.SEND,
    Unsent.SEND_NAMED: buttons.SEND_NAMED,
    Unsent.REWRITE: buttons.WISH,
    Unsent.NOT_SEND: buttons.NOT_SEND,
}
"""The button that says the same."""


def shown(view: View) -> Asked | None:
    """Return the prompt whether to send a question, if that is what the bot asked last."""
    question = asked(view)
    if question is None or buttons.NOT_SEND not in {data for _, data in question.buttons}:
        return None
    return question


def decided(question: Asked, heard: Heard, view: View) -> Turn | None:
    """Return what a text does with the question shown; ``None`` where it says nothing of it."""
    codes = sorted(view.tongues.codes, key=lambda code: (code != view.language, code))
    lexicons = [view.tongues.lexicons[code] for code in codes]
    meant = read_unsent(heard.text, view.content.programme, view.now, lexicons)
    if meant is Unsent.ANOTHER:
        return questioning.ask(_panel(heard, view), view, kind="ask-panel-write-other")
    if meant is None:
        return None
    prefix = _PREFIXES[meant]
    data = next((d for _, d in question.buttons if d.partition(":")[0] == prefix), None)
    if data is None or question.old:
        return Turn((question.again,))
    return press(replace(heard, text=data), view)


def is_another(heard: Heard, view: View) -> bool:
    """Tell whether a text is another question for a panel, written in full."""
    wanted = {wish.intent for wish in understood_of(heard, view).intents}
    return Intent.ASK_PANEL in wanted and holds_panel_question(heard, view)


def leaves_panel(heard: Heard, view: View) -> bool:
    """Tell whether a text is about leaving a panel that it names: its *no* is none to the question
    (*ya no puedo ir al panel 2*).
    """
    wishes = understood_of(heard, view).intents
    return any(wish.intent == Intent.CANCEL and wish.subject for wish in wishes)


def _panel(heard: Heard, view: View) -> Panel | None:
    """Return the panel that a text names to ask, else that of the question shown."""
    wishes = understood_of(heard, view).intents
    named = next((w.subject for w in wishes if w.intent == Intent.ASK_PANEL and w.subject), None)
    return panel_of(named, view.content.programme) or spoken_of(view)


def still(turn: Turn, view: View) -> Turn:
    """Return a turn that says at its end that the question shown is not sent, and asks again.

    One that asks for something itself stays the open one; a turn about the question is left as
    it is.
    """
    question = shown(view)
    if question is None or question.unseen or any(_is_about(reply) for reply in turn.replies):
        return turn
    asks = None if any(reply.asks for reply in turn.replies) else Asks.WHETHER
    last = Turn((Reply(view.say("ask-panel-unsent"), question.buttons, asks=asks),))
    if turn.questions:
        *others, (act, tell) = turn.questions
        return replace(turn, questions=(*others, (act, _followed(tell, last))))
    if turn.tell:
        return replace(turn, tell=(*turn.tell, lambda _held: last))
    return turn + last if turn.replies else turn


def _followed(tell: Callable[[Outcome], Turn], last: Turn) -> Callable[[Outcome], Turn]:
    return lambda outcome: tell(outcome) + last


def _is_about(reply: Reply) -> bool:
    asks_for_it = reply.asks is Asks.TEXT
    return asks_for_it or buttons.NOT_SEND in {data for _, data in reply.buttons}
