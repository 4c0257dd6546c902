"""The preview as values: every post on every channel, with what it waits for and its problems."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from campaign.core.deliveries import Wait, WaitKind
from campaign.core.outcomes import Certainty
from campaign.core.problems import Problem, Severity
from campaign.services.listing import tell_problem
from campaign.services.rules.gone_out import CODES as GONE_OUT
from campaign.services.rules.wording import text_place
from campaign.wiring.pages.gallery import gallery
from campaign.wiring.pages.prose import prose
from campaign.wiring.pages.shown import (
    Column,
    Day,
    Look,
    Measure,
    Moment,
    Picture,
    Shown,
    Trouble,
    column,
    picture,
)
from campaign.wiring.pages.telling import Teller, capital
from campaign.wiring.pages.timeline import Placed, cells, rays, timeline

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from campaign.services.drafting import Prepared
    from campaign.wiring.pages.gallery import Exhibit
    from campaign.wiring.pages.previewed import Previewed

READY, WAITING, ERROR, WARNING = "ready", "waiting", "error", "warning"
UNDATED = "undated"


@dataclass(frozen=True, slots=True)
class PreviewView:
    """Everything on the page; ``general`` are problems of no single post."""

    title: str
    zone: str
    monogram: str
    rays: tuple[int, ...]
    verdict: str
    columns: tuple[Column, ...]
    days: tuple[Day, ...]
    states: tuple[tuple[str, str], ...]
    general: tuple[Trouble, ...]
    gallery: tuple[Exhibit, ...]


def preview_view(previewed: Previewed, addresses: Mapping[str, str]) -> PreviewView:
    """Return the preview; ``addresses`` are those of the pictures, by SHA-256."""
    campaign = previewed.folder.campaign
    teller = Teller.of(campaign, previewed.programme)
    columns = _columns(previewed)
    showing = _Showing(previewed, teller, columns, addresses)
    shown = [(item, showing.show(item)) for item in previewed.items]
    placed = [_placed(item, one, teller) for item, one in shown if item.draft.due]
    days = timeline(placed, teller, with_names=True)
    states = {one.state: one.state_word for _, one in shown}
    return PreviewView(
        title=campaign.title,
        zone=teller.zone,
        monogram=previewed.folder.monogram,
        rays=rays(one.at for one in placed),
        verdict=_verdict([one for _, one in shown], columns, teller),
        columns=tuple(columns.values()),
        days=(*days, *_undated(shown, teller)),
        states=tuple(states.items()),
        general=tuple(showing.trouble(p) for p in previewed.problems if "post" not in p.params),
        gallery=gallery(shown, teller),
    )


def _columns(previewed: Previewed) -> dict[str, Column]:
    """Return the channels that the posts are for, in the campaign's order."""
    used = dict.fromkeys(item.key.channel for item in previewed.items)
    order = [name for name in previewed.folder.campaign.channels if name in used]
    labels = {item.key.channel: item.sheet.label for item in previewed.items if item.sheet}
    names = dict.fromkeys([*order, *used])
    return {name: column(n, name, labels.get(name, name)) for n, name in enumerate(names, 1)}


def _verdict(shown: Sequence[Shown], columns: Mapping[str, Column], teller: Teller) -> str:
    waiting = sum(one.state == WAITING for one in shown)
    wrong = sum(one.state == ERROR for one in shown)
    number = teller.say("preview.verdict", n=len(shown))
    clauses = [f"{number} {teller.say('preview.channels', n=len(columns))}"]
    clauses += [teller.say("preview.waiting", n=waiting)] if waiting else []
    clauses += [teller.say("preview.wrong", n=wrong)] if wrong else []
    if not (waiting or wrong) and shown:
        clauses.append(teller.say("preview.fine", n=len(shown)))
    return "; ".join(clauses) + "."


def _placed(item: Prepared, shown: Shown, teller: Teller) -> Placed:
    due = item.draft.due
    if due is None:
        msg = "only a post with a date has its place in the timeline"
        raise ValueError(msg)
    title = item.entry.title or item.entry.id
    return Placed(due.utc, item.draft.post, title, teller.about(item.draft.subject.id), shown)


def _undated(shown: Iterable[tuple[Prepared, Shown]], teller: Teller) -> Iterable[Day]:
    waiting = [(item, one) for item, one in shown if item.draft.due is None]
    if not waiting:
        return
    moments = []
    for post, group in groupby(waiting, key=lambda pair: pair[0].draft.post):
        pairs = list(group)
        item = pairs[0][0]
        moments.append(
            Moment(
                time="",
                iso="",
                title=item.entry.title or item.entry.id,
                subject=teller.about(item.draft.subject.id),
                cells=cells(one for _, one in pairs),
                name=post,
            ),
        )
    name, short = teller.say("preview.undated"), teller.say("preview.undated_short")
    yield Day(UNDATED, name, short, tuple(moments))


class _Showing:
    """Shows prepared posts as their networks will."""

    def __init__(
        self,
        previewed: Previewed,
        teller: Teller,
        columns: Mapping[str, Column],
        addresses: Mapping[str, str],
    ) -> None:
        self.previewed = previewed
        self.teller = teller
        self.columns = columns
        self.addresses = addresses
        self._places = {str(item.key): n for n, item in enumerate(previewed.items)}

    def show(self, item: Prepared) -> Shown:
        """Return one post as its network will show it."""
        place, due, sheet = self.columns[item.key.channel], item.draft.due, item.sheet
        troubles = tuple(self.trouble(p) for p in self._problems(item))
        reasons = tuple(capital(self.teller.wait(wait)) for wait in self._waits(item))
        state = self._state(troubles, reasons)
        text = item.text
        if text is None:
            text = self.previewed.gapped.get(str(item.key))
        short = place.look is Look.STREAM
        return Shown(
            anchor=f"p{self._places[str(item.key)]}",
            column=place,
            state=state,
            state_word=self.teller.say(f"preview.state.{state}"),
            out=state in {READY, WARNING},
            time=self.teller.time(due.utc) if due else "",
            iso=due.local.isoformat() if due else "",
            language=self.teller.campaign.language,
            html=prose(text, self.teller.gap, short_links=short) if text is not None else None,
            pictures=self._pictures(item, place),
            part=item.key.part,
            parts=item.parts,
            reasons=reasons,
            measure=measure(item),
            troubles=troubles,
            alts=sheet is None or sheet.limits.alt > 0,
            undrawn=self._undrawn(item),
            by_hand=sheet is not None and sheet.certainty is Certainty.HAND,
        )

    def trouble(self, problem: Problem) -> Trouble:
        """Return a problem in words."""
        phrases = self.teller.phrases
        return Trouble(
            error=problem.is_error,
            message=tell_problem(problem, phrases, "message"),
            hint=tell_problem(problem, phrases, "hint"),
            place=str(problem.place),
        )

    def _waits(self, item: Prepared) -> tuple[Wait, ...]:
        approver = self.teller.campaign.approver(item.entry.id)
        return item.waits if approver is None else (*item.waits, Wait(WaitKind.APPROVAL, approver))

    def _state(self, troubles: Sequence[Trouble], reasons: Sequence[str]) -> str:
        if any(trouble.error for trouble in troubles):
            return ERROR
        if reasons:
            return WAITING
        return WARNING if troubles else READY

    def _problems(self, item: Prepared) -> list[Problem]:
        """Return what concerns this post; a template that failed tells it at each of its posts."""
        found = [problem for problem in self.previewed.problems if _concerns(problem, item)]
        if item.fault is not None and not any(p.code == item.fault.code for p in found):
            which = {"post": item.draft.post, "channel": item.key.channel}
            place = text_place(self.previewed.folder, item, item.fault.line)
            params = {**item.fault.params, **which}
            found.append(Problem(item.fault.code, place, params, Severity.ERROR))
        return found

    def _pictures(self, item: Prepared, place: Column) -> tuple[Picture, ...]:
        images = self.previewed.images(item)
        alone = len(images) == 1
        return tuple(picture(self.addresses[i.sha256], i, place.look, alone=alone) for i in images)

    def _undrawn(self, item: Prepared) -> str:
        if item.entry.card and item.key.part == 1 and item.card is None and item.sheet is not None:
            return self.teller.say("preview.card_waits")
        reason = self.previewed.undrawn(item, self.teller.phrases)
        return self.teller.say("preview.undrawn", reason=reason) if reason else ""


def measure(item: Prepared) -> Measure | None:
    """Return how long a text is and may be; ``None`` while it is not whole."""
    if item.text is None or item.sheet is None:
        return None
    limits = item.sheet.limits
    limit = min(limits.text, limits.caption) if item.with_picture else limits.text
    return Measure(item.sheet.count(item.text), limit)


def _concerns(problem: Problem, item: Prepared) -> bool:
    """Tell whether a problem is of this post, and of this channel and part if it names one."""
    params = problem.params
    named = {params.get("post"), *(params["value"].split() if problem.code in GONE_OUT else ())}
    if not named & {item.draft.post, item.entry.id}:
        return False
    if "key" in params:
        return params["key"] == str(item.key)
    names = {item.key.channel, item.label}
    return item.key.part == 1 and params.get("channel", item.key.channel) in names
