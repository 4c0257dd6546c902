"""Deliveries of a ledger as their followers see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from campaign.core.calendar import CORRECTION
from campaign.core.deliveries import State
from campaign.services.listing import beyond_state
from campaign.wiring.pages.prose import prose
from campaign.wiring.pages.shown import Line, Look, Picture, Shown, picture

if TYPE_CHECKING:
    from collections.abc import Mapping

    from campaign.core.deliveries import Delivery
    from campaign.wiring.pages.rehearsed import Rehearsed
    from campaign.wiring.pages.shown import Column
    from campaign.wiring.pages.telling import Teller

LATE_SECONDS = 60
OUT = frozenset({State.PUBLISHED, State.REMOVED})


def anchor_of(delivery: Delivery) -> str:
    """Return the name of a delivery's place on the page."""
    return f"p{delivery.id}"


@dataclass(frozen=True, slots=True)
class Places:
    """Where things are on a page: the channels by name, and the anchors in its timeline."""

    columns: Mapping[str, Column]
    anchors: frozenset[str]

    def label(self, delivery: Delivery) -> str:
        """Return what people call the delivery's channel."""
        return self.columns[delivery.key.channel].label

    def anchor(self, delivery: Delivery) -> str:
        """Return where the delivery is in the timeline; ``""`` if it is not there."""
        anchor = anchor_of(delivery)
        return anchor if anchor in self.anchors else ""


def lag(delivery: Delivery) -> float | None:
    """Return how many seconds after its time a delivery went out; ``None`` if it did not."""
    if delivery.receipt is None or delivery.due is None:
        return None
    return (delivery.receipt.at - delivery.due).total_seconds()


def lateness(delivery: Delivery, teller: Teller) -> str:
    """Return how late a delivery was, in words."""
    seconds = lag(delivery)
    if seconds is None:
        return "—"
    if seconds <= LATE_SECONDS:
        return teller.say("lag.none")
    return teller.say("lag.minutes", n=round(seconds / 60))


class Showing:
    """Shows deliveries: words and pictures, state and history."""

    def __init__(
        self,
        rehearsed: Rehearsed,
        teller: Teller,
        columns: Mapping[str, Column],
    ) -> None:
        self.rehearsed = rehearsed
        self.teller = teller
        self.columns = columns
        self._parts: dict[tuple[str, str], int] = {}
        for key in (delivery.key for delivery in rehearsed.deliveries):
            whole = (key.post, key.channel)
            self._parts[whole] = max(self._parts.get(whole, 1), key.part)

    def show(self, delivery: Delivery) -> Shown:
        """Return one delivery as followers see it, or as it would have been."""
        key, receipt, payload = delivery.key, delivery.receipt, delivery.payload
        place = self.columns[key.channel]
        state = delivery.state
        at = receipt.at if receipt else delivery.due
        return Shown(
            anchor=anchor_of(delivery),
            column=place,
            state=state.value,
            state_word=self.teller.state(state),
            out=delivery.state in OUT,
            time=self.teller.time(at) if at else "",
            iso=self.teller.local(at).isoformat() if at else "",
            language=payload.language if payload else self.teller.campaign.language,
            html=prose(payload.text, short_links=place.look is Look.STREAM) if payload else None,
            pictures=self._pictures(delivery, place),
            part=key.part,
            parts=self._parts[key.post, key.channel],
            correction=delivery.entry == CORRECTION,
            late=lateness(delivery, self.teller) if (lag(delivery) or 0) > LATE_SECONDS else "",
            reasons=() if delivery.state in OUT else self.teller.why(delivery),
            history=self._history(delivery),
        )

    def _pictures(self, delivery: Delivery, place: Column) -> tuple[Picture, ...]:
        images = delivery.payload.images if delivery.payload else ()
        addresses = self.rehearsed.pictures
        known = [image for image in images if image.sha256 in addresses]
        alone = len(known) == 1
        return tuple(picture(addresses[i.sha256], i, place.look, alone=alone) for i in known)

    def _history(self, delivery: Delivery) -> tuple[Line, ...]:
        lines = self.rehearsed.histories.get(str(delivery.key), ())
        return tuple(
            Line(
                at=self.teller.moment(line.at),
                state=self.teller.state(line.state),
                reason=beyond_state(self.teller.state(line.state), self.teller.reason(line.reason)),
                by=line.by,
            )
            for line in lines
            if line.generation <= delivery.generation
        )
