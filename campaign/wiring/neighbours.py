"""Who else on this computer publishes from a folder, or to an account, or answers with a bot.

Two ledgers know nothing of each other's posts: what both plan would go out twice. Two programs
that ask for one bot's messages take them from each other, and Telegram stops both.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from campaign.core.ledger_kind import Kind
from campaign.store.common_tenure import CommonTenure, WholeTenure, common_folder
from campaign.store.tenure import Holder, Tenure
from campaign.wiring.ledgers import data_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from campaign.settings import Settings
    from campaign.store.backend import SoleRight
    from campaign.store.store import Store


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a publisher stands: who it is, from which folder (in words that no other folder has),
    and where it and its neighbours see each other's rights: those of its user, and those of other
    users in ``common``, which is ``chosen`` by a person or the system's.
    """

    own: Holder
    folder: str
    locks: Path
    common: Path | None = None
    chosen: bool = False


def ground(
    root: Path, store: Store, name: str, kind: Kind, settings: Settings, *, folderless: bool = False
) -> Ground:
    """Return where a publisher of the folder ``root`` stands; who is ``folderless`` is nobody's
    neighbour there, whatever lies in it.

    Sandboxes and rehearsals are in their folder: other users have nothing to do with them.
    """
    own = Holder(store.identity, name, str(root), os.getpid())
    given = settings.get("LOCKS_FOLDER")
    common = Path(given) if given else common_folder()
    return Ground(
        own,
        f"ledger {store.identity}" if folderless else f"folder {kind.value} {root.resolve()}",
        _locks(store.folder),
        common if kind is Kind.REAL else None,
        chosen=bool(given),
    )


def sees_others(settings: Settings) -> bool:
    """Tell whether the folder for all users that the settings name, if any, can be written."""
    given = settings.get("LOCKS_FOLDER")
    return not given or (Path(given).is_dir() and os.access(given, os.W_OK | os.X_OK))


def _locks(beside: Path) -> Path:
    """Return the user's folder for locks; where that cannot be written, as in a container that
    has one volume only, that beside the ledger.
    """
    for_all = data_folder() / "locks"
    return for_all if _can_be_written(for_all) else beside / "locks"


def _can_be_written(folder: Path) -> bool:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK | os.X_OK)


def right_to(at: Ground, what: str, unseen: Callable[[], None] = lambda: None) -> WholeTenure:
    """Return the right to something, called in words that nothing else has."""
    name = sha256(what.encode()).hexdigest()[:32]
    common = CommonTenure(at.common, name, at.own) if at.common else None
    return WholeTenure(Tenure(at.locks / name, at.own), common, unseen)


class Neighbours:
    """The rights of one program: to its folder, to each account that it serves, to its bot.

    ``settings`` name the accounts, ``say`` tells the person at the terminal, once, who else is
    there. Where it ``shares``, it asks for no account's right, and keeps nobody from one. Several
    processes of one ledger have the rights together. They end with the process.
    """

    def __init__(
        self, at: Ground, settings: Mapping[str, str], say: Callable[..., None], *, shares: bool
    ) -> None:
        self._ground, self._settings, self._say, self._shares = at, settings, say, shares
        self._told: set[tuple[str, Holder]] = set()
        self._is_blind = False
        self.has_folder = True
        self._folder = self._right(at.folder)
        self._accounts: dict[str, WholeTenure] = {}
        self._bot = self._right(bot_of(settings))

    def at(self, channels: Collection[str]) -> Collection[str]:
        """Return to which of these another one publishes; to the others nobody else may now."""
        try:
            holder = self._folder.take()
            self.has_folder = holder is None
            if holder is not None:
                self._tell("run.elsewhere-folder", "", holder)
                return channels
            return [name for name in channels if self._is_taken(name)]
        except OSError:
            self._see_nothing()
            return ()

    def at_bot(self) -> Holder | None:
        """Return who else has the bot; ``None`` where it is ours now. It is never shared."""
        try:
            return self._bot.take()
        except OSError:
            self._see_nothing()
            return None

    def leave_bot(self) -> None:
        """Give the right to the bot back."""
        self._bot.free()

    def _see_nothing(self) -> None:
        """Say that a folder cannot be written: it tells nothing, and forbids nothing."""
        if not self._is_blind:
            self._say("run.elsewhere-unseen", where=self._ground.locks)
        self._is_blind = True

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

        account = None if self._shares else account_of(channel, self._settings)
        if account is None:
            return None
        return self._accounts.setdefault(channel, self._right(account)).take()

    def _right(self, what: str) -> WholeTenure:
        return right_to(self._ground, what, self._see_no_users)

    def _see_no_users(self) -> None:
        """Say that the common folder that a person chose cannot be used; of the system's own
        nobody expects it.
        """
        if self._ground.chosen and not self._is_blind:
            self._say("run.elsewhere-unseen", where=self._ground.common)
            self._is_blind = True

    async def keep(self) -> None:
        """Show now and then that the rights are in use."""
        for right in self._rights():
            right.keep()

    def free(self) -> None:
        """Give all rights back."""
        for right in self._rights():
            right.free()

    def _rights(self) -> tuple[WholeTenure, ...]:
        return (self._folder, *self._accounts.values(), self._bot)


def bot_of(settings: Mapping[str, str]) -> str:
    """Return what tells a bot from every other: its number, with any token, and its server."""
    from campaign.channels.support.address import host  # noqa: PLC0415
    from campaign.channels.telegram import WHERE  # noqa: PLC0415

    number = settings.get("TELEGRAM_TOKEN", "").partition(":")[0].strip()
    return f"bot {number} {host(settings, *WHERE)}"


class OneBot:
    """The right to answer with a bot: of one process of one ledger at a time.

    ``sole`` is what the processes of one ledger contend for, ``others`` know those of the others.
    ``say`` tells the person at the terminal who has it, and when it has come to this one.
    """

    def __init__(self, sole: SoleRight, others: Neighbours, say: Callable[..., None]) -> None:
        self._sole, self._others, self._say = sole, others, say
        self._told: Holder | str | None = None
        self.is_ours = False

    def take(self) -> bool:
        """Take it; ``False`` while another process has it."""
        if not self._sole.take():
            self._tell("own", "run.bot-elsewhere")
            return False
        holder = self._others.at_bot()
        if holder is not None:
            self._sole.free()
            who = {"name": holder.campaign, "folder": holder.folder, "process": holder.process}
            self._tell(holder, "run.bot-of-another", **who)
            return False
        if self._told is not None:
            self._tell(None, "run.bot-ours")
        self.is_ours = True
        return True

    def holds(self) -> bool:
        """Tell whether this process has it still."""
        return self._sole.holds()

    def is_nobodys(self) -> bool:
        """Tell whether no process of this ledger has it now."""
        is_free = self._sole.take()
        if is_free:
            self._sole.free()
        return is_free

    def free(self) -> None:
        """Give it back."""
        self.is_ours = False
        self._others.leave_bot()
        self._sole.free()

    def _tell(self, who: Holder | str | None, sentence: str, **said: object) -> None:
        if who != self._told:
            self._say(sentence, **said)
        self._told = who
