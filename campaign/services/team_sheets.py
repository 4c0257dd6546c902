"""A sheet sent into the team's chat: it comes back with comments, and a button loads it.

Nothing of it is kept but what stands in the message with the button: which file, and what it was
to change. To look at a sheet takes seconds, and so does loading it. Meanwhile others are
answered: the update stays in the inbox until there is something to say, and whoever dies before
begins again. So nothing is lost, and what was loaded already is found loaded.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from campaign.core.errors import EnvironmentFailure
from campaign.ports.messages import Message, Priority
from campaign.ports.sheets import LARGEST, NotThere
from campaign.services.bringing import Bringing, Brought, Preview, Shown
from campaign.services.conversation import Document, Manner, Reply, Turn
from campaign.services.team_counter import NotYet, kept_by
from campaign.services.team_sheet_words import SheetWords

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from campaign.core.outcomes import ChannelSheet
    from campaign.core.problems import Problem
    from campaign.ports.attendees import People
    from campaign.ports.sheets import Bench, CampaignFolder, Files, Looked, Sent
    from campaign.services.conversation import Heard, Tongues
    from campaign.services.conversation.hearing import Attached
    from campaign.services.loader import Loader
    from campaign.services.team_counter import Request

LOAD, LEAVE = "L:y", "L:n"
"""What the buttons say."""

PATIENCE = 4.0
"""Seconds after which it is told that it takes a while."""
TRIES, PAUSE = 3, 2.0

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHEETS = (".xlsx", ".csv", ".xlsm", ".xls", ".tsv", ".ods")
_OTHERS = ("image/", "video/", "audio/")
_MILLION = 1024 * 1024


class SheetCounter:
    """Takes sheets in. Without a ``folder`` there is nowhere to put them, and it says so."""

    def __init__(
        self,
        loader: Loader,
        people: People,
        sheets: Mapping[str, ChannelSheet],
        files: Files,
        bench: Bench,
        folder: CampaignFolder | None = None,
    ) -> None:
        self._loader, self._people, self._files, self._bench = loader, people, files, bench
        self._labels = {name: sheet.label for name, sheet in sheets.items()}
        self._bringing = Bringing(loader, folder) if folder is not None else None
        self._errands: dict[int, asyncio.Task[Turn]] = {}
        self._told: int | None = None
        self._one = asyncio.Lock()

    def serves(self, heard: Heard, tongues: Tongues) -> bool:  # noqa: ARG002 -- one for all
        """Tell whether this is a file, or a button below what was said of one."""
        if heard.manner is Manner.BUTTON:
            return heard.text in {LOAD, LEAVE}
        return heard.file is not None and heard.manner in {Manner.TEXT, Manner.MEDIA}

    async def answer(self, request: Request) -> Turn:
        """Return what there is to say of a sheet, or what was decided about it.

        Raises:
            NotYet: until it has been looked at, or loaded.
        """
        number = request.heard.update_id
        if number not in self._errands:
            work = await self._work(request)
            if isinstance(work, Turn):
                return work
            self._errands[number] = asyncio.create_task(self._in_turn(work, request))
        errand = self._errands[number]
        if not errand.done():
            raise NotYet
        # The answer may have to be written a second time, as long as no other one is.
        if self._told not in {None, number}:
            self._errands.pop(self._told, None)
        self._told = number
        if errand.cancelled() or errand.exception() is not None:
            del self._errands[number]
        if errand.cancelled():
            raise NotYet
        return errand.result()

    async def close(self) -> None:
        """End what is being done; it is begun again when the update is asked for again."""
        for errand in self._errands.values():
            errand.cancel()
        await asyncio.gather(*self._errands.values(), return_exceptions=True)
        self._errands.clear()

    async def _work(self, request: Request) -> Turn | Callable[[], Awaitable[Turn]]:
        """Return what can be said at once, or what has to be done first."""
        words, heard = SheetWords(request, self._labels), request.heard
        if heard.text == LEAVE and heard.manner is Manner.BUTTON:
            return _say(words.text("left", who=request.who))
        if heard.file is not None and _is_other(heard.file):
            return _say(words.text("other", file=heard.file.name))
        if self._bringing is None:
            return _say(words.text("not-here"))
        if heard.file is not None:
            return self._of_file(self._bringing, heard.file, words)
        return await self._of_button(self._bringing, request, words)

    def _of_file(
        self, bringing: Bringing, file: Attached, words: SheetWords
    ) -> Turn | Callable[[], Awaitable[Turn]]:
        if file.size <= LARGEST:
            return partial(self._look, bringing, file, words)
        size, limit = f"{file.size / _MILLION:.0f}", LARGEST // _MILLION
        return _say(words.text("too-large", file=file.name, size=size, limit=limit))

    async def _of_button(
        self, bringing: Bringing, request: Request, words: SheetWords
    ) -> Turn | Callable[[], Awaitable[Turn]]:
        if not _may_load(request):
            return _say(words.may_load())
        kept = await kept_by(request.heard, self._people)
        if "file" not in kept:
            return _say(words.text("gone"))
        return partial(self._load, bringing, kept, words)

    async def _in_turn(self, work: Callable[[], Awaitable[Turn]], request: Request) -> Turn:
        """Do one thing at a time, and say so if it takes long."""
        doing = asyncio.ensure_future(self._alone(work))
        try:
            done, _ = await asyncio.wait({doing}, timeout=PATIENCE)
            if not done:
                await self._say_busy(request)
            return await doing
        finally:
            doing.cancel()

    async def _alone(self, work: Callable[[], Awaitable[Turn]]) -> Turn:
        async with self._one:
            return await work()

    async def _say_busy(self, request: Request) -> None:
        what = "busy-loading" if request.heard.manner is Manner.BUTTON else "busy"
        body = json.dumps({"text": request.text(f"sheet.{what}")}, ensure_ascii=False)
        once = f"sheet:{request.heard.update_id}"
        message = Message(request.heard.chat or 0, body, Priority.TEAM, once=True, dedupe=once)
        with suppress(EnvironmentFailure):
            await self._people.enqueue([message])

    async def _look(self, bringing: Bringing, file: Attached, words: SheetWords) -> Turn:
        """Say what a sheet would change, and what in it has to be mended."""
        name = file.name or words.text("unnamed")
        try:
            found = await self._open(file.id, name)
        except NotThere as away:
            return _say(words.text("away", file=name, why=str(away)))
        if found.sheet is None:
            if found.problem is not None:
                return _say(words.text("unread", **words.told(found.problem)))
            return _say(words.text("other", file=name))
        preview = await bringing.preview(found.sheet)
        return await self._shown(preview, file.id, words)

    async def _load(self, bringing: Bringing, kept: Mapping[str, str], words: SheetWords) -> Turn:
        """Load a sheet as it was shown."""
        try:
            found = await self._open(kept["file"], kept["name"])
        except NotThere as away:
            return _say(words.text("away", file=kept["name"], why=str(away)))
        if found.sheet is None:
            return _say(words.text("gone"))
        agreed = Shown(kept["sheet"], kept["revision"], kept["folder"], kept["plan"])
        came = await bringing.load(found.sheet, agreed, words.request.who)
        if isinstance(came, Brought):
            return _say(await asyncio.to_thread(words.brought, came))
        return await self._shown(came, kept["file"], words)

    async def _open(self, file: str, name: str) -> Looked:
        """Fetch a file and look what it is, in a process of its own."""
        for _ in range(TRIES - 1):
            try:
                content = await self._files.fetch(file)
                break
            except NotThere as away:
                if not away.passes:
                    raise
                await asyncio.sleep(PAUSE)
        else:
            content = await self._files.fetch(file)
        return await asyncio.to_thread(self._bench.look, name, content)

    async def _shown(self, preview: Preview, file: str, words: SheetWords) -> Turn:
        """Return the sheet with comments, where there are any, and what loading it would do."""
        sheet, checked = preview.sheet, preview.proposal.checked
        if checked.folder.campaign.name != words.campaign.name:
            return _say(words.text("renamed", file=checked.folder.campaign.name))
        head = [words.text(f"differs.{preview.differs}")] if preview.differs else []
        rows = [*head, *await asyncio.to_thread(words.rows, preview)]
        replies = []
        document = await self._annotated(preview, words)
        if document is not None:
            replies.append(Reply("\n".join(rows), document=document))
            rows = []
        good = any(entry.place.file == sheet.place for entry in checked.folder.entries)
        if good:
            question = await asyncio.to_thread(_question, preview, file, rows, words)
            replies.append(question)
        elif rows:
            replies.append(Reply("\n".join(rows)))
        return Turn(tuple(replies))

    async def _annotated(self, preview: Preview, words: SheetWords) -> Document | None:
        """Return the sheet with its problems at their cells; ``None`` where it has none."""
        sheet = preview.sheet
        own = [one for one in preview.proposal.checked.problems if one.place.file == sheet.place]
        if not own:
            return None
        made = await asyncio.to_thread(self._comment, sheet, own, words)
        stem = sheet.name.rpartition(".")[0] or sheet.name
        name = words.text("file", file=stem)
        return Document(name, _XLSX, raw=made) if made else None

    def _comment(self, sheet: Sent, own: Sequence[Problem], words: SheetWords) -> bytes | None:
        told = [(one, said["message"], said["hint"]) for one in own for said in (words.told(one),)]
        return self._bench.annotate(sheet, told, words.campaign.language)


def _question(preview: Preview, file: str, rows: list[str], words: SheetWords) -> Reply:
    """Return what loading would do, and the buttons that decide it."""
    sheet = preview.sheet
    changes = words.changes(preview)
    if not preview.proposal.plan.touched:
        return Reply("\n".join([*rows, words.nothing(preview)]))
    lines = [*rows, words.text("would", file=sheet.name), *changes, "", words.text("ask")]
    buttons = (
        (words.request.text("button.sheet-load"), LOAD),
        (words.request.text("button.sheet-leave"), LEAVE),
    )
    shown = preview.shown
    kept = {
        "file": file,
        "name": sheet.name,
        "sheet": shown.sheet,
        "revision": shown.revision,
        "folder": shown.folder,
        "plan": shown.plan,
    }
    return Reply("\n".join(lines), buttons, kept=kept)


def _is_other(file: Attached) -> bool:
    """Tell whether nobody would take a file for a sheet: it is not fetched."""
    called = file.name.casefold().endswith(_SHEETS)
    return not called and file.media_type.startswith(_OTHERS)


def _may_load(request: Request) -> bool:
    """Tell whether somebody of the team has a role that loads, where the campaign names any."""
    campaign, sender = request.view.content.campaign, request.heard.sender
    accounts = [m for m in campaign.team if m.telegram is not None and m.telegram == sender]
    return not campaign.loads or any(member.role in campaign.loads for member in accounts)


def _say(text: str) -> Turn:
    return Turn((Reply(text),))
