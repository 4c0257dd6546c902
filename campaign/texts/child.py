"""The rendering child: renders and draws what it is told to, within CPU and memory limits.

A template cannot be bounded inside a process (a power of two large numbers runs in C
for minutes), so the kernel ends this one and the parent starts another.
"""

from __future__ import annotations

import gc
import json
import os
import pickle
import resource
import select
import signal
import sys
from collections import OrderedDict
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Protocol

from campaign.core.files import Files, Stored, digest_of
from campaign.core.rendering import Rendered
from campaign.texts.wire import ASKING, encode_rendered, read_frame, write_frame

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import IO

    from campaign.core.cards import CardSpec
    from campaign.core.dates import DateWords
    from campaign.core.rendering import Cleaned, Drawn, Inspected, RenderJob
    from campaign.texts.template import Templates, Writer

NEW_OBJECTS = 50_000
"""Objects between two looks for cyclic garbage: thousands of texts live, and none is garbage."""

AT_HAND = 24 * 1024 * 1024
"""Bytes of files that are kept, beside the last one: cards of a campaign look at the same few."""

MEMORY = 768 * 1024 * 1024
CPU_SECONDS = 3
LONGEST_ORDER = 1 << 32
MOST_TRIED = 1000


class Tools(Protocol):
    """What the child works with."""

    def prepare(self) -> None:
        """Get ready for cards while nobody waits."""
        ...

    def words_of(self, language: str) -> DateWords:
        """Return the date words of a language."""
        ...

    def draw(self, spec: CardSpec, files: Mapping[str, bytes]) -> Drawn:
        """Draw a card."""
        ...

    def try_out(self, spec: CardSpec, files: Mapping[str, bytes]) -> Drawn:
        """Tell why a card cannot be drawn."""
        ...

    def inspect(self, content: bytes) -> Inspected:
        """Tell what an image is."""
        ...

    def clean(self, content: bytes, most_bytes: int, most_sides: int | None) -> Cleaned:
        """Return an image without metadata, within limits."""
        ...


def serve(tools: Tools) -> None:
    """Answer the parent until it closes the pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal's Ctrl-C is the parent's business
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    gc.set_threshold(NEW_OBJECTS)
    from campaign.texts import template  # noqa: F401, PLC0415 -- jinja2, while the parent reads

    if not _asked():
        tools.prepare()
    work = _Work(tools)
    while True:
        try:
            order = pickle.loads(read_frame(sys.stdin.buffer, LONGEST_ORDER))  # noqa: S301 -- from our parent
        except (EOFError, MemoryError):  # the parent tells what it did not get an answer to
            return
        work.do(order, answers)


def _asked() -> bool:
    """Tell whether the parent has asked for something yet."""
    ready, _, _ = select.select([sys.stdin], [], [], 0)
    return bool(ready)


class _Work:
    def __init__(self, tools: Tools) -> None:
        self.tools = tools
        self.writer: Writer | None = None
        self.templates: dict[str, Templates] = {}
        self.files: Mapping[str, bytes] = {}
        self.shelf = _Shelf()
        self.tried: dict[str, Drawn] = {}

    def do(self, order: tuple[str, Any], answers: IO[bytes]) -> None:
        kind, content = order
        self.shelf.answers = answers
        getattr(self, f"_{kind}")(content, answers)

    def _programme(self, content: tuple[Any, Any], _: IO[bytes]) -> None:
        from campaign.texts.template import Templates, Writer  # noqa: PLC0415 -- jinja2, where used

        campaign, programme = content
        if campaign.language not in self.templates:
            words = self.tools.words_of(campaign.language)
            self.templates[campaign.language] = Templates(words)
        self.writer = Writer(campaign, programme, self.templates[campaign.language])

    def _files(self, content: Mapping[str, tuple[str, int]], _: IO[bytes]) -> None:
        fetch = self.shelf.fetch
        self.files = Files({path: Stored(*known, fetch) for path, known in content.items()})

    def _render(self, jobs: list[RenderJob], answers: IO[bytes]) -> None:
        for job in jobs:
            _allow(CPU_SECONDS)
            result = self.writer.write(job) if self.writer else Rendered()
            write_frame(answers, encode_rendered(result))

    def _draw(self, specs: list[CardSpec], answers: IO[bytes]) -> None:
        self._cards(self.tools.draw, specs, answers)

    def _try_out(self, specs: list[CardSpec], answers: IO[bytes]) -> None:
        self._cards(self._try_once, specs, answers)

    def _try_once(self, spec: CardSpec, files: Mapping[str, bytes]) -> Drawn:
        """Try a card once: every plan asks about the same ones, until their files are others."""
        asked = repr((spec, [digest_of(files, path) for path in spec.files(files)]))
        if asked not in self.tried:
            if len(self.tried) >= MOST_TRIED:
                self.tried.clear()
            self.tried[asked] = self.tools.try_out(spec, files)
        return self.tried[asked]

    def _cards(
        self,
        make: Callable[[CardSpec, Mapping[str, bytes]], Drawn],
        specs: list[CardSpec],
        answers: IO[bytes],
    ) -> None:
        for spec in specs:
            _allow(CPU_SECONDS * 5)
            drawn = make(spec, self.files)
            write_frame(
                answers, json.dumps([drawn.fault, drawn.field, drawn.file, drawn.why]).encode()
            )
            write_frame(answers, drawn.content)

    def _inspect(self, paths: list[str], answers: IO[bytes]) -> None:
        for path in paths:
            _allow(CPU_SECONDS)
            seen = self.tools.inspect(self.files.get(path, b""))
            write_frame(answers, json.dumps(asdict(seen)).encode())

    def _clean(self, images: list[tuple[str, int, int | None]], answers: IO[bytes]) -> None:
        for path, most_bytes, most_sides in images:
            _allow(CPU_SECONDS * 3)
            cleaned = self.tools.clean(self.files.get(path, b""), most_bytes, most_sides)
            write_frame(answers, json.dumps(asdict(cleaned.info)).encode())
            write_frame(answers, cleaned.content)


class _Shelf:
    """The files that are at hand; the parent is asked for the others, one by one."""

    def __init__(self) -> None:
        self.answers: IO[bytes] | None = None
        self._held: OrderedDict[str, bytes] = OrderedDict()

    def fetch(self, digest: str) -> bytes:
        """Return a file by its SHA-256."""
        if digest not in self._held:
            while self._held and sum(map(len, self._held.values())) > AT_HAND:
                self._held.popitem(last=False)
            self._held[digest] = self._asked(digest)
        self._held.move_to_end(digest)
        return self._held[digest]

    def _asked(self, digest: str) -> bytes:
        if self.answers is None:  # pragma: no cover -- an order comes first
            raise EOFError
        write_frame(self.answers, ASKING + digest.encode())
        try:
            return read_frame(sys.stdin.buffer, LONGEST_ORDER)
        except (EOFError, MemoryError):  # half a frame may be read: nobody can go on from there
            raise SystemExit(1) from None


def _allow(seconds: int) -> None:
    """Let the process use so many more seconds of CPU; the kernel ends it after that."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))
