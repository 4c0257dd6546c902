"""``check``: every problem of a campaign folder, with its place, in one run."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from campaign.core.fact_values import BadFact
from campaign.core.facts import apply_facts, in_force
from campaign.core.moves import with_former_starts
from campaign.core.problems import Code, Problem, warning
from campaign.services.rules import cards, dated_cards, distance, money, pictures, timing, wording
from campaign.services.rules.card_subjects import wrong_subjects
from campaign.services.rules.consequences import of_every_card, of_every_post, without_consequences
from campaign.services.rules.crops import crops
from campaign.services.rules.facts import overruled
from campaign.services.rules.past_dates import past_dates
from campaign.services.rules.pictured import OnlyInPicture
from campaign.services.rules.truth import Truth
from campaign.services.rules.typed_links import TypedLinks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime, tzinfo

    from campaign.core.dates import DateWords
    from campaign.core.facts import Fact
    from campaign.core.folder import Folder
    from campaign.core.programme import Programme
    from campaign.services.drafting import Drafting, Prepared


@dataclass(frozen=True, slots=True)
class Checked:
    """A folder with its deliveries and everything that is wrong with it.

    ``programme`` has the facts applied. ``faulty`` maps posts that have an error to its
    code: they are left out of a load, and stopped where they are loaded and have changed.
    ``following`` counts what is not told because an unread file explains it. ``off`` are the
    deliveries about panels that will not take place: nobody will read them, so none is checked.
    """

    folder: Folder
    programme: Programme
    prepared: tuple[Prepared, ...]
    problems: tuple[Problem, ...]
    faulty: Mapping[str, str] = field(default_factory=dict)
    following: int = 0
    off: tuple[Prepared, ...] = ()

    @property
    def bad(self) -> frozenset[str]:
        """Return the entries of which at least one post has an error."""
        return frozenset(post.partition("/")[0] for post in self.faulty)

    @property
    def errors(self) -> int:
        """Return how many problems keep something from being loaded."""
        return sum(problem.is_error for problem in self.problems)


def with_problems(checked: Checked, problems: Iterable[Problem]) -> Checked:
    """Return ``checked`` with what else is wrong with its posts."""
    more = tuple(problems)
    faulty = {p.params["post"]: str(p.code) for p in more if p.is_error and "post" in p.params}
    found = _once((*checked.problems, *more))
    return replace(checked, problems=found, faulty={**checked.faulty, **faulty})


def check(
    folder: Folder,
    files: Mapping[str, bytes],
    facts: Sequence[Fact],
    drafting: Drafting,
    words: DateWords,
    former: Sequence[Programme] = (),
) -> Checked:
    """Look at everything. ``files`` are the folder's, ``facts`` what the ledger knows besides,
    ``former`` the programmes that were loaded before, the newest first.
    """
    programme, bad_facts = known_programme(folder, facts, former)
    drafted = drafting.draft(folder, programme, files)
    prepared = tuple(item for item in drafted.prepared if not _is_off(item))
    off = tuple(item for item in drafted.prepared if _is_off(item))
    found: list[tuple[str | None, Problem]] = [(None, p) for p in folder.problems]
    found += [(None, p) for p in (*bad_facts, *overruled(folder, facts))]
    found += [(p.params.get("post"), p) for p in drafted.problems]
    found += _of_each(folder, programme, prepared, words)
    unfinished = drafting.unfinished(folder, programme, files)
    found += [(None, p) for _, p in _of_each(folder, programme, unfinished, words)]
    for rule in (*timing.RULES, *dated_cards.RULES, wrong_subjects, distance.far_posts):
        found += [(p.params.get("post"), p) for p in rule(folder, prepared)]
    found += [(p.params.get("post"), p) for p in past_dates(programme, prepared)]
    inspected = pictures.inspect_all(drafting.renderer, folder, files, programme)
    seen = pictures.pictures(prepared, files, inspected)
    faces = pictures.portraits(prepared, files, inspected)
    found += [(p.params.get("post"), p) for p in (*seen, *faces)]
    found += [(None, p) for p in crops(programme, prepared, files, inspected)]
    found += [(None, p) for p in pictures.logos(folder, inspected)]
    drawn = list(cards.cards(prepared, files, drafting.renderer))
    found += [(p.params.get("post"), p) for p in drawn]
    found += [(None, p) for p in (*distance.far_panels(folder), *money.budget(folder, prepared))]
    faulty = {post: str(p.code) for post, p in found if post is not None and p.is_error}
    if (spoilt := of_every_card([*folder.problems, *drawn])) is not None:
        faulty |= {i.draft.post: spoilt for i in prepared if i.entry.card is not None}
    if (spoilt := of_every_post(folder.problems)) is not None:
        faulty = {item.draft.post: spoilt for item in prepared}
    told, following = without_consequences(_once(p for _, p in found))
    return Checked(folder, programme, prepared, told, faulty, following, off)


def _is_off(item: Prepared) -> bool:
    """Tell whether a post is about a panel that will not take place."""
    panel = item.draft.subject.panel
    return panel is not None and panel.cancelled


def known_programme(
    folder: Folder, facts: Sequence[Fact], former: Sequence[Programme] = ()
) -> tuple[Programme, list[Problem]]:
    """Return the programme with its facts, its moments in the campaign's zone.

    A fact that no longer fits (its panel is gone from the file) is a warning: it keeps
    nothing from being loaded.
    """
    problems: list[Problem] = []
    programme = folder.programme
    for fact in in_force(facts):
        try:
            programme = apply_facts(programme, [fact])
        except BadFact:
            place = folder.campaign.place
            known = ", ".join(panel.id for panel in programme.panels)
            problems.append(warning(Code.UNKNOWN_FACT, place, value=str(fact.what), known=known))
    programme = with_former_starts(programme, folder.programme, facts, former)
    return _in_zone(programme, folder.campaign.zone), problems


def _in_zone(programme: Programme, zone: tzinfo) -> Programme:
    """Give every moment the offset that the campaign's followers read."""

    def local(moment: datetime | None) -> datetime | None:
        return moment and moment.astimezone(zone)

    panels = tuple(
        replace(
            p,
            start=local(p.start),
            started=local(p.started),
            ended=local(p.ended),
            moved_from=local(p.moved_from),
        )
        for p in programme.panels
    )
    return replace(programme, panels=panels)


def _of_each(
    folder: Folder,
    programme: Programme,
    items: Sequence[Prepared],
    words: DateWords,
) -> Iterator[tuple[str, Problem]]:
    truth = Truth(folder, programme, words)
    links = TypedLinks(folder, programme)
    pictured = OnlyInPicture(folder, words)
    for item in items:
        for rule in wording.RULES:
            for problem in rule(folder, item):
                yield item.draft.post, problem
        others = (truth.contradictions, links.typed, pictured.untold)
        for problem in (problem for rule in others for problem in rule(item)):
            yield item.draft.post, problem


_TELLING = ("value", "found", "reason", "channel")


def _once(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Tell a problem once per place and channel, whichever posts show it."""
    told: dict[tuple[object, ...], Problem] = {}
    for problem in problems:
        values = tuple(problem.params.get(name, "") for name in _TELLING)
        told.setdefault((problem.code, problem.place, *values), problem)
    return tuple(told.values())
