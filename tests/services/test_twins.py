"""A sheet beside a calendar: what both would say is found, and waits for a person."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pytest

from campaign.engines.watching import FolderWatch, Terminal, Watched, needs_person
from campaign.sources.tree import read_tree, write_files
from tests.services.newsroom import newsroom

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.newsroom import Newsroom

HEAD = "date;time;channels;title;text;repeat\n"
AVISO = "aviso/aguas"


async def found(room: Newsroom, rows: str) -> list[tuple[str, str]]:
    """Return new posts and the ones that they repeat, on X, of a sheet with these rows."""
    files = room.files | {"posts/calendar.csv": (HEAD + rows).encode()}
    proposal = await room.loader.propose(files)
    return [
        (twin.new.key.post, twin.other.key.post)
        for twin in proposal.twins
        if twin.new.key.channel == "x"
    ]


@pytest.mark.parametrize(
    ("row", "repeats"),
    [
        # The same hour about the same panel, in other words.
        ("2031-05-13;09:30;x;Panel 1, invitación;Ven a «Aguas abajo» el martes 20;", True),
        # Nearly the same words, a week later.
        ("2031-05-18;09:00;x;Otra;«Aguas abajo»: martes 20 de mayo, 18:00 hrs.;", True),
        # About the same panel, another day, another title and other words.
        ("2031-05-16;09:00;x;Panel 1, quiénes hablan;Tres voces de «Aguas abajo»;", False),
        # Another channel.
        ("2031-05-13;09:30;mastodon;Panel 1, invitación;Ven a «Aguas abajo» el martes 20;", False),
        # A person has said that both are wanted.
        ("2031-05-13;09:30;x;Panel 1, invitación;Ven a «Aguas abajo» el martes 20;sí", False),
        # Its time was over: it does not go out.
        ("2031-05-01;09:30;x;Otra;«Aguas abajo»: martes 20 de mayo, 18:00 hrs.;", False),
    ],
)
async def test_a_row_that_says_what_a_post_says_is_found(
    tmp_path: Path,
    row: str,
    repeats: bool,  # noqa: FBT001 -- a parameter of the table
) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        assert [other for _, other in await found(room, row)] == [AVISO] * repeats


async def test_the_nearest_is_named(tmp_path: Path) -> None:
    twice = "- {post: antes, for: aguas, when: 2031-05-13 09:20, channels: all, text: Hay río hoy}"
    async with newsroom(tmp_path) as room:
        calendar = room.files["posts/calendar.yaml"].decode() + twice
        await room.load(calendar=calendar)
        row = "2031-05-13;09:30;x;Panel 1, invitación;Ven a «Aguas abajo»;"
        assert [other for _, other in await found(room, row)] == ["antes/aguas"]


async def test_what_is_loaded_is_not_asked_about_again(tmp_path: Path) -> None:
    row = "2031-05-13;09:30;x;Panel 1, invitación;Ven a «Aguas abajo» el martes 20;"
    async with newsroom(tmp_path) as room:
        room.files["posts/calendar.csv"] = (HEAD + row).encode()
        first = await room.load()
        ((twin, *_),) = [first.proposal.twins]
        assert twin.new.key.post.startswith("panel-1")
        assert (await room.load()).proposal.twins == ()


async def test_the_file_that_is_brought_is_the_one_that_repeats(tmp_path: Path) -> None:
    row = "2031-05-13;09:30;x;Panel 1, invitación;Ven a «Aguas abajo» el martes 20;"
    async with newsroom(tmp_path) as room:
        room.files["posts/calendar.csv"] = (HEAD + row).encode()
        (twin,) = (await room.loader.propose(room.files, "posts/calendar.yaml")).twins
        assert (twin.new.key.post, twin.other.key.channel) == (AVISO, "x")


async def test_the_folder_watch_leaves_a_second_calendar_to_a_person(tmp_path: Path) -> None:
    root = tmp_path / "folder"
    row = "2031-05-13;09:30;x;Panel 1, invitación;Ven a «Aguas abajo» el martes 20;"
    async with newsroom(tmp_path) as room:
        await room.load()
        told: list[str] = []
        terminal = Terminal(lambda message, **_: told.append(message), lambda _: None)
        folder = Watched(root, partial(read_tree, root), partial(write_files, root))
        watch = FolderWatch(folder, room.loader, terminal)
        write_files(root, room.files | {"posts/calendar.csv": (HEAD + row).encode()})
        await watch.look()
        assert told == ["run.waits"]


async def test_the_folder_watch_reads_what_was_compared_and_compares_nothing(
    tmp_path: Path,
) -> None:
    """Comparing takes a moment, and the loop that looks is the one that publishes."""
    row = "2031-05-13;09:30;x;Panel 1, invitación;Ven a «Aguas abajo» el martes 20;"
    async with newsroom(tmp_path) as room:
        await room.load()
        files = room.files | {"posts/calendar.csv": (HEAD + row).encode()}
        proposal = await room.loader.propose(files)
        assert needs_person(proposal)
        assert not needs_person(replace(proposal, twins=()))


async def test_a_calendar_is_compared_however_large_the_other_is(tmp_path: Path) -> None:
    many = "".join(
        f"- {{post: p{n}, when: 2031-06-01 09:00, channels: [x], text: Aviso {n} {n * 7919}}}\n"
        for n in range(1100)
    )
    row = "2031-06-08;09:30;x;Otra;Se busca quien cuente el agua del río, con su nombre;"
    wanted = "- {post: agua, when: 2031-06-01 09:00, channels: [x], text: %s}\n"
    text = '"Se busca quien cuente el agua del río, con tu nombre"'
    async with newsroom(tmp_path) as room:
        room.files["posts/calendar.yaml"] = (many + wanted % text).encode()
        assert [other for _, other in await found(room, row)] == ["agua"]
