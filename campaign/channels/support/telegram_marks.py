"""By what the refusals of Telegram are told apart."""

import re

from campaign.channels.support.verdicts import CONFLICT, FORBIDDEN, NOT_FOUND, Marks
from campaign.core.outcomes import Blocked

MARKS = Marks(
    stops={
        FORBIDDEN: Blocked.CREDENTIALS,
        NOT_FOUND: Blocked.CREDENTIALS,  # so Telegram answers to a token that is none
        CONFLICT: Blocked.SETTINGS,  # somebody else runs with this token
    },
    stops_saying={
        re.compile(r"(?i)chat not found|upgraded to a supergroup"): Blocked.SETTINGS,
        re.compile(r"(?i)(not enough|need administrator) rights"): Blocked.CREDENTIALS,
    },
)
