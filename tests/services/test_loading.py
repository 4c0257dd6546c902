"""What loading does to what is planned, published, approved; and when a panel moves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from campaign.core.errors import FileChanged, NotAllowed
from campaign.services.planning import Change
from campaign.sources.tree import read_tree, write_files
from campaign.testing import tiny_png
from tests.services.newsroom import CALENDAR, CAMPAIGN, PROGRAMME, newsroom

if TYPE_CHECKING:
    from pathlib import Path

APPROVAL = "approval: {aviso: prensa}\n"


async def test_what_waits_for_a_fact_goes_out_when_it_is_known(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        assert (await room.states())["en-vivo/aguas/x/1"] == "waiting"
        await room.learn("aguas", "stream", "https://rio.example/1")
        assert (await room.states())["en-vivo/aguas/x/1"] == "planned"
        await room.until("2031-05-20T18:05")
        assert room.visible()[-1] == "Ya comenzó «Aguas abajo»: https://rio.example/1"


async def test_what_never_becomes_known_expires_with_its_reason(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.until("2031-06-10T12:00")
        newest = await room.newest()
        assert newest["en-vivo/aguas/x/1"].state == "expired"
        assert "aguas.stream" in str(newest["en-vivo/aguas/x/1"].reason)


async def test_what_was_due_before_the_first_load_is_never_sent(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.until("2031-05-14T12:00")
        await room.load()
        states = await room.states()
        assert states["aviso/aguas/x/1"] == "expired"
        assert states["aviso/orillas/x/1"] == "planned"
        await room.until("2031-05-30T12:00")
        assert not any("Aguas abajo" in text for text in room.visible())


async def test_loading_the_same_again_changes_nothing(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        before = await room.newest()
        again = await room.load()
        assert again.proposal.plan.touched == ()
        assert await room.newest() == before


async def test_a_moved_panel_moves_its_posts_and_replaces_their_words(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.learn("orillas", "start", "2031-05-29T19:30:00-05:00")
        newest = await room.newest()
        moved = newest["aviso/orillas/x/1"]
        assert (moved.generation, moved.local) == (2, "2031-05-22T09:00:00-05:00")
        assert moved.payload is not None
        assert "jueves 29 de mayo, 19:30" in moved.payload.text
        await room.until("2031-05-30T12:00")
        assert not any("martes 27" in text for text in room.visible())
        assert room.doubled() == []


async def test_who_was_told_an_old_time_is_told_the_new_one_once(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.until("2031-05-14T12:00")
        await room.learn("aguas", "start", "2031-05-20T19:00:00-05:00")
        await room.until("2031-05-14T12:01")
        told = [text for text in room.visible() if "Cambio de hora" in text]
        assert len(told) == 1
        assert "19:00" in told[0]
        await room.load()
        await room.until("2031-05-15T12:00")
        assert [text for text in room.visible() if "Cambio de hora" in text] == told


async def test_repeated_moves_collapse_into_one_correction(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.until("2031-05-14T12:00")
        await room.decisions.hold_all("Rocío", "duelo")
        for hour in (19, 20, 21):
            await room.learn("aguas", "start", f"2031-05-20T{hour}:00:00-05:00")
        await room.decisions.resume("Rocío")
        await room.until("2031-05-14T12:05")
        told = [text for text in room.visible() if "Cambio de hora" in text]
        assert len(told) == 1
        assert "21:00" in told[0]


async def test_moved_back_before_anybody_was_told_needs_no_correction(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.until("2031-05-14T12:00")
        await room.decisions.hold_all("Rocío", "duelo")
        await room.learn("aguas", "start", "2031-05-20T19:00:00-05:00")
        await room.learn("aguas", "start", "2031-05-20T18:00:00-05:00")
        await room.decisions.resume("Rocío")
        await room.until("2031-05-14T13:00")
        assert not any("Cambio" in text for text in room.visible())


async def test_a_second_move_after_a_correction_is_told_too(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.until("2031-05-14T12:00")
        await room.learn("aguas", "start", "2031-05-20T19:00:00-05:00")
        await room.until("2031-05-14T13:00")
        await room.learn("aguas", "start", "2031-05-20T20:00:00-05:00")
        await room.until("2031-05-14T14:00")
        told = [text for text in room.visible() if "Cambio de hora" in text]
        assert [text.split("pasa ")[-1] for text in told] == [
            "de las 18:00 a las 19:00\u00a0h (martes 20 de mayo).",
            "de las 19:00 a las 20:00\u00a0h (martes 20 de mayo).",
        ]


async def test_a_published_post_is_never_published_again_by_an_edit(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.until("2031-05-14T12:00")
        before = room.visible()
        await room.load(calendar=CALENDAR.replace("{{ panel.when }}.", "{{ panel.when }}!"))
        await room.until("2031-05-14T13:00")
        assert room.visible() == before
        assert (await room.newest())["aviso/aguas/x/1"].generation == 1


async def test_a_withdrawn_entry_is_cancelled_and_may_come_back(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.load(calendar=CALENDAR.partition("- post: en-vivo")[0])
        assert (await room.states())["en-vivo/orillas/x/1"] == "cancelled"
        back = await room.load(calendar=CALENDAR)
        assert back.proposal.plan.count(Change.ADDED) == 4
        newest = (await room.newest())["en-vivo/orillas/x/1"]
        assert (newest.state, newest.generation) == ("waiting", 2)


async def test_a_folder_with_errors_withdraws_nothing(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        broken = CALENDAR.replace("when: start\n", "when: mañana o pasado\n")
        loaded = await room.load(calendar=broken)
        assert loaded.proposal.checked.errors
        assert (await room.states())["en-vivo/orillas/x/1"] == "waiting"


async def test_approval_is_bound_to_what_was_seen(tmp_path: Path) -> None:
    async with newsroom(tmp_path, APPROVAL) as room:
        await room.load()
        assert (await room.states())["aviso/aguas/x/1"] == "waiting"
        await room.decisions.approve(["aviso/aguas"], "Rocío", "prensa")
        assert (await room.states())["aviso/aguas/x/1"] == "planned"
        await room.load(programme=PROGRAMME.replace("Aguas abajo", "Aguas arriba"))
        changed = (await room.newest())["aviso/aguas/x/1"]
        assert (changed.state, changed.approved_by) == ("waiting", None)


async def test_filling_a_needed_fact_keeps_the_approval(tmp_path: Path) -> None:
    async with newsroom(tmp_path, "approval: {en-vivo: prensa}\n") as room:
        await room.load()
        await room.decisions.approve(["en-vivo/aguas"], "Rocío", "prensa")
        assert (await room.states())["en-vivo/aguas/x/1"] == "waiting"
        await room.learn("aguas", "stream", "https://rio.example/1")
        filled = (await room.newest())["en-vivo/aguas/x/1"]
        assert (filled.state, filled.approved_by) == ("planned", "Rocío")


async def test_only_the_role_of_the_rule_may_approve(tmp_path: Path) -> None:
    async with newsroom(tmp_path, APPROVAL) as room:
        await room.load()
        with pytest.raises(NotAllowed):
            await room.decisions.approve(["aviso/aguas"], "Tomás", "diseño")
        assert (await room.states())["aviso/aguas/x/1"] == "waiting"


async def test_a_held_post_stays_held_when_its_words_change(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.decisions.hold(["aviso/aguas"], "Rocío", "esperar a la alcaldía")
        await room.load(programme=PROGRAMME.replace("Aguas abajo", "Aguas arriba"))
        held = (await room.newest())["aviso/aguas/x/1"]
        assert (held.state, held.generation) == ("held", 2)
        await room.until("2031-05-14T12:00")
        assert room.visible() == []
        await room.decisions.release(["aviso/aguas"], "Rocío")
        await room.until("2031-05-14T12:01")
        assert len(room.visible()) == 1


async def test_a_fact_about_nothing_is_refused(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        with pytest.raises(ValueError, match=r"aguas\.color"):
            await room.learn("aguas", "color", "azul")
        assert (await room.store.snapshot()).facts == ()


async def test_an_earlier_revision_can_be_loaded_again(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.load(programme=PROGRAMME.replace("Aguas abajo", "Aguas arriba"))
        first = await room.store.revision_files(1)
        await room.loader.load(first, "Rocío")
        back = (await room.newest())["aviso/aguas/x/1"]
        assert back.payload is not None
        assert "Aguas abajo" in back.payload.text


async def test_a_photo_that_changes_after_it_was_shown_is_not_loaded(tmp_path: Path) -> None:
    """What the plan was asked about is what goes out: nothing of it is loaded then."""
    with_photo = CALENDAR.replace(
        "  expires: start\n", '  expires: start\n  images: [rio.png]\n  alt: ["El río"]\n', 1
    )
    async with newsroom(tmp_path, APPROVAL) as room:
        room.files["posts/calendar.yaml"] = with_photo.encode()
        folder = tmp_path / "folder"
        write_files(folder, {**room.files, "assets/photos/rio.png": tiny_png(shade=40)})
        shown = read_tree(folder)
        await room.loader.propose(shown)
        write_files(folder, {"assets/photos/rio.png": tiny_png(shade=200)})
        with pytest.raises(FileChanged, match=r"rio\.png"):
            await room.loader.load(shown, "Rocío")
        assert (await room.store.snapshot()).revision is None
        await room.loader.load(read_tree(folder), "Rocío")
        files = await room.store.revision_files()
        assert files["assets/photos/rio.png"] == tiny_png(shade=200)


async def test_another_picture_under_the_same_name_is_another_post(tmp_path: Path) -> None:
    photo = tiny_png(shade=40)
    with_photo = CALENDAR.replace(
        "  expires: start\n", '  expires: start\n  images: [rio.png]\n  alt: ["El río"]\n', 1
    )
    async with newsroom(tmp_path, APPROVAL) as room:
        room.files["assets/photos/rio.png"] = photo
        await room.load(calendar=with_photo)
        await room.decisions.approve(["aviso/aguas"], "Rocío", "prensa")
        first = (await room.newest())["aviso/aguas/x/1"]
        room.files["assets/photos/rio.png"] = tiny_png(shade=200)
        await room.load()
        second = (await room.newest())["aviso/aguas/x/1"]
        assert (first.state, second.state) == ("planned", "waiting")
        assert second.approved_by is None
        assert first.payload_hash != second.payload_hash


@pytest.mark.parametrize(
    "wrong", ["languages: [pt]", "languages: [xx-YY, qq]", "zone: Bogotá", "zone:"]
)
async def test_what_stands_in_every_post_must_be_right_for_any_to_be_loaded(
    wrong: str, tmp_path: Path
) -> None:
    field = wrong.partition(":")[0]
    campaign = re.sub(rf"^{field}:.*$", wrong, CAMPAIGN, flags=re.MULTILINE)
    async with newsroom(tmp_path) as room:
        await room.load(campaign=campaign)
        assert await room.states() == {}
        await room.load(campaign=CAMPAIGN)
        before = await room.newest()
        await room.load(campaign=campaign)
        after = await room.newest()
        assert {key: d.payload for key, d in after.items()} == {
            key: d.payload for key, d in before.items()
        }


@pytest.mark.parametrize("role", ["edtior", "prensaa", ""])
async def test_a_slip_in_a_rule_of_approval_lets_nothing_out(role: str, tmp_path: Path) -> None:
    async with newsroom(tmp_path, f"approval: {{aviso: {role}}}\n") as room:
        await room.load()
        await room.until("2031-05-15T12:00")
        assert room.visible() == []
        await room.load(campaign=CAMPAIGN + "approval: {aviso: anybody}\n")
        await room.until("2031-05-15T13:00")
        assert room.visible() != []
