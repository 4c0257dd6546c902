"""Understanding what people write, without any outside service: rules over the programme.

Pure: the words of a language come in as data, everything else from the loaded programme.
"""

from campaign.services.understanding.beyond import holds_question, named_for, words_beyond
from campaign.services.understanding.brief import Brief, may_be_if, read_brief, same_words
from campaign.services.understanding.brief_words import Nod
from campaign.services.understanding.intents import (
    OF_A_PANEL,
    POLITE,
    Action,
    Intent,
    Understanding,
    Wish,
)
from campaign.services.understanding.lexicon import Lexicon
from campaign.services.understanding.reading import understand
from campaign.services.understanding.scene import (
    LAUNCH,
    following_panel,
    live_panel,
    name_of,
    next_panel,
    panel_of,
)
from campaign.services.understanding.tongue import spoken
from campaign.services.understanding.unsent import Unsent, read_unsent
from campaign.services.understanding.wished import is_ambiguous
from campaign.services.understanding.words import has_question_mark

__all__ = [
    "LAUNCH",
    "OF_A_PANEL",
    "POLITE",
    "Action",
    "Brief",
    "Intent",
    "Lexicon",
    "Nod",
    "Understanding",
    "Unsent",
    "Wish",
    "following_panel",
    "has_question_mark",
    "holds_question",
    "is_ambiguous",
    "live_panel",
    "may_be_if",
    "name_of",
    "named_for",
    "next_panel",
    "panel_of",
    "read_brief",
    "read_unsent",
    "same_words",
    "spoken",
    "understand",
    "words_beyond",
]
