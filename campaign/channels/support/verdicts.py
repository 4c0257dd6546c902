"""From a network's refusal to an outcome: the rules that hold for every JSON API."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from campaign.channels.support.answers import Answer
from campaign.core.outcomes import Blocked, Lost, NotSent, Refused, Stopped
from campaign.core.own_words import own_words

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping
    from datetime import datetime

OK, ACCEPTED, PARTIAL = 200, 202, 206
INVALID, UNAUTHORIZED, PAYMENT, FORBIDDEN, NOT_FOUND, TIMED_OUT, CONFLICT, TOO_MANY = (
    400, 401, 402, 403, 404, 408, 409, 429,
)  # fmt: skip
_ALWAYS = {UNAUTHORIZED: Blocked.CREDENTIALS, PAYMENT: Blocked.CREDIT}
_NO = range(400, 500)


@dataclass(frozen=True, slots=True)
class Marks:
    """By what one network's refusals are told apart.

    ``stops`` are statuses and kinds (see :attr:`Answer.kinds`) that stop the account,
    ``stops_saying`` patterns in the network's words that do; ``duplicates`` are kinds and
    ``duplicate_saying`` is a pattern for a post that the network has already.
    """

    stops: Mapping[int | str, Blocked] = field(default_factory=dict)
    stops_saying: Mapping[re.Pattern[str], Blocked] = field(default_factory=dict)
    duplicates: frozenset[str] = frozenset()
    duplicate_saying: re.Pattern[str] | None = None

    def is_duplicate(self, kinds: frozenset[str], words: str) -> bool:
        """Tell whether a refusal says that the post is there already."""
        said = self.duplicate_saying is not None and self.duplicate_saying.search(words)
        return bool(kinds & self.duplicates or said)

    def stop(self, status: int, kinds: frozenset[str], words: str) -> Blocked | None:
        """Return why a refusal stops the account, if it does."""
        given: tuple[int | str, ...] = (status, *kinds)
        by_value = (self.stops[mark] for mark in given if mark in self.stops)
        by_words = (why for said, why in self.stops_saying.items() if said.search(words))
        return next(chain(by_value, by_words), None)


Failure = NotSent | Refused | Stopped | Lost


def verdict(answer: Answer | Failure, now: datetime, marks: Marks) -> Failure:
    """Return what an answer means that is not the one we hoped for; what is no answer any more
    is returned as it is.

    Everything that is not a refusal that we can read is lost: any 5xx, a 2xx without
    what it should say, a page of some other server on the way.
    """
    return _of_answer(answer, now, marks) if isinstance(answer, Answer) else answer


def _of_answer(answer: Answer, now: datetime, marks: Marks) -> Failure:
    words, kinds = answer.words, answer.kinds
    if answer.status in _ALWAYS:
        return Stopped(_ALWAYS[answer.status], words)
    if answer.status == TOO_MANY:
        why = marks.stop(answer.status, kinds, words)
        return Stopped(why, words) if why else NotSent(words, answer.wait_until(now))
    if answer.data is None:
        return Lost(own_words("unreadable", said=words))
    if answer.status not in _NO or answer.status == TIMED_OUT:
        return Lost(words)
    if marks.is_duplicate(kinds, words):
        return Refused(words, duplicate=True)
    why = marks.stop(answer.status, kinds, words)
    return Stopped(why, words) if why else Refused(words)
