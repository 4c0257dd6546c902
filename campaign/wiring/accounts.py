"""The accounts of a campaign: its channels connected, as far as their settings are there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from campaign.core.environment import PREFIX
from campaign.core.outcomes import Blocked, Certainty
from campaign.ports.circuits import ChannelState, Stop

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from campaign.core.settings import Campaign
    from campaign.ports.channels import Channel
    from campaign.ports.clock import Clock
    from campaign.ports.ledger import Ledger, Snapshot
    from campaign.settings import Settings


@dataclass(frozen=True, slots=True)
class Accounts:
    """Connected channels by name, and for each of the others the settings it lacks, or what kept
    it from being connected.
    """

    channels: Mapping[str, Channel]
    missing: Mapping[str, tuple[str, ...]]
    failed: Mapping[str, Exception] = field(default_factory=dict)

    async def close(self) -> None:
        """Close every connection."""
        for channel in self.channels.values():
            await channel.close()


async def connect_all(campaign: Campaign, settings: Settings, clock: Clock) -> Accounts:
    """Connect the campaign's channels, or none of them.

    Raises:
        SettingWrong: for a setting out of form.
    """
    accounts = connect_each(campaign.channels, settings, clock)
    for failed in accounts.failed.values():
        await accounts.close()
        raise failed
    return accounts


def connect_each(names: Collection[str], settings: Settings, clock: Clock) -> Accounts:
    """Connect each of these channels that can be; only those are imported."""
    from campaign import channels  # noqa: PLC0415

    sheets = channels.sheets()
    connected: dict[str, Channel] = {}
    missing: dict[str, tuple[str, ...]] = {}
    failed: dict[str, Exception] = {}
    for name in names:
        lacking = settings.missing(sheets[name].settings)
        if lacking:
            missing[name] = lacking
            continue
        try:
            connected[name] = channels.connect(name, settings.all(), clock.now)
        except Exception as why:  # noqa: BLE001 -- whoever asked for it says what comes of it
            failed[name] = why
    return Accounts(connected, missing, failed)


class Others(Protocol):
    """The programs of other ledgers, and the person at the terminal, who is told of them."""

    def at(self, channels: Collection[str]) -> Collection[str]:
        """Return which of these accounts another one publishes to; the others are ours now."""
        ...

    def gone(self, channels: Collection[str]) -> None:
        """Say that these are ours now, which were another's."""
        ...


class Connections:
    """The accounts of the loaded campaign, kept in step with it while the program runs.

    ``channels`` is one mapping for the whole run: what is added later is served at once.
    ``tell`` is told of channels that lack settings, with the names of those and what is
    loaded. What another ledger's program publishes to waits as long as that runs. Unless it
    ``speaks_for_all``, what this process lacks is no reason to stop a channel: another has it.
    """

    def __init__(
        self,
        ledger: Ledger,
        settings: Settings,
        clock: Clock,
        tell: Callable[[str, tuple[str, ...], Snapshot], None],
        others: Others | None = None,
        *,
        speaks_for_all: bool = True,
    ) -> None:
        self.channels: dict[str, Channel] = {}
        self.missing: dict[str, tuple[str, ...]] = {}
        self._ledger, self._settings, self._clock = ledger, settings, clock
        self._tell, self._others = tell, others
        self._speaks_for_all = speaks_for_all
        self._tried: Mapping[str, str] = {}
        self._waiting: dict[str, Channel] = {}
        self._were_theirs: set[str] = set()

    @property
    def waiting(self) -> Collection[str]:
        """The channels that are connected and not served: another program publishes there."""
        return self._waiting.keys()

    async def begin(self, campaign: Campaign) -> None:
        """Connect the channels of the loaded campaign.

        Raises:
            SettingWrong: for a setting out of form: somebody is there to mend it.
        """
        values = dict(self._settings.all())
        await self._serve(await connect_all(campaign, self._settings, self._clock))
        self._tried = values

    async def keep_up(self, campaign: Campaign) -> None:
        """Connect the channels that a load has added, those whose settings have come, and those
        that another program has left.

        A setting out of form is one that its channel lacks, and does not end the program.
        """
        values = dict(self._settings.all())
        there = {*self.channels, *self._waiting}
        known = {*there, *self.missing} if values == self._tried else there
        added = tuple(name for name in campaign.channels if name not in known)
        if not added and not self._waiting:
            return
        new = connect_each(added, self._settings, self._clock)
        lacking = {name: names for name, why in new.failed.items() if (names := _lacking(why))}
        await self._serve(Accounts(new.channels, {**new.missing, **lacking}))
        for name in new.failed.keys() - lacking.keys():
            raise new.failed[name]
        self._tried = values

    async def _serve(self, new: Accounts) -> None:
        """Serve what is ours; where anything fails before that, all of it is done again.

        Where another program published, nothing leaves before it is seen what is out there.
        """
        self._waiting |= new.channels
        for name in new.channels:
            self.missing.pop(name, None)
        missing = {n: lacks for n, lacks in new.missing.items() if self.missing.get(n) != lacks}
        ours = self._ours()
        if not ours and not missing:
            return
        left = tuple(name for name in ours if name in self._were_theirs)
        if left:
            await self._ledger.distrust()
        snapshot = await self._ledger.snapshot()
        if self._speaks_for_all:
            await mark_circuits(self._ledger, snapshot, Accounts(ours, missing))
        self._hand_over(ours, left)
        self.missing |= missing
        for name, lacking in missing.items():
            self._tell(name, lacking, snapshot)

    def _ours(self) -> Mapping[str, Channel]:
        """Return those that wait and that nobody else publishes to."""
        taken = self._others.at(tuple(self._waiting)) if self._others and self._waiting else ()
        self._were_theirs |= set(taken)
        return {name: one for name, one in self._waiting.items() if name not in taken}

    def _hand_over(self, ours: Mapping[str, Channel], left: Collection[str]) -> None:
        self.channels |= ours
        self._were_theirs -= ours.keys()
        for name in ours:
            del self._waiting[name]
        if left and self._others:
            self._others.gone(left)

    async def close(self) -> None:
        """Close every connection."""
        await Accounts({**self.channels, **self._waiting}, {}).close()


def _lacking(failed: Exception) -> tuple[str, ...]:
    """Return the settings that kept a channel from being connected, none where it was no setting.

    One of nothing but spaces counts as missing.
    """
    from campaign.channels import SettingsMissing, SettingWrong  # noqa: PLC0415

    if isinstance(failed, SettingWrong):
        return (f"{PREFIX}{failed.params['setting']}",)
    if isinstance(failed, SettingsMissing):
        return tuple(PREFIX + name for name in failed.params["settings"].split(", "))
    return ()


def by_hand(campaign: Campaign) -> frozenset[str]:
    """Return the channels on which a person publishes."""
    from campaign import channels  # noqa: PLC0415

    sheets = channels.sheets()
    return frozenset(n for n in campaign.channels if sheets[n].certainty is Certainty.HAND)


async def mark_circuits(ledger: Ledger, snapshot: Snapshot, accounts: Accounts) -> None:
    """Stop channels that lack settings; let those go on whose settings have come.

    A circuit that the network opened, also since the snapshot, stays: only a person closes it.
    """
    for name, names in accounts.missing.items():
        state = snapshot.channels.get(name, ChannelState(name))
        if state.stopped is None or lacks_settings(state):
            stopped = Stop(Blocked.SETTINGS, ", ".join(names))
            await ledger.shut(name, stopped, seen=state)
    for name, state in snapshot.channels.items():
        if name in accounts.channels and lacks_settings(state):
            await ledger.let_go(name, state)


def lacks_settings(state: ChannelState) -> bool:
    """Tell whether we stopped the channel: then the words are the names of settings."""
    names = (state.words or "").split(", ")
    return state.stopped == Blocked.SETTINGS and all(name.startswith(PREFIX) for name in names)
