"""What the bot does about one update: pure, from what it heard and what it knows."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from campaign.ports.attendees import Effects
from campaign.ports.messages import Message
from campaign.ports.questions import Step
from campaign.services.conversation import (
    buttons,
    groups,
    news,
    personal,
    questioning,
    tongue,
    unsent,
)
from campaign.services.conversation.arriving import arrive
from campaign.services.conversation.hearing import Heard, Manner, hear
from campaign.services.conversation.pressing import press
from campaign.services.conversation.question_words import MY_QUESTIONS, QUESTIONS
from campaign.services.conversation.replying import reply
from campaign.services.conversation.turns import Reply, Turn
from campaign.services.conversation.vacancies import Vacancies
from campaign.services.conversation.wishing import do_wish, no_such_panel
from campaign.services.understanding import Intent, Wish

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from campaign.ports.held import Held
    from campaign.ports.questions import Outcome
    from campaign.services.conversation.view import View

ALIASES: Mapping[str, str] = {
    "help": Intent.HELP,
    "ayuda": Intent.HELP,
    "programa": Intent.PROGRAMME,
    "programme": Intent.PROGRAMME,
    "program": Intent.PROGRAMME,
    "proximo": Intent.NEXT_PANEL,
    "next": Intent.NEXT_PANEL,
    "inscribirme": Intent.SIGN_UP,
    "signup": Intent.SIGN_UP,
    "misinscripciones": Intent.MY_SIGNUPS,
    "mysignups": Intent.MY_SIGNUPS,
    "cancelar": Intent.CANCEL,
    "cancel": Intent.CANCEL,
    "calendario": Intent.CALENDAR_FILE,
    "calendar": Intent.CALENDAR_FILE,
    "idioma": Intent.LANGUAGE,
    "language": Intent.LANGUAGE,
    "privacidad": Intent.PRIVACY_INFO,
    "privacy": Intent.PRIVACY_INFO,
    "misdatos": Intent.MY_DATA,
    "mydata": Intent.MY_DATA,
    "borrar": Intent.ERASE_ME,
    "erase": Intent.ERASE_ME,
    "baja": Intent.UNSUBSCRIBE,
    "stop": Intent.UNSUBSCRIBE,
    "pregunta": Intent.ASK_PANEL,
    "ask": Intent.ASK_PANEL,
    "preguntas": QUESTIONS,
    "questions": QUESTIONS,
    "mispreguntas": MY_QUESTIONS,
    "myquestions": MY_QUESTIONS,
}
"""Every command in every language, whatever the person's own is."""

OTHERS: Mapping[str, Callable[[View], Turn]] = {
    **dict.fromkeys(("corregir", "correct"), personal.correcting),
    **dict.fromkeys(news.ASKING, news.ask),
    **dict.fromkeys(news.ENDING, news.end),
}
"""The commands that stand for no wish that one tells in words."""

OF_ONE = frozenset({Intent.SIGN_UP, Intent.CANCEL, Intent.CALENDAR_FILE, QUESTIONS})
"""The wishes whose command may name a panel."""

START = "start"
_IN_GROUPS = frozenset({Intent.NEXT_PANEL, Intent.PROGRAMME, Intent.HELP})


def decide(update: Mapping[str, object], view: View) -> Effects:
    """Return what one update changes and what is said; never raises for odd updates.

    A group gets a short answer with a way into the private chat, and only when it
    addresses the bot; what was edited afterwards is left alone.
    """
    heard = hear(update, view.bot)
    if heard.chat is None or heard.manner is Manner.NOTHING or not heard.addressed:
        return Effects(heard.update_id, None, view.now)
    if heard.manner is Manner.ADDED:
        return groups.greeted(heard, view)
    if heard.private or heard.manner is Manner.BUTTON:
        turn, view = turn_of(heard, view)
        return effects_of(heard, turn, view)
    if heard.manner is Manner.COMMAND and not heard.named and not is_command(heard.text):
        return Effects(heard.update_id, None, view.now)
    stranger = replace(view, sign_ups=(), known=False, said=None, news=False)  # who reads along is
    turn, view = turn_of(heard, stranger)
    return groups.answered(heard, turn, view)


def is_command(name: str) -> bool:
    """Tell whether people have a command of that name, in whatever language."""
    return name == START or name in ALIASES or name in OTHERS


def commands_in_groups(menu: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return those commands of a menu that a group has a use for: they are nobody's own."""
    return tuple((name, about) for name, about in menu if ALIASES.get(name) in _IN_GROUPS)


def apology(update: Mapping[str, object], view: View) -> Effects:
    """Return what is said where deciding failed: nobody is left without an answer."""
    heard = hear(update, view.bot)
    if heard.chat is None or not (heard.private or heard.chat == view.content.team_chat):
        return Effects(heard.update_id, None, view.now)
    return effects_of(heard, Turn((Reply(view.say("failed"), buttons.menu(view)),)), view)


def turn_of(heard: Heard, view: View) -> tuple[Turn, View]:
    """Return the turn of what somebody said, and the view in the language in which it is told."""
    spoken = tongue.heard_by(heard, view)
    return _turn(heard, spoken), spoken


def _turn(heard: Heard, view: View) -> Turn:
    if heard.manner is Manner.COMMAND:
        return unsent.still(_command(heard, view), view)
    if heard.manner is Manner.BUTTON:
        return press(heard, view)
    if heard.manner is Manner.MEDIA:
        return unsent.still(Turn((Reply(view.say("voice"), buttons.menu(view)),)), view)
    return reply(heard, view)


def _command(heard: Heard, view: View) -> Turn:
    if heard.text == START:
        return _start(heard, view)
    if heard.text in OTHERS:
        return OTHERS[heard.text](view)
    intent = ALIASES.get(heard.text)
    if intent is None:
        return Turn((Reply(view.say("unknown-command"), buttons.menu(view)),))
    return _ask(heard, view) if intent == Intent.ASK_PANEL else _wished(intent, heard, view)


def _wished(intent: str, heard: Heard, view: View) -> Turn:
    """Do what a command says, with the panel that follows it."""
    if heard.rest and intent in OF_ONE:
        panel = _named_panel(heard.rest, view)
        if panel is not None:
            return do_wish(Wish(intent, panel, 1.0, None, (panel,)), heard, view)
        if heard.rest.isdecimal():
            return no_such_panel(int(heard.rest[:9]), view)
    return do_wish(Wish(intent, None, 1.0), heard, view)


def _ask(heard: Heard, view: View) -> Turn:
    """Ask a panel what follows the command, which may begin with the panel."""
    named, text = questioning.parted(heard.rest, view)
    if text:
        return questioning.confirm(named, text, heard, view)
    return do_wish(Wish(Intent.ASK_PANEL, named.id if named else None, 1.0), heard, view)


def _start(heard: Heard, view: View) -> Turn:
    """Greet; a deep link (``/start panel-2``) goes straight to its panel.

    The language is stored, which also revives somebody who had blocked the bot.
    """
    known = Turn(language=view.language) if view.known else Turn()
    panel = buttons.find_panel(heard.rest, view.content.programme) if heard.rest else None
    if panel is not None:
        return known + arrive(panel, view)
    text = view.say("start-again" if view.known else "start", title=view.content.campaign.title)
    sorry = tongue.not_spoken(heard, view)
    text = f"{text}\n\n{sorry}" if sorry else text
    return known + Turn((Reply(text, buttons.menu(view)),))


def _named_panel(rest: str, view: View) -> str | None:
    """Return the panel that follows a command: its id or its number."""
    panel = questioning.called(rest, view)
    return panel.id if panel else None


def effects_of(heard: Heard, turn: Turn, view: View) -> Effects:
    """Return a turn as it is stored."""
    chat = heard.chat or 0
    panels = {p.id: p for p in view.content.programme.panels}
    left = [one.panel for one in view.sign_ups] if turn.erase else turn.cancel
    remembers = turn.sign_up or turn.cancel or turn.consent
    return Effects(
        mark=view.content.mark,
        update_id=heard.update_id,
        chat=chat if heard.private else None,
        at=view.now,
        language=turn.language or (view.language if remembers else None),
        sign_up=turn.sign_up,
        cancel=turn.cancel,
        consent=turn.consent,
        withdraw=turn.withdraw,
        messages=(*_messages(turn, chat, view), *turn.to_team),
        vacancies=Vacancies(
            view.content.campaign, view.tongues.phrases_of, view.tongues.codes, view.now
        ).of(panels[panel] for panel in (*left, *turn.sign_up) if panel in panels),
        erase=turn.erase,
        silence=turn.silence,
        tell=partial(_told, turn=turn, chat=chat, view=view) if turn.tell else None,
        questions=tuple(
            Step(act, partial(_came, tell=tell, chat=chat, view=view))
            for act, tell in turn.questions
        ),
    )


def _came(
    outcome: Outcome, tell: Callable[[Outcome], Turn], chat: int, view: View
) -> list[Message]:
    """Return what is told of what came of something, to everybody whom it concerns."""
    told = tell(outcome)
    return [*_messages(told, chat, view), *told.to_team, *told.notices]


def _told(held: Held, turn: Turn, chat: int, view: View) -> list[Message]:
    """Return what is told of what was held; of somebody erased that is not kept either."""
    told = sum((tell(held) for tell in turn.tell), Turn())
    messages = (*_messages(told, chat, view), *told.to_team)
    return [replace(message, forget=turn.erase) for message in messages]


def _messages(turn: Turn, chat: int, view: View) -> Iterable[Message]:
    """Return the replies as they are sent; who is not remembered is answered on in the language."""
    language = None if view.known else turn.language or view.language
    return (Message(chat, replace(reply, language=language).body()) for reply in turn.replies)
