"""By what the refusals of X are told apart."""

import re

from campaign.channels.support.verdicts import Marks
from campaign.core.outcomes import Blocked

_CREDENTIALS = (
    "32", "64", "89", "99", "215", "261", "326", "453", "client-forbidden",
    "client-not-enrolled", "oauth1-permissions", "unsupported-authentication",
)  # fmt: skip
MARKS = Marks(
    stops={"usage-capped": Blocked.CREDIT, **dict.fromkeys(_CREDENTIALS, Blocked.CREDENTIALS)},
    stops_saying={
        re.compile(
            r"(?i)your account\b.*\b(suspended|locked)\b|\brevoked\b|app permissions"
        ): Blocked.CREDENTIALS,
    },
    duplicates=frozenset({"187"}),
    duplicate_saying=re.compile(r"(?i)duplicate content|is a duplicate"),
)
