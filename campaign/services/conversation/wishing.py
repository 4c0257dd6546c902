"""From wishes to turns: act when sure, offer the likeliest, else hand over to the team."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from campaign.ports.messages import Message, Priority, passed_on
from campaign.services.conversation import (
    buttons,
    changing,
    explaining,
    personal,
    questioning,
    saying,
    signing,
    tongue,
    typed,
    voting,
)
from campaign.services.conversation.answering import answer
from campaign.services.conversation.calendars import calendar_reply
from campaign.services.conversation.hearing import Manner
from campaign.services.conversation.overview import (
    day,
    is_empty,
    next_one,
    nothing_on,
    nothing_then,
    on_those_days,
)
from campaign.services.conversation.question_words import MY_QUESTIONS, QUESTIONS
from campaign.services.conversation.timing import trouble
from campaign.services.conversation.turns import Asks, Reply, Turn
from campaign.services.understanding import (
    Action,
    Intent,
    holds_question,
    is_ambiguous,
    live_panel,
    name_of,
    named_for,
    panel_of,
    understand,
)
from campaign.services.understanding.intents import AT_A_TIME, OF_A_DAY, OF_PANELS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from campaign.core.programme import Panel
    from campaign.services.conversation.hearing import Heard
    from campaign.services.conversation.view import View
    from campaign.services.understanding import Understanding, Wish


def read(heard: Heard, view: View) -> Turn:
    """Return the answer to a free text."""
    return respond(understood_of(heard, view), heard, view)


def understood_of(heard: Heard, view: View) -> Understanding:
    """Return what a free text wants.

    Who takes back a question (*me arrepentí, borra mi pregunta*) cancels nothing else.
    """
    understood = understand(
        heard.text,
        view.content.programme,
        view.content.answers,
        view.now,
        view.language,
        view.tongues.lexicons,
    )
    understood = typed.meant(understood, heard.text, view)
    wishes = understood.intents
    if any(wish.intent == MY_QUESTIONS for wish in wishes):
        wishes = tuple(w for w in wishes if w.intent != Intent.CANCEL or w.subject or w.choices)
    return replace(understood, intents=wishes)


def respond(understood: Understanding, heard: Heard, view: View) -> Turn:
    """Return the answer to what was understood."""
    if understood.missing is not None and concerns_panels(understood):
        return no_such_panel(understood.missing, view)
    if understood.action is Action.HAND_OVER:
        return hand_over(heard, view, heard.text)
    asked = _announced(heard, view)
    if asked:
        return do_all(asked, heard, view)
    wishes = tuple(_of_held(wish, view) for wish in understood.intents)
    told = wishes != understood.intents and not any(is_ambiguous(wish) for wish in wishes)
    if understood.action is Action.OFFER and not told and not changing.is_change(wishes):
        return _offer(replace(understood, intents=wishes), heard, view)
    return do_all(wishes, heard, view)


def _announced(heard: Heard, view: View) -> tuple[Wish, ...]:
    """Return what is wanted where a question for a panel is announced: all after that is it.

    *Tengo una pregunta para el panel 2: ¿cuánto cuesta?* asks that panel, and no price of it.
    """
    head, _, rest = heard.text.partition(":")
    if heard.manner is not Manner.TEXT or not rest.strip():
        return ()
    head_heard = replace(heard, text=head)
    announced = understood_of(head_heard, view)
    ones = [wish for wish in announced.intents if wish.intent == Intent.ASK_PANEL]
    sure = announced.action is Action.ACT and announced.missing is None
    if not sure or not ones or not _is_for_panel(head, announced.language, view):
        return ()
    return () if holds_panel_question(head_heard, view) else announced.intents


def _is_for_panel(head: str, language: str, view: View) -> bool:
    """Tell *una pregunta para el panel* from *una duda sobre el panel*, which may ask the bot."""
    return named_for(head, view.content.programme, view.now, view.tongues.lexicons[language])


def _of_held(wish: Wish, view: View) -> Wish:
    """Return a wish to cancel for those panels of several that the person is in."""
    held = tuple(sign_up.panel for sign_up in view.sign_ups if sign_up.panel in wish.choices)
    if wish.intent != Intent.CANCEL or wish.subject is not None or not held:
        return wish
    subject = name_of(held[0], view.content.programme) if len(held) == 1 else None
    return replace(wish, subject=subject, choices=held)


def concerns_panels(understood: Understanding) -> bool:
    """Tell whether a panel that is named matters to what is wanted."""
    wanted = {wish.intent for wish in understood.intents}
    return understood.action is not Action.ACT or bool(wanted & OF_PANELS)


def no_such_panel(number: int, view: View) -> Turn:
    """Say that there is no panel of that number, and which there are."""
    if not view.panels:
        return Turn((Reply(view.say("programme-empty")),))
    text = view.say("no-such-panel", number=number, lines=saying.lines(view.panels, view))
    return Turn((Reply(text, buttons.menu(view)),))


def do_all(wishes: Sequence[Wish], heard: Heard, view: View) -> Turn:
    """Return the turn of wishes, in their order.

    Who wants a person is told of one, and not also that the bot is none.
    """
    change = changing.changed(wishes, view)
    if change is not None:
        return change
    called = any(wish.intent == Intent.CONTACT_HUMAN for wish in wishes)
    left = [w for w in wishes if not (called and w.intent == Intent.WHO_ARE_YOU)]
    turns = (_alike(list(alike), heard, view) for _, alike in groupby(left, _kind))
    turn = sum(turns, Turn(tuple(_on_days_beside(left, view))))
    once = {(reply.text, reply.buttons): reply for reply in turn.replies}
    return replace(turn, replies=tuple(once.values()))


def _on_days_beside(wishes: Sequence[Wish], view: View) -> Iterator[Reply]:
    """Say of days that were named beside panels that there is nothing on them."""
    for wish in wishes:
        if wish.beside is not None and wish.intent in OF_A_DAY and not wish.asks:
            yield nothing_on(replace(wish, day=wish.beside, until=None), view)


def _kind(wish: Wish) -> tuple[str, bool]:
    return str(wish.intent), wish.asks


def _alike(wishes: Sequence[Wish], heard: Heard, view: View) -> Turn:
    """Return the turn of one wish for one panel or several; what several ask is asked once."""
    found = [panel_of(wish.subject, view.content.programme) for wish in wishes]
    panels = [panel for panel in found if panel is not None]
    if wishes[0].asks and wishes[0].intent in _EXPLAINED and len(panels) > 1:
        return _named(_EXPLAINED[wishes[0].intent](panels, view), wishes[0])
    several = _OF_SEVERAL.get(wishes[0].intent)
    if several is not None and len(panels) > 1 and not wishes[0].asks:
        return several(panels, view)
    return sum((do_wish(wish, heard, view) for wish in wishes), Turn())


def do_wish(wish: Wish, heard: Heard, view: View) -> Turn:
    """Return the turn of one wish, whose name its messages keep."""
    turn = _on_no_panel(wish, view) if is_empty(wish, view) else Turn()
    turn = turn if turn.replies else _at_no_time(wish, view)
    turn = turn if turn.replies else _done(wish, heard, view)
    return _named(turn, wish)


def _named(turn: Turn, wish: Wish) -> Turn:
    named = (replace(reply, wish=str(wish.intent)) for reply in turn.replies)
    return replace(turn, replies=tuple(named))


def _on_no_panel(wish: Wish, view: View) -> Turn:
    """Say of a day that there is no panel, where that is what is wrong with the question."""
    if wish.intent == Intent.CANCEL and not wish.asks:
        return signing.ask_other_cancel(on_those_days("cancel-not-then", wish, view), view)
    if wish.intent not in OF_A_DAY or wish.asks:
        return Turn()
    told = Turn((nothing_then(wish, view),))
    return told + signing.ask_which(view) if wish.intent == Intent.SIGN_UP else told


def _at_no_time(wish: Wish, view: View) -> Turn:
    """Say of a time of day that nothing begins then, and what there is on that day or next."""
    if not wish.unmet or wish.intent not in AT_A_TIME or wish.asks or wish.places:
        return Turn()
    told = day(wish, view) if wish.day else next_one(view)
    return Turn((replace(told, text=f"{view.say('no-such-time')}\n{told.text}"),))


def _done(wish: Wish, heard: Heard, view: View) -> Turn:
    """Do a wish; what nobody can answer yet goes to the team."""
    panel = panel_of(wish.subject, view.content.programme)
    if wish.asks and wish.intent in _EXPLAINED and not (wish.intent == _NEEDS_ONE and not panel):
        return _EXPLAINED[wish.intent]((panel,) if panel else (), view)
    personal = _PERSONAL.get(wish.intent)
    if personal is not None:
        return personal(panel, heard, view)
    found = answer(wish, view)
    if found is not None:
        return found
    return hand_over(heard, view, heard.text, kinds=("unknown-handed-over", "unknown"))


def _offer(understood: Understanding, heard: Heard, view: View) -> Turn:
    """Ask which panel where one is missing, else offer the likeliest readings.

    These are a reply to the message: whoever wants none of them has it handed to the team.
    """
    wish = next((w for w in understood.intents if is_ambiguous(w)), None)
    if wish is not None:
        panels = [p for p in view.panels if p.id in wish.choices]
        text = view.say("which-panel", lines=saying.lines(panels, view))
        choices = tuple(
            (buttons.named(panel, view), buttons.of_wish(wish.intent, view, panel.id)[1])
            for panel in panels
        )
        return Turn((Reply(text, choices, asks=Asks.WHICH),))
    wishes = (*understood.intents, *understood.likely)[:4]
    offered = buttons.offers(wishes, view)[:3]
    none = (view.say("none-of-these"), buttons.of_wish(Intent.CONTACT_HUMAN, view)[1])
    choices = offered if none[1] in {data for _, data in offered} else (*offered, none)
    offer = Reply(view.say("unsure"), choices, asks=Asks.WHICH, answers=heard.number)
    return Turn((offer,))


def hand_over(
    heard: Heard,
    view: View,
    text: str,
    kinds: tuple[str, str] = ("handed-over", "not-handed-over"),
) -> Turn:
    """Pass a message on to the team's chat and say so; say also when there is no such chat.

    ``kinds`` are the sentences for either.
    """
    told = to_team(heard, view, text) if text else ()
    return Turn((Reply(view.say(kinds[not told]), buttons.menu(view)),), to_team=told)


def to_team(heard: Heard, view: View, text: str) -> tuple[Message, ...]:
    """Return the message for the team; the same words of one person come once an hour."""
    if view.content.team_chat is None:
        return ()
    phrases = view.tongues.phrases_of(view.content.campaign.language)
    body = Reply(phrases.text("bot.to-team", who=heard.who or "?", text=text[:3000])).body()
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    once = f"{passed_on(heard.chat or 0)}{digest}:{view.now:%Y%m%d%H}"
    return (Message(view.content.team_chat, body, Priority.TEAM, dedupe=once),)


def _sign_up(panel: Panel | None, _heard: Heard, view: View) -> Turn:
    return signing.ask_which(view) if panel is None else signing.sign_up(panel, view)


def _contact(_panel: Panel | None, heard: Heard, view: View) -> Turn:
    own = next((a for a in view.content.answers if a.id == Intent.CONTACT_HUMAN), None)
    told = to_team(heard, view, heard.text)
    said = view.say("contact") if told else "" if own else explaining.whom_to_write_to(view)
    own_words = tongue.campaigns_own(own.answer, view) if own else ""
    text = "\n".join(piece for piece in (own_words, said) if piece)
    return Turn((Reply(text),), to_team=told)


def _ask_panel(panel: Panel | None, heard: Heard, view: View) -> Turn:
    own = next((a for a in view.content.answers if a.id == Intent.ASK_PANEL), None)
    if heard.manner is Manner.TEXT and holds_panel_question(heard, view):
        return questioning.confirm(panel, _question_of(heard, view), heard, view)
    before = tongue.campaigns_own(own.answer, view) if own else ""
    return questioning.ask(panel, view, before)


def _question_of(heard: Heard, view: View) -> str:
    """Return the question without what only announces it (*pregunta para el panel: …*)."""
    head, _, rest = heard.text.partition(":")
    if not rest.strip() or holds_panel_question(replace(heard, text=head), view):
        return heard.text
    wanted = {wish.intent for wish in understood_of(replace(heard, text=head), view).intents}
    return rest.strip() if Intent.ASK_PANEL in wanted else heard.text


def holds_panel_question(heard: Heard, view: View) -> bool:
    """Tell whether the question for a panel is written already, in the language understood."""
    lexicon = view.tongues.lexicons[understood_of(heard, view).language]
    now, programme = view.now, view.content.programme
    return holds_question(heard.text, Intent.ASK_PANEL, programme, now, lexicon)


def _trouble(_panel: Panel | None, heard: Heard, view: View) -> Turn:
    """Help somebody who sees or hears nothing; the team is told while a panel is under way."""
    live = live_panel(view.content.programme, view.now)
    told = to_team(heard, view, heard.text) if live else ()
    said = trouble(view)
    text = f"{said.text}\n{view.say('trouble-told')}" if told else said.text
    return Turn((replace(said, text=text),), to_team=told)


def _distress(_panel: Panel | None, heard: Heard, view: View) -> Turn:
    """Answer somebody in distress kindly and call a person: no menu, no number made up."""
    told = to_team(heard, view, heard.text)
    return Turn((Reply(view.say("distress-told" if told else "distress")),), to_team=told)


def panel_question(panel: Panel | None, heard: Heard, view: View) -> Turn:
    """Show a question that the bot had asked for, before it is sent; one that it names is meant."""
    wishes = understood_of(heard, view).intents
    named = next((w.subject for w in wishes if w.intent == Intent.ASK_PANEL and w.subject), None)
    panel = panel_of(named, view.content.programme) or panel
    return questioning.confirm(panel, _question_of(heard, view), heard, view)


def _calendar(panel: Panel | None, _heard: Heard, view: View) -> Turn:
    return Turn((calendar_reply(panel, view),))


_OF_SEVERAL: Mapping[str, Callable[[Sequence[Panel], View], Turn]] = {
    Intent.SIGN_UP: signing.sign_up_all,
    Intent.CANCEL: signing.ask_cancel_several,
}
_NEEDS_ONE = Intent.TOPIC
"""What is explained only of one panel."""

_EXPLAINED: Mapping[str, Callable[[Sequence[Panel], View], Turn]] = {
    Intent.SIGN_UP: explaining.signing_up,
    Intent.REMINDERS_ON: explaining.reminders,
    Intent.MY_SIGNUPS: explaining.arrivals,
    Intent.TOPIC: explaining.thing,
    Intent.CONTACT_HUMAN: explaining.address,
}
"""What is said where somebody only asks about a wish."""

_PERSONAL: Mapping[str, Callable[[Panel | None, Heard, View], Turn]] = {
    Intent.SIGN_UP: _sign_up,
    Intent.CANCEL: lambda panel, _heard, view: signing.ask_cancel(view, panel),
    Intent.MY_SIGNUPS: lambda _panel, _heard, view: signing.my_sign_ups(view),
    Intent.REMINDERS_ON: lambda panel, _heard, view: signing.reminders_on(view, panel),
    Intent.REMINDERS_OFF: lambda _panel, _heard, view: signing.reminders_off(view),
    Intent.UNSUBSCRIBE: lambda _panel, _heard, view: signing.ask_cancel_all(view),
    Intent.MY_DATA: lambda _panel, _heard, view: personal.my_data(view),
    Intent.ERASE_ME: lambda _panel, _heard, view: personal.ask_erase(view),
    Intent.CONTACT_HUMAN: _contact,
    Intent.DISTRESS: _distress,
    Intent.TROUBLE: _trouble,
    Intent.LANGUAGE: tongue.language,
    Intent.ASK_PANEL: _ask_panel,
    QUESTIONS: lambda panel, _heard, view: voting.questions(panel, view),
    MY_QUESTIONS: lambda _panel, _heard, view: voting.mine(view),
    Intent.CALENDAR_FILE: _calendar,
    typed.WHO_ELSE: typed.who_else,
    typed.SLIDES: typed.slides,
    typed.ENDS: typed.ends,
    typed.REACHED_AT: typed.reached_at,
}
