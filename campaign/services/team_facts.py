"""The team says in its chat what became known: a link, a delay, that a panel began or ended.

What has consequences is shown first, and one tap enters it. The button's message keeps what it
is about; a second tap, or one after a death in between, finds the fact entered and says so.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from campaign.core.errors import ChangedMeanwhile
from campaign.core.fact_doubts import Doubt, Doubtful
from campaign.core.fact_values import MOMENTS, PANEL_LINKS, BadFact, Fault, duration
from campaign.core.facts import Door, Fact, FactName, in_force
from campaign.core.when import WhenError
from campaign.services.checking import known_programme
from campaign.services.conversation import Manner, Reply, Turn
from campaign.services.conversation.buttons import clipped, find_panel, short
from campaign.services.foreseeing import foresee
from campaign.services.planning import Change
from campaign.services.team_counter import FACTS, Command, command_of, kept_by
from campaign.services.team_fact_words import FactWords
from campaign.services.team_panels import Likely
from campaign.services.team_typing import named_in, split, without_scheme

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from campaign.core.fact_typing import Typed
    from campaign.core.outcomes import ChannelSheet
    from campaign.core.programme import Programme
    from campaign.core.settings import Campaign
    from campaign.ports.attendees import People
    from campaign.ports.ledger import Snapshot
    from campaign.services.conversation import Heard, Tongues
    from campaign.services.foreseeing import Foreseen
    from campaign.services.loader import Loaded, Loader
    from campaign.services.team_counter import Request

ENTER, LEAVE, OF = "F:y", "F:n", "F:s:"
"""What the buttons say: enter it, leave it, it is about this panel."""


class Reader(Protocol):
    """Reads what people of one campaign say, as at every door."""

    def subject(self, text: str) -> str:
        """Return the id that a title or a spoken name means; what names nothing as it is."""
        ...

    def typed(self, subject: str, name: str, text: str, now: datetime) -> Typed:
        """Return what was said as the value of a fact; raises BadFact, WhenError."""
        ...


@dataclass(frozen=True, slots=True)
class _Said:
    """What was said of a panel, not entered yet; ``now`` where a moment was not given."""

    name: str
    value: str
    now: bool = False

    def kept(self, **more: str) -> Mapping[str, str]:
        """Return it as the message keeps it for its buttons."""
        return {"name": self.name, "value": self.value, "now": "1" * self.now, **more}


class FactCounter:
    """Enters facts; ``reader`` returns what reads them in a programme."""

    def __init__(
        self,
        loader: Loader,
        people: People,
        reader: Callable[[Programme, Campaign], Reader],
        sheets: Mapping[str, ChannelSheet],
    ) -> None:
        self._loader = loader
        self._people = people
        self._reader = reader
        self._labels = {name: sheet.label for name, sheet in sheets.items()}

    def serves(self, heard: Heard, tongues: Tongues) -> bool:
        """Tell whether this is a fact, or a button below one."""
        if heard.manner is Manner.BUTTON:
            return heard.text in {ENTER, LEAVE} or heard.text.startswith(OF)
        return command_of(heard, tongues) in FACTS

    async def answer(self, request: Request) -> Turn:
        """Enter a fact, or ask what has to be known before."""
        entry = await self._entry(request)
        if request.heard.manner is not Manner.BUTTON:
            return await entry.commanded()
        return await entry.pressed(await kept_by(request.heard, self._people))

    async def _entry(self, request: Request) -> _Entry:
        ledger, campaign = self._loader.ledger, request.view.content.campaign
        snapshot = await ledger.snapshot()
        files = await ledger.revision_files()
        folder = await asyncio.to_thread(self._loader.desk.read, files)
        programme, _ = known_programme(folder, snapshot.facts)
        words = FactWords(campaign, request.phrases, self._labels, request.view.now)
        reader = self._reader(programme, campaign)
        return _Entry(self._loader, request, programme, snapshot, reader, words)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One fact on its way from the chat into the ledger."""

    loader: Loader
    request: Request
    programme: Programme
    snapshot: Snapshot
    reader: Reader
    words: FactWords

    async def commanded(self) -> Turn:
        """Understand a command; where it is unclear of which panel it speaks, ask."""
        heard, now = self.request.heard, self.request.view.now
        command = command_of(heard, self.request.view.tongues) or Command.LINK
        name = FACTS[command]
        subject, value = split(name, heard.rest, self._names_panel)
        if subject and not self._names_panel(subject):
            return self._unknown(command, subject)
        if value is None and name not in MOMENTS:
            return self._no_scheme(command, name) or self._form(command, name, heard.rest)
        local = now.astimezone(self.request.view.content.campaign.zone).replace(microsecond=0)
        said = _Said(name, value or local.isoformat(), now=value is None)
        if subject:
            return await self._consider(self.reader.subject(subject), said)
        return await self._of_likely(command, said)

    async def pressed(self, kept: Mapping[str, str] | None) -> Turn:
        """Do what a button below a fact says."""
        data = self.request.heard.text
        if data == LEAVE:
            return self.request.say("fact.left")
        if not kept or "name" not in kept:
            return self.request.say("fact.gone")
        said = _Said(kept["name"], kept["value"], now=bool(kept.get("now")))
        if data == ENTER:
            return await self._consider(kept["subject"], said, shown=kept["shown"])
        panel = find_panel(data.removeprefix(OF), self.programme)
        if panel is None:
            return self.request.say("fact.gone")
        return await self._consider(panel.id, said)

    async def _of_likely(self, command: Command, said: _Said) -> Turn:
        """Go on with the panel that is meant for sure, or ask which."""
        likely = Likely(self.programme, self.request.view.now).meant(said.name)
        known = [p for p in self.programme.panels if self._holding(p.id, said)]
        if known and not said.now:
            likely = tuple(known[:1])
        if not likely:
            return self._unknown(command, "")
        if len(likely) == 1:
            return await self._consider(likely[0].id, said)
        buttons = tuple((clipped(one.title), OF + short(one.id)) for one in likely)
        text = self.request.text("fact.which", command=self.request.typed(command), id=likely[0].id)
        return Turn((Reply(text, buttons, kept=said.kept()),))

    async def _consider(self, subject: str, said: _Said, shown: str | None = None) -> Turn:
        """Enter a fact that was shown as it is now, or that nobody has to think about.

        Any other is shown first.
        """
        try:
            fact, doubts = self._fact(subject, said)
            if (known := self._holding(subject, said)) is not None:
                return self._already(known)
            foreseen = await foresee(self.loader, [fact])
            foreseen = replace(foreseen, doubts=(*doubts, *foreseen.doubts))
            mark = self._mark(fact, foreseen)
            if mark != shown and (foreseen.has_consequences or shown is not None):
                return self._ask(fact, said, foreseen, mark)
            loaded = await self.loader.learn([fact], self.request.who)
        except BadFact as wrong:
            return self._wrong(wrong, said)
        except WhenError:
            return self._wrong(BadFact(Fault.MOMENT), said)
        except ChangedMeanwhile:
            return self.request.say("fact.again")
        return self._done(fact, foreseen, loaded)

    def _fact(self, subject: str, said: _Said) -> tuple[Fact, list[Doubtful]]:
        """Return what was said as a fact, and whether the clock leaves a doubt."""
        now = self.request.view.now
        read = self.reader.typed(subject, said.name, said.value, now)
        fact = Fact(subject, said.name, read.value, now, self.request.who, Door.CHAT)
        if read.skipped is None:
            return fact, []
        what = {"written": read.skipped, "value": datetime.fromisoformat(read.value)}
        return fact, [Doubtful(Doubt.SKIPPED, fact, what)]

    def _holding(self, subject: str, said: _Said) -> Fact | None:
        """Return the fact that says so already; of what happened now, whenever it happened."""
        what = FactName(subject, said.name)
        known = next((one for one in in_force(self.snapshot.facts) if one.what == what), None)
        if known is None or said.now:
            return known
        return known if _plain(known.name, known.value) == _plain(said.name, said.value) else None

    def _names_panel(self, text: str) -> bool:
        return self.programme.panel(self.reader.subject(text)) is not None

    def _mark(self, fact: Fact, foreseen: Foreseen) -> str:
        """Return what tells this fact with what follows from it apart from any other."""
        before = next((o for o in in_force(self.snapshot.facts) if o.what == fact.what), None)
        follows = [
            [fact.subject, fact.name, before and before.value],
            [str(one.doubt) for one in foreseen.doubts],
            [[str(row.key), row.item and row.item.text] for row in foreseen.corrections],
            sorted(str(row.key) for row in foreseen.passing),
            sorted(str(row.key) for row in foreseen.unapproved),
            sorted(f"{one.row.key} {one.until}" for one in foreseen.going),
        ]
        return hashlib.sha256(json.dumps(follows).encode()).hexdigest()[:16]

    def _ask(self, fact: Fact, said: _Said, foreseen: Foreseen, mark: str) -> Turn:
        """Show what a fact does and ask for one tap."""
        after = foreseen.proposal.checked.programme
        lines = [
            self.request.text("fact.asks", what=self.words.what(fact, after)),
            *self.words.doubts(foreseen.doubts),
            *self.words.unapproved(foreseen),
            *self.words.follows(foreseen, after),
            *self.words.going(foreseen.going, after, "will-go"),
            *self.words.notified(foreseen.notified, "will-tell"),
            *self._held(),
        ]
        buttons = (
            (self.request.text("button.fact-enter"), ENTER),
            (self.request.text("button.fact-leave"), LEAVE),
        )
        kept = said.kept(subject=fact.subject, shown=mark)
        return Turn((Reply("\n".join(lines), buttons, kept=kept),))

    def _done(self, fact: Fact, foreseen: Foreseen, loaded: Loaded) -> Turn:
        """Say what was entered and what comes of it."""
        after, touched = loaded.proposal.checked.programme, loaded.proposal.plan.touched
        what = self.words.what(fact, after)
        changed = {row.key.post for row in touched if row.change is not Change.RENAMED}
        others = len(changed - {one.row.key.post for one in foreseen.going})
        lines = [
            self.request.text("fact.done", who=self.request.who, what=what),
            *self.words.going(foreseen.going, after, "goes"),
            *([] if foreseen.going else [self.request.text("fact.goes-not")]),
            *self.words.waiting(touched, after),
            *self.words.notified(foreseen.notified, "tells"),
            *([self.request.text("fact.others", n=others)] if others else []),
            *self._held(),
        ]
        return Turn((Reply("\n".join(lines)),))

    def _held(self) -> list[str]:
        hold = self.snapshot.hold
        if hold is None:
            return []
        resume = self.request.phrases.words("team.command.resume")[0]
        return [self.request.text("fact.held", by=hold.by, why=hold.reason, resume=f"/{resume}")]

    def _already(self, known: Fact) -> Turn:
        at = self.words.moment(known.at)
        what = self.words.what(known, self.programme)
        return self.request.say("fact.already", what=what, who=known.by, at=at)

    def _wrong(self, wrong: BadFact, said: _Said) -> Turn:
        """Say why a fact cannot be entered, and what to write."""
        if wrong.fault is Fault.ENDED_FIRST:
            return self.request.say("fact.ended-first", **wrong.params)
        command = next(one for one, name in FACTS.items() if name == said.name)
        return self._form(command, said.name, wrong.params.get("value") or said.value)

    def _no_scheme(self, command: Command, name: str) -> Turn | None:
        """Say how a link is written that lacks its beginning; ``None`` where there is none."""
        found = without_scheme(self.request.heard.rest) if name in PANEL_LINKS else None
        if found is None:
            return None
        words, link = found
        if words and not self._names_panel(words):
            return self._unknown(command, words)
        panel = f" {self.reader.subject(words)}" if words else ""
        typed = f"{self.request.typed(command)}{panel} https://{link}"
        return self.request.say("fact.no-scheme", typed=typed)

    def _form(self, command: Command, name: str, read: str) -> Turn:
        """Say what to write instead of what was read, about the panel that was named."""
        named = named_in(self.request.heard.rest, self._names_panel)
        likely = Likely(self.programme, self.request.view.now).meant(name)
        panels = likely or self.programme.panels[:1]
        typed = self.request.typed(command)
        panel = self.reader.subject(named) if named else panels[0].id if panels else ""
        kind = "moment" if name in MOMENTS else "stream" if name in PANEL_LINKS else name
        form = self.request.text(f"fact.form.{kind}", command=typed, panel=panel)
        if not read:
            return Turn((Reply(form),))
        unread = self.request.text(f"fact.unread.{kind}", value=read)
        return Turn((Reply(f"{unread}\n{form}"),))

    def _unknown(self, command: Command, subject: str) -> Turn:
        """Say which panels there are."""
        known = [f"• {one.id}: {one.title}" for one in self.programme.panels]
        name = "no-such-panel" if subject else "no-panel"
        typed = self.request.typed(command)
        panels = "\n".join(known)
        return self.request.say(f"fact.{name}", said=subject, command=typed, panels=panels)


def _plain(name: str, value: str) -> object:
    """Return a value in one form, so that equal ones are equal."""
    try:
        return duration(value) if name == "delay" else value.strip()
    except BadFact:
        return value
