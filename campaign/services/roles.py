"""The roles of a campaign's team, by their id or by what people call them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.errors import UnknownRole
from campaign.core.folding import folded
from campaign.core.settings import ANYBODY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from campaign.core.settings import Campaign
    from campaign.ports.phrases import Phrases


def tell_role(role: str, phrases: Phrases) -> str:
    """Return what people call a role of the team; the folder's own word for an unusual one."""
    known = f"team.role.{role}"
    return phrases.text(known) if phrases.has(known) else role


def roles_in(campaign: Campaign) -> tuple[str, ...]:
    """Return the roles that the team has or that approve something, each once."""
    named = (*(member.role for member in campaign.team), *campaign.approval.values())
    return tuple(dict.fromkeys(role for role in named if role != ANYBODY))


def role_named(said: str, campaign: Campaign, languages: Iterable[Phrases]) -> str:
    """Return the role that somebody names by its id or its name in one of ``languages``.

    Capitals, accents and spaces at the ends do not count.

    Raises:
        UnknownRole: with the roles that there are.
    """
    roles, spoken = roles_in(campaign), tuple(languages)
    names = {_bare(tell_role(role, phrases)): role for phrases in spoken for role in roles}
    # An id is nobody else's name.
    names.update({_bare(role): role for role in roles})
    if _bare(said) not in names:
        known = [_with_id(role, tell_role(role, spoken[0])) for role in roles]
        none = spoken[0].text("reasons.none-known")
        raise UnknownRole(role=said, known=", ".join(known) or none)
    return names[_bare(said)]


def as_in_team(said: str, campaign: Campaign) -> str:
    """Return somebody's name as the team writes it; as it was said where nobody is called so.

    Capitals, accents and spaces do not count.
    """
    names = (member.name for member in campaign.team if member.name)
    return next((name for name in names if _bare(name) == _bare(said)), said)


def _with_id(role: str, name: str) -> str:
    return role if _bare(role) == _bare(name) else f"{name} ({role})"


def _bare(text: str) -> str:
    return " ".join(folded(text).split())
