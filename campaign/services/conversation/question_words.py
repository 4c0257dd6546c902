"""Sentences about questions for panels: for whoever asks, for everybody else, and for the team."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.questions import Standing, shortened
from campaign.ports.messages import Message, Priority, passed_on
from campaign.services.conversation import buttons, saying
from campaign.services.conversation.turns import Reply
from campaign.services.conversation.view import capital
from campaign.services.understanding import Intent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from campaign.core.attendees import Attendee
    from campaign.ports.phrases import Phrases
    from campaign.ports.questions import Question
    from campaign.services.conversation.view import View

QUESTIONS, MY_QUESTIONS = "questions", str(Intent.MY_QUESTIONS)
"""The questions that everybody sees, which no words but a command or a button ask for, and one's
own.
"""

TEAM = "Q"
"""The prefix of the team's buttons; what to do and the question's number follow."""

PUBLISH, DECLINE, ANSWER, TAKE_DOWN, RESTORE, BESIDE = "p", "d", "a", "t", "r", "j"

OF_PENDING = ((PUBLISH, "publish"), (DECLINE, "decline"), (BESIDE, "merge"))
OF_PUBLISHED = ((ANSWER, "answer"), (BESIDE, "merge"), (TAKE_DOWN, "take-down"))
"""What the team does with a question that waits, and with one that is published."""


def for_panel(panel_id: str, view: View) -> dict[str, str]:
    """Return the values of sentences about a panel, also about one that is gone."""
    panel = view.content.programme.panel(panel_id)
    if panel is None:
        gone = f"«{panel_id}»"
        return {"panel": gone, "panel_then": gone, "when": ""}
    return saying.named(panel, view.content.campaign, view.phrases)


def standing(question: Question, view: View) -> str:
    """Say how a question stands, to whoever asked it."""
    return view.say(f"standing.{question.standing}", votes=question.votes)


def team_buttons(
    question: Question, acts: Iterable[tuple[str, str]], phrases: Phrases
) -> tuple[buttons.Button, ...]:
    """Return the buttons by which the team decides about a question."""
    return tuple(
        (phrases.text(f"team.button.question-{label}"), buttons.data(TEAM, act, str(question.id)))
        for act, label in acts
    )


def to_the_team(question: Question, chat: int, view: View) -> tuple[Message, ...]:
    """Return what the team is shown of a new question: not whose it is, unless its name says so."""
    team, phrases = view.content.team_chat, view.tongues.phrases_of(view.content.campaign.language)
    panel = view.content.programme.panel(question.panel)
    if team is None or panel is None:
        return ()
    kind = "new-named" if question.name else "new"
    named = saying.named(panel, view.content.campaign, phrases)
    text = phrases.text(
        f"team.question.{kind}", n=question.id, text=question.text, name=question.name, **named
    )
    reply = Reply(
        text,
        team_buttons(question, OF_PENDING, phrases),
        kept={"named": "1"} if question.name else None,
        questions=(question.id,),
    )
    once = f"{passed_on(chat)}question:{question.id}"
    return (Message(team, reply.body(), Priority.TEAM, dedupe=once),)


def taken_back(question: Question, what: str, view: View) -> tuple[Message, ...]:
    """Tell the team that whoever asked took back a question or the name: its chat still has it.

    ``what`` is ``withdrawn`` or ``unnamed``.
    """
    team, phrases = view.content.team_chat, view.tongues.phrases_of(view.content.campaign.language)
    if team is None:
        return ()
    body = Reply(phrases.text(f"team.question.{what}", n=question.id)).body()
    return (Message(team, body, Priority.TEAM, dedupe=f"question:{question.id}:{what}"),)


_TOLD = {
    Standing.PUBLISHED: "question-published",
    Standing.ANSWERED: "question-answered",
    Standing.DECLINED: "question-declined",
    Standing.MERGED: "question-merged",
}


def notices(question: Question, authors: Iterable[Attendee], view: View) -> tuple[Message, ...]:
    """Return what those who asked a question are told of what the team decided, once each."""
    panel = view.content.programme.panel(question.panel)
    if panel is None:
        return ()
    found = []
    for who in authors:
        spoken = who.language in view.tongues.codes
        code = who.language if spoken else view.content.campaign.language
        phrases = view.tongues.phrases_of(code)
        named = saying.named(panel, view.content.campaign, phrases)
        kind = _TOLD[question.standing]
        text = capital(phrases.text(f"bot.{kind}", text=shortened(question.text), **named))
        mine = (phrases.text("bot.button.my_questions"), buttons.data(buttons.WISH, MY_QUESTIONS))
        dedupe = f"question:{question.id}:{question.standing}:{who.id}"
        body = Reply(text, (mine,)).body()
        found.append(Message(who.chat, body, Priority.NOTICE, dedupe=dedupe, attendee=who.id))
    return tuple(found)
