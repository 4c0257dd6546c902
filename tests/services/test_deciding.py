"""What a person decides, beside a publisher and other people who change the same rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest

from campaign import channels
from campaign.core.addresses import address_of
from campaign.core.deliveries import State
from campaign.core.errors import (
    ChangedMeanwhile,
    MayBeOut,
    NeedsNoApproval,
    NotAllowed,
    NotAnAddress,
    NotApprovable,
    UnknownDelivery,
)
from campaign.core.outcomes import Handed, Lost, Refused
from campaign.core.settings import Campaign, TeamMember
from campaign.languages import Catalogue
from campaign.services.approving import awaiting, moved_only
from campaign.services.deciding import Decisions, acting_role
from campaign.services.listing import reason_of
from campaign.testing import FakeChannel
from tests.contracts.ledger_values import change, new
from tests.services.newsroom import CALENDAR, newsroom
from tests.services.test_publishing_threads import THREAD

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from campaign.core.outcomes import Outcome
    from campaign.ports.ledger import Ledger, Snapshot
    from campaign.store.store import Store

SHEETS = channels.sheets()
DAY = "2031-05-13"
APPROVAL = "approval: {aviso: prensa}\n"
AGUAS = ["aviso/aguas/telegram/1", "aviso/aguas/x/1"]
ORILLAS = ["aviso/orillas/telegram/1", "aviso/orillas/x/1"]
TWO_ROLES = "  - {role: diseño}\napproval: {aviso: prensa, en-vivo: diseño}\n"


class Restless:
    """A ledger in which something happens after each of the first ``times`` looks."""

    def __init__(self, store: Store, happens: Callable[[], Awaitable[object]], times: int) -> None:
        self._store, self._happens, self._times = store, happens, times

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    async def snapshot(self) -> Snapshot:
        """Return what will be out of date at once."""
        seen = await self._store.snapshot()
        if self._times:
            self._times -= 1
            await self._happens()
        return seen


async def test_approving_again_leaves_a_post_on_its_way_alone(tmp_path: Path) -> None:
    async with newsroom(tmp_path, APPROVAL) as room:
        await room.load()
        await room.decisions.approve(["aviso"], "Rocío", "prensa")
        told: list[object] = []

        class Approving(FakeChannel):
            async def publish(self, *args: object) -> Outcome:  # type: ignore[override]
                keys = ["aviso/orillas", "aviso/aguas"]
                told.extend(await room.decisions.approve(keys, "Rocío", "prensa"))
                return await FakeChannel.publish(self, *args)  # type: ignore[arg-type]

        approving = Approving(room.channels["telegram"].sheet, room.clock.now)
        room.work_with(channels={"telegram": approving})
        await room.until(f"{DAY}T09:00")
        sent = (await room.newest())["aviso/aguas/telegram/1"]
        assert sent.state == "published"
        assert sent.receipt is not None
        assert told


async def test_approving_twice_changes_nothing(tmp_path: Path) -> None:
    async with newsroom(tmp_path, APPROVAL) as room:
        await room.load()
        await room.decisions.approve(["aviso"], "Rocío", "prensa")
        before = await room.newest()
        found = await room.decisions.approve(["aviso"], "Rocío", "prensa")
        assert len(found) == 4
        assert await room.newest() == before


async def test_everything_is_what_the_role_may_approve(tmp_path: Path) -> None:
    async with newsroom(tmp_path, TWO_ROLES) as room:
        await room.load()
        found = await room.decisions.approve(["*"], "Rocío", "prensa")
        assert {d.entry for d in found} == {"aviso"}
        with pytest.raises(NotAllowed):
            await room.decisions.approve(["en-vivo"], "Rocío", "prensa")


async def test_what_is_out_is_not_approved(tmp_path: Path) -> None:
    async with newsroom(tmp_path, APPROVAL) as room:
        await room.load()
        await room.decisions.approve(["aviso"], "Rocío", "prensa")
        await room.until(f"{DAY}T09:00")
        with pytest.raises(NotApprovable):
            await room.decisions.approve(["aviso/aguas/x/1"], "Rocío", "prensa")


async def test_a_decision_is_made_again_when_the_ledger_changed(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()

        async def fact() -> None:
            facts = len((await room.store.snapshot()).facts)
            await room.learn("aguas", "stream", f"https://rio.example/{facts}")

        ledger = cast("Ledger", Restless(room.store, fact, times=1))
        await Decisions(ledger, room.clock).hold(["en-vivo/aguas"], "Rocío", "espera")
        assert (await room.states())["en-vivo/aguas/x/1"] == "held"


async def test_a_ledger_that_never_rests_is_told_to_the_person(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()

        async def turn() -> None:
            key = ["aviso/aguas/x/1"]
            held = (await room.states())[key[0]] == "held"
            await (room.decisions.release(key, "Tomás") if held else held_by(key))

        async def held_by(key: list[str]) -> None:
            await room.decisions.hold(key, "Tomás", "dudas")

        ledger = cast("Ledger", Restless(room.store, turn, times=99))
        with pytest.raises(ChangedMeanwhile):
            await Decisions(ledger, room.clock).cancel(["aviso"], "Rocío", "sobra")


async def test_a_text_that_changed_meanwhile_is_not_approved(tmp_path: Path) -> None:
    async with newsroom(tmp_path, APPROVAL) as room:
        await room.load()

        async def edit() -> None:
            await room.load(calendar=CALENDAR.replace("{{ panel.when }}.", "¡Vengan todos!"))

        ledger = cast("Ledger", Restless(room.store, edit, times=1))
        with pytest.raises(ChangedMeanwhile):
            await Decisions(ledger, room.clock).approve(["aviso"], "Rocío", "prensa")
        newest = await room.newest()
        assert newest["aviso/aguas/x/1"].approved_by is None


async def test_an_address_is_that_of_one_post(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        for channel in room.channels.values():
            channel.script(Lost("timeout"), lands=True)
        await room.until(f"{DAY}T09:00")
        link = "https://x.com/i/status/9"
        with pytest.raises(UnknownDelivery):
            await room.decisions.resolve("aviso", "Rocío", link, SHEETS)
        with pytest.raises(NotAnAddress):
            await room.decisions.resolve("aviso/aguas/x/1", "Rocío", "foo", SHEETS)
        with pytest.raises(NotApprovable):
            await room.decisions.resolve("aviso/orillas/x/1", "Rocío", link, SHEETS)
        assert (await room.states())["aviso/aguas/x/1"] == "unknown"


@pytest.mark.parametrize(
    ("url", "answered"),
    [("https://t.me/c/1/5", "5"), ("https://t.me/rio/77?single", "77")],
)
async def test_a_thread_goes_on_behind_a_post_that_a_person_found(
    tmp_path: Path, url: str, answered: str
) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=THREAD)
        room.channels["telegram"].script(Lost("timeout"), lands=True)
        await room.until(f"{DAY}T09:30")
        await room.decisions.resolve("hilo/aguas/telegram/1", "Rocío", url, SHEETS)
        await room.until(f"{DAY}T10:30")
        posts = room.channels["telegram"].posts
        assert [p.payload.reply_to for p in posts] == [None, answered, posts[1].remote_id]


@pytest.mark.parametrize("behind", [".", ",", "!", ").", "»", "”.", "?)", "…", ":"])
def test_what_a_sentence_puts_behind_an_address_is_no_part_of_it(behind: str) -> None:
    assert address_of(f" https://t.me/barrio/5{behind}") == "https://t.me/barrio/5"


def test_a_bracket_that_an_address_opens_is_its_own() -> None:
    url = "https://example.org/wiki/Pan_(masa)"
    assert address_of(f"({url}).".removeprefix("(")) == url


@pytest.mark.parametrize(
    "url", ["", "foo", "x.com/i/status/1", "https://.", "ftp://a/1", "https://", "http:// a"]
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(NotAnAddress):
        address_of(url)


def test_a_role_is_that_of_whom_the_team_names() -> None:
    team = (TeamMember("prensa", "Rocío"), TeamMember("diseño", None))
    campaign = Campaign("voces", "Voces", "America/Bogota", team=team)
    assert acting_role(campaign, "Rocío") == "prensa"
    assert acting_role(campaign, "Nadie") is None
    assert acting_role(campaign, "Nadie", "prensa") is None
    assert acting_role(campaign, "Rocío", "prensa") == "prensa"
    assert acting_role(campaign, "ROCÍO") == "prensa"
    assert acting_role(campaign, "rocío", "prensa") == "prensa"
    assert acting_role(campaign, "rocío", "diseño") == "diseño"
    assert acting_role(campaign, "Nadie", "diseño") == "diseño"
    assert acting_role(campaign, "Nadie", "sonido") == "sonido"


async def test_somebody_with_two_roles_approves_in_both(tmp_path: Path) -> None:
    async with newsroom(tmp_path, TWO_ROLES) as room:
        await room.load()
        found = await room.decisions.approve(["*"], "Rocío", "prensa", "diseño")
        assert {d.entry for d in found} == {"aviso", "en-vivo"}


@pytest.mark.parametrize(
    ("key", "keys"),
    [
        ("aviso/aguas", ["aviso/aguas/telegram/1", "aviso/aguas/x/1"]),
        ("aviso/aguas/x", ["aviso/aguas/x/1"]),
        ("aviso/", ["aviso/aguas/telegram/1", "aviso/aguas/x/1", *ORILLAS]),
        ("*/orillas", [*ORILLAS, "en-vivo/orillas/telegram/1", "en-vivo/orillas/x/1"]),
        ("aviso/*/x/1", ["aviso/aguas/x/1", "aviso/orillas/x/1"]),
    ],
)
async def test_the_beginning_of_a_key_names_all_that_begin_so(
    tmp_path: Path, key: str, keys: list[str]
) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        held = await room.decisions.hold([key], "Rocío", "dudas")
        assert sorted(str(d.key) for d in held) == keys


async def test_the_beginning_of_a_word_names_nothing(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        with pytest.raises(UnknownDelivery):
            await room.decisions.hold(["avi"], "Rocío", "dudas")


async def test_what_needs_no_approval_says_so(tmp_path: Path) -> None:
    async with newsroom(tmp_path, APPROVAL) as room:
        await room.load()
        with pytest.raises(NeedsNoApproval):
            await room.decisions.approve(["en-vivo/aguas/x/1"], "Rocío", "prensa")


async def test_what_changed_only_its_time_is_told_from_the_rest(tmp_path: Path) -> None:
    async with newsroom(tmp_path, APPROVAL) as room:
        await room.load()
        await room.decisions.approve(["aviso"], "Rocío", "prensa")
        await room.learn("orillas", "start", "2031-05-28T18:30:00-05:00")
        await room.learn("aguas", "title", "Aguas arriba")
        snapshot = await room.store.snapshot()
        waiting = awaiting(snapshot)
        moved = moved_only(snapshot, waiting, Catalogue("es").dates)
        assert sorted(str(d.key) for d in waiting) == [*AGUAS, *ORILLAS]
        assert sorted(str(one.delivery.key) for one in moved) == ORILLAS
        assert (moved[0].was, moved[0].now) == ("martes 27 de mayo", "miércoles 28 de mayo")


async def test_what_was_never_approved_did_not_only_move(tmp_path: Path) -> None:
    async with newsroom(tmp_path, APPROVAL) as room:
        await room.load()
        await room.learn("orillas", "start", "2031-05-27T18:30:00-05:00")
        snapshot = await room.store.snapshot()
        assert moved_only(snapshot, awaiting(snapshot), Catalogue("es").dates) == []


async def test_what_may_be_out_is_not_sent_again_with_what_was_refused(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        room.channels["telegram"].script(Lost("timeout"), lands=True)
        room.channels["x"].script(Refused("too long"))
        await room.until(f"{DAY}T09:10")
        unsure = "aviso/aguas/telegram/1"
        for key in (unsure, "aviso/aguas/telegram", "*/telegram/*"):
            with pytest.raises(MayBeOut) as refused:
                await room.decisions.retry([key], "Rocío")
            assert refused.value.params["key"] == unsure
        found = await room.decisions.retry(["aviso"], "Rocío")
        assert [str(d.key) for d in found] == ["aviso/aguas/x/1"]
        assert [str(d.key) for d in await room.decisions.asked_about(["aviso"])] == [unsure]
        await room.until(f"{DAY}T09:20")
        assert len(room.visible()) == len(room.visible("telegram")) == 1
        assert (await room.states())[unsure] == "needs_person"


async def test_only_one_whole_key_is_sent_again_unseen(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        room.channels["telegram"].script(Lost("timeout"), lands=False)
        await room.until(f"{DAY}T09:10")
        for key in ("aviso/aguas", "*", "aviso"):
            with pytest.raises(UnknownDelivery):
                await room.decisions.resend(key, "Rocío")


async def test_what_is_published_by_hand_can_be_handed_over_again(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        room.channels["telegram"].script(Handed())
        await room.until(f"{DAY}T09:00")
        key = "aviso/aguas/telegram/1"
        assert (await room.states())[key] == "needs_person"
        assert [str(d.key) for d in await room.decisions.retry([key], "Rocío")] == [key]


@pytest.mark.parametrize("way", ["release", "revive", "approve"])
async def test_what_has_no_time_waits_for_it_and_is_not_planned(tmp_path: Path, way: str) -> None:
    """It would never go out, and nobody would be called."""
    state = State.HELD if way == "release" else State.WAITING
    undated = new("suelta", state=state, due=None, local=None, approver="prensa")
    async with newsroom(tmp_path) as room:
        await room.store.apply(change(insert=[undated]))
        if way == "revive":
            await room.decisions.cancel(["suelta"], "Luz", "")
        await getattr(room.decisions, way)(["suelta"], "Rocío", *["prensa"][: way == "approve"])
        (one,) = (await room.store.snapshot()).deliveries
        assert (one.state, reason_of(one, Catalogue("es"))) == (
            State.WAITING,
            "todavía no tiene hora",
        )
