"""The team's buttons about all that is late: let it out or drop it, after one question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.services.conversation import Reply, Turn
from campaign.services.late_posts import held_as_late
from campaign.services.team_messages import LATE_DROP, LATE_OUT, SURE, late_button

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from campaign.core.deliveries import Delivery
    from campaign.ports.phrases import Phrases
    from campaign.services.deciding import Decisions

    LateAct = Callable[[Decisions, str, Phrases], Awaitable[Turn]]


def _ask(label: str, act: str) -> LateAct:
    async def ask(decisions: Decisions, _: str, phrases: Phrases) -> Turn:
        found = held_as_late(await decisions.ledger.snapshot())
        if not found:
            return _say(phrases, "late-none", found)
        text = phrases.text(f"team.{label}-sure", n=_posts(found))
        return Turn((Reply(text, (late_button(phrases, f"{label}-sure", act + SURE),)),))

    return ask


async def _let_out(decisions: Decisions, who: str, phrases: Phrases) -> Turn:
    found = await decisions.release_late(who)
    return _say(phrases, "late-out" if found else "late-none", found, who)


async def _drop(decisions: Decisions, who: str, phrases: Phrases) -> Turn:
    found = await decisions.cancel_late(who, phrases.text("team.why-dropped"))
    return _say(phrases, "late-drop" if found else "late-none", found, who)


def _say(phrases: Phrases, message_id: str, found: Sequence[Delivery], who: str = "") -> Turn:
    return Turn((Reply(phrases.text(f"team.{message_id}", n=_posts(found), who=who)),))


def _posts(found: Sequence[Delivery]) -> int:
    return len({delivery.key.post for delivery in found})


LATE_ACTS: dict[str, LateAct] = {
    LATE_OUT: _ask("late-out", LATE_OUT),
    LATE_OUT + SURE: _let_out,
    LATE_DROP: _ask("late-drop", LATE_DROP),
    LATE_DROP + SURE: _drop,
}
"""What the buttons do, by what they say."""
