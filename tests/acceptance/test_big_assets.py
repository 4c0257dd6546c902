"""Hundreds of megabytes of photos: commands hold one of them at a time, and never 300 MB."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from tests.acceptance.command_line import pregonero

if TYPE_CHECKING:
    from pathlib import Path

MILLION = 1024 * 1024
MOST, MOST_TO_STORE = 220 * MILLION, 300 * MILLION
"""What the ledger is written with takes a few times the largest photo, now more and now less."""
PHOTOS = 10
MEASURED = """\
import json, resource, sys
from campaign.__main__ import main
try:
    main()
finally:
    told = dict(line.split(":", 1) for line in open("/proc/self/status"))
    peaks = [int(told["VmHWM"].split()[0]), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss]
    print(json.dumps([peak * 1024 for peak in peaks]), file=sys.stderr)
"""
"""The process itself is not asked by ``getrusage``: that counts what started it, too."""


def write_photo(path: Path, number: int) -> None:
    """Write a JPEG of 17 MB that no other one is equal to, and that is quickly drawn."""
    target = io.BytesIO()
    Image.linear_gradient("L").resize((400, 300)).save(target, "JPEG", comment=f"{number}")
    with path.open("wb") as file:
        file.write(target.getvalue())
        file.truncate(17 * MILLION)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with 170 MB of photos that posts show."""
    home = tmp_path_factory.mktemp("big")
    pregonero("init", "here", at=home)
    folder, photos = home / "here", []
    (folder / "assets" / "photos").mkdir(exist_ok=True)
    for number in range(PHOTOS):
        write_photo(folder / "assets" / "photos" / f"{number}.jpg", number)
        photos.append(f"{number}.jpg")
    with (folder / "posts" / "calendar.yaml").open("a", encoding="utf-8") as calendar:
        for number, group in enumerate((photos[:4], photos[4:8], photos[8:])):
            calendar.write(
                f"\n- post: paseo-{number}\n  when: 2041-05-0{number + 1} 10:00\n"
                f"  channels: all\n  text: Caminamos la ribera, parte {number}.\n"
                f"  images: {json.dumps(group)}\n  alt: {json.dumps(['Una ribera.'] * 4)}\n"
            )
    return folder


@pytest.mark.parametrize(
    ("asked", "most"),
    [(["check"], MOST), (["preview"], MOST), (["load", "--yes"], MOST_TO_STORE)],
    ids=["check", "preview", "load"],
)
def test_memory_stays_small_however_many_photos_there_are(
    folder: Path, asked: list[str], most: int
) -> None:
    home = {"HOME": str(folder.parent), "XDG_DATA_HOME": str(folder.parent / "data")}
    run = subprocess.run(
        [sys.executable, "-c", MEASURED, *asked],
        cwd=folder,
        env={**os.environ, **home},
        capture_output=True,
        text=True,
        check=False,
    )
    parent, child = json.loads(run.stderr.splitlines()[-1])
    assert run.returncode == 0, run.stdout + run.stderr
    assert max(parent, child) < most, (parent, child)
