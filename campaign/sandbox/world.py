"""Everything that happened on the emulated networks, in one place and safe for threads.

What happens is an event; the state is what the events made of it. With a journal
a sandbox that was killed comes back as it was. Rate limits, which belong to the
minute and not to the networks' memory, begin anew.
"""

from __future__ import annotations

import threading
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from campaign.sandbox import visits
from campaign.sandbox.bluesky.state import Repository
from campaign.sandbox.bluesky.state import Standing as BlueskyStanding
from campaign.sandbox.credentials import BLUESKY_DID, CHANNEL
from campaign.sandbox.journal import OFFSET, Forgetful, Journal
from campaign.sandbox.mastodon.state import Standing as MastodonStanding
from campaign.sandbox.mastodon.state import Toots
from campaign.sandbox.rates import Limits
from campaign.sandbox.records import BLUESKY, MASTODON, TELEGRAM, Accounts, X
from campaign.sandbox.telegram import groups
from campaign.sandbox.telegram.state import Chats
from campaign.sandbox.telegram.state import Standing as TelegramStanding
from campaign.sandbox.x.state import Account, Standing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from enum import StrEnum
    from pathlib import Path

    from campaign.sandbox.journal import Event, Memory
    from campaign.sandbox.mastodon.server import Server
    from campaign.sandbox.network import Network
    from campaign.sandbox.records import Post, Said, Visitor


_STANDINGS: Mapping[str, type[StrEnum]] = {
    X: Standing,
    BLUESKY: BlueskyStanding,
    MASTODON: MastodonStanding,
    TELEGRAM: TelegramStanding,
}


def real_time() -> datetime:
    """Return the real now, in UTC."""
    return datetime.now(UTC)


class World:
    """The networks' state.

    Args:
        clock: the calendar's now, aware; may be virtual.
        journal: a file to remember in; ``None`` forgets at the end of the process.
        accounts: how the campaign's accounts are called.
        limits: which rate limits hold.
    """

    def __init__(
        self,
        clock: Callable[[], datetime] = real_time,
        journal: Path | None = None,
        accounts: Accounts | None = None,
        limits: Limits | None = None,
    ) -> None:
        self.accounts = accounts or Accounts()
        self.limits = limits or Limits()
        self.lock = threading.RLock()
        self.x = Account(self.accounts.x_username)
        self.telegram = Chats(self.accounts)
        self.bluesky = Repository(BLUESKY_DID, self.accounts.bluesky_handle)
        self.mastodon = Toots(self.accounts.mastodon_username, self.accounts.mastodon_domain)
        self.networks: Mapping[str, Network] = {
            X: self.x,
            TELEGRAM: self.telegram,
            BLUESKY: self.bluesky,
            MASTODON: self.mastodon,
        }
        self.version = 0
        self._clock = clock
        self._offset = timedelta()
        self._watchers: list[Callable[[], None]] = []
        self._memory: Memory = Journal(journal) if journal else Forgetful()
        for at, events in self._memory.read():
            self._apply(at, events)

    def now(self) -> datetime:
        """Return the calendar's now, in UTC."""
        return (self._clock() + self._offset).astimezone(UTC)

    def set_time(self, now: datetime) -> None:
        """Make the calendar show ``now`` (aware) and run on from there."""
        with self.lock:
            offset = now - self._clock()
            self.commit((OFFSET, {"seconds": offset.total_seconds()}))

    def commit(self, *events: Event) -> datetime:
        """Let events happen together, all or none; return when."""
        with self.lock:
            at = self.now()
            self._memory.write(at, events)
            self._apply(at, events)
            for watcher in tuple(self._watchers):
                watcher()
            return at

    def watch(self, watcher: Callable[[], None]) -> Callable[[], None]:
        """Call ``watcher`` after every event, from any thread; returns how to stop."""
        with self.lock:
            self._watchers.append(watcher)

        def stop() -> None:
            with self.lock:
                self._watchers.remove(watcher)

        return stop

    def keep(self, content: bytes) -> str:
        """Keep a file and return its SHA-256."""
        return self._memory.keep(content)

    def content(self, sha256: str) -> bytes:
        """Return a kept file; raises KeyError."""
        return self._memory.content(sha256)

    def posts(self, network: str | None = None) -> tuple[Post, ...]:
        """Return the posts of one network or of all, oldest first, with deleted ones."""
        with self.lock:
            asked = self.networks if network is None else (network,)
            found = (post for name in asked for post in self.networks[name].feed())
            return tuple(sorted(found, key=lambda post: post.at))

    def chat(self, user: Visitor | int) -> tuple[Said, ...]:
        """Return what was said in a private chat or a room, without deleted messages."""
        with self.lock:
            number = user if isinstance(user, int) else user.id
            return tuple(said for said in self.telegram.said(number) if not said.deleted)

    def visitors(self) -> tuple[Visitor, ...]:
        """Return everybody who ever said something."""
        with self.lock:
            return tuple(self.telegram.people.values())

    def picture(self, sha256: str) -> tuple[bytes, str] | None:
        """Return bytes and media type of a picture that was sent, ``None`` for anything else."""
        with self.lock:
            known = (one for network in self.networks.values() for one in network.pictures())
            found = next((one for one in known if one.sha256 == sha256), None)
            return (self.content(sha256), found.media_type) if found else None

    def enter(self, user: Visitor) -> None:
        """Make somebody known who has not said anything yet."""
        with self.lock:
            visits.arrive(self, user, user.id)

    def expel(self, chat: int, *, member: bool = False) -> None:
        """Put the bot out of a room, or let it in again."""
        self.commit(("telegram.bot", {"chat": chat, "member": member}))

    def upgrade(self, chat: int, to: int) -> None:
        """Make a room of many another one, as Telegram does when it grows; it has a new number."""
        self.commit(("telegram.moved", {"chat": chat, "to": to}))

    def found_group(self, title: str) -> int:
        """Make a group that the bot is not in yet; return its number."""
        with self.lock:
            return groups.found(self, title)

    def move_bot(self, user: Visitor, chat: int, *, inside: bool = True) -> None:
        """Let a visitor add the bot to a group, or put it out."""
        with self.lock:
            visits.move_bot(self, user, chat, inside=inside)

    def say(
        self, user: Visitor, text: str, chat: int | None = None, answering: int | None = None
    ) -> int:
        """Let a visitor write to the bot, or in a room; return the message's id."""
        with self.lock:
            return visits.say(self, user, text, chat, answering)

    def send(self, user: Visitor, kind: str, chat: int | None = None) -> int:
        """Let a visitor send a ``voice``, ``sticker`` or ``photo``; return the message's id."""
        with self.lock:
            return visits.send(self, user, kind, chat)

    def hand_in(self, user: Visitor, sent: visits.Attachment, chat: int | None = None) -> int:
        """Let a visitor send a file; return the message's id."""
        with self.lock:
            return visits.hand_in(self, user, sent, chat)

    def press(self, user: Visitor, message_id: int, data: str, chat: int | None = None) -> str:
        """Let a visitor press a button; return the id of the query.

        Raises:
            LookupError: when that message has no such button.
        """
        with self.lock:
            return visits.press(self, user, message_id, data, chat)

    def block(self, user: Visitor, *, blocked: bool = True) -> None:
        """Let a visitor block the bot, or take it back."""
        with self.lock:
            visits.block(self, user, blocked=blocked)

    def post_by_hand(self, network: str, text: str) -> str:
        """Let a person post on the campaign's account; return the post's id."""
        with self.lock:
            return visits.post_by_hand(self, network, text)

    def set_standing(self, standing: str, network: str = X) -> None:
        """Change how a network sees the account: revoked, fine or whatever it knows.

        Raises:
            ValueError: that network knows no such standing.
        """
        self.commit((f"{network}.standing", {"standing": _STANDINGS[network](standing).value}))

    def set_mastodon(self, **changes: Any) -> Server:
        """Make the Mastodon server another one, with other limits or habits; return it.

        Raises:
            ValueError, TypeError: there is no such property, or it has no such value.
        """
        with self.lock:
            self.commit(("mastodon.server", asdict(replace(self.mastodon.server, **changes))))
            return self.mastodon.server

    def protect(self, *, protected: bool = True) -> None:
        """Let the channel's messages be forwarded no more, or again."""
        self.commit(("telegram.protect", {"chat": CHANNEL, "protected": protected}))

    def close(self) -> None:
        """Close the journal."""
        self._memory.close()

    def _apply(self, at: datetime, events: Sequence[Event]) -> None:
        for kind, data in events:
            network, _, name = kind.partition(".")
            if network in self.networks:
                self.networks[network].apply(name, at, data)
            else:
                self._offset = timedelta(seconds=data["seconds"])
        self.version += 1
