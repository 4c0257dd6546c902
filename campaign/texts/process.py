"""The parent's side of the rendering child: batches out, results in, a new child after a fall."""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import subprocess
import sys
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from campaign.core.environment import without_settings
from campaign.core.problems import Code
from campaign.core.rendering import TOO_MUCH, Cleaned, Drawn, Inspected, Rendered, RenderFault
from campaign.texts.wire import decode_rendered, read_frame, write_frame

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
    from typing import IO

    from campaign.core.cards import CardSpec
    from campaign.core.programme import Programme
    from campaign.core.rendering import RenderJob
    from campaign.core.settings import Campaign

    Pipe = IO[bytes]

BATCH = {"render": 200, "draw": 10, "try_out": 10, "inspect": 10, "clean": 4}
WALL_SECONDS = 30.0
AT_ONCE = 48 * 1024 * 1024
"""Bytes of files that a child is given at once: it has to hold them several times."""

MOST_OF_ONE = 200 * 1024 * 1024
"""Bytes of the files of one card."""

LONGEST_ANSWER = 64 * 1024 * 1024

_TOO_SLOW = Rendered(fault=RenderFault(Code.TEMPLATE_TOO_SLOW))


@dataclass(frozen=True, slots=True)
class _Order:
    """One kind of work: what the child is told before, how its answers are read.

    ``fallen`` is the result of an item that ended the child; ``same`` tells items apart.
    """

    kind: str
    prepare: tuple[str, Any]
    read: Callable[[Pipe], Any]
    fallen: Any
    same: Callable[[Any], object] = id


class ChildRenderer:
    """Implements :class:`campaign.ports.rendering.Renderer` with a process of our own.

    ``module`` is what the child runs (``python -m module``). The child is started at
    once, so that it is ready when the folder is read.
    """

    def __init__(self, module: str) -> None:
        self._module = module
        self._child: subprocess.Popen[bytes] | None = None
        self._told: dict[str, bytes] = {}
        self._lock = threading.Lock()
        self._start()

    def render(
        self,
        campaign: Campaign,
        programme: Programme,
        jobs: Sequence[RenderJob],
    ) -> Generator[Rendered]:
        """Yield one result per job; a job that ends the child is *too slow*."""
        order = _Order(
            "render",
            ("programme", (campaign, programme)),
            lambda stream: decode_rendered(read_frame(stream, LONGEST_ANSWER)),
            _TOO_SLOW,
            lambda job: job.template,
        )
        return self._each(order, jobs)

    def draw(self, specs: Sequence[CardSpec], files: Mapping[str, bytes]) -> list[Drawn]:
        """Return one card per spec; a spec that ends the child could not be drawn."""
        return list(self._cards("draw", specs, files))

    def try_out(self, specs: Sequence[CardSpec], files: Mapping[str, bytes]) -> list[Drawn]:
        """Return for each spec why it cannot be drawn; one that ends the child cannot."""
        return list(self._cards("try_out", specs, files))

    def inspect(self, images: Iterable[bytes]) -> list[Inspected]:
        """Return what each image is, or why it is none."""
        order = _Order("inspect", ("files", {}), _inspected, _UNREAD)
        groups = in_groups(images, len, AT_ONCE)
        return [seen for group in groups for seen in self._each(order, group)]

    def clean(self, images: Iterable[tuple[bytes, int, int | None]]) -> list[Cleaned]:
        """Return pictures without metadata, within their limits."""
        order = _Order("clean", ("files", {}), _cleaned, _UNCLEANED)
        groups = in_groups(images, lambda image: len(image[0]), AT_ONCE)
        return [made for group in groups for made in self._each(order, group)]

    def close(self) -> None:
        """End the child."""
        with self._lock:
            self._end()

    def _cards(
        self, kind: str, specs: Sequence[CardSpec], files: Mapping[str, bytes]
    ) -> Generator[Drawn]:
        """Give the child the files that the cards name, of a few cards at a time."""
        for group, needed in _with_files(specs, files):
            if needed is None:
                yield from [_UNDRAWN] * len(group)
                continue
            yield from self._each(_Order(kind, ("files", needed), _drawn, _UNDRAWN), group)

    def _each(self, order: _Order, items: Sequence[Any]) -> Generator[Any]:
        """Work through ``items``; what ended the child once is not given to the next one."""
        given = 0
        deadly: set[object] = set()
        with self._lock:
            while given < len(items):
                batch = _harmless(items, given, order, deadly)
                if not batch:
                    given += 1
                    yield order.fallen
                    continue
                end = given + len(batch)
                if not self._tell(order.prepare):
                    given = end
                    yield from [order.fallen] * len(batch)
                    continue
                for answer in self._work(order.kind, batch, order.read):
                    given += 1
                    yield answer
                if given < end:
                    deadly.add(order.same(items[given]))
                    self._end()

    def _work(self, kind: str, items: Sequence[Any], read: Callable[[Pipe], Any]) -> Iterator[Any]:
        """Yield the answers to ``items``, fewer when one of them ended the child.

        The orders are written by a thread, so that the child has the next one at hand
        while its answers are read, and neither waits for a full pipe.
        """
        child = self._start()
        stdin, stdout = child.stdin, child.stdout
        if stdin is None or stdout is None:  # pragma: no cover -- both are pipes
            return
        batches = [items[n : n + BATCH[kind]] for n in range(0, len(items), BATCH[kind])]
        feeder = threading.Thread(target=_feed, args=(stdin, kind, batches), daemon=True)
        feeder.start()
        try:
            for batch in batches:
                with _guarded(child):
                    for _ in batch:
                        yield read(stdout)
        except (EOFError, OSError, ValueError):
            child.kill()
        except BaseException:  # also where the answers are no longer wanted
            child.kill()
            child.wait()
            raise
        finally:
            feeder.join()

    def _tell(self, prepare: tuple[str, Any]) -> bool:
        """Tell the child what is to hold from now on, unless it was told the same bytes; return
        whether it knows.

        Equal values are not enough: two moments in different offsets are equal, and read
        differently.
        """
        kind, _ = prepare
        child = self._start()
        frame = pickle.dumps(prepare)
        digest = hashlib.sha256(frame).digest()
        if self._told.get(kind) == digest or child.stdin is None:
            return True
        try:
            write_frame(child.stdin, frame)
        except OSError:
            self._end()
            return False
        self._told[kind] = digest
        return True

    def _start(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self._told.clear()
            self._child = subprocess.Popen(  # noqa: S603 -- our own module
                [sys.executable, "-m", self._module],
                env=without_settings(os.environ),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
        return self._child

    def _end(self) -> None:
        if self._child is None:
            return
        self._child.kill()
        self._child.communicate()
        self._child = None
        self._told.clear()


@contextmanager
def _guarded(child: subprocess.Popen[bytes]) -> Iterator[None]:
    """End a child that takes too long over one batch."""
    guard = threading.Timer(WALL_SECONDS, child.kill)
    guard.daemon = True
    guard.start()
    try:
        yield
    finally:
        guard.cancel()


def _feed(stdin: Pipe, kind: str, batches: Sequence[Sequence[Any]]) -> None:
    """Write the orders; who reads the answers notices the end of the child."""
    with suppress(OSError):
        for batch in batches:
            write_frame(stdin, pickle.dumps((kind, list(batch))))


def in_groups(items: Iterable[Any], size: Callable[[Any], int], most: int) -> Iterator[list[Any]]:
    """Yield the items in groups of at most so many bytes; one that has more is a group."""
    group: list[Any] = []
    held = 0
    for item in items:
        weight = size(item)
        if group and held + weight > most:
            yield group
            group, held = [], 0
        group.append(item)
        held += weight
    if group:
        yield group


def _with_files(
    specs: Sequence[CardSpec], files: Mapping[str, bytes]
) -> Iterator[tuple[list[CardSpec], dict[str, bytes] | None]]:
    """Yield cards in groups, with the files that they name; ``None`` where those of one card are
    more than a child can hold.
    """
    group: list[CardSpec] = []
    held: dict[str, bytes] = {}
    for spec in specs:
        named = spec.files(files)
        new = {path: files[path] for path in named if path not in held}
        if group and sum(map(len, (*held.values(), *new.values()))) > AT_ONCE:
            yield group, held
            kept = {path: held[path] for path in named if path in held}
            group, held = [], {}
            new |= kept
        if sum(map(len, new.values())) > MOST_OF_ONE:
            yield [spec], None
            continue
        group.append(spec)
        held |= new
    if group:
        yield group, held


def _harmless(
    items: Sequence[Any],
    start: int,
    order: _Order,
    deadly: set[object],
) -> Sequence[Any]:
    """Return what is to be done, up to the first item that is known to end the child."""
    rest = items[start:]
    for number, item in enumerate(rest if deadly else ()):
        if order.same(item) in deadly:
            return rest[:number]
    return rest


def _drawn(stream: Pipe) -> Drawn:
    fault, field = json.loads(read_frame(stream, LONGEST_ANSWER))
    return Drawn(read_frame(stream, LONGEST_ANSWER), fault, field)


def _inspected(stream: Pipe) -> Inspected:
    return Inspected(**json.loads(read_frame(stream, LONGEST_ANSWER)))


def _cleaned(stream: Pipe) -> Cleaned:
    info = _inspected(stream)
    return Cleaned(read_frame(stream, LONGEST_ANSWER), info)


_UNDRAWN = Drawn(fault=TOO_MUCH)
_UNREAD = Inspected(fault=TOO_MUCH)
_UNCLEANED = Cleaned(b"", _UNREAD)
