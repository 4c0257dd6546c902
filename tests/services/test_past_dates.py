"""No card says a date that is past when it goes out, or invites to what has begun."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from campaign.cards import LAYOUTS
from campaign.languages import Catalogue
from campaign.services.listing import tell_problem
from tests.services.newsroom import PROGRAMME, newsroom

if TYPE_CHECKING:
    from pathlib import Path

    from campaign.core.problems import Problem

SPEAKERS = PROGRAMME.replace(
    "    start: 2031-05-20 18:00\n",
    "    start: 2031-05-20 18:00\n    minutes: 90\n"
    "    speakers:\n      - {id: ana, name: Ana Luísa Prado}\n",
)


def entry(when: str, subject: str, layout: str, **more: str) -> str:
    fields = {"for": subject, "when": when, "channels": "all", "card": layout, **more}
    rows = "".join(f"  {name}: {value}\n" for name, value in fields.items() if value)
    return (
        f"- post: aviso\n{rows}  text: Aguas abajo y Ana Luísa Prado, el 20 de mayo a las 18:00\n"
    )


async def found(folder: Path, calendar: str, programme: str = SPEAKERS) -> list[Problem]:
    async with newsroom(folder) as room:
        room.files["posts/calendar.yaml"] = calendar.encode()
        room.files["posts/programme.yaml"] = programme.encode()
        checked = (await room.loader.propose(room.files)).checked
    for item in checked.prepared:
        due, card = item.draft.due, item.card
        if card is not None and card.when is not None and due is not None:
            for day, begins in (("20 de mayo", "2031-05-20 18:00"), ("27", "2031-05-27 18:00")):
                past = f"{due.local:%Y-%m-%d %H:%M}" >= begins
                assert day not in card.when or not past or ":" not in card.when
    return [p for p in checked.problems if p.code in {"card-date-past", "after-event"}]


@pytest.mark.parametrize(
    ("when", "severity"),
    [
        ("2031-05-20 17:59", None),
        ("start", "warning"),
        ("start + 10m", "warning"),
        ("2031-05-20 19:29", "warning"),
        ("end", "error"),
        ("2031-06-02 10:00", "error"),
    ],
)
@pytest.mark.parametrize(("subject", "layout"), [("aguas", "announcement"), ("ana", "speaker")])
async def test_a_card_of_a_panel_goes_out_before_it_begins(
    tmp_path: Path, subject: str, layout: str, when: str, severity: str | None
) -> None:
    told = await found(tmp_path, entry(when, subject, layout))
    assert [(p.code, p.severity) for p in told] == ([("card-date-past", severity)] * bool(severity))
    for problem in told:
        assert str(problem.place) == "posts/calendar.yaml:3"
        assert problem.params["panel"] == "aguas"
        for language, day in (("es", "20 may"), ("en", "20 May")):
            assert day in tell_problem(problem, Catalogue(language), "message")
            assert tell_problem(problem, Catalogue(language), "hint")


@pytest.mark.parametrize(
    ("when", "severity"),
    [
        ("2031-05-19 10:00", None),
        ("2031-05-21 10:00", None),
        ("2031-05-27 17:59", None),
        ("2031-05-27 18:30", "warning"),
        ("2031-05-28 10:00", "error"),
    ],
)
@pytest.mark.parametrize("layout", sorted({"announcement", "overview"} & LAYOUTS))
async def test_the_card_of_the_series_goes_out_while_something_is_to_come(
    tmp_path: Path, layout: str, when: str, severity: str | None
) -> None:
    told = await found(tmp_path, entry(when, "", layout))
    assert [str(problem.severity) for problem in told] == [severity] * bool(severity)
    cancelled = SPEAKERS.replace("title: Aguas abajo\n", "title: Aguas abajo\n    cancelled: yes\n")
    left = await found(tmp_path / "b", entry(when, "", layout), cancelled)
    assert [str(problem.severity) for problem in left] == [severity] * bool(severity)
    open_ = SPEAKERS + "  - {id: cierre, title: Cierre, window: en junio}\n"
    assert await found(tmp_path / "c", entry(when, "", layout), open_) == []


@pytest.mark.parametrize("layout", ["live", "quote"])
async def test_cards_without_a_date_go_out_at_any_time(tmp_path: Path, layout: str) -> None:
    calendar = entry("start + 5m", "panels" if layout == "live" else "quotes", layout)
    quotes = "quotes:\n  - {id: q, text: El río no espera, panel: aguas}\n"
    assert await found(tmp_path, calendar, SPEAKERS + quotes) == []


async def test_a_panel_that_a_fact_moves_forward_is_seen(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        calendar = entry("2031-05-19 10:00", "aguas", "announcement")
        room.files["posts/programme.yaml"] = SPEAKERS.encode()
        await room.load(calendar=calendar)
        loaded = await room.learn("aguas", "start", "2031-05-18T18:00-05:00")
        codes = [p.code for p in loaded.proposal.checked.problems]
    assert "card-date-past" in codes
