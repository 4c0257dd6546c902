"""From drafts to deliveries with their words: what would go out, on which channel, and when."""

from __future__ import annotations

import hashlib
import json
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from campaign.core.card_inputs import of_brand, of_card, timeless
from campaign.core.countdowns import CountdownFinder
from campaign.core.deliveries import Key, Wait
from campaign.core.expansion import Draft, expand, undated
from campaign.core.problems import Code
from campaign.core.rendering import CHANNEL, MARKUP, PART_LINE, Rendered, RenderFault, RenderJob
from campaign.core.written_moments import MomentFinder
from campaign.services.rules.pictures import picture_digests

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
    from datetime import datetime

    from campaign.core.calendar import Entry
    from campaign.core.cards import CardSpec
    from campaign.core.countdowns import Countdown
    from campaign.core.dates import DateWords
    from campaign.core.facts import FactName, FactRead
    from campaign.core.folder import Folder
    from campaign.core.outcomes import ChannelSheet
    from campaign.core.problems import Problem
    from campaign.core.programme import Programme
    from campaign.ports.rendering import Renderer
    from campaign.services.card_specs import CardMaker, MadeCard


@dataclass(frozen=True, slots=True)
class Prepared:
    """One delivery as the calendar wants it. ``text`` is ``None`` while it waits for a fact;
    ``outline`` then has what is known of it, with a mark for each missing fact.

    ``inputs`` is the hash of all that followers will see: equal inputs, equal payload.
    Before its colon stands the hash of the same with the facts that the entry ``needs``
    masked: filling one of those keeps an approval. It is empty where nothing is to approve.
    While a fact is missing, what stands behind the colon is the hash of what was written. Where
    somebody is to approve it, the hash of its pictures without their moments stands at the end.
    ``countdown`` is what the post says of the time until something, and how long that is true;
    ``shown`` is what its card was made of, ``None`` while there can be none.
    """

    key: Key
    draft: Draft
    parts: int
    sheet: ChannelSheet | None
    text: str | None
    alts: tuple[str, ...]
    card: CardSpec | None
    facts: tuple[FactRead, ...]
    waits: tuple[Wait, ...]
    fault: RenderFault | None
    inputs: str
    outline: str = ""
    countdown: Countdown | None = None
    shown: MadeCard | None = None

    @property
    def ends_with(self) -> str | None:
        """Return the words with whose truth it expires; ``None`` for another end or none."""
        said = self.countdown
        if said is None or self.entry.expires is not None or said.until != self.draft.expires:
            return None
        return said.text

    @property
    def entry(self) -> Entry:
        """Return the calendar's entry."""
        return self.draft.entry

    @property
    def label(self) -> str:
        """Return the channel's name as people know it, where its network is known."""
        return self.sheet.label if self.sheet else self.key.channel

    @property
    def with_picture(self) -> bool:
        """Tell whether a picture goes with the text."""
        return self.card is not None or (self.key.part == 1 and bool(self.entry.images))

    @property
    def pictures(self) -> int:
        """Return how many pictures will go with the text once nothing is missing."""
        if self.key.part > 1:
            return 0
        return 1 if self.entry.card is not None else len(self.entry.images)


@dataclass(frozen=True, slots=True)
class Drafted:
    """All deliveries of a campaign in the order of its calendar, and the problems of moments."""

    prepared: tuple[Prepared, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Counting:
    """Gives a post that counts down the end that its words have."""

    finder: CountdownFinder
    programme: Programme

    def down(
        self, draft: Draft, job: RenderJob, result: Rendered, shown: MadeCard | None
    ) -> tuple[Draft, Countdown | None]:
        """Return the draft, which expires with its words where its entry says no other end,
        and with what its card says.
        """
        if draft.due is None:
            return draft, None
        found = self._found(draft, draft.due.local, job, result)
        pictured = shown.countdown if shown else None
        first = min(filter(None, (found, pictured)), key=lambda one: one.until, default=None)
        if draft.entry.expires is not None:
            return draft, first
        ends = (draft.expires, first.until if first else None, shown.until if shown else None)
        return replace(draft, expires=min((end for end in ends if end), default=None)), first

    def _found(
        self, draft: Draft, due: datetime, job: RenderJob, result: Rendered
    ) -> Countdown | None:
        # What waits for a fact says already what was typed.
        text = "\n".join(result.parts) or MARKUP.sub(" ", job.template)
        own = draft.subject.panel
        panels = self.programme.panels if own is None else (own,)
        return self.finder.of(text, due, [panel.begins for panel in panels])


@dataclass(frozen=True, slots=True)
class _Studio:
    """What makes the pictures of one campaign, and the hashes of the files they come from."""

    maker: CardMaker
    digests: Mapping[str, str]
    masked: Mapping[tuple[str, str], Rendered]
    counting: _Counting
    moments: MomentFinder

    def shown(self, images: Sequence[str], card: CardSpec | None) -> tuple[str, ...]:
        """Return the hashes of the files that a delivery's pictures are made from."""
        return tuple(self.digests.get(name, name) for name in (*images, *_drawn(card)))

    def inputs(
        self,
        draft: Draft,
        job: RenderJob,
        made: tuple[str | None, Rendered, CardSpec | None],
        pictures: tuple[str, ...],
    ) -> str:
        """Return the hashes of :attr:`Prepared.inputs`."""
        text, rendered, card = made
        language = self.maker.folder.campaign.language
        masked = self.masked.get((draft.post, draft.channel))
        basis = ""
        if masked is not None and not masked.missing and masked.fault is None:
            shown = self._without_people(draft, card)
            basis = _hash([language, masked.parts, masked.alts, shown, draft.entry.images])
        if text is None:
            written = [job.template, job.alts, draft.entry.images, draft.entry.card]
            return f"{basis}:{_hash([language, *written])}"
        whole = _hash([language, text, rendered.alts, card and of_card(card), pictures])
        if self.maker.folder.campaign.approver(draft.entry.id) is None:
            return f"{basis}:{whole}"
        looks = _hash([card and timeless(card, self.moments.without), pictures])
        return f"{basis}:{whole}:{looks}"

    def _without_people(self, draft: Draft, card: CardSpec | None) -> object:
        """Return what a card shows besides the people whom the entry waits for."""
        if draft.entry.card is None:
            return None
        if card is None or draft.subject.speaker is not None:
            return [draft.entry.card, of_brand(self.maker.folder.brand)]
        return of_card(replace(card, alt=""))


class Drafting:
    """Turns a folder into prepared deliveries. ``sheets`` are the known channels by name."""

    def __init__(
        self,
        sheets: Mapping[str, ChannelSheet],
        renderer: Renderer,
        cards: Callable[[Folder, Programme], CardMaker],
        alt_text: Callable[[CardSpec], str],
        words: Callable[[str], DateWords],
    ) -> None:
        self.sheets = sheets
        self.renderer = renderer
        self.cards = cards
        self.alt_text = alt_text
        self.words = words

    def draft(self, folder: Folder, programme: Programme, files: Mapping[str, bytes]) -> Drafted:
        """Return what the calendar gives with the programme as it is known."""
        expansion = expand(folder.campaign, programme, folder.entries)
        prepared = self.prepare(folder, programme, expansion.drafts, files)
        return Drafted(prepared, tuple(_of_left_out(folder, p) for p in expansion.problems))

    def unfinished(
        self, folder: Folder, programme: Programme, files: Mapping[str, bytes]
    ) -> tuple[Prepared, ...]:
        """Return what entries with an error would say, without moments and pictures."""
        bare = [replace(entry, card=None, images=(), alt=()) for entry in folder.unfinished]
        drafts = [draft for one in bare for draft in undated(folder.campaign, programme, one)]
        return self.prepare(folder, programme, drafts, files) if drafts else ()

    def prepare(
        self,
        folder: Folder,
        programme: Programme,
        drafts: Sequence[Draft],
        files: Mapping[str, bytes],
    ) -> tuple[Prepared, ...]:
        """Render the drafts and return their deliveries; ``files`` hold their pictures."""
        jobs = [_job(folder, draft) for draft in drafts]
        masked = self._masked(folder, programme, drafts, jobs)
        digests = picture_digests(folder, files)
        words = self.words(folder.campaign.language)
        counting = _Counting(CountdownFinder(words), programme)
        maker = self.cards(folder, programme)
        studio = _Studio(maker, digests, masked, counting, MomentFinder(words))
        prepared: list[Prepared] = []
        with closing(self._render(folder, programme, jobs)) as results:
            for draft, job, result in zip(drafts, jobs, results, strict=True):
                prepared.extend(self._deliveries(studio, draft, job, result))
        return tuple(prepared)

    def _masked(
        self,
        folder: Folder,
        programme: Programme,
        drafts: Sequence[Draft],
        jobs: Sequence[RenderJob],
    ) -> dict[tuple[str, str], Rendered]:
        """Render what somebody must approve once more, without the facts that it needs.

        The keys are post and channel.
        """
        wanted: dict[tuple[str, str], RenderJob] = {}
        for draft, job in zip(drafts, jobs, strict=True):
            if draft.entry.needs and folder.campaign.approver(draft.entry.id) is not None:
                facts = tuple(fact for fact in map(draft.subject.fact, draft.entry.needs) if fact)
                wanted[draft.post, draft.channel] = replace(job, gaps=True, masked=facts)
        results = self._render(folder, programme, list(wanted.values()))
        return dict(zip(wanted, results, strict=True))

    def _render(
        self,
        folder: Folder,
        programme: Programme,
        jobs: Sequence[RenderJob],
    ) -> Generator[Rendered]:
        """Render each text once, for however many channels it is the same.

        A text is yielded as soon as it is there: the renderer makes the next ones meanwhile.
        """
        different = list(dict.fromkeys(jobs))
        results = self.renderer.render(folder.campaign, programme, different)
        coming = zip(different, results, strict=True)
        found: dict[RenderJob, Rendered] = {}
        for job in jobs:
            if job not in found:
                found.update([next(coming)])
            yield found[job]
        found.update(coming)  # nothing more: the renderer knows that all were taken

    def with_gaps(
        self,
        folder: Folder,
        programme: Programme,
        drafts: Sequence[Draft],
    ) -> list[Rendered]:
        """Render drafts with a mark for each fact that nobody knows yet, only to be looked at."""
        jobs = [replace(_job(folder, draft), gaps=True) for draft in drafts]
        return list(self._render(folder, programme, jobs))

    def _deliveries(
        self,
        studio: _Studio,
        draft: Draft,
        job: RenderJob,
        result: Rendered,
    ) -> list[Prepared]:
        sheet = self.sheets.get(draft.channel)
        shown = self._card(studio.maker, draft, sheet)
        card = shown.spec if shown else None
        facts = tuple(dict.fromkeys((*result.facts, *(shown.facts if shown else ()))))
        waits = _waits(draft, result, studio.maker.needed(draft))
        pictures = studio.shown(draft.entry.images, card)
        parts = result.parts or (None,) * len(PART_LINE.split(job.template))
        outline = result.outline if len(result.outline) == len(parts) else ("",) * len(parts)
        draft, countdown = studio.counting.down(draft, job, result, shown)
        made = []
        for number, text in enumerate(parts, start=1):
            mine = card if number == 1 else None
            made.append(
                Prepared(
                    key=Key(draft.post, draft.channel, number),
                    draft=draft,
                    parts=len(parts),
                    sheet=sheet,
                    text=text,
                    alts=result.alts if number == 1 else (),
                    card=mine,
                    facts=facts,
                    waits=waits,
                    fault=result.fault,
                    inputs=studio.inputs(draft, job, (text, result, mine), pictures),
                    outline=outline[number - 1],
                    countdown=countdown,
                    shown=shown if number == 1 else None,
                ),
            )
        return made

    def _card(
        self,
        maker: CardMaker,
        draft: Draft,
        sheet: ChannelSheet | None,
    ) -> MadeCard | None:
        if draft.entry.card is None or sheet is None or maker.needed(draft) is not None:
            return None
        chosen = maker.folder.campaign.card_sizes.get(sheet.name, sheet.card)
        made = maker.make(draft, chosen)
        if made.spec is None:
            return made
        said = (self.alt_text(made.spec), maker.credit(made.spec))
        return replace(made, spec=replace(made.spec, alt=" ".join(filter(None, said))))


def _of_left_out(folder: Folder, problem: Problem) -> Problem:
    """Say of a moment counted from a post with an error that there is that post."""
    post = problem.params.get("value", "").partition("/")[0]
    if problem.code is not Code.UNKNOWN_ANCHOR or post not in folder.left_out:
        return problem
    return replace(problem, params={**problem.params, "because": "left-out"})


def _drawn(card: CardSpec | None) -> Iterator[str]:
    """Return the files that a card is drawn from: portraits, logos, fonts."""
    if card is not None:
        yield from (person.photo for person in card.people if person.photo)
        yield from (partner.logo for partner in card.partners if partner.logo)
        yield from filter(None, [card.brand.logo, *card.brand.own_fonts])


def _job(folder: Folder, draft: Draft) -> RenderJob:
    entry = draft.entry
    source, alts = folder.source_of(entry, draft.channel), entry.alt
    if not entry.literal:
        text = folder.texts.get(entry.text)
        alts = entry.alt or ((text.alt,) if text and text.alt and entry.images else ())
    # A template that does not name the channel cannot tell on which one it is.
    named = any(CHANNEL in template for template in (source, *alts))
    return RenderJob(source, draft.channel if named else "", draft.subject.id, alts)


def _waits(draft: Draft, result: Rendered, pictured: FactName | None) -> tuple[Wait, ...]:
    missing = [Wait.for_fact(fact) for fact in result.missing]
    if pictured is not None:
        missing.append(Wait.for_fact(pictured))
    return tuple(dict.fromkeys((*draft.waits, *missing)))


_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, default=str)


def _hash(made_from: list[object]) -> str:
    return hashlib.sha256(_CANONICAL.encode(made_from).encode()).hexdigest()[:32]
