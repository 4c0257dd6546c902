"""Understanding what people write, without any outside service: rules over the programme.

Pure: the words of a language come in as data, everything else from the loaded programme.
"""

from campaign.services.understanding.intents import Action, Intent, Understanding, Wish
from campaign.services.understanding.lexicon import Lexicon
from campaign.services.understanding.reading import understand
from campaign.services.understanding.subjects import LAUNCH, next_panel, panel_of

__all__ = [
    "LAUNCH",
    "Action",
    "Intent",
    "Lexicon",
    "Understanding",
    "Wish",
    "next_panel",
    "panel_of",
    "understand",
]
