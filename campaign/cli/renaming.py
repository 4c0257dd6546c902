"""A folder whose campaign was loaded under another name, in the words of the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.cli.saying import states

if TYPE_CHECKING:
    from collections.abc import Iterator

    from campaign.cli.session import Session
    from campaign.core.problems import Problem
    from campaign.services.renaming import Renamed


def rename_words(here: Session, found: Renamed) -> dict[str, str]:
    """Return what the sentences of a renamed campaign need: both names, what stands there."""
    told = [states(here.phrases, found.states)] if found.states else []
    if found.sign_ups:
        told.append(here.say("n-sign-ups", n=found.sign_ups))
    return {"was": found.was, "name": found.name, "standing": ", ".join(told) or "0"}


def rename_problems(here: Session) -> Iterator[Problem]:
    """Yield what ``check`` says of a folder that is loaded under another name."""
    from campaign.core.ledger_kind import Kind  # noqa: PLC0415
    from campaign.services.renaming import FILE, rename_problem  # noqa: PLC0415
    from campaign.wiring.desk import read_campaign  # noqa: PLC0415
    from campaign.wiring.homes import renamed_here  # noqa: PLC0415

    files = here.posts()
    name = read_campaign(files).name if FILE in files else ""
    for kind in (Kind.REAL, Kind.SANDBOX):
        found = renamed_here(here.root, here.settings, name, kind)
        if found is not None:
            yield rename_problem(kind, files[FILE], rename_words(here, found))
