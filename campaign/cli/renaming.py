"""A folder whose campaign was loaded under another name: what to say, and letting it be another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.cli.saying import states
from campaign.core.problems import Code, Place, Problem, error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from campaign.cli.session import Session
    from campaign.store.predecessors import Tenant

FILE = "posts/campaign.yaml"


def renamed(here: Session, was: Tenant, name: str) -> dict[str, str]:
    """Return what the sentences of a renamed campaign need: both names, what stands there."""
    told = [states(here.phrases, was.states)] if was.states else []
    if was.sign_ups:
        told.append(here.say("n-sign-ups", n=was.sign_ups))
    return {"was": was.name, "name": name, "standing": ", ".join(told) or "0"}


def rename_problems(here: Session) -> Iterator[Problem]:
    """Yield what ``check`` says of a folder that is loaded under another name.

    In the sandbox it is a warning: what is in force on the real networks is not touched.
    """
    from campaign.core.ledger_kind import Kind  # noqa: PLC0415
    from campaign.wiring.desk import read_campaign  # noqa: PLC0415
    from campaign.wiring.homes import predecessor  # noqa: PLC0415

    files = here.files()
    name = read_campaign(files).name if FILE in files else ""
    if not name:
        return
    place = Place(FILE, _line_of_name(files[FILE]))
    for kind, tell in ((Kind.REAL, error), (Kind.SANDBOX, warning)):
        was = predecessor(here.root, here.settings, name, kind)
        if was is not None:
            sandbox = {"because": "sandbox"} if kind is Kind.SANDBOX else {}
            yield tell(Code.CAMPAIGN_RENAMED, place, **renamed(here, was, name), **sandbox)


def _line_of_name(content: bytes) -> int | None:
    lines = content.decode(errors="replace").splitlines()
    return next((n for n, line in enumerate(lines, 1) if line.startswith("name:")), None)
