"""The life of a delivery: every move between states, in one table.

The diagram in ``docs/explanation/life-of-a-delivery.md`` is generated from it.
"""

from __future__ import annotations

from enum import StrEnum

from campaign.core.deliveries import State as S  # noqa: N817 -- the table below reads as one


class Move(StrEnum):
    """What can happen to a delivery."""

    WAIT = "wait"
    READY = "ready"
    HOLD = "hold"
    RELEASE = "release"
    CLAIM = "claim"
    PUBLISH = "publish"
    LOSE = "lose"
    FAIL = "fail"
    REFUSE = "refuse"
    STOP = "stop"
    RESUME = "resume"
    ASK = "ask"
    EXPIRE = "expire"
    CANCEL = "cancel"
    SUPERSEDE = "supersede"
    RETRY = "retry"
    WITHDRAW = "withdraw"
    ADOPT = "adopt"


class ImpossibleMove(ValueError):
    """A move that the table does not have: from a state, by a move."""


_NOT_YET_SENT = (S.WAITING, S.PLANNED, S.HELD, S.RETRY, S.PAUSED)
NEVER_SENT = (S.CANCELLED, S.EXPIRED, S.REFUSED, S.SUPERSEDED)
"""What is over, and as far as was known never left."""

MOVES: dict[tuple[S, Move], S] = {
    **{(s, Move.WAIT): S.WAITING for s in (S.WAITING, S.PLANNED, S.RETRY, S.PAUSED)},
    **{(s, Move.READY): S.PLANNED for s in (S.WAITING, S.PLANNED)},
    **{(s, Move.HOLD): S.HELD for s in (S.WAITING, S.PLANNED, S.RETRY, S.PAUSED)},
    **{(s, Move.EXPIRE): S.EXPIRED for s in (*_NOT_YET_SENT, S.NEEDS_PERSON)},
    **{(s, Move.CANCEL): S.CANCELLED for s in (*_NOT_YET_SENT, S.NEEDS_PERSON)},
    **{(s, Move.SUPERSEDE): S.SUPERSEDED for s in _NOT_YET_SENT},
    **{(s, Move.STOP): S.PAUSED for s in (S.PLANNED, S.RETRY, S.SENDING)},
    **{(s, Move.ASK): S.NEEDS_PERSON for s in _NOT_YET_SENT},
    **{(s, Move.CLAIM): S.SENDING for s in (S.PLANNED, S.RETRY)},
    **{
        (s, Move.ADOPT): S.PUBLISHED
        for s in (*_NOT_YET_SENT, S.UNKNOWN, S.NEEDS_PERSON, *NEVER_SENT)
    },
    (S.HELD, Move.RELEASE): S.WAITING,
    (S.CANCELLED, Move.WAIT): S.WAITING,
    (S.SENDING, Move.PUBLISH): S.PUBLISHED,
    (S.SENDING, Move.LOSE): S.UNKNOWN,
    (S.SENDING, Move.FAIL): S.RETRY,
    (S.SENDING, Move.REFUSE): S.REFUSED,
    (S.SENDING, Move.EXPIRE): S.EXPIRED,
    (S.SENDING, Move.ASK): S.NEEDS_PERSON,
    (S.UNKNOWN, Move.PUBLISH): S.PUBLISHED,
    (S.UNKNOWN, Move.FAIL): S.RETRY,
    (S.UNKNOWN, Move.ASK): S.NEEDS_PERSON,
    (S.NEEDS_PERSON, Move.PUBLISH): S.PUBLISHED,
    (S.NEEDS_PERSON, Move.RETRY): S.RETRY,
    (S.NEEDS_PERSON, Move.WAIT): S.WAITING,
    (S.REFUSED, Move.RETRY): S.RETRY,
    (S.PAUSED, Move.RESUME): S.PLANNED,
    (S.PUBLISHED, Move.WITHDRAW): S.REMOVED,
}

SPENDING = frozenset({Move.PUBLISH, Move.REFUSE, Move.LOSE})
"""What of a try counts against the tries of a delivery: the network had it, or may have."""


def after(state: S, move: Move) -> S:
    """Return the state that follows; raises :class:`ImpossibleMove`."""
    try:
        return MOVES[state, move]
    except KeyError:
        raise ImpossibleMove(state, move) from None


def route(state: S, goal: S) -> tuple[Move, ...] | None:
    """Return the fewest moves from one state to another, ``None`` where none lead there."""
    ways: dict[S, tuple[Move, ...]] = {state: ()}
    for here in (reached := [state]):
        for (begin, move), end in MOVES.items():
            if begin is here and end not in ways:
                ways[end] = (*ways[here], move)
                reached.append(end)
    return ways.get(goal)
