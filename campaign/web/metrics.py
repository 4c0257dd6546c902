"""``GET /metrics``: a campaign in numbers, in the form that Prometheus reads.

What the ledger knows is counted when it is asked for, so that it is true whichever process
answers, and since when; nothing of what is said, or of anybody, is among it.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from campaign.core.errors import EnvironmentFailure, LedgerLocked
from campaign.ports.messages import Priority
from campaign.ports.observing import Circuit
from campaign.services.alarming import NOT_SENT
from campaign.web.health import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from prometheus_client.core import Metric
    from starlette.requests import Request

    from campaign.ports.clock import Clock
    from campaign.ports.observing import Observation, Observed
    from campaign.web.health import Health

    Family = GaugeMetricFamily | CounterMetricFamily

PATH = "/metrics"
SECOND = timedelta(seconds=1)
WAITS = (0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800)
"""Seconds up to which waits for the bot's turn are counted apart: three thousand notices at
thirty a second take a hundred.
"""


class Metrics:
    """Asks the ledger for one campaign's numbers, and counts what only this process knows."""

    def __init__(self, campaign: str, ledger: Observed, clock: Clock, health: Health) -> None:
        self._campaign, self._ledger, self._clock, self._health = campaign, ledger, clock, health
        self._own = CollectorRegistry()
        waits = Histogram(
            "pregonero_bot_wait_seconds",
            "Time a message of the bot waited for its turn, by whether it was an answer.",
            ("campaign", "urgent"),
            buckets=WAITS,
            registry=self._own,
        )
        self._waits = {urgent: waits.labels(campaign, _yes(urgent)) for urgent in (True, False)}

    def waited(self, seconds: float, *, urgent: bool) -> None:
        """Count how long one message of the bot waited for its turn."""
        self._waits[urgent].observe(seconds)

    def routes(self) -> list[Route]:
        """Return where it answers."""
        return [Route(PATH, self.answer, methods=["GET"])]

    async def answer(self, request: Request) -> Response:  # noqa: ARG002 -- a route's form
        """Return the numbers of now; 503 where the ledger does not answer in time."""
        now = self._clock.now()
        try:
            async with asyncio.timeout(PATIENCE):
                found = await self._ledger.observe(now, now - NOT_SENT)
        except (LedgerLocked, TimeoutError):
            return PlainTextResponse("the ledger is busy\n", 503)
        except EnvironmentFailure:
            return PlainTextResponse("the ledger does not answer\n", 503)
        asked = CollectorRegistry(auto_describe=False)
        asked.register(_Told([*_of_ledger(self._campaign, found, now), *self._of_process()]))
        told = generate_latest(asked) + generate_latest(self._own)
        return Response(told, media_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})

    def _of_process(self) -> Iterator[Metric]:
        if (silence := self._health.silence) is not None:
            age = _gauge("pregonero_alarm_age_seconds", "Time since everything due was looked at.")
            age.add_metric([self._campaign], silence)
            yield age


class _Told:
    """Hands the registry what was counted."""

    def __init__(self, families: list[Metric]) -> None:
        self._families = families

    def collect(self) -> list[Metric]:
        """Return it."""
        return self._families


def _gauge(name: str, says: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, says, labels=("campaign", *labels))


def _of_ledger(campaign: str, found: Observation, now: datetime) -> Iterator[Metric]:
    yield from _of_deliveries(campaign, found, now)
    yield _circuits(campaign, found.circuits)
    yield from _of_people(campaign, found)
    trusted = _gauge("pregonero_trusted", "1 where the ledger is believed and posts may leave.")
    yield _filled(trusted, campaign, [((), found.is_trusted)])
    held = _gauge("pregonero_held", "1 where a person holds everything back.")
    yield _filled(held, campaign, [((), found.is_held)])


def _of_deliveries(campaign: str, found: Observation, now: datetime) -> Iterator[Metric]:
    by_state = {(channel, str(state)): n for (channel, state), n in found.deliveries.items()}
    deliveries = _gauge("pregonero_deliveries", "Deliveries by their state.", "channel", "state")
    yield _filled(deliveries, campaign, by_state.items())
    waits = {channel: (now - since) / SECOND for channel, since in found.oldest_due.items()}
    for name, says, values in (
        ("pregonero_due", "Deliveries that are due and not sent, for any reason.", found.due),
        ("pregonero_due_age_seconds", "Time since the first of these was due.", waits),
        ("pregonero_late", "Deliveries two minutes overdue though nothing holds them.", found.late),
    ):
        yield _filled(_gauge(name, says, "channel"), campaign, _single(values))
    sends = CounterMetricFamily(
        "pregonero_sends", "Tries by what came of them.", labels=("campaign", "channel", "outcome")
    )
    yield _filled(sends, campaign, found.tries.items())


def _of_people(campaign: str, found: Observation) -> Iterator[Metric]:
    names = {(Priority(priority).name.lower(),): n for priority, n in found.outbox.items()}
    outbox = _gauge("pregonero_outbox", "Messages of the bot to be sent, by priority.", "priority")
    yield _filled(outbox, campaign, names.items())
    seats = {(panel, str(state)): n for (panel, state), n in found.seats.items()}
    sign_ups = _gauge("pregonero_sign_ups", "Sign-ups by panel and state.", "panel", "state")
    yield _filled(sign_ups, campaign, seats.items())
    inbox = _gauge("pregonero_inbox", "Messages of people that were not looked at yet.")
    yield _filled(inbox, campaign, [((), found.inbox)])
    questions = _gauge("pregonero_questions", "Questions that wait for a moderator.")
    yield _filled(questions, campaign, [((), found.questions)])


def _circuits(campaign: str, circuits: Mapping[str, Circuit]) -> Metric:
    channels = _gauge("pregonero_channel", "1 for the state a channel is in.", "channel", "state")
    found = {
        (name, str(one)): float(one is state) for name, state in circuits.items() for one in Circuit
    }
    return _filled(channels, campaign, found.items())


def _single(values: Mapping[str, float]) -> Iterator[tuple[tuple[str], float]]:
    return (((name,), value) for name, value in values.items())


def _filled(
    family: Family, campaign: str, values: Iterable[tuple[tuple[str, ...], float]]
) -> Family:
    for labels, value in sorted(values):
        family.add_metric([campaign, *labels], value)
    return family


def _yes(flag: bool) -> str:  # noqa: FBT001 -- it is what is named
    return "yes" if flag else "no"
