"""``withdraw``: take down what is published, and keep in what of it is still to go."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import click

from campaign.cli.keys import unlike
from campaign.cli.output import agreed, spoken
from campaign.cli.saying import counted, state_of
from campaign.cli.session import Session, session
from campaign.core.errors import EnvironmentFailure, UnknownDelivery

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from campaign.core.deliveries import Delivery
    from campaign.ports.ledger import Ledger, Snapshot
    from campaign.services.withdrawing import Came
    from campaign.wiring.accounts import Accounts


@click.command()
@click.argument("keys", nargs=-1, required=True)
@click.option("--why", default="")
@click.option("--as", "who")
@click.option("--yes", "-y", is_flag=True)
@click.option("--sandbox", is_flag=True)
def withdraw(keys: tuple[str, ...], why: str, who: str | None, *, yes: bool, sandbox: bool) -> int:
    """Take down posts that are out; shows them and asks first."""
    here = session(sandbox=sandbox)
    here.refuse_now()
    code: int = here.run(_Withdrawing(here, keys, here.person(who), why, yes).run)
    return code


@dataclass(frozen=True, slots=True)
class _Withdrawing:
    here: Session
    keys: Sequence[str]
    who: str
    why: str
    yes: bool

    async def run(self) -> int:
        """Choose, ask, take down; return the exit code."""
        async with self.here.ledger_to_write(self.here.campaign_name()) as ledger:
            snapshot = await ledger.snapshot()
            named = _named(snapshot, self.keys)
            if not named.everything:
                spoken(self.here.say("decide.none"))
                return 0
            if not self._agreed(named):
                spoken(self.here.say("withdraw.nothing"))
                return 0
            accounts = await self._connected(named.everything)
            try:
                return await self._take_down(ledger, accounts, named.posts)
            finally:
                await accounts.close()

    async def _connected(self, chosen: Sequence[Delivery]) -> Accounts:
        """Connect the channels of what was chosen, and no other."""
        from campaign.wiring.accounts import connect_all  # noqa: PLC0415
        from campaign.wiring.sandboxes import attach_sandbox  # noqa: PLC0415

        here, settings = self.here, self.here.settings
        if here.sandbox:
            settings, _ = attach_sandbox(here.root, here.files(), here.moment)
        names = tuple(dict.fromkeys(delivery.key.channel for delivery in chosen))
        campaign = replace(here.campaign(), channels=names)
        return await connect_all(campaign, settings, here.clock)

    async def _take_down(self, ledger: Ledger, accounts: Accounts, posts: Collection[str]) -> int:
        from campaign.services.withdrawing import How, Wish, Withdrawals  # noqa: PLC0415

        withdrawals = Withdrawals(ledger, accounts.channels, self.here.clock)
        wish = Wish(self.keys, self.who, self.why, posts)
        by_hand = {n for n, one in accounts.channels.items() if one.sheet.is_by_hand}
        left: list[Came] = []
        async for came in withdrawals.all_of(wish):
            self._tell(came, by_hand)
            if came.how in {How.LEFT, How.UNSURE}:
                left.append(came)
        if not left:
            spoken(self.here.say("withdraw.anew"))
            return 0
        keys = ", ".join(str(came.delivery.key) for came in left)
        again = shlex.join(self.keys)
        spoken(self.here.say("withdraw.unfinished", n=len(left), keys=keys, again=again), err=True)
        away = any(came.left is not None for came in left)
        return EnvironmentFailure.exit_code if away else 1

    def _tell(self, came: Came, by_hand: Collection[str]) -> None:
        """Say in a line what came of one delivery."""
        from campaign.services.withdrawing import How  # noqa: PLC0415

        here, one = self.here, came.delivery
        told: dict[str, object] = {"key": one.key, "state": state_of(here.phrases, one.state)}
        name, left = f"withdraw.{came.how}", came.left
        if came.how is How.DOWN and one.key.channel in by_hand:
            name = "withdraw.down-by-hand"
        elif left is not None:
            told["why"] = here.say(f"withdraw.why.{left.why}", words=left.words, key=one.key)
        spoken(here.say(name, **told), err=came.how in {How.LEFT, How.UNSURE})

    def _agreed(self, named: _Named) -> bool:
        here = self.here
        for one in named.out:
            url = one.receipt.url if one.receipt else None
            spoken(here.say("withdraw.row", key=one.key, title=one.title, url=url or "—"))
        for name, some in (("row-to-go", named.to_go), ("row-unsure", named.unsure)):
            for one in some:
                row = {"title": one.title, "state": state_of(here.phrases, one.state)}
                spoken(here.say(f"withdraw.{name}", key=one.key, **row))
        asks = "withdraw.ask" if named.out else "withdraw.ask-unsure"
        much = counted(here.phrases, (one.key.post for one in named.out or named.everything))
        return self.yes or agreed(here.say(asks, **much), here.phrases)


@dataclass(frozen=True, slots=True)
class _Named:
    """What somebody named: what is out, what of the same posts still is to go, what may be out."""

    out: Sequence[Delivery]
    to_go: Sequence[Delivery]
    unsure: Sequence[Delivery]
    posts: Collection[str]

    @property
    def everything(self) -> Sequence[Delivery]:
        """All of it."""
        return (*self.out, *self.to_go, *self.unsure)


def _named(snapshot: Snapshot, keys: Sequence[str]) -> _Named:
    """Return what was named.

    Raises:
        UnknownDelivery: for a key that names nothing.
        NotOut: for one that names only what is not out.
    """
    from campaign.services.withdrawing import (  # noqa: PLC0415
        begun,
        perhaps_out,
        published,
        still_to_go,
    )

    try:
        out = published(snapshot, keys)
    except UnknownDelivery as wrong:
        known = [delivery.key for delivery in snapshot.deliveries]
        raise unlike(wrong.params["key"], known) from wrong
    posts = begun(snapshot, keys)
    return _Named(out, still_to_go(snapshot, keys, posts), perhaps_out(snapshot, keys), posts)
