"""The bot's decisions, pure: from an update and what is known to effects and messages."""

from campaign.services.conversation.deciding import apology, decide
from campaign.services.conversation.hearing import Heard, Manner, hear
from campaign.services.conversation.turns import Door, Reply, Turn
from campaign.services.conversation.view import Stage, Tongues, View

__all__ = [
    "Door",
    "Heard",
    "Manner",
    "Reply",
    "Stage",
    "Tongues",
    "Turn",
    "View",
    "apology",
    "decide",
    "hear",
]
