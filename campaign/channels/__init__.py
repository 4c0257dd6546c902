"""Network accounts, one file each; found by scanning this folder and by entry points.

A channel is a file beside this one with two names: ``SHEETS``, a tuple of
:class:`~campaign.core.outcomes.ChannelSheet`, and ``connect(sheet, settings, now)``,
which returns a :class:`~campaign.ports.channels.Channel`. A package from elsewhere
offers the same in a module that it names in the entry-point group
``campaign.channels``. A channel's file imports its library where it is used: reading
the sheets of all channels costs milliseconds.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol, cast

from campaign.core.errors import EnvironmentFailure, UsageError
from campaign.core.folding import folded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from campaign.core.outcomes import ChannelSheet
    from campaign.ports.channels import Channel

GROUP = "campaign.channels"


class SettingsMissing(EnvironmentFailure):
    """channels.settings-missing"""


class SettingWrong(EnvironmentFailure):
    """channels.setting-wrong"""


class UnknownChannel(UsageError):
    """channels.unknown"""


class ChannelModule(Protocol):
    """What a channel's file offers."""

    SHEETS: tuple[ChannelSheet, ...]

    def connect(
        self,
        sheet: ChannelSheet,
        settings: Mapping[str, str],
        now: Callable[[], datetime],
    ) -> Channel:
        """Return the account; raises ValueError naming a setting that is out of form."""
        ...


def real_time() -> datetime:
    """Return the real now, in UTC."""
    return datetime.now(UTC)


def sheets(settings: Mapping[str, str] = MappingProxyType({})) -> Mapping[str, ChannelSheet]:
    """Return the data sheets of all channels by name, those of this folder first.

    With ``settings`` (without prefix) they are as these settings make them.
    """
    known = {name: sheet.fitted(settings) for name, (sheet, _) in _channels().items()}
    return MappingProxyType(known)


@cache
def labels() -> Mapping[str, str]:
    """Return what people call each channel, by its name: *X (Twitter)* for ``x``."""
    return MappingProxyType({name: sheet.label for name, sheet in sheets().items()})


@cache
def known_names() -> Mapping[str, str]:
    """Return the names by which people call the channels, lower case and without accents,
    each with the channel's own name.
    """
    known: dict[str, str] = {}
    for name, sheet in sheets().items():
        for alias in (name, sheet.label, *sheet.aliases):
            known.setdefault(folded(alias.strip()), name)
    return MappingProxyType(known)


def missing_settings(name: str, settings: Mapping[str, str]) -> tuple[str, ...]:
    """Return the settings (without prefix) that a channel needs and that are not there."""
    sheet, _ = _channel(name)
    return tuple(needed for needed in sheet.settings if not settings.get(needed, "").strip())


def connect(
    name: str,
    settings: Mapping[str, str],
    now: Callable[[], datetime] = real_time,
) -> Channel:
    """Return the account of channel ``name``; nothing is sent yet.

    Args:
        name: a channel's own name.
        settings: settings without their prefix, as :attr:`ChannelSheet.settings` names them.
        now: the calendar's now, aware; may be virtual.

    Raises:
        UnknownChannel: there is no such channel.
        SettingsMissing: a setting that it needs is not there.
        SettingWrong: a setting is out of form; its value is not told.
    """
    sheet, module = _channel(name)
    if missing := missing_settings(name, settings):
        raise SettingsMissing(channel=sheet.label, settings=", ".join(missing))
    try:
        return module.connect(sheet.fitted(settings), settings, now)
    except ValueError as wrong:
        raise SettingWrong(channel=sheet.label, setting=wrong) from None


def account_of(name: str, settings: Mapping[str, str]) -> str | None:
    """Return what tells the account of channel ``name`` from every other, as far as the settings
    say; it may hold secrets. ``None`` where a person publishes: programs do not meet there.
    """
    sheet, _ = _channel(name)
    return None if sheet.account is None else f"{name} {sheet.account(settings)}"


def _channel(name: str) -> tuple[ChannelSheet, ChannelModule]:
    try:
        return _channels()[name]
    except KeyError:
        raise UnknownChannel(channel=name, known=", ".join(sorted(_channels()))) from None


@cache
def _channels() -> dict[str, tuple[ChannelSheet, ChannelModule]]:
    found: dict[str, tuple[ChannelSheet, ChannelModule]] = {}
    for module in _modules():
        for sheet in module.SHEETS:
            found.setdefault(sheet.name, (sheet, module))
    return found


def _modules() -> Iterator[ChannelModule]:
    """Yield the modules of this folder, then those of other packages."""
    from importlib import import_module  # noqa: PLC0415
    from pkgutil import iter_modules  # noqa: PLC0415

    for found in iter_modules(__path__):
        if not found.ispkg and not found.name.startswith("_"):
            yield cast("ChannelModule", import_module(f"{__name__}.{found.name}"))
    if _somebody_offers_one():
        yield from _extensions()


def _somebody_offers_one() -> bool:
    """Tell whether an installed package names our group: asking ``importlib.metadata``
    would take 40 ms at every start.
    """
    import sys  # noqa: PLC0415
    from pathlib import Path  # noqa: PLC0415

    wanted = f"[{GROUP}]"
    files = (
        file for folder in sys.path for file in Path(folder or ".").glob("*-info/entry_points.txt")
    )
    return any(wanted in file.read_text(encoding="utf-8", errors="replace") for file in files)


def _extensions() -> Iterator[ChannelModule]:
    import logging  # noqa: PLC0415
    from importlib import metadata  # noqa: PLC0415

    log = logging.getLogger(__name__)
    for entry in metadata.entry_points(group=GROUP):
        try:
            yield cast("ChannelModule", entry.load())
        except Exception:
            log.exception("the channel extension %s cannot be used", entry.name)
