"""What happens around each request of a client of httpx: leave is asked, dates are noted."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from campaign.channels.support.dates import note_date
from campaign.ports.leave import ask_leave

_SENT = "pregonero.sent"
_FIRST_BYTE = "send_request_headers.started"


async def _at_each_step(step: str, _: object) -> None:
    """Ask once it is connected whether the request may leave: to connect takes long."""
    if step.endswith(_FIRST_BYTE):
        ask_leave()


async def _before(request: Any) -> None:
    request.extensions[_SENT] = datetime.now(UTC)
    request.extensions["trace"] = _at_each_step


async def _after(response: Any) -> None:
    sent = response.request.extensions.get(_SENT)
    if sent is not None:
        note_date(str(response.request.url), response.headers, sent)


HOOKS = {"request": [_before], "response": [_after]}
"""For ``event_hooks``. What connects for several requests asks at each of them."""
