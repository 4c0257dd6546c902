"""A folder that bears another name than the campaign loaded from it: found, and told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from campaign.core.ledger_kind import Kind
from campaign.core.problems import Code, Place, Problem, error, warning

if TYPE_CHECKING:
    from collections.abc import Mapping

    from campaign.ports.messages import Message
    from campaign.services.team_messages import TeamMessages

FILE = "posts/campaign.yaml"


@dataclass(frozen=True, slots=True)
class Renamed:
    """The campaign ``was`` is loaded from a folder that says ``name`` now.

    ``states`` tells how many of its deliveries are in each state, as far as that was looked at,
    ``sign_ups`` how many people are signed up there.
    """

    was: str
    name: str
    states: Mapping[str, int] = field(default_factory=dict)
    sign_ups: int = 0


def renamed(
    was: str, name: str, states: Mapping[str, int] | None = None, sign_ups: int = 0
) -> Renamed | None:
    """Return what is found of a folder that says ``name``, from which ``was`` is loaded; ``None``
    where that is the same, and where one of them has no name yet.
    """
    if not was or not name or was == name:
        return None
    return Renamed(was, name, states or {}, sign_ups)


def rename_problem(kind: Kind, campaign: bytes, told: Mapping[str, str]) -> Problem:
    """Return the problem with the line of ``campaign`` (the file's bytes) that says the name.

    In the sandbox it is a warning: what is in force on the real networks is not touched.
    ``told`` are the words of the sentence.
    """
    place = Place(FILE, _line_of_name(campaign))
    if kind is Kind.SANDBOX:
        return warning(Code.CAMPAIGN_RENAMED, place, **told, because="sandbox")
    return error(Code.CAMPAIGN_RENAMED, place, **told)


def rename_message(team: TeamMessages, found: Renamed, revision: int) -> Message | None:
    """Return the message about a folder that is not loaded beside ``revision`` for its name."""
    text = team.phrases.text("alarms.renamed", was=found.was, name=found.name)
    return team.notice(text, f"alarm:renamed:{revision}:{found.name}")


def _line_of_name(content: bytes) -> int | None:
    lines = content.decode(errors="replace").splitlines()
    return next((n for n, line in enumerate(lines, 1) if line.startswith("name:")), None)
