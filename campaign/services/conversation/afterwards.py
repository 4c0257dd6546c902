"""What is left of panels that were: recordings and notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.services.conversation import news
from campaign.services.conversation.overview import naming, what_was
from campaign.services.conversation.turns import Reply
from campaign.services.understanding import Intent

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from campaign.core.programme import Panel
    from campaign.services.conversation.view import View


def recording(panel: Panel, view: View) -> Reply:
    """Say where the recording of a panel is, or what is known of it."""
    named = naming(panel, view)
    if panel.recording:
        return Reply(view.say("recording", url=panel.recording, **named))
    kind = "recording-later" if view.is_over(panel) else "recording-future"
    kind = "recording-live" if view.is_live(panel) else kind
    way = view.say("recording-news-on" if view.news else "recording-news")
    wanted = () if view.news else (news.button(view),)
    return Reply(f"{view.say(kind, **named)} {way}", wanted)


def note(panel: Panel, view: View) -> Reply:
    """Say where the note of a panel is."""
    if panel.note and panel.note.startswith(("https://", "http://")):
        return Reply(view.say("note", url=panel.note, **naming(panel, view)))
    return Reply(view.say("note-later", **naming(panel, view)))


def recordings(view: View) -> Reply | None:
    """Tell of recordings where no panel is named; ``None`` before the first panel."""
    return _of_what_was(Intent.RECORDING, view)


def notes(view: View) -> Reply | None:
    """Tell of notes where no panel is named; ``None`` before the first panel."""
    return _of_what_was(Intent.NOTE, view)


def _of_what_was(intent: str, view: View) -> Reply | None:
    """Tell of the panel that is under way or was last what one asks of it afterwards.

    Of those before it is told what there is already, of those to come that it will be here.
    """
    tell, known = _OF_WHAT_WAS[intent]
    last = what_was(view)
    if last is None:
        return None
    panels = [p for p in view.panels if p == last or (view.is_over(p) and known(p))]
    replies = [tell(panel, view) for panel in sorted(panels, key=lambda p: p != last)]
    pieces = [reply.text for reply in replies]
    wanted = dict.fromkeys(button for reply in replies for button in reply.buttons)
    coming = any(not p.cancelled and not view.is_over(p) for p in view.panels if p != last)
    pieces += [view.say(f"{intent}-coming")] if coming else []
    return Reply("\n".join(pieces), tuple(wanted))


_OF_WHAT_WAS: Mapping[str, tuple[Callable[[Panel, View], Reply], Callable[[Panel], str | None]]] = {
    Intent.RECORDING: (recording, lambda panel: panel.recording),
    Intent.NOTE: (note, lambda panel: panel.note),
}
"""What is asked of panels that were: how it is told, and what there is of it."""
