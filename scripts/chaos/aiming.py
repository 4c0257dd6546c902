"""Aims at what was struck least: the next crash point, fault, or post made by hand."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from campaign import channels
from campaign.core.outcomes import Certainty
from campaign.sandbox.faults import Fault, Order
from scripts.chaos.blind import BLIND
from scripts.chaos.cells import ANY, ANYWHERE, DOUBTING, FINDING, Cell, every, impossible, what
from scripts.chaos.kinds import NAIVE

if TYPE_CHECKING:
    from scripts.chaos.stage import Stage

PUBLISHING = {
    "x": "POST /x/2/tweets",
    "telegram": "/send",
    BLIND: "/send",
    "mastodon": "POST /mastodon/api/v1/statuses",
    "bluesky": "putRecord",
}
FAULTS = tuple(Fault)
TRUST = ("before_trust", "after_trust")
MISSES = 4
"""So many aims in vain count as one that struck."""


def certainty(stage: Stage, channel: str) -> Certainty:
    """Return how certain a channel is with these settings."""
    return channels.sheets(stage.settings)[channel].certainty


@dataclass(slots=True)
class Aim:
    """What was struck, and with it what is to be struck next."""

    stage: Stage
    restored: bool
    struck: Counter[tuple[str, Cell]] = field(default_factory=Counter)
    """By deed and crash point."""
    armed: Counter[tuple[str, Cell]] = field(default_factory=Counter)
    missed: Counter[tuple[str, Cell]] = field(default_factory=Counter)
    """Fuses whose worker died before it came by."""
    _ordered: Counter[tuple[str, Fault]] = field(default_factory=Counter)

    def cells(self) -> list[Cell]:
        """Return the crash points that can be reached in this run."""
        known = every(self.stage.plan.channels)
        if self.stage.worker == NAIVE:
            return [cell for cell in known if what(cell[0]) == "send"]
        return [cell for cell in known if self.impossible(cell) is None]

    def impossible(self, cell: Cell) -> str | None:
        """Return why a crash point cannot be reached in this run, if so."""
        where = Certainty.EXACT if cell[1] == ANY else certainty(self.stage, cell[1])
        return impossible(cell, where, restored=self.restored)

    def fuse(self, deed: str) -> dict[str, Any]:
        """Return a fuse at the point that was struck least, of those that can be reached now."""
        chance = self.stage.chance
        within = self._reachable()
        if not within:
            return {"point": ANYWHERE, "deed": deed}
        aimed = {cell: self._aimed(deed, cell) for cell in within}
        fewest = min(aimed.values())
        found = [cell for cell, times in aimed.items() if times == fewest]
        point, channel = chance.choice(found)
        self.armed[deed, (point, channel)] += 1
        nth = chance.choice((1, 1, 1, 2)) if what(point) not in DOUBTING | {"explain"} else 1
        share = chance.uniform(0, 0.95)
        return {"point": point, "channel": channel, "nth": nth, "share": share, "deed": deed}

    def fuse_of_trust(self) -> list[dict[str, Any]]:
        """Return a fuse at the end of doubt, as long as nobody was struck there: whoever comes
        there first ends it for all.
        """
        left = [point for point in TRUST if not self.struck["kill", (point, ANY)]]
        for point in left[:1]:
            self.armed["kill", (point, ANY)] += 1
            return [{"point": point, "channel": ANY, "nth": 1, "share": 0.0, "deed": "kill"}]
        return []

    def _aimed(self, deed: str, cell: Cell) -> int:
        """Return how often a point was aimed at; some misses count, or a point that nobody passes
        any more would be aimed at for ever.
        """
        aim = deed, cell
        return self.struck[aim] + self.armed[aim] + self.missed[aim] // MISSES

    def disarm(self, fuse: dict[str, Any], *, burnt: bool) -> None:
        """Forget a fuse that burnt or never will."""
        aim = fuse["deed"], (fuse["point"], fuse.get("channel", ANY))
        self.armed[aim] -= 1
        self.missed[aim] += not burnt

    def _reachable(self) -> list[Cell]:
        if self.stage.worker == NAIVE:
            return self.cells()
        states = self.stage.states()
        doubted = self.is_doubted()
        return [cell for cell in self.cells() if self._is_near(cell, states, doubted=doubted)]

    def is_doubted(self) -> bool:
        """Tell whether the ledger has to be read back first."""
        has_ledger = self.stage.worker != NAIVE
        return has_ledger and self.stage.ask("SELECT trusted FROM campaign") == [(0,)]

    def _is_near(self, cell: Cell, states: Counter[tuple[str, str]], *, doubted: bool) -> bool:
        call, channel = what(cell[0]), cell[1]
        if doubted:
            ahead = call == "adopt" and self._is_ahead(channel)
            return ahead or call in {"trust", "read_back"}
        if call in DOUBTING:
            return False
        if call in FINDING:
            return bool(states[channel, "sending"] + states[channel, "unknown"])
        return bool(states[channel, "planned"])

    def _is_ahead(self, channel: str) -> bool:
        """Tell whether more is out on a channel than the ledger knows of."""
        place = self.stage.places[channel]
        known = self.stage.states()[channel, "published"]
        return len({post.text for post in place.world.posts(place.network)} - {""}) > known

    def order_fault(self) -> None:
        """Let a request of a network meet the fault that was ordered least there."""
        chance = self.stage.chance
        every_one = [(name, fault) for name in self.stage.plan.channels for fault in FAULTS]
        fewest = min(self._ordered[one] for one in every_one)
        channel, fault = chance.choice([o for o in every_one if self._ordered[o] == fewest])
        self._ordered[channel, fault] += 1
        place = self.stage.places[channel]
        match = chance.choice((PUBLISHING.get(channel, ""), PUBLISHING.get(channel, ""), ""))
        place.faults.add(Order(place.network, fault, match, seconds=1))
