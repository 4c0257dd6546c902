"""The renderers that our cards are measured against, each in a process of its own.

They come from npm, once, into ``build/bench-peers``; without node and npm they are skipped.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from campaign.cards.measures import CAPITALS
from scripts.bench.processes import ROOT, BenchFailed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from campaign.cards.canvas import Mark
    from campaign.core.cards import CardSpec

HERE = Path(__file__).with_name("peers")
HOME = ROOT / "build" / "bench-peers"
FONTS = {"Quote": "quote", "Kicker": "kicker", "Facts": "facts", "Bold": "facts-bold"}
FAMILIES = {"headline": "Quote", "mark": "Quote", "monogram": "Quote", "series": "Kicker"}
SLACK = 0.4
"""How much wider a text may run with a peer, in em: its letters have their own widths."""


class NoPeer(Exception):
    """Why the peers cannot be measured here."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A peer that waits for orders."""

    process: subprocess.Popen[str]

    def milliseconds(self, number: int) -> float:
        """Let it draw a card and return how long that took."""
        return float(self._ask(f"draw\t{number}")["milliseconds"])

    def save(self, number: int, file: Path) -> None:
        """Let it draw a card into a file."""
        self._ask(f"save\t{number}\t{file}")

    def _ask(self, order: str) -> dict[str, Any]:
        if self.process.stdin is None or self.process.stdout is None:  # pragma: no cover
            raise BenchFailed(order)
        self.process.stdin.write(f"{order}\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            msg = f"the peer ended: {order}"
            raise BenchFailed(msg)
        answer: dict[str, Any] = json.loads(line)
        return answer


def install() -> None:
    """Install the peers, once for each state of their list.

    Raises:
        NoPeer: there is no node or npm, or npm could not get them.
    """
    if shutil.which("node") is None or shutil.which("npm") is None:
        msg = "node and npm are not here"
        raise NoPeer(msg)
    wanted = (HERE / "package.json").read_bytes()
    done = HOME / "installed.json"
    if not done.is_file() or done.read_bytes() != wanted:
        HOME.mkdir(parents=True, exist_ok=True)
        shutil.copy(HERE / "package.json", HOME)
        npm = ["npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--silent"]
        try:
            subprocess.run(npm, cwd=HOME, check=True, capture_output=True, timeout=300)  # noqa: S603 -- our own list
        except (OSError, subprocess.SubprocessError) as wrong:
            msg = f"npm could not install them ({type(wrong).__name__})"
            raise NoPeer(msg) from wrong
        done.write_bytes(wanted)
    shutil.copy(HERE / "peer.mjs", HOME)


@contextmanager
def peer(name: str, specs: Sequence[CardSpec], quality: int) -> Iterator[Peer]:
    """Start a peer that is ready to draw these cards, on the core that we run on."""
    job = HOME / f"{name}.json"
    job.write_text(json.dumps(_job(specs, quality)), encoding="utf-8")
    process = subprocess.Popen(  # noqa: S603 -- our own file
        ["node", "peer.mjs", name, str(job)],  # noqa: S607 -- whichever node people have
        cwd=HOME,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        if process.stdout is None or process.stdout.readline() != "ready\n":
            msg = f"{name} did not start"
            raise BenchFailed(msg)
        yield Peer(process)
    finally:
        process.kill()
        process.communicate()


@contextmanager
def one_core() -> Iterator[None]:
    """Keep this process and what it starts on one core."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _job(specs: Sequence[CardSpec], quality: int) -> dict[str, object]:
    home = ROOT / "campaign" / "cards" / "fonts"
    fonts = [{"name": name, "path": str(home / f"{file}.ttf")} for name, file in FONTS.items()]
    return {
        "size": specs[0].size,
        "format": "jpeg",
        "quality": quality,
        "fonts": fonts,
        "cards": [_card(spec) for spec in specs],
    }


def _card(spec: CardSpec) -> dict[str, object]:
    """Return the ground of a card as files, and its texts where we put them."""
    from campaign.cards import engine, ground  # noqa: PLC0415 -- Pillow, only here
    from campaign.core.colours import palette  # noqa: PLC0415

    canvas = engine.compose(spec, {})
    bare = ground.ground(spec.size, palette(spec.brand.colours), canvas.motifs, spec.series)
    same = hashlib.sha256(bare.tobytes()).hexdigest()[:16]
    stem = HOME / f"ground-{same}"
    if not stem.with_suffix(".jpg").is_file():
        bare.save(stem.with_suffix(".png"))
        bare.save(stem.with_suffix(".jpg"), quality=95)
    lines = [_text(lines) for lines in _blocks(canvas.marks)]
    files = {"ground": f"{stem}.png", "jpeg": f"{stem}.jpg"}
    return {**files, "lines": lines}


def _blocks(marks: Sequence[Mark]) -> list[list[Mark]]:
    """Return the texts of a card, each with its lines: lines of one size below each other."""
    blocks: list[list[Mark]] = []
    for mark in marks:
        last = blocks[-1][-1] if blocks else None
        if last is not None and (last.field, last.size) == (mark.field, mark.size):
            aside, below = mark.box[0] - last.box[0], mark.box[1] - last.box[1]
            if abs(aside) < mark.size and 0 < below < 2 * mark.size:
                blocks[-1].append(mark)
                continue
        if mark.text:
            blocks.append([mark])
    return blocks


def _text(lines: Sequence[Mark]) -> dict[str, object]:
    """Return a text as a peer sets it: where it begins, how wide it may be, its lines' distance."""
    first, last = lines[0], lines[-1]
    steps = max(1, len(lines) - 1)
    lead = (last.box[1] - first.box[1]) / steps if last is not first else first.size
    left = min(mark.box[0] for mark in lines)
    width = max(mark.box[2] for mark in lines) - left + first.size * SLACK
    return {
        "text": " ".join(mark.text for mark in lines),
        "left": left,
        "top": first.box[1] - round(lead / 2 - first.size * (CAPITALS - 0.5)),
        "width": round(width),
        "lead": round(lead),
        "size": first.size,
        "family": FAMILIES.get(first.field, "Facts"),
        "colour": "#{:02x}{:02x}{:02x}".format(*min(first.colours)),
    }
