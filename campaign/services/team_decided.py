"""The team's chat hears what somebody decides elsewhere: at a computer, of everything or of posts.

It is told with the decision, in one transaction.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from campaign.core.doubts import may_be_out
from campaign.core.kept_back import wanted_by
from campaign.core.life import Move
from campaign.services.cancelling import is_called_off
from campaign.services.choosing import is_stopped
from campaign.services.conversation.saying import listed
from campaign.services.team_messages import MOST_NAMED

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Sequence

    from campaign.core.deliveries import Delivery
    from campaign.core.reasons import Reason
    from campaign.ports.ledger import Ledger, LedgerChange, Snapshot, Step
    from campaign.services.team_messages import TeamMessages


def _is_sure(delivery: Delivery) -> bool:
    return not may_be_out(delivery)


_TOLD: tuple[tuple[Move, str, Callable[[Delivery], bool]], ...] = (
    (Move.HOLD, "held", _is_sure),
    (Move.HOLD, "held-unsure", may_be_out),
    (Move.RELEASE, "released", _is_sure),
    (Move.CANCEL, "cancelled", _is_sure),
    (Move.CANCEL, "cancelled-unsure", may_be_out),
    (Move.WAIT, "revived", is_called_off),
)
"""The moves of posts that a person decides, with the sentences for what they are told of."""


def _decided(step: Step) -> tuple[Move | None, Reason | None]:
    """Return what was decided by a step, and why; of what may be out, for the case it is not."""
    return (step.reason and wanted_by(step.reason)) or (step.move, step.reason)


def aloud(ledger: Ledger, team: TeamMessages) -> Ledger:
    """Return a ledger for decisions that the team's chat is told of."""
    return cast("Ledger", _Aloud(ledger, team))


class _Aloud:
    """A ledger that writes messages with what is decided on what it said last."""

    def __init__(self, ledger: Ledger, team: TeamMessages) -> None:
        self._ledger, self._team = ledger, team
        self._seen: Snapshot | None = None

    def __getattr__(self, name: str) -> object:
        return getattr(self._ledger, name)

    async def snapshot(self) -> Snapshot:
        """Return what the ledger says."""
        self._seen = await self._ledger.snapshot()
        return self._seen

    async def apply(self, change: LedgerChange) -> None:
        """Write a decision, and what the team reads of it."""
        at = change.at.isoformat()
        notices = (
            self._team.notice(text, f"decided:{what}:{at}") for what, text in self._texts(change)
        )
        told = [notice for notice in notices if notice is not None]
        await self._ledger.apply(replace(change, messages=(*change.messages, *told)))

    def _texts(self, change: LedgerChange) -> Iterator[tuple[str, str]]:
        """Yield what is told of a decision, with its kind."""
        resume = f"/{self._team.phrases.words('team.command.resume')[0]}"
        if change.hold is not None:
            hold = change.hold
            yield "paused", self._say("paused", who=hold.by, why=hold.reason, resume=resume)
        if change.resume and self._seen is not None and is_stopped(self._seen):
            yield "resumed", self._say("resumed", who=change.by)
        decided = {step.delivery: _decided(step) for step in reversed(change.steps)}
        for move, what, fits in _TOLD:
            steps = {number: why for number, (made, why) in decided.items() if made is move}
            found = [*filter(fits, self._deliveries(steps))]
            if found:
                yield what, self._of_posts(what, found, change.by, steps[found[0].id])

    def _deliveries(self, numbers: Container[int]) -> list[Delivery]:
        known = self._seen.deliveries if self._seen is not None else ()
        return [one for one in known if one.id in numbers]

    def _of_posts(
        self, name: str, found: Sequence[Delivery], who: str, reason: Reason | None
    ) -> str:
        """Return what is told of some posts, each with its channels."""
        posts: dict[str, list[Delivery]] = {}
        for one in found:
            posts.setdefault(one.key.post, []).append(one)
        lines = [self._line(group) for group in list(posts.values())[:MOST_NAMED]]
        if len(posts) > MOST_NAMED:
            lines.append(self._team.phrases.text("team.late-more", n=len(posts) - MOST_NAMED))
        why = reason.params.get("why", "") if reason is not None else ""
        said = self._say("because", why=why) if why else ""
        return self._say(name, who=who, n=len(posts), because=said, posts="\n".join(lines))

    def _line(self, group: Sequence[Delivery]) -> str:
        names = dict.fromkeys(self._team.label(one.key.channel) for one in group)
        where = listed(list(names), self._team.phrases)
        said = {"title": group[0].title, "post": group[0].key.post, "where": where}
        return f"• {self._team.phrases.text('team.approve.title', **said)}"

    def _say(self, name: str, **params: object) -> str:
        return self._team.phrases.text(f"team.decided.{name}", **params)
