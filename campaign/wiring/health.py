"""``doctor``: what this machine and this folder need before a campaign can run.

Nothing here changes anything, here or on a network, or tells a secret.
"""

from __future__ import annotations

import asyncio
import re
import socket
import sqlite3
import sys
import tempfile
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from campaign.core.environment import PREFIX
from campaign.core.errors import (
    EnvironmentFailure,
    LedgerKindMismatch,
    PregoneroError,
    SettingUnusable,
)
from campaign.core.lateness import span
from campaign.core.ledger_kind import Kind
from campaign.ports.network_dates import hearing
from campaign.services.gates import BUILT, LONGEST_JUMP
from campaign.services.true_time import NetworkTime, Off
from campaign.services.understanding import Intent
from campaign.wiring.account_checks import accounts, team_chat
from campaign.wiring.calendar_check import calendar
from campaign.wiring.clocks import SystemClock
from campaign.wiring.finding import Finding
from campaign.wiring.homes import another_home
from campaign.wiring.ledgers import (
    BUILD,
    lease_seconds,
    ledger_exists,
    ledger_url,
    most_per_hour,
    open_store,
    shares_accounts,
)
from campaign.wiring.log_format import logs_as_json
from campaign.wiring.neighbours import sees_others
from campaign.wiring.outlook import of_strays, outlook
from campaign.wiring.places import LISTEN, METRICS, place_of, public_url
from campaign.wiring.team import is_daily
from campaign.wiring.true_time import counts

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from campaign.core.dates import Sayable
    from campaign.core.settings import Campaign
    from campaign.ports.history import Stray
    from campaign.ports.ledger import Snapshot
    from campaign.settings import Settings
    from campaign.wiring.finding import Afar, Patient
    from campaign.wiring.homes import Another

OLDEST_PYTHON: Final = (3, 11)
SLACK: Final = timedelta(minutes=2)
SYNCHRONISED: Final = re.compile(
    r"dropbox|onedrive|icloud|mobile documents|cloudstorage|google ?drive|mi unidad|my drive"
    r"|nextcloud|owncloud|pcloud|box sync|syncthing",
    re.IGNORECASE,
)
REMOTE: Final = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afpfs", "9p", "fuse.sshfs", "fuse.rclone", "davfs"}
)
MOUNTS: Final = Path("/proc/self/mounts")
_SAMPLE = "¿Qué será? «Años, pingüinos y árboles» · “Übermut, façade & œuvre”"


def examine(patient: Patient) -> Iterator[Finding]:
    """Look at everything, one thing after the other; a folder without a campaign ends early."""
    yield python()
    yield fonts()
    yield sandbox(patient.root)
    wrong = wrong_settings(patient.settings)
    for name in wrong:
        said = {"name": f"{PREFIX}{name}", "said": patient.settings.get(name) or ""}
        yield Finding("settings", "wrong", said, name, ok=False)
    patient = replace(patient, settings=patient.settings.without(wrong))
    if patient.afar is not None:
        yield from from_afar(patient, patient.afar)
        if patient.afar.failure is not None:
            return
    campaign, finding = folder(patient)
    yield finding
    if campaign is None:
        yield clock(patient.now, None)
    else:
        yield from of_campaign(campaign, patient)


def of_campaign(campaign: Campaign, patient: Patient) -> Iterator[Finding]:
    """Look at what a campaign that can be read needs."""
    yield zone(campaign, patient.now)
    url = ledger_url(patient.root, patient.settings, campaign.name, patient.kind)
    ledger, finding = database(patient, campaign, url)
    yield finding
    yield from place(url)
    if ledger is not None and ledger.another is not None:
        yield of_another(campaign, ledger.another)
    time = NetworkTime(SystemClock(), counts)
    with hearing(time.hear):
        tried = accounts(campaign, patient)
    if patient.kind is Kind.REAL:  # elsewhere it is whatever time one likes
        last = last_event(ledger.snapshot) if ledger else None
        yield clock(patient.now, last, off := time.off())
        tried = [told_of_clock(one, off) for one in tried]
    yield from tried
    if (chat := team_chat(patient)) is not None:
        yield chat
    yield from person(campaign, patient)
    yield from calendar(campaign, patient)
    if patient.afar is None:
        yield files(patient)
    yield from of_strays(ledger.strays if ledger else (), patient.phrases)
    if ledger is not None and ledger.snapshot.revision is not None:
        dead = {one.subject for one in tried if not one.ok and one.ours}
        yield from outlook(campaign, ledger.snapshot, patient, ledger.enough, dead)


@dataclass(frozen=True, slots=True)
class Ledgered:
    """What the ledger says; on the channels ``enough`` a known limit holds what is due.

    ``another`` tells whose it is, where it is not this folder's.
    """

    snapshot: Snapshot
    enough: Collection[str]
    another: Another | None
    strays: Collection[Stray]


def wrong_settings(settings: Settings) -> tuple[str, ...]:
    """Return the settings of the program itself whose values nobody can use."""
    return tuple(name for name, fits in _FITS.items() if not fits(settings))


def _is_read_by(read: Callable[[Settings], object]) -> Callable[[Settings], bool]:
    def fits(settings: Settings) -> bool:
        try:
            read(settings)
        except SettingUnusable:
            return False
        return True

    return fits


_FITS: Final = {
    "LEASE": _is_read_by(lease_seconds),
    "LISTEN": _is_read_by(lambda settings: place_of(settings, LISTEN)),
    "LOCKS_FOLDER": sees_others,
    "LOG_FORMAT": _is_read_by(logs_as_json),
    "METRICS_LISTEN": _is_read_by(lambda settings: place_of(settings, METRICS)),
    "MAX_PER_HOUR": _is_read_by(most_per_hour),
    "PUBLIC_URL": _is_read_by(public_url),
    "SHARE_ACCOUNTS": _is_read_by(shares_accounts),
    "TEAM_DAILY_AT": is_daily,
}


def python(version: tuple[int, ...] = tuple(sys.version_info[:3])) -> Finding:
    """See that the interpreter is new enough."""
    good = version[:2] >= OLDEST_PYTHON
    told = {
        "version": ".".join(map(str, version)),
        "oldest": ".".join(map(str, OLDEST_PYTHON)),
        "sqlite": sqlite3.sqlite_version,
    }
    return Finding("python", "ok" if good else "old", told, ok=good, ours=False)


def fonts() -> Finding:
    """Draw a card, with letters of several languages."""
    from campaign import cards  # noqa: PLC0415 -- heavy
    from campaign.core.cards import LANDSCAPE, CardSpec  # noqa: PLC0415

    spec = CardSpec("announcement", LANDSCAPE, "es", series="Pregonero", headline=_SAMPLE, alt="")
    try:
        size = len(cards.draw(spec, {}))
    except (PregoneroError, OSError, ImportError, ValueError) as wrong:
        told = {"detail": str(wrong) or type(wrong).__name__}
        return Finding("fonts", "wrong", told, ok=False, ours=False)
    return Finding("fonts", params={"kilobytes": str(size // 1024)})


def folder(patient: Patient) -> tuple[Campaign | None, Finding]:
    """See that there is a campaign here whose ``campaign.yaml`` can be used."""
    from campaign.wiring.desk import read_folder  # noqa: PLC0415

    name = "posts/campaign.yaml"
    if name not in patient.files:
        return None, Finding("folder", "missing", {"folder": str(patient.root)}, ok=False)
    read = read_folder(patient.files)
    wrong = [p for p in read.problems if p.is_error and p.place.file == name]
    if wrong:
        return None, Finding("folder", "wrong", {"n": str(len(wrong))}, ok=False)
    said = "ok" if patient.afar is None else "elsewhere"
    return read.campaign, Finding("folder", said, {"title": read.campaign.title})


def from_afar(patient: Patient, afar: Afar) -> Iterator[Finding]:
    """Tell whether a machine without the folder works with its settings; first of all whether it
    finds its ledger, and in it the campaign.
    """
    if isinstance(afar.failure, EnvironmentFailure):
        yield Finding("database", "wrong", failure=afar.failure, ok=False, ours=False)
    elif afar.failure is not None:
        yield Finding("database", params={"where": _server(patient.settings)})
        yield unknown(afar.failure)
        yield clock(patient.now, None)
    elif afar.differing:
        yield Finding("settings", "others", {"names": ", ".join(afar.differing)}, ok=False)
    else:
        yield Finding("settings", "same")


def unknown(why: PregoneroError) -> Finding:
    """Tell that nobody knows of which campaign it is: not named, not there, nothing loaded."""
    what = why.params.get("what")
    if what is None:
        return Finding("folder", "unloaded", failure=why, ok=False)
    return Finding("folder", "unknown", {"what": what}, ok=False)


def _server(settings: Settings) -> str:
    from campaign.store.files import shown  # noqa: PLC0415

    return shown(settings.get("DATABASE_URL") or "")


def zone(campaign: Campaign, now: datetime) -> Finding:
    """Tell what the wall shows in the campaign's zone: somebody sees at once if it is wrong."""
    local = now.astimezone(campaign.zone)
    named = {"zone": campaign.zone_name, "offset": f"{local:%z}"}
    return Finding("zone", params={**named, "local": local})


def database(patient: Patient, campaign: Campaign, url: str) -> tuple[Ledgered | None, Finding]:
    """Open the ledger if there is one; else see that one can be made."""
    from campaign.store.files import is_server, ledger_path, shown  # noqa: PLC0415

    try:
        where = shown(url) if is_server(url) else str(ledger_path(url))
        if not ledger_exists(url):
            _try_writing(Path(where))
            return None, Finding("database", "new", {"where": where})
        ledger = asyncio.run(_read(patient, campaign))
    except LedgerKindMismatch as wrong:
        return None, Finding("database", "wrong", failure=wrong, ok=False)
    except EnvironmentFailure as wrong:
        return None, Finding("database", "wrong", failure=wrong, ok=False, ours=False)
    except OSError as wrong:
        failure = EnvironmentFailure(detail=wrong)
        return None, Finding("database", "wrong", failure=failure, ok=False, ours=False)
    return ledger, Finding("database", params={"where": where})


def _try_writing(where: Path) -> None:
    """Write into the nearest folder there is, and leave nothing there."""
    nearest = next(parent for parent in where.absolute().parents if parent.exists())
    with tempfile.TemporaryFile(dir=nearest) as probe:
        probe.write(b"0")
        probe.flush()


async def _read(patient: Patient, campaign: Campaign) -> Ledgered:
    store = await asyncio.to_thread(
        open_store, patient.root, patient.settings, campaign.name, patient.kind
    )
    try:
        enough = await store.spent(patient.now, campaign.channels)
        another = None
        if patient.afar is None:
            another = await another_home(store, patient.root, campaign.name, patient.kind)
        return Ledgered(await store.snapshot(), enough, another, await store.strays())
    finally:
        await store.close()


def of_another(campaign: Campaign, another: Another) -> Finding:
    """Say that the ledger is that of another folder with the same campaign name."""
    told = {"name": campaign.name, "home": str(another.home or "—")}
    return Finding("home", "folder" if another.home else "another", told, ok=False)


def place(url: str, mounts: Path = MOUNTS) -> Iterator[Finding]:
    """See that a ledger in a file lies on this machine's disk, and nobody else writes there."""
    from campaign.store.files import ledger_path  # noqa: PLC0415

    try:
        where = ledger_path(url).absolute().resolve()
    except EnvironmentFailure:
        return
    told = {"where": str(where.parent)}
    found = next((part for part in where.parts if SYNCHRONISED.search(part)), None)
    if found is not None:
        yield Finding("place", "synchronised", {**told, "service": found}, ok=False)
        return
    kind = filesystem(where, mounts)
    if kind in REMOTE:
        yield Finding("place", "remote", {**told, "kind": kind}, ok=False)
    else:
        yield Finding("place", params=told)


def filesystem(where: Path, mounts: Path = MOUNTS) -> str:
    """Return the kind of file system that ``where`` is on; empty where nobody says."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    known = [line.split() for line in lines]
    points = [(len(f[1]), f[2]) for f in known if len(f) > 2 and _below(where, f[1])]  # noqa: PLR2004
    return max(points, default=(0, ""))[1]


def _below(where: Path, point: str) -> bool:
    return where.is_relative_to(point.replace("\\040", " "))


def last_event(snapshot: Snapshot) -> datetime | None:
    """Return the newest instant that the ledger knows to be past."""
    known = [delivery.receipt.at for delivery in snapshot.deliveries if delivery.receipt]
    if snapshot.revision is not None:
        known.append(snapshot.revision.loaded_at)
    return max(known, default=None)


def clock(now: datetime, last: datetime | None, off: Off | None = None) -> Finding:
    """See that the clock shows what the networks show, and is not behind what has happened."""
    if off is not None and off.is_far:
        return wrong_clock(now, off)
    floor = max(BUILT, last) if last else BUILT
    told = {"now": now.astimezone(UTC), "last": floor.astimezone(UTC)}
    good = now >= floor - SLACK
    return Finding("clock", "ok" if good else "behind", told, ok=good, ours=False)


def wrong_clock(now: datetime, off: Off) -> Finding:
    """Tell by how much the clock differs from the networks'; minutes may mend themselves."""
    told: dict[str, Sayable] = {
        "now": now.astimezone(UTC),
        "right": (now - off.ahead).astimezone(UTC),
        "minutes": span(abs(off.ahead)),
        "by": ", ".join(off.by),
    }
    said = "ahead-of-networks" if off.ahead > timedelta() else "behind-networks"
    return Finding("clock", said, told, ok=abs(off.ahead) <= LONGEST_JUMP, ours=False)


def told_of_clock(found: Finding, off: Off | None) -> Finding:
    """Return what is found of an account, with the true cause where the clock is wrong: a network
    does not accept what is signed with another time.
    """
    if off is None or not off.is_far or found.said != "stopped-credentials":
        return found
    return replace(found, said="stopped-clock", ours=False)


def person(campaign: Campaign, patient: Patient) -> Iterator[Finding]:
    """Tell whether attendees who talk to the bot can reach a person; it works without, too."""
    from campaign.wiring.desk import read_folder  # noqa: PLC0415

    if "telegram" not in campaign.channels:
        return
    chat = bool((patient.settings.get("TELEGRAM_TEAM_CHAT") or "").strip())
    answers = {answer.id for answer in read_folder(patient.files).answers}
    reached = chat or Intent.CONTACT_HUMAN in answers
    yield Finding("person", "ok" if reached else "none")


def files(patient: Patient) -> Finding:
    """Tell how many errors the folder has: what is loaded goes out, what is not does not."""
    n = {"n": str(patient.errors)}
    return Finding("files", "wrong", n, ok=False) if patient.errors else Finding("files")


def sandbox(root: Path) -> Finding:
    """Find the folder's sandbox, or see that one could listen on this machine."""
    from campaign.sandbox.process import find  # noqa: PLC0415

    url = find(root / BUILD / Kind.SANDBOX.value / "networks")
    if url is not None:
        return Finding("sandbox", "running", {"url": url})
    try:
        with socket.create_server(("127.0.0.1", 0)):
            return Finding("sandbox")
    except OSError as wrong:
        return Finding("sandbox", "wrong", {"detail": str(wrong)}, ok=False, ours=False)
