"""``fact``: enter what became known, or take it back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import click

from campaign.cli.foreseeing import changed_by, consequences, typed_days
from campaign.cli.letting_out import Told, told_let_out
from campaign.cli.names import names_of
from campaign.cli.notices import notices_here
from campaign.cli.output import agreed, spoken
from campaign.cli.session import Session, session
from campaign.core.errors import NothingLoaded, UsageError
from campaign.core.fact_doubts import Doubt, Doubtful
from campaign.core.fact_names import FactNames
from campaign.core.fact_typing import Typed, example
from campaign.core.fact_values import MOMENTS, PANEL_FACTS, BadFact, Fault, duration, yes_or_no
from campaign.core.facts import Door, Fact, FactName, facts_of, in_force
from campaign.core.lateness import span
from campaign.core.problems import Place, error
from campaign.core.subjects import fact_value
from campaign.core.when import WhenError
from campaign.languages import Catalogue
from campaign.likeness import by_likeness, nearest
from campaign.services.checking import known_programme
from campaign.services.foreseeing import foresee
from campaign.services.listing import tell_problem
from campaign.services.loader import Loader
from campaign.sources.sheets.said import SaidFacts, called

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from campaign.cli.names import Names
    from campaign.services.loader import Loaded
    from campaign.services.proposing import Desk

NOW = frozenset({"started", "ended"})
"""Facts that need no value: they are true from now on."""

MOST_NAMES = 4
"""How many facts are shown to somebody who named none, what is likely meant first."""

MOST_CALLED = 4
"""How many subjects are shown to somebody who named none, each with its title."""


@click.command()
@click.argument("subject")
@click.argument("values", nargs=-1, required=True, metavar="NAME=VALUE…")
@click.option("--as", "who")
@click.option("--yes", "-y", is_flag=True)
@click.option("--sandbox", is_flag=True)
def fact(
    subject: str,
    values: tuple[str, ...],
    who: str | None,
    *,
    yes: bool,
    sandbox: bool,
) -> int:
    """Enter a fact."""
    here = session(sandbox=sandbox)
    with here.desk() as desk:
        entering = _Entering(here, desk, subject, here.person(who), yes=yes)
        loaded = here.run(lambda: entering.enter(values))
    if loaded is None:
        spoken(here.say("fact.left"), err=True)
        return 1
    is_old = entering.repeats and not loaded.proposal.plan.touched
    for line in [here.say("fact.same")] if is_old else changed_by(here, loaded):
        spoken(line)
    return 0


class _Entering:
    """One command: what was typed, read, questioned and entered."""

    def __init__(self, here: Session, desk: Desk, subject: str, who: str, *, yes: bool) -> None:
        self.here, self.desk, self.subject, self.who, self.yes = here, desk, subject, who, yes
        self.skipped: list[Doubtful] = []
        self.repeats = False
        languages = dict.fromkeys((*here.campaign().languages, here.phrases.language))
        self.names = FactNames(Catalogue(one).table("entering.called") for one in languages)
        self.said: dict[str, str] = {}

    async def enter(self, values: Sequence[str]) -> Loaded | None:
        """Enter what was typed; ``None`` where the person left it."""
        here, desk = self.here, self.desk
        async with here.ledger_to_write(here.campaign_name()) as ledger:
            snapshot = await ledger.snapshot()
            if snapshot.revision is None:
                raise NothingLoaded
            folder = desk.read(await ledger.revision_files())
            programme, _ = known_programme(folder, snapshot.facts)
            loader = Loader(desk, ledger, ledger, here.clock, notices_here(here, desk, ledger))
            said = SaidFacts(programme, folder.campaign)
            try:
                self.subject = said.subject(self.subject)
                facts = self._typed(said, values)
                known = {(one.what, one.value) for one in in_force(snapshot.facts)}
                self.repeats = all((one.what, one.value) in known for one in facts)
                foreseen = await foresee(loader, facts)
                self._echo(facts, names_of(here, programme))
                for line in typed_days(here, programme, foreseen.proposal):
                    spoken(line, err=True)
                changed = consequences(here, programme, foreseen.proposal)
                told = told_let_out(here, foreseen.proposal, foreseen.going)
                if not self._confirmed([*self.skipped, *foreseen.doubts], changed, told):
                    return None
                return await loader.learn(facts, self.who)
            except BadFact as wrong:
                what = self._told(said, wrong)
                raise UsageError(what=what) from wrong

    def _typed(self, said: SaidFacts, values: Sequence[str]) -> list[Fact]:
        names = facts_of(said.programme, self.subject)
        facts = []
        for given, value in _pairs(values, lambda one: self.names.meant(one, NOW) != ()):
            now = self.here.clock.now()
            name = self._name(said, given, names)
            self.said[name] = given
            if value is None and name not in NOW:
                raise BadFact(Fault.NO_VALUE, subject=self.subject, name=name)
            if value is None:
                at = now.astimezone(said.campaign.zone).replace(microsecond=0)
                read = Typed(at.isoformat())
            else:
                read = self._read(said, name, value, now)
            facts.append(Fact(self.subject, name, read.value, now, self.who, Door.COMMAND))
            if read.skipped is not None:
                what = {"written": read.skipped, "value": datetime.fromisoformat(read.value)}
                self.skipped.append(Doubtful(Doubt.SKIPPED, facts[-1], what))
        return facts

    def _name(self, said: SaidFacts, given: str, names: Collection[str]) -> str:
        """Return the fact that a name means: of several the first, as long as it is not known.

        Raises:
            BadFact: for no fact, or for one of several.
        """
        meant = self.names.meant(given, names)
        if meant and (
            len(meant) == 1 or fact_value(said.programme, FactName(self.subject, meant[0])) is None
        ):
            return meant[0]
        alike = by_likeness(given, self.names.called(names))
        known = " ".join(dict.fromkeys((*meant, *alike)))
        raise BadFact(Fault.NAME, subject=self.subject, name=given, known=known)

    def _read(self, said: SaidFacts, name: str, value: str, now: datetime) -> Typed:
        """Return what was typed; a day that leaves a doubt is told as it is of a sheet."""
        try:
            return said.typed(self.subject, name, value, now)
        except WhenError as wrong:
            problem = error(wrong.code, Place(), **wrong.params)
            told = tell_problem(problem, self.here.phrases, "message")
            raise BadFact(Fault.UNCLEAR_DAY, name=name, value=value, message=told) from wrong

    def _with_meaning(self, name: str) -> str:
        """Return a fact's name and what it is."""
        phrases = self.here.phrases
        known = f"facts.{name}"
        if not phrases.has(known):
            return name
        return phrases.text("entering.fact", name=name, told=phrases.text(known))

    def _echo(self, facts: Sequence[Fact], names: Names) -> None:
        """Say what was understood, and of what, by its title."""
        for one in facts:
            name = self.here.phrases.text(f"facts.{one.name}") if self._named(one) else one.name
            told = "fact.read" if one.value else "fact.taken-back"
            if one.value and one.name in NOW:
                told = f"fact.read-{one.name}"
            about = names.teller.seat(one.subject) or one.subject
            spoken(self.here.say(told, subject=about, name=name, value=self._as_said(one)))

    def _as_said(self, one: Fact) -> str | datetime:
        """Return a value as it is told; a moment on the campaign's wall, a length in its units."""
        if one.name == "delay" and one.value:
            length = duration(one.value)
            return f"−{span(-length)}" if length < timedelta() else span(length)
        if one.name not in MOMENTS or not one.value:
            return one.value
        return datetime.fromisoformat(one.value).astimezone(self.here.campaign().zone)

    def _named(self, one: Fact) -> bool:
        return self.here.phrases.has(f"facts.{one.name}")

    def _confirmed(self, doubts: Sequence[Doubtful], changed: Sequence[str], going: Told) -> bool:
        """Tell what makes one think twice and what followers will read, and ask once.

        What goes out at once and at its time is no reason to ask. ``--yes`` leaves the question
        out, and nothing of what it is about.
        """
        phrases = self.here.phrases
        for one in doubts:
            spoken(phrases.text(f"entering.doubt.{one.doubt}", **one.params), err=True)
        for line in (*changed, *going.lines):
            spoken(line, err=True)
        asks = bool(doubts or changed) or going.late
        return self.yes or not asks or agreed(self.here.say("fact.ask"), phrases)

    def _told(self, said: SaidFacts, wrong: BadFact) -> str:
        """Return what was read, what is allowed, and what would work."""
        params = {"subject": self.subject, **wrong.params}
        if wrong.fault is Fault.SUBJECT:
            params["known"] = nearest(params["subject"], called(said.programme), MOST_CALLED)
        elif "known" in params:
            none = self.here.phrases.text("reasons.none-known")
            shown = params["known"].split()[:MOST_NAMES]
            params["known"] = ", ".join(map(self._with_meaning, shown)) or none
        name = params.get("name", "")
        works = self._example(said, name, params.get("value", ""))
        params["name"] = self.said.get(name, name)
        return self.here.phrases.text(f"entering.wrong.{wrong.fault}", **params, example=works)

    def _example(self, said: SaidFacts, name: str, value: str) -> str:
        """Return what to type instead: never the moment that is on record, which somebody would
        copy and so change nothing.
        """
        if PANEL_FACTS.get(name) is yes_or_no:
            return self.here.phrases.text("entering.yes")
        if name not in MOMENTS:
            return example(self.subject, name)
        return f'"{said.completed(value) or self.here.phrases.text("entering.form")}"'


def _pairs(values: Sequence[str], is_now: Callable[[str], bool]) -> list[tuple[str, str | None]]:
    """Return names and values; what a shell cut at a blank is put together again.

    ``is_now`` tells what is a name without a value.
    """
    pairs: list[tuple[str, str | None]] = []
    for given in values:
        name, equals, value = given.partition("=")
        if equals:
            pairs.append((name.strip(), value))
        elif is_now(given) or not pairs or pairs[-1][1] is None:
            pairs.append((given, None))
        else:
            before, begun = pairs.pop()
            pairs.append((before, f"{begun} {given}"))
    return pairs
