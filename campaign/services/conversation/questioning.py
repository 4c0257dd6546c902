"""Asking a panel: for which one, the words, what happens with them, and whether with a name."""

from __future__ import annotations

import hashlib
import re
from functools import partial
from typing import TYPE_CHECKING

from campaign.core.questions import MOST_LETTERS, MOST_OPEN, one_line
from campaign.ports.questions import Came, Draft, Outcome, Send
from campaign.services.conversation import buttons, consent, saying
from campaign.services.conversation.question_words import (
    MY_QUESTIONS,
    QUESTIONS,
    for_panel,
    standing,
    to_the_team,
)
from campaign.services.conversation.turns import Asks, Reply, Turn
from campaign.services.understanding import Intent, next_panel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from campaign.core.programme import Panel
    from campaign.services.conversation.hearing import Heard
    from campaign.services.conversation.view import View

_NUMBERED = re.compile(r"panel\s+(\d{1,9})\b[\s:,.]*", re.IGNORECASE)


def called(name: str, view: View) -> Panel | None:
    """Return the panel that a command names: by its id or its number."""
    panel = buttons.find_panel(name, view.content.programme)
    if panel is None and name.isdecimal():
        panel = next((p for p in view.panels if str(p.number) == name.lstrip("0")), None)
    return panel


def parted(said: str, view: View) -> tuple[Panel | None, str]:
    """Return the panel with which something said begins, and the rest of it."""
    numbered = _NUMBERED.match(said)
    if numbered is not None and (panel := called(numbered[1], view)) is not None:
        return panel, said[numbered.end() :].strip()
    head, _, rest = said.strip().partition(" ")
    panel = called(head.rstrip(":,"), view) if head else None
    return (panel, rest.strip()) if panel is not None else (None, said.strip())


def takes_questions(view: View) -> list[Panel]:
    """Return the panels that still take questions, by their number."""
    return [panel for panel in view.panels if _obstacle(panel, view) is None]


def likely(view: View) -> Panel | None:
    """Return the panel that is meant where none is named: the one under way, else the next."""
    return next_panel(view.content.programme, view.now)


def _obstacle(panel: Panel, view: View) -> str | None:
    if panel.cancelled:
        return "ask-panel-cancelled"
    return "ask-panel-past" if view.is_over(panel) else None


def ask(panel: Panel | None, view: View, before: str = "", kind: str = "ask-panel-write") -> Turn:
    """Ask for the words of a question; ``before`` is said before the sentence of a ``kind``."""
    if view.content.team_chat is None:
        return _said(view.say("ask-panel-later"), before)
    panel = panel or likely(view)
    if panel is None:
        return _said(view.say("ask-panel-none"), before)
    if (refused := _refused(panel, view)) is not None:
        return refused
    rest = takes_questions(view)
    other = (view.say("button.other-panel"), buttons.data(buttons.OTHER_ASK, _code(panel)))
    seen = (buttons.of_wish(QUESTIONS, view, panel.id), buttons.of_wish(MY_QUESTIONS, view))
    wanted = (*([other] if len(rest) > 1 else []), *seen)
    text = view.say(kind, **for_panel(panel.id, view))
    return _said(text, before, wanted, Asks.TEXT)


def _said(
    text: str, before: str, wanted: Sequence[buttons.Button] = (), asks: Asks | None = None
) -> Turn:
    whole = f"{before}\n\n{text}" if before else text
    return Turn((Reply(whole, tuple(wanted), asks=asks, wish=Intent.ASK_PANEL),))


def _refused(panel: Panel, view: View) -> Turn | None:
    """Say why a panel takes no questions, and which one does."""
    kind = _obstacle(panel, view)
    if kind is None:
        return None
    text = view.say(kind, **for_panel(panel.id, view))
    rest = takes_questions(view)
    if not rest:
        return Turn((Reply(text),))
    text = f"{text}\n\n{view.say('ask-panel-which', lines=saying.lines(rest, view))}"
    return Turn((_choosing(text, rest, view),))


def which(_panel: Panel, view: View) -> Turn:
    """Ask for which panel a question is."""
    rest = takes_questions(view)
    if not rest:
        return Turn((Reply(view.say("ask-panel-none")),))
    text = view.say("ask-panel-which", lines=saying.lines(rest, view))
    return Turn((_choosing(text, rest, view),))


def _choosing(text: str, panels: Sequence[Panel], view: View) -> Reply:
    ways = tuple(
        (buttons.named(panel, view), buttons.of_wish(Intent.ASK_PANEL, view, panel.id)[1])
        for panel in panels
    )
    return Reply(text, ways, asks=Asks.WHICH)


def confirm(panel: Panel | None, text: str, heard: Heard, view: View) -> Turn:
    """Show a question as it would be read, say what happens with it, and ask whether to send it."""
    panel = panel or likely(view)
    if view.content.team_chat is None or panel is None:
        return ask(panel, view)
    if (refused := _refused(panel, view)) is not None:
        return refused
    text = one_line(text)
    if len(text) > MOST_LETTERS:
        return ask(panel, view, view.say("ask-panel-long", n=len(text), most=MOST_LETTERS))
    if not any(sign.isalpha() for sign in text):
        return ask(panel, view, view.say("ask-panel-wordless"))
    return Turn((_shown(_draft(panel, text, heard, view), panel, view),))


def _draft(panel: Panel, text: str, heard: Heard, view: View) -> Draft:
    """Return the draft; each message is one of its own, and told again it is the same."""
    seed = f"{heard.chat}:{heard.update_id}:{panel.id}:{text}"
    mark = hashlib.sha256(seed.encode()).hexdigest()[:10]
    agreed = consent.given_to(consent.QUESTION, view.say("consent-question"), view)
    naming = view.say("consent-question-name", name=heard.name)
    named = consent.given_to(consent.NAME, naming, view)
    return Draft(mark, panel.id, text, heard.name, agreed, named)


def _shown(draft: Draft, panel: Panel, view: View) -> Reply:
    naming = view.say("consent-question-name", name=draft.name) if draft.name else ""
    told = "\n\n".join(filter(None, (view.say("consent-question"), naming)))
    text = view.say("ask-panel-confirm", text=draft.text, consent=told, **for_panel(panel.id, view))
    ways = [(view.say("button.send"), buttons.data(buttons.SEND, _code(panel), draft.mark))]
    if draft.name:
        named = buttons.data(buttons.SEND_NAMED, _code(panel), draft.mark)
        ways.append((view.say("button.send-named"), named))
    again = buttons.of_wish(Intent.ASK_PANEL, view, panel.id)[1]
    ways.append((view.say("button.rewrite"), again))
    ways.append((view.say("button.not-send"), buttons.NOT_SEND))
    return Reply(text, tuple(ways), asks=Asks.WHETHER, kept=draft.kept(), wish=Intent.ASK_PANEL)


def send(panel: Panel, mark: str, heard: Heard, view: View, *, named: bool) -> Turn:
    """Send a question that was shown; a second tap says how it stands."""
    if (refused := _refused(panel, view)) is not None:
        return refused
    act = Send(mark, named, MOST_OPEN, view.language)
    return Turn(questions=((act, partial(_sent, panel=panel, heard=heard, view=view)),))


def leave(view: View) -> Turn:
    """Say that a question was not sent."""
    again = buttons.of_wish(Intent.ASK_PANEL, view)
    return Turn((Reply(view.say("ask-panel-not-sent"), (again,)),))


def _sent(outcome: Outcome, panel: Panel, heard: Heard, view: View) -> Turn:
    question, named = outcome.question, for_panel(panel.id, view)
    mine = buttons.of_wish(MY_QUESTIONS, view)
    if outcome.came is Came.FULL:
        return Turn((Reply(view.say("ask-panel-full", most=MOST_OPEN, **named), (mine,)),))
    if question is None:
        return Turn((Reply(view.say("old-button"), buttons.menu(view)),))
    if outcome.came is Came.ALREADY:
        text = view.say("ask-panel-already", standing=standing(question, view), **named)
        return Turn((Reply(text, (mine,)),))
    kind = "ask-panel-sent-named" if question.name else "ask-panel-sent"
    text = view.say(kind, name=question.name or "", **named)
    ways = (mine, buttons.of_wish(QUESTIONS, view, panel.id))
    return Turn((Reply(text, ways),), to_team=to_the_team(question, heard.chat or 0, view))


def _code(panel: Panel) -> str:
    return buttons.short(panel.id)
