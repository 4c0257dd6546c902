"""Which rows of a calendar can be loaded, and what each of the others waits for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from campaign.core.problems import Problem
    from campaign.services.checking import Checked

CALENDARS = "posts/calendar."
_OF_TITLES = frozenset({"column", "columns"})


@dataclass(slots=True)
class Rows:
    """The rows of one calendar file: how many are good, and the first error of each other one,
    by the row's name.
    """

    file: str
    good: int = 0
    waiting: dict[str, Problem] = field(default_factory=dict)

    @property
    def all(self) -> int:
        """Return how many rows there are."""
        return self.good + len(self.waiting)


def rows_of(checked: Checked) -> list[Rows]:
    """Return the rows of each calendar file that has any."""
    found: dict[str, Rows] = {}
    for problem in sorted(checked.problems, key=lambda one: one.place.order):
        if problem.is_error and _is_of_row(problem):
            file = problem.place.file
            rows = found.setdefault(file, Rows(file))
            rows.waiting.setdefault(problem.place.row, problem)
    for entry in checked.folder.entries:
        rows = found.setdefault(entry.place.file, Rows(entry.place.file))
        if entry.id not in checked.bad:
            rows.good += 1 + len(entry.also)
        elif (wrong := rows.waiting.get(entry.place.row)) is not None:
            for place in entry.also:
                rows.waiting.setdefault(place.row, wrong)
    return [found[file] for file in sorted(found)]


def _is_of_row(problem: Problem) -> bool:
    """Tell whether a problem is of one row of a calendar, and not of the file or its titles."""
    of_titles = problem.params.get("because") in _OF_TITLES
    return problem.place.file.startswith(CALENDARS) and bool(problem.place.row) and not of_titles
