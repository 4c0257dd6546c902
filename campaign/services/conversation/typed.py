"""Wishes that are told by a few words of their own: who else comes, where the slides are, when a
panel ends; and a telephone number or an address, which somebody leaves to be called.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from campaign.core.folding import folded
from campaign.services.conversation import buttons, tongue
from campaign.services.conversation.afterwards import note, recording
from campaign.services.conversation.explaining import places, whom_to_write_to
from campaign.services.conversation.overview import is_open, last_panel, what_was
from campaign.services.conversation.signing import no
from campaign.services.conversation.timing import time_of
from campaign.services.conversation.turns import Asks, Reply, Turn
from campaign.services.understanding import Action, Intent, Wish, next_panel

if TYPE_CHECKING:
    from campaign.core.programme import Panel
    from campaign.services.conversation.hearing import Heard
    from campaign.services.conversation.view import View
    from campaign.services.understanding import Understanding

WHO_ELSE = "who_else"
SLIDES = "slides"
ENDS = "ends"
REACHED_AT = "reached_at"
_OF_NOBODY = frozenset({Intent.PRIVACY_INFO, Intent.MY_DATA, Intent.OUT_OF_SCOPE})
"""What a number or an address is taken for: other wishes beside it are meant as they are said."""
_ADDRESS = re.compile(r"[\w.+-]+@\w[\w-]*\.\w+|(?<![\w./-])\+?\d(?:[ ().-]{0,2}\d){7,14}(?![\w/])")
_DATE = re.compile(r"(?<!\d)(?:\d{4}[.-]\d{1,2}[.-]\d{1,2}|\d{1,2}[.-]\d{1,2}[.-]\d{4})(?!\d)")
_LIKE_SLIDES = frozenset({Intent.NOTE, Intent.RECORDING, Intent.PUBLICATION, Intent.WHERE_WATCH})
"""What slides are taken for: other wishes beside them are meant as they are said."""
_WORD = re.compile(r"\w+")


def meant(understood: Understanding, text: str, view: View) -> Understanding:
    """Return what is understood, where one of these is meant it alone.

    What the campaign answers itself stays the campaign's.
    """
    own = {answer.id for answer in view.content.answers}
    if any(wish.intent in own for wish in understood.intents):
        return understood
    kind = _kind(understood, text, view)
    if kind is None:
        return understood
    named = next((wish for wish in understood.intents if wish.subject), None)
    wish = Wish(kind, named.subject if named else None, 1.0, None, named.choices if named else ())
    return replace(understood, intents=(wish,), action=Action.ACT, likely=())


def _kind(understood: Understanding, text: str, view: View) -> str | None:
    said = [match[0] for match in _WORD.finditer(folded(text))]
    if _says("who-else", said, view) and not _says("not-who-else", said, view):
        return WHO_ELSE
    unsure = understood.action is not Action.ACT
    wanted = {wish.intent for wish in understood.intents}
    if (unsure or wanted <= _OF_NOBODY) and _ADDRESS.search(_DATE.sub("", text)):
        return REACHED_AT
    dated = any(wish.day for wish in understood.intents)
    if wanted == {Intent.PANEL_TIME} and not dated and _says("ends", said, view):
        return ENDS
    like = unsure or wanted <= _LIKE_SLIDES
    if like and _says("slides", said, view) and not _says("not-slides", said, view):
        return SLIDES
    return None


def _says(kind: str, said: list[str], view: View) -> bool:
    """Tell whether words have one of the phrases of a kind; a star stands for any ending."""
    phrases = view.word(f"typed.{kind}").split(",")
    return any(_has([folded(word) for word in phrase.split()], said) for phrase in phrases)


def _has(phrase: list[str], said: list[str]) -> bool:
    starts = range(len(said) - len(phrase) + 1)
    return any(all(map(_is, phrase, said[start:])) for start in starts)


def _is(wanted: str, word: str) -> bool:
    return word.startswith(wanted[:-1]) if wanted.endswith("*") else word == wanted


def who_else(panel: Panel | None, _heard: Heard, view: View) -> Turn:
    """Say that nobody is told who comes; of panels with a limit, how many places are left."""
    if (own := _own(WHO_ELSE, view)) is not None:
        return own
    asked = (panel,) if panel else view.panels
    limited = [p for p in asked if p.capacity is not None and is_open(p, view)]
    pieces = [view.say("who-else"), *(places(limited, view) if limited else [])]
    wanted = (buttons.of_wish("sign_up", view), buttons.of_wish("privacy_info", view))
    return Turn((Reply("\n".join(pieces), wanted),))


def _own(kind: str, view: View) -> Turn | None:
    """Return what the campaign itself answers, where it has an answer of this name."""
    own = next((answer for answer in view.content.answers if answer.id == kind), None)
    return Turn((Reply(tongue.campaigns_own(own.answer, view)),)) if own else None


def slides(panel: Panel | None, _heard: Heard, view: View) -> Turn:
    """Say that there are no slides here, and what there is of a panel instead."""
    if (own := _own(SLIDES, view)) is not None:
        return own
    panel = panel or what_was(view) or next_panel(view.content.programme, view.now)
    panel = panel or last_panel(view)
    team = view.content.team_chat is not None
    pieces = [view.say("slides-none-team" if team else "slides-none")]
    wanted = [buttons.of_wish("contact_human", view)] if team else []
    if panel is not None:
        told = [recording(panel, view), *([note(panel, view)] if panel.note else [])]
        pieces += [reply.text for reply in told]
        wanted = [*(button for reply in told for button in reply.buttons), *wanted]
    return Turn((Reply("\n".join(pieces), tuple(wanted)),))


def ends(panel: Panel | None, _heard: Heard, view: View) -> Turn:
    """Say when a panel is, and when it ends or ended."""
    panel = panel or next_panel(view.content.programme, view.now) or last_panel(view)
    if panel is None:
        return Turn((Reply(view.say("nothing-next")),))
    told, end = time_of(panel, view), panel.ended or panel.ends
    if panel.cancelled or end is None:
        return Turn((told,))
    kind = "ended-at" if view.is_over(panel) else "ends-at"
    time = view.phrases.dates.say_time(end.astimezone(view.content.campaign.zone))
    return Turn((replace(told, text=f"{view.say(kind, time=time)} {told.text}"),))


def reached_at(_panel: Panel | None, heard: Heard, view: View) -> Turn:
    """Say that no number is kept, and pass it on to the team only where that is wanted."""
    if view.content.team_chat is None:
        return Turn((Reply(f"{view.say('reached-nobody')} {whom_to_write_to(view)}"),))
    wanted = (buttons.of_wish("contact_human", view), no(view))
    told = Reply(view.say("reached-at"), wanted, asks=Asks.WHETHER, answers=heard.number)
    return Turn((told,))
