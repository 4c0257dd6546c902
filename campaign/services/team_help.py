"""Which commands the team has in its chat, told on request and after a slip of the thumb."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.likeness import by_likeness, is_like_any
from campaign.services.conversation import Manner
from campaign.services.conversation.deciding import ALIASES, OTHERS, START
from campaign.services.team_counter import Command, command_of, menu_of, names_of

if TYPE_CHECKING:
    from campaign.services.conversation import Heard, Tongues, Turn
    from campaign.services.team_counter import Request


class HelpCounter:
    """Serves who asks for help, and every command that nobody else knows."""

    def serves(self, heard: Heard, tongues: Tongues) -> bool:
        """Tell whether this is a command that is no attendee's and not another counter's."""
        if heard.manner is not Manner.COMMAND or not heard.addressed:
            return False
        command = command_of(heard, tongues)
        if command is None:
            return heard.text != START and heard.text not in {*ALIASES, *OTHERS}
        return command is Command.HELP

    async def answer(self, request: Request) -> Turn:
        """Return the commands, the one that is likely meant first."""
        said = request.heard.text
        menu = "\n".join(
            request.text("help.line", command=name, about=about)
            for name, about in menu_of(request.phrases)
        )
        if command_of(request.heard, request.view.tongues) is Command.HELP:
            return request.say("help.all", commands=menu)
        names = names_of(request.view.tongues)
        if not is_like_any(said, names):
            return request.say("help.unknown", said=said, commands=menu)
        meant = by_likeness(said, {name: name for name in names})[0]
        return request.say("help.meant", said=said, meant=meant, commands=menu)
