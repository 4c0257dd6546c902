"""Copies of a ledger: made while it is in use, and put back without being believed."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from campaign.core.errors import (
    BackupInTheWay,
    BackupNoFolder,
    BackupUnusable,
    LedgerCorrupt,
    LedgerGone,
    LedgerInUse,
    LedgerKindMismatch,
    LedgerOfAnother,
    NothingLoaded,
    RestoreOfItself,
)
from campaign.store import aside
from campaign.store.erasing_again import erase_in_copy
from campaign.store.erasures import Erasures, keep_of_former
from campaign.store.failures import failure
from campaign.store.files import reading
from campaign.store.lineage import disown_strange_log, is_open
from campaign.store.mark import Mark, is_gone
from campaign.store.people_since_copy import keep_endings
from campaign.store.since_copy import Since, take_along
from campaign.store.sqlite import prepare_file
from campaign.store.trust import check_sound, distrust

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from campaign.core.ledger_kind import Kind

_PAGES = 1_000
_LOADED = "SELECT name FROM campaign WHERE id IN (SELECT campaign_id FROM revision)"


def back_up(ledger: Path, target: Path) -> None:
    """Copy one instant of a ledger to ``target``, whole or not at all.

    Raises:
        NothingLoaded: where no ledger was begun yet; LedgerGone where there was one.
        BackupNoFolder: a folder is not made: it may be a disk that is not there now.
        BackupInTheWay: for a file that is no former backup.
        EnvironmentFailure: when one of both cannot be read or written.
    """
    if not ledger.is_file():
        raise LedgerGone(where=ledger) if is_gone(ledger) else NothingLoaded
    if not target.absolute().parent.is_dir():
        raise BackupNoFolder(where=target.absolute().parent)
    if target.exists() and (target.samefile(ledger) or not is_copy(target)):
        raise BackupInTheWay(where=target)
    with Mark(ledger).locked():
        disown_strange_log(ledger)
    _copy(ledger, target)


def is_copy(target: Path) -> bool:
    """Tell whether what is there is a former backup, which may be replaced."""
    if not target.is_file():
        return False
    try:
        with closing(reading(target)) as found:
            check_sound(found, target)
    except (sqlite3.Error, LedgerCorrupt):
        return False
    return True


def loaded_names(ledger: Path) -> list[str]:
    """Return the campaigns of which a ledger holds something; none where it cannot be read."""
    if not ledger.is_file():
        return []
    try:
        with closing(reading(ledger)) as found:
            return [name for (name,) in found.execute(_LOADED)]
    except sqlite3.Error:
        return []


def is_unused(ledger: Path) -> bool:
    """Tell whether nothing was ever loaded into a ledger; ``False`` where it cannot be read."""
    if not ledger.is_file():
        return False
    try:
        with closing(reading(ledger)) as found:
            return not [*found.execute("SELECT 1 FROM revision LIMIT 1")]
    except sqlite3.Error:
        return False


def names_held(ledger: Path) -> list[str] | None:
    """Return the campaigns that a ledger knows, ``None`` where it cannot be read."""
    if not ledger.is_file():
        return None
    try:
        with closing(reading(ledger)) as found:
            return [name for (name,) in found.execute("SELECT name FROM campaign")]
    except sqlite3.Error:
        return None


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a ledger is for: a campaign, by name, and a kind of use."""

    campaign: str
    kind: Kind


def check_copy(source: Path, ledger: Path, of: Purpose) -> None:
    """See that :func:`put_back` would take a copy, and change nothing.

    Raises:
        BackupUnusable: when it is damaged, or no copy of a ledger.
        LedgerKindMismatch: for a copy of another kind of ledger.
        LedgerOfAnother: for a copy of another campaign's.
        LedgerInUse: while a program has the ledger open.
        RestoreOfItself: where the copy is the ledger.
    """
    if ledger.exists() and source.samefile(ledger):
        raise RestoreOfItself(where=source)
    try:
        with closing(reading(source)) as found:
            check_sound(found, source)
        _check_purpose(source, of, source)
    except LedgerCorrupt as wrong:
        raise BackupUnusable(**wrong.params) from wrong
    except sqlite3.Error as error:
        raise BackupUnusable(where=source, detail=error) from error
    _refuse_open(ledger)


def _refuse_open(ledger: Path) -> None:
    if ledger.exists() and is_open(ledger):
        raise LedgerInUse(where=ledger)


def _check_purpose(copy: Path, of: Purpose, source: Path) -> None:
    with closing(reading(copy)) as found:
        rows = found.execute("SELECT name, kind FROM campaign ORDER BY name").fetchall()
    kinds = {kind for _, kind in rows} - {of.kind.value}
    if kinds:
        raise LedgerKindMismatch(where=source, kind=kinds.pop(), wanted=of.kind)
    names = [name for name, _ in rows]
    if of.campaign not in names:
        known = ", ".join(names) or "—"
        raise LedgerOfAnother(where=source, found=known, wanted=of.campaign)


@dataclass(frozen=True, slots=True)
class Restored:
    """A copy that was put back: where the former ledger is kept, if there was one, and what
    happened in it since. So many people were ``erased`` since, who are not in it either; of so
    many it keeps something that they ``ended`` or changed.

    ``since`` and ``ended`` are of the campaign that asked. ``others`` in the same copy keep what
    happened to them, and of ``others_unknown`` nobody can tell. ``others_lost`` are not in it: the
    former ledger alone has them.
    """

    former: Path | None
    since: Since
    erased: int = 0
    ended: int = 0
    others: Sequence[str] = ()
    others_unknown: Sequence[str] = ()
    others_lost: Sequence[str] = ()


def put_back(source: Path, ledger: Path, of: Purpose) -> Restored:
    """Put a copy in place and let nothing leave from it; the former file is kept beside.

    What went out there since is out in the copy, what people held or cancelled is held in it, and
    who was erased since is erased in it: for each campaign that the copy holds.

    Raises:
        BackupUnusable: and the others of :func:`check_copy`, which is asked first.
        EnvironmentFailure: when the place cannot be written.
    """
    check_copy(source, ledger, of)
    ledger.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = ledger.with_name(ledger.name + ".restoring")
    try:
        aside.clear(fresh)  # of one that was killed
        _copy(source, fresh)
        _check_purpose(fresh, of, source)
        with Mark(ledger).locked():
            _refuse_open(ledger)  # it would go on with the former file
            distrust(fresh)
            names = sorted(names_held(fresh) or ())
            lost = tuple(sorted({*(names_held(ledger) or ())} - {*names}))
            since = {name: take_along(ledger, fresh, name) for name in names}
            erased = _erase_again(ledger, fresh)
            ended = {name: keep_endings(ledger, fresh, name) for name in names}
            former = aside.replace(ledger, fresh)
            _sync_folder(ledger.parent)
    except (OSError, sqlite3.Error, DBAPIError) as error:
        raise failure(error, ledger) from error
    finally:
        aside.clear(fresh)
    own = of.campaign
    others = [name for name in names if name != own]
    taken = tuple(name for name in others if since[name].taken or ended[name])
    unknown = tuple(name for name in others if not since[name].known)
    return Restored(former, since[own], erased, ended[own], taken, unknown, lost)


def _erase_again(ledger: Path, copy: Path) -> int:
    """Erase in a copy who was erased since; it is one file again when this returns."""
    erasures = Erasures.beside(ledger)
    keep_of_former(ledger, erasures)
    again = erase_in_copy(copy, erasures)
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    return again


def _copy(source: Path, target: Path) -> None:
    """Copy a database by SQLite's own means, check it, and only then give it its name."""
    partial = target.with_name(target.name + ".partial")
    try:
        partial.unlink(missing_ok=True)
        prepare_file(partial)
        with closing(reading(source)) as old, closing(sqlite3.connect(partial)) as new:
            old.backup(new, pages=_PAGES)
            check_sound(new, source)
            new.execute("PRAGMA journal_mode = DELETE")
        _sync(partial)
        partial.replace(target)
        _sync_folder(target.parent)
    except (OSError, sqlite3.Error) as error:
        raise failure(error, source) from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


def _sync(file: Path) -> None:
    descriptor = os.open(file, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
