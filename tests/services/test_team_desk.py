"""The team resolves posts in its own chat: who did it is told, and nothing happens twice."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from campaign import channels
from campaign.core.outcomes import Lost
from campaign.languages import Catalogue
from campaign.services.team_messages import TeamMessages
from tests.services.newsroom import CAMPAIGN, newsroom
from tests.services.teamroom import STRANGER, TEAM, Chat, buttons
from tests.services.test_publishing_threads import by_hand

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.services.newsroom import Newsroom

LISTED = CAMPAIGN.replace("name: Rocío}", "name: Rocío, telegram: 31}").replace(
    "channels: [x, telegram]", "channels: [whatsapp]"
)
OPEN = CAMPAIGN.replace("channels: [x, telegram]", "channels: [whatsapp]")
KEY = "aviso/aguas/whatsapp/1"
LINK = "https://wa.example/p/77"


@asynccontextmanager
async def chat(folder: Path, campaign: str = LISTED) -> AsyncIterator[tuple[Newsroom, Chat]]:
    async with newsroom(folder) as room:
        by_hand(room)
        await room.load(campaign=campaign)
        await room.until("2031-05-13T09:01")
        here = Chat(room)
        await here.read()
        yield room, here


async def test_a_link_in_answer_to_the_message_publishes_and_names_who(tmp_path: Path) -> None:
    async with chat(tmp_path) as (room, here):
        (number,) = here.said
        (told,) = await here.answer(number, f"listo {LINK} quedó bien")
        assert "Rocío" in told["text"]
        assert "en WhatsApp" in told["text"]
        one = (await room.newest())[KEY]
        assert one.state == "published"
        assert one.receipt is not None
        assert one.receipt.url == LINK
        history = await room.store.history(KEY)
        assert history[-1].by == "Rocío"


async def test_a_link_is_taken_without_the_full_stop_behind_it(tmp_path: Path) -> None:
    async with chat(tmp_path) as (room, here):
        (number,) = here.said
        await here.answer(number, f"ya está ({LINK}).")
        receipt = (await room.newest())[KEY].receipt
        assert receipt is not None
        assert receipt.url == LINK


async def test_a_link_of_another_network_is_refused_in_words(tmp_path: Path) -> None:
    async with chat(tmp_path) as (room, here):
        (number,) = here.said
        (told,) = await here.answer(number, "ya está: https://t.me/riberas/5")
        assert "es una publicación en Telegram, y esta es en WhatsApp" in told["text"]
        assert (await room.newest())[KEY].state == "needs_person"
        await here.answer(max(here.said), LINK)  # the refusal is answered like the question
        assert (await room.newest())[KEY].state == "published"


async def test_the_button_asks_for_the_link_and_takes_it_in_answer(tmp_path: Path) -> None:
    async with chat(tmp_path) as (room, here):
        first = buttons(next(iter(here.said.values())))
        (asked,) = await here.press(first["Publicado: pegar el enlace"])
        number = max(here.said)
        assert "Rocío" in asked["text"]
        (again,) = await here.answer(number, "ya está")
        assert "https://" in again["text"]
        await here.answer(number, LINK)
        assert (await room.states())[KEY] == "published"


async def test_dropping_is_confirmed_and_a_second_press_says_what_became_of_it(
    tmp_path: Path,
) -> None:
    async with chat(tmp_path) as (room, here):
        first = buttons(next(iter(here.said.values())))
        (sure,) = await here.press(first["No va"])
        assert (await room.states())[KEY] == "needs_person"
        await here.press(buttons(sure)["Sí, no va"])
        assert (await room.states())[KEY] == "cancelled"
        written = len(await room.store.history(KEY))
        for data in (first["No va"], buttons(sure)["Sí, no va"], *first.values()):
            (stale,) = await here.press(data)
            assert "ya no sirve" in stale["text"]
            assert "Rocío" in stale["text"]
        assert len(await room.store.history(KEY)) == written


async def test_an_unconfirmed_post_is_sent_again_after_one_more_question(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        blind = room.channels["telegram"]
        team = TeamMessages(TEAM, Catalogue("es"), frozenset())
        room.tell(team)
        await room.load(campaign=LISTED.replace("[whatsapp]", "[telegram]"))
        blind.script(Lost("timeout"), lands=False)
        await room.until("2031-05-13T10:00")
        here = Chat(room)
        (asked,) = await here.read()
        (sure,) = await here.press(buttons(asked)["Enviar de nuevo"])
        assert "dos veces" in sure["text"]
        await here.press(buttons(sure)["Sí, enviar de nuevo"])
        await here.press(buttons(sure)["Sí, enviar de nuevo"])
        await room.until("2031-05-13T12:00")
        assert (await room.states())["aviso/aguas/telegram/1"] == "published"
        assert len(room.visible("telegram")) == 1


LATE = "\n".join(
    f'- post: nota-{n}\n  when: 2031-05-12 1{n}:00\n  channels: x\n  text: "Nota {n}."'
    for n in range(3)
)


@pytest.mark.parametrize(
    ("label", "sure", "state", "said"),
    [
        ("Que salgan todas", "Sí, que salgan", "planned", "salgan las 3"),
        ("Que no salga ninguna", "Sí, ninguna", "cancelled", "ninguna de las 3"),
    ],
)
async def test_the_team_decides_on_all_that_is_late_with_two_presses(
    tmp_path: Path, label: str, sure: str, state: str, said: str
) -> None:
    async with newsroom(tmp_path) as room:
        room.tell(TeamMessages(TEAM, Catalogue("es"), frozenset()))
        await room.load(campaign=LISTED.replace("[whatsapp]", "[x]"), calendar=LATE)
        room.clock.advance_to(datetime(2031, 5, 13, 15, 0, tzinfo=UTC))
        await room.publisher.work()
        here = Chat(room)
        (asked,) = await here.read()
        (refused,) = await here.press(buttons(asked)[label], who=STRANGER)
        assert "Solo quienes" in refused["text"]
        (question,) = await here.press(buttons(asked)[label])
        assert set((await room.states()).values()) == {"held"}
        (done,) = await here.press(buttons(question)[sure])
        assert set((await room.states()).values()) == {state}
        assert said in done["text"]
        assert (await room.store.history("nota-0/x/1"))[-1].by == "Rocío"
        for data in (buttons(asked)[label], buttons(question)[sure]):
            (again,) = await here.press(data)
            assert "Ya no hay" in again["text"]


async def test_a_decision_written_before_a_death_is_not_made_twice(tmp_path: Path) -> None:
    async with chat(tmp_path) as (room, here):
        await room.decisions.resolve(KEY, "Rocío", LINK, channels.sheets())
        # then it died: the update is unhandled
        written = len(await room.store.history(KEY))
        (told,) = await here.answer(min(here.said), LINK)
        assert "publicada" in told["text"]
        assert len(await room.store.history(KEY)) == written


@pytest.mark.parametrize("data", ["T:d!:1", "T:a!:1", "T:p:1"])
async def test_nobody_else_decides_and_nobody_elsewhere(tmp_path: Path, data: str) -> None:
    async with chat(tmp_path) as (room, here):
        number = (await room.newest())[KEY].id
        pressed = data.replace(":1", f":{number}")
        (told,) = await here.press(pressed, who=STRANGER)
        assert "Solo quienes" in told["text"]
        assert await here.press(pressed, chat=-7) == []
        assert (await room.states())[KEY] == "needs_person"


async def test_a_team_without_accounts_trusts_its_chat(tmp_path: Path) -> None:
    async with chat(tmp_path, OPEN) as (room, here):
        await here.answer(min(here.said), LINK, who=STRANGER)
        assert (await room.newest())[KEY].state == "published"
        assert (await room.store.history(KEY))[-1].by == "Quien"


@pytest.mark.parametrize("data", ["T:", "T:p", "T:z:1", "T:p:x", "T:p:999", "T:p:²"])
async def test_odd_buttons_change_nothing(tmp_path: Path, data: str) -> None:
    async with chat(tmp_path) as (room, here):
        await here.press(data)
        assert (await room.states())[KEY] == "needs_person"
