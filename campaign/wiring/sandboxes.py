"""The sandbox of a campaign folder: a process of its own, started once and found again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.ledger_kind import Kind
from campaign.languages import Catalogue
from campaign.sandbox.credentials import settings as sandbox_settings
from campaign.sandbox.process import Look, attach, find, stop, time_in
from campaign.sandbox.records import Accounts
from campaign.settings import Settings
from campaign.wiring.desk import read_folder
from campaign.wiring.ledgers import BUILD

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

TOPICS = ("sandbox", "dates")


def attach_sandbox(
    root: Path,
    files: Mapping[str, bytes],
    now: datetime | None,
) -> tuple[Settings, str]:
    """Return the settings for this folder's sandbox and its address.

    Real credentials are not looked at.
    """
    folder = read_folder(files)
    campaign = folder.campaign
    phrases = Catalogue(campaign.language)
    look = Look(
        accounts=Accounts.called(campaign.title or campaign.name, campaign.name, folder.monogram),
        zone=campaign.zone_name,
        language=campaign.language,
        sentences={topic: phrases.table(topic) for topic in TOPICS},
    )
    url = attach(_home(root), look, now)
    return Settings(sandbox_settings(url)), url


def settings_of_sandboxes() -> Settings:
    """Return the settings that every sandbox has, whether or not it runs: there is a team."""
    return Settings(sandbox_settings(""))


def settings_of_running(root: Path) -> Settings:
    """Return the settings of this folder's sandbox, with no address where none runs."""
    return Settings(sandbox_settings(find(_home(root)) or ""))


def sandbox_time(root: Path) -> datetime | None:
    """Return the now of this folder's sandbox, also a stopped one's; ``None`` for the real one."""
    return time_in(_home(root))


def stop_sandbox(root: Path) -> bool:
    """End the process of this folder's sandbox; ``False`` when none runs. Its state stays."""
    running = find(_home(root)) is not None
    stop(_home(root))
    return running


def _home(root: Path) -> Path:
    return root / BUILD / Kind.SANDBOX.value / "networks"
