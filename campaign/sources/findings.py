"""The problems of one file as they are found, and the places of what is written in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from campaign.core.problems import Code, Place, error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from campaign.core.problems import Problem

MOST_PROBLEMS = 1000
"""How many problems of one file are told."""


class Findings:
    """The problems of one file, as they are found."""

    def __init__(self, file: str, found: list[Problem], given: str | None = None) -> None:
        self.file = file
        self.given = given
        self.found = found
        self._noted = 0

    def place(self, line: int | None) -> Place:
        """Return a line of this file."""
        return Place(self.file, line, given=self.given)

    def error(self, code: Code, line: int | None, **params: object) -> None:
        """Note an error."""
        self._note(error(code, self.place(line), **params))

    def warning(self, code: Code, line: int | None, **params: object) -> None:
        """Note a warning."""
        self._note(warning(code, self.place(line), **params))

    def _note(self, problem: Problem) -> None:
        """Note a problem; of a file that is all wrong, no more than anybody reads."""
        self._noted += 1
        if self._noted < MOST_PROBLEMS:
            self.found.append(problem)
        elif self._noted == MOST_PROBLEMS:
            self.found.append(error(Code.TOO_MANY_PROBLEMS, problem.place, most=MOST_PROBLEMS))


class Places(Mapping[str, Place]):
    """The places of fields, made when asked for: a large calendar has 100,000."""

    __slots__ = ("_findings", "_lines")

    def __init__(self, findings: Findings, lines: dict[str, int]) -> None:
        self._findings = findings
        self._lines = lines

    def __getitem__(self, name: str) -> Place:
        return self._findings.place(self._lines[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)
