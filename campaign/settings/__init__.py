"""Settings from the environment and ``.env``; secrets are never printed or logged."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from campaign.core.environment import PREFIX
from campaign.core.errors import SettingsUnreadable

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path


OF_CAMPAIGN = "__"
"""What stands between the name of a campaign and that of its setting."""
IN_FILE = "_FILE"
"""What ends the name of a setting whose value is in the file that it names."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its name without the prefix, whether its value is a secret, and whether each
    machine has its own, where several work for one campaign.

    What it is for stands in ``languages/<lang>/settings.toml`` under its name.
    """

    name: str
    secret: bool = False
    default: str | None = None
    of_machine: bool = False


SETTINGS: tuple[Setting, ...] = (
    Setting("DATABASE_URL", secret=True, of_machine=True),
    Setting("CAMPAIGN", of_machine=True),
    Setting("X_CONSUMER_KEY", secret=True),
    Setting("X_CONSUMER_SECRET", secret=True),
    Setting("X_ACCESS_TOKEN", secret=True),
    Setting("X_ACCESS_SECRET", secret=True),
    Setting("X_API_URL", default="https://api.x.com"),
    Setting("TELEGRAM_TOKEN", secret=True),
    Setting("TELEGRAM_CHANNEL"),
    Setting("TELEGRAM_TEAM_CHAT"),
    Setting("TELEGRAM_API_URL", default="https://api.telegram.org"),
    Setting("TELEGRAM_WEBHOOK_URL"),
    Setting("TELEGRAM_WEBHOOK_SECRET", secret=True),
    Setting("TELEGRAM_WEBHOOK_LISTEN", of_machine=True),
    Setting("MASTODON_API_URL"),
    Setting("MASTODON_TOKEN", secret=True),
    Setting("BLUESKY_API_URL"),
    Setting("BLUESKY_HANDLE"),
    Setting("BLUESKY_PASSWORD", secret=True),
    Setting("PUBLIC_URL"),
    Setting("LISTEN", of_machine=True),
    Setting("METRICS_LISTEN", of_machine=True),
    Setting("LOG_FORMAT", default="text", of_machine=True),
    Setting("SHARE_ACCOUNTS", default="no", of_machine=True),
    Setting("LOCKS_FOLDER", of_machine=True),
    Setting("LEASE", default="15"),
    Setting("MAX_PER_HOUR", default="100"),
    Setting("TEAM_DAILY_AT", default="09:00"),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The values that are set, by name without the prefix."""

    values: Mapping[str, str] = field(default_factory=dict, repr=False)

    def get(self, name: str) -> str | None:
        """Return a value, its default, or ``None``."""
        known = {setting.name: setting.default for setting in SETTINGS}
        return self.values.get(name) or known.get(name)

    def all(self) -> dict[str, str]:
        """Return every value that is set or has a default."""
        defaults = {s.name: s.default for s in SETTINGS if s.default is not None}
        return {**defaults, **self.values}

    def without(self, names: Collection[str]) -> Settings:
        """Return the settings with these as if nobody had set them."""
        return Settings({name: v for name, v in self.values.items() if name not in names})

    @property
    def are_of_several(self) -> bool:
        """Tell whether something is said of single campaigns."""
        return any(OF_CAMPAIGN in name for name in self.values)

    def of(self, campaign: str) -> Settings:
        """Return the settings of one campaign, by its short name.

        What ``<NAME>__…`` says of it counts more than what is said of all, and what is said of
        another one is not there.
        """
        ours = campaign.upper().replace("-", "_") + OF_CAMPAIGN
        said = {n: v for n, v in self.values.items() if OF_CAMPAIGN not in n.removeprefix(ours)}
        common = {name: value for name, value in said.items() if not name.startswith(ours)}
        own = {n.removeprefix(ours): v for n, v in said.items() if n.startswith(ours)}
        return Settings(common | own)

    def missing(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Return which of these are not set, with the prefix, as a person would set them."""
        return tuple(PREFIX + name for name in names if not self.get(name))


def load(folder: Path, environment: Mapping[str, str] | None = None) -> Settings:
    """Read the environment, and ``.env`` in ``folder`` for what it does not say.

    ``PREGONERO_<NAME>_FILE`` names a file whose content is the value, as for the secrets of a
    container; it counts more than ``PREGONERO_<NAME>``.

    Raises:
        SettingsUnreadable: when one of these files cannot be read.
    """
    said = os.environ if environment is None else environment
    values = {**_from_env(folder / ".env"), **said}
    own = {k.removeprefix(PREFIX): v for k, v in values.items() if k.startswith(PREFIX) and v}
    files = {k: own.pop(k) for k in [*own] if k.endswith(IN_FILE)}
    found = {k.removesuffix(IN_FILE): _secret(folder / path) for k, path in files.items()}
    return Settings(own | {name: value for name, value in found.items() if value})


def _secret(path: Path) -> str:
    """Return what a file holds, without the end of its line."""
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as wrong:
        raise _unreadable(path, wrong) from None


def _unreadable(path: Path, wrong: OSError | UnicodeDecodeError) -> SettingsUnreadable:
    return SettingsUnreadable(where=path, detail=getattr(wrong, "strerror", None) or "UTF-8")


def _from_env(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    from dotenv import dotenv_values  # noqa: PLC0415 -- only where there is such a file

    try:
        found = dotenv_values(path)
    except (OSError, UnicodeDecodeError) as wrong:
        raise _unreadable(path, wrong) from None
    return {name: value for name, value in found.items() if value is not None}
