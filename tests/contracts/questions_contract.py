"""What every store promises about questions for panels: each once, and who is late is told."""

# ruff: noqa: D102 -- the name of a test is its promise
from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from campaign.core.attendees import Attendee
from campaign.core.questions import Standing, Verdict
from campaign.ports.messages import Message, Priority
from campaign.ports.questions import (
    Beside,
    Came,
    Decide,
    Draft,
    Enter,
    Look,
    Mine,
    Outcome,
    Send,
    Step,
    Unname,
    Vote,
    Withdraw,
)
from campaign.ports.retention import Kept
from tests.contracts.ledger_values import NOW
from tests.contracts.people_contract import LATER, effects

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from campaign.ports.held import Held
    from campaign.ports.questions import Act, Question
    from campaign.store.opening import Store

TEAM = -77
CONSENT = ("question", "1-es", "ab" * 32)
NAMING = ("question-name", "1-es", "cd" * 32)
VOTING = ("vote", "1-es", "ef" * 32)
EVERYTHING = frozenset(Standing)


class Forum:
    """Questions in a store, as updates ask for them; each update has the next number."""

    def __init__(self, store: Store) -> None:
        self.store, self.update = store, 100

    async def do(
        self, act: Act, chat: int | None = None, update: int | None = None, at: datetime = NOW
    ) -> Outcome:
        """Do something; return what came of it."""
        self.update += 1
        found: list[Outcome] = []

        def tell(outcome: Outcome) -> Sequence[Message]:
            found.append(outcome)
            return ()

        number = update or self.update
        await self.store.handle(effects(number, chat, at=at, questions=(Step(act, tell),)))
        return found[0]

    async def show(self, text: str, chat: int = 7, panel: str = "panel-1") -> str:
        """Show somebody their draft; return its mark."""
        draft = Draft(f"{chat}-{panel}-{text}", panel, text, "Luz Pérez", CONSENT, NAMING)
        body = json.dumps({"text": text, "kept": dict(draft.kept())}, ensure_ascii=False)
        await self.store.enqueue([Message(chat, body)])
        return draft.mark

    async def send(
        self,
        text: str,
        chat: int = 7,
        panel: str = "panel-1",
        *,
        named: bool = False,
        most: int = 3,
    ) -> Outcome:
        """Show a draft and send it."""
        mark = await self.show(text, chat, panel)
        return await self.do(Send(mark, named, most, "es"), chat)

    async def ask(self, text: str, chat: int = 7, *, named: bool = False) -> int:
        """Send a question; return its number."""
        found = (await self.send(text, chat, named=named)).question
        assert found is not None
        return found.id

    async def publish(self, number: int) -> Outcome:
        """Publish a question."""
        return await self.do(Decide(number, Verdict.PUBLISH, "Rocío"))

    async def vote(
        self, number: int, chat: int, *, counts: bool = True, update: int | None = None
    ) -> Outcome:
        """Vote, or take the vote back."""
        return await self.do(Vote(number, counts, {"panel-1"}, "es", VOTING), chat, update)

    async def all(self) -> dict[int, Question]:
        """Return all questions by their number."""
        return {q.id: q for q in (await self.do(Look(EVERYTHING))).others}

    async def held(self, chat: int) -> Held:
        """Return what is held of somebody."""
        self.update += 1
        found: list[Held] = []

        def tell(held: Held) -> Sequence[Message]:
            found.append(held)
            return ()

        await self.store.handle(effects(self.update, chat, tell=tell))
        return found[0]

    async def erase(self, chat: int) -> None:
        """Erase somebody."""
        self.update += 1
        await self.store.handle(effects(self.update, chat, erase=True))


class QuestionsContract:
    """The promises of :mod:`campaign.ports.questions`."""

    @pytest.fixture
    def forum(self, people: Store) -> Forum:
        return Forum(people)

    # --- asking -------------------------------------------------------------------------------

    async def test_what_is_sent_waits_and_its_author_is_remembered(self, forum: Forum) -> None:
        sent = await forum.send("¿Quién paga?")
        assert sent.came is Came.DONE
        asked = sent.question
        assert asked is not None
        assert (asked.panel, asked.text, asked.standing) == ("panel-1", "¿Quién paga?", "pending")
        assert (asked.name, asked.mine, asked.votes) == (None, True, 0)
        held = await forum.held(7)
        assert [one.purpose for one in held.consents] == ["question"]
        assert held.language == "es"
        assert (await forum.do(Mine(), 7)).others == [asked]
        assert (await forum.do(Mine(), 8)).others == ()

    async def test_a_name_stands_beside_it_only_with_a_consent_of_its_own(
        self, forum: Forum
    ) -> None:
        named = (await forum.send("¿Quién paga?", named=True)).question
        assert named is not None
        assert named.name == "Luz Pérez"
        held = await forum.held(7)
        assert [(one.purpose, one.hash) for one in held.consents] == [
            ("question", "ab" * 32),
            ("question-name", "cd" * 32),
        ]
        assert (await forum.do(Unname(named.id), 8)).came is Came.GONE
        assert (await forum.do(Unname(named.id), 7)).came is Came.DONE
        assert (await forum.do(Unname(named.id), 7)).came is Came.ALREADY
        assert (await forum.all())[named.id].name is None

    async def test_the_same_tap_sends_it_once(self, forum: Forum) -> None:
        mark = await forum.show("¿Quién paga?")
        act = Send(mark, named=False, most=3, language="es")
        taps = [forum.do(act, 7) for _ in range(3)]
        came = sorted(one.came for one in await asyncio.gather(*taps))
        assert came == [Came.ALREADY, Came.ALREADY, Came.DONE]
        assert len(await forum.all()) == 1

    async def test_a_late_tap_does_not_bring_back_what_was_withdrawn(self, forum: Forum) -> None:
        mark = await forum.show("¿Quién paga?")
        act = Send(mark, named=False, most=3, language="es")
        first = (await forum.do(act, 7)).question
        assert first is not None
        await forum.do(Withdraw(first.id), 7)
        again = await forum.do(act, 7)
        assert (again.came, again.question and again.question.standing) == (
            Came.ALREADY,
            Standing.WITHDRAWN,
        )

    async def test_the_same_words_are_one_question(self, forum: Forum) -> None:
        first = await forum.ask("¿Quién paga?")
        again = await forum.send("quien  paga")
        assert (again.came, again.question and again.question.id) == (Came.ALREADY, first)
        assert (await forum.send("¿Quién paga?", chat=8)).came is Came.DONE
        assert (await forum.send("¿Quién paga?", panel="panel-2")).came is Came.DONE

    async def test_nobody_has_more_open_ones_than_they_may(self, forum: Forum) -> None:
        first = await forum.ask("una")
        await forum.ask("otra")
        full = await forum.send("tercera", most=2)
        assert (full.came, len(full.others)) == (Came.FULL, 2)
        assert (await forum.send("tercera", panel="panel-2", most=2)).came is Came.DONE
        await forum.do(Decide(first, Verdict.DECLINE, "Rocío"))
        assert (await forum.send("tercera", most=2)).came is Came.DONE

    async def test_a_draft_that_is_gone_or_somebody_elses_is_not_sent(self, forum: Forum) -> None:
        mark = await forum.show("¿Quién paga?")
        for chat, named in ((7, "x"), (8, mark)):
            act = Send(named, named=False, most=3, language="es")
            assert (await forum.do(act, chat)).came is Came.GONE
        assert await forum.all() == {}
        assert await forum.store.attendee(8) is None

    # --- what its author does with it ---------------------------------------------------------

    async def test_its_author_takes_it_back_and_its_words_with_it(self, forum: Forum) -> None:
        number = await forum.ask("¿Quién paga?", named=True)
        assert (await forum.do(Withdraw(number), 8)).came is Came.GONE
        done = await forum.do(Withdraw(number), 7)
        assert (done.came, done.question and done.question.text) == (Came.DONE, "¿Quién paga?")
        again = await forum.do(Withdraw(number), 7)
        assert again.came is Came.ALREADY
        left = (await forum.all())[number]
        assert (left.text, left.name, left.standing) == ("", None, "withdrawn")

    async def test_what_was_answered_is_not_taken_back(self, forum: Forum) -> None:
        number = await forum.ask("¿Quién paga?")
        assert (await forum.do(Decide(number, Verdict.ANSWER, "Rocío"))).came is Came.ALREADY
        await forum.publish(number)
        await forum.do(Decide(number, Verdict.ANSWER, "Rocío"))
        assert (await forum.do(Withdraw(number), 7)).came is Came.ALREADY

    # --- what the team decides ----------------------------------------------------------------

    async def test_of_two_who_decide_at_once_one_wins_and_the_other_is_told(
        self, forum: Forum
    ) -> None:
        number = await forum.ask("¿Quién paga?")
        verdicts = ((Verdict.PUBLISH, "Ana"), (Verdict.DECLINE, "Rocío"))
        both = [forum.do(Decide(number, verdict, who)) for verdict, who in verdicts]
        found = await asyncio.gather(*both)
        assert sorted(one.came for one in found) == [Came.ALREADY, Came.DONE]
        won = next(one for one in found if one.came is Came.DONE)
        late = next(one for one in found if one.came is Came.ALREADY)
        assert won.question is not None
        assert late.question is not None
        assert late.question.by == won.question.by
        assert won.authors == (Attendee(won.authors[0].id, 7, "es"),)
        history = await forum.store.question_history(number)
        assert [(one.standing, one.by) for one in history] == [
            ("pending", None),
            (won.question.standing, won.question.by),
        ]

    async def test_declined_is_published_only_by_whoever_saw_that(self, forum: Forum) -> None:
        number = await forum.ask("¿Quién paga?")
        await forum.do(Decide(number, Verdict.DECLINE, "Ana"))
        assert (await forum.publish(number)).came is Came.ALREADY
        restored = await forum.do(Decide(number, Verdict.RESTORE, "Rocío"))
        assert restored.question is not None
        assert (restored.question.standing, restored.question.by) == ("published", "Rocío")
        assert (await forum.publish(4_000)).came is Came.GONE

    async def test_one_that_is_merged_counts_for_the_other_with_its_votes(
        self, forum: Forum
    ) -> None:
        first, second = await forum.ask("¿Quién paga?", 7), await forum.ask("¿Y el costo?", 8)
        for number in (first, second):
            await forum.publish(number)
        for chat in (7, 9, 10):
            await forum.vote(second, chat)
        await forum.vote(first, 10)
        beside = await forum.do(Beside(second))
        assert [one.id for one in beside.others] == [first]
        merged = await forum.do(Decide(second, Verdict.MERGE, "Ana", first))
        assert merged.came is Came.DONE
        assert [(one.id, one.votes) for one in merged.others] == [(first, 3)]  # 8, 9 and 10
        assert [one.chat for one in merged.authors] == [8]
        answered = await forum.do(Decide(first, Verdict.ANSWER, "Ana"))
        assert [one.chat for one in answered.authors] == [7, 8]

    async def test_nothing_is_merged_with_itself_or_what_is_over(self, forum: Forum) -> None:
        first, second = await forum.ask("¿Quién paga?"), await forum.ask("¿Y el costo?", 8)
        await forum.do(Decide(second, Verdict.DECLINE, "Ana"))
        for into in (first, second, 4_000, None):
            tried = await forum.do(Decide(first, Verdict.MERGE, "Ana", into))
            assert tried.came is Came.CLOSED
        assert (await forum.all())[first].standing == "pending"

    async def test_what_counted_for_one_that_is_taken_back_waits_again(self, forum: Forum) -> None:
        first, second = await forum.ask("¿Quién paga?"), await forum.ask("¿Y el costo?", 8)
        await forum.do(Decide(second, Verdict.MERGE, "Ana", first))
        await forum.do(Withdraw(first), 7)
        assert (await forum.all())[second].standing == "pending"

    async def test_one_heard_elsewhere_is_published_once_and_nobodys(self, forum: Forum) -> None:
        enter = Enter("panel-1", "¿Y las islas?", "YouTube", "Rocío")
        done = await forum.do(enter)
        assert done.question is not None
        assert (done.question.standing, done.question.heard_at) == ("published", "YouTube")
        assert done.question.by == "Rocío"
        again = await forum.do(replace(enter, text="y las islas", who="Ana"))
        assert (again.came, again.question) == (Came.ALREADY, done.question)
        decided = await forum.do(Decide(done.question.id, Verdict.ANSWER, "Ana"))
        assert decided.authors == ()

    # --- votes --------------------------------------------------------------------------------

    async def test_everybody_votes_once_and_nobody_for_their_own(self, forum: Forum) -> None:
        first, second = await forum.ask("¿Quién paga?"), await forum.ask("¿Y el costo?", 8)
        assert (await forum.vote(first, 9)).came is Came.CLOSED
        for number in (first, second):
            await forum.publish(number)
        assert (await forum.vote(first, 7)).came is Came.OWN
        for chat in (7, 9, 9, 9):
            voted = await forum.vote(second, chat)
            assert voted.question is not None
            assert voted.question.voted
        seen = (await forum.do(Look({Standing.PUBLISHED}, "panel-1"), 9)).others
        assert [(one.id, one.votes, one.voted) for one in seen] == [(second, 2, True),
                                                                    (first, 0, False)]  # fmt: skip
        back = await forum.vote(second, 9, counts=False)
        assert (back.came, back.question and back.question.votes) == (Came.DONE, 1)
        held = await forum.held(9)
        assert [one.purpose for one in held.consents] == ["vote"]

    async def test_of_two_taps_the_later_counts_in_whatever_order_they_come(
        self, forum: Forum
    ) -> None:
        number = await forum.ask("¿Quién paga?")
        await forum.publish(number)
        await forum.vote(number, 9, update=5_001)
        await forum.vote(number, 9, counts=False, update=5_003)
        late = await forum.vote(number, 9, update=5_002)
        assert late.question is not None
        assert late.question.votes == 0

    async def test_a_panel_that_is_over_takes_no_votes(self, forum: Forum) -> None:
        number = await forum.ask("¿Quién paga?")
        await forum.publish(number)
        over = await forum.do(Vote(number, True, {"panel-2"}, "es", VOTING), 9)  # noqa: FBT003
        assert over.came is Came.CLOSED
        assert await forum.store.attendee(9) is None

    # --- what is held and erased ----------------------------------------------------------------

    async def test_everything_of_questions_that_is_held_is_told(self, forum: Forum) -> None:
        mine, other = await forum.ask("¿Quién paga?", named=True), await forum.ask("¿Y?", 8)
        for number, chat in ((mine, 8), (other, 7)):
            await forum.publish(number)
            await forum.vote(number, chat)
        held = await forum.held(7)
        assert [(q.panel, q.text, q.standing, q.name, q.votes) for q in held.questions] == [
            ("panel-1", "¿Quién paga?", "published", "Luz Pérez", 1)
        ]
        assert [(v.panel, v.text, v.counts) for v in held.votes] == [("panel-1", "¿Y?", True)]

    async def test_erasing_leaves_what_is_published_without_its_author(self, forum: Forum) -> None:
        numbers = [await forum.ask(text, named=True) for text in ("una", "dos")]
        other = await forum.ask("tres", 8)
        for number in (numbers[0], other):
            await forum.publish(number)
        await forum.vote(other, 7)
        await forum.erase(7)
        left = await forum.all()
        assert {n: (q.text, q.name, q.votes) for n, q in left.items()} == {
            numbers[0]: ("una", None, 0),
            other: ("tres", None, 0),
        }
        assert (await forum.do(Mine(), 7)).others == ()
        assert (await forum.vote(numbers[0], 7)).came is Came.DONE
        assert (await forum.do(Decide(numbers[0], Verdict.ANSWER, "Ana"))).authors == ()

    async def test_erasing_takes_names_and_words_out_of_what_others_were_told(
        self, forum: Forum
    ) -> None:
        gone, left = await forum.ask("una", named=True), await forum.ask("dos", named=True)
        await forum.publish(left)
        told = {
            "text": "1. una (Luz Pérez)\n2. dos (Luz Pérez)\n3. tres",
            "questions": [gone, left],
        }
        other = {"text": "una (Luz Pérez)", "questions": [4_000]}
        list_of = [json.dumps(one, ensure_ascii=False) for one in (told, other)]
        await forum.store.enqueue([Message(TEAM, body, Priority.TEAM) for body in list_of])
        await forum.erase(7)
        texts = []
        while (taken := await forum.store.next_message(LATER)) is not None:
            texts.append(json.loads(taken.message.body)["text"])
            await forum.store.sent(taken, "1")
        assert texts == ["1. … (…)\n2. dos (…)\n3. tres", "una (Luz Pérez)"]

    async def test_what_counted_for_one_that_is_erased_waits_again(self, forum: Forum) -> None:
        first, second = await forum.ask("¿Quién paga?"), await forum.ask("¿Y el costo?", 8)
        await forum.do(Decide(second, Verdict.MERGE, "Ana", first))
        await forum.erase(7)
        assert {n: q.standing for n, q in (await forum.all()).items()} == {second: "pending"}

    async def test_who_wants_no_more_messages_is_told_nothing_of_a_question(
        self, forum: Forum
    ) -> None:
        number = await forum.ask("¿Quién paga?")
        await forum.store.handle(effects(5_000, 7, silence=True))
        assert (await forum.publish(number)).authors == ()

    async def test_who_asked_or_voted_is_not_idle(self, forum: Forum) -> None:
        number = await forum.ask("¿Quién paga?", 7)
        other = await forum.ask("¿Y el costo?", 10)
        await forum.publish(number)
        await forum.vote(number, 8)
        await forum.vote(number, 9)
        await forum.vote(number, 9, counts=False)
        await forum.do(Withdraw(other), 10)
        gone = await forum.store.purge({Kept.IDLE: LATER})
        assert gone[0].rows == 2
        known = [await forum.store.attendee(chat) is not None for chat in (7, 8, 9, 10)]
        assert known == [True, True, False, False]

    async def test_in_the_end_questions_go_too(self, forum: Forum) -> None:
        number = await forum.ask("¿Quién paga?")
        await forum.publish(number)
        await forum.vote(number, 8)
        assert [one.rows for one in await forum.store.aged({Kept.QUESTIONS: LATER})] == [1]
        await forum.store.purge({Kept.PEOPLE: LATER})
        assert [q.text for q in (await forum.all()).values()] == ["¿Quién paga?"]
        await forum.store.purge({Kept.QUESTIONS: LATER})
        assert await forum.all() == {}
