"""What one command knows: the folder, the language, the clock; and what it opens on demand."""

from __future__ import annotations

from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import click

from campaign.cli.output import spoken
from campaign.cli.saying import SANDBOX, complaint_of
from campaign.core.problems import Code
from campaign.languages import Catalogue

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
    from datetime import date, datetime
    from pathlib import Path

    from campaign.core.errors import NoCampaign, PregoneroError
    from campaign.core.ledger_kind import Kind
    from campaign.core.settings import Campaign
    from campaign.ports.clock import Clock
    from campaign.services.proposing import Desk
    from campaign.services.renaming import Renamed
    from campaign.settings import Settings
    from campaign.store.store import Store
    from campaign.wiring.homes import Another


UNREADABLE = frozenset({Code.BAD_YAML, Code.BAD_ENCODING, Code.FILE_UNREADABLE})
"""Why nothing is known of a file."""


class BotMaker(Protocol):
    """Makes the Telegram bot from its parts."""

    def __call__(self, **parts: Any) -> Any:
        """Return the bot."""
        ...


def _no_bot(**_: Any) -> Any:
    msg = "this program has no bot"
    raise RuntimeError(msg)


@dataclass(slots=True)
class Session:
    """The global options of one command, and lazily what they lead to.

    ``bot`` is given by the program above: it makes the bot, which this layer may
    not import.
    """

    root: Path
    language: str
    now: datetime | None = None
    bot: BotMaker = _no_bot
    sandbox: bool = False
    phrases: Catalogue = field(init=False)
    _campaign: Campaign | None = field(init=False, default=None)
    _serves: str = field(init=False, default="")
    _asked_sandbox: bool = field(init=False, default=False)
    _sandbox_time: datetime | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.phrases = Catalogue(self.language)

    def say(self, message_id: str, **params: object) -> str:
        """Return a sentence of the command line's catalogue."""
        return self.phrases.text(f"cli.{message_id}", **params)

    @property
    def here(self) -> str:
        """What goes after an advised command for it to work on the same ledger."""
        return SANDBOX if self.sandbox else ""

    def complaint(self, wrong: PregoneroError) -> str:
        """Return the sentence of an error."""
        return complaint_of(wrong, self.phrases, self.here)

    @staticmethod
    def phrases_of(language: str) -> Catalogue:
        """Return the sentences of the campaign's language, which need not be the reader's."""
        return Catalogue(language)

    @property
    def clock(self) -> Clock:
        """The calendar's clock, set off by ``--now``."""
        from campaign.wiring.clocks import SystemClock  # noqa: PLC0415

        return SystemClock(self.moment)

    @property
    def moment(self) -> datetime | None:
        """What ``--now`` says; a time without offset is the campaign's local time.

        Where there is no campaign yet, it is this machine's. Without ``--now`` a sandbox that
        runs lends its own.
        """
        if self.now is None and self.sandbox:
            return self._sandbox_moment()
        if self.now is None or self.now.tzinfo is not None:
            return self.now
        if not (self.root / "posts" / "campaign.yaml").is_file():
            return self.now.astimezone()
        from campaign.core.walltime import at_wall  # noqa: PLC0415

        return at_wall(self.now, self.campaign().zone).utc

    def _sandbox_moment(self) -> datetime | None:
        from campaign.wiring.sandboxes import sandbox_time  # noqa: PLC0415

        if not self._asked_sandbox:
            self._asked_sandbox, self._sandbox_time = True, sandbox_time(self.root)
        return self._sandbox_time

    @property
    def today(self) -> date:
        """The day on this machine's wall."""
        return self.clock.now().astimezone().date()

    @property
    def settings(self) -> Settings:
        """The settings of this folder's campaign."""
        from campaign.settings import load  # noqa: PLC0415

        settings = load(self.root)
        return settings.of(self._name_if_known()) if settings.are_of_several else settings

    def _name_if_known(self) -> str:
        """Return the campaign's name; none where there is none, or it cannot be read."""
        from campaign.core.errors import CampaignError  # noqa: PLC0415

        if self._serves or not (self.root / "posts").is_dir():
            return self._serves
        try:
            return self.campaign_name()
        except CampaignError:
            return ""

    @property
    def kind(self) -> Kind:
        """The kind of ledger that this command works on."""
        from campaign.core.ledger_kind import Kind  # noqa: PLC0415

        return Kind.SANDBOX if self.sandbox else Kind.REAL

    def files(self) -> Mapping[str, bytes]:
        """Read the campaign folder's files."""
        from campaign.sources.tree import read_tree  # noqa: PLC0415

        return read_tree(self.root)

    def posts(self) -> Mapping[str, bytes]:
        """Read the files of ``posts/`` alone: photos may be hundreds of megabytes."""
        from campaign.sources.tree import read_tree  # noqa: PLC0415

        return read_tree(self.root, ["posts"])

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        """Open what reads, checks and plans; its child process ends with the block."""
        from campaign.wiring.renderer import start_renderer  # noqa: PLC0415

        renderer = start_renderer()
        try:
            # The child reads in while we do, so it is on its way before the rest is imported.
            from campaign.wiring.desk import build_desk  # noqa: PLC0415

            yield build_desk(renderer, self.settings.all(), self.kind)
        finally:
            renderer.close()

    def refuse_now(self) -> None:
        """Let nobody write into a real ledger at another time than it is.

        Raises:
            UsageError: with ``--now``, except in the sandbox.
        """
        from campaign.core.errors import UsageError  # noqa: PLC0415

        if self.now is not None and not self.sandbox:
            raise UsageError(what=self.say("now-refused"))

    @asynccontextmanager
    async def ledger_to_write(
        self, name: str, *, own: bool = True, same: bool = True
    ) -> AsyncIterator[Store]:
        """Open the ledger for a command that decides something, not only looks.

        Without ``own`` it may be another folder's, too: only for what is safe in any. Without
        ``same`` the folder may hold another campaign than the one that was loaded from it.

        Raises:
            FolderRenamed: where this folder has a ledger under another name: a new one would
                begin, and nobody would know of what is in that one.
            LedgerOfFolder: where it is another folder's, whose posts a decision would change.
        """
        import asyncio  # noqa: PLC0415 -- not for commands that only read files

        from campaign.cli.renaming import rename_words  # noqa: PLC0415
        from campaign.core.errors import FolderRenamed, LedgerOfFolder  # noqa: PLC0415

        self.refuse_now()
        found = await asyncio.to_thread(self.renamed, name) if same else None
        if found is not None:
            raise FolderRenamed(**rename_words(self, found))
        async with self._opened(name) as (store, another):
            if own and another is not None:
                raise LedgerOfFolder
            yield store

    @asynccontextmanager
    async def ledger(self, name: str) -> AsyncIterator[Store]:
        """Open the ledger of the campaign called ``name``, to look at it."""
        import asyncio  # noqa: PLC0415 -- not for commands that only read files

        await asyncio.to_thread(self.warn_of_rename, name)
        async with self._opened(name) as (store, _):
            yield store

    @asynccontextmanager
    async def _opened(self, name: str) -> AsyncIterator[tuple[Store, Another | None]]:
        """Open a ledger and tell whose it is, ``None`` where it is this folder's."""
        import asyncio  # noqa: PLC0415 -- not for commands that only read files

        from campaign.wiring.homes import another_home  # noqa: PLC0415
        from campaign.wiring.ledgers import open_store  # noqa: PLC0415

        store = await asyncio.to_thread(open_store, self.root, self.settings, name, self.kind)
        try:
            another = await another_home(store, self.root, name, self.kind)
            if another is not None:
                spoken(self._whose(name, another), err=True)
            yield store, another
        finally:
            await store.close()

    def _whose(self, name: str, another: Another) -> str:
        if another.home is None:
            return self.say("ledger.of-another", name=name)
        return self.say("ledger.of-folder", name=name, home=another.home)

    def require_gone(self, name: str) -> None:
        """See that there was a ledger of this campaign, and is no more; changes nothing.

        Raises:
            UsageError: where it is not gone: nothing is begun anew beside what is there.
        """
        from campaign.store.opening import is_lost  # noqa: PLC0415

        self._at_the_gone(name, is_lost)

    def start_over(self, name: str) -> None:
        """Let a new ledger begin where this campaign's is gone.

        Raises:
            UsageError: where it is not gone, as for :meth:`require_gone`.
        """
        from campaign.store.opening import start_over  # noqa: PLC0415

        self._at_the_gone(name, start_over)

    def _at_the_gone(self, name: str, act: Callable[[str, str, Path], bool]) -> None:
        """Do what can only be done where the ledger is gone: ``act`` tells whether it was."""
        from campaign.core.errors import UsageError  # noqa: PLC0415
        from campaign.wiring.ledgers import kept_folder, ledger_url  # noqa: PLC0415

        self.refuse_now()
        url = ledger_url(self.root, self.settings, name, self.kind)
        if not act(url, name, kept_folder()):
            raise UsageError(what=self.say("ledger.not-gone"))

    async def move_in(self, store: Store, name: str) -> None:
        """Note that this folder holds the campaign ``name`` from now on, and no other."""
        from campaign.wiring.homes import settle  # noqa: PLC0415

        await settle(store, self.root, self.settings, name, self.kind)

    def renamed(self, name: str) -> Renamed | None:
        """Return that a campaign is loaded from here under another name, and ``name`` is not."""
        from campaign.wiring.homes import renamed_here  # noqa: PLC0415

        return renamed_here(self.root, self.settings, name, self.kind)

    def warn_of_rename(self, name: str) -> None:
        """Tell whoever looks where the ledger is that of another name, which is loaded."""
        from campaign.cli.renaming import rename_words  # noqa: PLC0415

        if (found := self.renamed(name)) is not None:
            spoken(self.say("ledger.renamed", **rename_words(self, found)), err=True)

    def has_ledger(self, name: str) -> bool:
        """Tell whether the campaign has been loaded here before."""
        from campaign.wiring.ledgers import ledger_exists, ledger_url  # noqa: PLC0415

        return ledger_exists(ledger_url(self.root, self.settings, name, self.kind))

    def serve(self, name: str) -> None:
        """Work for a campaign whose folder is elsewhere, with its settings."""
        self._serves = name

    def adopt(self, campaign: Campaign) -> None:
        """Take over what was loaded of the campaign that it serves."""
        self._campaign = campaign

    def campaign_name(self) -> str:
        """Return the short name of the campaign in this folder."""
        return self.campaign().name

    def require_folder(self) -> None:
        """See that somebody stands in a campaign's folder.

        Raises:
            NoFolder: with the campaign that is near, or on a server, if there is one.
        """
        if not (self.root / "posts").is_dir():
            from campaign.cli.folderless import why_no_folder  # noqa: PLC0415

            raise why_no_folder(self)

    def campaign(self) -> Campaign:
        """Read ``posts/campaign.yaml``, once: names, zone, rules.

        Raises:
            NoFolder: here is no campaign's folder.
            NoCampaign: there is none here, or it has no name: a ledger of no name is nobody's.
            NameUnusable: with the line, where it has one that will not do.
        """
        from campaign.wiring.desk import read_campaign  # noqa: PLC0415

        if self._campaign is None:
            self.require_folder()
            self._campaign = read_campaign(self.posts())
        if not self._campaign.name:
            raise self._unnamed()
        return self._campaign

    def _unnamed(self) -> NoCampaign:
        """Return why the campaign has no name, as ``check`` says it where it says so."""
        from campaign.core.errors import NameUnusable, NoCampaign  # noqa: PLC0415
        from campaign.services.listing import tell_problem  # noqa: PLC0415
        from campaign.wiring.desk import read_folder  # noqa: PLC0415

        for problem in read_folder(self.files()).problems:
            of_name = problem.params.get("field") == "name" or problem.code in UNREADABLE
            if problem.is_error and of_name and problem.place.file == "posts/campaign.yaml":
                parts = {p: tell_problem(problem, self.phrases, p) for p in ("message", "hint")}
                return NameUnusable(place=problem.place, **parts)
        return NoCampaign(folder=self.root)

    def run(self, work: Callable[[], Awaitable[Any]]) -> Any:
        """Run ``work`` on an event loop.

        The result does not pass through the loop's task: asyncio writes the task's
        ``repr`` when it gives the signals back, and that of a large plan takes a second.
        """
        import asyncio  # noqa: PLC0415
        import signal  # noqa: PLC0415

        found: list[Any] = []

        async def main() -> None:
            # The loop would only cancel its task, and a question at the terminal would wait on.
            signal.signal(signal.SIGINT, signal.default_int_handler)
            found.append(await work())

        asyncio.run(main())
        return found[0]

    def person(self, given: str | None) -> str:
        """Return who decides: the name given, as the team writes it, or the login's.

        A login that is nobody's (root) is told as somebody at this computer.
        """
        from campaign.cli.logins import login_here  # noqa: PLC0415
        from campaign.services.roles import as_in_team  # noqa: PLC0415

        login, person = ("", given) if given else login_here()
        if person is None:
            return self.say("decide.somebody", account=login)
        return as_in_team(person, self.campaign())


def session(*, sandbox: bool = False) -> Session:
    """Return the session of the running command, working on the sandbox's ledger if asked."""
    found = click.get_current_context().find_object(Session)
    if found is None:
        msg = "a command runs inside the program"
        raise RuntimeError(msg)
    found.sandbox = sandbox
    found.phrases = Catalogue(found.language, found.here)
    return found
