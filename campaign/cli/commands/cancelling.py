"""``cancel``: never send these; shown and asked first, and taken back with ``--undo``."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from campaign.cli.commands.deciding import SANDBOX, WHO, reason
from campaign.cli.keys import unlike
from campaign.cli.names import names_in
from campaign.cli.notices import told_to_team
from campaign.cli.output import agreed, flowed, screen_width, show_lines, spoken
from campaign.cli.saying import counted, state_of
from campaign.cli.session import Session, session
from campaign.cli.times import times
from campaign.core.doubts import UNDER_WAY, is_asked_about, may_be_out
from campaign.core.errors import CancelledTooLong, CancelledUnsure, UnknownDelivery
from campaign.core.life import Move
from campaign.services.cancelling import can_come_back, present_times
from campaign.services.deciding import Decisions
from campaign.services.late_posts import held_as_late
from campaign.services.loader import Loader
from campaign.services.wishing import Wish

if TYPE_CHECKING:
    from collections.abc import Sequence

    from campaign.core.deliveries import Delivery, Key
    from campaign.ports.ledger import Ledger, Snapshot
    from campaign.services.cancelling import Revivable, Times
    from campaign.store.store import Store


MOST_NAMED = 6
"""How many keys a sentence names."""


@click.command()
@click.argument("keys", nargs=-1)
@click.option("--late", is_flag=True)
@click.option("--undo", is_flag=True)
@click.option("--why", default="", callback=reason)
@WHO
@click.option("--yes", "-y", is_flag=True)
@SANDBOX
def cancel(keys: tuple[str, ...], why: str, who: str | None, **flags: bool) -> int:
    """Never send these, or all that is late; shows them and asks first."""
    here = session(sandbox=flags["sandbox"])
    if flags["undo"] and why:
        raise click.UsageError(here.say("cancel.undo-why"))
    if flags["late"] == bool(keys) or (flags["late"] and flags["undo"]):
        raise click.UsageError(here.say("cancel.late-or-keys"))
    work = _Cancelling(here, keys, here.person(who), why, flags["yes"])
    code: int = here.run(work.undo if flags["undo"] else work.run)
    return code


def _came(delivery: Delivery) -> str:
    """Return what a cancellation of something that was so is told as."""
    if delivery.state in UNDER_WAY:
        return "cancelled-meanwhile"
    return "cancelled-unsure" if is_asked_about(delivery) else "cancelled"


def _much(here: Session, chosen: Sequence[Delivery]) -> dict[str, object]:
    return counted(here.phrases, (one.key.post for one in chosen))


@dataclass(frozen=True, slots=True)
class _Cancelling:
    """One command; without keys it is about all that is late."""

    here: Session
    keys: Sequence[str]
    who: str
    why: str
    yes: bool

    async def run(self) -> int:
        """Choose, show, ask and cancel; return the exit code."""
        here = self.here
        async with here.ledger_to_write(here.campaign_name()) as ledger:
            snapshot = await ledger.snapshot()
            chosen = self._chosen(snapshot)
            if not chosen:
                spoken(here.say("decide.none"))
                return 0
            if not self.yes:
                shown = [*chosen, *self._wish.rest(snapshot, chosen)]
                show_lines(await self._shown(ledger, snapshot, shown))
                if not agreed(here.say("cancel.ask", **_much(here, shown)), here.phrases):
                    spoken(here.say("cancel.left"), err=True)
                    return 1
            decisions = Decisions(await told_to_team(here, ledger), here.clock)
            gone, left = await decisions.cancel_shown(chosen, self.who, self.why)
        self._tell(gone, left)
        for delivery in self._wish.rest(snapshot, gone):
            spoken(here.say("decide.cancelled", key=delivery.key))
        return 1 if left else 0

    def _tell(self, gone: Sequence[Delivery], left: Sequence[Delivery]) -> None:
        """Say what is cancelled and how to undo it where one can, and what no longer could be."""
        here = self.here
        for delivery in gone:
            spoken(here.say(f"decide.{_came(delivery)}", key=delivery.key))
        for delivery in left:
            state = state_of(here.phrases, delivery.state)
            spoken(here.say("cancel.too-late", key=delivery.key, state=state), err=True)
        if any(can_come_back(delivery, here.clock.now()) for delivery in gone):
            whole = [str(delivery.key) for delivery in gone]
            keys = whole if len(gone) == 1 or not self.keys else self.keys
            spoken(here.say("cancel.way-back", key=shlex.join(keys)))

    async def undo(self) -> int:
        """Let go on what was cancelled, at the time of now; return the exit code."""
        here = self.here
        with here.desk() as desk:
            async with here.ledger_to_write(here.campaign_name()) as ledger:
                try:
                    found = await self._revive(ledger, Loader(desk, ledger, ledger, here.clock))
                except UnknownDelivery as wrong:
                    known = [delivery.key for delivery in (await ledger.snapshot()).deliveries]
                    raise unlike(wrong.params["key"], known) from wrong
        for delivery in found.going:
            told = "revived-meanwhile" if may_be_out(delivery) else "revived"
            spoken(here.say(f"decide.{told}", key=delivery.key))
        over = [CancelledTooLong(key=delivery.key) for delivery in found.over]
        unsure = [CancelledUnsure(key=delivery.key) for delivery in found.unsure]
        for why in (*over, *unsure):
            spoken(here.complaint(why), err=True)
        return 0

    async def _revive(self, ledger: Store, loader: Loader) -> Revivable:
        present: dict[Key, Times] = {}
        if (await ledger.snapshot()).revision is not None:
            proposal = await loader.propose(await ledger.revision_files())
            present = present_times(proposal.plan)
        decisions = Decisions(await told_to_team(self.here, ledger), self.here.clock)
        found = await decisions.revive(self.keys, self.who, present)
        await loader.replan(self.who)
        return found

    @property
    def _wish(self) -> Wish:
        return Wish(Move.CANCEL, self.who, self.why)

    def _chosen(self, snapshot: Snapshot) -> list[Delivery]:
        if not self.keys:
            return held_as_late(snapshot)
        try:
            return self._wish.of(snapshot, self.keys)
        except UnknownDelivery as wrong:
            known = [delivery.key for delivery in snapshot.deliveries]
            raise unlike(wrong.params["key"], known) from wrong

    async def _shown(
        self, ledger: Ledger, snapshot: Snapshot, chosen: Sequence[Delivery]
    ) -> list[str]:
        """Return what would be cancelled: a post's channels together, with its time and state."""
        here, told = self.here, times(self.here)
        names = names_in(here, await ledger.revision_files(), snapshot.facts)
        posts: dict[tuple[str, str, str, str], list[str]] = {}
        for one in chosen:
            when = told.brief(one.due) if one.due else here.say("status.undated")
            name, state = names.post(one.title, one.subject), state_of(here.phrases, one.state)
            posts.setdefault((name, when, state, one.key.post), []).append(one.key.channel)
        lines = []
        for (name, when, state, key), channels in posts.items():
            said = {"name": name, "when": when, "state": state, "key": key}
            row = here.say("cancel.row", **said, channels=names.channels(channels))
            lines += flowed(row, screen_width(), hang=4)
        return [*lines, *self._for_good(chosen)]

    def _for_good(self, chosen: Sequence[Delivery]) -> list[str]:
        """Say of what could not be brought back that it could not."""
        now = self.here.clock.now()
        sure = [one for one in chosen if one.state not in UNDER_WAY]
        lost = [str(one.key) for one in sure if not can_come_back(one, now)]
        if not lost:
            return []
        told = self.here.say("cancel.for-good", n=len(lost), keys=", ".join(lost[:MOST_NAMED]))
        return flowed(told, screen_width())
