"""What ran out of time says what it lacked: a fact, an approval, being finished, being mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from campaign.core.deliveries import Wait, WaitKind
from campaign.core.programme import Programme
from campaign.core.reasons import Reason, because
from campaign.core.settings import Campaign
from campaign.languages import Catalogue
from campaign.services.listing import EXPIRED_WAITING, expired_for, reason_of
from campaign.wiring.pages.telling import Teller
from tests.services.newsroom import CALENDAR, newsroom

if TYPE_CHECKING:
    from pathlib import Path

NOTICE = "aviso/aguas/telegram/1"
LIVE = "en-vivo/aguas/telegram/1"
DRAFT = CALENDAR.replace("  expires: start\n", "  expires: start\n  status: draft\n")
BROKEN = CALENDAR.replace("«{{ panel.title }}»: {{ panel.when }}.", "{{ panel.nonsense }}")


@pytest.mark.parametrize(
    ("approval", "calendars", "key", "told"),
    [
        ("", [CALENDAR], LIVE, "stream"),
        ("approval: {aviso: prensa}\n", [CALENDAR], NOTICE, "the approval of prensa is missing"),
        ("", [DRAFT], NOTICE, "it is a draft"),
        ("", [CALENDAR, BROKEN], NOTICE, "it has to be mended"),
    ],
)
async def test_what_expires_says_what_it_lacked(
    tmp_path: Path, approval: str, calendars: list[str], key: str, told: str
) -> None:
    async with newsroom(tmp_path, approval) as room:
        for calendar in calendars:
            await room.load(calendar=calendar)
        await room.until("2031-05-21T12:00")
        one = (await room.newest())[key]
    assert one.state == "expired"
    assert told in reason_of(one, Catalogue("en"))
    assert "approval of  is" not in reason_of(one, Catalogue("en"))


@pytest.mark.parametrize(
    ("what", "kind"), [("aguas.stream", WaitKind.FACT), ("prensa", WaitKind.APPROVAL)]
)
def test_a_reason_from_before_the_kind_was_written_is_still_told(what: str, kind: WaitKind) -> None:
    assert expired_for(Reason(EXPIRED_WAITING, {"what": what})) == Wait(kind, what)


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("kind", WaitKind)
def test_the_pages_have_words_for_everything_that_is_waited_for(
    kind: WaitKind, language: str
) -> None:
    campaign = Campaign("barrio", "Barrio", "Asia/Kolkata", languages=(language,))
    teller = Teller.of(campaign, Programme())
    waiting = teller.wait(Wait(kind, "code"))
    expired = teller.reason(because(EXPIRED_WAITING, kind=kind, what="code"))
    assert waiting
    assert waiting in expired
