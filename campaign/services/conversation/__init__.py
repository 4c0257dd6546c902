"""The bot's decisions, pure: from an update and what is known to effects and messages."""

from campaign.services.conversation.deciding import apology, decide, effects_of
from campaign.services.conversation.hearing import Heard, Manner, hear
from campaign.services.conversation.loaded import LoadedContent, content_of, told_of
from campaign.services.conversation.samples import without_samples
from campaign.services.conversation.turns import Document, Door, Reply, Turn
from campaign.services.conversation.view import Content, Tongues, View

__all__ = [
    "Content",
    "Document",
    "Door",
    "Heard",
    "LoadedContent",
    "Manner",
    "Reply",
    "Tongues",
    "Turn",
    "View",
    "apology",
    "content_of",
    "decide",
    "effects_of",
    "hear",
    "told_of",
    "without_samples",
]
