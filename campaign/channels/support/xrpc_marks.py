"""By what the refusals of AT Protocol servers are told apart."""

from campaign.channels.support.verdicts import Marks
from campaign.core.outcomes import Blocked

_CREDENTIALS = (
    "AccountTakedown", "AccountSuspended", "AccountDeactivated", "RepoTakendown",
    "RepoSuspended", "RepoDeactivated", "AuthFactorTokenRequired", "AuthMissing",
    "AuthenticationRequired", "InvalidToken", "ExpiredToken",
)  # fmt: skip
MARKS = Marks(
    stops={
        **dict.fromkeys(_CREDENTIALS, Blocked.CREDENTIALS),
        **dict.fromkeys(("MethodNotImplemented", "XRPCNotSupported"), Blocked.SETTINGS),
    },
    duplicates=frozenset({"InvalidSwap"}),
)
