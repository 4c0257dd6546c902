"""Questions with what they want, over ten programmes, and how many are understood.

Of some sets a part is held out: nobody has looked at which of those are understood, only at how
many. ``python understanding_questions.py [SET …]`` prints the figures, and of the sets that are
named what is not understood.
"""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from understanding_programmes import NOWS, PROGRAMMES, SPOKEN

from campaign.services.understanding import Understanding, is_ambiguous, understand
from campaign.services.understanding.intents import AGREED_AS
from campaign.wiring.tongues import lexicon

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

HERE = Path(__file__).parent
LEXICONS = {code: lexicon(code) for code in ("es", "en")}

ANY = "*"
"""A subject, or an action, that does not matter."""

OPEN = "open"
"""The action of a question whose panel may be asked for where none is told."""

OFFERED: tuple[()] = ()
"""The way to read a message that only lets the bot offer something."""

SETS = {
    "es": ("questions", "fresh", "blind", "unseen", "attendee"),
    "en": ("questions", "fresh", "blind", "unseen", "attendee", "indirect"),
    "sea": ("blind", "indirect", "further"),
    "later": ("further",),
    "noches": ("blind",),
    "archives": ("blind",),
    "libros": ("blind", "tuning", "further"),
    "growers": ("blind", "tuning", "further"),
    "rondas": ("blind",),
    "tides": ("blind",),
    "mareas": ("blind",),
}
"""The sets of each programme."""

EVERY = {
    "questions": 3,
    "tuning": 0,
    "indirect": 0,
    "further": 2,
    "noches": 2,
    "archives": 2,
    "libros": 2,
    "growers": 2,
    "rondas": 2,
    "tides": 2,
    "mareas": 2,
}
"""Of these sets, or programmes, one question in so many is held out."""

_COURTEOUS = {"greet", "thanks"}


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody wrote, and what it may want: ``ways`` of wishes with their subjects.

    ``programme`` is a key of ``PROGRAMMES``; ``never`` are wishes that it does not want,
    ``style`` is how it is written.
    """

    programme: str
    text: str
    ways: tuple[tuple[tuple[str, str | None], ...], ...]
    action: str = "act"
    never: frozenset[str] = frozenset()
    style: str = ""

    @property
    def language(self) -> str:
        """Return the language in which the programme's bot speaks."""
        return SPOKEN[self.programme]

    def read(self) -> Understanding:
        """Return how it is understood now."""
        programme, now = PROGRAMMES[self.programme], NOWS[self.programme]
        return understand(self.text, programme, (), now, self.language, LEXICONS)

    def is_right(self, found: Understanding) -> bool:
        """Tell whether wishes and action are as expected."""
        if self.never & {str(wish.intent) for wish in found.intents}:
            return False
        return any(self._fits(way, found) for way in self.ways)

    def _fits(self, way: Sequence[tuple[str, str | None]], found: Understanding) -> bool:
        if way == OFFERED:
            return found.action != "act"
        wanted = [agreed(intent) for intent, _ in way]
        pairs = [(agreed(wish.intent), wish.subject) for wish in found.intents]
        got = [(i, s) for i, s in pairs if i in wanted or i not in _COURTEOUS]
        got = _once(got) if (len(way) == 1 and way[0][1] == ANY) else got
        same = [intent for intent, _ in got] == wanted and all(
            subject in {ANY, had} for (_, subject), (_, had) in zip(way, got, strict=True)
        )
        return same and self._goes(found)

    def _goes(self, found: Understanding) -> bool:
        """Tell whether the bot goes as far as it should."""
        if self.action != OPEN:
            return self.action in {ANY, found.action.value}
        beyond = found.intents[0].intent == "out_of_scope"
        return found.action == "act" or beyond or any(map(is_ambiguous, found.intents))

    def is_likely(self, found: Understanding) -> bool:
        """Tell whether the first wish of a way is among the three likeliest."""
        offered = {agreed(w.intent) for w in (*found.intents[:1], *found.likely)}
        firsts = {agreed(way[0][0]) for way in self.ways if way}
        return bool(firsts & offered) or self.is_right(found)

    def is_wrong_action(self, found: Understanding) -> bool:
        """Tell whether the bot would act on something that nobody asked for, or on another panel.

        To leave a wish out, or to ask for the panel, is no wrong action.
        """
        return found.action == "act" and not any(
            all(
                any(
                    agreed(intent) == agreed(w.intent) and _agrees(s, w.subject)
                    for intent, s in way
                )
                for w in found.intents
                if agreed(w.intent) not in _COURTEOUS
            )
            for way in self.ways
        )


def _once(wishes: Sequence[tuple[str, str | None]]) -> list[tuple[str, str | None]]:
    """Return a wish for several panels as one, for none was told (*inscríbeme en todas*)."""
    return [*dict(reversed(wishes)).items()]


def _agrees(wanted: str | None, got: str | None) -> bool:
    return wanted in {ANY, None, got} or got is None


def agreed(intent: str) -> str:
    """Return the agreed name of a wish, by which answers are checked from outside."""
    return str(AGREED_AS.get(intent, intent))


def questions(programme: str, name: str = "questions") -> list[Question]:
    """Return the questions of one programme's file.

    A line holds a message, what it wants, and what the bot does; under ``## style`` ways are parted
    by strokes, and what is not told does not matter.
    """
    style = ""
    found = []
    for line in (HERE / f"{name}_{programme}.txt").read_text(encoding="utf-8").splitlines():
        style = line.partition("## style:")[2].strip() or style
        if line and not line.startswith("#"):
            found.append(_styled(programme, line, style) if style else _exact(programme, line))
    return found


def _exact(programme: str, line: str) -> Question:
    text, wishes, action, *_ = [piece.strip() for piece in f"{line} | |".split("|")]
    return Question(programme, text, (_way(wishes, None),), action or "act")


def _styled(programme: str, line: str, style: str) -> Question:
    text, _, wanted = line.rpartition("|")
    ways = tuple(_way(way, ANY) for way in wanted.split(" / "))
    return Question(programme, text.strip(), ways, OPEN, style=style)


def chats() -> list[Question]:
    """Return the chats, with all the ways in which they may be read."""
    lines = (HERE / "chats.txt").read_text(encoding="utf-8").splitlines()
    return [_chat(line) for line in lines if line and not line.startswith("#")]


def _chat(line: str) -> Question:
    text, wanted = line.split(" => ")
    ways, *_ = wanted.split(" !")
    never = frozenset(word[1:] for word in wanted.split() if word.startswith("!"))
    read = (OFFERED if way.strip() == "OFFER" else _way(way, ANY) for way in ways.split("|"))
    return Question("es", text, tuple(read), never=never)


def _way(text: str, untold: str | None) -> tuple[tuple[str, str | None], ...]:
    pairs = (wish.strip().partition(":") for wish in text.split(","))
    return tuple((intent, subject or untold) for intent, _, subject in pairs)


def split(asked: Sequence[Question], every: int, *, held_out: bool) -> list[Question]:
    """Return the questions that were held out, one in so ``every``, or the rest."""
    return [q for n, q in enumerate(asked) if (n % every == every - 1) == held_out]


def figures(asked: Sequence[Question]) -> dict[str, float]:
    """Return the shares of right, likely and wrongly acted-on questions."""
    read = [(question, question.read()) for question in asked]
    return {
        "right": sum(q.is_right(u) for q, u in read) / max(len(read), 1),
        "likely": sum(q.is_likely(u) for q, u in read) / max(len(read), 1),
        "wrong_action": sum(q.is_wrong_action(u) for q, u in read) / max(len(read), 1),
    }


def every_set() -> dict[str, list[Question]]:
    """Return all sets by their names, each with what is held out apart."""
    found = {"chats": chats()}
    for programme, names in SETS.items():
        for name in names:
            asked = questions(programme, name)
            every = EVERY.get(name, EVERY.get(programme))
            if every:
                found[f"{name} {programme} seen"] = split(asked, every, held_out=False)
                found[f"{name} {programme} held out"] = split(asked, every, held_out=True)
            else:
                found[f"{name} {programme}"] = asked
    return found


def _show(question: Question) -> str:
    found = question.read()
    said = [(str(w.intent), w.subject, w.score) for w in found.intents]
    likely = [str(w.intent) for w in found.likely]
    wrong = " WRONG" if question.is_wrong_action(found) else ""
    return (
        f"   {question.text!r}\n      wanted {question.ways} {question.action}\n"
        f"      got    {said} {found.action} {likely}{wrong}\n"
    )


def _line(name: str, asked: Sequence[Question]) -> str:
    """Return a line of figures in percent, with how long 95 of 100 readings take at most."""
    took = []
    for question in asked:
        begun = time.perf_counter()
        question.read()
        took.append(1000 * (time.perf_counter() - begun))
    shares = " ".join(f"{what} {100 * share:5.1f} " for what, share in figures(asked).items())
    slowest = sorted(took)[int(0.95 * (len(took) - 1))]
    return f"{name:32} n={len(asked):3} {shares} p95 {slowest:.0f} ms\n"


def _by_style(name: str, asked: Iterable[Question]) -> dict[str, list[Question]]:
    found: dict[str, list[Question]] = defaultdict(list)
    for question in asked:
        found[f"  {name} {question.style}"].append(question)
    return found


if __name__ == "__main__":
    for title, members in every_set().items():
        sys.stdout.write(_line(title, members))
        styles = _by_style(title, members)
        for style, some in styles.items() if len(styles) > 1 else ():
            sys.stdout.write(_line(style, some))
        if title in sys.argv[1:]:
            sys.stdout.writelines(_show(q) for q in members if not q.is_right(q.read()))
