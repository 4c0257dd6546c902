"""What came of a run, as JSON and as text."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median
from typing import TYPE_CHECKING, Any

from campaign.core.outcomes import Certainty
from scripts.chaos.aiming import FAULTS, certainty
from scripts.chaos.cells import ANY, ANYWHERE, Cell, by_point, every
from scripts.chaos.checking import seen
from scripts.chaos.folder import number_of
from scripts.chaos.fuses import NOTES
from scripts.chaos.suffering import taken_over

if TYPE_CHECKING:
    from scripts.chaos.checking import Seen
    from scripts.chaos.stage import Stage
    from scripts.chaos.suffering import Suffering

RESOLVED = """
SELECT a.key, a.at, b.at, b.move FROM event AS a JOIN event AS b ON b.id = (
  SELECT min(id) FROM event WHERE key = a.key AND generation = a.generation AND id > a.id
    AND move IN ('publish', 'fail', 'ask', 'adopt'))
WHERE a.move = 'lose'
"""
WAITING = """
SELECT channel, post, part FROM delivery
WHERE state IN ('needs_person', 'paused', 'refused', 'cancelled') ORDER BY id
"""
HISTORY = "SELECT at, move, state, reason, by FROM event WHERE key = '{key}'"
ENOUGH = 20
"""A percentile of fewer values than this would be their maximum."""
SOON = 60.0
WRONG = ("duplicates", "lost", "strangers", "misplaced")
"""What must be nought at the end."""


@dataclass(slots=True)
class Findings:
    """What came of the acts of a run, added up."""

    acts: int = 0
    posts: int = 0
    kills: int = 0
    stops: int = 0
    restores: int = 0
    unknown: int = 0
    needs_person: int = 0
    by_channel: dict[str, dict[str, Any]] = field(default_factory=dict)
    faults: dict[str, Counter[str]] = field(default_factory=dict)
    struck: Counter[tuple[str, Cell]] = field(default_factory=Counter)
    impossible: dict[Cell, str] = field(default_factory=dict)
    possible: set[Cell] = field(default_factory=set)
    evidence: list[dict[str, Any]] = field(default_factory=list)
    _took: list[float] = field(default_factory=list)
    _asked: Counter[str] = field(default_factory=Counter)

    def add(self, stage: Stage, suffered: Suffering) -> None:
        """Add an act that came to rest."""
        self.acts += 1
        self.posts += len(stage.plan.texts)
        self.kills, self.stops = self.kills + suffered.kills, self.stops + suffered.stops
        self.restores += suffered.restored
        self.unknown += stage.in_state("unknown")
        self.needs_person += stage.in_state("needs_person")
        self._add_channels(stage, suffered)
        self._add_resolved(stage)
        for cell in every(stage.plan.channels):
            reason = suffered.aim.impossible(cell)
            if reason is None:
                self.possible.add(cell)
            else:
                self.impossible[cell] = reason
        for name, place in stage.places.items():
            met = {one.value: place.faults.met[place.network, one.value] for one in FAULTS}
            self.faults.setdefault(name, Counter()).update(met)

    def _add_channels(self, stage: Stage, suffered: Suffering) -> None:
        listed = _listed(stage)
        for name in stage.plan.channels:
            shown = look(stage, name)
            paused = _sent_after_pause(stage, shown, suffered, name)
            found = {
                "visible": shown.visible,
                "duplicates": shown.duplicates - paused,
                "duplicates_after_pause": paused,
                "lost": len(shown.missing - listed[name]),
                "needs_person": len(listed[name]),
                "strangers": len(shown.strangers),
                "misplaced": len(shown.misplaced),
            }
            kind = {"certainty": str(certainty(stage, name))}
            known = self.by_channel.setdefault(name, kind | dict.fromkeys(found, 0))
            known |= {what: known[what] + number for what, number in found.items()}
            wrong = {*shown.doubled, *shown.misplaced, *(shown.missing - listed[name])}
            self.evidence += [_history(stage, name, text) for text in sorted(wrong)]

    def _add_resolved(self, stage: Stage) -> None:
        """Where the network can be asked it is the machine's work; elsewhere a person is asked."""
        blind = {n for n in stage.plan.channels if certainty(stage, n) is Certainty.BLIND}
        for key, begin, end, move in stage.ask(RESOLVED):
            channel = key.split("/")[-2]
            if channel in blind or move == "ask":
                self._asked["blind" if channel in blind else "others"] += 1
            else:
                gone = _moment(end) - _moment(begin)
                self._took.append(gone.total_seconds())

    def summary(self) -> str:
        """Return in one line how it stands, for those who wait."""
        told = self.told()
        wrong = ", ".join(f"{told[what]} {what}" for what in WRONG)
        struck = f"{told['coverage']['struck']} of {told['coverage']['points']} points struck"
        return f"{self.kills} kills, {self.stops} stops: {wrong}, {struck}"

    def told(self) -> dict[str, Any]:
        """Return everything as JSON."""
        sums = ("visible", "duplicates", "duplicates_after_pause", "lost", "strangers", "misplaced")
        channels = self.by_channel.values()
        return {
            "kills": self.kills,
            "stops": self.stops,
            "restores": self.restores,
            "acts": self.acts,
            "posts": self.posts,
            **{name: sum(one[name] for one in channels) for name in sums},
            "unknown": self.unknown,
            "needs_person": self.needs_person,
            "resolve_s": self._resolving(),
            "by_channel": self.by_channel,
            "coverage": self._coverage(),
            "faults": {name: dict(met) for name, met in self.faults.items()},
            "evidence": self.evidence,
        }

    def _resolving(self) -> dict[str, Any]:
        """Return how long it took until an unknown delivery was resolved, in seconds."""
        took = sorted(self._took)
        number = len(took) + self._asked["others"]
        told: dict[str, Any] = {"number": number, "asked_on_blind": self._asked["blind"]}
        if not took:
            return told
        late = took[int(len(took) * 0.95)] if len(took) >= ENOUGH else took[-1]
        return told | {
            "by_machine_in_60_s": round(sum(one <= SOON for one in took) / number, 4),
            "median": round(median(took), 2),
            "p95": round(late, 2),
            "max": round(took[-1], 2),
        }

    def _coverage(self) -> dict[str, Any]:
        """Return what was struck, what was not although it can be, and what cannot be."""
        kills, stops = (
            Counter({cell: n for (which, cell), n in self.struck.items() if which == deed})
            for deed in ("kill", "stop")
        )
        struck = kills + stops
        why: dict[str, dict[str, list[str]]] = {}
        for (point, channel), reason in self.impossible.items():
            if (point, channel) not in self.possible:
                why.setdefault(reason, {}).setdefault(point, []).append(channel)
        return {
            "points": len(self.possible),
            "struck": sum(cell in struck for cell in self.possible),
            "anywhere": struck[ANYWHERE, ANY],
            "kills": by_point(kills),
            "stops": by_point(stops),
            "not_reached": sorted(list(cell) for cell in self.possible if cell not in struck),
            "impossible": why,
        }


def _history(stage: Stage, channel: str, text: str) -> dict[str, Any]:
    """Return what the ledger and the network tell of a text that is doubled or lost."""
    key = _key(stage, channel, text)
    place = stage.places[channel]
    shown = [(str(p.at), p.id) for p in place.world.posts(place.network) if p.text == text]
    lines = stage.ask(HISTORY.format(key=key))
    notes = (stage.folder / NOTES).read_text(encoding="utf-8").splitlines()
    struck = [json.loads(line) for line in notes if text in line]
    history = [[str(one) for one in line] for line in lines]
    return {"key": key, "shown": shown, "history": history, "struck": struck}


def _moment(said: str | datetime) -> datetime:
    """Return a moment of a ledger: a file has its text."""
    return said if isinstance(said, datetime) else datetime.fromisoformat(said)


def look(stage: Stage, channel: str) -> Seen:
    """Return what followers of a channel see."""
    place = stage.places[channel]
    return seen(place.world, place.network, stage.plan.expected)


def _listed(stage: Stage) -> dict[str, set[str]]:
    """Return the texts that wait for a person, and what waits behind them in a thread."""
    found: dict[str, set[str]] = {name: set() for name in stage.plan.channels}
    for channel, post, part in stage.ask(WAITING):
        found[channel].update(stage.plan.texts[number_of(post)][int(part) - 1 :])
    return found


def _sent_after_pause(stage: Stage, shown: Seen, suffered: Suffering, channel: str) -> int:
    """Return how many duplicates are of a sender that was paused past its lease after its last
    look at it, on a network that knows no keys: nothing can keep it from sending when it wakes.

    Only where somebody took over from it: whatever else doubles is no pause's fault.
    """
    if certainty(stage, channel) is Certainty.EXACT:
        return 0
    taken, paused = taken_over(stage) | suffered.taken_over, suffered.paused.get(channel, set())
    return sum(
        number
        for text, number in shown.doubled.items()
        if text in paused and _key(stage, channel, text) in taken
    )


def _key(stage: Stage, channel: str, text: str) -> str:
    """Return the key of the delivery with a text."""
    posts = enumerate(stage.plan.texts)
    number, part = next((n, post.index(text)) for n, post in posts if text in post)
    return f"note-{number}/{channel}/{part + 1}"


def text(told: dict[str, Any]) -> str:
    """Return the same to be read at a terminal."""
    plain = {name: value for name, value in told.items() if not isinstance(value, dict | list)}
    lines = [f"{name:>22}  {value}" for name, value in plain.items()]
    lines += [f"{name:>22}  {one}" for name, one in told["by_channel"].items()]
    lines += [f"{name:>22}  {told[name]}" for name in ("resolve_s", "naive")]
    coverage = told["coverage"]
    lines.append(f"{'crash points struck':>22}  {coverage['struck']} of {coverage['points']}")
    lines += [f"{'not reached':>22}  {point} on {name}" for point, name in coverage["not_reached"]]
    lines += [json.dumps(one, indent=2) for one in told["evidence"]]
    return "\n".join(lines) + "\n"
