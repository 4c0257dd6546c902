"""Questions with what they want, over two programmes, and how many are understood.

A third (every third line) is held out: the lexicons were written without looking at what
becomes of those. ``python understanding_questions.py`` prints the figures.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from campaign.core.programme import Panel, Programme, Publication, Speaker
from campaign.languages import Catalogue
from campaign.services.understanding import Lexicon, Understanding, understand
from campaign.services.understanding.intents import AGREED_AS

HERE = Path(__file__).parent
CHILE = ZoneInfo("America/Santiago")
LONDON = ZoneInfo("Europe/London")
LEXICONS = {code: Lexicon.from_table(Catalogue(code).table("intents")) for code in ("es", "en")}


def _panel(number: int, name: str, title: str, start: datetime | None, *people: str) -> Panel:
    speakers = tuple(Speaker(f"{name}-{n}", name, person) for n, person in enumerate(people))
    return Panel(name, title, number, start, speakers=speakers)


VERANO = Programme(
    panels=(
        _panel(
            1,
            "panel-1",
            "Ecosistema GovTech en la Región",
            datetime(2022, 2, 23, 17, 0, tzinfo=CHILE),
            "Ana Rivas",
        ),
        _panel(
            2,
            "panel-2",
            "Digitalización municipal y datos abiertos",
            datetime(2022, 2, 24, 16, 0, tzinfo=CHILE),
            "Carolina Soto",
        ),
        _panel(
            3,
            "panel-3",
            "Hubs, transferencia tecnológica e innovación",
            datetime(2022, 2, 24, 17, 30, tzinfo=CHILE),
        ),
        Panel("launch", "Lanzamiento de la publicación", 4, window="primera semana de marzo"),
    ),
    publication=Publication("Compendio", launch_panel="launch"),
)
SKY = Programme(
    panels=(
        _panel(
            1,
            "holes",
            "Black holes for beginners",
            datetime(2023, 10, 3, 19, 0, tzinfo=LONDON),
            "Amina Okafor",
        ),
        _panel(
            2,
            "scopes",
            "Telescopes you can build",
            datetime(2023, 10, 4, 19, 0, tzinfo=LONDON),
            "Jonas Weiss",
        ),
        _panel(
            3,
            "moons",
            "Life on icy moons",
            datetime(2023, 10, 6, 18, 30, tzinfo=LONDON),
        ),
        _panel(
            4,
            "radio",
            "Radio astronomy and silence",
            datetime(2023, 10, 6, 20, 0, tzinfo=LONDON),
        ),
        _panel(
            5,
            "eclipse",
            "Eclipse watching party",
            datetime(2023, 10, 14, 10, 0, tzinfo=LONDON),
        ),
    ),
)
SEA = Programme(
    panels=(
        _panel(
            1,
            "algas",
            "Algas en la cocina chilena",
            datetime(2026, 5, 7, 18, 30, tzinfo=CHILE),
            "Rocío Ñancupil",
        ),
        _panel(
            2,
            "humedales",
            "Humedales urbanos y ciudadanía",
            datetime(2026, 5, 14, 18, 30, tzinfo=CHILE),
            "Pedro Aguayo",
        ),
        _panel(
            3,
            "pesca",
            "Pesca artesanal y cambio climático",
            datetime(2026, 5, 15, 12, 0, tzinfo=CHILE),
            "Marta Oyarzo",
        ),
        _panel(
            4,
            "ballenas",
            "Ballenas, sonido y barcos",
            datetime(2026, 5, 21, 18, 30, tzinfo=CHILE),
            "Luis Barría",
        ),
    ),
)
NOWS = {
    "sea": datetime(2026, 5, 4, 15, 0, tzinfo=UTC),
    "es": datetime(2022, 2, 21, 15, 0, tzinfo=UTC),
    "en": datetime(2023, 10, 2, 9, 0, tzinfo=UTC),
}
PROGRAMMES = {"es": VERANO, "sea": SEA, "en": SKY}
SPOKEN = {"es": "es", "sea": "es", "en": "en"}


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody wrote, and what it wants; ``language`` is a key of ``PROGRAMMES``."""

    language: str
    text: str
    wishes: tuple[tuple[str, str | None], ...]
    action: str

    def read(self) -> Understanding:
        """Return how it is understood now."""
        return understand(
            self.text,
            PROGRAMMES[self.language],
            (),
            NOWS[self.language] + timedelta(),
            SPOKEN[self.language],
            LEXICONS,
        )

    def is_right(self, found: Understanding) -> bool:
        """Tell whether wishes and action are as expected."""
        wishes = tuple((agreed(wish.intent), wish.subject) for wish in found.intents)
        wanted = tuple((agreed(intent), subject) for intent, subject in self.wishes)
        return wishes == wanted and self.action in {"*", found.action.value}

    def is_likely(self, found: Understanding) -> bool:
        """Tell whether the first wish is among the three likeliest."""
        first = agreed(self.wishes[0][0])
        return first in {agreed(w.intent) for w in (*found.intents[:1], *found.likely)}

    def is_wrong_action(self, found: Understanding) -> bool:
        """Tell whether the bot would act on something that nobody asked for."""
        wanted = {agreed(intent) for intent, _ in self.wishes}
        return found.action == "act" and not {agreed(w.intent) for w in found.intents} <= wanted


def agreed(intent: str) -> str:
    """Return the agreed name of a wish, by which answers are checked from outside."""
    return str(AGREED_AS.get(intent, intent))


def questions(language: str, name: str = "questions") -> list[Question]:
    """Return the questions of one language's file."""
    lines = (HERE / f"{name}_{language}.txt").read_text(encoding="utf-8").splitlines()
    return [_question(language, line) for line in lines if line and not line.startswith("#")]


def _question(language: str, line: str) -> Question:
    text, wishes, action, *_ = [piece.strip() for piece in f"{line} | |".split("|")]
    pairs = (wish.strip().partition(":") for wish in wishes.split(","))
    return Question(language, text, tuple((i, s or None) for i, _, s in pairs), action or "act")


def split(language: str, *, held_out: bool) -> list[Question]:
    """Return the third that was held out, or the rest."""
    return [q for n, q in enumerate(questions(language)) if (n % 3 == 2) == held_out]


def figures(asked: list[Question]) -> dict[str, float]:
    """Return the shares of right, likely and wrongly acted-on questions."""
    read = [(question, question.read()) for question in asked]
    return {
        "right": sum(q.is_right(u) for q, u in read) / max(len(read), 1),
        "likely": sum(q.is_likely(u) for q, u in read) / max(len(read), 1),
        "wrong_action": sum(q.is_wrong_action(u) for q, u in read) / max(len(read), 1),
    }


def _show(question: Question) -> str:
    found = question.read()
    said = [(str(w.intent), w.subject, w.score) for w in found.intents]
    likely = [str(w.intent) for w in found.likely]
    return (
        f"   {question.text!r}\n      wanted {question.wishes} {question.action}\n"
        f"      got    {said} {found.action} {likely}\n"
    )


if __name__ == "__main__":
    for code in PROGRAMMES:
        sets = {"blind": questions(code, "blind")}
        if code != "sea":
            sets |= {"seen": split(code, held_out=False), "held out": split(code, held_out=True)}
            sets |= {name: questions(code, name) for name in ("fresh", "unseen")}
        for name, asked in sets.items():
            sys.stdout.write(f"{code} {name} n={len(asked)} {figures(asked)}\n")
            if name in sys.argv:
                wrong = [q for q in asked if not q.is_right(q.read())]
                sys.stdout.writelines(map(_show, wrong))
