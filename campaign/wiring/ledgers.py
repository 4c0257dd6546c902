"""Where ledgers live, and how they are opened."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from campaign.core.errors import SettingUnusable
from campaign.core.ledger_kind import Kind
from campaign.core.yes_no import yes_or_no

if TYPE_CHECKING:
    from campaign.settings import Settings
    from campaign.store.opening import Limits
    from campaign.store.store import Store

BUILD = "build"
LONGEST_LEASE = 3600.0


def ledger_url(root: Path, settings: Settings, name: str, kind: Kind) -> str:
    """Return the database URL of a campaign's ledger.

    A real ledger is where ``DATABASE_URL`` says, or in the user's data folder (a
    synchronised campaign folder is no place for it); others are in ``build/``.
    """
    if kind is not Kind.REAL:
        return f"sqlite:///{(root / BUILD / kind.value / 'ledger.sqlite').resolve()}"
    given = settings.get("DATABASE_URL")
    if given:
        return given
    return f"sqlite:///{data_folder() / f'{name}.sqlite'}"


def data_folder() -> Path:
    """Return the user's folder for what belongs to no campaign folder."""
    from platformdirs import user_data_path  # noqa: PLC0415

    return user_data_path("pregonero")


def kept_folder() -> Path:
    """Return the user's folder for what stands beside ledgers that are on servers."""
    return data_folder() / "servers"


def real_ledgers() -> list[Path]:
    """Return the ledgers in the user's data folder, in the order of their names."""
    return sorted(data_folder().glob("*.sqlite"))


def ledger_exists(url: str) -> bool:
    """Tell whether there is a ledger at ``url``, or was (a server is taken to have one).

    Opening one that is gone says so.
    """
    if not url.startswith("sqlite:///"):
        return True
    path = Path(url.removeprefix("sqlite:///"))
    if path.is_file():
        return True
    from campaign.store.mark import is_gone  # noqa: PLC0415

    return is_gone(path)


def open_store(root: Path, settings: Settings, name: str, kind: Kind) -> Store:
    """Open a campaign's ledger, creating it the first time."""
    from campaign.store.opening import open_ledger  # noqa: PLC0415 -- loads the database's library

    url = ledger_url(root, settings, name, kind)
    return open_ledger(url, name, kind, limits(settings), kept=kept_folder())


def limits(settings: Settings) -> Limits:
    """Return what a ledger allows.

    Raises:
        SettingUnusable: when a setting is no number that it can be.
    """
    from campaign.store.opening import Limits  # noqa: PLC0415 -- as above

    return Limits(lease_seconds(settings), per_hour=most_per_hour(settings))


def campaigns_on(url: str) -> list[str]:
    """Return the names of the campaigns that a server's database holds, in their order."""
    from campaign.store.server_backend import ServerBackend  # noqa: PLC0415 -- as above

    return sorted(ServerBackend(url, kept_folder()).campaigns())


def lease_seconds(settings: Settings) -> float:
    """Return how long a claim lasts.

    Raises:
        SettingUnusable: when the setting is no number of seconds above zero.
    """
    given = settings.get("LEASE") or "15"
    try:
        seconds = float(given)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= LONGEST_LEASE:  # not a number (nan) fails here, too
        raise SettingUnusable(name="PREGONERO_LEASE", said=given)
    return seconds


def most_per_hour(settings: Settings) -> int:
    """Return how many posts may leave by one channel within an hour.

    Raises:
        SettingUnusable: when the setting is no whole number above zero.
    """
    given = settings.get("MAX_PER_HOUR") or ""
    if not (given.isascii() and given.isdecimal() and int(given)):
        raise SettingUnusable(name="PREGONERO_MAX_PER_HOUR", said=given)
    return int(given)


def shares_accounts(settings: Settings) -> bool:
    """Tell whether other campaigns of this computer may publish to the same accounts.

    Raises:
        SettingUnusable: when the setting is neither a yes nor a no.
    """
    given = settings.get("SHARE_ACCOUNTS") or ""
    said = yes_or_no(given)
    if said is None:
        raise SettingUnusable(name="PREGONERO_SHARE_ACCOUNTS", said=given)
    return said
