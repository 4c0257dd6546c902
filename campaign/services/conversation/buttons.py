"""What stands behind a button: a prefix and ids, never text; at most 64 bytes."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from campaign.services.conversation.saying import title
from campaign.services.understanding import panel_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from campaign.core.programme import Panel, Programme
    from campaign.services.conversation.view import View
    from campaign.services.understanding import Wish

MOST_BYTES = 64
MOST_ID_BYTES = 32
MOST_AT_ONCE = 5
"""So many panels fit into one button beside the mark of a consent."""

_AND = "+"

WISH = "i"
SIGN_UP, CONSENT = "s", "y"
CANCEL, CANCEL_SURE, CANCEL_ALL = "c", "k", "K"
CHANGE, CHANGE_ASK, CHANGE_WAITING = "g", "G", "j"
SWAPS = frozenset({CHANGE, CHANGE_WAITING})
"""A yes to these leaves one panel and joins another."""

ERASE = "e"
NEWS, NO_NEWS = "n", "N"
LANGUAGE = "l"
NOTHING = "x"
SEND, SEND_NAMED, NOT_SEND = "q", "Y", "X"
OTHER_ASK, OTHER_LIST = "o", "O"
VOTE, UNVOTE = "v", "V"
WITHDRAW, WITHDRAW_SURE = "w", "W"
UNNAME = "u"
WITH_MARK = frozenset({CONSENT, SEND, SEND_NAMED})
"""After the panels comes the mark of what was shown."""

Button = tuple[str, str]


def data(prefix: str, *ids: str) -> str:
    """Return the data of a button: ``prefix:id:id``."""
    return ":".join((prefix, *ids))


def short(panel_id: str) -> str:
    """Return an id that fits into a button: itself, or the beginning of its hash."""
    if len(panel_id.encode()) <= MOST_ID_BYTES and not set(panel_id) & set(":+"):
        return panel_id
    return "#" + hashlib.sha256(panel_id.encode()).hexdigest()[:20]


def many(panels: Sequence[Panel], room: int) -> str:
    """Return the ids of panels in ``room`` bytes: as they are, or the beginnings of hashes."""
    full = _AND.join(short(panel.id) for panel in panels)
    return full if len(full.encode()) <= room else _AND.join(_tiny(p.id) for p in panels)


def find_panels(code: str, programme: Programme) -> tuple[Panel, ...]:
    """Return the panels behind :func:`many`; nothing where one of them is gone."""
    tiny = {_tiny(panel.id): panel for panel in programme.panels}
    found = [find_panel(one, programme) or tiny.get(one) for one in code.split(_AND)]
    return tuple(panel for panel in found if panel) if all(found) else ()


def _tiny(panel_id: str) -> str:
    return "~" + hashlib.sha256(panel_id.encode()).hexdigest()[:7]


def find_panel(code: str, programme: Programme) -> Panel | None:
    """Return the panel behind a button's id."""
    exact = next((p for p in programme.panels if short(p.id) == code), None)
    return exact or panel_of(code, programme)


def of_wish(intent: str, view: View, subject: str | None = None) -> Button:
    """Return the button for a wish, with the subject that was understood."""
    known = f"bot.button.{intent}"
    if view.phrases.has(known):
        label = view.phrases.text(known)
    else:
        label = next((a.questions[0] for a in view.content.answers if a.id == intent), intent)
    panel = panel_of(subject, view.content.programme)
    code = short(panel.id) if panel else ""
    full = data(WISH, intent, code) if code else data(WISH, intent)
    if len(full.encode()) > MOST_BYTES:
        full = data(WISH, short(intent))
    return (label[:MOST_BYTES], full)


def of_panels(prefix: str, panels: Iterable[Panel], view: View) -> tuple[Button, ...]:
    """Return a button for each panel."""
    return tuple((named(panel, view), data(prefix, short(panel.id))) for panel in panels)


def named(panel: Panel, view: View) -> str:
    """Return the label of a panel: its number and its title."""
    return clipped(f"{panel.number}. {title(panel, view.phrases)}")


def of_change(leave: Panel, join: Panel, prefix: str) -> str:
    """Return the data of a button for a change from one panel to another."""
    return data(prefix, many((leave, join), MOST_BYTES - len(f"{prefix}:")))


def clipped(label: str) -> str:
    """Return a label that a phone shows in one line."""
    return label if len(label) <= MOST_BYTES else label[: MOST_BYTES - 1] + "…"


def offers(wishes: Iterable[Wish], view: View) -> tuple[Button, ...]:
    """Return the buttons for the likeliest wishes, each once; what is meant of several asks which.

    Labels tell wishes apart, not panels.
    """
    subjects: dict[str, set[str | None]] = {}
    for wish in wishes:
        subjects.setdefault(wish.intent, set()).add(wish.subject)
    ones = ((intent, next(iter(s)) if len(s) == 1 else None) for intent, s in subjects.items())
    return tuple(of_wish(intent, view, subject) for intent, subject in ones)


def menu(view: View) -> tuple[Button, ...]:
    """Return the buttons of the beginning."""
    wanted = ("next_panel", "programme", "sign_up", "my_signups")
    return tuple(of_wish(intent, view) for intent in wanted)
