"""Every network's answer tells the time, and ``doctor`` compares the clock with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from campaign import channels
from campaign.bot.transport import Transport
from campaign.channels.support.dates import note_date
from campaign.core.outcomes import Account, Blocked, Stopped, Who
from campaign.languages import Catalogue
from campaign.ports.network_dates import Dated, hearing, tell_date
from campaign.sandbox import credentials
from campaign.sandbox.server import serving
from campaign.sandbox.world import World
from campaign.settings import Settings
from campaign.testing import FakeChannel, fake_sheet
from campaign.wiring.finding import Patient
from campaign.wiring.health import examine
from tests.services.newsroom import CALENDAR, CAMPAIGN, PROGRAMME

if TYPE_CHECKING:
    from pathlib import Path

FILES = {
    "posts/campaign.yaml": CAMPAIGN.encode(),
    "posts/programme.yaml": PROGRAMME.encode(),
    "posts/calendar.yaml": CALENDAR.encode(),
}
FEW = timedelta(seconds=60)


@pytest.mark.parametrize("name", ["x", "telegram", "mastodon", "bluesky"])
async def test_an_answer_tells_the_time_of_its_network(name: str) -> None:
    heard: list[Dated] = []
    with serving(World(lambda: datetime.now(UTC))) as url, hearing(heard.append):
        account = channels.connect(name, credentials.settings(url))
        assert isinstance(await account.whoami(), Account)
        await account.close()
    assert heard
    for one in heard:
        assert one.host == "127.0.0.1"
        assert one.sent <= one.received
        assert one.sent - FEW <= one.date <= one.received + FEW


async def test_the_bots_own_answers_tell_the_time() -> None:
    heard: list[Dated] = []
    with serving(World(lambda: datetime.now(UTC))) as url, hearing(heard.append):
        bot = Transport(credentials.BOT_TOKEN, f"{url}/telegram")
        await bot.start({})
        await bot.close()
    (first, *_) = heard
    assert first.host == "127.0.0.1"
    assert first.sent - FEW <= first.date <= first.received + FEW


@pytest.mark.parametrize(
    "headers", [{}, {"date": "soon"}, {"date": "Sat, 10 May 2031 12:00:00 GMT", "age": "30"}]
)
def test_an_answer_that_does_not_tell_is_left_out(headers: dict[str, str]) -> None:
    heard: list[Dated] = []
    with hearing(heard.append):
        note_date("https://a.example/2/users/me", headers, datetime.now(UTC))
    assert heard == []


class Dating(FakeChannel):
    """A network that says the time and does not accept the keys."""

    ahead = timedelta()

    async def whoami(self) -> Who:
        """Say the time."""
        now = datetime.now(UTC)
        date = (now - self.ahead).replace(microsecond=0)
        tell_date(Dated(f"{self.sheet.name}.example", date, now, now))
        return self.who


def looked(
    monkeypatch: pytest.MonkeyPatch, folder: Path, ahead: timedelta
) -> dict[str, tuple[bool, str]]:
    """Return what ``doctor`` says of the clock and of the accounts."""
    no = Stopped(Blocked.CREDENTIALS, "401: Unauthorized")

    def connect(name: str, *_: object) -> FakeChannel:
        account = Dating(fake_sheet(name), who=no)
        account.ahead = ahead
        return account

    monkeypatch.setattr(channels, "connect", connect)
    values = {name: "1" for sheet in channels.sheets().values() for name in sheet.settings}
    settings = Settings({**values, "DATABASE_URL": f"sqlite:///{folder}/ledger.sqlite"})
    patient = Patient(folder, FILES, settings, datetime.now(UTC), Catalogue("es"))
    found = {}
    for one in examine(patient):
        if one.check in {"clock", "channel"}:
            for language in ("es", "en"):
                phrases = Catalogue(language)
                told = phrases.text(f"doctor.{one.check}.{one.said}", **one.params)
                assert "{" not in told
            found[one.subject or one.check] = (one.ok, one.said)
    return found


@pytest.mark.parametrize(
    ("ahead", "clock", "account"),
    [
        (timedelta(), (True, "ok"), "stopped-credentials"),
        (timedelta(minutes=5), (True, "ahead-of-networks"), "stopped-clock"),
        (timedelta(hours=73), (False, "ahead-of-networks"), "stopped-clock"),
        (-timedelta(hours=1), (False, "behind-networks"), "stopped-clock"),
    ],
)
def test_doctor_compares_the_clock_with_the_networks(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    ahead: timedelta,
    clock: tuple[bool, str],
    account: str,
) -> None:
    found = looked(monkeypatch, tmp_path, ahead)
    assert found["clock"] == clock
    assert found["x"] == (False, account)
