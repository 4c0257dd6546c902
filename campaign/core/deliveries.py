"""The unit that is published once: its key, its frozen payload, its states."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from campaign.core.facts import FactName, FactRead

if TYPE_CHECKING:
    from datetime import datetime


class State(StrEnum):
    """Where a delivery is in its life; see :mod:`campaign.core.life` for the moves."""

    WAITING = "waiting"
    PLANNED = "planned"
    HELD = "held"
    SENDING = "sending"
    PUBLISHED = "published"
    UNKNOWN = "unknown"
    RETRY = "retry"
    PAUSED = "paused"
    NEEDS_PERSON = "needs_person"
    REFUSED = "refused"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"
    REMOVED = "removed"


class Late(StrEnum):
    """At which hours a delivery may go out that missed its time."""

    AWAKE = "awake"
    """Outside the campaign's quiet hours."""
    ANY = "any"
    """At any hour until it expires: what happens now cannot wait for the morning."""


OPEN = frozenset(
    {
        State.WAITING,
        State.PLANNED,
        State.HELD,
        State.SENDING,
        State.UNKNOWN,
        State.RETRY,
        State.PAUSED,
        State.NEEDS_PERSON,
    },
)
"""States of a generation that may still go out; at most one generation is open."""

REPLANNABLE = frozenset({State.WAITING, State.PLANNED, State.HELD, State.RETRY, State.PAUSED})
"""Open states in which certainly nothing is on its way: a new plan may change these."""


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """The identity of a delivery: post, channel and thread part (from 1)."""

    post: str
    channel: str
    part: int = 1

    def __str__(self) -> str:
        return f"{self.post}/{self.channel}/{self.part}"

    @property
    def thread(self) -> tuple[str, str]:
        """Return the post and the channel, which all parts of a thread have in common."""
        return self.post, self.channel

    @classmethod
    def parse(cls, text: str) -> Key:
        """Read ``post/channel/part``; raises ValueError for anything else."""
        post, channel, part = text.rsplit("/", 2)
        return cls(post, channel, int(part))


_AS_NAMED = json.JSONEncoder(ensure_ascii=False).encode


def idempotency_key(campaign: str, key: Key, generation: int) -> str:
    """Return what names one generation of a delivery to a network: 32 hexadecimal digits.

    The same for every try, on every machine and in a restored ledger.
    """
    raw = _AS_NAMED([campaign, str(key), generation])
    return hashlib.sha256(raw.encode()).hexdigest()[:32]


class WaitKind(StrEnum):
    """What a delivery can wait for."""

    FACT = "fact"
    APPROVAL = "approval"
    DRAFT = "draft"
    MENDING = "mending"


@dataclass(frozen=True, slots=True)
class Wait:
    """One thing that a delivery waits for: a fact, a role's approval, an error to be mended…"""

    kind: WaitKind
    what: str = ""

    @classmethod
    def for_fact(cls, fact: FactName) -> Wait:
        """Return the wait for a fact."""
        return cls(WaitKind.FACT, str(fact))


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of a payload: the hash of its stored bytes, and its alternative text."""

    sha256: str
    media_type: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True, slots=True)
class Payload:
    """What goes out, frozen at load: approval is bound to its hash, publishing sends it.

    ``reply_to`` and ``at`` belong to the try and come from the ledger: the previous part of
    a thread, and when the first try began that may have put the post out (UTC). A repeat
    has the same, so that it sends the same bytes.
    """

    text: str
    language: str
    images: tuple[Image, ...] = ()
    facts: tuple[FactRead, ...] = ()
    reply_to: str | None = None
    at: datetime | None = None

    @property
    def hash(self) -> str:
        """Return the SHA-256 of what followers will see (not of the facts behind it)."""
        seen = {
            "text": self.text,
            "language": self.language,
            "images": [(image.sha256, image.alt) for image in self.images],
        }
        raw = json.dumps(seen, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(raw.encode()).hexdigest()

    def tried(self, at: datetime | None, reply_to: str | None) -> Payload:
        """Return what goes out with a try."""
        return Payload(self.text, self.language, self.images, self.facts, reply_to, at)

    def to_json(self) -> str:
        """Return the payload as stored text."""
        data = asdict(self)
        del data["at"]  # what is approved has no time of a try
        return json.dumps(data, ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, raw: str) -> Payload:
        """Read what :meth:`to_json` wrote."""
        data = json.loads(raw)
        return cls(
            text=data["text"],
            language=data["language"],
            images=tuple(Image(**image) for image in data["images"]),
            facts=tuple(FactRead(**fact) for fact in data["facts"]),
            reply_to=data.get("reply_to"),
        )


@dataclass(frozen=True, slots=True)
class Receipt:
    """The proof of a published delivery, from the network's answer. ``at`` is in UTC."""

    remote_id: str
    url: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """One row of the ledger. Times are in UTC; ``fence`` rises with every decision on it and every
    claim, so that what was decided on an older state of it is noticed. A longer lease, a try that
    is given back and the number of the plan that covered it leave it as it is.

    ``inputs`` is the hash of everything the payload was made from; ``ready_at`` is since when
    nothing but its time was missing (``None`` in ledgers from before it was noted). ``reason``
    says why the state is what it is, as a message id and values (JSON). ``countdown`` are the words
    on the time that is left with whose truth it expires, ``None`` where it has another end or none.
    """

    id: int
    key: Key
    generation: int
    entry: str
    title: str
    subject: str | None
    state: State
    due: datetime | None
    local: str | None
    expires: datetime | None
    payload: Payload | None
    payload_hash: str | None
    inputs: str
    waits: tuple[Wait, ...] = ()
    approver: str | None = None
    approved_by: str | None = None
    reason: str | None = None
    fence: int = 0
    attempts: int = 0
    not_before: datetime | None = None
    lease_until: float | None = None
    receipt: Receipt | None = None
    late: Late = Late.AWAKE
    files: tuple[str, ...] = field(default=())
    ready_at: datetime | None = None
    countdown: str | None = None

    @property
    def to_approve(self) -> str:
        """Return the hash that an approval is bound to; empty where there is nothing to approve.

        A post that waits for facts has one if all but the facts that it needs is known.
        """
        return self.payload_hash or ("" if self.inputs.startswith(":") else self.inputs)

    @property
    def is_open(self) -> bool:
        """Tell whether this generation may still go out."""
        return self.state in OPEN
