"""The team approves in its chat what it was shown there, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.deliveries import REPLANNABLE, State, WaitKind
from campaign.core.errors import ChangedMeanwhile, NotApprovable, UnknownDelivery
from campaign.core.generations import at_hand
from campaign.core.reasons import Reason
from campaign.services.conversation import Manner, Reply, Turn
from campaign.services.deciding import is_approved
from campaign.services.listing import reason_of, tell_wait
from campaign.services.roles import tell_role
from campaign.services.team_messages import TeamMessages
from campaign.services.team_previews import (
    APPROVE,
    APPROVE_MOVED,
    HOLD,
    RELEASE,
    Teller,
    about,
    moved_together,
    seal,
    waits_for_approval,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from campaign.core.deliveries import Delivery
    from campaign.core.outcomes import ChannelSheet
    from campaign.ports.ledger import Snapshot
    from campaign.services.conversation import Heard, Tongues
    from campaign.services.deciding import Decisions
    from campaign.services.team_counter import Request

_ACTS = frozenset({APPROVE, HOLD, RELEASE})
_PARTS = 4


class ApprovalCounter:
    """Serves the buttons below what waits for an approval."""

    def __init__(self, decisions: Decisions, sheets: Mapping[str, ChannelSheet]) -> None:
        self._decisions = decisions
        self._labels = {name: sheet.label for name, sheet in sheets.items()}

    def serves(self, heard: Heard, tongues: Tongues) -> bool:  # noqa: ARG002 -- one for all
        """Tell whether this is one of those buttons."""
        return heard.manner is Manner.BUTTON and heard.text.startswith("A:")

    async def answer(self, request: Request) -> Turn:
        """Do what the button says, if what it was about is still so."""
        team = TeamMessages(None, request.phrases, frozenset(), self._labels)
        campaign, now = request.view.content.campaign, request.view.now
        pressed = _Pressed(self._decisions, request, team, Teller(team, campaign, now))
        try:
            return await pressed.do()
        except (ChangedMeanwhile, NotApprovable, UnknownDelivery):
            return request.say("approve.changed")


class _Pressed:
    """One button that somebody pressed."""

    def __init__(
        self, decisions: Decisions, request: Request, team: TeamMessages, teller: Teller
    ) -> None:
        self._decisions, self._request = decisions, request
        self._team, self._teller = team, teller

    async def do(self) -> Turn:
        """Return the answer, after what was decided is written."""
        data = self._request.heard.text
        snapshot = await self._decisions.ledger.snapshot()
        if data.startswith(f"{APPROVE_MOVED}:"):
            return await self._approve_moved(snapshot, data.rpartition(":")[2])
        parts = data.split(":")
        act = ":".join(parts[:2])
        if len(parts) != _PARTS or act not in _ACTS:
            return self._request.say("approve.gone")
        newest = {str(one.id): one for one in at_hand(snapshot.deliveries).values()}
        found = [newest[number] for number in parts[2].split(".") if number in newest]
        if len(found) != len(parts[2].split(".")):
            return self._request.say("approve.gone")
        cancelled = next((one for one in found if one.state is State.CANCELLED), None)
        if cancelled is not None:
            why = reason_of(cancelled, self._request.phrases)
            return self._request.say("stale-why", title=self._teller.title(found), why=why)
        if act == APPROVE:
            return await self._approve(found, parts[3])
        return await (self._hold(found) if act == HOLD else self._release(found))

    async def _approve(self, found: Sequence[Delivery], shown: str) -> Turn:
        title = self._teller.title(found)
        if all(map(is_approved, found)):
            state = self._request.phrases.text(f"states.{found[0].state}")
            by = found[0].approved_by or ""
            return self._request.say("approve.already", by=by, title=title, state=state)
        if any(one.state not in REPLANNABLE for one in found):
            state = self._request.phrases.text(f"states.{found[0].state}")
            return self._request.say("stale", title=title, state=state)
        if seal(found) != shown:
            return self._request.say("approve.changed")
        if (refused := self._refused(found)) is not None:
            return refused
        return self._approved(await self._write(found))

    async def _approve_moved(self, snapshot: Snapshot, shown: str) -> Turn:
        """Approve a list; where it is another one by now, show that."""
        lists = [
            (role, [one for one in moved if waits_for_approval(one.delivery)])
            for role, moved in moved_together(snapshot, self._team)
        ]
        lists = [(role, waiting) for role, waiting in lists if waiting]
        for _, waiting in lists:
            found = [one.delivery for one in waiting]
            if seal(found) == shown:
                refused = self._refused(found)
                return refused or self._approved(await self._write(found))
        if not lists:
            return self._request.say("approve.none-moved")
        changed = self._request.text("approve.changed-list")
        told = [self._teller.moved(*one) for one in lists]
        return Turn(tuple(Reply(f"{changed}\n\n{text}", buttons) for text, buttons in told))

    async def _write(self, found: Sequence[Delivery]) -> list[Delivery]:
        """Approve just these versions."""
        shown = {str(one.key): (one.generation, one.to_approve) for one in found}
        roles = self._roles()
        return await self._decisions.approve(list(shown), self._request.who, *roles, shown=shown)

    def _approved(self, found: Sequence[Delivery]) -> Turn:
        """Say what is approved, when it goes out, and what it waits for besides."""
        who, posts = self._request.who, _by_post(found)
        lines = [self._request.text("approve.done", who=who, n=len(posts))]
        for group in posts:
            when = self._teller.when(group[0].due)
            lines.append(self._teller.say("line", title=self._teller.title(group), when=when))
        waits = [w for one in found for w in one.waits if w.kind is not WaitKind.APPROVAL]
        lines += [
            self._teller.say("waits", what=tell_wait(wait, self._request.phrases))
            for wait in dict.fromkeys(waits)
        ]
        if any(one.state is State.HELD for one in found):
            lines.append(self._request.text("approve.still-held"))
        return Turn((Reply("\n".join(lines)),))

    async def _hold(self, found: Sequence[Delivery]) -> Turn:
        title, text = self._teller.title(found), self._request.text
        release = ((text("button.release"), about(RELEASE, found)),)
        if all(one.state is State.HELD for one in found):
            by = Reason.stored(found[0].reason).params.get("who", "")
            return Turn((Reply(text("approve.held", who=by, title=title), release),))
        why = text("holding.no-reason")
        keys = [str(one.key) for one in found if one.state is not State.HELD]
        await self._decisions.hold(keys, self._request.who, why)
        return Turn((Reply(text("approve.held", who=self._request.who, title=title), release),))

    async def _release(self, found: Sequence[Delivery]) -> Turn:
        title = self._teller.title(found)
        held = [str(one.key) for one in found if one.state is State.HELD]
        if not held:
            state = self._request.phrases.text(f"states.{found[0].state}")
            return self._request.say("stale", title=title, state=state)
        await self._decisions.release(held, self._request.who)
        return self._request.say("approve.released", who=self._request.who, title=title)

    def _refused(self, found: Sequence[Delivery]) -> Turn | None:
        """Return why this person may not approve these; ``None`` where they may."""
        needed = next((o.approver for o in found if o.approver not in self._roles()), None)
        if needed is None:
            return None
        team, sender = self._request.view.content.campaign.team, self._request.heard.sender
        people = ", ".join(m.name for m in team if m.role == needed and m.name)
        role = tell_role(needed, self._request.phrases)
        who = self._request.who
        if any(m.role == needed and m.telegram is not None for m in team):
            return self._request.say("approve.not-your-role", who=who, role=role, people=people)
        return self._request.say("approve.no-account", who=who, role=role, number=sender)

    def _roles(self) -> tuple[str, ...]:
        """Return the roles of the account that pressed the button."""
        team, sender = self._request.view.content.campaign.team, self._request.heard.sender
        return tuple(m.role for m in team if m.telegram is not None and m.telegram == sender)


def _by_post(found: Sequence[Delivery]) -> list[list[Delivery]]:
    posts: dict[tuple[str, object], list[Delivery]] = {}
    for one in found:
        posts.setdefault((one.key.post, one.due), []).append(one)
    return list(posts.values())
