"""What is wrong only because a file that everything else names could not be read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from campaign.core.problems import Code, Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

UNREAD = frozenset(
    {
        Code.FILE_MISSING,
        Code.CALENDAR_UNREAD,
        Code.FILE_UNREADABLE,
        Code.FILE_TOO_LARGE,
        Code.BAD_ENCODING,
        Code.BAD_YAML,
        Code.BAD_FORMAT_VERSION,
        Code.SHEET_NO_HEADER,
    },
)
"""What keeps a whole file from being read."""

FOLLOWS: Mapping[str, frozenset[Code]] = {
    "posts/programme.": frozenset(
        {
            Code.UNKNOWN_SUBJECT,
            Code.UNKNOWN_ANCHOR,
            Code.UNKNOWN_FACT,
            Code.TEMPLATE_UNKNOWN_NAME,
        }
    ),
    "posts/calendar.": frozenset({Code.UNKNOWN_ANCHOR, Code.UNKNOWN_FIELD}),
    "posts/campaign.": frozenset({Code.BAD_VALUE}),
}
"""By the beginning of a file's name: what else is told where it was not read."""

ONLY: Mapping[Code, tuple[str, str]] = {
    Code.UNKNOWN_FIELD: ("because", "approval"),
    Code.BAD_VALUE: ("field", "role"),
}
"""Of these only what names an entry of the calendar, or a role of the team."""


MADE_FROM = frozenset({"zone", "languages"})
"""Fields of ``posts/campaign.yaml`` that stand in every post: read wrong, they spoil all."""


BRAND = "assets/brand.yaml"


def of_every_post(problems: Iterable[Problem]) -> str | None:
    """Return the code of an error in what every post is made from, ``None`` without one."""
    for problem in problems:
        of_campaign = problem.is_error and problem.place.file == "posts/campaign.yaml"
        if of_campaign and problem.params.get("field") in MADE_FROM:
            return str(problem.code)
    return None


def of_every_card(problems: Iterable[Problem]) -> str | None:
    """Return the code of an error in what every card looks like, ``None`` without one."""
    wrong = (one for one in problems if one.is_error and one.place.file == BRAND)
    return next((str(problem.code) for problem in wrong), None)


def without_consequences(problems: Iterable[Problem]) -> tuple[tuple[Problem, ...], int]:
    """Return the problems without those that an unread file explains, and how many those are.

    Where there are some, a file that is missing is an error: something needs it.
    """
    found = tuple(problems)
    causes = [one for one in found if one.code in UNREAD]
    left = tuple(one for one in found if not any(_follows(one, cause) for cause in causes))
    needed = [cause for cause in causes if any(_follows(one, cause) for one in found)]
    told = tuple(_as_error(one) if one in needed else one for one in left)
    return told, len(found) - len(left)


def _follows(problem: Problem, cause: Problem) -> bool:
    if problem.place.file == cause.place.file:
        return False
    name, value = ONLY.get(problem.code, ("", ""))
    if name and problem.params.get(name) != value:
        return False
    return any(
        cause.place.file.startswith(file) and problem.code in codes
        for file, codes in FOLLOWS.items()
    )


def _as_error(problem: Problem) -> Problem:
    return replace(problem, severity=Severity.ERROR)
