"""Pictures that are drawn stand on the disk until they are stored, if they are many."""

from __future__ import annotations

import errno
import hashlib
import resource
import tracemalloc
from pathlib import Path

import pytest

from campaign.wiring.shelf import AT_HAND, Shelf

MILLION = 1024 * 1024


def picture(number: int, size: int = MILLION) -> bytes:
    return number.to_bytes(4, "big") * (size // 4)


def test_pictures_come_back_whatever_stood_between() -> None:
    shelf = Shelf()
    count = AT_HAND // MILLION + 20
    kept = [shelf(picture(number)) for number in range(count)]
    for number in (*range(count), *reversed(range(count))):
        assert kept[number].read() == picture(number)
        assert kept[number].size == MILLION
    assert kept[-1].digest() == hashlib.sha256(picture(count - 1)).hexdigest()


def test_no_more_of_them_are_held_than_a_few() -> None:
    tracemalloc.start()
    try:
        shelf = Shelf()
        kept = [shelf(picture(number)) for number in range(3 * AT_HAND // MILLION)]
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(kept) == 72
    assert most < AT_HAND + 5 * MILLION


def test_its_file_has_no_name_and_is_gone_with_the_last_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)

    def here() -> int:
        links = Path("/proc/self/fd").iterdir()
        return sum(str(tmp_path) in str(link.readlink()) for link in links if link.is_symlink())

    shelf = Shelf()
    kept = [shelf(picture(number, AT_HAND)) for number in range(2)]
    assert (list(tmp_path.iterdir()), here()) == ([], 1)
    del shelf
    assert kept[1].read() == picture(1, AT_HAND)
    del kept
    assert here() == 0


def test_a_disk_without_room_is_told() -> None:
    shelf = Shelf()
    shelf(picture(0, AT_HAND))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (MILLION // 2, hard))
    try:
        with pytest.raises(OSError) as told:  # noqa: PT011 -- its number tells
            shelf(picture(1))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert told.value.errno == errno.EFBIG
    assert shelf(picture(2)).read() == picture(2)
