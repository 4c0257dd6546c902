"""The team approves in its chat what it was shown there: once, by role, and just that version."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from campaign import channels
from campaign.languages import Catalogue
from campaign.services.conversation import LoadedContent
from campaign.services.team_messages import TeamMessages
from campaign.services.team_previews import Previews
from tests.services.newsroom import CALENDAR, CAMPAIGN, PROGRAMME, newsroom
from tests.services.teamroom import STRANGER, TEAM, Chat, buttons

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from campaign.core.deliveries import Key
    from campaign.core.settings import Campaign
    from campaign.services.drafting import Prepared
    from tests.services.newsroom import Newsroom

DESIGN = 33
RULES = (
    CAMPAIGN.replace("name: Rocío}", "name: Rocío, telegram: 31}")
    + "  - {role: diseño, name: Abel, telegram: 33}\napproval: {aviso: prensa}\n"
)
SOON = PROGRAMME.replace("2031-05-27 18:00", "2031-05-20 20:00")
KEYS = ["aviso/aguas/telegram/1", "aviso/aguas/x/1"]


class Gallery:
    """What shows the team what waits, as often as it is started."""

    def __init__(self, room: Newsroom) -> None:
        self.room = room
        self.content = LoadedContent(room.store, room.loader.desk.read)
        self.open()

    def open(self) -> None:
        """Start the program anew: what it told is only in the ledger."""
        labels = {name: sheet.label for name, sheet in channels.sheets().items()}
        team = TeamMessages(TEAM, Catalogue("es"), frozenset(), labels)
        prepared = self.room.loader.prepared
        self.previews = Previews(self.room.store, self.room.clock, self._campaign, team, prepared)

    async def _campaign(self) -> Campaign:
        return (await self.content()).campaign


@asynccontextmanager
async def gallery(
    folder: Path, rules: str = RULES, **changed: str
) -> AsyncIterator[tuple[Newsroom, Chat, Gallery]]:
    async with newsroom(folder) as room:
        await room.load(campaign=rules, **changed)
        await room.until("2031-05-11T12:00")
        yield room, Chat(room), Gallery(room)


async def test_what_waits_is_shown_as_it_goes_out_and_one_tap_approves_it(tmp_path: Path) -> None:
    async with gallery(tmp_path) as (room, here, shown):
        await shown.previews.look()
        (post,) = await here.read()
        assert "Por aprobar (prensa): «aviso» (aviso/aguas) en X (Twitter) y Telegram" in (
            post["text"].replace("Telegram y X (Twitter)", "X (Twitter) y Telegram")
        )
        assert "«Aguas abajo»: martes 20 de mayo" in post["text"]
        assert list(buttons(post)) == ["Aprobar", "Retener"]
        (done,) = await here.tap("Aprobar")
        assert "Aprobado por Rocío" in done["text"]
        assert "mar 13 may, 09:00" in done["text"]
        assert {(await room.states())[key] for key in KEYS} == {"planned"}
        assert [(await room.store.history(key))[-1].by for key in KEYS] == ["Rocío", "Rocío"]


async def test_each_version_is_shown_once_also_after_a_restart(tmp_path: Path) -> None:
    async with gallery(tmp_path) as (room, here, shown):
        await shown.previews.look()
        assert len(await here.read()) == 1
        await shown.previews.look()
        shown.open()
        await shown.previews.look()
        assert await here.read() == []
        calendar = CALENDAR.replace(
            'text: "«{{ panel.title }}»', 'text: "Ven a «{{ panel.title }}»'
        )
        await room.load(calendar=calendar)
        await shown.previews.look()
        (again,) = await here.read()
        assert "Ven a «Aguas abajo»" in again["text"]


async def test_a_button_approves_only_what_was_shown(tmp_path: Path) -> None:
    async with gallery(tmp_path) as (room, here, shown):
        await shown.previews.look()
        await here.read()
        old = max(here.said)
        await room.load(programme=PROGRAMME.replace("Aguas abajo", "Aguas arriba"))
        (told,) = await here.tap("Aprobar", below=old)
        assert "no aprobé nada" in told["text"] or "ya no sirve" in told["text"]
        assert {(await room.states())[key] for key in KEYS} == {"waiting"}
        await shown.previews.look()
        (fresh,) = await here.read()
        assert "Aguas arriba" in fresh["text"]
        await here.tap("Aprobar")
        assert {(await room.states())[key] for key in KEYS} == {"planned"}


async def test_a_second_tap_and_one_after_a_death_say_who_approved(tmp_path: Path) -> None:
    async with gallery(tmp_path) as (room, here, shown):
        await shown.previews.look()
        await here.read()
        await room.decisions.approve(KEYS, "Rocío", "prensa")  # then it died
        written = len(await room.store.history(KEYS[0]))
        for _ in range(2):
            (told,) = await here.tap("Aprobar", below=500)
            assert "Ya la había aprobado Rocío" in told["text"]
        assert len(await room.store.history(KEYS[0])) == written


async def test_only_the_role_approves_and_only_the_team_presses(tmp_path: Path) -> None:
    async with gallery(tmp_path) as (room, here, shown):
        await shown.previews.look()
        await here.read()
        (told,) = await here.tap("Aprobar", who=DESIGN, below=500)
        assert "esto lo aprueba el rol prensa (Rocío)" in told["text"]
        (told,) = await here.tap("Aprobar", who=STRANGER, below=500)
        assert "Solo quienes" in told["text"]
        data = buttons(here.said[500])["Aprobar"]
        for told in await here.press(data, chat=-7, number=500):
            assert "Aprobado" not in told["text"]
        assert {(await room.states())[key] for key in KEYS} == {"waiting"}


async def test_a_team_without_accounts_is_told_how_to_approve(tmp_path: Path) -> None:
    rules = CAMPAIGN + "approval: {aviso: prensa}\n"
    async with gallery(tmp_path, rules) as (room, here, shown):
        await shown.previews.look()
        await here.read()
        (told,) = await here.tap("Aprobar")
        assert "La tuya es 31" in told["text"]
        assert {(await room.states())[key] for key in KEYS} == {"waiting"}


async def test_what_is_held_says_by_whom_and_is_released_again(tmp_path: Path) -> None:
    async with gallery(tmp_path) as (room, here, shown):
        await shown.previews.look()
        await here.read()
        (held,) = await here.tap("Retener", who=DESIGN)
        assert "Retenido por Abel" in held["text"]
        assert {(await room.states())[key] for key in KEYS} == {"held"}
        (again,) = await here.tap("Retener", below=500)
        assert "Retenido por Abel" in again["text"]
        (done,) = await here.tap("Aprobar", below=500)
        assert "Sigue retenida" in done["text"]
        (free,) = await here.press(buttons(held)["Soltar"])
        assert "Rocío lo soltó" in free["text"]
        assert {(await room.states())[key] for key in KEYS} == {"planned"}


LIVE = RULES.replace("{aviso: prensa}", "{en-vivo: prensa}")


async def test_below_a_cancelled_post_it_is_said_who_cancelled_it_and_why(tmp_path: Path) -> None:
    async with gallery(tmp_path) as (room, here, shown):
        await shown.previews.look()
        await here.read()
        below = max(here.said)
        await room.decisions.cancel(["aviso/aguas"], "Abel", "se repite")
        for label in ("Aprobar", "Retener"):
            (told,) = await here.tap(label, below=below)
            assert "ya no sale: cancelada por Abel: se repite." in told["text"]
            assert "no aprobé nada" not in told["text"]


@pytest.mark.parametrize("key", KEYS)
async def test_of_a_post_that_is_cancelled_on_one_channel_the_reason_of_that_is_said(
    tmp_path: Path, key: str
) -> None:
    async with gallery(tmp_path) as (room, here, shown):
        await shown.previews.look()
        await here.read()
        below = max(here.said)
        await room.decisions.cancel([key], "Abel", "se repite")
        (told,) = await here.tap("Aprobar", below=below)
        assert "ya no sale: cancelada por Abel: se repite." in told["text"]


async def test_a_text_that_needs_a_fact_is_approved_with_its_gap(tmp_path: Path) -> None:
    async with gallery(tmp_path, LIVE) as (room, here, shown):
        await room.until("2031-05-14T12:00")
        await shown.previews.look()
        (post,) = await here.read()
        assert "Ya comenzó «Aguas abajo»: ⟨el enlace de la transmisión⟩" in post["text"]
        assert "falta el enlace de la transmisión (aguas)" in post["text"]
        assert "la aprobación sigue valiendo" in post["text"]
        (done,) = await here.tap("Aprobar")
        assert "Además falta el enlace de la transmisión" in done["text"]
        await room.until("2031-05-20T18:01")
        await room.learn("aguas", "stream", "https://video.example/a")
        await shown.previews.look()
        assert all("en-vivo/orillas" in post["text"] for post in await here.read())
        await room.until("2031-05-20T18:02")
        assert room.visible("x")[-1] == "Ya comenzó «Aguas abajo»: https://video.example/a"


async def test_a_text_whose_fact_came_before_the_approval_is_shown_again(tmp_path: Path) -> None:
    async with gallery(tmp_path, LIVE) as (room, here, shown):
        await room.until("2031-05-20T17:00")
        await shown.previews.look()
        await here.read()
        old = max(here.said)
        await room.learn("aguas", "stream", "https://video.example/a")
        (told,) = await here.tap("Aprobar", below=old)
        assert "no aprobé nada" in told["text"]
        await shown.previews.look()
        (post,) = await here.read()
        assert "Ya comenzó «Aguas abajo»: https://video.example/a" in post["text"]
        await here.tap("Aprobar")
        assert (await room.states())["en-vivo/aguas/x/1"] == "planned"


async def test_what_only_changed_its_time_is_one_message_and_one_tap(tmp_path: Path) -> None:
    async with gallery(tmp_path, programme=SOON) as (room, here, shown):
        await shown.previews.look()
        first = await here.read()
        assert len(first) == 2
        await room.decisions.approve(["*"], "Rocío", "prensa")
        moved = SOON.replace("18:00", "18:30").replace("20:00", "20:30")
        await room.load(programme=moved)
        await shown.previews.look()
        (listed,) = await here.read()
        assert "2 publicaciones ya estaban aprobadas y solo cambia su hora" in listed["text"]
        assert "18:00" in listed["text"]
        assert "18:30" in listed["text"]
        shown.open()
        await shown.previews.look()
        assert await here.read() == []
        number = max(here.said)
        (done,) = await here.tap("Aprobar las 2")
        assert "Aprobado por Rocío, 2 publicaciones" in done["text"]
        states = await room.states()
        assert {states[key] for key in states if key.startswith("aviso/")} == {"planned"}
        (again,) = await here.tap("Aprobar las 2", below=number)
        assert "Ya no hay" in again["text"]
        await shown.previews.look()
        assert await here.read() == []


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (
            {"programme": PROGRAMME.replace("2031-05-20 18:00", "2031-05-20 18:10")},
            "Cambió una hora o un día: 18:00\u00a0h. → 18:10\u00a0h.",
        ),
        ({"programme": PROGRAMME.replace("Aguas abajo", "Aguas arriba")}, "Cambió su texto."),
    ],
)
async def test_what_is_to_be_approved_again_says_so_and_what_changed(
    tmp_path: Path, changed: dict[str, str], told: str
) -> None:
    async with gallery(tmp_path) as (room, here, shown):
        await shown.previews.look()
        await here.read()
        await here.tap("Aprobar")
        await room.load(**changed)
        await shown.previews.look()
        (again,) = await here.read()
        assert again["text"].startswith("Por aprobar otra vez (prensa): «aviso»")
        assert f"La había aprobado Rocío. {told}\n\n" in again["text"]


async def test_a_list_that_changed_is_shown_anew_and_not_approved(tmp_path: Path) -> None:
    async with gallery(tmp_path, programme=SOON) as (room, here, shown):
        await room.decisions.approve(["*"], "Rocío", "prensa")
        moved = SOON.replace("18:00", "18:30").replace("20:00", "20:30")
        await room.load(programme=moved)
        await shown.previews.look()
        await here.read()
        number = max(here.said)
        await room.load(programme=moved.replace("20:30", "20:45"))
        (told,) = await here.tap("Aprobar las 2", below=number)
        assert "no aprobé nada" in told["text"]
        assert "20:45" in told["text"]
        assert "planned" not in {s for k, s in (await room.states()).items() if "aviso" in k}
        await here.tap("Aprobar las 2")
        states = await room.states()
        assert {states[key] for key in states if key.startswith("aviso/")} == {"planned"}


async def test_what_cannot_be_shown_is_not_tried_again_before_another_plan(tmp_path: Path) -> None:
    async with gallery(tmp_path, LIVE) as (room, here, _shown):
        await room.until("2031-05-14T12:00")
        asked: list[int] = []

        async def nothing() -> dict[Key, Prepared]:
            asked.append(1)
            return {}

        content = LoadedContent(room.store, room.loader.desk.read)

        async def campaign() -> Campaign:
            return (await content()).campaign

        team = TeamMessages(TEAM, Catalogue("es"), frozenset())
        previews = Previews(room.store, room.clock, campaign, team, nothing)
        for _ in range(3):
            await previews.look()
        assert len(asked) == 1
        await room.load(programme=PROGRAMME.replace("Aguas abajo", "Aguas arriba"))
        await previews.look()
        assert len(asked) == 2
        assert await here.read() == []
