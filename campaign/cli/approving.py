"""``approve`` for people: what waits for whom, who may, and what they approve."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from campaign.cli.awaiting import waiting_lines
from campaign.cli.keys import unlike
from campaign.cli.output import clipped, show_lines, spoken
from campaign.cli.times import times
from campaign.cli.ways import approvers, as_option
from campaign.core.deliveries import State, WaitKind
from campaign.core.errors import (
    NeedsNoApproval,
    NotAllowed,
    NotByApproval,
    NothingLoaded,
    NotYours,
    RuleNotLoaded,
    UnknownDelivery,
)
from campaign.core.reasons import Reason
from campaign.services.approving import awaiting, moved_only
from campaign.services.choosing import ANY, choose, not_now
from campaign.services.deciding import Decisions, acting_role, is_approved, roles_of
from campaign.services.listing import tell_reason, tell_wait, way_out
from campaign.services.roles import role_named, tell_role

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from campaign.cli.session import Session
    from campaign.core.deliveries import Delivery
    from campaign.core.errors import CampaignError
    from campaign.ports.ledger import Snapshot
    from campaign.services.approving import Moved

SHOWN = 60


class Approving:
    """One command of one person; ``role`` is the one asked for, if any."""

    def __init__(self, here: Session, who: str, role: str | None) -> None:
        self.here = here
        self.who = who
        self.role = role
        self.campaign = here.campaign()
        self.times = times(here)

    def run(self, keys: Sequence[str], *, moved: bool) -> int | None:
        """Approve and tell; without anything named, tell what waits."""
        if not keys and not moved:
            snapshot, files = self.here.run(self._loaded)
            show_lines([*waiting_lines(self.here, snapshot, files)])
            return None
        found: list[Delivery] = self.here.run(lambda: self._approve(keys, moved=moved))
        if not found:
            nothing = "none-moved" if moved else "none"
            spoken(self.here.say(f"decide.{nothing}"))
        for delivery in found:
            told = "approved-before" if is_approved(delivery) else "approved"
            by = delivery.approved_by or ""
            spoken(self.here.say(f"decide.{told}", by=by, **self._line(delivery)))
        self._tell_rest(found)
        return None

    def _tell_rest(self, found: Sequence[Delivery]) -> None:
        """Say of what is approved what it waits for besides, and what to do for that."""
        waits = [wait for one in found for wait in one.waits if wait.kind is not WaitKind.APPROVAL]
        for wait in dict.fromkeys(waits):
            phrases = self.here.phrases
            way = way_out(wait, phrases, "", self.here.here)
            spoken(self.here.say("decide.approved-waits", why=tell_wait(wait, phrases), way=way))
        for one in found:
            if one.state is State.HELD:
                self._tell_hold(one)

    def _tell_hold(self, one: Delivery) -> None:
        why = tell_reason(Reason.stored(one.reason), self.here.phrases)
        spoken(self.here.say("decide.approved-held", key=one.key, why=why))

    async def _loaded(self) -> tuple[Snapshot, Mapping[str, bytes]]:
        async with self.here.ledger(self.campaign.name) as ledger:
            return see_loaded(await ledger.snapshot()), await ledger.revision_files()

    async def _approve(self, keys: Sequence[str], *, moved: bool) -> list[Delivery]:
        async with self.here.ledger_to_write(self.campaign.name) as ledger:
            snapshot = see_loaded(await ledger.snapshot())
            _see_named(snapshot, keys)  # who may decide on it comes after what it is
            try:
                roles = self._roles(keys)
                if moved:
                    keys = [str(one.delivery.key) for one in self._moved(snapshot, keys, roles)]
                return await Decisions(ledger, self.here.clock).approve(keys, self.who, *roles)
            except NotYours:
                raise
            except NotAllowed as wrong:
                raise self._not_theirs(wrong.params["key"], wrong.params["needed"]) from wrong
            except NeedsNoApproval as wrong:
                raise self._without_approval(snapshot, wrong.params["key"]) from wrong

    def _without_approval(self, snapshot: Snapshot, key: str) -> CampaignError:
        """Return why nobody is to approve ``key``, and what keeps it from going out if not that."""
        needed = self.campaign.approver(key.partition("/")[0])
        if needed is not None:
            return RuleNotLoaded(key=key, role=tell_role(needed, phrases=self.here.phrases))
        kept = choose(snapshot, [key], lambda one: one.state is not State.PLANNED)
        kept = [one for one in kept if one.state is not State.PLANNED]
        return not_now(key, kept[0], NotByApproval) if kept else NeedsNoApproval(key=key)

    def _moved(self, snapshot: Snapshot, keys: Sequence[str], roles: Sequence[str]) -> list[Moved]:
        words = self.here.phrases_of(self.campaign.language).dates
        mine = [one for one in awaiting(snapshot) if one.approver in roles]
        named = [
            one
            for one in mine
            if not keys or any(f"{one.key}/".startswith(f"{key.rstrip('/')}/") for key in keys)
        ]
        return moved_only(snapshot, named, words)

    def _roles(self, keys: Sequence[str]) -> tuple[str, ...]:
        """Return the roles in which this person approves.

        Raises:
            NeedsNoApproval: for posts that go out as they are loaded.
            NotYours: for somebody who has none, or not the one asked for.
        """
        if self.role is not None:
            languages = (self.here.phrases, self.here.phrases_of(self.campaign.language))
            self.role = role_named(self.role, self.campaign, languages)
        if self.role is None:
            roles = roles_of(self.campaign, self.who)
        else:
            acting = acting_role(self.campaign, self.who, self.role)
            roles = () if acting is None else (acting,)
        if not roles:
            rules = self.campaign.approval
            entry = (keys or [ANY])[0].partition("/")[0]
            needed = self.role or self.campaign.approver(entry)
            if needed is None and entry != ANY:
                raise NeedsNoApproval(key=keys[0])
            needed = needed or next(iter(sorted(set(rules.values()) - {"anybody"})), "")
            raise self._not_theirs((keys or [ANY])[0], needed)
        return roles

    def _not_theirs(self, key: str, needed: str) -> NotYours:
        """Return the error that says who may, and how they say so."""
        say, told = self.here.say, partial(tell_role, phrases=self.here.phrases)
        own = [told(role) for role in roles_of(self.campaign, self.who)]
        people = approvers(self.here, needed)
        if self.role is not None and self.role == needed and people:
            mine = say("decide.not-this-role", role=told(needed))
        elif self.role is not None and self.role != needed:
            mine = say("decide.acts-as", role=told(self.role))
        elif own:
            mine = say("decide.other-role", role=", ".join(own))
        else:
            mine = say("decide.nobody")
        if people:
            way = say("decide.as-them", people=", ".join(people), first=people[0])
        else:
            way = say("decide.role-open", needed=as_option(told(needed)))
        what = say("decide.all-that-waits" if key == ANY else "decide.this", key=key)
        return NotYours(who=self.who, what=what, own=mine, needed=told(needed), way=way)

    def _line(self, delivery: Delivery) -> dict[str, str]:
        """Return a delivery as one line tells it: key, local time and first words."""
        text = delivery.payload.text if delivery.payload else ""
        when = self.times.brief(delivery.due) if delivery.due else self.here.say("decide.no-time")
        return {"key": str(delivery.key), "when": when, "text": clipped(text, SHOWN) or "—"}


def see_loaded(snapshot: Snapshot) -> Snapshot:
    """Return it; raises NothingLoaded where nothing can wait for anybody yet."""
    if snapshot.revision is None:
        raise NothingLoaded
    return snapshot


def _see_named(snapshot: Snapshot, keys: Sequence[str]) -> None:
    """See that every key names something.

    Raises:
        UnknownDelivery: with what there is that is most like it.
    """
    try:
        choose(snapshot, keys, lambda _: True)
    except UnknownDelivery as wrong:
        known = [delivery.key for delivery in snapshot.deliveries]
        raise unlike(wrong.params["key"], known) from wrong
