"""Who comes by the link of a post: what the panel is, and a seat on it, in one message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.services.conversation import buttons, signing
from campaign.services.conversation.afterwards import recording
from campaign.services.conversation.answering import described
from campaign.services.conversation.timing import begun, time_of
from campaign.services.conversation.turns import Reply, Turn

if TYPE_CHECKING:
    from campaign.core.programme import Panel
    from campaign.services.conversation.view import View


def arrive(panel: Panel, view: View) -> Turn:
    """Tell of the panel that a link leads to. Nobody is signed up by following it."""
    if panel.cancelled:
        return Turn((Reply(time_of(panel, view).text, buttons.menu(view)),))
    if view.is_over(panel):
        left = recording(panel, view)
        return Turn((Reply(f"{time_of(panel, view).text}\n{left.text}", left.buttons),))
    if view.is_live(panel):
        return Turn((begun(panel, view),))
    if view.sign_up_of(panel) is not None:
        return signing.sign_up(panel, view)
    return Turn((signing.offer(panel, described(panel, view), view),))
