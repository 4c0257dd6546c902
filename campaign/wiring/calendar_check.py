"""``doctor`` and the calendar: whether it answers at its public address, or could be served."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from campaign.core.errors import NoListening
from campaign.core.feed_links import FeedLinks
from campaign.services.calendar_feed import PRODUCT, suffix
from campaign.wiring.finding import Finding
from campaign.wiring.heartbeat import is_alive
from campaign.wiring.places import bound, front_place, is_here, offers_calendar, public_url
from campaign.wiring.webhooks import webhook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from httpx import Response

    from campaign.core.settings import Campaign
    from campaign.wiring.finding import Patient
    from campaign.wiring.places import Place

PATIENCE = 10.0
"""How many seconds the answer may take: a person waits for it."""
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 -- what is looked at is here


def calendar(campaign: Campaign, patient: Patient) -> Iterator[Finding]:
    """Ask for the calendar as others do, while ``run`` is at work; else see whether it could."""
    place = _place(patient)
    if place is None:
        return
    url = FeedLinks(public_url(patient.settings) or _address(place)).address
    told = {"url": url, "where": str(place)}
    if is_alive(patient.root, patient.kind):
        yield _asked(campaign, told)
        return
    try:
        bound(place).close()
    except NoListening as taken:
        told["detail"] = str(taken.params["detail"])
        yield Finding("calendar", "taken", told, ok=False, ours=False)
    else:
        yield Finding("calendar", "later", told)


def _place(patient: Patient) -> Place | None:
    if not offers_calendar(patient.settings):
        return None
    return front_place(patient.settings, patient.kind, webhook(patient.settings))


def _address(place: Place) -> str:
    host = _EVERYWHERE.get(place.host, place.host)
    return f"http://[{host}]:{place.port}" if ":" in host else f"http://{host}:{place.port}"


def _asked(campaign: Campaign, told: dict[str, str]) -> Finding:
    import httpx  # noqa: PLC0415 -- only where it is asked for

    near = is_here(urlsplit(told["url"]).hostname or "")
    try:
        answer = httpx.get(told["url"], timeout=PATIENCE, follow_redirects=True, trust_env=not near)
    except httpx.HTTPError as failed:
        told["words"] = str(failed) or type(failed).__name__
        return Finding("calendar", "away", told, ok=False, ours=False)
    told["code"] = str(answer.status_code)
    if answer.status_code != 200:  # noqa: PLR2004 -- HTTP's own number
        return Finding("calendar", "status", told, ok=False, ours=False)
    if not _is_ours(answer, campaign):
        return Finding("calendar", "other", told, ok=False, ours=False)
    return Finding("calendar", params=told)


def _is_ours(answer: Response, campaign: Campaign) -> bool:
    """Tell the calendar of this campaign from that of another, and from anything else."""
    text = answer.text.replace("\r\n ", "")
    events = "BEGIN:VEVENT" in text
    return PRODUCT in text and (not events or suffix(campaign) in text)
