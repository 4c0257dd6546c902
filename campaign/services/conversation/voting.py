"""Questions of a panel that everybody sees and votes for, and one's own."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from campaign.core.questions import OPEN, VISIBLE, Standing, shortened
from campaign.ports.questions import Came, Look, Mine, Outcome, Unname, Vote, Withdraw
from campaign.services.conversation import buttons, consent, saying
from campaign.services.conversation.overview import what_was
from campaign.services.conversation.question_words import (
    MY_QUESTIONS,
    QUESTIONS,
    for_panel,
    standing,
    taken_back,
)
from campaign.services.conversation.questioning import likely, takes_questions
from campaign.services.conversation.signing import no
from campaign.services.conversation.turns import Asks, Reply, Turn
from campaign.services.understanding import Intent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from campaign.core.programme import Panel
    from campaign.ports.questions import Question
    from campaign.services.conversation.view import View

MOST_SHOWN = 10
MOST_BUTTONS = 8


def questions(panel: Panel | None, view: View) -> Turn:
    """Tell the questions of a panel that are published: of the one under way, else the next."""
    panel = panel or likely(view) or what_was(view)
    if panel is None or view.content.team_chat is None:
        return Turn((Reply(view.say("ask-panel-later")),))
    return Turn(questions=((Look(VISIBLE, panel.id), partial(_listed, panel=panel, view=view)),))


def _listed(outcome: Outcome, panel: Panel, view: View) -> Turn:
    found, named = outcome.others, for_panel(panel.id, view)
    ways = _ways(panel, view)
    if not found:
        return Turn((Reply(view.say("questions-none", **named), ways, wish=QUESTIONS),))
    shown = found[:MOST_SHOWN]
    lines = [_line(n, question, view) for n, question in enumerate(shown, start=1)]
    if len(found) > len(shown):
        lines.append(view.say("questions-more", n=len(found) - len(shown)))
    pieces = [view.say("questions-list", lines="\n".join(lines), **named)]
    votes = _votes(shown, view) if panel in takes_questions(view) else []
    pieces += [view.say("consent-vote")] if votes else []
    numbers = tuple(question.id for question in shown)
    text = "\n\n".join(pieces)
    return Turn((Reply(text, (*votes, *ways), questions=numbers, wish=QUESTIONS),))


def _line(n: int, question: Question, view: View) -> str:
    pieces = [view.say("question-line", n=n, text=shortened(question.text))]
    pieces += [view.say("question-of", name=question.name)] if question.name else []
    pieces += [view.say("question-votes", n=question.votes)] if question.votes else []
    pieces += [view.say("question-own")] if question.mine else []
    answered = question.standing is Standing.ANSWERED
    pieces += [view.say("standing.answered", votes=question.votes)] if answered else []
    return " ".join(pieces)


def _votes(shown: Sequence[Question], view: View) -> list[buttons.Button]:
    found = []
    for n, question in enumerate(shown, start=1):
        if question.mine or question.standing is not Standing.PUBLISHED:
            continue
        kind, prefix = ("unvote", buttons.UNVOTE) if question.voted else ("vote", buttons.VOTE)
        found.append((view.say(f"button.{kind}-n", n=n), buttons.data(prefix, str(question.id))))
    return found[:MOST_BUTTONS]


def _ways(panel: Panel, view: View) -> tuple[buttons.Button, ...]:
    """Return the ways to ask, and to the questions of another panel."""
    other = (view.say("button.other-list"), buttons.data(buttons.OTHER_LIST, _code(panel)))
    asking = panel in takes_questions(view)
    return (
        *((buttons.of_wish(Intent.ASK_PANEL, view, panel.id),) if asking else ()),
        *((other,) if len(view.panels) > 1 else ()),
    )


def _code(panel: Panel) -> str:
    return buttons.short(panel.id)


def which(_panel: Panel, view: View) -> Turn:
    """Ask of which panel somebody wants to see the questions."""
    panels = [panel for panel in view.panels if not panel.cancelled]
    ways = tuple(
        (buttons.named(panel, view), buttons.of_wish(QUESTIONS, view, panel.id)[1])
        for panel in panels
    )
    text = view.say("questions-which", lines=saying.lines(panels, view))
    return Turn((Reply(text, ways, asks=Asks.WHICH),))


def vote(number: int, view: View) -> Turn:
    """Vote for a question; the same tap twice is one vote."""
    return _vote(number, view, counts=True)


def unvote(number: int, view: View) -> Turn:
    """Take the vote for a question back."""
    return _vote(number, view, counts=False)


def _vote(number: int, view: View, *, counts: bool) -> Turn:
    agreed = consent.given_to(consent.VOTE, view.say("consent-vote"), view)
    panels = {panel.id for panel in takes_questions(view)}
    act = Vote(number, counts, panels, view.language, agreed)
    return Turn(questions=((act, partial(_voted, counts=counts, view=view)),))


def _voted(outcome: Outcome, view: View, *, counts: bool) -> Turn:
    question = outcome.question
    if question is None:
        return Turn((Reply(view.say("question-gone")),))
    back = buttons.of_wish(QUESTIONS, view, question.panel)
    if outcome.came is not Came.DONE:
        kind = "vote-own" if outcome.came is Came.OWN else "vote-closed"
        return Turn((Reply(view.say(kind), (back,)),))
    kind, other, prefix = (
        ("voted", "unvote", buttons.UNVOTE) if counts else ("unvoted", "vote", buttons.VOTE)
    )
    text = view.say(kind, text=shortened(question.text), n=question.votes)
    undo = (view.say(f"button.{other}"), buttons.data(prefix, str(question.id)))
    return Turn((Reply(text, (undo, back), questions=(question.id,)),))


def mine(view: View) -> Turn:
    """Tell the person's own questions, and how each stands."""
    return Turn(questions=((Mine(), partial(_mine, view=view)),))


def _mine(outcome: Outcome, view: View) -> Turn:
    found = sorted(outcome.others, key=lambda one: one.id)[-MOST_SHOWN:]
    asking = buttons.of_wish(Intent.ASK_PANEL, view)
    if not found:
        return Turn((Reply(view.say("my-questions-none"), (asking,), wish=MY_QUESTIONS),))
    lines, ways = [], []
    for n, question in enumerate(found, start=1):
        lines.append(_my_line(n, question, view))
        if question.standing in OPEN:
            taking = buttons.data(buttons.WITHDRAW, str(question.id))
            ways.append((view.say("button.withdraw-n", n=n), taking))
        if question.name:
            unnaming = buttons.data(buttons.UNNAME, str(question.id))
            ways.append((view.say("button.unname-n", n=n), unnaming))
    text = view.say("my-questions", lines="\n".join(lines))
    return Turn((Reply(text, (*ways, asking), wish=MY_QUESTIONS),))


def _my_line(n: int, question: Question, view: View) -> str:
    text = shortened(question.text) or view.say("question-without-words")
    named = for_panel(question.panel, view)
    pieces = [view.say("my-question-line", n=n, text=text, **named), standing(question, view)]
    pieces += [view.say("my-question-named", name=question.name)] if question.name else []
    return " ".join(pieces)


def ask_withdraw(number: int, view: View) -> Turn:
    """Ask whether to take a question back: that cannot be undone."""
    return Turn(questions=((Mine(), partial(_ask_withdraw, number=number, view=view)),))


def _ask_withdraw(outcome: Outcome, number: int, view: View) -> Turn:
    question = next((one for one in outcome.others if one.id == number), None)
    if question is None:
        return Turn((Reply(view.say("question-gone")),))
    if question.standing not in OPEN:
        return _too_late(question, view)
    text = view.say("withdraw-sure", text=question.text, **for_panel(question.panel, view))
    yes = buttons.data(buttons.WITHDRAW_SURE, str(number))
    ways = ((view.say("button.yes-withdraw"), yes), no(view))
    return Turn((Reply(text, ways, asks=Asks.WHETHER),))


def _too_late(question: Question, view: View) -> Turn:
    text = view.say("withdraw-late", standing=standing(question, view))
    return Turn((Reply(text, (buttons.of_wish(MY_QUESTIONS, view),)),))


def withdraw(number: int, view: View) -> Turn:
    """Take a question back; a second tap says that it is."""
    return Turn(questions=((Withdraw(number), partial(_withdrawn, view=view)),))


def _withdrawn(outcome: Outcome, view: View) -> Turn:
    question = outcome.question
    if question is None:
        return Turn((Reply(view.say("question-gone")),))
    if outcome.came is Came.ALREADY:
        return _too_late(question, view)
    text = view.say("withdrawn", **for_panel(question.panel, view))
    ways = (buttons.of_wish(Intent.ASK_PANEL, view, question.panel),)
    return Turn((Reply(text, ways),), to_team=taken_back(question, "withdrawn", view))


def unname(number: int, view: View) -> Turn:
    """Take one's name away from a question."""
    return Turn(questions=((Unname(number), partial(_unnamed, view=view)),))


def _unnamed(outcome: Outcome, view: View) -> Turn:
    question, back = outcome.question, buttons.of_wish(MY_QUESTIONS, view)
    if question is None:
        return Turn((Reply(view.say("question-gone"), (back,)),))
    told = taken_back(question, "unnamed", view) if outcome.came is Came.DONE else ()
    return Turn((Reply(view.say("unnamed"), (back,)),), to_team=told)
