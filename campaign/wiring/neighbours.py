"""Who else on this computer publishes from a folder, or to an account, with another ledger.

Two ledgers know nothing of each other's posts: what both plan would go out twice.
"""

from __future__ import annotations

import logging
import os
from hashlib import sha256
from typing import TYPE_CHECKING

from campaign.store.tenure import Holder, Tenure
from campaign.wiring.ledgers import data_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from pathlib import Path

    from campaign.core.ledger_kind import Kind
    from campaign.store.store import Store

log = logging.getLogger(__name__)

NO = frozenset({"", "no", "0", "false"})


class Neighbours:
    """The rights of one publisher: to its folder, and to each account that it serves.

    ``settings`` name the accounts, ``say`` tells the person at the terminal, once, who else is
    there. Several processes of one ledger have the rights together. They end with the process.
    """

    def __init__(
        self,
        own: Holder,
        folder: str,
        settings: Mapping[str, str],
        say: Callable[..., None],
    ) -> None:
        self._own, self._settings, self._say = own, settings, say
        self._told: set[tuple[str, Holder]] = set()
        self._folder = self._right(folder)
        self._accounts: dict[str, Tenure] = {}

    def at(self, channels: Collection[str]) -> Collection[str]:
        """Return to which of these another one publishes; to the others nobody else may now."""
        try:
            holder = self._folder.take()
            if holder is not None:
                self._tell("run.elsewhere-folder", "", holder)
                return channels
            return [name for name in channels if self._is_taken(name)]
        except OSError:  # a folder that cannot be written tells nothing, and forbids nothing
            log.warning("who else publishes on this computer cannot be seen", exc_info=True)
            return ()

    def gone(self, channels: Collection[str]) -> None:
        """Say that these are ours now, which were another's."""
        self._say("run.elsewhere-gone", channels=channels)

    def _is_taken(self, channel: str) -> bool:
        holder = self._at_account(channel)
        if holder is not None:
            self._tell("run.elsewhere", channel, holder)
        return holder is not None

    def _tell(self, sentence: str, channel: str, holder: Holder) -> None:
        if (channel, holder) in self._told:
            return
        self._told.add((channel, holder))
        who = {"name": holder.campaign, "folder": holder.folder, "process": holder.process}
        self._say(sentence, channels=(channel,) if channel else (), **who)

    def _at_account(self, channel: str) -> Holder | None:
        from campaign.channels import account_of  # noqa: PLC0415

        account = account_of(channel, self._settings)
        if account is None:
            return None
        right = self._accounts.setdefault(channel, self._right(account))
        holder = right.take()
        shared = self._settings.get("SHARE_ACCOUNTS", "").strip().lower() not in NO
        return None if shared else holder

    def _right(self, what: str) -> Tenure:
        name = sha256(what.encode()).hexdigest()[:32]
        return Tenure(data_folder() / "locks" / name, self._own)

    def free(self) -> None:
        """Give all rights back."""
        for right in (self._folder, *self._accounts.values()):
            right.free()


def neighbours(
    root: Path,
    of: tuple[Store, str],
    kind: Kind,
    settings: Mapping[str, str],
    say: Callable[..., None],
) -> Neighbours:
    """Return what a publisher of the folder ``root`` asks before it serves an account."""
    store, name = of
    own = Holder(store.identity, name, str(root), os.getpid())
    folder = f"folder {kind.value} {root.resolve()}"
    return Neighbours(own, folder, settings, say)
