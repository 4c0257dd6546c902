"""The team decides on questions for panels in its chat, and enters what it heard elsewhere.

What is decided is written with its answer in one transaction: of two people who press at once the
second is told what the first decided.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from campaign.core.questions import (
    MOST_LETTERS,
    OPEN,
    Standing,
    Verdict,
    one_line,
    shortened,
)
from campaign.ports.questions import Beside, Came, Decide, Enter, Look, Outcome
from campaign.services.conversation import Manner, Reply, Turn, saying
from campaign.services.conversation.buttons import clipped, data, find_panel
from campaign.services.conversation.overview import what_was
from campaign.services.conversation.question_words import (
    ANSWER,
    BESIDE,
    DECLINE,
    OF_PENDING,
    OF_PUBLISHED,
    PUBLISH,
    RESTORE,
    TAKE_DOWN,
    TEAM,
    notices,
    team_buttons,
)
from campaign.services.conversation.questioning import likely, parted
from campaign.services.team_counter import Command, command_of
from campaign.services.team_question_lists import EXPORT, LIST, SHOWN, files, listed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from campaign.ports.questions import Act, Question
    from campaign.services.conversation import Heard, Tongues
    from campaign.services.team_counter import Request

MERGE = "m"
MOST_BESIDE = 8
MOST_PLACE = 60

_HEARD_AT = re.compile(r"\s*\(([^()]*)\)\s*$")
_VERDICTS: Mapping[str, Verdict] = {
    PUBLISH: Verdict.PUBLISH,
    DECLINE: Verdict.DECLINE,
    ANSWER: Verdict.ANSWER,
    TAKE_DOWN: Verdict.TAKE_DOWN,
    RESTORE: Verdict.RESTORE,
}
_AFTERWARDS = {
    Standing.PUBLISHED: OF_PUBLISHED,
    Standing.DECLINED: ((RESTORE, "restore"),),
}
"""What may be done next, by how a question stands then."""


class QuestionCounter:
    """Serves the commands and the buttons about questions for panels."""

    def serves(self, heard: Heard, tongues: Tongues) -> bool:
        """Tell whether this is one of them."""
        if heard.manner is Manner.BUTTON:
            return heard.text.startswith(f"{TEAM}:")
        return command_of(heard, tongues) in {Command.QUESTION, Command.QUESTIONS}

    async def answer(self, request: Request) -> Turn:
        """Return what is to be done, and what is said of it."""
        if request.heard.manner is Manner.BUTTON:
            return _pressed(request)
        command = command_of(request.heard, request.view.tongues)
        return _enter(request) if command is Command.QUESTION else _list(request)


def _doing(act: Act, tell: Callable[[Outcome], Turn]) -> Turn:
    return Turn(questions=((act, tell),))


def _pressed(request: Request) -> Turn:
    _, _, said = request.heard.text.partition(":")
    what, _, rest = said.partition(":")
    if what == EXPORT:
        return files(request)
    if what == LIST:
        panel = find_panel(rest, request.view.content.programme)
        return _look(request, panel.id if panel else rest)
    numbers = [int(one[:18]) for one in rest.split(":") if one.isdecimal()]
    if what == MERGE and len(numbers) == 2:  # noqa: PLR2004 -- which, and into which
        return _decide(request, numbers[0], Verdict.MERGE, numbers[1])
    if len(numbers) != 1 or what not in {*_VERDICTS, BESIDE}:
        return request.say("question.old-button")
    if what == BESIDE:
        return _doing(Beside(numbers[0]), partial(_which, request=request, number=numbers[0]))
    return _decide(request, numbers[0], _VERDICTS[what])


def _decide(request: Request, number: int, verdict: Verdict, into: int | None = None) -> Turn:
    act = Decide(number, verdict, request.who, into)
    return _doing(act, partial(_decided, request=request, number=number))


def _decided(outcome: Outcome, request: Request, number: int) -> Turn:
    """Say what was decided, to the team and to those who asked; or who was faster."""
    question = outcome.question
    if question is None:
        return request.say("question.gone", n=number)
    if outcome.came is Came.CLOSED:
        return request.say("question.not-merged", n=number)
    if outcome.came is Came.ALREADY:
        return _already(question, request)
    into = outcome.others[0] if outcome.others else question
    text = request.text(
        f"question.done.{question.standing}",
        who=request.who,
        n=question.id,
        into=into.id,
        votes=into.votes,
        text=shortened(question.text),
    )
    if outcome.authors:
        text = f"{text}\n{request.text('question.told', n=len(outcome.authors))}"
    ways = team_buttons(question, _AFTERWARDS.get(question.standing, ()), request.phrases)
    reply = Reply(text, ways, questions=(question.id,))
    return Turn((reply,), notices=notices(question, outcome.authors, request.view))


def _already(question: Question, request: Request) -> Turn:
    kind = f"question.already.{question.standing}"
    return request.say(kind, n=question.id, who=question.by or "")


def _which(outcome: Outcome, request: Request, number: int) -> Turn:
    """Ask with which other question one is merged."""
    question, others = outcome.question, outcome.others[:MOST_BESIDE]
    if question is None:
        return request.say("question.gone", n=number)
    if question.standing not in OPEN:
        return _already(question, request)
    if not others:
        return request.say("question.beside-none", n=number)
    lines = "\n".join(
        request.text("question.line", n=one.id, text=shortened(one.text)) for one in others
    )
    text = request.text("question.beside", n=number, text=shortened(question.text), lines=lines)
    ways = tuple(
        (
            request.text("button.question-into", n=one.id),
            data(TEAM, MERGE, str(number), str(one.id)),
        )
        for one in others
    )
    return Turn((Reply(text, ways, questions=(number, *(one.id for one in others))),))


def _enter(request: Request) -> Turn:
    """Publish what follows the command; without a panel for the one under way or the next."""
    panel, text = parted(request.heard.rest, request.view)
    panel = panel or likely(request.view) or what_was(request.view)
    heard = _HEARD_AT.search(text)
    place = one_line(heard[1])[:MOST_PLACE] if heard else None
    text = one_line(text[: heard.start()] if heard else text)
    if panel is None or not any(sign.isalpha() for sign in text):
        return request.say("question.form", command=request.typed(Command.QUESTION))
    if len(text) > MOST_LETTERS:
        return request.say("question.long", n=len(text), most=MOST_LETTERS)
    named = saying.named(panel, request.view.content.campaign, request.phrases)
    act = Enter(panel.id, text, place or None, request.who)
    return _doing(act, partial(_entered, request=request, named=named))


def _entered(outcome: Outcome, request: Request, named: Mapping[str, str]) -> Turn:
    question = outcome.question
    if question is None:
        return Turn()
    kind = "entered-already" if outcome.came is Came.ALREADY else "entered"
    kind = "entered-at" if kind == "entered" and question.heard_at else kind
    text = request.text(
        f"question.{kind}",
        who=request.who,
        n=question.id,
        text=shortened(question.text),
        place=question.heard_at,
        **named,
    )
    acts = OF_PENDING if question.standing is Standing.PENDING else OF_PUBLISHED
    ways = team_buttons(question, acts, request.phrases)
    return Turn((Reply(text, ways, questions=(question.id,)),))


def _list(request: Request) -> Turn:
    """List the questions of a panel, or count those of all."""
    rest = request.heard.rest
    panel, beyond = parted(rest, request.view)
    if rest and (panel is None or beyond):
        known = (f"• {one.id}: {clipped(one.title)}" for one in request.view.panels)
        return request.say("question.no-such-panel", said=rest, panels="\n".join(known))
    return _look(request, panel.id if panel else None)


def _look(request: Request, panel: str | None) -> Turn:
    return _doing(Look(SHOWN, panel), partial(listed, request=request, panel=panel))
