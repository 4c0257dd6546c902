"""The people port on the ledger's database."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select, update

from campaign.core.attendees import Attendee, Seat
from campaign.ports.attendees import Incoming, Listed
from campaign.ports.messages import Priority
from campaign.store import outgoing as outbox
from campaign.store import standing
from campaign.store.dialects import upsert
from campaign.store.effects import write_effects
from campaign.store.glances import crowds, glance, sign_up_of
from campaign.store.leases import Count
from campaign.store.part import Part
from campaign.store.people_erasing import mark_traces
from campaign.store.question_rows import all_questions, history_of
from campaign.store.reading import check_mark
from campaign.store.seats import PLACE, fill_seats
from campaign.store.statements import Statement
from campaign.store.tables_people import ATTENDEE, CONTACT, FIRST_CONTACT, INBOX, SIGN_UP

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row, Select

    from campaign.ports.attendees import Crowd, Effects, Glance, Outgoing, Said, SignUp
    from campaign.ports.messages import Message
    from campaign.ports.questions import Change, Question
    from campaign.ports.vacancies import Vacancy

_OF_CAMPAIGN: Any = bindparam("campaign")
_STORED = ("campaign_id", "update_id", "raw")
_PENDING = (
    select(INBOX.c.update_id, INBOX.c.raw)
    .where(INBOX.c.campaign_id == _OF_CAMPAIGN, INBOX.c.handled_at.is_(None))
    .order_by(INBOX.c.update_id)
    .limit(bindparam("limit"))
)
_PERSON = select(
    ATTENDEE.c.id, CONTACT.c.chat, ATTENDEE.c.language, ATTENDEE.c.reachable
).select_from(ATTENDEE)
_RECEIVED = Statement(
    upsert(INBOX)
    .values({name: bindparam(name, type_=INBOX.c[name].type) for name in _STORED})
    .on_conflict_do_nothing(),
)
_OF_STATE = (
    _PERSON.add_columns(SIGN_UP.c.at)
    .join(CONTACT, CONTACT.c.id == FIRST_CONTACT)
    .join(SIGN_UP, SIGN_UP.c.attendee_id == ATTENDEE.c.id)
    .where(
        SIGN_UP.c.campaign_id == _OF_CAMPAIGN,
        SIGN_UP.c.panel == bindparam("of_panel"),
        SIGN_UP.c.state == bindparam("of_state"),
    )
    .order_by(SIGN_UP.c.at, SIGN_UP.c.id)
)
_LISTED = (
    select(
        SIGN_UP.c.attendee_id,
        SIGN_UP.c.panel,
        SIGN_UP.c.state,
        SIGN_UP.c.at,
        PLACE,
        ATTENDEE.c.language,
        ATTENDEE.c.reachable,
    )
    .join(ATTENDEE, ATTENDEE.c.id == SIGN_UP.c.attendee_id)
    .where(SIGN_UP.c.campaign_id == _OF_CAMPAIGN, SIGN_UP.c.state != Seat.CANCELLED)
    .order_by(SIGN_UP.c.at, SIGN_UP.c.id)
)
_UNREACHABLE = (
    update(ATTENDEE)
    .where(
        ATTENDEE.c.id.in_(
            select(CONTACT.c.attendee_id).where(
                CONTACT.c.campaign_id == _OF_CAMPAIGN, CONTACT.c.chat == bindparam("of_chat")
            ),
        ),
    )
    .values(reachable=False)
)


class PeopleRows(Part):
    """The bot's rows; see :class:`campaign.ports.attendees.People`."""

    async def receive(self, updates: Sequence[Incoming]) -> int:
        """Store updates that are not stored yet; return how many were new."""
        if not updates:
            return 0
        values = [
            {"campaign_id": self._campaign_id, "update_id": update.update_id, "raw": update.raw}
            for update in updates
        ]
        return await self._write(lambda connection, _: _RECEIVED.run(connection, *values))

    async def pending(self, limit: int = 50) -> Sequence[Incoming]:
        """Return stored updates that were not handled yet, oldest first."""
        rows = await self._rows(_PENDING, limit=limit)
        return [Incoming(row.update_id, row.raw) for row in rows]

    async def glance(self, chats: Sequence[int]) -> Glance:
        """Return what is known of these chats, all of one instant."""
        return await self._read(partial(glance, chats=chats))

    async def attendee(self, chat: int) -> Attendee | None:
        """Return who writes from this chat."""
        return (await self.glance([chat])).chats[chat].attendee

    async def sign_ups(self, chat: int) -> Sequence[SignUp]:
        """Return the sign-ups of this person that are not cancelled, oldest first."""
        return (await self.glance([chat])).chats[chat].sign_ups

    async def last_turn(self, chat: int) -> Said | None:
        """Return what the bot answered last in a chat, where nothing came after it."""
        return (await self.glance([chat])).chats[chat].said

    async def said_as(self, chat: int, remote_id: str) -> str | None:
        """Return the body of the bot's message that has this number in a chat."""
        return await self._read(partial(outbox.message_as, chat=chat, remote_id=remote_id))

    async def seated(self, panel: str) -> Sequence[Attendee]:
        """Return everybody with a seat on a panel, in the order in which they signed up."""
        return await self._of_state(panel, Seat.SEATED)

    async def waiting(self, panel: str) -> Sequence[Attendee]:
        """Return everybody on the waiting list of a panel, who came first first."""
        return await self._of_state(panel, Seat.WAITING)

    async def listed(self) -> Sequence[Listed]:
        """Return all sign-ups that are not cancelled, in the order in which they came."""
        rows = await self._rows(_LISTED)
        return [Listed(sign_up_of(row), row.language, row.reachable) for row in rows]

    async def questions(self) -> Sequence[Question]:
        """Return all questions for panels, most votes first."""
        return await self._read(all_questions)

    async def question_history(self, question: int) -> Sequence[Change]:
        """Return what became of a question, and who of the team decided it, oldest first."""
        return await self._read(partial(history_of, number=question))

    async def crowds(self) -> Mapping[str, Crowd]:
        """Return how many signed up for each panel that somebody signed up for."""
        return await self._read(crowds)

    async def fill(self, vacancies: Sequence[Vacancy], mark: tuple[int, int] | None = None) -> int:
        """Give free seats to those who wait, and tell them; return how many got one."""

        def fill(connection: Connection, campaign: int) -> int:
            check_mark(connection, campaign, mark)
            return fill_seats(connection, campaign, vacancies)

        return await self._write(fill)

    async def handle(self, effects: Effects) -> bool:
        """Write the effects of one update; ``False`` if it was handled before."""
        done = await self._write(partial(write_effects, effects=effects))
        if done and effects.erase:
            self._database.has_traces = True
        return done

    async def enqueue(self, messages: Sequence[Message]) -> None:
        """Store messages to send."""
        await self._write(partial(outbox.queue_messages, messages=messages))

    async def next_message(self, now: datetime) -> Outgoing | None:
        """Take the next message to send: by priority, then the oldest."""
        return next(iter(await self.next_messages(now, 1)), None)

    async def next_messages(
        self, now: datetime, most: int, least: int = Priority.BROADCAST
    ) -> Sequence[Outgoing]:
        """Take the next messages to send, each of another chat."""
        seconds = self._database.limits.lease * 2

        def take(connection: Connection, campaign: int) -> Sequence[Outgoing]:
            lease = Count.of(connection), seconds
            return outbox.take_messages(connection, campaign, now, lease, (most, least))

        return await self._write(take)

    async def is_true(self, outgoing: Outgoing) -> bool:
        """Tell whether a message still says what is so; one that does not is taken back."""
        if outgoing.message.as_long is None:
            return True
        return await self._write(partial(standing.is_true, outgoing=outgoing))

    async def sent(self, outgoing: Outgoing, remote_id: str) -> None:
        """Record that a message went out."""
        await self._finish(outgoing, state="sent", remote_id=remote_id)

    async def failed(self, outgoing: Outgoing, words: str, *, retry_at: datetime | None) -> None:
        """Record that it did not; ``retry_at`` is ``None`` where it is not to be repeated."""
        if retry_at is None:
            await self._finish(outgoing, state="failed", words=words)
        else:
            await self._finish(outgoing, state="queued", words=words, not_before=retry_at)

    async def follow(self, chat: int, moved_to: int) -> None:
        """Let what waits for a chat, or was just refused there, go to the one that it became."""
        await self._write(partial(outbox.follow_chat, chat=chat, moved_to=moved_to))

    async def unreachable(self, chat: int) -> None:
        """Mark a person who blocked the bot; what they signed up for stays."""
        await self._execute(_UNREACHABLE, {"campaign": self._campaign_id, "of_chat": chat})

    async def missed(self) -> Sequence[Outgoing]:
        """Return ``once`` messages whose sender died with them: perhaps sent, never repeated."""
        return await self._read(
            lambda connection, campaign: outbox.missed_messages(
                connection, campaign, Count.of(connection)
            ),
        )

    async def scrub(self) -> bool:
        """Leave no trace of what was erased in the files either; ``False`` if that must wait."""
        return await self._database.scrub()

    async def _of_state(self, panel: str, state: Seat) -> Sequence[Attendee]:
        rows = await self._rows(_OF_STATE, of_panel=panel, of_state=state)
        return [_attendee(row) for row in rows]

    async def _finish(self, outgoing: Outgoing, **columns: object) -> None:
        if await self._write(partial(_finish, outgoing=outgoing, columns=columns)):
            self._database.has_traces = True

    async def _rows(self, statement: Select[Any], **values: object) -> Sequence[Row[Any]]:
        return await self._read(
            lambda connection, campaign: connection.execute(
                statement, {"campaign": campaign, **values}
            ).all(),
        )


def _finish(
    connection: Connection, campaign_id: int, outgoing: Outgoing, columns: Mapping[str, object]
) -> bool:
    """Record what came of a message; tell whether it was taken away."""
    forgotten = outbox.finish_message(connection, outgoing, **columns)
    if forgotten:
        mark_traces(connection, campaign_id)
    return forgotten


def _attendee(row: Row[Any]) -> Attendee:
    return Attendee(row.id, row.chat, row.language, row.reachable, since=row.at)
