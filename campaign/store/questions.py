"""What is done with questions, within the transaction of the update that asks for it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, or_, select, true, update

from campaign.core.questions import FROM, OPEN, TO, Standing, Verdict, same
from campaign.ports.questions import (
    Act,
    Beside,
    Came,
    Decide,
    Draft,
    Enter,
    Look,
    Mine,
    Outcome,
    Send,
    Unname,
    Vote,
    Withdraw,
)
from campaign.store.attending import note_consents, remembered
from campaign.store.dialects import member, upsert
from campaign.store.people_held import attendee_of
from campaign.store.question_rows import (
    Moment,
    authors_of,
    free_merged,
    note,
    question_as,
    questions_where,
)
from campaign.store.tables_people import OUTBOX
from campaign.store.tables_questions import QUESTION, VOTE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Connection

    from campaign.ports.questions import Question

_A_DAY = timedelta(days=1)
"""For so long the numbers of updates tell which of two taps was the later one: Telegram begins
anew somewhere else after a week of silence.
"""


def do_act(connection: Connection, moment: Moment, act: Act) -> Outcome:
    """Do it, and return what came of it."""
    if moment.chat is not None:
        known = attendee_of(connection, moment.campaign_id, moment.chat)
        moment = replace(moment, who=known)
    return _ACTS[type(act)](connection, moment, act)


def _send(connection: Connection, moment: Moment, act: Send) -> Outcome:
    draft = _draft(connection, moment, act.mark)
    before = questions_where(connection, moment, QUESTION.c.mark == act.mark)
    if before:
        return Outcome(Came.ALREADY, before[0])
    if draft is None or moment.chat is None:
        return Outcome(Came.GONE)
    own = _own_open(connection, moment, draft.panel)
    twin = next((one for one in own if same(one.text, draft.text)), None)
    if twin is not None:
        return Outcome(Came.ALREADY, twin)
    if len(own) >= act.most:
        return Outcome(Came.FULL, others=own)
    who = remembered(connection, moment, act.language)
    consents = (draft.consent, *([draft.name_consent] if act.named else []))
    note_consents(connection, moment, who, consents)
    made = connection.execute(
        insert(QUESTION).values(
            campaign_id=moment.campaign_id,
            attendee_id=who,
            panel=draft.panel,
            text=draft.text,
            state=Standing.PENDING,
            at=moment.at,
            name=draft.name if act.named else None,
            mark=act.mark,
        )
    )
    return _made(connection, replace(moment, who=who), made.inserted_primary_key[0])  # type: ignore[index]


def _made(connection: Connection, moment: Moment, number: int, by: str | None = None) -> Outcome:
    made = question_as(connection, moment, number)
    note(connection, moment, number, made.standing if made else Standing.PENDING, by)
    return Outcome(Came.DONE, question_as(connection, moment, number))


def _own_open(connection: Connection, moment: Moment, panel: str) -> list[Question]:
    if moment.who is None:
        return []
    mine = QUESTION.c.attendee_id == moment.who
    still = QUESTION.c.state.in_(sorted(OPEN))
    return questions_where(connection, moment, mine, still, QUESTION.c.panel == panel)


def _draft(connection: Connection, moment: Moment, mark: str) -> Draft | None:
    """Return the draft that a message to this chat keeps, as long as that is kept."""
    kept = member(OUTBOX.c.body, "kept.mark")
    found = (
        select(OUTBOX.c.body)
        .where(
            OUTBOX.c.campaign_id == moment.campaign_id, OUTBOX.c.chat == moment.chat, kept == mark
        )
        .order_by(OUTBOX.c.id.desc())
        .limit(1)
    )
    body = connection.scalar(found)
    return Draft.of(json.loads(body)["kept"]) if body else None


def _own(connection: Connection, moment: Moment, number: int) -> Question | None:
    question = question_as(connection, moment, number)
    return question if question is not None and question.mine else None


def _withdraw(connection: Connection, moment: Moment, act: Withdraw) -> Outcome:
    """Take the words away with the question: nobody is to read them any more."""
    question = _own(connection, moment, act.question)
    if question is None:
        return Outcome(Came.GONE)
    if question.standing not in OPEN:
        return Outcome(Came.ALREADY, question)
    gone = {"state": Standing.WITHDRAWN, "text": "", "name": None}
    connection.execute(update(QUESTION).where(QUESTION.c.id == question.id).values(gone))
    connection.execute(delete(VOTE).where(VOTE.c.question_id == question.id))
    free_merged(connection, [question.id])
    note(connection, moment, question.id, Standing.WITHDRAWN)
    return Outcome(Came.DONE, question)


def _unname(connection: Connection, moment: Moment, act: Unname) -> Outcome:
    question = _own(connection, moment, act.question)
    if question is None:
        return Outcome(Came.GONE)
    if question.name is None:
        return Outcome(Came.ALREADY, question)
    nameless = update(QUESTION).where(QUESTION.c.id == question.id).values(name=None)
    connection.execute(nameless)
    return Outcome(Came.DONE, question)


def _vote(connection: Connection, moment: Moment, act: Vote) -> Outcome:
    question = question_as(connection, moment, act.question)
    if question is None or moment.chat is None:
        return Outcome(Came.GONE)
    if question.mine:
        return Outcome(Came.OWN, question)
    if question.standing is not Standing.PUBLISHED or question.panel not in act.open_panels:
        return Outcome(Came.CLOSED, question)
    if not act.counts and not question.voted:
        return Outcome(Came.DONE, question)
    who = remembered(connection, moment, act.language)
    if act.counts:
        note_consents(connection, moment, who, (act.consent,), again=False)
    _write_vote(connection, moment, who, act)
    return Outcome(Came.DONE, question_as(connection, replace(moment, who=who), act.question))


def _write_vote(connection: Connection, moment: Moment, who: int, act: Vote) -> None:
    """Store a vote, unless a later tap of the same person was written before it."""
    row = upsert(VOTE).values(
        campaign_id=moment.campaign_id,
        question_id=act.question,
        attendee_id=who,
        counts=act.counts,
        update_id=moment.update_id,
        at=moment.at,
    )
    last = or_(VOTE.c.update_id < row.excluded.update_id, VOTE.c.at < moment.at - _A_DAY)
    connection.execute(
        row.on_conflict_do_update(
            index_elements=["question_id", "attendee_id"],
            set_={name: row.excluded[name] for name in ("counts", "update_id", "at")},
            where=last,
        )
    )


def _mine(connection: Connection, moment: Moment, _act: Mine) -> Outcome:
    if moment.who is None:
        return Outcome()
    own = questions_where(connection, moment, QUESTION.c.attendee_id == moment.who)
    return Outcome(Came.DONE, others=own)


def _look(connection: Connection, moment: Moment, act: Look) -> Outcome:
    panel = true() if act.panel is None else QUESTION.c.panel == act.panel
    wanted = (QUESTION.c.state.in_(sorted(act.standings)), panel)
    return Outcome(Came.DONE, others=questions_where(connection, moment, *wanted))


def _beside(connection: Connection, moment: Moment, act: Beside) -> Outcome:
    question = question_as(connection, moment, act.question)
    if question is None:
        return Outcome(Came.GONE)
    others = questions_where(
        connection,
        moment,
        QUESTION.c.panel == question.panel,
        QUESTION.c.state.in_(sorted(OPEN)),
        QUESTION.c.id != question.id,
    )
    return Outcome(Came.DONE, question, others)


def _enter(connection: Connection, moment: Moment, act: Enter) -> Outcome:
    here = questions_where(
        connection, moment, QUESTION.c.panel == act.panel, QUESTION.c.state.in_(sorted(OPEN))
    )
    twin = next((one for one in here if same(one.text, act.text)), None)
    if twin is not None:
        return Outcome(Came.ALREADY, twin)
    made = connection.execute(
        insert(QUESTION).values(
            campaign_id=moment.campaign_id,
            panel=act.panel,
            text=act.text,
            state=Standing.PUBLISHED,
            at=moment.at,
            heard_at=act.heard_at,
        )
    )
    return _made(connection, moment, made.inserted_primary_key[0], act.who)  # type: ignore[index]


def _decide(connection: Connection, moment: Moment, act: Decide) -> Outcome:
    question = question_as(connection, moment, act.question)
    if question is None:
        return Outcome(Came.GONE)
    if question.standing not in FROM[act.verdict]:
        return Outcome(Came.ALREADY, question)
    if act.verdict is Verdict.MERGE:
        return _merge(connection, moment, act, question)
    return _decided(connection, moment, act)


def _decided(connection: Connection, moment: Moment, act: Decide) -> Outcome:
    state = TO[act.verdict]
    values: dict[str, Any] = {"state": state, "merged_into": act.into}
    connection.execute(update(QUESTION).where(QUESTION.c.id == act.question).values(values))
    note(connection, moment, act.question, state, act.who)
    done = question_as(connection, moment, act.question)
    return Outcome(Came.DONE, done, authors=authors_of(connection, act.question))


def _merge(connection: Connection, moment: Moment, act: Decide, question: Question) -> Outcome:
    """Let a question count for another, whose author cannot vote for it: with all its votes."""
    into = question_as(connection, moment, act.into or 0)
    fits = into is not None and into.panel == question.panel and into.id != question.id
    if into is None or not fits or into.standing not in OPEN:
        return Outcome(Came.CLOSED, question, () if into is None else (into,))
    asked = select(QUESTION.c.attendee_id).where(
        QUESTION.c.id == question.id, QUESTION.c.attendee_id.is_not(None)
    )
    voted = select(VOTE.c.attendee_id).where(
        VOTE.c.question_id == question.id, VOTE.c.counts.is_(True)
    )
    owner = select(QUESTION.c.attendee_id).where(QUESTION.c.id == into.id)
    own = connection.scalar(owner)
    votes = {*connection.scalars(asked), *connection.scalars(voted)} - {own}
    for who in sorted(votes):
        _write_vote(connection, moment, who, Vote(into.id, True, (), "", ("", "", "")))  # noqa: FBT003
    connection.execute(delete(VOTE).where(VOTE.c.question_id == question.id))
    earlier = update(QUESTION).where(QUESTION.c.merged_into == question.id)
    connection.execute(earlier.values(merged_into=into.id))
    done = _decided(connection, moment, act)
    return replace(done, others=(question_as(connection, moment, into.id) or into,))


_ACTS: Mapping[type[Any], Callable[[Connection, Moment, Any], Outcome]] = {
    Send: _send,
    Withdraw: _withdraw,
    Unname: _unname,
    Vote: _vote,
    Mine: _mine,
    Look: _look,
    Beside: _beside,
    Enter: _enter,
    Decide: _decide,
}
