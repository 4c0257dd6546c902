"""The preview as files, named by date, channel and post: for a folder that people can search."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from campaign.wiring.pages.page import ENDS, whole
from campaign.wiring.pages.prose import plain
from campaign.wiring.pages.telling import Teller

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from campaign.services.drafting import Prepared
    from campaign.wiring.pages.previewed import Previewed

_UNSAFE = re.compile(r"[^\w.-]+")
_LONGEST = 180
_OURS = (
    r"(?:[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}_[0-9]{{4}}|{undated})_.+\.(?:txt|jpg|png|webp|gif|bin)"
)
"""How these files are called."""


def write_files(folder: Path, previewed: Previewed) -> list[str]:
    """Write text, pictures and alternative texts of every post; return the names of files that
    earlier previews left there, and this one has not.

    ``2022-02-16_1000_x_announcement-panel-1.txt``, ``….jpg`` and ``….alt.txt``. A fact that is
    missing stands in the text in brackets.
    """
    teller = Teller.of(previewed.folder.campaign, previewed.programme)
    taken: set[str] = set()
    written: set[str] = set()
    for item in previewed.items:
        name = _free(name_of(item, teller), taken)
        written.update(_write(folder, previewed, item, name, teller))
    ours = re.compile(_OURS.format(undated=re.escape(teller.say("preview.file_undated"))))
    there = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    return [name for name in there if ours.fullmatch(name) and name not in written]


def name_of(item: Prepared, teller: Teller) -> str:
    """Return the name of a post's files, without an ending."""
    due = item.draft.due
    when = f"{due.local:%Y-%m-%d_%H%M}" if due else teller.say("preview.file_undated")
    part = f"_{teller.say('preview.file_part')}{item.key.part}" if item.key.part > 1 else ""
    name = _UNSAFE.sub("-", f"{when}_{item.key.channel}_{item.draft.post}")
    return name[:_LONGEST] + part


def _free(name: str, taken: set[str]) -> str:
    """Return a name that no other post of this folder has."""
    free, number = name, 1
    while free.casefold() in taken:
        number += 1
        free = f"{name}~{number}"
    taken.add(free.casefold())
    return free


def _write(
    folder: Path,
    previewed: Previewed,
    item: Prepared,
    name: str,
    teller: Teller,
) -> Iterator[str]:
    """Write the files of a post; yield their names."""
    text = item.text
    if text is None:
        text = plain(previewed.gapped.get(str(item.key), ""), teller.gap)
    files = {f"{name}.txt": f"{text}\n".encode("utf-8", "replace")}
    for number, image in enumerate(previewed.images(item), 1):
        own = name if number == 1 else f"{name}_{teller.say('preview.file_image')}{number}"
        _, content = previewed.pictures.blobs[image.sha256]
        files[f"{own}.{ENDS.get(image.media_type, 'bin')}"] = content.read()
        files[f"{own}.alt.txt"] = f"{image.alt}\n".encode("utf-8", "replace")
    for file, written in files.items():
        whole(folder / file, written)
        yield file
