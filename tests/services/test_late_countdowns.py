"""A post that says how long it is until something does not go out when that is not true."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from campaign.core.problems import Code
from campaign.core.reasons import Reason
from campaign.languages import Catalogue
from campaign.services.listing import EXPIRED_WAITING, reason_of
from tests.services.newsroom import newsroom

if TYPE_CHECKING:
    from pathlib import Path

BACK = datetime(2031, 5, 20, 22, 48, tzinfo=UTC)
"""Twelve minutes before the panel of Bogotá at 18:00."""


def soon(text: str, more: str = "") -> str:
    head = "- post: pronto\n  for: aguas\n  when: start - 1h\n  channels: [x]\n"
    return f'{head}  text: "{text}"\n{more}'


def at(when: str, text: str, expires: str) -> str:
    return f"- {{post: p, when: {when}, channels: [x], text: '{text}', expires: {expires}}}\n"


@pytest.mark.parametrize(
    ("calendar", "said"),
    [
        (soon("Falta una hora para «{{ panel.title }}»."), "Falta una hora"),
        (soon("En 60 minutos nos vemos."), "En 60 minutos"),
        (soon("A las {{ panel.time }}, «{{ panel.title }}»."), None),
        (soon("Falta una hora.", "  expires: start\n"), None),
        (
            "- {post: p, when: 2031-05-20 16:59, channels: [x], text: En una hora partimos}\n",
            "En una hora",
        ),
        (
            "- {post: p, when: 2031-05-19 17:00, channels: [x], text: 'Mañana, aguas.'}\n",
            "Mañana",
        ),
    ],
)
async def test_only_what_is_still_true_goes_out_late(
    tmp_path: Path, calendar: str, said: str | None
) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=calendar)
        room.clock.advance_to(BACK)
        while await room.publisher.work():
            pass
        (one,) = (await room.newest()).values()
    assert one.state == ("published" if said is None else "expired")
    if said is not None:
        assert f"«{said}»" in reason_of(one, Catalogue("es"))


async def test_what_waits_for_a_fact_does_not_wait_longer_than_it_is_true(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=soon("Falta una hora: {{ panel.stream }}", "  needs: [stream]\n"))
        await room.until("2031-05-20T17:30")
        await room.learn("aguas", "stream", "https://example.org/vivo")
        await room.until("2031-05-20T17:40")
        (one,) = (await room.newest()).values()
        assert (one.state, room.visible()) == ("expired", [])


async def test_what_still_waits_for_a_fact_says_which(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=soon("Falta una hora: {{ panel.stream }}", "  needs: [stream]\n"))
        await room.until("2031-05-20T17:30")
        (one,) = (await room.newest()).values()
        assert one.state == "expired"
        assert Reason.stored(one.reason).id == EXPIRED_WAITING


async def test_every_part_of_a_thread_says_with_which_words_it_expired(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        parts = ("Trae tu pregunta.", "Faltan 2 horas y media.", "Ya casi.")
        await room.load(calendar=soon("\\n===\\n".join(parts)))
        room.clock.advance_to(BACK)
        while await room.publisher.work():
            pass
        found = (await room.newest()).values()
    reasons = [reason_of(one, Catalogue("es")) for one in found]
    assert len(reasons) == 3
    assert all("«Faltan 2 horas y media»" in reason for reason in reasons)


@pytest.mark.parametrize(
    ("more", "text", "countdown"),
    [
        ("", "Falta media hora.", "Falta media hora"),
        ("", "A las {{ panel.time }}.", None),
        ("  expires: start\n", "Falta media hora.", None),
    ],
)
async def test_a_change_of_the_text_changes_the_words_that_end_it(
    tmp_path: Path, more: str, text: str, countdown: str | None
) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=soon("Falta una hora."))
        await room.load(calendar=soon(text, more))
        (one,) = (await room.newest()).values()
        assert one.countdown == countdown


async def test_a_moved_panel_moves_the_end_of_its_countdown(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=soon("Falta una hora."))
        await room.learn("aguas", "delay", "30")
        await room.until("2031-05-20T17:40")
        assert room.visible() == ["Falta una hora."]


@pytest.mark.parametrize(
    ("calendar", "warned"),
    [
        (soon("Falta una hora.", "  expires: start\n"), ["Falta una hora"]),
        (soon("Falta una hora.", "  expires: never\n"), ["Falta una hora"]),
        (soon("Falta una hora.", "  expires: start - 50m\n"), []),
        (soon("Falta una hora."), []),
        (soon("A las {{ panel.time }} partimos.", "  expires: start\n"), []),
        (at("2031-05-19 9:00", "Mañana.", "2031-05-19 23:59"), []),
        (at("2031-05-19 9:00", "Mañana.", "2031-05-20 12:00"), ["Mañana"]),
        (at("2031-06-19 9:00", "Hoy va la nota.", "never"), []),
    ],
)
async def test_check_warns_where_a_countdown_may_go_out_untrue(
    tmp_path: Path, calendar: str, warned: list[str]
) -> None:
    async with newsroom(tmp_path) as room:
        problems = (await room.load(calendar=calendar)).proposal.checked.problems
    found = [p for p in problems if p.code is Code.COUNTDOWN_UNGUARDED]
    assert [p.params["value"] for p in found] == warned
