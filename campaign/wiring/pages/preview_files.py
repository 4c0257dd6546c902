"""The preview as files, named by date, channel and post: for a folder that people can search."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from campaign.wiring.pages.page import ENDS, whole
from campaign.wiring.pages.prose import plain
from campaign.wiring.pages.telling import Teller

if TYPE_CHECKING:
    from pathlib import Path

    from campaign.services.drafting import Prepared
    from campaign.wiring.pages.previewed import Previewed

_UNSAFE = re.compile(r"[^\w.-]+")
_LONGEST = 180


def write_files(folder: Path, previewed: Previewed) -> int:
    """Write text, pictures and alternative texts of every post; return how many posts.

    ``2022-02-16_1000_x_announcement-panel-1.txt``, ``….jpg`` and ``….alt.txt``. A fact that is
    missing stands in the text in brackets.
    """
    teller = Teller.of(previewed.folder.campaign, previewed.programme)
    taken: set[str] = set()
    for item in previewed.items:
        _write(folder, previewed, item, _free(name_of(item, teller), taken), teller)
    return len(previewed.items)


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
) -> None:
    text = item.text
    if text is None:
        text = plain(previewed.gapped.get(str(item.key), ""), teller.gap)
    whole(folder / f"{name}.txt", f"{text}\n".encode("utf-8", "replace"))
    for number, image in enumerate(previewed.images(item), 1):
        own = name if number == 1 else f"{name}_{teller.say('preview.file_image')}{number}"
        _, content = previewed.pictures.blobs[image.sha256]
        whole(folder / f"{own}.{ENDS.get(image.media_type, 'bin')}", content)
        whole(folder / f"{own}.alt.txt", f"{image.alt}\n".encode("utf-8", "replace"))
