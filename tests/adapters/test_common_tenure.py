"""A right among all users of a computer, in a folder where anybody may have put anything."""

from __future__ import annotations

import fcntl
import json
import os
import stat
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from campaign.store.common_tenure import CommonTenure, WholeTenure, common_folder
from campaign.store.tenure import UNKNOWN, Holder, Tenure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NAME, FILE = "cuenta", "pregonero-cuenta"
NOBODY = 65534


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder that is as /tmp is, and that other users can reach."""
    made = tmp_path / "common"
    made.mkdir()
    made.chmod(0o1777)
    return made


def user(name: str) -> Holder:
    return Holder(f"/home/{name}/ferias.sqlite 1", name, f"/home/{name}/ferias", 7)


def common(folder: Path, name: str) -> CommonTenure:
    return CommonTenure(folder, NAME, user(name))


def whole(at: Path, folder: Path, name: str, unseen: Callable[[], None]) -> WholeTenure:
    """Return the right of a user with a data folder of its own."""
    return WholeTenure(Tenure(at / name / NAME, user(name)), common(folder, name), unseen)


@contextmanager
def made_by_another(folder: Path) -> Iterator[None]:
    """Be another user, where one may; with the folder open, so that the way to it is."""
    before, here = os.geteuid(), os.open(".", os.O_RDONLY)
    os.chdir(folder)
    if not before:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if not before:
            os.seteuid(before)
        os.fchdir(here)
        os.close(here)


def test_of_two_users_one_has_it_and_the_other_gets_it_afterwards(
    tmp_path: Path, folder: Path
) -> None:
    unseen: list[str] = []
    ines, juan = (
        whole(tmp_path, folder, name, lambda: unseen.append("?")) for name in ("ines", "juan")
    )
    assert ines.take() is None
    assert juan.take() == juan.look() == user("ines")
    another_of_juan = Tenure(tmp_path / "juan" / NAME, user("otra"))
    assert another_of_juan.take() is None
    another_of_juan.free()
    ines.free()
    assert juan.look() is None
    assert ines.look() is None
    assert unseen == []


def test_what_another_user_made_can_be_locked_and_written(folder: Path) -> None:
    with made_by_another(folder):
        theirs = CommonTenure(Path(), NAME, user("juan"))
        assert theirs.take() is None
    assert common(folder, "ines").take() == user("juan")
    theirs.free()
    ours = common(folder, "ines")
    assert ours.take() is None
    with made_by_another(folder):
        assert CommonTenure(Path(), NAME, user("juan")).take() == user("ines")
    modes = {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()}
    assert modes == {0o666}
    ours.free()


def test_nothing_is_written_through_a_link_nor_into_what_is_no_plain_file(
    tmp_path: Path, folder: Path
) -> None:
    precious = tmp_path / "precious"
    precious.write_text("mine")
    place = folder / FILE
    for lay in (
        lambda: place.symlink_to(precious),
        lambda: place.symlink_to(tmp_path / "not-there"),
        lambda: place.hardlink_to(precious),
        lambda: os.mkfifo(place),
        place.mkdir,
    ):
        lay()
        with pytest.raises(OSError, match=FILE):
            common(folder, "ines").take()
        if place.is_dir():
            place.rmdir()
        else:
            place.unlink()
    assert precious.read_text() == "mine"
    assert not (tmp_path / "not-there").exists()


@pytest.mark.parametrize("said", ["", "[" * 60_000, "[1]", '{"process": 1e999}', "\xff"])
def test_what_a_file_says_in_bad_faith_is_somebody_unknown(folder: Path, said: str) -> None:
    place = folder / FILE
    place.write_text(said)
    with place.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert common(folder, "ines").take() == common(folder, "ines").look() == UNKNOWN
        sly = {"ledger": user("ines").ledger, "campaign": "\x1b[2J", "folder": "/", "process": 1}
        place.write_text(json.dumps(sly))
        assert common(folder, "ines").take() == UNKNOWN
        place.write_text(json.dumps(sly | {"ledger": "x"}))
        assert common(folder, "ines").take() == Holder("x", "?[2J", "/", 1)


def test_nobody_waits_at_a_door_that_is_held_and_who_had_it_is_believed_to_have_it(
    tmp_path: Path, folder: Path
) -> None:
    unseen: list[str] = []
    theirs, ours = common(folder, "juan"), whole(tmp_path, folder, "ines", lambda: None)
    other = whole(tmp_path, folder, "rosa", lambda: unseen.append("?"))
    assert theirs.take() is None
    assert ours.take() == user("juan")
    with (folder / "pregonero-door").open() as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        assert ours.take() == user("juan")
        assert other.take() is None
    assert unseen == ["?"]
    for right in (theirs, other):
        right.free()


def test_the_common_folder_is_one_where_nobody_takes_away_what_is_anothers() -> None:
    found = common_folder()
    if found is not None:
        status = found.stat()
        assert (status.st_uid, status.st_mode & 0o1002) == (0, 0o1002)


def test_a_right_that_is_kept_does_not_look_forgotten(tmp_path: Path, folder: Path) -> None:
    ours = whole(tmp_path, folder, "ines", lambda: None)
    assert ours.take() is None
    os.utime(folder / FILE, (0, 0))
    ours.keep()
    assert (folder / FILE).stat().st_mtime > 0
    ours.free()
