from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from campaign.core.folder import Known
from campaign.core.problems import Code
from campaign.sources import read, read_tree, write_files
from campaign.sources.tree import LARGEST_TEXT

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    (home / "posts" / "texts").mkdir(parents=True)
    (home / "assets").mkdir()
    (home / "posts" / "campaign.yaml").write_text("format: 1\n")
    (home / "posts" / "texts" / "a.md").write_text("hi")
    (home / "assets" / "p.jpg").write_bytes(b"\xff\xd8")
    return home


def test_posts_and_assets_are_read_and_nothing_else(root: Path) -> None:
    (root / "secret.txt").write_text("no")
    tree = read_tree(root)
    assert dict(tree) == {
        "posts/campaign.yaml": b"format: 1\n",
        "posts/texts/a.md": b"hi",
        "assets/p.jpg": b"\xff\xd8",
    }
    assert tree.problems == ()


@pytest.mark.parametrize(
    "name", [".~lock.calendar.xlsx#", "~$calendar.xlsx", ".hidden", "a.md~", ".git/config"]
)
def test_what_editors_leave_behind_is_passed_over(root: Path, name: str) -> None:
    path = root / "posts" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("x")
    assert len(read_tree(root)) == 3


def test_a_link_out_of_the_folder_is_told_and_not_followed(root: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "key").write_text("secret")
    (root / "assets" / "key.jpg").symlink_to(tmp_path / "outside" / "key")
    (root / "assets" / "more").symlink_to(tmp_path / "outside")
    tree = read_tree(root)
    assert [(p.code, p.place.file) for p in tree.problems] == [
        (Code.OUTSIDE_FOLDER, "assets/key.jpg"),
        (Code.OUTSIDE_FOLDER, "assets/more"),
    ]
    assert b"secret" not in b"".join(tree.values())


def test_a_link_within_the_folder_is_a_file(root: Path) -> None:
    (root / "assets" / "same.jpg").symlink_to(root / "assets" / "p.jpg")
    assert read_tree(root)["assets/same.jpg"] == b"\xff\xd8"


def test_what_cannot_be_read_is_told(root: Path) -> None:
    (root / "posts" / "broken.md").symlink_to(root / "posts" / "nowhere")
    os.mkfifo(root / "posts" / "pipe")
    with (root / "posts" / "calendar.yaml").open("wb") as stream:
        stream.truncate(LARGEST_TEXT + 1)
    assert [(p.code, p.place.file) for p in read_tree(root).problems] == [
        (Code.FILE_UNREADABLE, "posts/broken.md"),
        (Code.FILE_TOO_LARGE, "posts/calendar.yaml"),
        (Code.FILE_UNREADABLE, "posts/pipe"),
    ]


def test_a_folder_with_the_name_of_a_file_is_told(root: Path) -> None:
    for name in ("posts/calendar.csv", "posts/texts/opening.md", "assets/photos.old"):
        (root / name).mkdir(parents=True)
    assert [(p.code, p.place.file) for p in read_tree(root).problems] == [
        (Code.FILE_UNREADABLE, "posts/calendar.csv"),
        (Code.FILE_UNREADABLE, "posts/texts/opening.md"),
    ]


def test_the_problems_of_the_disk_are_among_those_of_the_folder(root: Path) -> None:
    (root / "assets" / "gone.jpg").symlink_to(root / "assets" / "nowhere.jpg")
    problems = read(read_tree(root), Known({"x": "x"})).problems
    assert (Code.FILE_UNREADABLE, "assets/gone.jpg") in [(p.code, p.place.file) for p in problems]


def test_files_are_written_whole_and_leave_nothing_behind(root: Path) -> None:
    write_files(root, {"posts/calendar.ids.yaml": b"new", "posts/campaign.yaml": b"format: 1"})
    assert (root / "posts" / "calendar.ids.yaml").read_bytes() == b"new"
    assert sorted(path.name for path in (root / "posts").iterdir()) == [
        "calendar.ids.yaml",
        "campaign.yaml",
        "texts",
    ]


@pytest.mark.parametrize("path", ["../x", "/x", "posts/../../x", ""])
def test_nothing_is_written_outside_and_then_nothing_at_all(root: Path, path: str) -> None:
    with pytest.raises(ValueError, match="outside"):
        write_files(root, {"posts/new.md": b"x", path: b"x"})
    assert not (root / "posts" / "new.md").exists()


def test_nothing_is_written_through_a_link_out_of_the_folder(root: Path, tmp_path: Path) -> None:
    (root / "posts" / "away").symlink_to(tmp_path)
    with pytest.raises(ValueError, match="outside"):
        write_files(root, {"posts/away/x": b"x"})
    assert not (tmp_path / "x").exists()


def test_a_write_that_fails_leaves_the_old_file(root: Path) -> None:
    (root / "posts" / "taken").mkdir()
    with pytest.raises(OSError, match="taken"):
        write_files(root, {"posts/taken": b"x"})
    assert sorted(path.name for path in (root / "posts").iterdir()) == [
        "campaign.yaml",
        "taken",
        "texts",
    ]


def test_a_link_that_leads_to_itself_is_a_problem_of_that_file(root: Path) -> None:
    (root / "posts" / "round.yaml").symlink_to("round.yaml")
    (problem,) = read_tree(root).problems
    assert (problem.code, problem.place.file) == (Code.FILE_UNREADABLE, "posts/round.yaml")


def test_one_part_is_read_without_the_others(root: Path) -> None:
    (root / "assets" / "brand.yaml").write_bytes(b"motif: sun\n")
    os.mkfifo(root / "assets" / "pipe.png")
    found = read_tree(root, ["posts"])
    assert found.problems == ()
    assert found == {path: one for path, one in read_tree(root).items() if path[:6] == "posts/"}
