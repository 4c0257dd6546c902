"""The parent's side of the rendering child: batches out, results in, a new child after a fall."""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import subprocess
import sys
import threading
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from campaign.core.environment import without_settings
from campaign.core.files import content_of
from campaign.core.problems import Code
from campaign.core.rendering import TOO_MUCH, Cleaned, Drawn, Inspected, Rendered, RenderFault
from campaign.texts.guard import Guard
from campaign.texts.wire import ASKING, decode_rendered, read_frame, write_frame

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
    from typing import IO

    from campaign.core.cards import CardSpec
    from campaign.core.files import Content
    from campaign.core.programme import Programme
    from campaign.core.rendering import RenderJob
    from campaign.core.settings import Campaign

    Pipe = IO[bytes]

BATCH = {"render": 200, "draw": 10, "try_out": 10, "inspect": 10, "clean": 4}
WALL_SECONDS = 30.0
MOST_OF_ONE = 200 * 1024 * 1024
"""Bytes of the files of one card: of so many logos some are looked at again and again."""

MOST_ASKED = 10_000
"""So often the child may ask for a file while it works on one batch."""

LONGEST_ANSWER = 64 * 1024 * 1024

_TOO_SLOW = Rendered(fault=RenderFault(Code.TEMPLATE_TOO_SLOW))


@dataclass(frozen=True, slots=True)
class _Order:
    """One kind of work: what the child is told before, how its answers are read.

    ``read`` gets the first frame of an answer, and the stream that the others come from.
    ``fallen`` is the result of an item that ended the child; ``same`` tells items apart.
    ``files`` are those that the child may ask for, by their SHA-256; ``None`` where it asks for
    none, and can have its orders ahead.
    """

    kind: str
    prepare: tuple[str, Any]
    read: Callable[[bytes, Pipe], Any]
    fallen: Any
    same: Callable[[Any], object] = id
    files: Mapping[str, Content] | None = None


def _over_files(
    kind: str,
    paths: Iterable[str],
    files: Mapping[str, bytes],
    results: tuple[Callable[[bytes, Pipe], Any], Any],
) -> _Order:
    """Return the order of a work that looks at files: the child is told what their digests are."""
    named = {path: content_of(files, path) for path in dict.fromkeys(paths) if path in files}
    told = {path: (content.digest(), content.size) for path, content in named.items()}
    by_digest = {content.digest(): content for content in named.values()}
    return _Order(kind, ("files", told), *results, files=by_digest)


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
            lambda head, _: decode_rendered(head),
            _TOO_SLOW,
            lambda job: job.template,
        )
        return self._each(order, jobs)

    def draw(self, specs: Sequence[CardSpec], files: Mapping[str, bytes]) -> Generator[Drawn]:
        """Yield one card per spec; a spec that ends the child could not be drawn."""
        return self._cards("draw", specs, files)

    def try_out(self, specs: Sequence[CardSpec], files: Mapping[str, bytes]) -> list[Drawn]:
        """Return for each spec why it cannot be drawn; one that ends the child cannot."""
        return list(self._cards("try_out", specs, files))

    def inspect(self, paths: Sequence[str], files: Mapping[str, bytes]) -> list[Inspected]:
        """Return what the image at each path is, or why it is none."""
        return list(self._each(_over_files("inspect", paths, files, (_inspected, _UNREAD)), paths))

    def clean(
        self, images: Sequence[tuple[str, int, int | None]], files: Mapping[str, bytes]
    ) -> Generator[Cleaned]:
        """Yield pictures without metadata, within their limits."""
        paths = (path for path, _, _ in images)
        return self._each(_over_files("clean", paths, files, (_cleaned, _UNCLEANED)), images)

    def close(self) -> None:
        """End the child."""
        with self._lock:
            self._end()

    def _cards(
        self, kind: str, specs: Sequence[CardSpec], files: Mapping[str, bytes]
    ) -> Generator[Drawn]:
        """Yield what comes of each card; nothing does of one whose files are too much."""
        named = {id(spec): spec.files(files) for spec in specs}
        heavy = {which for which, paths in named.items() if _weight(paths, files) > MOST_OF_ONE}
        light = [spec for spec in specs if id(spec) not in heavy]
        paths = (path for spec in light for path in named[id(spec)])
        order = _over_files(kind, paths, files, (_drawn, _UNDRAWN))
        with closing(self._each(order, light)) as drawn:
            for spec in specs:
                yield _UNDRAWN if id(spec) in heavy else next(drawn)
            yield from drawn  # nothing more: it knows that all were taken

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
                for answer in self._work(order, batch):
                    given += 1
                    yield answer
                if given < end:
                    deadly.add(order.same(items[given]))
                    self._end()

    def _work(self, order: _Order, items: Sequence[Any]) -> Iterator[Any]:
        """Yield the answers to ``items``, fewer when one of them ended the child.

        Where it asks for no files the orders are written by a thread, so that the child has the
        next one at hand while its answers are read, and neither waits for a full pipe.
        """
        child = self._start()
        stdin, stdout = child.stdin, child.stdout
        if stdin is None or stdout is None:  # pragma: no cover -- both are pipes
            return
        most = BATCH[order.kind]
        batches = [items[n : n + most] for n in range(0, len(items), most)]
        ahead = batches if order.files is None else []
        feeder = threading.Thread(target=_feed, args=(stdin, order.kind, ahead), daemon=True)
        feeder.start()
        try:
            for batch in batches:
                if order.files is not None:
                    write_frame(stdin, pickle.dumps((order.kind, list(batch))))
                with Guard(child.kill, WALL_SECONDS) as guard:
                    heads = _heads((stdin, stdout), order.files or {}, guard)
                    for _ in batch:
                        yield order.read(next(heads), stdout)
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


def _heads(pipes: tuple[Pipe, Pipe], files: Mapping[str, Content], guard: Guard) -> Iterator[bytes]:
    """Yield the first frame of each answer; the files that the child asks for meanwhile are read
    one by one, and that is not its time. Taking them is.

    Raises:
        EOFError: it is gone, or asks for what it was not told of.
    """
    stdin, stdout = pipes
    asked = 0
    while True:
        head = read_frame(stdout, LONGEST_ANSWER)
        if not head.startswith(ASKING):
            yield head
            continue
        asked += 1
        wanted = files.get(head[len(ASKING) :].decode("ascii", "replace"))
        if wanted is None or asked > MOST_ASKED:
            raise EOFError
        with guard.resting():
            content = wanted.read()
        write_frame(stdin, content)


def _feed(stdin: Pipe, kind: str, batches: Sequence[Sequence[Any]]) -> None:
    """Write the orders; who reads the answers notices the end of the child."""
    with suppress(OSError):
        for batch in batches:
            write_frame(stdin, pickle.dumps((kind, list(batch))))


def _weight(paths: Iterable[str], files: Mapping[str, bytes]) -> int:
    return sum(content_of(files, path).size for path in paths)


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


def _drawn(head: bytes, stream: Pipe) -> Drawn:
    return Drawn(read_frame(stream, LONGEST_ANSWER), *json.loads(head))


def _inspected(head: bytes, _: Pipe) -> Inspected:
    return Inspected(**json.loads(head))


def _cleaned(head: bytes, stream: Pipe) -> Cleaned:
    return Cleaned(read_frame(stream, LONGEST_ANSWER), _inspected(head, stream))


_UNDRAWN = Drawn(fault=TOO_MUCH)
_UNREAD = Inspected(fault=TOO_MUCH)
_UNCLEANED = Cleaned(b"", _UNREAD)
