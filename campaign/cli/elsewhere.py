"""What programs of other campaigns have that this one needs, in the words of the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.cli.output import spoken

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from campaign.cli.names import Names
    from campaign.cli.session import Session
    from campaign.settings import Settings
    from campaign.store.store import Store
    from campaign.store.tenure import Holder
    from campaign.wiring.sightings import Sighting


def tell_who_publishes(here: Session, ledger: Store) -> None:
    """Say that the program of another campaign still publishes from this folder."""
    from campaign.wiring.neighbours import ground  # noqa: PLC0415
    from campaign.wiring.sightings import of_folder  # noqa: PLC0415

    name = here.campaign_name()
    found = of_folder(ground(here.root, ledger, name, here.kind, here.settings))
    if found is not None:
        said = {"was": found.holder.campaign, "name": name, "process": found.holder.process}
        spoken(here.say("load.still-runs", **said), err=True)


def seen_elsewhere(here: Session, ledger: Store, files: Mapping[str, bytes]) -> list[Sighting]:
    """Return what other campaigns' programs have now of what the loaded ``files`` need."""
    from campaign.wiring.desk import read_campaign  # noqa: PLC0415
    from campaign.wiring.ledgers import shares_accounts  # noqa: PLC0415
    from campaign.wiring.neighbours import ground  # noqa: PLC0415
    from campaign.wiring.sightings import of_accounts, of_folder  # noqa: PLC0415

    campaign, settings = read_campaign(files), settings_here(here)
    at = ground(here.root, ledger, campaign.name, here.kind, here.settings)
    folder = of_folder(at)
    shares = shares_accounts(here.settings)
    accounts = of_accounts(at, settings.all(), campaign.channels, shares=shares)
    return [*([folder] if folder else []), *accounts]


def settings_here(here: Session) -> Settings:
    """Return what names the accounts: in the sandbox those of the one that runs."""
    from campaign.wiring.sandboxes import settings_of_running  # noqa: PLC0415

    return settings_of_running(here.root) if here.sandbox else here.settings


def elsewhere_lines(here: Session, found: Sequence[Sighting], names: Names) -> list[str]:
    """Return a sentence for the folder, one for the bot, one for the accounts of each program."""
    channels: dict[Holder, list[str]] = {}
    lines = []
    for one in found:
        if one.what in _WHOLE:
            lines.append(here.say(f"status.elsewhere-{one.what}", **_who(one.holder)))
        else:
            channels.setdefault(one.holder, []).append(one.what)
    for holder, theirs in channels.items():
        said = {"channels": names.channels(theirs), **_who(holder)}
        lines.append(here.say("status.elsewhere", **said))
    return lines


_WHOLE = frozenset({"folder", "bot"})


def elsewhere_json(found: Sequence[Sighting]) -> list[dict[str, object]]:
    """Return the same for programs."""
    return [
        {
            "what": one.what,
            "campaign": one.holder.campaign,
            "folder": one.holder.folder,
            "process": one.holder.process,
        }
        for one in found
    ]


def _who(holder: Holder) -> dict[str, object]:
    return {"name": holder.campaign, "folder": holder.folder, "process": holder.process}
