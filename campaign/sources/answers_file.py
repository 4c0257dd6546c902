"""``posts/answers.yaml``: the bot's answers to frequent questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from campaign.core.folder import Answer
from campaign.core.problems import Code

if TYPE_CHECKING:
    from collections.abc import Iterable

    from campaign.core.problems import Place
    from campaign.sources.reader import Reader

FILE: Final = "posts/answers.yaml"


def read_answers(readers: Iterable[Reader]) -> tuple[Answer, ...]:
    """Return the answers in their order; one with an error is left out."""
    first: dict[str, Place] = {}
    answers: list[Answer] = []
    for one in readers:
        identity, answer = one.id("id"), one.text("answer")
        questions = one.texts("questions")
        if identity is None or answer is None or one.bad:
            continue
        place = one.place_of("id")
        if first.setdefault(identity, place) != place:
            one.wrong(Code.DUPLICATE_ID, one.line_of("id"), id=identity, first=first[identity])
            continue
        answers.append(Answer(identity, questions, answer))
    return tuple(answers)
