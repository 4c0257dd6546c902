"""No card says «en vivo» when nothing is on, or gives thanks for what is still to come."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from campaign.languages import Catalogue
from campaign.services.listing import tell_problem
from tests.services.newsroom import PROGRAMME, newsroom

if TYPE_CHECKING:
    from pathlib import Path

    from campaign.core.problems import Problem

SOMEDAY = "  - {id: cierre, title: Cierre, window: en junio}\n"
OFF = "  - {id: salto, title: Salto, start: 2031-05-22 18:00, cancelled: yes}\n"


async def found(folder: Path, when: str, subject: str, layout: str) -> list[Problem]:
    fields = {"for": subject, "when": when, "channels": "all", "card": layout, "repeat": "yes"}
    rows = "".join(f"  {name}: {value}\n" for name, value in fields.items() if value)
    async with newsroom(folder) as room:
        room.files["posts/calendar.yaml"] = f"- post: aviso\n{rows}  text: ¡Al fin!\n".encode()
        room.files["posts/programme.yaml"] = (PROGRAMME + SOMEDAY + OFF).encode()
        checked = (await room.loader.propose(room.files)).checked
    told = [p for p in checked.problems if p.code == "card-untrue"]
    assert ("aviso" in checked.bad) == any(p.is_error for p in told)
    return told


@pytest.mark.parametrize(
    ("when", "subject", "because"),
    [
        ("start", "aguas", None),
        ("start + 59m", "aguas", None),
        ("2031-05-20 17:59", "aguas", "live"),
        ("end", "aguas", "live"),
        ("start + 3d 12:00", "aguas", "live"),
        ("start - 2d 15:00", "aguas", "live"),
        ("start + 5m", "", ""),
        ("2031-06-20 18:00", "cierre", None),
        ("2031-05-24 18:00", "salto", None),
        ("started", "panels", None),
    ],
)
async def test_what_is_live_is_under_way(
    tmp_path: Path, when: str, subject: str, because: str | None
) -> None:
    told = await found(tmp_path, when, subject, "live")
    assert [p.params.get("because", "") for p in told] == [because] * (because is not None)
    for problem in told:
        assert str(problem.place) == f"posts/calendar.yaml:{3 if subject else 4}"
        for language in ("es", "en"):
            said = tell_problem(problem, Catalogue(language), "message")
            assert "aviso" in said
            assert bool(because) == ("20 may" in said.lower()), said
            assert tell_problem(problem, Catalogue(language), "hint")


@pytest.mark.parametrize(
    ("when", "keeps"), [("2031-05-20 17:00", False), ("2031-05-20 16:59", True), ("end", True)]
)
async def test_a_card_a_little_early_is_worth_a_look_and_no_more(
    tmp_path: Path, when: str, *, keeps: bool
) -> None:
    (told,) = await found(tmp_path, when, "aguas", "live")
    assert told.is_error == keeps


@pytest.mark.parametrize("layout", ["note", "recording", "thanks"])
@pytest.mark.parametrize(
    ("when", "subject", "wrong"),
    [
        ("start - 3d", "aguas", True),
        ("2031-05-20 17:59", "aguas", True),
        ("start", "aguas", False),
        ("end + 1d", "panels", False),
        ("2031-05-12 10:00", "cierre", False),
        ("2031-05-12 10:00", "salto", False),
        ("start - 3d", "", False),
    ],
)
async def test_what_comes_after_a_panel_does_not_come_before_it(
    tmp_path: Path, layout: str, when: str, subject: str, *, wrong: bool
) -> None:
    told = await found(tmp_path, when, subject, layout)
    assert [str(p.place) for p in told] == ["posts/calendar.yaml:3"] * wrong
    for problem in told:
        for language in ("es", "en"):
            said = tell_problem(problem, Catalogue(language), "message")
            assert "20 may" in said.lower(), said
            assert "aguas" in said
            assert layout in said


async def test_a_panel_that_begins_early_is_live_before_its_hour(tmp_path: Path) -> None:
    calendar = (
        "- {post: ya, for: aguas, when: started, channels: all, card: live, text: ¡Ya!}\n"
        "- {post: gracias, for: aguas, when: ended + 5m, channels: all, card: thanks, text: ¡Oh!}\n"
    )
    async with newsroom(tmp_path) as room:
        await room.load(calendar=calendar)
        await room.learn("aguas", "started", "2031-05-20T17:40-05:00")
        loaded = await room.learn("aguas", "ended", "2031-05-20T17:50-05:00")
        codes = [p.code for p in loaded.proposal.checked.problems]
    assert "card-untrue" not in codes


@pytest.mark.parametrize("when", ["started", "start", "start + 10m"])
@pytest.mark.parametrize(
    ("expires", "because"),
    [
        ("", None),
        ("end", None),
        ("start + 30m", None),
        ("ended", None),
        ("end + 1m", "live"),
        ("end + 1d 12:00", "live"),
        ("never", "live-never"),
    ],
)
async def test_what_is_live_may_not_go_out_when_it_is_over(
    tmp_path: Path, when: str, expires: str, because: str | None
) -> None:
    entry = f"- {{post: aviso, for: aguas, when: {when}, channels: x, card: live, text: ¡Al fin!"
    more = f", expires: {expires}" if expires else ""
    async with newsroom(tmp_path) as room:
        room.files["posts/calendar.yaml"] = f"{entry}{more}}}\n".encode()
        room.files["posts/programme.yaml"] = PROGRAMME.encode()
        checked = (await room.loader.propose(room.files)).checked
    told = [p for p in checked.problems if p.code == "card-outlived"]
    assert [p.params["because"] for p in told] == [because] * (because is not None)
    for problem in told:
        assert not problem.is_error
        for language, live in (("es", "En vivo"), ("en", "Live")):
            said = tell_problem(problem, Catalogue(language), "message")
            assert live in said
            assert "19:00" in said  # until when it is on
            assert "`expires: end`" in tell_problem(problem, Catalogue(language), "hint")
