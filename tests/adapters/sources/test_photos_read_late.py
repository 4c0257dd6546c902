"""A photo is read when it is looked at, and is then what it was, or nothing."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

import pytest

from campaign.core.errors import FileChanged
from campaign.core.files import digest_of
from campaign.sources import Tree, read_tree
from campaign.sources.tree import with_files, without_files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PHOTO, ANOTHER = bytes(range(256)) * 2000, bytes(reversed(range(256))) * 2000
NAME = "assets/a.jpg"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    for name in ("posts", "assets"):
        (tmp_path / name).mkdir()
    (tmp_path / "posts" / "campaign.yaml").write_bytes(b"format: 1\n")
    path = tmp_path / NAME
    path.write_bytes(PHOTO)
    return path


def tree_of(photo: Path) -> Tree:
    return read_tree(photo.parents[1])


def rewrite(photo: Path) -> None:
    """Put another photo of the same size and time in its place."""
    times = photo.stat()
    photo.write_bytes(ANOTHER)
    os.utime(photo, ns=(times.st_atime_ns, times.st_mtime_ns))


def link(photo: Path) -> None:
    """Put a link to the same photo in its place."""
    photo.rename(photo.with_name("b.jpg"))
    photo.symlink_to("b.jpg")


def fifo(photo: Path) -> None:
    photo.unlink()
    os.mkfifo(photo)


CHANGES = {
    "another of its size and time": rewrite,
    "longer": lambda photo: photo.write_bytes(PHOTO + b"x"),
    "shorter": lambda photo: photo.write_bytes(PHOTO[:-1]),
    "empty": lambda photo: photo.write_bytes(b""),
    "gone": lambda photo: photo.unlink(),
    "a link": link,
    "a pipe": fifo,
}


def test_what_was_not_looked_at_is_as_it_is_when_it_is(photo: Path) -> None:
    tree = tree_of(photo)
    rewrite(photo)
    assert tree[NAME] == ANOTHER
    assert digest_of(tree, NAME) == hashlib.sha256(ANOTHER).hexdigest()


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("first", [Tree.__getitem__, digest_of])
def test_what_changed_since_it_was_looked_at_is_told_and_not_given(
    photo: Path, first: Callable[[Tree, str], object], change: Callable[[Path], object]
) -> None:
    tree = tree_of(photo)
    first(tree, NAME)
    change(photo)
    for _ in range(2):
        with pytest.raises(FileChanged, match=r"assets/a\.jpg"):
            tree[NAME]
    assert digest_of(tree, NAME) == hashlib.sha256(PHOTO).hexdigest()


@pytest.mark.parametrize("change", [one for name, one in CHANGES.items() if name[:3] != "ano"])
def test_what_is_no_longer_as_large_as_it_was_has_no_digest(
    photo: Path, change: Callable[[Path], object]
) -> None:
    tree = tree_of(photo)
    change(photo)
    with pytest.raises(FileChanged):
        digest_of(tree, NAME)


def test_the_same_photo_saved_again_is_the_same(photo: Path) -> None:
    tree = tree_of(photo)
    digest = digest_of(tree, NAME)
    photo.unlink()
    photo.write_bytes(PHOTO)
    assert (tree[NAME], digest_of(tree, NAME)) == (PHOTO, digest)


def test_texts_are_read_together(photo: Path) -> None:
    tree = tree_of(photo)
    (photo.parents[1] / "posts" / "campaign.yaml").unlink()
    assert tree["posts/campaign.yaml"] == b"format: 1\n"


def test_a_tree_with_other_files_in_it_reads_no_photo(photo: Path) -> None:
    tree = tree_of(photo)
    photo.unlink()
    more = with_files(tree, {"posts/b.md": b"b"}, {"posts/b.md": "elsewhere.md"})
    less = without_files(more, ["posts/campaign.yaml"])
    assert set(less) == {NAME, "posts/b.md"}
    assert (less["posts/b.md"], less.given) == (b"b", {"posts/b.md": "elsewhere.md"})
    with pytest.raises(FileChanged):
        less[NAME]
