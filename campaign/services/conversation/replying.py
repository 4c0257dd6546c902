"""Typed answers to what the bot asked: *sí*, *no*, *el 2*, *los dos primeros*, a button's words.

A typed answer does what its button would. It is one only while the question is the last
thing that the bot said: after anything else, or too late, nothing is done on a *yes*.
"""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

from campaign.services.conversation import buttons, questioning, saying, unsent
from campaign.services.conversation.asked import answered, asked, called, spoken_of
from campaign.services.conversation.overview import what_was
from campaign.services.conversation.pressing import MEANT, press
from campaign.services.conversation.turns import Asks, Reply, Turn
from campaign.services.conversation.wishing import (
    do_all,
    no_such_panel,
    panel_question,
    read,
    respond,
    understood_of,
)
from campaign.services.understanding import (
    POLITE,
    Action,
    Intent,
    Nod,
    Wish,
    has_question_mark,
    is_ambiguous,
    may_be_if,
    name_of,
    read_brief,
    same_words,
    words_beyond,
)
from campaign.services.understanding.intents import IN_AND_OUT, IN_CONTEXT, QUESTIONS, REQUESTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from campaign.core.programme import Panel
    from campaign.services.conversation.asked import Asked
    from campaign.services.conversation.hearing import Heard
    from campaign.services.conversation.view import View
    from campaign.services.understanding import Brief, Understanding

_LOSES = frozenset({buttons.CANCEL_ALL, buttons.ERASE})
_MOST_BESIDE = 2
"""So many words beside a request leave it one."""


def reply(heard: Heard, view: View) -> Turn:
    """Return the answer to a text: as an answer to the bot's question, or on its own."""
    pressed = next((data for label, data in called(view) if same_words(heard.text, label)), None)
    question = asked(view)
    if question is not None and question.unseen:
        return _too_early(heard, view)
    if pressed is not None and not (question and question.old):
        return press(replace(heard, text=pressed), view)
    offered = tuple(question.choices(view.content.programme)) if question else ()
    brief = _brief(heard, view, offered)
    if question is None:
        return _unasked(brief, heard, view)
    if unsent.shown(view) is not None:
        return _of_unsent(question, brief, heard, view)
    found = _answer(question, brief, heard, view)
    return in_context(heard, view) if found is None else found


def _of_unsent(question: Asked, brief: Brief, heard: Heard, view: View) -> Turn:
    """Return the answer to a text while a question for a panel is shown and not sent."""
    found = unsent.decided(question, heard, view)
    nodded = brief.nod in {Nod.YES, Nod.NO} or not unsent.is_another(heard, view)
    if found is None and nodded and not unsent.leaves_panel(heard, view):
        found = _answer(question, brief, heard, view)
    return unsent.still(in_context(heard, view), view) if found is None else found


def in_context(heard: Heard, view: View) -> Turn:
    """Return the answer to a text; where it names no panel, that is the one just spoken of."""
    understood = understood_of(heard, view)
    if understood.bare and answered(view) in QUESTIONS and understood.intents[0].choices:
        asked_again = Intent(answered(view) or "")
        return do_all(
            tuple(replace(wish, intent=asked_again) for wish in understood.intents), heard, view
        )
    if understood.also and answered(view) in IN_AND_OUT:
        return _once_more(understood, heard, view)
    panel = spoken_of(view)
    named = understood.missing is not None
    if named or panel is None or understood.action is not Action.ACT:
        return respond(understood, heard, view)
    name = name_of(panel.id, view.content.programme)
    wishes = tuple(
        replace(wish, subject=name, choices=(panel.id,)) if _needs(panel, wish, view) else wish
        for wish in understood.intents
    )
    return do_all(wishes, heard, view)


def _once_more(understood: Understanding, heard: Heard, view: View) -> Turn:
    """Do for one more panel what was done last (*también al 1*)."""
    again = Intent(answered(view) or "")
    wishes = tuple(replace(wish, intent=again) for wish in understood.intents)
    action = Action.OFFER if any(is_ambiguous(wish) for wish in wishes) else Action.ACT
    return respond(replace(understood, intents=wishes, action=action), heard, view)


def _needs(panel: Panel, wish: Wish, view: View) -> bool:
    """Tell whether a wish means a panel; nobody can have missed one that is to come."""
    named = wish.subject or wish.choices or wish.day
    past = view.is_over(panel) or view.is_live(panel) or what_was(view) is None
    fits = past or wish.intent not in {Intent.RECORDING, Intent.NOTE}
    return wish.intent in IN_CONTEXT and not named and fits


def _too_early(heard: Heard, view: View) -> Turn:
    """Let a bare *yes* to a question that nobody has read yet pass: the question follows it."""
    brief = _brief(heard, view, ())
    bare = brief.whole and not brief.named
    return Turn() if bare else read(heard, view)


def _brief(heard: Heard, view: View, offered: Sequence[str]) -> Brief:
    codes = sorted(view.tongues.codes, key=lambda code: (code != view.language, code))
    lexicons = [view.tongues.lexicons[code] for code in codes]
    return read_brief(heard.text, view.content.programme, view.now, offered, lexicons)


def _unasked(brief: Brief, heard: Heard, view: View) -> Turn:
    """Say that nothing was asked, where somebody only says yes or no."""
    if not any(sign.isalnum() for sign in heard.text) and brief.nod is Nod.NONE:
        return _wordless(heard, view)
    if not brief.whole or brief.named or brief.regrets or brief.nod is Nod.NONE:
        return in_context(heard, view)
    kinds = {Nod.YES: "nothing-asked", Nod.FINE: "fine", Nod.NO: "nothing-changed"}
    wanted = () if brief.nod is Nod.FINE else buttons.menu(view)
    return Turn((Reply(view.say(kinds[brief.nod]), wanted),))


def _wordless(heard: Heard, view: View) -> Turn:
    """Answer a face or a heart kindly, and anything else without words with what there is."""
    if any(unicodedata.category(sign) == "So" for sign in heard.text):
        return Turn((Reply(view.say("fine")),))
    return Turn((Reply(view.say("rephrase"), buttons.menu(view)),))


def _answer(question: Asked, brief: Brief, heard: Heard, view: View) -> Turn | None:
    """Return what an answer does; ``None`` where the text is none."""
    if question.asks is Asks.TEXT:
        return _text(question, brief, heard, view)
    if not brief.whole or _asks_back(brief, heard, view):
        return _with_more(question, brief, heard, view)
    if brief.named and not (brief.nod is Nod.YES and _names_own(question, brief, view)):
        return _named(question, brief, heard, view)
    if brief.nod is Nod.NO:
        kind = "rephrase" if _intent(question) is None else "nothing-changed"
        return _no(kind, question, heard, view)
    return _yes(question, brief, heard, view)


def _text(question: Asked, brief: Brief, heard: Heard, view: View) -> Turn | None:
    """Take what comes next for the text that was asked for, but for a nod or a farewell."""
    chosen = _panel_chosen(question, brief, heard, view)
    if chosen is not None:
        return chosen
    if brief.whole and brief.nod is not Nod.NONE:
        return _unasked(brief, heard, view) if brief.nod is Nod.NO else Turn((question.again,))
    understood = understood_of(heard, view)
    wanted = {wish.intent for wish in understood.intents}
    if wanted <= POLITE or Intent.DISTRESS in wanted or question.old:
        return None
    if understood.action is not Action.ACT or Intent.ASK_PANEL in wanted:
        return panel_question(spoken_of(view), heard, view)
    instead = _instead(understood, heard, view)
    return instead or panel_question(spoken_of(view), heard, view)


def _panel_chosen(question: Asked, brief: Brief, heard: Heard, view: View) -> Turn | None:
    """Ask for the words again, for the panel that is named where nothing else is said."""
    if not brief.whole or not brief.named or brief.nod is Nod.NO or question.old:
        return None
    if _asks_back(brief, heard, view):
        return None
    if len(brief.panels) == 1:
        panel = view.content.programme.panel(brief.panels[0])
        return questioning.ask(panel, view, kind="ask-panel-write-of")
    missing = understood_of(heard, view).missing
    return None if missing is None else no_such_panel(missing, view) + Turn((question.again,))


def _instead(understood: Understanding, heard: Heard, view: View) -> Turn | None:
    """Do another wish than the question that was asked for, where the text says little else.

    ``None`` where it may well be that question. How to send it is told where the wish is a
    question too.
    """
    wanted = {str(wish.intent) for wish in understood.intents}
    lexicon = view.tongues.lexicons[understood.language]
    more = len(words_beyond(heard.text, wanted, view.content.programme, view.now, lexicon))
    asks = any(wish.asks for wish in understood.intents) or not wanted <= REQUESTS
    if more > (0 if asks else _MOST_BESIDE):
        return None
    turn = in_context(heard, view)
    if not asks or not turn.replies:
        return turn
    *others, last = turn.replies
    last = replace(last, text=f"{last.text}\n\n{view.say('ask-panel-how')}")
    return replace(turn, replies=(*others, last))


def _yes(question: Asked, brief: Brief, heard: Heard, view: View) -> Turn:
    """Press the only button that a yes can mean; else ask again."""
    meant = question.buttons[:1] if question.asks is Asks.WHETHER else question.buttons
    weak = brief.nod is Nod.FINE and bool(meant) and meant[0][1] in _LOSES
    if len(meant) != 1 or weak or question.old:
        return Turn((question.again,))
    return press(replace(heard, text=meant[0][1]), view)


def _named(question: Asked, brief: Brief, heard: Heard, view: View) -> Turn | None:
    """Do what was asked with the panels that were named."""
    intent = _intent(question)
    if intent is None:
        return None
    if not brief.panels:
        return Turn((question.again,))
    if question.buttons[0][1].startswith(f"{buttons.CHANGE_ASK}:"):
        return _change_picked(question, brief, heard, view)
    if len(brief.panels) > 1 and not brief.every:
        return _narrowed(question, brief, view)
    swaps = question.buttons[0][1].partition(":")[0] in buttons.SWAPS
    more = brief.also and question.asks is Asks.WHETHER and intent in IN_AND_OUT and not swaps
    own = question.choices(view.content.programme) if more else ()
    panels = dict.fromkeys([*own, *brief.panels])
    pairs = ((name_of(panel, view.content.programme), panel) for panel in panels)
    wishes = tuple(Wish(intent, subject, 1.0, None, (panel,)) for subject, panel in pairs)
    return do_all(wishes, heard, view)


def _change_picked(question: Asked, brief: Brief, heard: Heard, view: View) -> Turn:
    """Press the one change that the panel named belongs to; the other panel is in all of them."""
    rows = {data: question.panels(data, view.content.programme) for _, data in question.buttons}
    meant = [d for d, row in rows.items() if set(brief.panels) & {panel.id for panel in row}]
    if len(meant) != 1:
        return Turn((question.again,))
    return press(replace(heard, text=meant[0]), view)


def _narrowed(question: Asked, brief: Brief, view: View) -> Turn:
    """Ask again which of those that fit."""
    choices = question.choices(view.content.programme)
    fitting = [choices[panel] for panel in brief.panels if panel in choices]
    if not fitting:
        return Turn((question.again,))
    text = view.say("which-panel", lines=saying.lines([panel for panel, _ in fitting], view))
    left = {data for _, data in fitting}
    kept = tuple(button for button in question.buttons if button[1] in left)
    return Turn((Reply(text, kept, asks=Asks.WHICH),))


def _with_more(question: Asked, brief: Brief, heard: Heard, view: View) -> Turn | None:
    """Read *sí, inscríbeme* and *no quiero*: a nod with words that ask for nothing else."""
    understood = understood_of(heard, view)
    wish = understood.intents[0]
    same = len(understood.intents) == 1 and wish.intent == _intent(question) and not wish.asks
    if brief.nod is Nod.NO:
        own = (same or wish.intent == Intent.CANCEL) and _is_meant(wish, question, view)
        nothing = own or _asks_nothing(understood)
        return _no("nothing-changed", question, heard, view) if nothing else None
    if question.asks is not Asks.WHETHER or not same or not _is_meant(wish, question, view):
        return None
    if _agrees(understood, question, brief, heard, view):
        return _yes(question, replace(brief, nod=Nod.YES), heard, view)
    return Turn((question.again,))


def _agrees(
    understood: Understanding, question: Asked, brief: Brief, heard: Heard, view: View
) -> bool:
    """Tell *sí, inscríbeme* from *mañana me inscribo* and *si me inscribo, ¿pago?*.

    What cannot be brought back is done only where nothing else is said, with a plain yes.
    """
    wish = understood.intents[0]
    if wish.day is not None or has_question_mark(heard.text):
        return False
    lexicon = view.tongues.lexicons[understood.language]
    programme = view.content.programme
    more = len(words_beyond(heard.text, {str(wish.intent)}, programme, view.now, lexicon))
    if question.buttons[0][1] in _LOSES:
        return brief.nod is Nod.YES and not more and not may_be_if(heard.text, lexicon)
    return more <= (_MOST_BESIDE if brief.nod is Nod.YES else 0)


def _no(kind: str, question: Asked, heard: Heard, view: View) -> Turn:
    """Leave what was asked; in words of its own where a button has some, else those of a kind."""
    if buttons.NOT_SEND in {data for _, data in question.buttons}:
        return press(replace(heard, text=buttons.NOT_SEND), view)
    return Turn((Reply(view.say(kind), buttons.menu(view)),))


def _asks_back(brief: Brief, heard: Heard, view: View) -> bool:
    """Tell *el 1 y el 3, ¿cuándo son?* from panels that are chosen: it is a question of its own."""
    if not brief.named or brief.nod is not Nod.NONE:
        return False
    understood = understood_of(heard, view)
    if understood.bare:
        return False
    return understood.action is Action.ACT and understood.intents[0].intent in QUESTIONS


def _is_meant(wish: Wish, question: Asked, view: View) -> bool:
    """Tell whether a wish names no panel, or the question's own."""
    own = question.choices(view.content.programme)
    names = {name_of(panel, view.content.programme) for panel in own}
    return names == {wish.subject} or (wish.subject is None and not wish.choices)


def _names_own(question: Asked, brief: Brief, view: View) -> bool:
    own = set(question.choices(view.content.programme))
    return question.asks is Asks.WHETHER and own == set(brief.panels)


def _asks_nothing(understood: Understanding) -> bool:
    return understood.action is not Action.ACT


def _intent(question: Asked) -> str | None:
    """Return what the question is about: the kind of its first button."""
    prefix, _, rest = question.buttons[0][1].partition(":") if question.buttons else ("", "", "")
    intent, _, code = rest.partition(":")
    if prefix == buttons.WISH:
        return intent if code or question.asks is Asks.WHETHER else None
    return MEANT.get(prefix)
