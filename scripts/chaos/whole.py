"""The whole program as a worker, ``run --only worker``, on a machine without the folder.

It knows nothing of fuses: they are put where it opens its ledger and connects its accounts.
What it is not to wait for as long as elsewhere is what any worker of chaos does not.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import psycopg  # noqa: F401 -- everything that it needs is here before it is forked
import sqlalchemy.dialects.postgresql.psycopg  # noqa: F401

from campaign import channels
from campaign.__main__ import main
from campaign.core.environment import PREFIX
from campaign.store import versions
from campaign.testing.newer import NEWER
from campaign.wiring import ledgers, press, tongues
from scripts.chaos.crashing import CrashingChannel, CrashingLedger, Scene
from scripts.chaos.folder import NAME
from scripts.chaos.fuses import Fuses
from scripts.chaos.lives import LEASE, MOST, PATIENCE, SETTLING, TRIES, at_work

if TYPE_CHECKING:
    from campaign.ports.channels import Channel
    from campaign.services.patience import Patience
    from campaign.store.store import Store

ALONE = 0.5
"""Seconds between two looks whether whoever wanted the worker is still there."""

tongues.tongues()


def run(order: dict[str, Any]) -> None:
    """Be the program, until killed."""
    threading.Thread(target=_leave_with, args=(os.getppid(),), daemon=True).start()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.dup2(2, 1)
    _move_in(order)
    _light(order)
    if order["ahead"]:
        versions.NEWEST = NEWER
    main(["run", "--only", "worker"])


def _leave_with(parent: int) -> None:
    while os.getppid() == parent:  # who outlives the nursery works for nobody
        time.sleep(ALONE)
    os.kill(os.getpid(), signal.SIGKILL)


def _move_in(order: dict[str, Any]) -> None:
    """Be on a machine that has the settings, and nothing else."""
    machine = Path(order["folder"]) / f"machine-{os.getpid()}"
    machine.mkdir()
    given = {
        **order["settings"],
        "DATABASE_URL": order["ledger"],
        "CAMPAIGN": NAME,
        "LEASE": str(LEASE),
        "MAX_PER_HOUR": str(MOST),
        "LOCKS_FOLDER": str(machine / "locks"),
        "TEAM_DAILY_AT": "never",
    }
    os.environ.update({PREFIX + name: value for name, value in given.items()})
    os.environ.update(HOME=str(machine), XDG_DATA_HOME=str(machine / "data"))
    empty = machine / "empty"
    empty.mkdir()
    os.chdir(empty)


def _light(order: dict[str, Any]) -> None:
    """Put fuses between the program and what it works with, and let it wait for less."""
    fuses, scene = Fuses.of(order), Scene()
    opened, connected, limits = ledgers.open_store, channels.connect, ledgers.limits

    def open_store(*args: Any) -> Store:
        store = opened(*args)
        at_work(order)
        return cast("Store", CrashingLedger(store, fuses, scene, LEASE))

    def connect(*args: Any) -> Channel:
        crashing = CrashingChannel(connected(*args), fuses, scene, SETTLING)
        crashing.way = order["way"]
        return cast("Channel", crashing)

    def patient(*, renew: float) -> Patience:
        return replace(PATIENCE, renew=renew)

    ledgers.open_store, channels.connect, press.Patience = open_store, connect, patient
    ledgers.limits = lambda settings: replace(limits(settings), attempts=TRIES)
