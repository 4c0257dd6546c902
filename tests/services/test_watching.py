"""The folder watch keeps the ids that it gave to the rows of a team's sheet."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from campaign.core.files import digests_of
from campaign.core.problems import Code
from campaign.engines.watching import FolderWatch, Terminal, Watched
from campaign.languages import Catalogue
from campaign.ports.attendees import Effects
from campaign.services.alarms import of_folder, of_gone_out, of_waiting_folder
from campaign.services.renaming import Renamed, rename_message
from campaign.services.team_messages import TeamMessages
from campaign.sources.tree import read_tree, write_files
from campaign.testing import tiny_png
from tests.services.newsroom import CALENDAR, PROGRAMME, newsroom

if TYPE_CHECKING:
    from pathlib import Path

    from campaign.core.problems import Problem
    from campaign.sources.tree import Tree
    from tests.services.newsroom import Newsroom

HEAD = "date;time;channels;text;title\n"
FIRST = "2031-05-12;10:00;all;La muestra está abierta.;Nota previa\n"
SECOND = "2031-05-19;10:00;all;Mañana cruzamos el río.;Víspera\n"
IDS = "posts/calendar.ids.yaml"


def watched(root: Path) -> Watched:
    """Return a folder that nothing else was loaded from."""
    return Watched(root, partial(read_tree, root), partial(write_files, root))


async def test_an_edited_title_of_a_watched_sheet_stays_the_same_post(tmp_path: Path) -> None:
    root = tmp_path / "folder"
    async with newsroom(tmp_path) as room:
        write_files(root, room.files | {"posts/calendar.csv": (HEAD + FIRST).encode()})
        told: list[str] = []

        def tell(message: str, **_: object) -> None:
            told.append(message)

        terminal = Terminal(tell, lambda _: None)
        watch = FolderWatch(watched(root), room.loader, terminal, 0.02)
        stop = asyncio.Event()
        running = asyncio.create_task(watch.run(stop))
        rows = HEAD + FIRST + SECOND
        for number, sheet in enumerate((rows, rows.replace("Nota previa", "Apertura")), start=1):
            write_files(root, {"posts/calendar.csv": sheet.encode()})
            async with asyncio.timeout(20):
                while len(told) < number:  # noqa: ASYNC110 -- the watch tells by a plain call
                    await asyncio.sleep(0.02)
            if number == 1:
                await room.until("2031-05-12T12:00")
        stop.set()
        await running
        assert told == ["run.reloaded"] * 2
        assert IDS in await room.store.revision_files()
        await room.until("2031-05-19T12:00")
        assert room.visible().count("La muestra está abierta.") == 1
        assert room.doubled() == []


async def test_a_calendar_that_is_gone_changes_nothing_and_is_told(tmp_path: Path) -> None:
    root = tmp_path / "folder"
    async with newsroom(tmp_path) as room:
        await room.load()
        write_files(root, room.files)
        told: list[str] = []
        shown: list[Problem] = []
        terminal = Terminal(lambda message, **_: told.append(message), shown.extend)
        watch = FolderWatch(watched(root), room.loader, terminal, 0.02)
        planned, (number, _) = await room.states(), await room.store.mark()
        (root / "posts" / "calendar.yaml").unlink()
        await watch.look()
        assert told == ["run.errors"]
        assert [(p.code, p.params["because"], p.params["n"]) for p in shown] == [
            (Code.FILE_MISSING, "calendar-gone", str(len(planned)))
        ]
        assert ((await room.store.mark())[0], await room.states()) == (number, planned)
        write_files(root, {"posts/calendar.yaml": b"[]"})
        await watch.look()
        assert told[1:] == ["run.waits"], "emptied by somebody: a person decides"
        assert await room.states() == planned


async def test_a_photo_that_is_still_being_written_is_loaded_when_it_is_there(
    tmp_path: Path,
) -> None:
    root, photo = tmp_path / "folder", "assets/photos/rio.png"
    with_photo = CALENDAR.replace(
        "  expires: start\n", '  expires: start\n  images: [rio.png]\n  alt: ["El río"]\n', 1
    )
    async with newsroom(tmp_path) as room:
        write_files(root, room.files | {photo: tiny_png(shade=40)})
        await room.loader.load(read_tree(root), "Rocío")
        rest = [tiny_png(shade=80), tiny_png(shade=120)]

        def read() -> Tree:
            """Read the folder; then the photo is written again, twice."""
            tree = read_tree(root)
            digests_of(tree)
            if rest:
                write_files(root, {photo: rest.pop()})
            return tree

        told: list[str] = []
        terminal = Terminal(lambda message, **_: told.append(message), lambda _: None)
        watch = FolderWatch(replace(watched(root), read=read), room.loader, terminal, 0.02)
        write_files(root, {"posts/calendar.yaml": with_photo.encode()})
        stop = asyncio.Event()
        running = asyncio.create_task(watch.run(stop))
        async with asyncio.timeout(60):
            while not told:  # noqa: ASYNC110 -- the watch tells by a plain call
                await asyncio.sleep(0.02)
        stop.set()
        await running
        assert (told, rest) == (["run.reloaded"], [])
        loaded = (await room.store.revision_files())[photo]
        assert loaded == (root / photo).read_bytes() == tiny_png(shade=80)


async def test_the_team_hears_once_of_errors_until_something_is_loaded_again(
    tmp_path: Path,
) -> None:
    root = tmp_path / "folder"
    async with newsroom(tmp_path) as room:
        write_files(root, room.files)
        good = room.files["posts/calendar.yaml"].decode()
        told: list[str] = []

        def tell(message: str, **_: object) -> None:
            told.append(message)

        team = TeamMessages(-4, Catalogue("es"), frozenset())
        terminal = Terminal(tell, lambda _: None, partial(of_folder, team))
        watch = FolderWatch(watched(root), room.loader, terminal)
        bad = "- post: aviso\n  when: jamás\n"
        for calendar in (bad, bad + "  text: nada\n", good, bad):
            write_files(root, {"posts/calendar.yaml": calendar.encode()})
            await watch.look()
        assert told == ["run.errors", "run.errors", "run.reloaded", "run.errors"]
        calls = await told_to_the_team(room)
        assert len(calls) == 2
        assert "La carpeta de la campaña cambió y tiene" in calls[0]


async def test_a_watched_programme_with_fewer_seats_than_people_is_told(tmp_path: Path) -> None:
    root = tmp_path / "folder"
    async with newsroom(tmp_path) as room:
        await room.load()
        for n in (71, 72):
            await room.store.handle(Effects(n, n, room.clock.now(), "es", sign_up=("aguas",)))
        shown: list[Problem] = []
        watch = FolderWatch(
            watched(root), room.loader, Terminal(lambda *_, **__: None, shown.extend)
        )
        start = "    start: 2031-05-20 18:00\n"
        few = PROGRAMME.replace(start, f"{start}    capacity: 1\n")
        write_files(root, room.files | {"posts/programme.yaml": few.encode()})
        await watch.look()
        assert [problem.code for problem in shown] == [Code.OVER_CAPACITY]


async def test_the_team_hears_once_of_each_change_that_waits_for_a_person(tmp_path: Path) -> None:
    root = tmp_path / "folder"
    async with newsroom(tmp_path) as room:
        await room.load()
        write_files(root, room.files)
        told: list[str] = []
        team = TeamMessages(-4, Catalogue("es"), frozenset())
        terminal = Terminal(
            lambda message, **_: told.append(message),
            lambda _: None,
            call_waits=partial(of_waiting_folder, team),
        )
        watch = FolderWatch(watched(root), room.loader, terminal)
        live = "- post: en-vivo" + CALENDAR.partition("- post: en-vivo")[2]
        for calendar in (live, live, live.replace("Ya comenzó", "Empezó"), live):
            write_files(root, {"posts/calendar.yaml": calendar.encode()})
            await watch.look()
        assert told == ["run.waits"] * 4
        calls = await told_to_the_team(room)
        assert len(calls) == 2
        assert "lo decide una persona" in calls[0]


async def test_who_changes_what_is_out_is_told_and_so_is_the_team_once(tmp_path: Path) -> None:
    root = tmp_path / "folder"
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.until("2031-05-14T12:00")
        shown: list[Problem] = []
        team = TeamMessages(-4, Catalogue("es"), frozenset())
        call = partial(of_gone_out, team)
        terminal = Terminal(lambda *_, **__: None, shown.extend, call_gone_out=call)
        watch = FolderWatch(watched(root), room.loader, terminal)
        mended = CALENDAR.replace("«{{ panel.title }}»: {{", "Hoy «{{ panel.title }}»: {{")
        for calendar in (mended, f"{mended}  title: Ya comenzó\n"):
            write_files(root, room.files | {"posts/calendar.yaml": calendar.encode()})
            await watch.look()
        assert [problem.code for problem in shown] == [Code.ALREADY_OUT] * 2
        (said,) = await told_to_the_team(room)
        assert "aviso/aguas ya salió" in said


async def test_a_folder_that_is_called_otherwise_now_is_not_loaded(tmp_path: Path) -> None:
    root = tmp_path / "folder"
    async with newsroom(tmp_path) as room:
        write_files(root, room.files)
        told: list[dict[str, object]] = []

        def tell(message: str, **said: object) -> None:
            told.append({"message": message, **said})

        watch = FolderWatch(watched(root), room.loader, Terminal(tell, lambda _: None))
        await watch.look()
        assert [one["message"] for one in told] == ["run.reloaded"]
        before = await room.store.mark()
        campaign = room.files["posts/campaign.yaml"].decode()
        was = room.loader.desk.read(room.files).campaign.name
        other = campaign.replace(f"name: {was}", "name: otra-feria")
        write_files(root, {"posts/campaign.yaml": other.encode()})
        await watch.look()
        assert told[1:] == [{"message": "run.renamed", "was": was, "name": "otra-feria"}]
        assert await room.store.mark() == before
        write_files(root, {"posts/campaign.yaml": (campaign + "\n").encode()})
        await watch.look()
        assert told[-1]["message"] == "run.reloaded"


async def test_a_folder_that_became_another_campaigns_is_not_loaded(tmp_path: Path) -> None:
    root = tmp_path / "folder"
    async with newsroom(tmp_path) as room:
        write_files(root, room.files)
        told: list[dict[str, object]] = []
        since: list[str] = []

        def tell(message: str, **said: object) -> None:
            told.append({"message": message, **said})

        def whose(name: str) -> Renamed | None:
            return Renamed(since[0], name) if since else None

        folder = replace(watched(root), whose=whose)
        watch = FolderWatch(folder, room.loader, Terminal(tell, lambda _: None))
        await watch.look()
        assert [one["message"] for one in told] == ["run.reloaded"]
        before = await room.store.mark()
        since.append("otra-feria")
        await watch.look()
        assert told[1:] == [{"message": "run.of-another", "other": "otra-feria", "name": "voces"}]
        assert await room.store.mark() == before


async def test_the_team_hears_of_another_name_as_what_it_is(tmp_path: Path) -> None:
    root = tmp_path / "folder"
    async with newsroom(tmp_path) as room:
        write_files(root, room.files)
        team = TeamMessages(-4, Catalogue("es"), frozenset())
        calls = [partial(make, team) for make in (of_folder, rename_message)]
        terminal = Terminal(lambda *_, **__: None, lambda _: None, *calls)
        watch = FolderWatch(watched(root), room.loader, terminal)
        await watch.look()
        campaign = room.files["posts/campaign.yaml"].decode()
        for name in ("ecos", "ecos", "orillas", "voces"):
            changed = campaign.replace("name: voces", f"name: {name}")
            write_files(root, {"posts/campaign.yaml": changed.encode()})
            await watch.look()
        heard = await told_to_the_team(room)
        assert ["«name: ecos»" in text for text in heard] == [True, False]
        assert ["«name: orillas»" in text for text in heard] == [False, True]
        assert all("«voces»" in text and "error" not in text for text in heard)


async def told_to_the_team(room: Newsroom) -> list[str]:
    """Take what waits for the team's chat, and return its words."""
    heard = []
    while (taken := await room.store.next_message(room.clock.now())) is not None:
        await room.store.sent(taken, "1")
        heard.append(json.loads(taken.message.body)["text"])
    return heard


async def test_what_a_person_loaded_in_part_is_told_as_loaded(tmp_path: Path) -> None:
    calendar = (
        '- {post: uno, when: 2031-05-12 09:00, channels: [x], text: "Hola a todos"}\n'
        '- {post: dos, when: "algún día", channels: [x], text: "Hola de nuevo"}\n'
    )
    told: list[str] = []
    shown: list[str] = []

    def tell(message_id: str, **_params: object) -> None:
        told.append(message_id)

    async with newsroom(tmp_path) as room:
        root = tmp_path / "carpeta"
        write_files(root, {**room.files, "posts/calendar.yaml": calendar.encode()})
        loaded = await room.loader.load(read_tree(root), "Rocío")
        assert loaded.proposal.checked.errors == 1
        terminal = Terminal(tell, lambda problems: shown.extend(str(p.place) for p in problems))
        watch = FolderWatch(watched(root), room.loader, terminal)
        await watch.look()
        assert (told, shown) == (["run.partly"], ["posts/calendar.yaml:2"])
        write_files(root, {"posts/calendar.yaml": b"- post: uno\n"})
        await watch.look()
        assert told == ["run.partly", "run.errors"]


HELLO = '- {post: uno, when: 2031-05-12 09:00, channels: [x], text: "Hola a todos"}\n'
UNDATED = '- {post: dos, when: "por confirmar", channels: [x], text: "Hola de nuevo"}\n'
LATER = '- {post: tres, when: 2031-05-14 09:00, channels: [x], text: "Y otra más"}\n'


async def test_an_error_beside_which_a_person_loaded_keeps_nothing_else_from_being_loaded(
    tmp_path: Path,
) -> None:
    """A row «por confirmar» is the normal state of a team's sheet for weeks."""
    told: list[dict[str, object]] = []
    shown: list[str] = []
    async with newsroom(tmp_path) as room:
        root = tmp_path / "folder"
        write_files(root, room.files | {"posts/calendar.yaml": (HELLO + UNDATED).encode()})
        await room.loader.load(read_tree(root), "Rocío")
        terminal = Terminal(
            lambda message, **said: told.append({"message": message, **said}),
            lambda problems: shown.extend(str(one.place) for one in problems),
        )
        watch = FolderWatch(watched(root), room.loader, terminal)
        write_files(root, {"posts/calendar.yaml": (LATER + HELLO + UNDATED).encode()})
        await watch.look()
        assert [one["message"] for one in told] == ["run.reloaded", "run.partly"]
        assert told[0]["changed"] == {"added": 1}
        assert str(told[0]["due"]) == "2031-05-12 14:00:00+00:00"
        assert shown == ["posts/calendar.yaml:3"]
        assert set(await room.states()) == {"uno/x/1", "tres/x/1"}
        loaded = await room.store.mark()
        worse = LATER + HELLO.replace("2031-05-12 09:00", "algún día") + UNDATED
        write_files(root, {"posts/calendar.yaml": worse.encode()})
        await watch.look()
        assert told[-1] == {"message": "run.errors", "n": 1}
        assert shown[1:] == ["posts/calendar.yaml:2"]
        assert await room.store.mark() == loaded
