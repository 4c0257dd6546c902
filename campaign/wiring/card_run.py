"""Drawing the cards of a whole sheet: on every core, a few at a time, what is there left alone."""

from __future__ import annotations

import hashlib
import os
import queue
import stat
import threading
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from campaign.core.card_rows import missing, spec_of
from campaign.core.cards import CardSpec
from campaign.core.problems import Code, Problem, error
from campaign.services.rules.cards import unusable_font
from campaign.services.rules.pictures import blurred, find_asset
from campaign.sources.card_headings import TABLE
from campaign.sources.sheets.vocabulary import words
from campaign.sources.tree import LARGEST
from campaign.wiring.card_journal import card_key
from campaign.wiring.renderer import start_renderer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from campaign.core.card_rows import CardRow, Stage
    from campaign.core.rendering import Drawn
    from campaign.ports.rendering import Renderer
    from campaign.wiring.card_journal import Journal

BATCH = 10
"""Cards that a core is given at once."""

BATCH_BYTES = 16 * 1024 * 1024
"""Photographs that it is given at once."""

_OF_ONE_FILE = (IsADirectoryError, NotADirectoryError, PermissionError)
"""What the disk has against one card: the others are drawn all the same."""

FEW_BYTES = 100_000
"""Photographs with less may have few pixels."""

DRAWN, KEPT, FAILED = "drawn", "kept", "failed"
_COLUMNS = {"people": ("person", "name"), "headline": ("headline", "name"), "monogram": ("name",)}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a row: ``drawn``, ``kept`` as it was, or ``failed`` with the problem; or else
    the ``doubts`` about what was drawn.
    """

    row: CardRow
    name: str
    state: str
    problem: Problem | None = None
    doubts: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet to be drawn: its rows and their names, the folder that its photographs lie in.

    ``files`` are the campaign's, ``shared`` those that are on every card; ``text`` looks up the
    words of the alternative texts.
    """

    rows: Sequence[CardRow]
    names: Mapping[int, str]
    titles: Mapping[str, str]
    stage: Stage
    home: Path
    files: Mapping[str, bytes]
    text: Callable[..., str]
    shared: Mapping[str, bytes] = field(init=False)
    digests: Mapping[str, str] = field(init=False)
    photos: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        stage = self.stage
        size, language, series = stage.size, stage.language, stage.series
        bare = CardSpec(stage.layout, size, language, series, "", "", stage.brand)
        bare = replace(bare, partners=stage.partners)
        shared = {path: self.files[path] for path in bare.files(self.files)}
        digests = {path: hashlib.sha256(content).hexdigest() for path, content in shared.items()}
        named = (row.get("photo") for row in self.rows)
        photos = frozenset(_real(self.home, one) for one in named if one)
        object.__setattr__(self, "photos", photos)
        object.__setattr__(self, "shared", shared)
        object.__setattr__(self, "digests", digests)


def _real(home: Path, said: str) -> str:
    """Return where a photograph beside the sheet lies, links followed; ``""`` for no place."""
    try:
        return os.path.realpath(home / said.replace("\\", "/"))
    except (OSError, ValueError):
        return ""


@dataclass(frozen=True, slots=True)
class _Order:
    """A card to be drawn, with its photograph."""

    row: CardRow
    name: str
    spec: CardSpec
    path: str
    photo: bytes | None
    key: str


def cores() -> int:
    """Return how many processes may draw at the same time."""
    return max(1, len(os.sched_getaffinity(0)))


def draw_rows(sheet: Sheet, journal: Journal, workers: int) -> Iterator[Outcome]:
    """Draw every row and yield what came of it, as it comes.

    Raises:
        OSError: the disk refuses.
    """
    results: queue.SimpleQueue[Outcome | BaseException | None] = queue.SimpleQueue()
    rows = _Rows(sheet.rows)
    threads = [
        threading.Thread(target=_work, args=(sheet, journal, rows, results), daemon=True)
        for _ in range(workers)
    ]
    for thread in threads:
        thread.start()
    try:
        going = len(threads)
        while going:
            found = results.get()
            if found is None:
                going -= 1
            elif isinstance(found, BaseException):
                raise found
            else:
                yield found
    finally:
        rows.stop()
        for thread in threads:
            thread.join()


class _Rows:
    """The rows that are left, given out one by one to whoever asks."""

    def __init__(self, rows: Sequence[CardRow]) -> None:
        self._left = iter(rows)
        self._lock = threading.Lock()
        self._stopped = False

    def next(self) -> CardRow | None:
        with self._lock:
            return None if self._stopped else next(self._left, None)

    def stop(self) -> None:
        self._stopped = True


def _work(
    sheet: Sheet,
    journal: Journal,
    rows: _Rows,
    results: queue.SimpleQueue[Outcome | BaseException | None],
) -> None:
    try:
        with closing(_Drawer(sheet, journal)) as drawer:
            while batch := _batch(sheet, journal, rows, results):
                for outcome in drawer.draw(batch):
                    results.put(outcome)
    except BaseException as wrong:  # noqa: BLE001 -- raised where the results are read
        results.put(wrong)
    results.put(None)


def _batch(
    sheet: Sheet,
    journal: Journal,
    rows: _Rows,
    results: queue.SimpleQueue[Outcome | BaseException | None],
) -> list[_Order]:
    """Return the next cards that have to be drawn; tell of those that are there or cannot be."""
    batch: list[_Order] = []
    weight = 0
    while len(batch) < BATCH and weight < BATCH_BYTES:
        row = rows.next()
        if row is None:
            break
        order = _order(sheet, row)
        if isinstance(order, Problem):
            results.put(Outcome(row, sheet.names[row.number], FAILED, order))
        elif way := _in_the_way(sheet, journal, order.name):
            results.put(Outcome(row, order.name, FAILED, _occupied(row, way)))
        elif journal.has(order.name, order.key, order.spec.alt):
            results.put(Outcome(row, order.name, KEPT))
        else:
            batch.append(order)
            weight += len(order.photo or b"")
    return batch


def _order(sheet: Sheet, row: CardRow) -> _Order | Problem:
    lacking = missing(row, sheet.stage)
    if lacking:
        usual = words().write(sheet.stage.language, TABLE, lacking)
        params = {"missing": sheet.titles.get(lacking, usual), "because": "card"}
        return error(Code.SHEET_ROW_INCOMPLETE, row.place(lacking), **params)
    path, photo = "", None
    said = row.get("photo")
    if said:
        found = _photo(sheet, row, said)
        if isinstance(found, Problem):
            return found
        path, photo = found
    spec = spec_of(row, sheet.stage, path or None, sheet.text)
    key = card_key(spec, sheet.digests, photo)
    return _Order(row, sheet.names[row.number], spec, path, photo, key)


def _in_the_way(sheet: Sheet, journal: Journal, name: str) -> str:
    """Return the file that a card would replace and must not; ``""`` for none."""
    picture = f"{name}.jpg"
    if os.path.realpath(journal.folder / picture) in sheet.photos:
        return picture
    return journal.in_the_way(name)


def _occupied(row: CardRow, file: str) -> Problem:
    return error(Code.CARD_IN_THE_WAY, row.place("file", "name"), file=file)


def _photo(sheet: Sheet, row: CardRow, said: str) -> tuple[str, bytes] | Problem:
    """Return a photograph beside the sheet or among the campaign's; never one from elsewhere."""
    place, told = row.place("photo"), {"file": said, "because": "card"}
    plain = said.replace("\\", "/")
    if plain.startswith(("/", "~")) or ":" in plain[:3] or ".." in plain.split("/"):
        return error(Code.OUTSIDE_FOLDER, place, **told)
    try:
        found = (sheet.home / plain).resolve(strict=True)
        if not found.is_relative_to(sheet.home):
            return error(Code.OUTSIDE_FOLDER, place, **told)
        known = found.stat()
        if stat.S_ISREG(known.st_mode):
            if known.st_size > LARGEST:
                million = 1024 * 1024
                size = {"size": known.st_size // million, "limit": LARGEST // million}
                return error(Code.FILE_TOO_LARGE, place, **told, **size)
            return plain, found.read_bytes()
    except (OSError, ValueError, RuntimeError):
        pass
    own = find_asset(sheet.files, plain)
    return (own, sheet.files[own]) if own else error(Code.ASSET_MISSING, place, **told)


class _Drawer:
    """A core's own process, started with the first card that has to be drawn."""

    def __init__(self, sheet: Sheet, journal: Journal) -> None:
        self.sheet = sheet
        self.journal = journal
        self.renderer: Renderer | None = None

    def close(self) -> None:
        if self.renderer is not None:
            self.renderer.close()

    def draw(self, orders: Sequence[_Order]) -> Iterator[Outcome]:
        if self.renderer is None:
            self.renderer = start_renderer()
        files = dict(self.sheet.shared)
        for order in orders:
            if order.photo is not None:
                files[order.path] = order.photo
        results = list(self.renderer.draw([order.spec for order in orders], files))
        for order, drawn in zip(orders, results, strict=True):
            if drawn.fault is not None:
                problem = _undrawn(order, drawn, self.sheet.files)
                yield Outcome(order.row, order.name, FAILED, problem)
                continue
            try:
                self.journal.keep(order.name, order.key, drawn.content, order.spec.alt)
            except _OF_ONE_FILE:
                problem = _occupied(order.row, f"{order.name}.jpg")
                yield Outcome(order.row, order.name, FAILED, problem)
                continue
            yield Outcome(order.row, order.name, DRAWN, doubts=self._doubts(order))

    def _doubts(self, order: _Order) -> tuple[Problem, ...]:
        """Return whether the photo has too few pixels; one of many bytes has enough."""
        if self.renderer is None or order.photo is None or len(order.photo) > FEW_BYTES:
            return ()
        (seen,) = self.renderer.inspect([order.path], {order.path: order.photo})
        return tuple(blurred(order.row.place("photo"), order.path, seen))


def _undrawn(order: _Order, drawn: Drawn, files: Mapping[str, bytes]) -> Problem:
    """Return what is wrong with a row's card, or with its photo, or with the brand's type."""
    if drawn.file in order.spec.brand.own_fonts:
        return unusable_font(drawn, files)
    if drawn.file:
        person = order.spec.people[0].name if order.spec.people else order.name
        which = {"person": person, "value": drawn.file, "reason": drawn.why}
        return error(Code.PHOTO_UNUSABLE, order.row.place("photo"), **which, because="row")
    reason, where = drawn.fault or "", drawn.field or ""
    fields = _COLUMNS.get(where, (where,)) if where else ("photo", "name")
    params = {"post": order.name, "layout": order.spec.layout, "field": where, "reason": reason}
    return error(Code.CARD_DOES_NOT_FIT, order.row.place(*fields), **params, because="row")
