"""A measured figure and its goal."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the output.

    The goal is the most that ``ratio`` may be where there is a peer, and otherwise the
    most that ``value`` may be; ``None`` is a figure to look at. With ``at_least`` it is the
    least, and the ratio tells how many times our value the peer's is.
    """

    name: str
    value: float
    unit: str
    goal: float | None = None
    peer: str | None = None
    peer_value: float | None = None
    at_least: bool = False

    @property
    def ratio(self) -> float | None:
        """Return how many times the peer's value this is, or the other way round."""
        if not self.peer_value:
            return None
        return self.peer_value / self.value if self.at_least else self.value / self.peer_value

    @property
    def ok(self) -> bool:
        """Tell whether the goal is met."""
        judged = self.value if self.ratio is None else self.ratio
        if self.goal is None:
            return True
        return judged >= self.goal if self.at_least else judged <= self.goal

    def row(self) -> dict[str, object]:
        """Return the figure as it is printed in JSON."""
        return {
            "name": self.name,
            "value": _rounded(self.value),
            "unit": self.unit,
            "peer": self.peer,
            "peer_value": _rounded(self.peer_value),
            "ratio": _rounded(self.ratio),
            "goal": self.goal,
            "ok": self.ok,
        }


def _rounded(value: float | None) -> float | None:
    """Keep four digits: more would be noise."""
    return None if value is None else float(f"{value:.4g}")
