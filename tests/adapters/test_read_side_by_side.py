"""Two readers at once, the publisher and the team's chat, each get the folder they asked for."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, cast

from campaign.wiring.desk import read_once

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from campaign.core.folder import Folder

import pytest


@pytest.fixture
def hurried() -> Iterator[None]:
    """Let threads take turns as often as can be."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("hurried")
def test_what_is_remembered_is_never_another_readers() -> None:
    def read(files: Mapping[str, bytes]) -> Folder:
        return cast("Folder", files["name.yaml"])

    remembered = read_once(read)

    def reader(name: bytes) -> set[object]:
        return {remembered({"name.yaml": name}) for _ in range(20_000)}

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(reader, (b"a", b"b"))) == [{b"a"}, {b"b"}]
