"""The rendering child: renders and draws what it is told to, within CPU and memory limits.

A template cannot be bounded inside a process (a power of two large numbers runs in C
for minutes), so the kernel ends this one and the parent starts another.
"""

from __future__ import annotations

import json
import os
import pickle
import resource
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from campaign.texts.wire import read_frame, write_frame

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import BinaryIO

    from campaign.core.cards import CardSpec
    from campaign.core.dates import DateWords
    from campaign.core.rendering import Drawn, Inspected, RenderJob
    from campaign.texts.template import Writer

MEMORY = 768 * 1024 * 1024
CPU_SECONDS = 3
LONGEST_ORDER = 1 << 32


def serve(
    words_of: Callable[[str], DateWords],
    draw: Callable[[CardSpec, Mapping[str, bytes]], Drawn],
    inspect: Callable[[bytes], Inspected],
) -> None:
    """Answer the parent until it closes the pipe.

    ``words_of`` gives the date words of a language; ``draw`` draws a card;
    ``inspect`` tells what an image is.
    """
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    work = _Work(words_of, draw, inspect)
    while True:
        try:
            order = pickle.loads(read_frame(sys.stdin.buffer, LONGEST_ORDER))  # noqa: S301 -- from our parent
        except EOFError:
            return
        work.do(order, answers)


class _Work:
    def __init__(
        self,
        words_of: Callable[[str], DateWords],
        draw: Callable[[CardSpec, Mapping[str, bytes]], Drawn],
        inspect: Callable[[bytes], Inspected],
    ) -> None:
        self.words_of = words_of
        self.draw = draw
        self.inspect = inspect
        self.writer: Writer | None = None
        self.files: Mapping[str, bytes] = {}

    def do(self, order: tuple[str, Any], answers: BinaryIO) -> None:
        kind, content = order
        getattr(self, f"_{kind}")(content, answers)

    def _programme(self, content: tuple[Any, Any], _: BinaryIO) -> None:
        from campaign.texts.template import Writer  # noqa: PLC0415 -- jinja2 only where used

        campaign, programme = content
        self.writer = Writer(campaign, programme, self.words_of(campaign.language))

    def _files(self, content: Mapping[str, bytes], _: BinaryIO) -> None:
        self.files = content

    def _render(self, jobs: list[RenderJob], answers: BinaryIO) -> None:
        for job in jobs:
            _allow(CPU_SECONDS)
            result = asdict(self.writer.write(job)) if self.writer else {}
            write_frame(answers, json.dumps(result, ensure_ascii=False).encode())

    def _draw(self, specs: list[CardSpec], answers: BinaryIO) -> None:
        for spec in specs:
            _allow(CPU_SECONDS * 5)
            drawn = self.draw(spec, self.files)
            write_frame(answers, json.dumps([drawn.fault, drawn.field]).encode())
            write_frame(answers, drawn.content)

    def _inspect(self, images: list[bytes], answers: BinaryIO) -> None:
        for image in images:
            _allow(CPU_SECONDS)
            write_frame(answers, json.dumps(asdict(self.inspect(image))).encode())


def _allow(seconds: int) -> None:
    """Let the process use so many more seconds of CPU; the kernel ends it after that."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))
