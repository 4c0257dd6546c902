"""The questions for panels as the team lists them: counted, by how they stand, and as a table."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from campaign.core.questions import Standing, shortened
from campaign.services.conversation import Document, Reply, Turn, saying
from campaign.services.conversation.buttons import clipped, data, short
from campaign.services.conversation.question_words import ANSWER, DECLINE, PUBLISH, TEAM

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from campaign.ports.phrases import Phrases
    from campaign.ports.questions import Outcome, Question
    from campaign.services.conversation import Content
    from campaign.services.team_counter import Request

EXPORT, LIST = "x", "l"
CSV, XLSX = "made:questions.csv", "made:questions.xlsx"
"""By which names the tables are made when they are sent."""

SHOWN = (
    Standing.PENDING,
    Standing.PUBLISHED,
    Standing.ANSWERED,
    Standing.DECLINED,
    Standing.MERGED,
)
"""What the team lists, in this order: what was withdrawn has no words any more."""

MOST_SHOWN = 8
MOST_DECIDED = 4
"""So many of each kind are listed, and can be decided on from the list."""

_COLUMNS = ("n", "panel", "title", "text", "state", "votes", "name", "heard_at", "at", "by")
_TYPES = {
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    CSV: "text/csv",
}


def listed(outcome: Outcome, request: Request, panel: str | None) -> Turn:
    """Return the list of one panel, or the counts of all that have questions."""
    found = outcome.others
    panels = list(dict.fromkeys(question.panel for question in found))
    if panel is None and len(panels) > 1:
        return _counted(found, panels, request)
    chosen = panel or next(iter(panels), None)
    if not found or chosen is None:
        return request.say("question.none")
    return _of_panel(found, chosen, request)


def _counted(found: Sequence[Question], panels: Sequence[str], request: Request) -> Turn:
    known = [panel.id for panel in request.view.panels]
    order = sorted(panels, key=lambda one: known.index(one) if one in known else len(known))
    lines, ways = [], []
    for one in order:
        states = _counts([q for q in found if q.panel == one], request.phrases)
        called = _called(one, request)
        lines.append(request.text("question.counts", panel=called, states=states))
        ways.append((clipped(called), data(TEAM, LIST, short(one))))
    ways.append(_export(request))
    return Turn((Reply("\n".join(lines), tuple(ways)),))


def _counts(found: Sequence[Question], phrases: Phrases) -> str:
    counted = Counter(question.standing for question in found)
    told = [
        phrases.text(f"team.question.of.{one}", n=counted[one]) for one in SHOWN if counted[one]
    ]
    return saying.listed(told, phrases)


def _of_panel(found: Sequence[Question], panel: str, request: Request) -> Turn:
    states = _counts(found, request.phrases)
    lines = [request.text("question.counts", panel=_called(panel, request), states=states)]
    shown: list[int] = []
    for standing in SHOWN:
        those = [question for question in found if question.standing is standing]
        if those:
            lines += ["", request.text(f"question.group.{standing}")]
            lines += [_line(question, request) for question in those[:MOST_SHOWN]]
            shown += [question.id for question in those[:MOST_SHOWN]]
        if len(those) > MOST_SHOWN:
            lines.append(request.text("late-more", n=len(those) - MOST_SHOWN))
    ways = (*_ways(found, request), _export(request))
    return Turn((Reply("\n".join(lines), ways, questions=tuple(shown)),))


def _line(question: Question, request: Request) -> str:
    text = request.text
    pieces = [text("question.line", n=question.id, text=shortened(question.text))]
    pieces += [text("question.line-name", person=question.name)] if question.name else []
    pieces += [text("question.line-at", place=question.heard_at)] if question.heard_at else []
    pieces += [text("question.line-votes", n=question.votes)] if question.votes else []
    pieces += [text("question.line-by", who=question.by)] if question.by else []
    return " ".join(pieces)


def _ways(found: Sequence[Question], request: Request) -> Iterator[tuple[str, str]]:
    """Yield the buttons that decide on the first that wait, and on those with most votes."""
    pending = [one for one in found if one.standing is Standing.PENDING]
    published = [one for one in found if one.standing is Standing.PUBLISHED]
    for question in pending[:MOST_DECIDED]:
        for act, label in ((PUBLISH, "publish"), (DECLINE, "decline")):
            yield _way(act, label, question, request)
    for question in published[:MOST_DECIDED]:
        yield _way(ANSWER, "answer", question, request)


def _way(act: str, label: str, question: Question, request: Request) -> tuple[str, str]:
    said = request.text(f"button.question-{label}-n", n=question.id)
    return said, data(TEAM, act, str(question.id))


def _export(request: Request) -> tuple[str, str]:
    return request.text("button.question-export"), data(TEAM, EXPORT)


def _called(panel_id: str, request: Request) -> str:
    panel = request.view.content.programme.panel(panel_id)
    return saying.row_name(panel, request.phrases) if panel else panel_id


def files(request: Request) -> Turn:
    """Hand out the table, made when it is sent."""
    day = f"{request.view.now.astimezone(request.view.content.campaign.zone):%Y-%m-%d}"
    name = request.text("question.file")
    replies = [
        Reply(
            request.text(f"question.{said}"),
            document=Document(f"{name}-{day}.{made.rpartition('.')[2]}", kind, made=made),
        )
        for (made, kind), said in zip(_TYPES.items(), ("table", "table-csv"), strict=True)
    ]
    return Turn(tuple(replies))


def question_table(
    questions: Sequence[Question], content: Content, phrases: Phrases
) -> tuple[list[str], list[list[object]]]:
    """Return headers and rows, by panel and then by votes; names only where people put them."""
    order = {panel.id: n for n, panel in enumerate(content.programme.panels)}
    headers = [phrases.text(f"team.question.column.{name}") for name in _COLUMNS]
    shown = [one for one in questions if one.standing in SHOWN]
    by_panel = sorted(shown, key=lambda one: order.get(one.panel, len(order)))
    return headers, [_row(one, content, phrases) for one in by_panel]


def _row(one: Question, content: Content, phrases: Phrases) -> list[object]:
    panel = content.programme.panel(one.panel)
    return [
        one.id,
        one.panel,
        panel.title if panel else "",
        one.text,
        phrases.text(f"team.question.state.{one.standing}"),
        one.votes,
        one.name,
        one.heard_at,
        one.at.astimezone(content.campaign.zone),
        one.by,
    ]
