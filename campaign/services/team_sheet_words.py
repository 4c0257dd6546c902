"""What the team reads of a sheet that somebody sent: what waits in it, and what would change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from campaign.core.deliveries import State
from campaign.core.problems import Code
from campaign.services.bringing import touches_approved
from campaign.services.conversation.saying import listed
from campaign.services.listing import tell_problem, tell_wait
from campaign.services.planning import Change
from campaign.services.roles import tell_role
from campaign.services.rules.gone_out import CODES as GONE_OUT
from campaign.services.sheet_rows import Rows, rows_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from campaign.core.problems import Problem
    from campaign.core.settings import Campaign
    from campaign.services.bringing import Brought, Preview
    from campaign.services.planning import Row
    from campaign.services.team_counter import Request

MOST_ROWS = 5
"""So many rows that wait are told one by one: it is read on a phone."""
MOST_POSTS = 5
"""So many posts of a kind are named."""

_TYPED = ".yaml"
_GROUPS = {
    Change.ADDED: "added",
    Change.MOVED: "moved",
    Change.CHANGED: "changed",
    Change.WITHDRAWN: "withdrawn",
}


@dataclass(frozen=True, slots=True)
class SheetWords:
    """Says to the team what a sheet is and does; ``labels`` are those of the channels."""

    request: Request
    labels: Mapping[str, str]

    @property
    def campaign(self) -> Campaign:
        """Return the loaded campaign."""
        return self.request.view.content.campaign

    def text(self, name: str, **params: object) -> str:
        """Return one of the sentences about sheets."""
        return self.request.text(f"sheet.{name}", **params)

    def told(self, problem: Problem) -> dict[str, str]:
        """Return a problem in words, with its way out."""
        return {part: self._tell(problem, part) for part in ("message", "hint")}

    def _tell(self, problem: Problem, part: str) -> str:
        return tell_problem(problem, self.request.phrases, part)

    def rows(self, preview: Preview) -> list[str]:
        """Return how many rows can be loaded, and what the others wait for."""
        place, name = preview.sheet.place, preview.sheet.name
        checked = preview.proposal.checked
        rows = next((r for r in rows_of(checked) if r.file == place), Rows(place))
        kind = "rows-partly" if rows.waiting else "rows-all" if rows.good else "rows-none"
        lines = [self.text(kind, file=name, n=rows.good, all=rows.all)]
        shown = list(rows.waiting.items())[:MOST_ROWS]
        lines += [self.text("row", row=row, **self.told(problem)) for row, problem in shown]
        if len(rows.waiting) > len(shown):
            lines.append(self.text("rows-more", n=len(rows.waiting) - len(shown)))
        own = [p for p in checked.problems if p.place.file == place]
        of_rows = set(map(id, rows.waiting.values()))
        whole = [p for p in own if p.is_error and id(p) not in of_rows and not rows.all]
        lines += [self.text("whole", **self.told(problem)) for problem in whole[:MOST_ROWS]]
        gone_out = [p for p in checked.problems if p.code in GONE_OUT]
        lines += [self.text("whole", **self.told(problem)) for problem in gone_out[:MOST_ROWS]]
        warnings = sum(not p.is_error and p not in gone_out[:MOST_ROWS] for p in own)
        if warnings:
            lines.append(self.text("warnings", n=warnings))
        return [*lines, *self._elsewhere(preview, own)]

    def nothing(self, preview: Preview) -> str:
        """Return that loading changes nothing: all is as the sheet says, or it is out already."""
        over = any(p.code in GONE_OUT for p in preview.proposal.checked.problems)
        return self.text("nothing-else" if over else "nothing", file=preview.sheet.name)

    def _elsewhere(self, preview: Preview, own: Sequence[Problem]) -> Iterator[str]:
        """Yield what is wrong beside the sheet: posts that are in two calendars, and the rest."""
        wrong = [p for p in preview.proposal.checked.problems if p.is_error]
        twice = [p for p in wrong if p.code is Code.DUPLICATE_POST]
        if twice and preview.beside:
            others = listed(list(preview.beside), self.request.phrases)
            sheet = next((name for name in preview.beside if not name.endswith(_TYPED)), "")
            way = "twice-sheet" if sheet else "twice-typed"
            form = "." + sheet.rpartition(".")[2]
            yield self.text("twice", n=len({p.params["post"] for p in twice}), others=others)
            yield self.text(way, form=form)
        left = sum(1 for p in wrong if p not in own and p not in twice)
        if left:
            yield self.text("others-wrong", n=left)

    def changes(self, preview: Preview) -> list[str]:
        """Return what loading would do, the most delicate first."""
        rows = [row for row in preview.proposal.plan.touched if row.change is not Change.RENAMED]
        return [
            *self._group("approved", [row for row in rows if touches_approved(row)], self._fate),
            *self._twins(preview),
            *(self.text(f"only-{name}") for name in self._outside(preview, rows)),
            *self._groups(rows),
            *self._beside(preview),
        ]

    def _groups(self, rows: Sequence[Row]) -> Iterator[str]:
        groups: dict[str, list[Row]] = {name: [] for name in (*_GROUPS.values(), "other", "past")}
        for row in rows:
            groups["past" if _is_over(row) else _GROUPS.get(row.change, "other")].append(row)
        for name, those in groups.items():
            yield from self._group(name, those, self._fate if name == "other" else _nothing)

    def _group(self, name: str, rows: Sequence[Row], beside: Callable[[Row], str]) -> Iterator[str]:
        """Yield the posts of a kind, each with its time and its channels."""
        posts: dict[tuple[object, ...], list[Row]] = {}
        for row in rows:
            posts.setdefault((row.key.post, self._when(row), beside(row)), []).append(row)
        if not posts:
            return
        yield ""
        yield self.text(f"group-{name}", n=len(posts))
        for (_, when, more), those in list(posts.items())[:MOST_POSTS]:
            yield self._post(those, str(when), str(more))
        if len(posts) > MOST_POSTS:
            yield self.request.text("late-more", n=len(posts) - MOST_POSTS)

    def _post(self, those: Sequence[Row], when: str, more: str) -> str:
        first = those[0]
        names = dict.fromkeys(row.key.channel for row in those)
        where = listed([self.labels.get(name, name) for name in names], self.request.phrases)
        line = self.text("post", when=when, title=self._title(first), where=where)
        waits = "; ".join(tell_wait(wait, self.request.phrases) for wait in first.waits)
        return " — ".join(filter(None, (line, more or waits)))

    def _title(self, row: Row) -> str:
        subject = row.item.draft.subject.id if row.item else row.delivery and row.delivery.subject
        panel = self.request.view.content.programme.panel(subject or "")
        return " · ".join(dict.fromkeys([row.title, *([panel.title] if panel else [])]))

    def _when(self, row: Row) -> str:
        due = row.item.draft.due.utc if row.item and row.item.draft.due else None
        was = row.delivery.due if row.delivery else None
        if row.change is Change.MOVED and was is not None and due is not None and was != due:
            return self.text("moved", was=self._moment(was), now=self._moment(due))
        return self._moment(due or was)

    def _moment(self, at: datetime | None) -> str:
        if at is None:
            return self.request.phrases.text("cli.status.undated")
        zone = self.campaign.zone
        year = self.request.view.now.astimezone(zone).year
        return self.request.phrases.dates.say_briefly(at.astimezone(zone), year)

    def _fate(self, row: Row) -> str:
        """Return what becomes of a post, and of its approval."""
        what = self.request.phrases.text(f"cli.change.{row.change}", n=1)
        old = row.delivery
        if old is None or old.approved_by is None:
            return what
        if row.change is Change.WITHDRAWN:
            return self.text("fate", what=what, who=old.approved_by)
        kind = "fate-kept" if row.approved_by else "fate-lost"
        return self.text(kind, what=what, who=old.approved_by)

    def _twins(self, preview: Preview) -> Iterator[str]:
        posts = dict.fromkeys(twin.new.key.post for twin in preview.proposal.twins)
        pairs = {twin.new.key.post: twin for twin in preview.proposal.twins}
        if not posts:
            return
        yield ""
        yield self.text("twins", n=len(posts))
        for post in list(posts)[:MOST_POSTS]:
            new, other = pairs[post].new, pairs[post].other
            told = {"other": self._title(other), "at": self._when(other)}
            yield self.text("twin", title=self._title(new), when=self._when(new), **told)

    def _outside(self, preview: Preview, rows: Iterable[Row]) -> Iterator[str]:
        """Yield that something else in the folder is loaded with it."""
        place = preview.sheet.place
        files = {row.item.entry.place.file for row in rows if row.item is not None}
        if any(file.startswith("posts/calendar.") for file in files - {place}):
            yield "folder"

    def _beside(self, preview: Preview) -> Iterator[str]:
        if preview.beside:
            yield ""
            named = listed(list(preview.beside), self.request.phrases)
            yield self.text("beside", n=len(preview.beside), others=named)

    def may_load(self) -> str:
        """Return who may load sheets from the chat, where the campaign says so."""
        roles = [tell_role(role, self.request.phrases) for role in self.campaign.loads]
        people = [m.name for m in self.campaign.team if m.role in self.campaign.loads and m.name]
        said = {"role": listed(roles, self.request.phrases)}
        named = f" ({listed(people, self.request.phrases)})" if people else ""
        return self.text("not-your-role", who=self.request.who, people=named, **said)

    def _counts(self, rows: Iterable[Row]) -> str:
        """Return how many posts have changed in each way: *2 nuevas, 1 que ya no va*."""
        posts: dict[str, set[str]] = {}
        for row in rows:
            name = "team.sheet.past" if _is_over(row) else f"cli.change.{row.change}"
            posts.setdefault(name, set()).add(row.key.post)
        of = self.request.phrases.text
        return ", ".join(f"{len(those)} {of(name, n=len(those))}" for name, those in posts.items())

    def brought(self, done: Brought) -> str:
        """Return what was loaded, by whom, and where it is now."""
        revision, name = done.revision, done.sheet.name
        number = revision.number if revision is not None else 0
        if done.loaded is None:
            by, at = (revision.loaded_by, revision.loaded_at) if revision else ("", None)
            lines = [self.text("already", file=name, who=by, at=self._moment(at), number=number)]
        else:
            told = self._counts(done.loaded.proposal.plan.touched)
            said = {"who": self.request.who, "file": name, "number": number, "changes": told}
            lines = [self.text("loaded", **said)]
            lines += [self.text("whole", **self.told(one)) for one in done.loaded.problems]
            rows = rows_of(done.loaded.proposal.checked)
            waiting = sum(len(one.waiting) for one in rows if one.file == done.sheet.place)
            lines += [self.text("still-wait", n=waiting)] if waiting else []
        if done.unkept is not None:
            why = done.unkept.strerror or str(done.unkept)
            lines.append(self.text("unkept", place=done.sheet.place, why=why))
        elif done.copy is not None:
            lines.append(self.text("kept-before", place=done.sheet.place, copy=done.copy))
        elif done.loaded is not None:
            lines.append(self.text("kept", place=done.sheet.place))
        return "\n".join(lines)


def _is_over(row: Row) -> bool:
    """Tell whether a post that the calendar has will not go out."""
    return row.state is State.EXPIRED and row.change is not Change.WITHDRAWN


def _nothing(_: Row) -> str:
    return ""
