"""``withdraw``: take down what is published."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import click

from campaign.cli.keys import unlike
from campaign.cli.output import agreed, spoken
from campaign.cli.session import Session, session
from campaign.core.errors import EnvironmentFailure, UnknownDelivery
from campaign.core.outcomes import Certainty

if TYPE_CHECKING:
    from collections.abc import Sequence

    from campaign.core.deliveries import Delivery
    from campaign.ports.ledger import Ledger, Snapshot
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
            chosen = _chosen(snapshot, self.keys)
            self._say_what_is_unsure(snapshot)
            if not chosen:
                spoken(self.here.say("decide.none"))
                return 0
            if not self._agreed(chosen):
                spoken(self.here.say("withdraw.nothing"))
                return 0
            accounts = await self._connected(chosen)
            try:
                return await self._take_down(ledger, accounts, chosen)
            finally:
                await accounts.close()

    def _say_what_is_unsure(self, snapshot: Snapshot) -> None:
        """Name what is left alone since nobody knows whether it is out."""
        from campaign.services.withdrawing import perhaps_out  # noqa: PLC0415

        for delivery in perhaps_out(snapshot, self.keys):
            spoken(self.here.say("withdraw.left-unsure", key=delivery.key), err=True)

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

    async def _take_down(
        self, ledger: Ledger, accounts: Accounts, chosen: Sequence[Delivery]
    ) -> int:
        from campaign.services.withdrawing import Withdrawals  # noqa: PLC0415

        withdrawals = Withdrawals(ledger, accounts.channels, self.here.clock)
        code, down = 0, False
        for delivery in chosen:
            left = await withdrawals.withdraw(delivery, self.who, self.why)
            if left is None:
                down = True
                by_hand = accounts.channels[delivery.key.channel].sheet.certainty is Certainty.HAND
                told = "withdraw.done-by-hand" if by_hand else "withdraw.done"
                spoken(self.here.say(told, key=delivery.key))
                continue
            code = EnvironmentFailure.exit_code
            why = self.here.say(f"withdraw.left.{left.why}", words=left.words)
            spoken(self.here.say("withdraw.still", key=delivery.key, why=why), err=True)
        if down:
            spoken(self.here.say("withdraw.anew"))
        return code

    def _agreed(self, chosen: Sequence[Delivery]) -> bool:
        for delivery in chosen:
            url = delivery.receipt.url if delivery.receipt else None
            row = {"key": delivery.key, "title": delivery.title, "url": url or "—"}
            spoken(self.here.say("withdraw.row", **row))
        question = self.here.say("withdraw.ask", n=len(chosen))
        return self.yes or agreed(question, self.here.phrases)


def _chosen(snapshot: Snapshot, keys: Sequence[str]) -> list[Delivery]:
    """Return what is out of what was named.

    Raises:
        UnknownDelivery: for a key that names nothing.
        NotOut: for one that names only what is not out.
    """
    from campaign.services.withdrawing import published  # noqa: PLC0415

    try:
        return published(snapshot, keys)
    except UnknownDelivery as wrong:
        known = [delivery.key for delivery in snapshot.deliveries]
        raise unlike(wrong.params["key"], known) from wrong
